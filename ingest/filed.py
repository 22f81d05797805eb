"""What matching knows and says: letters as they are filed, their seats, the requests they make. Values
only.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, TypeVar

from ingest.keys import TIES, Key, Kind
from ingest.numbers import Number, NumberKind, parent_of
from models.effects import FAR_FUTURE
from parsers.facts import Direction, Sure

T = TypeVar("T")


class Filed(NamedTuple):
    """A letter as matching sees it: read alone, whatever the ledger has learnt since."""

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
    domain: str  # of the other side's address
    numbers: tuple[Number, ...]
    keys: tuple[Key, ...]  # those that matching looks at: its threads and its ties
    is_held: bool = False  # not trusted, and no person has accepted it
    is_corrected: bool = False  # a person gave its number
    read_with: int | None = None  # the letter that it was read with: what its request asked for
    is_stale: bool = False  # it is to be read again

    def values(self, kind: Kind) -> Iterator[str]:
        """Return the letter's keys of one kind."""
        return (key.value for key in self.keys if key.kind is kind)

    @property
    def ties(self) -> Iterator[Key]:
        """Return what ties the letter to one request: a relay's address, an alias, a page."""
        return (key for key in self.keys if key.kind in TIES)

    def name_of(self, number: Number) -> str:
        """Return portal, site and number in one: what names a request."""
        return f"{self.portal or ''}/{self.site or self.domain}/{number.bare}"

    @property
    def main(self) -> Number | None:
        """The number of the request the letter is about."""
        return parent_of(self.numbers)

    @property
    def named(self) -> tuple[Number, ...]:
        """The numbers of the requests the letter is about: several, where it names several."""
        own = (NumberKind.MAIN, NumberKind.ALSO)
        return tuple(each for each in self.numbers if each.kind in own) or self.numbers[:1]

    @property
    def age(self) -> tuple[datetime, str]:
        """Order letters by this: by moment, then by something that does not depend on arrival."""
        return self.sent_at or FAR_FUTURE, self.digest

    @property
    def is_own(self) -> bool:
        """Whether the requester wrote it."""
        return self.direction is Direction.OUTGOING

    @property
    def is_firm(self) -> bool:
        """Whether a portal sent it, which tells the site."""
        return not self.is_own and self.portal is not None


@dataclass(frozen=True, slots=True)
class Match:
    """One letter's place in a request."""

    letter_id: int
    reason: str  # number, thread, relay, address, link, subject, echo, new, person
    sure: Sure


@dataclass(frozen=True, slots=True)
class Request:
    """A request as its letters make it."""

    portal: str | None
    site: str | None
    tracking_number: str | None
    agency: str | None
    matches: tuple[Match, ...]
    numbers: tuple[Number, ...] = ()  # every one it ever had, the main one first
    asked_in: int | None = None  # the letter by which the requester sent it


@dataclass(frozen=True, slots=True)
class Seat:
    """Where a letter is put: one name, or several. Unsure: it may be of any of them; else it is of each."""

    names: tuple[str, ...]
    reason: str
    sure: Sure


@dataclass(frozen=True, slots=True)
class Pair:
    """Two letters that one text or one subject joins: the one that repeats it, and the one that asked."""

    repeats: int
    asked: int
    reason: str  # echo, subject
    is_only: bool  # nothing else was asked that it fits as well


@dataclass(frozen=True, slots=True)
class Word:
    """What a person said of a letter's place, as far as it decides it."""

    verb: str  # assign, split, merge, not_a_request, accept, reject
    letter_id: int
    with_id: int | None = None  # a letter of the other request


class Groups:
    """Names that are one, found by joining them; the least of each group stands for it."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}

    def top(self, name: str) -> str:
        """Return the name that stands for the group of this one."""
        above = self._above
        while above.setdefault(name, name) != name:
            above[name] = above[above[name]]
            name = above[name]
        return name

    def join(self, one: str, other: str) -> bool:
        """Make two groups one; say whether they were two."""
        first, second = sorted((self.top(one), self.top(other)))
        self._above[second] = first
        return first != second


def threads_of(letters: Iterable[Filed]) -> dict[int, str]:
    """Return the thread of each letter: letters that share a Message-ID, directly or by others, share it."""
    groups = Groups()
    told = list(letters)
    for letter in told:
        for value in letter.values(Kind.THREAD):
            groups.join(letter.digest, f"<{value}")
    return {letter.id: f"thread {groups.top(letter.digest)}" for letter in told}


def is_thread(name: str) -> bool:
    """Tell whether a name is that of a thread, for want of a number."""
    return name.startswith(("thread ", "split "))


def by_message_id(letters: Iterable[Filed]) -> dict[str, Filed]:
    """Return the letters by Message-ID; of several that bear one, the oldest."""
    return {
        each.message_id: each
        for each in sorted(letters, key=lambda each: each.age, reverse=True)
        if each.message_id
    }


def answered(letter: Filed, known: Mapping[str, Filed]) -> Iterator[Filed]:
    """Yield the letters this one answers, the nearest first."""
    for message_id in reversed(letter.ancestors):
        if message_id in known and known[message_id].id != letter.id:
            yield known[message_id]


def only(names: Collection[T]) -> T | None:
    """Return the one there is, or None where there is none or more than one."""
    return next(iter(names)) if len(names) == 1 else None
