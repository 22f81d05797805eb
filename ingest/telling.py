"""Telling the requester something by mail or webhook, as the configuration says. The only file that sends."""

import smtplib
import ssl
from collections.abc import Callable
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import Any

import requests
import structlog

from ingest.auth import secret
from ingest.config_service import AlarmSettings
from parsers.errors import LedgerError

log = structlog.get_logger("foialedger")

SECONDS = 20  # that a server may take for an answer

Notice = dict[str, Any]  # `subject` and `text` at least; the webhook gets all of it
Send = Callable[[Notice], None]


def ways_of(settings: AlarmSettings) -> dict[str, Send]:
    """Return the ways that the configuration names: mail, webhook, both or none."""
    ways: dict[str, Send] = {}
    if settings.mail_to:
        ways["mail"] = lambda notice: _send_mail(settings, notice)
    if settings.webhook:
        ways["webhook"] = lambda notice: _post(settings, notice)
    return ways


def is_told(way: str, send: Send, notice: Notice) -> bool:
    """Tell it one way, and return whether that went well; what went wrong is in the log."""
    try:
        send(notice)
    except (OSError, smtplib.SMTPException, LedgerError, ValueError) as trouble:
        log.warning(
            "it was not told", about=notice["about"], way=way, why=f"{type(trouble).__name__}: {trouble}"
        )
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
