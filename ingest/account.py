"""The account of a backfill: what became of every message, by source and by portal. It adds up."""

from array import array
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, fields
from time import monotonic

from sqlalchemy import Engine, text

from ingest.batches import Taken
from models.schema import reaching
from parsers.errors import LedgerError
from parsers.facts import Outcome

# by bounds: the new letters of a run stand side by side, and a list of ids would not reach the view's tables
IN_REVIEW = text("SELECT letter_id FROM review WHERE letter_id BETWEEN :first AND :last")
NO_PORTAL = "no portal"


@dataclass(frozen=True, slots=True)
class Failed:
    """A message that is filed and could not be read, or that could not be filed: where it is, and why."""

    place: str
    problem: str
    is_filed: bool = True


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of some messages: `seen` is the sum of the others."""

    seen: int = 0
    filed: int = 0  # and about a request, with nothing left for a person to do
    filed_before: int = 0
    not_about_a_request: int = 0
    needs_review: int = 0
    failed: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(Counts)))


@dataclass(frozen=True, slots=True)
class Account:
    """What became of all messages of a backfill, in all, by source and by portal."""

    total: Counts
    by_source: dict[str, Counts]
    by_portal: dict[str, Counts]
    failed: tuple[Failed, ...]
    troubles: tuple[LedgerError, ...]  # what could not be looked at, each a sentence
    other_days: int = 0  # messages of files that were left out
    is_cut: bool = False  # by the limit: there may be more


@dataclass(slots=True)
class _Slot:
    """Counts that grow, and the letters that may need a person: eight bytes each."""

    seen: int = 0
    filed_before: int = 0
    not_about_a_request: int = 0
    failed: int = 0
    ids: "array[int]" = field(default_factory=lambda: array("q"))
    others: int = 0  # that would be filed, in a dry run

    def add(self, other: "_Slot") -> None:
        """Count what another slot has counted, too."""
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))

    def counts(self, in_review: set[int]) -> Counts:
        review = sum(each in in_review for each in self.ids)
        filed = len(self.ids) - review + self.others
        return Counts(self.seen, filed, self.filed_before, self.not_about_a_request, review, self.failed)


@dataclass(slots=True)
class Tallying:
    """Counts messages as they are taken, and gives the account at the end."""

    slots: dict[tuple[str, str], _Slot] = field(default_factory=dict)
    failed: list[Failed] = field(default_factory=list)
    troubles: list[LedgerError] = field(default_factory=list)
    seen: int = 0
    new: int = 0
    promises: int = 0
    other_days: int = 0  # messages of a file that are not of the days that are wanted: not seen
    source: str = ""  # the one at hand
    is_cut: bool = False  # by the limit
    dreamt: set[str] = field(default_factory=set)  # the digests that a dry run would have filed
    extent: int | None = None  # how much of it there is, in bytes of a file or messages of a mailbox
    passed: int = 0  # how much of that is behind
    began: float = field(default_factory=monotonic)  # the source at hand

    def begin(self, source: str, extent: int | None = None) -> None:
        """Turn to another source."""
        self.source, self.extent, self.passed, self.began = source, extent, 0, monotonic()

    def count(self, source: str, taken: Taken) -> None:
        """Count one message of a source."""
        slot = self.slots.setdefault((source, taken.portal or NO_PORTAL), _Slot())
        self.seen += 1
        slot.seen += 1
        if taken.outcome is None:
            slot.filed_before += 1
            return
        self.new += 1
        self.promises += taken.promises
        if taken.outcome is Outcome.FAILED:
            slot.failed += 1
            problem = taken.problem or "no reason given"
            self.failed.append(Failed(taken.place.name, problem, taken.is_filed))
        elif not taken.is_about_a_request:
            slot.not_about_a_request += 1
        elif taken.letter_id is None:
            slot.others += 1
        else:
            slot.ids.append(taken.letter_id)

    def fail(self, source: str, failed: Failed) -> None:
        """Count a message that could not be filed at all."""
        slot = self.slots.setdefault((source, NO_PORTAL), _Slot())
        self.seen += 1
        slot.seen += 1
        slot.failed += 1
        self.passed += 1
        self.failed.append(failed)

    def again(self, source: str, portals: Iterable[str | None]) -> None:
        """Count messages that are known to be filed, and were not fetched again."""
        for portal in portals:
            slot = self.slots.setdefault((source, portal or NO_PORTAL), _Slot())
            self.seen += 1
            slot.seen += 1
            slot.filed_before += 1
            self.passed += 1

    def add(self, other: "Tallying") -> None:
        """Count what was counted elsewhere, too."""
        for key, slot in other.slots.items():
            self.slots.setdefault(key, _Slot()).add(slot)
        self.failed += other.failed
        self.troubles += other.troubles
        self.seen += other.seen
        self.new += other.new
        self.promises += other.promises

    def holds(self, letter_ids: Collection[int]) -> set[int]:
        """Return those of these letters that are counted as new."""
        return {each for slot in self.slots.values() for each in slot.ids if each in letter_ids}

    def account(self, engine: Engine) -> Account:
        """Return the account; what needs a person is what the ledger's `review` now says."""
        in_review: set[int] = set()
        if new := [slot.ids for slot in self.slots.values() if slot.ids]:
            bounds = {"first": min(map(min, new)), "last": max(map(max, new))}
            with reaching(engine), engine.connect() as connection:
                in_review = set(connection.scalars(IN_REVIEW, bounds))
        counted = {key: slot.counts(in_review) for key, slot in self.slots.items()}
        return Account(
            sum(counted.values(), Counts()),
            _by(counted.items(), 0),
            _by(counted.items(), 1),
            tuple(self.failed),
            tuple(self.troubles),
            self.other_days,
            self.is_cut,
        )


def _by(counted: Iterable[tuple[tuple[str, str], Counts]], which: int) -> dict[str, Counts]:
    found: dict[str, Counts] = {}
    for key, counts in counted:
        found[key[which]] = found.get(key[which], Counts()) + counts
    return found
