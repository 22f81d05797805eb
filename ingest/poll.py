"""One poll: the new messages of a mailbox's folders, each filed with the cursor that says so."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from sqlalchemy import Engine

from ingest import store, store_mail
from ingest.backfilling import Backfilling
from ingest.config import MailboxSettings
from ingest.days import EVERY_DAY, Known
from ingest.mailbox import Folder, Mailbox, Opened, chosen_folders, open_mailbox
from ingest.mailbox_fetch import (
    BATCH_UIDS,
    Absent,
    Found,
    LostAt,
    Refused,
    has_gone_back,
    has_news,
    new_messages,
)
from ingest.mailbox_trouble import LinkTrouble, MailboxTrouble, NoAnswer
from ingest.message import Cursor, Message, Place
from ingest.pipeline import Ledger, set_aside, take_in
from ingest.store_mail import Quarantined
from ingest.tally import Tally
from parsers.errors import LedgerError
from parsers.facts import Outcome

OnFiled = Callable[[Message, Outcome | None], None]
Folders = tuple[Folder, ...]
Suspects = dict[tuple[int, int], Quarantined]  # by epoch and UID

MOST_LOSSES = 3  # connections that a message may cost before it is passed over
MOST_TRIES = 8  # times that one poll comes back to a folder that lost it the connection


@dataclass(frozen=True, slots=True)
class Poll:
    """What one poll is given: where to file, whom to tell, and when to stop."""

    ledger: Ledger
    on_filed: OnFiled | None = None
    is_over: Callable[[], bool] | None = None
    anew: bool = False
    ask_first: bool = False  # whether a folder has news, by one short question
    backfilling: Backfilling | None = None
    losses: dict[str, int] = field(default_factory=dict)  # connections lost while a folder was read
    reached: dict[str, Cursor] = field(
        default_factory=dict
    )  # how far each folder was filed by this very poll

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
    backfilling: Backfilling | None = None,
) -> Tally:
    """File what is new in each folder of a mailbox, and return what came of it.

    Safe to repeat and to kill: a cursor moves in the transaction that files its message. A folder that cannot
    be read does not stop the others; its trouble is in the tally, and no LedgerError is raised. `is_over` is
    asked after each message; `anew` walks the folders from their beginning, whatever is filed. What is taken
    in by `backfilling` is told there, and not in the tally.
    """
    this = Poll(ledger, on_filed, is_over, anew, backfilling=backfilling)
    total, left = _over_one_link(settings, this, None)
    while left and this.goes_on():
        counted, left = _over_one_link(settings, this, left)
        total += counted
    return total


def poll_folders(mailbox: Mailbox, folders: Folders, this: Poll) -> tuple[Tally, Folders]:
    """File what is new in folders over an open link, and return those that need another link.

    A folder that lost it the link comes last from then on, and is read one message at a time: one of them may
    be what breaks the link, and it goes into quarantine in the end.
    """
    tally, left = Tally(), folders
    while left and this.goes_on():
        folder, left = left[0], left[1:]
        counted = file_folder(mailbox, folder, this)
        lost = [each for each in counted.troubles if isinstance(each, LostAt)]
        if lost and not isinstance(lost[0].cause, NoAnswer) and this.losses[folder.name] < MOST_TRIES:
            return tally + replace(counted, troubles=()), (*left, folder)
        tally += counted
        if not all(isinstance(trouble, MailboxTrouble) for trouble in counted.troubles):
            return tally, ()  # the ledger itself: no other folder will do better
        if any(isinstance(trouble, LinkTrouble) for trouble in counted.troubles):
            return tally, left
    return tally, ()


def file_folder(mailbox: Mailbox, folder: Folder, this: Poll, opened: Opened | None = None) -> Tally:
    """File what is new in one folder, as far as it can be read; a LedgerError ends in the tally.

    `opened` says that the folder is open on this link already. A folder that this poll has read before goes
    on from there, and asks the ledger nothing first: new mail is filed the sooner.
    """
    engine, name = this.ledger.engine, mailbox.settings.name
    tally = Tally()
    try:
        at_hand = this.reached.get(folder.name) if opened or this.backfilling else None
        cursor = at_hand or (None if this.anew else store.cursor(engine, name, folder.name))
        if cursor and this.ask_first and not has_news(mailbox, folder, cursor):
            return tally
        if opened is None:
            opened = mailbox.select(folder)
            cursor = _set_back(cursor, opened, this)
        suspects = {} if at_hand and not this.backfilling else _suspects(engine, name, folder.name)
        for found in _walk(mailbox, folder, cursor, opened, suspects, this):
            tally = _file(found, tally, cursor, this, is_live=at_hand is not None)
            if isinstance(found, Message) and (found.place.uidvalidity, found.place.uid) in suspects:
                _release(found.place, this)
            if not this.goes_on():
                break
        _file_all(this)
    except LostAt as trouble:
        return tally + Tally(troubles=(_note_loss(trouble, folder, this),))
    except LedgerError as trouble:
        tally += Tally(troubles=(trouble,))
    return tally


def _walk(
    mailbox: Mailbox, folder: Folder, cursor: Cursor | None, opened: Opened, suspects: Suspects, this: Poll
) -> Iterator[Found]:
    """Return what is new in an open folder: message by message where one of them may break the link."""
    skip = frozenset(uid for uid, each in suspects.items() if each.attempts >= MOST_LOSSES)
    is_careful = folder.name in this.losses or any(_is_after(uid, cursor) for uid in suspects.keys() - skip)
    most, part = 1 if is_careful else BATCH_UIDS, None
    vault = None if this.backfilling and this.backfilling.intake.dry_run else this.ledger.vault
    if this.backfilling:
        this.backfilling.pass_over([suspects[uid] for uid in skip if uid[0] == opened.uidvalidity])
        part = this.backfilling.part(this.ledger)
    return new_messages(mailbox, folder, cursor, vault, skip=skip, most=most, opened=opened, part=part)


def _release(place: Place, this: Poll) -> None:
    _file_all(this)
    if not (this.backfilling and this.backfilling.intake.dry_run):
        release(place, this.ledger)


def _suspects(engine: Engine, mailbox: str, folder: str) -> Suspects:
    """Return the messages of a folder that are in quarantine, by epoch and UID."""
    return {
        (each.place.uidvalidity or 0, each.place.uid or 0): each
        for each in store_mail.quarantined(engine, mailbox, folder)
    }


def _set_back(cursor: Cursor | None, opened: Opened, this: Poll) -> Cursor | None:
    """Return the cursor to go on from: none where UIDs are given anew, and the folder is walked again."""
    if cursor is None or not has_gone_back(opened, cursor):
        return cursor
    with store.writing(this.ledger.engine) as connection:
        store.set_back(connection, cursor)
    return None


def _file_all(this: Poll) -> None:
    if this.backfilling:
        this.backfilling.intake.flush()


def release(place: Place, ledger: Ledger) -> None:
    """Take a message that is filed, or gone, out of quarantine."""
    with store.writing(ledger.engine) as connection:
        store_mail.release(connection, place)


def _over_one_link(settings: MailboxSettings, this: Poll, left: Folders | None) -> tuple[Tally, Folders]:
    """File the folders that are left, all of them at first, and return those that need another link."""
    tally = Tally()
    try:
        with open_mailbox(settings) as mailbox:
            if left is None:
                left, missing = chosen_folders(mailbox, this.backfilling.patterns if this.backfilling else ())
                tally = Tally(troubles=missing)
                if this.backfilling:
                    this.backfilling.open(mailbox, left)
            counted, left = poll_folders(mailbox, left, this)
            return tally + counted, left
    except LedgerError as trouble:
        return tally + Tally(troubles=(trouble,)), ()


def _file(found: Found, tally: Tally, cursor: Cursor | None, this: Poll, is_live: bool) -> Tally:
    """File one thing that a walk found, and return the tally with it."""
    if this.backfilling:
        return _gather(found, tally, this, this.backfilling)
    engine = this.ledger.engine
    if isinstance(found, Message):
        reached = cursor_at(found.place)
        outcome = take_in(found, this.ledger, reached, is_new=is_live)
        this.reached[reached.folder] = reached
        if this.on_filed:
            this.on_filed(found, outcome)
        return tally.counting(outcome)
    if isinstance(found, Refused):
        set_aside(found.place, found.why, this.ledger, cursor_at(found.place))
        return replace(tally, quarantined=tally.quarantined + 1)
    if isinstance(found, Absent):
        with store.writing(engine) as connection:
            store_mail.note_gone(connection, found.epoch, found.ranges)
        count = sum(last - first + 1 for first, last in found.ranges)
        return replace(tally, gone=tally.gone + count)
    if isinstance(found, Known):
        return tally
    if cursor is None or _is_ahead(found.cursor, this.reached.get(found.cursor.folder, cursor)):
        with store.writing(engine) as connection:
            store.keep_cursor(connection, found.cursor)
    this.reached[found.cursor.folder] = found.cursor
    return tally


def _gather(found: Found, tally: Tally, this: Poll, backfilling: Backfilling) -> Tally:
    """Take in one thing that a walk found, batch by batch; only a walk of the whole moves the cursor."""
    dry, whole = backfilling.intake.dry_run, backfilling.days == EVERY_DAY
    if isinstance(found, Message):
        reached = cursor_at(found.place)
        backfilling.intake.add(found, reached if whole else None)
        this.reached[reached.folder] = reached
        return replace(tally, seen=tally.seen + 1)
    if isinstance(found, Known):
        backfilling.pass_by(found)
        return tally
    if isinstance(found, Refused):
        backfilling.refuse(found.place, found.why)
    if dry or not whole:
        return tally
    backfilling.intake.flush()  # a cursor never passes what is not filed
    return _file(found, tally, None, replace(this, backfilling=None), is_live=False)


def _note_loss(trouble: LostAt, folder: Folder, this: Poll) -> LedgerError:
    """Count a connection that a folder lost, and an attempt at the first message that was asked for."""
    this.losses[folder.name] = this.losses.get(folder.name, 0) + 1
    place = trouble.places[0]
    try:
        _file_all(this)
        if this.backfilling and this.backfilling.intake.dry_run:
            return trouble
        set_aside(place, f"The connection ended while it was handed out: {trouble.cause}", this.ledger)
    except LedgerError as other:
        return other
    return trouble


def _is_after(uid: tuple[int, int], cursor: Cursor | None) -> bool:
    return cursor is None or uid > (cursor.uidvalidity, cursor.last_uid)


def _is_ahead(reached: Cursor, cursor: Cursor) -> bool:
    return reached.uidvalidity != cursor.uidvalidity or reached.last_uid > cursor.last_uid


def cursor_at(place: Place) -> Cursor:
    """Return the cursor that stands at a message; its place is one of a mailbox."""
    return Cursor(str(place.mailbox), str(place.folder), int(place.uidvalidity or 0), int(place.uid or 0))
