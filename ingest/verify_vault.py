"""The vault compared with the ledger: bytes that are damaged are fetched again, bytes without a row filed."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select

from ingest.config import MailboxSettings
from ingest.mailbox import Folder, Mailbox, folders, open_mailbox
from ingest.mailbox_fetch import new_messages
from ingest.message import Message, Place
from ingest.pipeline import Ledger, take_in
from ingest.verify import Check
from models import tables
from models.schema import reaching
from parsers.errors import LedgerError


def verify_vault(ledger: Ledger, mailboxes: Iterable[MailboxSettings] = ()) -> Check:
    """Compare every message of the ledger with its bytes, and every file of the vault with the ledger.

    What is damaged is fetched again from where it was found; what no row speaks of is taken in. Safe to
    repeat. Raises LedgerError when ledger or vault cannot be used.
    """
    with reaching(ledger.engine), ledger.engine.connect() as connection:
        known = set(connection.scalars(select(tables.messages.c.digest)))
    damaged = sorted(digest for digest in known if not ledger.vault.is_sound(digest))
    restored, troubles = _restore(damaged, ledger, {each.name: each for each in mailboxes})
    lost = [
        f"The bytes of message {each} are in no mailbox any more." for each in damaged if each not in restored
    ]
    unfiled = 0
    for digest in ledger.vault.digests():
        path = ledger.vault.path(digest)
        if digest in known:
            continue
        if ledger.vault.is_sound(digest):
            take_in(Message(ledger.vault.raw(digest), Place.in_path(str(path))), ledger)
            unfiled += 1
        else:
            lost.append(f"The file {path} is damaged, and no row speaks of it.")
    return Check(
        messages=len(known),
        damaged=len(damaged),
        restored=len(restored),
        unfiled=unfiled,
        lost=tuple(lost),
        troubles=troubles,
    )


def _restore(
    damaged: list[str], ledger: Ledger, mailboxes: dict[str, MailboxSettings]
) -> tuple[set[str], tuple[LedgerError, ...]]:
    """Fetch messages again from wherever the ledger saw them; return those that came, and the troubles."""
    restored: set[str] = set()
    troubles: list[LedgerError] = []
    rows = _arrivals(damaged, ledger)
    for name in sorted({row.mailbox for row in rows} & mailboxes.keys()):
        try:
            with open_mailbox(mailboxes[name]) as mailbox:
                for folder in sorted(
                    {row.folder for row in rows if row.mailbox == name} & {*folders(mailbox)}
                ):
                    wanted = [row for row in rows if (row.mailbox, row.folder) == (name, folder)]
                    restored |= _fetch_again(mailbox, Folder(folder), wanted, ledger)
        except LedgerError as trouble:
            troubles.append(trouble)
    return restored, tuple(troubles)


def _arrivals(digests: list[str], ledger: Ledger) -> Sequence[Any]:
    arrivals, messages = tables.arrivals, tables.messages
    query = (
        select(
            arrivals.c.mailbox, arrivals.c.folder, arrivals.c.uidvalidity, arrivals.c.uid, messages.c.digest
        )
        .join_from(arrivals, messages, arrivals.c.letter_id == messages.c.id)
        .where(messages.c.digest.in_(digests), arrivals.c.mailbox.is_not(None))
    )
    with reaching(ledger.engine), ledger.engine.connect() as connection:
        return connection.execute(query).all() if digests else []


def _fetch_again(mailbox: Mailbox, folder: Folder, wanted: Sequence[Any], ledger: Ledger) -> set[str]:
    opened = mailbox.select(folder)
    uids = {row.uid: row.digest for row in wanted if row.uidvalidity == opened.uidvalidity}
    restored = set()
    for found in new_messages(mailbox, folder, vault=ledger.vault, only=list(uids), opened=opened):
        if isinstance(found, Message) and found.digest == uids.get(found.place.uid):
            restored.add(ledger.vault.keep(found))
    return restored
