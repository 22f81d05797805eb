"""The queries of the neighbourhood, each built once, for some letters. Values only."""

from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import CompoundSelect, Select, func, null, select, union, union_all

from ingest.keys import TIES, Kind
from models.of_these import is_among, of_these
from models.tables import (
    decisions,
    letter_keys,
    letter_numbers,
    letters,
    messages,
    readings,
    request_letters,
    stale_readings,
    verdicts,
)
from parsers.facts import Direction

SAID = "said"  # the kind of key of a number that a person gave
TOUCHING = (Kind.THREAD.value, Kind.BARE.value, SAID, *(kind.value for kind in TIES))
OF_TEXT = (Kind.ECHO.value, Kind.OPENING.value)
LOADED = (
    *(
        letters.c[name]
        for name in ("id", "direction", "sent_at", "message_id", "ancestors", "sender", "recipients")
    ),
    *(readings.c[name] for name in ("opens", "portal", "site", "agency", "asked_in")),
)


@cache
def sharing(answer: Kind, question: Kind) -> tuple[Select[Any], Select[Any]]:
    """Return the queries for the pairs of which the answer, and of which the question, is among the ids."""
    theirs, mine = letter_keys.alias(), letter_keys.alias()
    repeats, asked = letters.alias(), letters.alias()
    columns = (
        repeats.c.id.label("repeats"),
        repeats.c.sent_at.label("repeated_at"),
        repeats.c.sender,
        asked.c.id.label("asked"),
        asked.c.sent_at.label("asked_at"),
        asked.c.recipients,
        asked.c.message_id,
    )
    query = (
        select(*columns, func.count().label("shared"))
        .join_from(theirs, mine, mine.c.value == theirs.c.value)
        .join(repeats, repeats.c.id == theirs.c.letter_id)
        .join(asked, asked.c.id == mine.c.letter_id)
        .where(theirs.c.kind == answer.value, mine.c.kind == question.value)
        .where(repeats.c.direction != Direction.OUTGOING.value, asked.c.direction == Direction.OUTGOING.value)
        .group_by(*columns)
    )
    return of_these(query, theirs.c.letter_id), of_these(query, mine.c.letter_id)


class Queries(NamedTuple):
    """The queries of a walk from letter to letter; built once, for to build them costs more than to ask."""

    known: CompoundSelect[Any]
    touching: CompoundSelect[Any]
    decided: Select[Any]
    numbers: Select[Any]
    letters: Select[Any]


@cache
def queries() -> Queries:
    """Return the queries of a walk."""
    told = (
        select(*LOADED, messages.c.digest, verdicts.c.suspicion, stale_readings.c.letter_id.label("stale"))
        .join_from(letters, messages, messages.c.id == letters.c.id)
        .join(readings, readings.c.letter_id == letters.c.id)
        .outerjoin(verdicts, verdicts.c.letter_id == letters.c.id)
        .outerjoin(stale_readings, stale_readings.c.letter_id == letters.c.id)
    )
    numbers = letter_numbers.c
    ordered = select(numbers.letter_id, numbers.number, numbers.kind)
    return Queries(
        known=_known(),
        touching=_touching(),
        decided=of_these(select(decisions).where(decisions.c.undone_at.is_(None)), decisions.c.letter_id),
        numbers=of_these(ordered.order_by(numbers.letter_id, numbers.position), numbers.letter_id),
        letters=of_these(told, letters.c.id),
    )


def _known() -> CompoundSelect[Any]:
    """Return the query for the keys of letters, and for their places: a request, the reason, how sure.

    Of the pieces of a text one stands for all.
    """
    belongs, keys = request_letters.c, letter_keys.c
    places = select(belongs.letter_id, belongs.request_id, belongs.reason, belongs.sure)
    shared = select(keys.letter_id, null(), keys.kind, keys.value).where(keys.kind.not_in(OF_TEXT))
    pieces = select(keys.letter_id, null(), keys.kind, func.min(keys.value)).where(keys.kind.in_(OF_TEXT))
    return union_all(
        of_these(places, belongs.letter_id),
        of_these(shared, keys.letter_id),
        of_these(pieces, keys.letter_id).group_by(keys.letter_id, keys.kind),
    )


def _touching() -> CompoundSelect[Any]:
    """Return the query for the letters that bear a value, are in a request, or share a word with one."""
    by_key = select(letter_keys.c.letter_id).where(letter_keys.c.kind.in_(TOUCHING))
    asked = select(decisions.c.with_letter_id).where(decisions.c.with_letter_id.is_not(None))
    return union(
        by_key.where(is_among(letter_keys.c.value, "values")),
        select(request_letters.c.letter_id).where(is_among(request_letters.c.request_id, "requests")),
        of_these(asked, decisions.c.letter_id),
        of_these(select(decisions.c.letter_id), decisions.c.with_letter_id),
    )
