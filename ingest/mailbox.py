"""IMAP, read-only: the only file that imports imapclient. It opens a mailbox and yields its new messages.

Folders are opened with EXAMINE and bodies fetched with BODY.PEEK[]: nothing in the mailbox changes, no flag.
"""

import imaplib
import re
import ssl
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from fnmatch import translate
from typing import Any

from imapclient import IMAPClient, SocketTimeout

from ingest.auth import secret
from ingest.config import MailboxSettings
from ingest.mailbox_trouble import (
    CONNECTING,
    BadAuthority,
    FolderMissing,
    LinkTrouble,
    LoginRefused,
    ServerRefused,
    plain,
    told,
)
from ingest.message import Cursor, Message, Place

WINDOW = 50_000  # UIDs in one SEARCH: imaplib gives up on an answer of 1,000,000 bytes
BATCH_UIDS = 500
BATCH_BYTES = 8 * 1024 * 1024

UNSELECTABLE = {b"\\noselect", b"\\nonexistent"}
Sizes = dict[int, tuple[int, datetime | None]]


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A mailbox that is open and logged in."""

    settings: MailboxSettings
    client: IMAPClient

    @contextmanager
    def telling(self, doing: str) -> Iterator[None]:
        """Turn what goes wrong on the wire into one MailboxTrouble; a link in trouble is closed for good."""
        try:
            with _telling(self.settings, doing):
                yield
        except LinkTrouble:
            _hang_up(self.client)
            raise


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder to be read; `holds_sent` when it keeps the user's own sent mail."""

    name: str
    holds_sent: bool = False


@contextmanager
def open_mailbox(settings: MailboxSettings) -> Iterator[Mailbox]:
    """Connect, verify the certificate, log in; log out at the end. Raises MailboxTrouble, NoSecret."""
    password = secret(settings.password)
    client = _connect(settings)
    try:
        _log_in(client, settings, password)
        yield Mailbox(settings, client)
    except BaseException:
        _hang_up(client)
        raise
    with suppress(OSError, imaplib.IMAP4.error):  # the work is done; a server may hang up first
        client.logout()


def folders(mailbox: Mailbox) -> tuple[str, ...]:
    """Return the names of all folders that hold messages, sorted. Raises MailboxTrouble."""
    with mailbox.telling("the list of folders"):
        listed = mailbox.client.list_folders()
    return tuple(
        sorted(name for flags, _, name in listed if not {flag.lower() for flag in flags} & UNSELECTABLE)
    )


def chosen_folders(mailbox: Mailbox) -> tuple[tuple[Folder, ...], tuple[FolderMissing, ...]]:
    """Return the folders that the configuration chooses, and a trouble for each name that chooses none."""
    known = folders(mailbox)
    settings = mailbox.settings
    sent, missing_sent = _choose(settings, settings.sent_folders, known)
    others, missing = _choose(settings, settings.folders, known)
    chosen = [Folder(name) for name in others if name not in sent] + [
        Folder(name, holds_sent=True) for name in sent
    ]
    return tuple(chosen), (*missing, *missing_sent)


def new_messages(
    mailbox: Mailbox,
    folder: Folder,
    cursor: Cursor | None = None,
    on_gone: Callable[[int], None] | None = None,
) -> Iterator[Message]:
    """Yield the messages of a folder after the cursor, in the order of their UIDs.

    Another UIDVALIDITY than the cursor's is a new epoch (RFC 9051, section 2.3.1.1): the folder is walked
    from its beginning. A message that was expunged meanwhile is skipped, and its UID told to `on_gone`.
    Raises MailboxTrouble.
    """
    with mailbox.telling(f"to open the folder {folder.name}"):
        state = mailbox.client.select_folder(folder.name, readonly=True)
    if b"UIDVALIDITY" not in state:
        raise ServerRefused(mailbox.settings, f"to number the messages of {folder.name}", "no UIDVALIDITY")
    epoch = int(state[b"UIDVALIDITY"])
    start = cursor.last_uid + 1 if cursor and cursor.uidvalidity == epoch else 1
    for uids in _new_uids(mailbox, start, state):
        for first in range(0, len(uids), BATCH_UIDS):
            batch = uids[first : first + BATCH_UIDS]
            yield from _fetch(mailbox, folder, epoch, batch, on_gone or _forget)


def _forget(uid: int) -> None:
    del uid


def _new_uids(mailbox: Mailbox, start: int, state: dict[bytes, Any]) -> Iterator[list[int]]:
    """Yield the UIDs from `start` on, sorted; a big folder in windows, so that no answer grows too long."""
    if state[b"EXISTS"] <= WINDOW or b"UIDNEXT" not in state:
        yield _search(mailbox, start, "*")
        return
    for low in range(start, int(state[b"UIDNEXT"]), WINDOW):
        yield _search(mailbox, low, str(low + WINDOW - 1))


def _search(mailbox: Mailbox, low: int, high: str) -> list[int]:
    with mailbox.telling("a search"):
        found = mailbox.client.search(["UID", f"{low}:{high}"])
    return sorted(uid for uid in found if uid >= low)  # n:* always finds the last message, even below n


