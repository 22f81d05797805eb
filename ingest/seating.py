"""Where each letter is put, by rules that do not depend on the order of arrival. Pure.

A tracking number decides. A letter without one goes with its thread, or with the address or the page that
serves one request; what none of these tells, a repeated text or a subject may. Where two requests are
possible there is no guess: the letter is put into each, unsure.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from ingest.filed import Filed, Groups, Pair, Seat, answered, by_message_id, is_thread, only
from ingest.keys import TIES, Key, Kind
from ingest.naming import Names
from parsers.facts import Sure

Seats = dict[int, Seat]


@dataclass(slots=True)
class Seating:
    """The letters to seat, what ties them, and the seats found so far."""

    letters: Collection[Filed]
    threads: Mapping[int, str]
    names: Names
    fixed: Mapping[int, str]  # letters whose place a person gave, and a name to know it by
    seats: Seats = field(default_factory=dict)

    def free(self) -> list[Filed]:
        """Return the letters that the rules may seat."""
        return [letter for letter in self.letters if letter.id not in self.fixed]


def seat_letters(seating: Seating, pairs: Collection[Pair]) -> Seats:
    """Return the seat of every letter, those a person placed left out."""
    seating.seats |= _by_number(seating)
    seating.seats |= _contradicted(seating)
    seating.seats |= _without_number(seating)
    _by_pairs(pairs, seating.seats)
    return seating.seats


def _by_number(seating: Seating) -> Seats:
    """Seat the letters that bear a number; one that names several requests belongs to each of them."""
    seats = {}
    for letter in seating.free():
        named = [seating.names[letter.id, number.bare] for number in letter.named]
        if named:
            names = dict.fromkeys(name for each in named for name in each.names)
            sure = max((each.sure for each in named), key=list(Sure).index)
            seats[letter.id] = Seat(tuple(names), "number", sure)
    return seats


def _contradicted(seating: Seating) -> Seats:
    """Mark as unsure the letters whose number is not that of the letter they answer, or of the alias they
    came to.
    """
    known = by_message_id(seating.letters)
    seats, changed = seating.seats, {}
    owners = _owners(seating)
    for letter in seating.free():
        if letter.id not in seats or letter.is_corrected:
            continue
        names = set(seats[letter.id].names)
        parent = next(answered(letter, known), None)
        above = set(seats[parent.id].names) if parent and parent.id in seats else names
        owning = {owners[alias] for alias in letter.values(Kind.ADDRESS) if alias in owners}
        if not names & above or (owning and not names & owning):
            changed[letter.id] = Seat(seats[letter.id].names, seats[letter.id].reason, Sure.UNSURE)
    return changed


def _owners(seating: Seating) -> dict[str, str]:
    """Return whose each of the requester's aliases is: the request of the oldest letter with a number in
    it.
    """
    owners: dict[str, str] = {}
    for letter in sorted(seating.free(), key=lambda each: each.age):
        seat = seating.seats.get(letter.id)
        if seat and seat.sure is not Sure.UNSURE and (name := only(seat.names)):
            for alias in letter.values(Kind.ADDRESS):
                owners.setdefault(alias, name)
    return owners


def _without_number(seating: Seating) -> Seats:
    """Seat the letters that bear no number: with the one number of their thread, with the nearest, with a
    tie's.
    """
    numbered = seating.seats
    in_thread: dict[str, set[str]] = defaultdict(set)
    for letter in seating.letters:
        if letter.id in numbered and (name := only(numbered[letter.id].names)):
            in_thread[seating.threads[letter.id]].add(name)
    lineage = _lineage(seating)
    tied, groups = _by_ties(seating, in_thread)
    return {
        letter.id: _tied_seat(
            letter,
            _thread_seat(groups.top(thread), in_thread[thread], lineage[letter.id]),
            tied[thread],
            {name for tie in letter.ties for name in tied[f"{tie.kind} {tie.value}"]},
        )
        for letter in seating.free()
        if letter.id not in numbered
        for thread in [seating.threads[letter.id]]
    }


def _thread_seat(thread: str, names: set[str], nearest: set[str]) -> Seat:
    if not names:
        return Seat((thread,), "thread", Sure.CERTAIN)
    if name := only(names):
        return Seat((name,), "thread", Sure.CERTAIN)
    if name := only(nearest):
        return Seat((name,), "thread", Sure.LIKELY)
    return Seat(tuple(sorted(nearest or names)), "thread", Sure.UNSURE)


def _tied_seat(letter: Filed, seat: Seat, tied: set[str], own: set[str]) -> Seat:
    """Return the seat of a letter whose thread, or which itself, is tied to a request by an address or a
    page.
    """
    kinds = sorted({tie.kind for tie in letter.ties}, key=TIES.index)
    reason = str(kinds[0]) if kinds else "thread"
    sure = Sure.CERTAIN if kinds and kinds[0] is Kind.RELAY else Sure.LIKELY
    if is_thread(seat.names[0]):
        if not tied:
            return Seat(seat.names, reason if kinds else seat.reason, seat.sure)
        return Seat(tuple(sorted(tied)), reason, Sure.UNSURE if len(tied) > 1 else sure)
    if own and not own & set(seat.names):
        return Seat(tuple(sorted({*seat.names, *own})), reason, Sure.UNSURE)
    return seat


def _by_ties(seating: Seating, in_thread: Mapping[str, set[str]]) -> tuple[dict[str, set[str]], Groups]:
    """Return the names that each tie, and by it each thread, leads to; and the threads that ties make one."""
    groups = Groups()
    threads: dict[Key, set[str]] = defaultdict(set)
    names: dict[Key, set[str]] = defaultdict(set)
    for letter in seating.free():
        for tie in letter.ties:
            threads[tie].add(seating.threads[letter.id])
            if letter.id in seating.seats:
                names[tie].update(seating.seats[letter.id].names)
            else:
                names[tie].update(in_thread[seating.threads[letter.id]])
    tied: dict[str, set[str]] = defaultdict(set)
    for tie in sorted(threads, key=lambda each: (each.kind, each.value)):
        tied[f"{tie.kind} {tie.value}"] = names[tie]
        bare = [thread for thread in sorted(threads[tie]) if not in_thread[thread]]
        for thread in bare:
            tied[thread] |= names[tie]
            groups.join(bare[0], thread)
    for thread in list(tied):
        tied[groups.top(thread)] |= tied[thread]
    return defaultdict(set, {each: tied[groups.top(each)] for each in tied}), groups


def _lineage(seating: Seating) -> dict[int, set[str]]:
    """Return for each letter the names of the nearest numbered letter it answers, else of its answers."""
    known = by_message_id(seating.letters)
    numbered = seating.seats
    above: dict[int, set[str]] = {}
    below: dict[int, set[str]] = defaultdict(set)
    for letter in seating.letters:
        above[letter.id] = set()
        for each in answered(letter, known):
            if each.id in numbered:
                above[letter.id] = above[letter.id] or set(numbered[each.id].names)
            elif letter.id in numbered:
                below[each.id].update(numbered[letter.id].names)
    return {letter.id: above[letter.id] or below[letter.id] for letter in seating.letters}


def _by_pairs(pairs: Iterable[Pair], seats: Seats) -> None:
    """Join threads without a number to the one request that repeats, or first asked for, the same text."""
    near: dict[str, set[str]] = defaultdict(set)
    reasons: dict[str, str] = {}
    asking: set[str] = set()
    for pair in sorted(pairs, key=lambda each: (each.reason, each.repeats, each.asked)):
        one, other = (_own_name(seats.get(each)) for each in (pair.repeats, pair.asked))
        if pair.is_only and one and other and one != other:
            near[one].add(other)
            near[other].add(one)
            reasons.setdefault(one, pair.reason)
            reasons.setdefault(other, pair.reason)
            asking.add(other)
    joins = {}
    for start in filter(is_thread, near):
        reached = _reach(start, near)
        names = sorted(each for each in reached if not is_thread(each))
        if len(names) <= 1:
            joins[start] = names[0] if names else min(reached & asking)
    for letter_id, seat in seats.items():
        target = joins.get(seat.names[0], seat.names[0])
        if len(seat.names) == 1 and target != seat.names[0]:
            seats[letter_id] = Seat((target,), reasons[seat.names[0]], Sure.LIKELY)


def _own_name(seat: Seat | None) -> str | None:
    return only(seat.names) if seat else None


def _reach(start: str, near: Mapping[str, set[str]]) -> set[str]:
    reached, waiting = {start}, [start]
    while waiting:
        fresh = near[waiting.pop()] - reached
        reached |= fresh
        waiting.extend(filter(is_thread, fresh))  # a number is where the search ends
    return reached
