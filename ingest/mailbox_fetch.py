"""What is new in a folder: each message's bytes, in the order of the UIDs, and which UIDs are gone.

Sizes are asked first: bodies come in groups bounded by their bytes, and a large message in pieces.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from ingest.days import EVERY_DAY, Days, Known, Part
from ingest.large import LARGE, extract_of
from ingest.mailbox import Folder, Mailbox, Opened
from ingest.mailbox_trouble import THROTTLED, LinkTrouble, ServerRefused
from ingest.message import Cursor, Epoch, Kept, Message, Place
from ingest.vault import Vault

WINDOW = 50_000  # UIDs in one SEARCH: imaplib gives up on an answer of 1,000,000 bytes
BATCH_UIDS = 500
BATCH_BYTES = 8 * 1024 * 1024
PIECE = 1024 * 1024  # bytes of a large message that are asked for at a time

Sizes = dict[int, tuple[int, datetime | None]]


@dataclass(frozen=True, slots=True)
class Absent:
    """UIDs that the server does not have, or has no more: the first and last of each range."""

    epoch: Epoch
    ranges: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """A message that is there and that the server does not hand out."""

    place: Place
    why: str


@dataclass(frozen=True, slots=True)
class Reached:
    """The end of the walk: every UID up to this one was yielded, as what it is, or passed over."""

    cursor: Cursor


Found = Message | Absent | Refused | Reached | Known


class LostAt(LinkTrouble):
    """The connection ended while messages were handed out: one of them may be what breaks it."""

    def __init__(self, cause: LinkTrouble, places: tuple[Place, ...]) -> None:
        Exception.__init__(self, str(cause))
        self.cause = cause
        self.places = places


def new_messages(
    mailbox: Mailbox,
    folder: Folder,
    cursor: Cursor | None = None,
    vault: Vault | None = None,
    only: Iterable[int] | None = None,
    skip: frozenset[tuple[int, int]] = frozenset(),
    most: int = BATCH_UIDS,
    opened: Opened | None = None,
    *,
    part: Part | None = None,
) -> Iterator[Found]:
    """Yield the messages of a folder after the cursor, in the order of their UIDs, and what is absent.

    Another UIDVALIDITY than the cursor's is a new epoch (RFC 9051, section 2.3.1.1): the folder is walked
    from its beginning. A message of more than LARGE bytes goes into the vault in pieces. `only` are UIDs to
    fetch instead of what is new, `skip` those that are passed over, each with its epoch; `most` bounds
    how many are asked for together; `opened` says that the folder is open already. Raises MailboxTrouble.
    """
    opened, part = opened or mailbox.select(folder), part or Part()
    epoch = Epoch(mailbox.settings.name, folder.name, opened.uidvalidity)
    walk = _Walk(mailbox, folder, epoch, vault, most)
    if only is not None:
        yield from _fetch_all(walk, sorted(only))
        return
    start = cursor.last_uid + 1 if cursor and cursor.uidvalidity == opened.uidvalidity else 1
    high = start - 1
    for low, high, uids in _new_uids(mailbox, start, opened, part.days):
        missing = tuple(gaps(low, high, uids)) if part.days == EVERY_DAY else ()
        if missing:
            yield Absent(epoch, missing)
        filed = part.filed(epoch, low, high) if part.filed else {}
        if known := {uid: filed[uid] for uid in uids if uid in filed}:
            yield Known(epoch, known)
        left = [uid for uid in uids if uid not in filed and (opened.uidvalidity, uid) not in skip]
        yield from _fetch_all(walk, left)
    yield Reached(epoch.at(high))


def gaps(low: int, high: int, uids: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield the ranges of numbers from `low` to `high` that are not among the sorted `uids`."""
    for uid in uids:
        if uid > low:
            yield low, uid - 1
        low = uid + 1
    if low <= high:
        yield low, high


def has_news(mailbox: Mailbox, folder: Folder, cursor: Cursor) -> bool:
    """Whether a folder may have messages after the cursor: one short question, and no listing.

    A folder that is open on this connection is searched; of another the server tells the next UID.
    """
    if mailbox.selected == folder.name:
        with mailbox.telling("to tell what is new"):
            mailbox.client.noop()  # a search looks at the folder as it was last told
        return bool(_search(mailbox, cursor.last_uid + 1, "*"))
    status = mailbox.status(folder)
    return status.uidvalidity != cursor.uidvalidity or status.uidnext != cursor.last_uid + 1


def has_gone_back(opened: Opened, cursor: Cursor) -> bool:
    """Whether a server gives UIDs anew that the ledger has met, in one epoch: restored from a backup, say.

    RFC 9051 forbids it. The cursor must have been asked for before the folder was opened.
    """
    return opened.uidvalidity == cursor.uidvalidity and 0 < opened.uidnext <= cursor.last_uid


def uids_on_server(mailbox: Mailbox, opened: Opened) -> list[int]:
    """Return every UID of the folder that is open, sorted. Raises MailboxTrouble."""
    return [uid for _, _, uids in _new_uids(mailbox, 1, opened) for uid in uids]


@dataclass(frozen=True, slots=True)
class _Walk:
    """What fetching needs to know."""

    mailbox: Mailbox
    folder: Folder
    epoch: Epoch
    vault: Vault | None
    most: int

    def place(self, uid: int, sizes: Sizes) -> Place:
        _, received_at = sizes[uid]
        name, sent = self.epoch, self.folder.holds_sent
        return Place.in_folder(name.mailbox, name.folder, name.uidvalidity, uid, received_at, holds_sent=sent)


