"""Alarms: when a login fails or a mailbox falls silent, once each, and when all is well again.

Always in the log; by mail and to a webhook where the configuration says so. One that cannot be sent is logged
and tried again at the next look.
"""

import smtplib
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

import requests
import structlog

from ingest.auth import hide, secret
from ingest.config_service import AlarmSettings
from ingest.health import STANDBY, STOPPED, Standing
from ingest.mailbox_trouble import NEEDS_LOGIN
from parsers.errors import LedgerError

log = structlog.get_logger("foialedger")

SECONDS = 20  # that a server may take for an answer
AGAIN = 24 * 3600.0  # seconds after which an alarm that stands is told once more


@dataclass(slots=True)
class Alarms:
    """The alarms that stand, by mailbox and kind, and when each was told."""

    settings: AlarmSettings
    standing: dict[tuple[str, str], float] = field(default_factory=dict)

    def look_at(self, mailbox: str, standing: Standing) -> None:
        """Raise and end the alarms of one mailbox."""
        if standing.state in (STANDBY, STOPPED):
            return
        minutes = (time.monotonic() - standing.quiet_since) / 60
        silent = minutes >= self.settings.silent_minutes
        why = standing.trouble or "no trouble is known"
        self._turn(mailbox, "login", standing.state == NEEDS_LOGIN, why)
        self._turn(mailbox, "silence", silent, f"nothing was read from it for {minutes:.0f} minutes: {why}")

    def _turn(self, mailbox: str, kind: str, is_on: bool, why: str) -> None:
        told = self.standing.get((mailbox, kind))
        if is_on and (told is None or time.monotonic() - told > AGAIN):
            what = "needs a login" if kind == "login" else "has fallen silent"
            if self._tell(mailbox, kind, "raised", f"Mailbox {mailbox} {what}", why):
                self.standing[mailbox, kind] = time.monotonic()
        elif not is_on and told is not None:
            if self._tell(mailbox, kind, "ended", f"Mailbox {mailbox} is well again", "It was read to its end."):
                del self.standing[mailbox, kind]

    def _tell(self, mailbox: str, kind: str, turn: str, subject: str, why: str) -> bool:
        """Tell everybody who wants to know; return whether all were reached."""
        log.error("alarm", mailbox=mailbox, about=kind, turn=turn, why=why)
        text = hide(f"{subject}.\n\n{why}\n\nSee: foialedger status\n")
        reached = True
        if self.settings.mail_to:
            reached = _try("mail", lambda: _send_mail(self.settings, f"foialedger: {subject}", text))
        if self.settings.webhook:
            plain = {"mailbox": mailbox, "about": kind, "turn": turn, "text": text}
            reached = _try("webhook", lambda: _post(self.settings, plain)) and reached
        return reached


def _try(way: str, send: Callable[[], None]) -> bool:
    try:
        send()
    except (OSError, smtplib.SMTPException, requests.RequestException, LedgerError, ValueError) as trouble:
        log.error("the alarm was not told", way=way, why=f"{type(trouble).__name__}: {trouble}")
        return False
    return True


def _send_mail(settings: AlarmSettings, subject: str, text: str) -> None:
    """Send one plain letter through the user's own server; its certificate is verified."""
    letter = EmailMessage()
    letter["From"], letter["To"] = settings.mail_from, ", ".join(settings.mail_to)
    letter["Subject"], letter["Date"] = subject, formatdate(localtime=False)
    letter["Message-ID"] = make_msgid(domain=settings.mail_from.rpartition("@")[2] or "localhost")
    letter["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody answers it
    letter.set_content(text)
    context = ssl.create_default_context(cafile=settings.smtp_ca_file)
    where = (settings.smtp_host, settings.smtp_port)
    at_once = settings.smtp_tls == "tls"
    with (
        smtplib.SMTP_SSL(*where, timeout=SECONDS, context=context)
        if at_once
        else smtplib.SMTP(*where, timeout=SECONDS)
    ) as client:
        if settings.smtp_tls == "starttls":
            client.starttls(context=context)
        if settings.smtp_user and settings.smtp_password:
            client.login(settings.smtp_user, secret(settings.smtp_password))
        client.send_message(letter)


def _post(settings: AlarmSettings, plain: dict[str, str]) -> None:
    """Post one JSON object; the address may hold a token, and is told nowhere."""
    if settings.webhook:
        try:
            answer = requests.post(secret(settings.webhook), json=plain, timeout=SECONDS, allow_redirects=False)
        except requests.RequestException as error:
            raise OSError(type(error).__name__) from None  # its text repeats the address
        if answer.status_code >= 300:
            raise OSError(f"the webhook answered {answer.status_code}")
