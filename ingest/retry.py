"""The quarantine, tried again: each message is filed, gone, or counted once more."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby

from ingest import store, store_mail
from ingest.config import MailboxSettings
from ingest.mailbox import Folder, Mailbox, chosen_folders, open_mailbox
from ingest.mailbox_fetch import Absent, LostAt, Refused, new_messages
from ingest.message import Epoch, Message, Place
from ingest.pipeline import Ledger, set_aside, take_in
from ingest.poll import release
from ingest.store_mail import Quarantined
from ingest.tally import Tally
from parsers.errors import LedgerError

RETRIES = 5  # connections that one retry may cost


def retry(settings: MailboxSettings, ledger: Ledger) -> Tally:
    """Try all of a mailbox's quarantine again, however often it was tried; LedgerErrors are in the tally."""
    troubles: tuple[LedgerError, ...] = ()
    for _ in range(RETRIES):
        try:
            with open_mailbox(settings) as mailbox:
                folders, _missing = chosen_folders(mailbox)
                return retry_here(mailbox, folders, ledger)
        except LostAt as trouble:
            troubles = (trouble,)
        except LedgerError as trouble:
            return Tally(troubles=(trouble,))
    return Tally(troubles=troubles)


def retry_files(ledger: Ledger) -> Tally:
    """Try again what came from files, or whose bytes are in the vault."""
    total = Tally()
    for each in store_mail.quarantined(ledger.engine):
        if each.digest:
            total += _from_vault(each, ledger)
    return total


def retry_here(
    mailbox: Mailbox, folders: Iterable[Folder], ledger: Ledger, below: int | None = None
) -> Tally:
    """Try a mailbox's quarantine over an open link. Raises LostAt when a message costs the link."""
    waiting = store_mail.quarantined(ledger.engine, mailbox.settings.name, below=below)
    known = {folder.name: folder for folder in folders}
    total = Tally()
    for each in [each for each in waiting if each.digest]:
        total += _from_vault(each, ledger)
    others = [each for each in waiting if not each.digest]
    for name, group in groupby(sorted(others, key=_where), key=lambda each: str(each.place.folder)):
        rows = list(group)
        if name in known:
            total += _retry_folder(mailbox, known[name], rows, ledger)
        else:
            total += _all_gone([each.place for each in rows], ledger)
    return total


def _where(each: Quarantined) -> tuple[str, int, int]:
    return str(each.place.folder), each.place.uidvalidity or 0, each.place.uid or 0


def _from_vault(each: Quarantined, ledger: Ledger) -> Tally:
    """Take in a message whose bytes are here and whose values the ledger did not take."""
    raw = ledger.vault.raw(str(each.digest))
    outcome = take_in(Message(raw, each.place), ledger)
    with store.writing(ledger.engine) as connection:
        if store.filed_as(connection, str(each.digest)):
            store_mail.release(connection, each.place)
    return Tally().counting(outcome)


def _retry_folder(mailbox: Mailbox, folder: Folder, rows: list[Quarantined], ledger: Ledger) -> Tally:
    opened = mailbox.select(folder)
    present = [each.place for each in rows if each.place.uidvalidity == opened.uidvalidity]
    total = _all_gone([each.place for each in rows if each.place.uidvalidity != opened.uidvalidity], ledger)
    by_uid = {place.uid: place for place in present}
    uids = [place.uid for place in present if place.uid]
    try:
        for found in new_messages(mailbox, folder, vault=ledger.vault, only=uids, most=1, opened=opened):
            if isinstance(found, Message):
                total = total.counting(take_in(found, ledger))
                release(found.place, ledger)
            elif isinstance(found, Refused):
                set_aside(found.place, found.why, ledger)
                total = replace(total, quarantined=total.quarantined + 1)
            elif isinstance(found, Absent):
                total += _all_gone([by_uid[uid] for uid in _each(found) if uid in by_uid], ledger)
    except LostAt as trouble:
        set_aside(trouble.places[0], f"The connection ended while it was handed out: {trouble.cause}", ledger)
        raise
    return total


def _each(found: Absent) -> Iterator[int]:
    for first, last in found.ranges:
        yield from range(first, last + 1)


def _all_gone(places: list[Place], ledger: Ledger) -> Tally:
    """Note that messages are gone, with what they were, and let them out of quarantine."""
    with store.writing(ledger.engine) as connection:
        for place in places:
            epoch = Epoch(str(place.mailbox), str(place.folder), place.uidvalidity or 0)
            store_mail.note_gone(connection, epoch, [(place.uid or 0, place.uid or 0)])
            store_mail.release(connection, place)
    return Tally(gone=len(places))
