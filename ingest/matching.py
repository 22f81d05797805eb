"""Which request each letter belongs to, and why: the same answer whatever the order of arrival. Pure.

A tracking number decides. A letter without one goes with its thread; what neither tells, the echo of the
request may. Where two requests are possible there is no guess: the letter stands in both, unsure.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from ingest.keys import Key, Kind
from parsers.facts import Direction, Sure

LONG_NUMBER = 8  # letters and digits; a shorter number is too common to be known without its site
FAR_FUTURE = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Filed:
    """A letter as matching sees it."""

    id: int
    digest: str
    direction: Direction
    sent_at: datetime | None
    message_id: str | None
    ancestors: tuple[str, ...]
    opens: bool
    portal: str | None
    site: str | None
    agency: str | None
    number: str | None  # as printed
    keys: frozenset[Key]

    def values(self, kind: Kind) -> Iterator[str]:
        """Return the letter's keys of one kind."""
        return (key.value for key in self.keys if key.kind is kind)

    @property
    def name(self) -> str | None:
        """Portal, site and number in one: what names a request."""
        return next(self.values(Kind.NUMBER), None)

    @property
    def age(self) -> tuple[datetime, str]:
        """Order letters by this: by moment, then by something that does not depend on arrival."""
        return self.sent_at or FAR_FUTURE, self.digest


@dataclass(frozen=True, slots=True)
class Match:
    """One letter's place in a request."""

    letter_id: int
    reason: str  # number, thread, echo, new
    sure: Sure


@dataclass(frozen=True, slots=True)
class Request:
    """A request as its letters make it."""

    portal: str | None
    site: str | None
    tracking_number: str | None
    agency: str | None
    matches: tuple[Match, ...]


@dataclass(frozen=True, slots=True)
class _Seat:
    """Where a letter is put: one name when it is known, several when it could be any of them."""

    names: tuple[str, ...]
    reason: str
    sure: Sure


def requests_of(letters: Collection[Filed], echoes: Collection[tuple[int, int]]) -> list[Request]:
    """Return the requests that these letters make; a letter that can open none and joins none is in none.

    `letters` holds every letter that shares a number or a thread with one of them; `echoes` are the pairs
    (repeats the text, asked for it) that are known to be one request's.
    """
    threads = _threads(letters)
    seats = _by_number(letters, threads)
    seats |= _by_thread(letters, threads, seats)
    _by_echo(echoes, seats)
    groups: dict[str, list[Match]] = defaultdict(list)
    for letter in letters:
        for name in seats[letter.id].names:
            groups[name].append(Match(letter.id, seats[letter.id].reason, seats[letter.id].sure))
    by_id = {letter.id: letter for letter in letters}
    made = (_request(matches, by_id) for _, matches in sorted(groups.items()))
    return [request for request in made if any(by_id[match.letter_id].opens for match in request.matches)]


def _threads(letters: Iterable[Filed]) -> dict[int, str]:
    """Return the thread of each letter: letters that share a Message-ID, directly or by others, share it."""
    above: dict[str, str] = {}

    def top(node: str) -> str:
        while above.setdefault(node, node) != node:
            above[node] = above[above[node]]
            node = above[node]
        return node

    for letter in letters:
        for value in letter.values(Kind.THREAD):
            first, second = sorted((top(letter.digest), top(f"<{value}")))
            above[second] = first
    return {letter.id: f"thread {top(letter.digest)}" for letter in letters}


def _by_number(letters: Collection[Filed], threads: Mapping[int, str]) -> dict[int, _Seat]:
    """Seat the letters that bear a number: first a portal's, which tell the site; the requester's last."""
    seats: dict[int, _Seat] = {}
    names: dict[str, set[str]] = defaultdict(set)  # the threads in which each name occurs
    numbered = [letter for letter in letters if letter.name]
    for step in (_is_firm, _is_typed, _is_own):
        known = {name: set(where) for name, where in names.items()}
        for letter in filter(step, numbered):
            seats[letter.id] = seat = _number_seat(letter, known, threads[letter.id])
            for name in seat.names:
                names[name].add(threads[letter.id])
    return _contradicted(letters, seats)


def _is_firm(letter: Filed) -> bool:
    return letter.direction is not Direction.OUTGOING and letter.portal is not None


def _is_typed(letter: Filed) -> bool:
    return letter.direction is not Direction.OUTGOING and letter.portal is None


def _is_own(letter: Filed) -> bool:
    return letter.direction is Direction.OUTGOING


def _number_seat(letter: Filed, known: Mapping[str, set[str]], thread: str) -> _Seat:
    """Seat one numbered letter; without a portal, its number may be one that is known with its site."""
    name = letter.name or ""
    if name in known or _is_firm(letter):
        return _Seat((name,), "number", Sure.CERTAIN)
    number = name.rpartition("/")[2]
    same = sorted(each for each in known if each.rpartition("/")[2] == number)
    same_thread = [each for each in same if thread in known[each]]
    if len(same_thread) == 1:
        return _Seat((same_thread[0],), "number", Sure.CERTAIN)
    if _is_own(letter) and len(same) > 1:
        return _Seat(tuple(same), "number", Sure.UNSURE)
    if len(same) == 1 and (_is_own(letter) or len(number) >= LONG_NUMBER):
        return _Seat((same[0],), "number", Sure.LIKELY)
    return _Seat((name,), "number", Sure.CERTAIN)


