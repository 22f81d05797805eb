"""Which request each letter belongs to, and why: the same answer whatever the order of arrival. Pure.

First the rules (naming, seating), over the letters that are trusted; then what a person said, which goes
before them; then the letters that are held back, which join requests and change nothing in them.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta

from ingest.filed import (
    Filed,
    Match,
    Pair,
    Request,
    Seat,
    Word,
    answered,
    by_message_id,
    is_thread,
    only,
    threads_of,
)
from ingest.keys import Kind
from ingest.naming import Names, name_numbers
from ingest.numbers import Number, NumberKind
from ingest.seating import Seating, Seats, seat_letters
from parsers.facts import Sure

CLOCKS_DIFFER = timedelta(hours=1)  # an answer that a machine sends at once may be dated before its question
LAYS_DOWN = frozenset({"assign", "split", "reject"})  # a person's words that say where a letter is


def requests_of(
    letters: Collection[Filed], pairs: Collection[Pair] = (), words: Iterable[Word] = ()
) -> list[Request]:
    """Return the requests that these letters make; a letter that can open none and joins none is in none.

    `letters` holds every letter that shares a key with one of them; `pairs` are those that one text or
    subject joins; `words` what a person said of them, the oldest first.
    """
    told = list(words)
    gone = {word.letter_id for word in told if word.verb == "not_a_request"}
    by_id = {letter.id: letter for letter in letters if letter.id not in gone}
    trusted = [letter for letter in by_id.values() if not letter.is_held]
    placed = {word.letter_id: word for word in told if word.verb in LAYS_DOWN and word.letter_id in by_id}
    threads = threads_of(trusted)
    names = name_numbers([each for each in trusted if each.id not in placed], threads)
    seating = Seating(trusted, threads, names, {each: f"split {by_id[each].digest}" for each in placed})
    seats = _placed(seat_letters(seating, pairs), placed, by_id, threads)
    _accept(seats, told)
    seats |= _held(letters=by_id.values(), seats=seats, names=names)
    groups, doubtful = _merged(seats, told), _doubtful(seats, pairs)
    return _requests(by_id, seats, groups, doubtful, names)


def _requests(
    by_id: Mapping[int, Filed],
    seats: Seats,
    merged: Mapping[str, str],
    doubtful: Iterable[tuple[str, Match]],
    names: Names,
) -> list[Request]:
    groups: dict[str, dict[int, Match]] = defaultdict(dict)
    for letter_id, seat in seats.items():
        tops = dict.fromkeys(merged.get(name, name) for name in seat.names)
        for name in tops:
            sure = Sure.LIKELY if len(tops) < len(seat.names) and len(tops) == 1 else seat.sure
            groups[name][letter_id] = Match(letter_id, seat.reason, sure)
    for name, match in doubtful:
        groups[merged.get(name, name)].setdefault(match.letter_id, match)
    made = [
        _request(list(matches.values()), by_id, name, merged, names)
        for name, matches in sorted(groups.items())
    ]
    return [request for request in made if any(by_id[match.letter_id].opens for match in request.matches)]


def _placed(
    seats: Seats, placed: Mapping[int, Word], by_id: Mapping[int, Filed], threads: Mapping[int, str]
) -> Seats:
    """Add the letters whose place a person gave, and take along what answers them and bears no number."""
    for letter_id in placed:
        name = _place(letter_id, placed, by_id, seats, ())
        seats[letter_id] = Seat((name,), "person", Sure.CERTAIN)
    known = by_message_id(each for each in by_id.values() if each.id in threads or each.id in placed)
    for letter in by_id.values():
        if letter.id in placed or letter.numbers or letter.is_held:
            continue
        nearest = next((each for each in answered(letter, known) if each.numbers or each.id in placed), None)
        if nearest and nearest.id in placed:
            seats[letter.id] = Seat(seats[nearest.id].names, "thread", Sure.CERTAIN)
    return seats


def _place(
    letter_id: int,
    placed: Mapping[int, Word],
    by_id: Mapping[int, Filed],
    seats: Seats,
    above: tuple[int, ...],
) -> str:
    """Return the name of the place a person gave a letter: that of the letter it was put beside."""
    beside = placed[letter_id].with_id if letter_id in placed else None
    if letter_id in placed and (beside is None or beside == letter_id or beside not in by_id):
        return f"split {by_id[letter_id].digest}"
    if letter_id not in placed:
        seat = seats.get(letter_id)
        return min(seat.names) if seat else f"split {by_id[letter_id].digest}"
    if letter_id in above:
        return f"split {min(by_id[each].digest for each in above)}"
    return _place(int(beside or 0), placed, by_id, seats, (*above, letter_id))


def _accept(seats: Seats, words: Iterable[Word]) -> None:
    """Take a match that was unsure for sure, where a person said so and there is one request only."""
    for word in words:
        seat = seats.get(word.letter_id)
        if word.verb == "accept" and seat and seat.sure is Sure.UNSURE and len(seat.names) == 1:
            seats[word.letter_id] = Seat(seat.names, "person", Sure.CERTAIN)


def _merged(seats: Seats, words: Iterable[Word]) -> dict[str, str]:
    """Return for each name the one it goes by, where a person made two requests one."""
    tops: dict[str, str] = {}
    for word in words:
        pair = [seats[each] for each in (word.letter_id, word.with_id) if each in seats]
        if word.verb == "merge" and len(pair) == 2:
            first, second = (tops.get(name, name) for name in (seat.names[0] for seat in pair))
            kept, gone = sorted((first, second), key=lambda name: (is_thread(name), name))
            tops |= {name: kept for name, top in tops.items() if top == gone} | {gone: kept}
    return tops


def _held(letters: Iterable[Filed], seats: Seats, names: Names) -> Seats:
    """Seat the letters that are not trusted, by what is known without them; they change no other's seat."""
    told = list(letters)
    known = {name for seat in seats.values() for name in seat.names}
    tops: dict[str, set[str]] = defaultdict(set)
    for (_, number), named in names.items():
        tops[number].update(named.names)
    by_thread: dict[str, set[str]] = defaultdict(set)
    for letter in told:
        for value in letter.values(Kind.THREAD) if letter.id in seats else ():
            by_thread[value].update(seats[letter.id].names)
    found: Seats = {}
    for letter in told:
        if letter.is_held and letter.id not in seats:
            found[letter.id] = _held_seat(letter, known, tops, by_thread)
    return found


