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
RETRY = 300.0
AGAIN = 24 * 3600.0  # seconds after which an alarm that stands is told once more

Notice = dict[str, str]
Send = Callable[[Notice], None]


@dataclass(slots=True)
class Alarms:
    """The alarms that stand, by mailbox, kind and way of telling, and when each was told or tried last."""

    settings: AlarmSettings
    again: float = RETRY  # seconds after which one that could not be told is tried again
    told: dict[tuple[str, str, str], float] = field(default_factory=dict)
    tried: dict[tuple[str, str, str], float] = field(default_factory=dict)

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
        for way, send in self._ways().items():
            key = (mailbox, kind, way)
            now = time.monotonic()
            told = self.told.get(key)
            is_due = told is None or now - told > AGAIN if is_on else told is not None
            if not is_due or now - self.tried.get(key, -AGAIN) < self.again:
                continue
            if not _try(way, send, _notice(mailbox, kind, is_on, why)):
                self.tried[key] = now
                continue
            self.tried.pop(key, None)
            if is_on:
                self.told[key] = now
            else:
                del self.told[key]

    def _ways(self) -> dict[str, Send]:
        ways: dict[str, Send] = {"log": _log}
        if self.settings.mail_to:
            ways["mail"] = lambda notice: _send_mail(self.settings, notice)
        if self.settings.webhook:
            ways["webhook"] = lambda notice: _post(self.settings, notice)
        return ways


def _notice(mailbox: str, kind: str, is_on: bool, why: str) -> Notice:
    what = "is well again" if not is_on else "needs a login" if kind == "login" else "has fallen silent"
    subject = f"Mailbox {mailbox} {what}"
    text = hide(f"{subject}.\n\n{why if is_on else 'It is read again.'}\n\nSee: foialedger status\n")
    return {
        "mailbox": mailbox,
        "about": kind,
        "turn": "raised" if is_on else "ended",
        "subject": subject,
        "text": text,
    }


def _log(notice: Notice) -> None:
    log.error(
        "alarm", mailbox=notice["mailbox"], about=notice["about"], turn=notice["turn"], why=notice["text"]
    )


def _try(way: str, send: Send, notice: Notice) -> bool:
    """Tell it one way, and return whether that went well; what went wrong is in the log."""
    try:
        send(notice)
    except (OSError, smtplib.SMTPException, LedgerError, ValueError) as trouble:
        log.warning("the alarm was not told", way=way, why=f"{type(trouble).__name__}: {trouble}")
        return False
    return True


def _send_mail(settings: AlarmSettings, notice: Notice) -> None:
    """Send one plain letter through the user's own server; its certificate is verified."""
    letter = EmailMessage()
    letter["From"], letter["To"] = settings.mail_from, ", ".join(settings.mail_to)
    letter["Subject"], letter["Date"] = f"foialedger: {notice['subject']}", formatdate(localtime=False)
    letter["Message-ID"] = make_msgid(domain=settings.mail_from.rpartition("@")[2] or "localhost")
    letter["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody answers it
    letter.set_content(notice["text"])
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


def _post(settings: AlarmSettings, notice: Notice) -> None:
    """Post one JSON object; the address may hold a token, and is told nowhere."""
    if settings.webhook:
        try:
            answer = requests.post(
                secret(settings.webhook), json=notice, timeout=SECONDS, allow_redirects=False
            )
        except requests.RequestException as error:
            raise OSError(type(error).__name__) from None  # its text repeats the address
        if answer.status_code >= 300:
            raise OSError(f"the webhook answered {answer.status_code}")
