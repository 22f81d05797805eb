"""The letters whose request a letter may change, and what a person said of them. Reads only."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from itertools import chain
from typing import Any, NamedTuple

from sqlalchemy import Connection

from ingest import neighbour_queries
from ingest.filed import Filed, Pair, Word
from ingest.keys import TIES, Key, Kind
from ingest.neighbour_queries import TOUCHING, queries
from ingest.numbers import Number, NumberKind
from ingest.spelling import bare
from models.at_once import answers
from models.of_these import rows_of
from parsers.facts import Direction

Places = dict[tuple[int, int], tuple[str, str]]  # (request, letter) -> (reason, sure)

SHARED = 3  # hashes that two texts must share, of the eight kept of each
SHARED_WITH_SUBJECT = 1  # where agency and subject are the same as well
MOST_DOUBTS = 3  # letters that one text may fit; one that fits more is sent to everybody, and tells nothing
ANSWERED_WITHIN = timedelta(days=60)
CLOCKS_DIFFER = timedelta(days=1)  # an answer may be dated a little before its question
DIRECTIONS = {each.value: each for each in Direction}
MATCHED = {kind.value: kind for kind in (Kind.THREAD, *TIES)}  # the kinds of keys that matching looks at
PLACING = ("assign", "split", "merge", "not_a_request")


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """Letters that may share requests, and what joins them."""

    letters: list[Filed]
    pairs: list[Pair]
    words: list[Word]
    places: Places  # that these letters have now


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
    walk = _Walk(connection)
    fresh = set(letter_ids)
    near = _alike(walk, fresh)
    if partners := _ends(near):
        fresh |= _ends(_alike(walk, partners))
        near = _alike(walk, fresh)
    found: set[int] = set()
    pairs: set[Pair] = set()
    while fresh:
        found |= fresh
        joined = _pairs(walk, fresh, near)
        pairs |= joined
        fresh = (
            walk.touching(fresh) | {each for pair in joined for each in (pair.repeats, pair.asked)}
        ) - found
        near = _alike(walk, fresh) if fresh else set()
    asked = {"ids": sorted(found)}
    decided, letters, numbers = answers(
        connection, *((query, asked) for query in (queries().decided, queries().letters, queries().numbers))
    )
    words = sorted(decided, key=lambda row: row.id)
    places = {place: why for each in found for place, why in walk.places.get(each, {}).items()}
    told = [each for each in map(_word, words) if each]
    return Neighbourhood(_loaded(walk, letters, numbers, words), list(pairs), told, places)


class _Walk:
    """What is known of the letters met so far: their keys and their places; each is asked for once."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.keys: dict[int, list[tuple[str, str]]] = {}  # kind and value
        self.places: dict[int, Places] = {}
        self._having: dict[str, set[int]] = {}  # the letters that have a key of a kind
        self._values: set[str] = set()  # those whose letters are found
        self._requests: set[int] = set()

    def meet(self, ids: set[int]) -> None:
        """Learn the keys and the places of letters."""
        new = ids - self.keys.keys()
        self.keys |= {each: [] for each in new}
        for letter_id, request_id, kind, value in rows_of(self.connection, queries().known, new):
            if request_id is None:
                self.keys[letter_id].append((kind, value))
                self._having.setdefault(kind, set()).add(letter_id)
            else:
                self.places.setdefault(letter_id, {})[request_id, letter_id] = (kind, value)

    def touching(self, ids: set[int]) -> set[int]:
        """Return the letters that share a thread, a number, a tie, a request or a person's word with one of
        these, as far as they have not been told before.
        """
        self.meet(ids)
        values = {value for each in ids for kind, value in self.keys[each] if kind in TOUCHING}
        requests = {request for each in ids for request, _ in self.places.get(each, ())}
        asked = {
            "ids": sorted(ids),
            "values": sorted(values - self._values),
            "requests": sorted(requests - self._requests),
        }
        self._values |= values
        self._requests |= requests
        return set(self.connection.execute(queries().touching, asked).scalars())

    def with_keys(self, ids: set[int], kind: Kind) -> set[int]:
        """Return those of some letters that have a key of a kind."""
        self.meet(ids)
        return ids & self._having.get(kind, set())


