"""What is wanted of a mailbox or an archive: its days, and not what is filed already. Values only."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ingest.message import Epoch


@dataclass(frozen=True, slots=True)
class Days:
    """The days on which a message arrived (INTERNALDATE), the first and the last included."""

    since: date | None = None
    until: date | None = None

    def criteria(self) -> list[Any]:
        """Return them as a search says it (RFC 9051, section 6.4.4): BEFORE leaves its own day out."""
        first = ["SINCE", self.since] if self.since else []
        return [*first, *(["BEFORE", self.until + timedelta(days=1)] if self.until else [])]


EVERY_DAY = Days()


@dataclass(frozen=True, slots=True)
class Known:
    """Messages that are filed already from these very places, and were not fetched."""

    count: int


@dataclass(frozen=True, slots=True)
class Part:
    """The part of a folder that is walked: the days on which messages arrived, and without what is filed.

    `is_filed` returns the UIDs of an epoch, from one to another, that are filed already. A walk of some days
    finds nothing absent.
    """

    days: Days = EVERY_DAY
    is_filed: Callable[[Epoch, int, int], set[int]] | None = None
