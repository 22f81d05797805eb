"""Waiting for new mail in IDLE (RFC 2177): nothing the server says is missed, and a dead link is found out.

imapclient's own IDLE loses a line that comes in two pieces, misses what imaplib has read ahead, and takes
news before the beginning for an error; so this goes to imaplib, under it.
"""

import imaplib
import re
import select
import ssl
import time
from typing import Any

from ingest.mailbox import Mailbox


def idle(mailbox: Mailbox, seconds: float, wake: int) -> bool:
    """Wait in IDLE until the server says anything, and return whether it may be new mail.

    Ends after `seconds`, or when the descriptor `wake` can be read, with False. Raises MailboxTrouble.
    """
    imap: Any = mailbox.client._imap  # noqa: SLF001 - see above
    with mailbox.telling("to wait for new mail"):
        line = b""
        if not _begin(mailbox) and _await_line(mailbox, seconds, wake):
            line = imap._get_line()  # noqa: SLF001
        if re.match(rb"\* BYE\b", line, re.IGNORECASE):
            raise imaplib.IMAP4.abort(line.decode("utf-8", "replace")[6:])
        _, others = mailbox.client.idle_done()
    return heard_news(mailbox) or b"EXISTS" in line.upper() or any(b"EXISTS" in other for other in others)


def heard_news(mailbox: Mailbox) -> bool:
    """Whether the server told of new mail in its answers to other questions since this was last asked."""
    untagged = mailbox.client._imap.untagged_responses  # noqa: SLF001
    heard = "EXISTS" in untagged
    untagged.clear()  # they would pile up for months
    return heard


def _begin(mailbox: Mailbox) -> bool:
    """Begin IDLE, and return whether there was news before it began."""
    imap: Any = mailbox.client._imap  # noqa: SLF001
    tag = mailbox.client._idle_tag = imap._command("IDLE")  # noqa: SLF001
    while imap._get_response() is not None:  # noqa: SLF001
        if imap.tagged_commands[tag]:
            raise imaplib.IMAP4.error("IDLE was refused")
    return "EXISTS" in imap.untagged_responses


def _await_line(mailbox: Mailbox, seconds: float, wake: int) -> bool:
    """Wait until a line has begun to come: what is read already is looked at before the socket."""
    sock: Any = mailbox.client.socket()
    poller = select.poll()
    poller.register(sock.fileno(), select.POLLIN)
    poller.register(wake, select.POLLIN)
    until = time.monotonic() + seconds
    while not _has_buffered(mailbox):
        ready = poller.poll(max(0.0, until - time.monotonic()) * 1000)
        if not ready or any(number == wake for number, _ in ready):
            return False
        if not isinstance(sock, ssl.SSLSocket):
            return True  # under TLS, bytes may have come and no line yet: the buffer tells
    return True


def _has_buffered(mailbox: Mailbox) -> bool:
    """Whether bytes of the server lie read and unused; reads what is there and never waits.

    Under TLS the end of the connection counts too: its reader finds it.
    """
    imap: Any = mailbox.client._imap  # noqa: SLF001
    sock: Any = mailbox.client.socket()
    if hasattr(imap, "_readbuf"):  # Python 3.14
        return bool(imap._readbuf or (isinstance(sock, ssl.SSLSocket) and sock.pending()))  # noqa: SLF001
    before = sock.gettimeout()
    sock.setblocking(False)
    try:
        return bool(imap.file.peek(1)) or isinstance(sock, ssl.SSLSocket)
    except (BlockingIOError, ssl.SSLWantReadError):
        return False
    finally:
        sock.settimeout(before)
