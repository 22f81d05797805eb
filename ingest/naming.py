"""Which request a number names: across sites that are not told, and across all numbers a request had. Pure.

The same answer whatever the order of arrival: everything is looked up in all letters at once.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from ingest.filed import Filed, Groups, only
from ingest.keys import Kind
from ingest.numbers import Number, NumberKind, main_and_others
from parsers.facts import Sure

LONG_NUMBER = 8  # letters and digits; a shorter number is too common to be known without its site


@dataclass(frozen=True, slots=True)
class Named:
    """The names that a letter's number may stand for, and how sure that is."""

    names: tuple[str, ...]
    sure: Sure


Names = dict[tuple[int, str], Named]  # by letter and bare number


def name_numbers(letters: Collection[Filed], threads: Mapping[int, str]) -> Names:
    """Return what every number of every letter names: each name the least of its request's."""
    found = _by_site(letters, threads)
    groups, torn = _one_request(letters, found)
    _join_by_relays(letters, found, groups)
    return {key: _gathered(named, groups, torn) for key, named in found.items()}


def _gathered(named: Named, groups: Groups, torn: Mapping[str, set[str]]) -> Named:
    names = {top for name in named.names for top in _tops(name, groups, torn)}
    sure = Sure.UNSURE if len(names) > 1 else named.sure
    return Named(tuple(sorted(names)), sure)


def _tops(name: str, groups: Groups, torn: Mapping[str, set[str]]) -> set[str]:
    return {groups.top(each) for each in torn[name]} if name in torn else {groups.top(name)}


def _by_site(letters: Collection[Filed], threads: Mapping[int, str]) -> Names:
    """Return what the numbers name: first a portal's letters, which tell the site; the requester's own
    last.
    """
    found: Names = {}
    where: dict[str, set[str]] = defaultdict(set)  # the threads in which each name occurs
    steps = (
        [each for each in letters if each.is_firm],
        [each for each in letters if not each.is_firm and not each.is_own],
        [each for each in letters if each.is_own],
    )
    for step in steps:
        known = {name: set(threads) for name, threads in where.items()}
        by_bare: dict[str, list[str]] = defaultdict(list)
        for name in sorted(known):
            by_bare[name.rpartition("/")[2]].append(name)
        for letter in step:
            for number in letter.numbers:
                named = _named(letter, number, known, by_bare[number.bare], threads[letter.id])
                found[letter.id, number.bare] = named
                for name in named.names:
                    where[name].add(threads[letter.id])
    return found


def _named(
    letter: Filed, number: Number, known: Mapping[str, set[str]], same: list[str], thread: str
) -> Named:
    """Return what one number names; without a portal, it may be one that is known with its site."""
    name = letter.name_of(number)
    if name in known or letter.is_firm:
        return Named((name,), Sure.CERTAIN)
    if in_thread := only([each for each in same if thread in known[each]]):
        return Named((in_thread,), Sure.CERTAIN)
    if letter.is_own and len(same) > 1:
        return Named(tuple(same), Sure.UNSURE)
    if len(same) == 1 and (letter.is_own or len(number.bare) >= LONG_NUMBER):
        return Named((same[0],), Sure.LIKELY)
    return Named((name,), Sure.CERTAIN)


def _one_request(letters: Collection[Filed], found: Names) -> tuple[Groups, dict[str, set[str]]]:
    """Join the numbers that one request had; return with them those that could be of several requests.

    A number that is tied to two requests, such as that of a lawsuit over both, joins neither.
    """
    parents: dict[str, set[str]] = defaultdict(set)
    mains = _mains(letters, found)
    for letter in letters:
        for parent, child in main_and_others(letter.numbers):
            one = only(found[letter.id, parent.bare].names)
            other = only(found[letter.id, child.bare].names)
            if one and other and one != other and not (child.kind is NumberKind.OTHER and other in mains):
                parents[other].add(one)
    groups = Groups()
    joined = True
    while joined:
        joined = False
        for name in sorted(parents):
            top = only({groups.top(each) for each in parents[name]})
            joined |= top is not None and groups.join(name, top)
    torn = {name: above for name, above in parents.items() if len({groups.top(each) for each in above}) > 1}
    return groups, torn


def _mains(letters: Iterable[Filed], found: Names) -> set[str]:
    """Return the names by which some letter goes: what it is about."""
    return {
        name for letter in letters for number in letter.named for name in found[letter.id, number.bare].names
    }


def _join_by_relays(letters: Collection[Filed], found: Names, groups: Groups) -> None:
    """Join the numbers that came to one relay's address: a platform makes one for each request.

    A number that also came to another address of the kind was sent there by mistake, and joins nothing.
    """
    bearing: dict[str, set[str]] = defaultdict(set)
    relays: dict[str, set[str]] = defaultdict(set)
    for letter in letters:
        named = only(letter.named)
        top = only(found[letter.id, named.bare].names) if named else None
        for relay in letter.values(Kind.RELAY) if top else ():
            bearing[relay].add(groups.top(top or ""))
            relays[groups.top(top or "")].add(relay)
    for _, tops in sorted(bearing.items()):
        if len(tops) > 1 and all(len(relays[top]) == 1 for top in tops):
            first, *others = sorted(tops)
            for other in others:
                groups.join(first, other)