def _new_uids(
    mailbox: Mailbox, start: int, opened: Opened, days: Days = EVERY_DAY
) -> Iterator[tuple[int, int, list[int]]]:
    """Yield ranges of UIDs from `start` on, and those of each that are there, sorted.

    A big folder is searched in windows, so that no answer grows too long.
    """
    end = opened.uidnext - 1
    if opened.exists <= WINDOW or not opened.uidnext:
        uids = _search(mailbox, start, "*", days)
        yield start, max([start - 1, end, *uids]), uids
        return
    for low in range(start, opened.uidnext, WINDOW):
        high = min(low + WINDOW - 1, end)
        yield low, high, _search(mailbox, low, str(high), days)


def _search(mailbox: Mailbox, low: int, high: str, days: Days = EVERY_DAY) -> list[int]:
    with mailbox.telling("a search"):
        found = mailbox.client.search(["UID", f"{low}:{high}", *days.criteria()])
    return sorted(uid for uid in found if uid >= low)  # n:* always finds the last message, even below n


def _fetch_all(walk: _Walk, uids: list[int]) -> Iterator[Found]:
    for first in range(0, len(uids), walk.most):
        yield from _fetch(walk, uids[first : first + walk.most])


def _fetch(walk: _Walk, uids: list[int]) -> Iterator[Found]:
    sizes = _sizes(walk.mailbox, uids)
    vanished = [(uid, uid) for uid in uids if uid not in sizes]
    if vanished:
        yield Absent(walk.epoch, tuple(vanished))
    for group in _groups(uids, sizes):
        try:
            if walk.vault and sizes[group[0]][0] >= LARGE:
                yield _large(walk, group[0], sizes, walk.vault)
                continue
            answers = _bodies(walk.mailbox, group)
        except LinkTrouble as cause:
            if cause.kind == THROTTLED:
                raise  # no message is to blame
            raise LostAt(cause, tuple(walk.place(uid, sizes) for uid in group)) from None
        for uid in group:
            raw = answers.pop(uid, None)
            if isinstance(raw, bytes):
                yield Message(raw, walk.place(uid, sizes))
            else:
                yield _without_body(walk, uid, sizes, raw)


def _without_body(walk: _Walk, uid: int, sizes: Sizes, why: str | None) -> Found:
    """Say of a message that came without bytes whether it is gone, or is there and is not handed out."""
    with walk.mailbox.telling("a search"):
        walk.mailbox.client.noop()  # until a command that may tell it, an expunged message is still found
        still_there = uid in walk.mailbox.client.search(["UID", str(uid)])
    if not still_there:
        return Absent(walk.epoch, ((uid, uid),))
    told = why or f"{walk.mailbox.settings.host} hands out no bytes (NIL) of message {uid}"
    return Refused(walk.place(uid, sizes), told)


def _bodies(mailbox: Mailbox, group: list[int]) -> dict[int, bytes | str]:
    """Fetch the bodies of a group; one by one when the server refuses the group for one of them.

    A refusal stands in the place of the body, except that of a message that is gone.
    """
    try:
        with mailbox.telling(f"to hand out message {group[0]}"):
            fetched = mailbox.client.fetch(group, ["BODY.PEEK[]"])
            return {uid: each[b"BODY[]"] for uid, each in fetched.items() if each.get(b"BODY[]") is not None}
    except ServerRefused as refused:
        if len(group) == 1:  # RFC 5530: EXPUNGEISSUED says that it is gone already
            return {} if "EXPUNGEISSUED" in str(refused) else {group[0]: str(refused)}
    return {uid: body for one in group for uid, body in _bodies(mailbox, [one]).items()}


def _large(walk: _Walk, uid: int, sizes: Sizes, vault: Vault) -> Found:
    """Stream a large message into the vault and return its extract."""
    try:
        kept = vault.receive(_pieces(walk.mailbox, uid))
    except ServerRefused as refused:
        return _without_body(walk, uid, sizes, str(refused))
    if not kept.size:
        return _without_body(walk, uid, sizes, None)
    with vault.path(kept.digest).open("rb") as file:
        raw, left_out = extract_of(file)
    return Message(raw, walk.place(uid, sizes), Kept(kept.digest, kept.size, left_out))


def _pieces(mailbox: Mailbox, uid: int) -> Iterator[bytes]:
    """Yield the bytes of a message, PIECE by PIECE (RFC 9051, section 6.4.5: BODY.PEEK[]<start.count>)."""
    start = 0
    while True:
        with mailbox.telling(f"to hand out message {uid}"):
            answer = mailbox.client.fetch([uid], [f"BODY.PEEK[]<{start}.{PIECE}>"])
        piece = answer.get(uid, {}).get(b"BODY[]<%d>" % start) or b""
        if piece:
            yield piece
        if len(piece) < PIECE:
            return
        start += len(piece)


def _sizes(mailbox: Mailbox, uids: list[int]) -> Sizes:
    with mailbox.telling("to tell the size of messages"):
        answers: dict[int, dict[bytes, Any]] = mailbox.client.fetch(uids, ["RFC822.SIZE", "INTERNALDATE"])
    return {
        uid: (int(answer[b"RFC822.SIZE"]), _aware(answer.get(b"INTERNALDATE")))
        for uid, answer in answers.items()
        if b"RFC822.SIZE" in answer
    }


def _groups(uids: Iterable[int], sizes: Sizes) -> Iterator[list[int]]:
    """Yield the UIDs in groups of at most BATCH_BYTES, or of one message that is bigger alone."""
    group: list[int] = []
    total = 0
    for uid in uids:
        if uid not in sizes:
            continue
        if group and total + sizes[uid][0] > BATCH_BYTES:
            yield group
            group, total = [], 0
        group.append(uid)
        total += sizes[uid][0]
    if group:
        yield group


def _aware(moment: datetime | None) -> datetime | None:
    if moment is None:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
