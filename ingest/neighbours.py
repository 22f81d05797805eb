"""The letters whose request a new letter may change. Reads only."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

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
    partners = _partners(connection, letter_id)
    fresh = {letter_id, *partners, *(rival for each in partners for rival in _partners(connection, each))}
    found: set[int] = set()
    echoes: set[tuple[int, int]] = set()
    while fresh:
        found |= fresh
        joined = {pair for each in fresh for pair in _echoes(connection, each)}
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


def _echoes(connection: Connection, letter_id: int) -> Iterator[tuple[int, int]]:
    """Yield the pairs (repeats, asked for) of this letter whose text fits one question and no other."""
    repeating = _partners(connection, letter_id, Kind.OPENING, Kind.ECHO)
    for each in {letter_id, *repeating}:
        askers = _partners(connection, each, Kind.ECHO, Kind.OPENING)
        if len(set(askers.values())) == 1 and letter_id in {each, *askers}:
            yield from ((each, asker) for asker in askers)


def _partners(connection: Connection, letter_id: int, *kinds: Kind) -> dict[int, str]:
    """Return the letters that share this one's text and fit it in time, each with its Message-ID.

    `kinds` are what the text is in this letter and in the others; without them, both ways are tried.
    Two copies of one letter bear one Message-ID, and count once.
    """
    if not kinds:
        both = (Kind.ECHO, Kind.OPENING)
        return _partners(connection, letter_id, *both) | _partners(connection, letter_id, *reversed(both))
    mine, theirs = letter_keys.alias(), letter_keys.alias()
    my_letter, their_letter = letters.alias(), letters.alias()
    query = (
        select(their_letter.c.id, their_letter.c.message_id, my_letter.c.sent_at, their_letter.c.sent_at)
        .join_from(mine, theirs, mine.c.value == theirs.c.value)
        .join(my_letter, my_letter.c.id == mine.c.letter_id)
        .join(their_letter, their_letter.c.id == theirs.c.letter_id)
        .where(mine.c.letter_id == letter_id, mine.c.kind == kinds[0].value, theirs.c.kind == kinds[1].value)
        .group_by(their_letter.c.id, their_letter.c.message_id, my_letter.c.sent_at, their_letter.c.sent_at)
        .having(func.count() >= SHARED)
    )
    found = {}
    for other_id, message_id, my_moment, their_moment in connection.execute(query):
        if my_moment and their_moment:
            waited = my_moment - their_moment if kinds[0] is Kind.ECHO else their_moment - my_moment
            if -CLOCKS_DIFFER <= waited <= ANSWERED_WITHIN:
                found[other_id] = message_id or f"letter {other_id}"
    return found


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