def _pairs(walk: _Walk, ids: set[int], near: set[_Alike]) -> set[Pair]:
    """Return the pairs of which one is among these letters; texts that fit too many are left out.

    `near` is what is alike among these letters.
    """
    repeating = {alike.repeats for alike in near}
    fitting: dict[int, set[_Alike]] = defaultdict(set)
    for alike in _alike(walk, repeating) if repeating else ():
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


def _alike(walk: _Walk, ids: set[int]) -> set[_Alike]:
    """Return the pairs of which one letter is among these."""
    by_text = _shared(walk, ids, Kind.ECHO, Kind.OPENING)
    by_subject = _shared(walk, ids, Kind.SUBJECT, Kind.SUBJECT)
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
    walk: _Walk, ids: set[int], answer: Kind, question: Kind
) -> dict[tuple[int, int], tuple[Any, int]]:
    """Return, by (answer, question), the letters that share keys of these kinds, and how many they share."""
    by_answer, by_question = neighbour_queries.sharing(answer, question)
    rows = chain(
        rows_of(walk.connection, by_answer, walk.with_keys(ids, answer)),
        rows_of(walk.connection, by_question, walk.with_keys(ids, question)),
    )
    return {
        (row.repeats, row.asked): (row, row.shared)
        for row in rows
        if row.repeated_at
        and row.asked_at
        and -CLOCKS_DIFFER <= row.repeated_at - row.asked_at <= ANSWERED_WITHIN
    }


def _word(row: Any) -> Word | None:
    """Return a decision as matching takes it; None where it is not about a letter's place."""
    if row.verb in PLACING or row.question == "match":
        return Word(row.verb, row.letter_id, row.with_letter_id)
    return None


def _loaded(
    walk: _Walk, letters: Iterable[Any], numbered: Iterable[Any], words: Iterable[Any]
) -> list[Filed]:
    """Return letters as matching sees them: their own numbers, or the one that a person gave.

    `words` are what a person said of them and did not take back, the oldest first.
    """
    numbers: dict[int, list[Number]] = defaultdict(list)
    for letter_id, number, kind in numbered:
        numbers[letter_id].append(_number(number, kind))
    said = {row.letter_id: row.value for row in words if row.verb == "correct" and row.field == "number"}
    accepted = {row.letter_id for row in words if row.verb == "accept" and row.question == "trust"}
    return [
        _filed(
            row, walk.keys[row[0]], numbers.get(row[0], ()), said.get(row[0]), is_accepted=row[0] in accepted
        )
        for row in letters
    ]


@lru_cache(maxsize=4_096)  # a request's letters bear the same ones
def _number(number: str, kind: str) -> Number:
    return Number(number, bare(number), NumberKind(kind))


def _filed(
    row: Any, keys: list[tuple[str, str]], numbers: Sequence[Number], said: str | None, *, is_accepted: bool
) -> Filed:
    letter_id, told, sent_at, message_id, ancestors, sender, recipients, *read, digest, suspicion, stale = row
    opens, portal, site, agency, read_with = read
    direction = DIRECTIONS[told]
    other_side = (recipients or "").split(",")[0] if direction is Direction.OUTGOING else sender or ""
    return Filed(
        letter_id,
        digest,
        direction,
        sent_at,
        message_id,
        tuple((ancestors or "").split()),
        opens or said is not None,
        portal,
        site,
        agency,
        other_side.rpartition("@")[2],
        tuple(numbers) if said is None else (_number(said, NumberKind.MAIN.value),),
        tuple([Key(MATCHED[kind], value) for kind, value in keys if kind in MATCHED]),
        suspicion is not None and not is_accepted,
        said is not None,
        read_with,
        stale is not None,
    )
