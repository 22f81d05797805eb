"""IMAP, read-only: the only file that imports imapclient. It opens a mailbox and the folders in it.

Folders are opened with EXAMINE and bodies fetched with BODY.PEEK[]: nothing in the mailbox changes, no flag.
"""

import imaplib
import re
import socket
import ssl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from fnmatch import translate

from imapclient import IMAPClient, SocketTimeout

from ingest.config import MailboxSettings
from ingest.login import bearer, credential
from ingest.mailbox_trouble import (
    CONNECTING,
    BadAuthority,
    FolderMissing,
    LinkTrouble,
    LoginRefused,
    ServerRefused,
    plain,
    refused_login,
    told,
)

UNSELECTABLE = {b"\\noselect", b"\\nonexistent"}


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder to be read; `holds_sent` when it keeps the user's own sent mail."""

    name: str
    holds_sent: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """What the server says of a folder; `uidnext` is 0 where it does not tell."""

    uidvalidity: int
    uidnext: int
    exists: int


@dataclass(slots=True)
class Mailbox:
    """A mailbox that is open and logged in, and the folder that is open in it."""

    settings: MailboxSettings
    client: IMAPClient
    selected: str | None = None

    @contextmanager
    def telling(self, doing: str) -> Iterator[None]:
        """Turn what goes wrong on the wire into one MailboxTrouble; a link in trouble is closed for good."""
        try:
            with _telling(self.settings, doing):
                yield
        except LinkTrouble:
            self.hang_up()
            raise

    def select(self, folder: Folder) -> Opened:
        """Open a folder, to read only. Raises MailboxTrouble."""
        self.selected = None
        with self.telling(f"to open the folder {folder.name}"):
            state = self.client.select_folder(folder.name, readonly=True)
        if b"UIDVALIDITY" not in state:
            doing = f"to number the messages of {folder.name}"
            raise ServerRefused(self.settings, doing, "no UIDVALIDITY")
        self.selected = folder.name
        self.client._imap.untagged_responses.clear()  # noqa: SLF001 - what comes from now on is news
        return Opened(int(state[b"UIDVALIDITY"]), int(state.get(b"UIDNEXT", 0)), int(state[b"EXISTS"]))

    def status(self, folder: Folder) -> Opened:
        """Ask how a folder stands without opening it. Raises MailboxTrouble."""
        doing = f"to tell the state of {folder.name}"
        with self.telling(doing):
            state = self.client.folder_status(folder.name, ["UIDNEXT", "UIDVALIDITY", "MESSAGES"])
        if b"UIDVALIDITY" not in state or b"UIDNEXT" not in state:
            raise ServerRefused(self.settings, doing, "no UIDVALIDITY or UIDNEXT")
        return Opened(*(int(state.get(each, 0)) for each in (b"UIDVALIDITY", b"UIDNEXT", b"MESSAGES")))

    def can_idle(self) -> bool:
        """Whether the server knows IDLE."""
        with self.telling("to tell what it can do"):
            return bool(self.client.has_capability("IDLE"))

    def interrupt(self) -> None:
        """End the connection under another thread that waits on it: that thread is woken and cleans up.

        To close it from here would wait for the very lock that the other holds.
        """
        with suppress(OSError):  # it may be closed already
            socket.socket.shutdown(self.client.socket(), socket.SHUT_RDWR)

    def hang_up(self) -> None:
        """Close the connection without another word: after a timeout answers no longer fit the questions."""
        _hang_up(self.client)


@contextmanager
def open_mailbox(settings: MailboxSettings) -> Iterator[Mailbox]:
    """Connect, verify the certificate, log in; log out at the end. Raises MailboxTrouble, NoSecret.

    A token that the server refuses is fetched anew and tried once more.
    """
    password = credential(settings)
    client = _connect(settings)
    try:
        try:
            _log_in(client, settings, password)
        except LoginRefused:
            fresh = credential(settings, fresh=True) if settings.login else password
            if fresh == password:
                raise
            _hang_up(client)
            client = _connect(settings)
            _log_in(client, settings, fresh)
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


def chosen_folders(
    mailbox: Mailbox, patterns: tuple[str, ...] = ()
) -> tuple[tuple[Folder, ...], tuple[FolderMissing, ...]]:
    """Return the folders that the configuration chooses, and a trouble for each name that chooses none.

    `patterns` choose instead of it; which of the folders hold sent mail is the configuration's to tell.
    """
    known = folders(mailbox)
    settings = mailbox.settings
    sent, missing_sent = _choose(settings, settings.sent_folders, known)
    others, missing = _choose(settings, patterns or settings.folders, known)
    chosen = [Folder(name) for name in others if name not in sent]
    chosen += [Folder(name, holds_sent=True) for name in sent if not patterns or name in others]
    return tuple(chosen), (*missing, *(() if patterns else missing_sent))


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
    said: list[str] = []
    try:
        with _telling(settings, "the login", but=imaplib.IMAP4.error):
            if settings.auth != "password":
                client.sasl_login(settings.auth.upper(), bearer(settings, password, said))
            elif (settings.user + password).isascii():
                client.login(settings.user, password)
            else:
                client.plain_login(settings.user, password)  # LOGIN knows ASCII only
    except imaplib.IMAP4.error as error:
        if isinstance(error.__context__, imaplib.IMAP4.abort):  # imapclient takes a lost link for a refusal
            raise told(error.__context__, settings, "the login") from None
        raise refused_login(settings, " ".join([plain(str(error), password), *said])) from None


@contextmanager
def _telling(settings: MailboxSettings, doing: str, but: type[Exception] | None = None) -> Iterator[None]:
    """Turn a socket's or imaplib's error into one MailboxTrouble; refusals of class `but` pass."""
    try:
        yield
    except (OSError, imaplib.IMAP4.error) as error:
        if but and isinstance(error, but) and not isinstance(error, imaplib.IMAP4.abort):
            raise
        raise told(error, settings, doing) from None
