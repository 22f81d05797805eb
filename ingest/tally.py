"""What came of a poll. Values only."""

from dataclasses import dataclass, fields, replace

from parsers.errors import LedgerError
from parsers.facts import Outcome


@dataclass(frozen=True, slots=True)
class Tally:
    """What came of a poll. Tallies add up."""

    seen: int = 0  # messages that were looked at
    again: int = 0  # of them, those that were filed before
    read: int = 0
    silent: int = 0
    unclaimed: int = 0
    failed: int = 0
    gone: int = 0  # UIDs that the server has no more
    quarantined: int = 0  # not handed out by the server
    troubles: tuple[LedgerError, ...] = ()  # each a sentence; what it names was not read to its end

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(Tally)))

    @property
    def filed(self) -> int:
        """The letters that are new in the ledger."""
        return self.read + self.silent + self.unclaimed + self.failed

    def counting(self, outcome: Outcome | None) -> "Tally":
        """Return the tally with one message more."""
        name = outcome.value if outcome else "again"
        return replace(self, seen=self.seen + 1, **{name: getattr(self, name) + 1})
