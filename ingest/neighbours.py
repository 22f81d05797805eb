"""The letters whose request a new letter may change. Reads only."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, func, select

from ingest.keys import Key, Kind, bare
from ingest.matching import Filed
from models.tables import letter_keys, letters, messages, readings, request_letters, tracking_numbers
from parsers.facts import Direction, Sure

SHARED = 3  # hashes that two texts must share, of the eight kept of each
ANSWERED_WITHIN = timedelta(days=60)
CLOCKS_DIFFER = timedelta(days=1)  # an answer may be dated a little before its question
AT_ONCE = 500  # ids in one query


def neighbourhood(connection: Connection, letter_id: int) -> tuple[list[Filed], set[tuple[int, int]]]:
    """Return the letters that may share a request with this one, and the pairs that one text joins.

    Closed: no letter outside shares a number, a thread, a request or an accepted echo with one inside. The
    letters that compete with this one for an echo are inside too, since its coming can part them.
    """
    partners = _ends(_alike(connection, {letter_id}))
    fresh = {letter_id} | (_ends(_alike(connection, partners)) if partners else set())
    found: set[int] = set()
    echoes: set[tuple[int, int]] = set()
    while fresh:
        found |= fresh
        joined = _echoes(connection, fresh)
        echoes |= joined
        fresh = (_touching(connection, fresh) | {each for pair in joined for each in pair}) - found
    return _load(connection, found), echoes


def _touching(connection: Connection, ids: set[int]) -> set[int]:
    """Return the letters that share a thread, a number or a request with one of these."""
    one, other = letter_keys.alias(), letter_keys.alias()
    by_key = (
        select(other.c.letter_id)
        .distinct()
        .where(one.c.kind.in_([Kind.THREAD.value, Kind.BARE.value]))
        .where(one.c.kind == other.c.kind, one.c.value == other.c.value)
    )
    mine, theirs = request_letters.alias(), request_letters.alias()
    by_request = select(theirs.c.letter_id).distinct().where(mine.c.request_id == theirs.c.request_id)
    touching = (
        *_rows(connection, by_key, one.c.letter_id, ids),
        *_rows(connection, by_request, mine.c.letter_id, ids),
    )
    return {row[0] for row in touching}


def _echoes(connection: Connection, ids: set[int]) -> set[tuple[int, int]]:
    """Return the pairs (repeats, asked for) of these letters whose text fits one question and no other."""
    repeating = {alike.repeats for alike in _alike(connection, ids)}
    questions: dict[int, set[_Alike]] = defaultdict(set)
    for alike in _alike(connection, repeating) if repeating else ():
        if alike.repeats in repeating:
            questions[alike.repeats].add(alike)
    return {
        (alike.repeats, alike.asked)
        for fitting in questions.values()
        if len({alike.question for alike in fitting}) == 1
        for alike in fitting
        if alike.repeats in ids or alike.asked in ids
    }


class _Alike(NamedTuple):
    """Two letters that share text, near enough in time: one repeats what the other asked for."""

    repeats: int
    asked: int
    question: str  # the Message-ID of the one that asked: two copies of a letter bear one


def _ends(pairs: set[_Alike]) -> set[int]:
    return {each for pair in pairs for each in (pair.repeats, pair.asked)}


def _alike(connection: Connection, ids: set[int]) -> set[_Alike]:
    """Return the pairs of which one letter is among these."""
    echo, opening = letter_keys.alias(), letter_keys.alias()
    repeats, asked = letters.alias(), letters.alias()
    columns = (repeats.c.id, repeats.c.sent_at, asked.c.id, asked.c.sent_at, asked.c.message_id)
    query = (
        select(*columns)
        .join_from(echo, opening, opening.c.value == echo.c.value)
        .join(repeats, repeats.c.id == echo.c.letter_id)
        .join(asked, asked.c.id == opening.c.letter_id)
        .where(echo.c.kind == Kind.ECHO.value, opening.c.kind == Kind.OPENING.value)
        .group_by(*columns)
        .having(func.count() >= SHARED)
    )
    rows = (
        *_rows(connection, query, echo.c.letter_id, ids),
        *_rows(connection, query, opening.c.letter_id, ids),
    )
    return {
        _Alike(repeating, asking, message_id or f"letter {asking}")
        for repeating, repeated_at, asking, asked_at, message_id in rows
        if repeated_at and asked_at and -CLOCKS_DIFFER <= repeated_at - asked_at <= ANSWERED_WITHIN
    }


def _load(connection: Connection, ids: set[int]) -> list[Filed]:
    """Return letters as matching sees them."""
    keys: dict[int, set[Key]] = defaultdict(set)
    for row in _rows(connection, select(letter_keys), letter_keys.c.letter_id, ids):
        keys[row.letter_id].add(Key(Kind(row.kind), row.value))
    numbers: dict[int, str] = {}
    stated = select(tracking_numbers).where(tracking_numbers.c.sure != Sure.UNSURE.value)
    for row in _rows(connection, stated.order_by(tracking_numbers.c.id), tracking_numbers.c.letter_id, ids):
        if bare(row.number):
            numbers.setdefault(row.letter_id, row.number)
    query = (
        select(letters, messages.c.digest, readings)
        .join_from(letters, messages, messages.c.id == letters.c.id)
        .join(readings, readings.c.letter_id == letters.c.id)
    )
    return [_filed(row, keys, numbers) for row in _rows(connection, query, letters.c.id, ids)]


def _filed(row: Any, keys: dict[int, set[Key]], numbers: dict[int, str]) -> Filed:
    return Filed(
        id=row.id,
        digest=row.digest,
        direction=Direction(row.direction),
        sent_at=row.sent_at,
        message_id=row.message_id,
        ancestors=tuple((row.ancestors or "").split()),
        opens=row.opens,
        portal=row.portal,
        site=row.site,
        agency=row.agency,
        number=numbers.get(row.id),
        keys=frozenset(keys[row.id]),
    )


def _rows(
    connection: Connection, query: Select[Any], column: ColumnElement[Any], ids: set[int]
) -> Iterator[Any]:
    ordered = sorted(ids)
    for start in range(0, len(ordered), AT_ONCE):
        yield from connection.execute(query.where(column.in_(ordered[start : start + AT_ONCE])))
