"""The letters whose request a letter may change, and what a person said of them. Reads only."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import chain
from typing import Any, NamedTuple

from sqlalchemy import Connection

from ingest import neighbour_queries
from ingest.filed import Filed, Pair, Word
from ingest.keys import Key, Kind
from ingest.numbers import Number, NumberKind
from ingest.spelling import bare
from models.of_these import rows_of
from parsers.facts import Direction

SHARED = 3  # hashes that two texts must share, of the eight kept of each
SHARED_WITH_SUBJECT = 1  # where agency and subject are the same as well
MOST_DOUBTS = 3  # letters that one text may fit; one that fits more is sent to everybody, and tells nothing
ANSWERED_WITHIN = timedelta(days=60)
CLOCKS_DIFFER = timedelta(days=1)  # an answer may be dated a little before its question
PLACING = ("assign", "split", "merge", "not_a_request")


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """Letters that may share requests, and what joins them."""

    letters: list[Filed]
    pairs: list[Pair]
    words: list[Word]


class _Alike(NamedTuple):
    """Two letters that share text or subject, near in time: one may answer what the other asked for."""

    repeats: int
    asked: int
    question: str  # the Message-ID of the one that asked: two copies of a letter bear one
    reason: str  # echo, subject
    is_same_agency: bool


def neighbourhood(connection: Connection, letter_ids: Collection[int]) -> Neighbourhood:
    """Return the letters that may share a request with these.

    Closed: no letter outside shares a number, a thread, a tie, a request, a person's word or a fitting text
    with one inside. The letters that compete with these for a text are inside too, since their coming can
    part them.
    """
    fresh = set(letter_ids)
    near = _alike(connection, fresh)
    if partners := _ends(near):
        fresh |= _ends(_alike(connection, partners))
        near = _alike(connection, fresh)
    found: set[int] = set()
    pairs: set[Pair] = set()
    while fresh:
        found |= fresh
        joined = _pairs(connection, fresh, near)
        pairs |= joined
        fresh = (
            _touching(connection, fresh) | {each for pair in joined for each in (pair.repeats, pair.asked)}
        ) - found
        near = _alike(connection, fresh) if fresh else set()
    words = _decided(connection, found)
    return Neighbourhood(
        _load(connection, found, words), list(pairs), [each for each in map(_word, words) if each]
    )


def _touching(connection: Connection, ids: set[int]) -> set[int]:
    """Return the letters that share a thread, a number, a tie, a request or a person's word with one of
    these.
    """
    return {row.letter_id for row in rows_of(connection, neighbour_queries.touching(), ids)}


def _pairs(connection: Connection, ids: set[int], near: set[_Alike]) -> set[Pair]:
    """Return the pairs of which one is among these letters; texts that fit too many are left out.

    `near` is what is alike among these letters.
    """
    repeating = {alike.repeats for alike in near}
    fitting: dict[int, set[_Alike]] = defaultdict(set)
    for alike in _alike(connection, repeating) if repeating else ():
        if alike.repeats in repeating:
            fitting[alike.repeats].add(alike)
    return {
        Pair(alike.repeats, alike.asked, alike.reason, len({each.question for each in best}) == 1)
        for best in map(_best, fitting.values())
        if len({each.question for each in best}) <= MOST_DOUBTS
        for alike in best
        if alike.repeats in ids or alike.asked in ids
    }


def _best(fitting: set[_Alike]) -> list[_Alike]:
    """Return the pairs that count of one answer: a text before a subject, the agency written to before
    others.
    """
    echoes = [alike for alike in fitting if alike.reason == "echo"] or list(fitting)
    return [alike for alike in echoes if alike.is_same_agency] or echoes


def _ends(pairs: Iterable[_Alike]) -> set[int]:
    return {each for pair in pairs for each in (pair.repeats, pair.asked)}


def _alike(connection: Connection, ids: set[int]) -> set[_Alike]:
    """Return the pairs of which one letter is among these."""
    kinds = {row.kind for row in rows_of(connection, neighbour_queries.kinds_of_text(), ids)}
    if not kinds:
        return set()
    by_text = _shared(connection, ids, Kind.ECHO, Kind.OPENING) if kinds != {Kind.SUBJECT.value} else {}
    by_subject = _shared(connection, ids, Kind.SUBJECT, Kind.SUBJECT) if Kind.SUBJECT.value in kinds else {}
    found = set()
    for pair, (row, count) in {**by_subject, **by_text}.items():
        needed = SHARED_WITH_SUBJECT if pair in by_subject else SHARED
        reason = "echo" if pair in by_text and count >= needed else "subject"
        if reason == "echo" or pair in by_subject:
            domain = f"@{(row.sender or '').rpartition('@')[2]}"
            is_same = any(each.strip().endswith(domain) for each in (row.recipients or "").split(","))
            found.add(_Alike(*pair, row.message_id or f"letter {pair[1]}", reason, is_same))
    return found


def _shared(
    connection: Connection, ids: set[int], answer: Kind, question: Kind
) -> dict[tuple[int, int], tuple[Any, int]]:
    """Return, by (answer, question), the letters that share keys of these kinds, and how many they share."""
    queries = neighbour_queries.sharing(answer, question)
    rows = chain.from_iterable(rows_of(connection, query, ids) for query in queries)
    return {
        (row.repeats, row.asked): (row, row.shared)
        for row in rows
        if row.repeated_at
        and row.asked_at
        and -CLOCKS_DIFFER <= row.repeated_at - row.asked_at <= ANSWERED_WITHIN
    }


def _decided(connection: Connection, ids: set[int]) -> list[Any]:
    """Return what a person said of these letters and did not take back, the oldest first."""
    return sorted(rows_of(connection, neighbour_queries.loading().decided, ids), key=lambda row: row.id)


def _word(row: Any) -> Word | None:
    """Return a decision as matching takes it; None where it is not about a letter's place."""
    if row.verb in PLACING or row.question == "match":
        return Word(row.verb, row.letter_id, row.with_letter_id)
    return None