def _fetch(
    mailbox: Mailbox, folder: Folder, epoch: int, uids: list[int], on_gone: Callable[[int], None]
) -> Iterator[Message]:
    sizes = _sizes(mailbox, uids)
    for group in _groups(uids, sizes):
        answers = _bodies(mailbox, group)
        for uid in group:
            raw = answers.pop(uid, {}).get(b"BODY[]")
            if raw is None:
                on_gone(uid)
                continue
            _, received_at = sizes[uid]
            place = Place.in_folder(
                mailbox.settings.name, folder.name, epoch, uid, received_at, holds_sent=folder.holds_sent
            )
            yield Message(raw, place)
    for uid in uids:
        if uid not in sizes:
            on_gone(uid)


def _bodies(mailbox: Mailbox, group: list[int]) -> dict[int, dict[bytes, Any]]:
    """Fetch the bodies of a group; one by one when the server refuses the group for one of them."""
    try:
        with mailbox.telling(f"to hand out message {group[0]}"):
            fetched: dict[int, dict[bytes, Any]] = mailbox.client.fetch(group, ["BODY.PEEK[]"])
            return fetched
    except ServerRefused as refused:
        if len(group) == 1 and "EXPUNGEISSUED" not in str(refused):  # RFC 5530: it is gone already
            raise
    if len(group) == 1:
        return {}
    return {uid: answer for one in group for uid, answer in _bodies(mailbox, [one]).items()}


def _sizes(mailbox: Mailbox, uids: list[int]) -> Sizes:
    with mailbox.telling("to tell the size of messages"):
        answers = mailbox.client.fetch(uids, ["RFC822.SIZE", "INTERNALDATE"])
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


def _choose(
    settings: MailboxSettings, patterns: Iterable[str], known: tuple[str, ...]
) -> tuple[dict[str, None], list[FolderMissing]]:
    """Return the known folders that the patterns name, each once and in their order, and what named none."""
    chosen: dict[str, None] = {}
    missing = []
    for pattern in patterns:
        names = [name for name in known if _matches(name, pattern)]
        chosen.update(dict.fromkeys(names))
        if not names:
            missing.append(FolderMissing(settings, pattern, known))
    return chosen, missing


def _matches(name: str, pattern: str) -> bool:
    """Whether a folder is meant: `*` is any text, `?` any letter, and the `[` of "[Gmail]" itself."""
    if name.upper() == "INBOX":
        pattern = pattern.upper()
        name = name.upper()
    return name == pattern or re.match(translate(pattern.replace("[", "[[]")), name) is not None


def _connect(settings: MailboxSettings) -> IMAPClient:
    context = None if settings.tls == "none" else _verifying(settings)
    timeout = SocketTimeout(settings.timeout, settings.timeout)
    at_once = settings.tls == "tls"
    with _telling(settings, CONNECTING):
        client = IMAPClient(settings.host, settings.port, ssl=at_once, ssl_context=context, timeout=timeout)
    client._imap.debug = 0  # noqa: SLF001 - imapclient sets 5: every message is then formatted twice for no log
    client.normalise_times = False
    if settings.tls == "starttls":
        _start_tls(client, settings, context)
    return client


def _verifying(settings: MailboxSettings) -> ssl.SSLContext:
    """Return a context that verifies certificate and host name, against `ca_file` where there is one."""
    try:
        return ssl.create_default_context(cafile=settings.ca_file)
    except OSError as error:
        raise BadAuthority(settings, error.strerror or "no certificate in it") from None


def _start_tls(client: IMAPClient, settings: MailboxSettings, context: ssl.SSLContext | None) -> None:
    try:
        with _telling(settings, CONNECTING):
            client.starttls(context)
    except BaseException:
        _hang_up(client)
        raise


def _hang_up(client: IMAPClient) -> None:
    """Close the connection without another word: after a timeout answers no longer fit the questions."""
    with suppress(OSError):  # it may be closed already
        client.shutdown()


def _log_in(client: IMAPClient, settings: MailboxSettings, password: str) -> None:
    """Log in. The server's own words are told when it refuses, unless they repeat the password."""
    try:
        with _telling(settings, "the login", but=imaplib.IMAP4.error):
            if settings.auth == "xoauth2":
                client.oauth2_login(settings.user, password)
            elif (settings.user + password).isascii():
                client.login(settings.user, password)
            else:
                client.plain_login(settings.user, password)  # LOGIN knows ASCII only
    except imaplib.IMAP4.error as error:
        if isinstance(error.__context__, imaplib.IMAP4.abort):  # imapclient takes a lost link for a refusal
            raise told(error.__context__, settings, "the login") from None
        raise LoginRefused(settings, plain(str(error), password)) from None


@contextmanager
def _telling(settings: MailboxSettings, doing: str, but: type[Exception] | None = None) -> Iterator[None]:
    """Turn a socket's or imaplib's error into one MailboxTrouble; refusals of class `but` pass."""
    try:
        yield
    except (OSError, imaplib.IMAP4.error) as error:
        if but and isinstance(error, but) and not isinstance(error, imaplib.IMAP4.abort):
            raise
        raise told(error, settings, doing) from None
