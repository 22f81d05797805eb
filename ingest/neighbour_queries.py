"""The queries of the neighbourhood, each built once, for some letters. Values only."""

from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import CompoundSelect, Select, func, select, union

from ingest.keys import TIES, Kind
from models.of_these import of_these
from models.tables import (
    decisions,
    letter_keys,
    letter_numbers,
    letters,
    messages,
    readings,
    request_letters,
    verdicts,
)
from parsers.facts import Direction

SAID = "said"  # the kind of key of a number that a person gave
TOUCHING = (Kind.THREAD.value, Kind.BARE.value, SAID, *(kind.value for kind in TIES))
LOADED = (
    *(
        letters.c[name]
        for name in ("id", "direction", "sent_at", "message_id", "ancestors", "sender", "recipients")
    ),
    *(readings.c[name] for name in ("opens", "portal", "site", "agency")),
)


@cache
def touching() -> CompoundSelect[Any]:
    """Return the query for the letters that share a thread, number, tie, request or word with one."""
    one, other = letter_keys.alias(), letter_keys.alias()
    by_key = (
        select(other.c.letter_id)
        .where(one.c.value == other.c.value)
        .where(one.c.kind.in_(TOUCHING), other.c.kind.in_(TOUCHING))
    )
    mine, theirs = request_letters.alias(), request_letters.alias()
    by_request = select(theirs.c.letter_id).where(mine.c.request_id == theirs.c.request_id)
    asked = select(decisions.c.with_letter_id).where(decisions.c.with_letter_id.is_not(None))
    return union(
        of_these(by_key, one.c.letter_id),
        of_these(by_request, mine.c.letter_id),
        of_these(asked, decisions.c.letter_id),
        of_these(select(decisions.c.letter_id), decisions.c.with_letter_id),
    )


@cache
def kinds_of_text() -> Select[Any]:
    """Return the query for the kinds of keys of text that letters have; most have none, and fit nobody's."""
    kinds = [kind.value for kind in (Kind.ECHO, Kind.OPENING, Kind.SUBJECT)]
    return of_these(
        select(letter_keys.c.kind).distinct().where(letter_keys.c.kind.in_(kinds)), letter_keys.c.letter_id
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


class Loading(NamedTuple):
    """The queries that load letters for matching; built once, for to build them costs more than to ask."""

    decided: Select[Any]
    keys: Select[Any]
    numbers: Select[Any]
    letters: Select[Any]


@cache
def loading() -> Loading:
    """Return the queries that load letters."""
    told = (
        select(*LOADED, messages.c.digest, verdicts.c.suspicion)
        .join_from(letters, messages, messages.c.id == letters.c.id)
        .join(readings, readings.c.letter_id == letters.c.id)
        .outerjoin(verdicts, verdicts.c.letter_id == letters.c.id)
    )
    ordered = select(letter_numbers).order_by(letter_numbers.c.letter_id, letter_numbers.c.position)
    return Loading(
        decided=of_these(select(decisions).where(decisions.c.undone_at.is_(None)), decisions.c.letter_id),
        keys=of_these(select(letter_keys).where(letter_keys.c.kind != SAID), letter_keys.c.letter_id),
        numbers=of_these(ordered, letter_numbers.c.letter_id),
        letters=of_these(told, letters.c.id),
    )