def _load(connection: Connection, ids: set[int], words: list[Any]) -> list[Filed]:
    """Return letters as matching sees them: their own numbers, or the one that a person gave."""
    keys: dict[int, set[Key]] = defaultdict(set)
    for row in rows_of(connection, neighbour_queries.loading().keys, ids):
        keys[row.letter_id].add(Key(Kind(row.kind), row.value))
    numbers: dict[int, list[Number]] = defaultdict(list)
    for row in rows_of(connection, neighbour_queries.loading().numbers, ids):
        numbers[row.letter_id].append(Number(row.number, bare(row.number), NumberKind(row.kind)))
    said = {row.letter_id: row.value for row in words if row.verb == "correct" and row.field == "number"}
    accepted = {row.letter_id for row in words if row.verb == "accept" and row.question == "trust"}
    found = (
        _filed(row, keys, numbers) for row in rows_of(connection, neighbour_queries.loading().letters, ids)
    )
    return [
        replace(
            letter,
            is_held=letter.is_held and letter.id not in accepted,
            is_corrected=letter.id in said,
            numbers=_said(said[letter.id]) if letter.id in said else letter.numbers,
            opens=letter.opens or letter.id in said,
        )
        for letter in found
    ]


def _said(number: str) -> tuple[Number, ...]:
    return (Number(number, bare(number), NumberKind.MAIN),)


def _filed(row: Any, keys: dict[int, set[Key]], numbers: dict[int, list[Number]]) -> Filed:
    direction = Direction(row.direction)
    other_side = (row.recipients or "").split(",")[0] if direction is Direction.OUTGOING else row.sender or ""
    return Filed(
        id=row.id,
        digest=row.digest,
        direction=direction,
        sent_at=row.sent_at,
        message_id=row.message_id,
        ancestors=tuple((row.ancestors or "").split()),
        opens=row.opens,
        portal=row.portal,
        site=row.site,
        agency=row.agency,
        domain=other_side.rpartition("@")[2],
        numbers=tuple(numbers[row.id]),
        keys=frozenset(keys[row.id]),
        is_held=row.suspicion is not None,
    )
