"""What can go wrong between foialedger and a mail server, each told in one sentence without a password."""

import imaplib
import re
import socket
import ssl
from collections.abc import Iterable

from ingest.config import MailboxSettings
from parsers.errors import LedgerError

CONNECTING = "the connection"


NEEDS_LOGIN, THROTTLED, NETWORK, SERVER = "needs_login", "throttled", "network", "server"

# RFC 5530 has words for it; providers have others, and send them as NO, as BAD, or with BYE.
IS_THROTTLED = re.compile(
    r"\[(?:LIMIT|INUSE|UNAVAILABLE|OVERQUOTA)\]|"
    r"too many (?:simultaneous |concurrent )?(?:connections|requests|logins|commands)|"
    r"throttl|bandwidth limit|rate.?limit|try again later|temporar(?:y|ily)|exceeded",
    re.IGNORECASE,
)
NOT_CONNECTED = re.compile(r"authenticated but not connected", re.IGNORECASE)


class MailboxTrouble(LedgerError):
    """A mailbox could not be read; the sentence begins with its name. `kind` tells what helps."""

    kind = SERVER

    def __init__(self, mailbox: MailboxSettings, what: str, remedy: str) -> None:
        super().__init__(f"Mailbox {mailbox.name}: {what}. {remedy}.")


class LinkTrouble(MailboxTrouble):
    """The connection is of no use any more; what was filed stays, and another connection may serve."""

    kind = NETWORK


class HostNotFound(LinkTrouble):
    """No address is known for the host."""

    def __init__(self, mailbox: MailboxSettings) -> None:
        remedy = "Check `host` in the configuration, and this machine's network"
        super().__init__(mailbox, f"no server named {mailbox.host} is known", remedy)


class ConnectionRefused(LinkTrouble):
    """Nothing listens on the port, or there is no way to it."""

    def __init__(self, mailbox: MailboxSettings, why: str) -> None:
        where = f"{mailbox.host} port {mailbox.port}"
        remedy = 'Check `host`, `port` and `tls` (993 goes with "tls", 143 with "starttls")'
        super().__init__(mailbox, f"{where} takes no connection ({why})", remedy)


class CertificateRefused(LinkTrouble):
    """The server's certificate does not verify; nothing was sent to it."""

    def __init__(self, mailbox: MailboxSettings, why: str) -> None:
        remedy = "If your own authority signs it, name its certificate with `ca_file`; else ask its operator"
        super().__init__(mailbox, f"the certificate of {mailbox.host} does not verify ({why})", remedy)


class BadAuthority(MailboxTrouble):
    """The file that `ca_file` names cannot be used."""

    def __init__(self, mailbox: MailboxSettings, why: str) -> None:
        remedy = "`ca_file` names the certificate, in PEM, of the authority that signs the server's"
        super().__init__(mailbox, f"the file {mailbox.ca_file} cannot be used ({why})", remedy)


class NoTls(LinkTrouble):
    """The server does not speak TLS where TLS was expected."""

    def __init__(self, mailbox: MailboxSettings) -> None:
        other = "starttls" if mailbox.tls == "tls" else "tls"
        where = f"{mailbox.host} port {mailbox.port}"
        super().__init__(
            mailbox, f'{where} does not speak tls = "{mailbox.tls}"', f'Try tls = "{other}" with its port'
        )


class NoAnswer(LinkTrouble):
    """The server was silent for longer than the timeout."""

    def __init__(self, mailbox: MailboxSettings) -> None:
        what = f"{mailbox.host} gave no answer in {mailbox.timeout:g} seconds"
        super().__init__(mailbox, what, "What came before is filed; the next poll goes on from there")


class ConnectionLost(LinkTrouble):
    """The server, or the network, ended the connection."""

    def __init__(self, mailbox: MailboxSettings, answer: str = "") -> None:
        what = f"{mailbox.host} ended the connection{f' ({answer})' if answer else ''}"
        super().__init__(mailbox, what, "What came before is filed; the next poll goes on from there")


class LoginRefused(MailboxTrouble):
    """The server does not accept the user with this password or token."""

    kind = NEEDS_LOGIN

    def __init__(self, mailbox: MailboxSettings, answer: str) -> None:
        what = f"{mailbox.host} refused the login of {mailbox.user} ({answer})"
        remedy = f"Check `user` and {mailbox.password}; some servers want an app password or an OAuth 2 token"
        if mailbox.login:
            remedy = f"Run: foialedger login {mailbox.name}"
        super().__init__(mailbox, what, remedy)


