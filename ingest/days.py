"""What is wanted of a mailbox or an archive: its days, and not what is filed already. Values only."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from ingest.message import Epoch, Message

FIRST_YEAR = 1990  # no letter about a request is older; a Date header that says so lies
MOST_HEADER = 64 * 1024
DATE = re.compile(rb"^date:[ \t]*(?P<date>[^\n]*(?:\n[ \t][^\n]*)*)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Days:
    """The days on which a message arrived (INTERNALDATE), the first and the last included."""

    since: date | None = None
    until: date | None = None

    def criteria(self) -> list[Any]:
        """Return them as a search says it (RFC 9051, section 6.4.4): BEFORE leaves its own day out."""
        first = ["SINCE", self.since] if self.since else []
        return [*first, *(["BEFORE", self.until + timedelta(days=1)] if self.until else [])]

    def hold(self, message: Message) -> bool:
        """Whether a message of a file is of these days; so is one that bears no day."""
        day = day_of(message) if self != EVERY_DAY else None
        return day is None or ((self.since or day) <= day <= (self.until or day))


EVERY_DAY = Days()


def day_of(message: Message) -> date | None:
    """Return the day that a message's Date header names, else the one on which it came to its place."""
    head = message.raw[:MOST_HEADER].replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    if found := DATE.search(head):
        try:
            sent_on = parsedate_to_datetime(found["date"].decode("ascii", "replace")).date()
        except (ValueError, OverflowError):
            sent_on = date.min
        if sent_on.year >= FIRST_YEAR:
            return sent_on
    return message.place.received_at.date() if message.place.received_at else None


@dataclass(frozen=True, slots=True)
class Known:
    """Messages that are filed already from these very places, and were not fetched: UID and portal."""

    epoch: Epoch
    portals: dict[int, str | None]


@dataclass(frozen=True, slots=True)
class Part:
    """The part of a folder that is walked: the days on which messages arrived, and without what is filed.

    `filed` returns the UIDs of an epoch, from one to another, that are filed already, each with its portal. A
    walk of some days finds nothing absent.
    """

    days: Days = EVERY_DAY
    filed: Callable[[Epoch, int, int], dict[int, str | None]] | None = None