def _contradicted(letters: Collection[Filed], seats: dict[int, _Seat]) -> dict[int, _Seat]:
    """Mark as unsure the letters whose number is not that of the letter they answer."""
    by_message_id = _by_message_id(letters)
    changed = {}
    for letter in letters:
        seat = seats.get(letter.id)
        parent = next(_answered(letter, by_message_id), None)
        if seat and parent and parent.id in seats and not set(seat.names) & set(seats[parent.id].names):
            changed[letter.id] = _Seat(seat.names, seat.reason, Sure.UNSURE)
    return seats | changed


def _by_thread(
    letters: Collection[Filed], threads: Mapping[int, str], numbered: Mapping[int, _Seat]
) -> dict[int, _Seat]:
    """Seat the letters that bear no number: with the one number of their thread, or with the nearest one."""
    names: dict[str, set[str]] = defaultdict(set)
    for letter in letters:
        if letter.id in numbered and len(numbered[letter.id].names) == 1:
            names[threads[letter.id]].update(numbered[letter.id].names)
    lineage = _lineage(letters, numbered)
    return {
        letter.id: _thread_seat(threads[letter.id], names[threads[letter.id]], lineage[letter.id])
        for letter in letters
        if letter.id not in numbered
    }


def _thread_seat(thread: str, names: set[str], nearest: set[str]) -> _Seat:
    if not names:
        return _Seat((thread,), "thread", Sure.CERTAIN)
    if len(names) == 1:
        return _Seat(tuple(names), "thread", Sure.CERTAIN)
    if len(nearest) == 1:
        return _Seat(tuple(nearest), "thread", Sure.LIKELY)
    return _Seat(tuple(sorted(nearest or names)), "thread", Sure.UNSURE)


def _lineage(letters: Collection[Filed], numbered: Mapping[int, _Seat]) -> dict[int, set[str]]:
    """Return for each letter the names of the nearest numbered letter it answers, else of its answers."""
    by_message_id = _by_message_id(letters)
    above: dict[int, set[str]] = {}
    below: dict[int, set[str]] = defaultdict(set)
    for letter in letters:
        above[letter.id] = set()
        for answered in _answered(letter, by_message_id):
            if answered.id in numbered:
                above[letter.id] = above[letter.id] or set(numbered[answered.id].names)
            elif letter.id in numbered:
                below[answered.id].update(numbered[letter.id].names)
    return {letter.id: above[letter.id] or below[letter.id] for letter in letters}


def _by_message_id(letters: Iterable[Filed]) -> dict[str, Filed]:
    """Return the letters by Message-ID; of several that bear one, the oldest."""
    return {
        each.message_id: each
        for each in sorted(letters, key=lambda each: each.age, reverse=True)
        if each.message_id
    }


def _answered(letter: Filed, by_message_id: Mapping[str, Filed]) -> Iterator[Filed]:
    """Yield the letters this one answers, the nearest first."""
    for message_id in reversed(letter.ancestors):
        if message_id in by_message_id and by_message_id[message_id].id != letter.id:
            yield by_message_id[message_id]


def _by_echo(echoes: Collection[tuple[int, int]], seats: dict[int, _Seat]) -> None:
    """Join threads without a number to the one request that repeats, or first asked for, the same text."""
    near: dict[str, set[str]] = defaultdict(set)
    for pair in echoes:
        ends = [seats[each].names[0] for each in pair if each in seats and len(seats[each].names) == 1]
        if len(ends) == 2 and ends[0] != ends[1]:
            near[ends[0]].add(ends[1])
            near[ends[1]].add(ends[0])
    joins = {}
    for start in filter(_is_thread, near):
        reached = _reach(start, near)
        names = sorted(each for each in reached if not _is_thread(each))
        if len(names) <= 1:
            joins[start] = names[0] if names else min(reached)
    for letter_id, seat in seats.items():
        target = joins.get(seat.names[0], seat.names[0])
        if len(seat.names) == 1 and target != seat.names[0]:
            seats[letter_id] = _Seat((target,), "echo", Sure.LIKELY)


def _reach(start: str, near: Mapping[str, set[str]]) -> set[str]:
    reached, waiting = {start}, [start]
    while waiting:
        fresh = near[waiting.pop()] - reached
        reached |= fresh
        waiting.extend(filter(_is_thread, fresh))  # a number is where the search ends
    return reached


def _is_thread(name: str) -> bool:
    return name.startswith("thread ")


def _request(matches: list[Match], by_id: Mapping[int, Filed]) -> Request:
    """Return a request told by its letters: the first incoming one that tells a thing tells it."""
    ordered = sorted(matches, key=lambda match: by_id[match.letter_id].age)
    if all(match.reason in {"thread", "echo"} for match in ordered):
        ordered[0] = Match(ordered[0].letter_id, "new", ordered[0].sure)
    letters = [
        by_id[match.letter_id]
        for match in ordered
        if match.sure is not Sure.UNSURE or match.reason == "number"
    ]
    letters.sort(key=lambda letter: (_is_own(letter), not _is_firm(letter)))
    naming = next((letter for letter in letters if letter.number), None)
    placed = naming or next((letter for letter in letters if letter.portal or letter.site), None)
    return Request(
        portal=placed.portal if placed else None,
        site=placed.site if placed else None,
        tracking_number=naming.number if naming else None,
        agency=next((letter.agency for letter in letters if letter.agency), None),
        matches=tuple(ordered),
    )