class Throttled(LinkTrouble):
    """The server wants to be asked less often, or later."""

    kind = THROTTLED

    def __init__(self, mailbox: MailboxSettings, answer: str) -> None:
        what = f"{mailbox.host} asks to be left alone for a while ({answer})"
        super().__init__(mailbox, what, "Nothing is lost; it is tried again later")


class NotConnected(LinkTrouble):
    """Microsoft 365 took the token and does not reach the mailbox behind it."""

    kind = THROTTLED

    def __init__(self, mailbox: MailboxSettings) -> None:
        what = f"{mailbox.host} took the login of {mailbox.user} and does not open the mailbox"
        remedy = (
            "It is tried again later; if it stays so, look whether IMAP is on for it and `user` is its name"
        )
        super().__init__(mailbox, what, remedy)


class FolderMissing(MailboxTrouble):
    """The configuration names a folder that the mailbox does not have."""

    def __init__(self, mailbox: MailboxSettings, folder: str, known: Iterable[str]) -> None:
        has = ", ".join(known) or "none"
        super().__init__(
            mailbox, f"there is no folder {folder}", f"Write one of these in the configuration: {has}"
        )


class ServerRefused(MailboxTrouble):
    """The server answered NO or BAD, or in a way that is no IMAP."""

    def __init__(self, mailbox: MailboxSettings, doing: str, answer: str) -> None:
        super().__init__(mailbox, f"{mailbox.host} refused {doing} ({answer})", "The next poll tries again")


def told(error: Exception, mailbox: MailboxSettings, doing: str) -> MailboxTrouble:
    """Return the trouble that a socket's or imaplib's error is."""
    if isinstance(error, ssl.SSLError) and (doing == CONNECTING or hasattr(error, "verify_message")):
        return _of_tls(error, mailbox)
    if isinstance(error, OSError):
        return _of_socket(error, mailbox)
    answer = "" if "EOF" in str(error) else plain(str(error))
    if throttled := _throttled(mailbox, answer):
        return throttled
    if isinstance(error, imaplib.IMAP4.abort):  # FIN, or BYE and its reason; RST is a ConnectionResetError
        return ConnectionLost(mailbox, answer)
    if doing != CONNECTING:
        return ServerRefused(mailbox, doing, answer)
    return NoTls(mailbox) if "STARTTLS" in answer else ConnectionLost(mailbox, answer)


def _of_tls(error: ssl.SSLError, mailbox: MailboxSettings) -> MailboxTrouble:
    if isinstance(error, ssl.SSLCertVerificationError):
        return CertificateRefused(mailbox, error.verify_message)
    return NoTls(mailbox)


def refused_login(mailbox: MailboxSettings, answer: str) -> MailboxTrouble:
    """Return the trouble that a refused login is: a wrong credential, or a server that is busy."""
    return _throttled(mailbox, answer) or LoginRefused(mailbox, answer)


def _throttled(mailbox: MailboxSettings, answer: str) -> MailboxTrouble | None:
    if NOT_CONNECTED.search(answer):
        return NotConnected(mailbox)
    if "AUTHENTICATIONFAILED" in answer or not IS_THROTTLED.search(answer):
        return None
    return Throttled(mailbox, answer)


def _of_socket(error: OSError, mailbox: MailboxSettings) -> MailboxTrouble:
    if isinstance(error, socket.gaierror):
        return HostNotFound(mailbox)
    if isinstance(error, TimeoutError):
        return NoAnswer(mailbox)
    if isinstance(error, ConnectionResetError | BrokenPipeError | ssl.SSLError):
        return ConnectionLost(mailbox)
    return ConnectionRefused(mailbox, error.strerror or type(error).__name__)


def plain(answer: str, secret: str = "") -> str:
    """Return a server's answer on one short line; nothing of it when it repeats the secret."""
    if secret and secret in answer:
        return "its answer is left out: it repeats the password"
    answer = re.sub(r"^(command: \w+ => |\w+ failed: )+", "", answer.partition("\n")[0])
    answer = re.sub(r"^b?(['\"])(.*?)\1?$", r"\2", answer)
    return " ".join(answer.split())[:200] or "no reason given"
