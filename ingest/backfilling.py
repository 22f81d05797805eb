"""What a backfill gives a poll, so that it takes in batch by batch, all of a mailbox or a part of it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial

from ingest.days import EVERY_DAY, Days, Known, Part
from ingest.intake import Intake
from ingest.mailbox import Folder, Mailbox
from ingest.message import Epoch, Place
from ingest.pipeline import Ledger
from ingest.store_mail import Quarantined, filed_between


@dataclass(frozen=True, slots=True)
class Backfilling:
    """Where the messages of a mailbox go, and who is told of those that are not fetched.

    Each is told once, however often the connection is lost and its folder is opened again.
    """

    intake: Intake
    on_known: Callable[[tuple[str | None, ...]], None]  # they are filed already, by these portals
    on_refused: Callable[[Place, str], None]  # the server does not hand this one out
    on_opened: Callable[[int | None], None]  # so many messages are in the folders, before any is read
    days: Days = EVERY_DAY
    patterns: tuple[str, ...] = ()  # of folders, instead of the configured ones
    told: dict[Epoch, int] = field(default_factory=dict)  # the highest UID that was told of as filed
    refused: set[str] = field(default_factory=set)

    def part(self, ledger: Ledger) -> Part:
        """Return which part of a folder is walked: what is filed already is not fetched again."""
        return Part(self.days, partial(_held, ledger))

    def open(self, mailbox: Mailbox, folders: Iterable[Folder]) -> None:
        """Tell how many messages there are; the server does not count those of some days."""
        whole = self.days == EVERY_DAY
        self.on_opened(sum(mailbox.status(each).exists for each in folders) if whole else None)

    def pass_by(self, known: Known) -> None:
        """Tell of messages that are filed already."""
        before = self.told.get(known.epoch, 0)
        self.told[known.epoch] = max(before, *known.portals)
        self.on_known(tuple(portal for uid, portal in known.portals.items() if uid > before))

    def refuse(self, place: Place, why: str) -> None:
        """Tell of a message that the server does not hand out."""
        if place.name not in self.refused:
            self.refused.add(place.name)
            self.on_refused(place, why)

    def pass_over(self, quarantined: Iterable[Quarantined]) -> None:
        """Tell of messages that cost too many connections to be asked for again."""
        for each in quarantined:
            self.refuse(each.place, f"{each.error} It was asked for {each.attempts} times")


def _held(ledger: Ledger, epoch: Epoch, low: int, high: int) -> dict[int, str | None]:
    """Return the UIDs that are filed and whose bytes are sound, each with its portal."""
    filed = filed_between(ledger.engine, epoch, low, high)
    return {uid: portal for uid, (digest, portal) in filed.items() if ledger.vault.is_sound(digest)}