def _held_seat(
    letter: Filed, known: set[str], tops: Mapping[str, set[str]], by_thread: Mapping[str, set[str]]
) -> Seat:
    if letter.main:
        name = letter.name_of(letter.main)
        same = name if name in known else only(tops.get(letter.main.bare, ()))
        return Seat((same or name,), "number", Sure.LIKELY)
    joined = {name for value in letter.values(Kind.THREAD) for name in by_thread.get(value, ())}
    if joined:
        return Seat(tuple(sorted(joined)), "thread", Sure.LIKELY if len(joined) == 1 else Sure.UNSURE)
    return Seat((f"thread {letter.digest}",), "thread", Sure.LIKELY)


def _doubtful(seats: Seats, pairs: Iterable[Pair]) -> Iterator[tuple[str, Match]]:
    """Yield the places a letter may have beside its own, where it fits more than one that asked."""
    for pair in pairs:
        if pair.is_only or pair.repeats not in seats or pair.asked not in seats:
            continue
        repeats, asked = seats[pair.repeats], seats[pair.asked]
        if "person" in (repeats.reason, asked.reason) or set(repeats.names) & set(asked.names):
            continue
        if is_thread(repeats.names[0]):
            yield from ((name, Match(pair.repeats, pair.reason, Sure.UNSURE)) for name in asked.names)
        elif is_thread(asked.names[0]):
            yield from ((name, Match(pair.asked, pair.reason, Sure.UNSURE)) for name in repeats.names)


def _request(
    matches: list[Match], by_id: Mapping[int, Filed], name: str, merged: Mapping[str, str], names: Names
) -> Request:
    """Return a request told by its letters: the first incoming one that tells a thing tells it."""
    ordered = sorted(matches, key=lambda match: by_id[match.letter_id].age)
    if all(match.reason in {"thread", "relay", "address", "link", "echo", "subject"} for match in ordered):
        ordered[0] = Match(ordered[0].letter_id, "new", ordered[0].sure)
    letters = [
        by_id[match.letter_id]
        for match in ordered
        if match.sure is not Sure.UNSURE or match.reason == "number"
    ]
    letters.sort(key=lambda each: (each.is_held, each.is_own, not each.is_firm, each.is_corrected))
    told = [(letter, number) for letter in letters for number in _numbers(letter, name, merged, names)]
    naming = [pair for pair in told if pair[1].kind is NumberKind.MAIN] or told
    placed = [letter for letter, _ in naming] or [each for each in letters if each.portal or each.site]
    return Request(
        portal=placed[0].portal if placed else None,
        site=placed[0].site if placed else None,
        tracking_number=naming[0][1].printed if naming else None,
        agency=next((letter.agency for letter in letters if letter.agency), None),
        matches=tuple(ordered),
        numbers=_distinct([number for _, number in (*naming[:1], *told)]),
        asked_in=_asked_in(ordered, by_id),
    )


def _numbers(letter: Filed, name: str, merged: Mapping[str, str], names: Names) -> Iterable[Number]:
    """Yield the numbers of a letter that name this request, the main one first."""
    numbers = sorted(letter.numbers, key=lambda each: each is not letter.main)
    for number in numbers:
        named = names.get((letter.id, number.bare))
        tops = {merged.get(each, each) for each in named.names} if named else {name}
        if name in tops or is_thread(name):
            yield Number(
                number.printed,
                number.bare,
                NumberKind.MAIN if number.kind is NumberKind.ALSO else number.kind,
            )


def _distinct(numbers: list[Number]) -> tuple[Number, ...]:
    """Return each number once, the main one first; what a letter calls an appeal's stays one elsewhere.

    Another number by which letters call the request is the one of its second filing.
    """
    found: dict[str, Number] = {}
    for number in numbers:
        known = found.setdefault(number.bare, number)
        if known.kind is NumberKind.MAIN and known is not numbers[0]:
            found[number.bare] = number
    return tuple(
        replace(each, kind=NumberKind.REFILED)
        if each.kind is NumberKind.MAIN and each is not numbers[0]
        else each
        for each in found.values()
    )


def _asked_in(ordered: list[Match], by_id: Mapping[int, Filed]) -> int | None:
    """Return the letter by which the requester sent the request: the oldest of all, and the requester's own.

    Where an agency wrote before, the request went another way, and no letter here is it.
    """
    sure = [by_id[match.letter_id] for match in ordered if match.sure is not Sure.UNSURE]
    dated = [letter for letter in sure if letter.sent_at and not letter.is_held]
    own = next((letter for letter in dated if letter.is_own), None)
    theirs = next((letter for letter in dated if not letter.is_own), None)
    if own is None or (
        theirs and own.sent_at and theirs.sent_at and theirs.sent_at < own.sent_at - CLOCKS_DIFFER
    ):
        return None
    return own.id
