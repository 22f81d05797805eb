"""One poll: the new messages of a mailbox's folders, each filed with the cursor that says so."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, replace

from ingest import store
from ingest.config import MailboxSettings
from ingest.mailbox import Folder, Mailbox, chosen_folders, new_messages, open_mailbox
from ingest.mailbox_trouble import LinkTrouble, MailboxTrouble
from ingest.message import Cursor, Message, Place
from ingest.pipeline import Ledger, take_in
from parsers.errors import LedgerError
from parsers.facts import Outcome

OnFiled = Callable[[Message, Outcome | None], None]
Folders = tuple[Folder, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """What came of a poll or a backfill. Tallies add up."""

    seen: int = 0  # messages that were looked at
    again: int = 0  # of them, those that were filed before
    read: int = 0
    silent: int = 0
    unclaimed: int = 0
    failed: int = 0
    gone: int = 0  # expunged between two questions to the server
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


@dataclass(frozen=True, slots=True)
class Poll:
    """What one poll is given: where to file, whom to tell, and when to stop."""

    ledger: Ledger
    on_filed: OnFiled | None = None
    is_over: Callable[[], bool] | None = None
    anew: bool = False

    def goes_on(self) -> bool:
        """Whether another message is wanted."""
        return self.is_over is None or not self.is_over()


def poll(
    settings: MailboxSettings,
    ledger: Ledger,
    on_filed: OnFiled | None = None,
    *,
    is_over: Callable[[], bool] | None = None,
    anew: bool = False,
) -> Tally:
    """File what is new in each folder of a mailbox, and return what came of it.

    Safe to repeat and to kill: a cursor moves in the transaction that files its message. A folder that cannot
    be read does not stop the others; its trouble is in the tally, and no LedgerError is raised. `is_over` is
    asked after each message; `anew` walks the folders from their beginning, whatever is filed.
    """
    this = Poll(ledger, on_filed, is_over, anew)
    total, left = _over_one_link(settings, this, None)
    while left and this.goes_on():
        counted, left = _over_one_link(settings, this, left)
        total += counted
    return total


def poll_all(mailboxes: Iterable[MailboxSettings], ledger: Ledger, on_filed: OnFiled | None = None) -> Tally:
    """Poll several mailboxes, one after the other; one that cannot be read does not stop the others."""
    return sum((poll(mailbox, ledger, on_filed) for mailbox in mailboxes), Tally())


def _over_one_link(settings: MailboxSettings, this: Poll, left: Folders | None) -> tuple[Tally, Folders]:
    """File the folders that are left, all of them at first, and return those that need another link.

    A folder whose reading lost the link is not tried again: it may be the one that breaks it.
    """
    tally = Tally()
    try:
        with open_mailbox(settings) as mailbox:
            if left is None:
                left, missing = chosen_folders(mailbox)
                tally = Tally(troubles=missing)
            while left and this.goes_on():
                counted = _file_folder(mailbox, left[0], this)
                tally, left = tally + counted, left[1:]
                if not all(isinstance(trouble, MailboxTrouble) for trouble in counted.troubles):
                    return tally, ()  # the ledger itself: no other folder will do better
                if any(isinstance(trouble, LinkTrouble) for trouble in counted.troubles):
                    return tally, left
    except LedgerError as trouble:
        tally += Tally(troubles=(trouble,))
    return tally, ()


def _file_folder(mailbox: Mailbox, folder: Folder, this: Poll) -> Tally:
    """File what is new in one folder, as far as it can be read."""
    name = mailbox.settings.name
    tally = Tally()
    gone: list[int] = []
    try:
        cursor = None if this.anew else store.cursor(this.ledger.engine, name, folder.name)
        for message in new_messages(mailbox, folder, cursor, gone.append):
            outcome = take_in(message, this.ledger, _cursor_at(message.place))
            tally = tally.counting(outcome)
            if this.on_filed:
                this.on_filed(message, outcome)
            if not this.goes_on():
                break
    except LedgerError as trouble:
        tally += Tally(troubles=(trouble,))
    return tally + Tally(gone=len(gone))


def _cursor_at(place: Place) -> Cursor:
    """Return the cursor that stands at a message; its place is one of a mailbox."""
    return Cursor(str(place.mailbox), str(place.folder), int(place.uidvalidity or 0), int(place.uid or 0))
