"""The days that are wanted of a mailbox or an archive. Values only."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any


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
