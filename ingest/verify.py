"""Completeness, proved: the server and the ledger compared UID by UID, and mended.

Every UID up to a folder's cursor must be filed, quarantined or gone, as a row. `verify_vault` does the same
for the bytes.
"""

from bisect import bisect_right
from dataclasses import dataclass, fields

from ingest import store, store_mail
from ingest.config import MailboxSettings
from ingest.mailbox import Folder, Mailbox, chosen_folders, open_mailbox
from ingest.mailbox_fetch import Absent, LostAt, Refused, gaps, new_messages, uids_on_server
from ingest.message import Cursor, Epoch, Message
from ingest.pipeline import Ledger, set_aside, take_in
from ingest.poll import Poll, file_folder
from parsers.errors import LedgerError

TRIES = 5  # links that the check of one mailbox may cost


@dataclass(frozen=True, slots=True)
class Check:
    """What a comparison found. Checks add up; `missing` was nowhere, `mended` is what of it is now there."""

    on_server: int = 0  # UIDs that the server has
    filed: int = 0  # of them, those that are filed
    quarantined: int = 0
    gone: int = 0  # UIDs that the server has no more, and that are no letter of the ledger
    kept_only_here: int = 0  # filed, and no more on the server
    missing: int = 0  # on the server and in no row, or below the cursor and nowhere
    mended: int = 0
    messages: int = 0  # of the ledger
    damaged: int = 0  # messages whose bytes are missing from the vault, or damaged
    restored: int = 0
    unfiled: int = 0  # files of the vault that no row spoke of; filed now
    lost: tuple[str, ...] = ()  # what could not be mended, each a sentence
    troubles: tuple[LedgerError, ...] = ()

    def __add__(self, other: "Check") -> "Check":
        return Check(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(Check)))

    @property
    def is_whole(self) -> bool:
        """Whether nothing is missing any more, and everything could be looked at."""
        return not self.lost and not self.troubles


def verify_mailbox(settings: MailboxSettings, ledger: Ledger) -> Check:
    """Compare one mailbox with the ledger, and mend. Safe to repeat; LedgerErrors are in the check."""
    trouble: LedgerError | None = None
    for _ in range(TRIES):
        try:
            with open_mailbox(settings) as mailbox:
                folders, missing = chosen_folders(mailbox)
                total = Check(troubles=missing)
                for folder in folders:
                    total += _verify_folder(mailbox, folder, ledger)
                return total
        except LostAt as lost:
            trouble = lost
            set_aside(lost.places[0], f"The connection ended while it was handed out: {lost.cause}", ledger)
        except LedgerError as other:
            return Check(troubles=(other,))
    return Check(troubles=(trouble,) if trouble else ())


def _verify_folder(mailbox: Mailbox, folder: Folder, ledger: Ledger) -> Check:
    """File what is new, then account for every UID up to the cursor. Raises LedgerError."""
    for trouble in file_folder(mailbox, folder, Poll(ledger)).troubles:
        raise trouble
    opened = mailbox.select(folder)
    epoch = Epoch(mailbox.settings.name, folder.name, opened.uidvalidity)
    cursor = store.cursor(ledger.engine, epoch.mailbox, epoch.folder)
    if cursor is None or cursor.epoch != epoch:
        return Check()
    there = [uid for uid in uids_on_server(mailbox, opened) if uid <= cursor.last_uid]
    return _account(mailbox, folder, cursor, there, ledger)


def _account(mailbox: Mailbox, folder: Folder, cursor: Cursor, there: list[int], ledger: Ledger) -> Check:
    """Say where each UID is, take in what is missing, and note what is gone without a row."""
    epoch = cursor.epoch
    filed = store_mail.uids_filed(ledger.engine, epoch).keys()
    aside = _in_quarantine(ledger, epoch)
    missing = [uid for uid in there if uid not in filed and uid not in aside]
    absent = list(gaps(1, cursor.last_uid, sorted({*there, *filed, *aside})))
    unnoted = [
        each for each in absent if not _is_within(each, _joined(store_mail.gone(ledger.engine, epoch)))
    ]
    with store.writing(ledger.engine) as connection:
        store_mail.note_gone(connection, epoch, unnoted)
    mended, lost = _mend(mailbox, folder, missing, ledger)
    on_server = set(there)
    return Check(
        on_server=len(there),
        filed=len(on_server & filed),
        quarantined=len(on_server & aside - filed),
        gone=_count(absent),
        kept_only_here=len(filed - on_server),
        missing=len(missing) + _count(unnoted),
        mended=mended + _count(unnoted),
        lost=lost,
    )


def _count(ranges: list[tuple[int, int]]) -> int:
    return sum(last - first + 1 for first, last in ranges)


def _in_quarantine(ledger: Ledger, epoch: Epoch) -> set[int]:
    return {
        each.place.uid or 0
        for each in store_mail.quarantined(ledger.engine, epoch.mailbox, epoch.folder)
        if each.place.uidvalidity == epoch.uidvalidity
    }


def _joined(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return sorted ranges, those joined that meet or overlap."""
    joined: list[tuple[int, int]] = []
    for first, last in ranges:
        if joined and first <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return joined


def _is_within(hole: tuple[int, int], joined: list[tuple[int, int]]) -> bool:
    before = bisect_right(joined, hole[0], key=lambda each: each[0])
    return before > 0 and hole[1] <= joined[before - 1][1]


def _mend(
    mailbox: Mailbox, folder: Folder, missing: list[int], ledger: Ledger
) -> tuple[int, tuple[str, ...]]:
    """Take in what the server has and the ledger has not; return how many, and what could not be had."""
    mended = 0
    lost: list[str] = []
    if not missing:
        return 0, ()
    for found in new_messages(mailbox, folder, vault=ledger.vault, only=missing):
        if isinstance(found, Message):
            take_in(found, ledger)
            mended += 1
        elif isinstance(found, Refused):
            set_aside(found.place, found.why, ledger)
            lost.append(f"{found.place.name} is in quarantine: {found.why}")
        elif isinstance(found, Absent):
            with store.writing(ledger.engine) as connection:
                store_mail.note_gone(connection, found.epoch, found.ranges)
            mended += _count(list(found.ranges))
    return mended, tuple(lost)
