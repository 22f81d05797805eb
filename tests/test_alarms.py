"""Alarms: told once, every way that was asked for, and told again when they could not be."""

import json
import ssl
import threading
import time
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer

from aiosmtpd.controller import Controller
from servers import free_port
from service import logging_to

from ingest.alarm import Alarms
from ingest.auth import SecretRef
from ingest.config_service import AlarmSettings
from ingest.health import Standing


class Inbox:
    """What a mail server of the tests was given."""

    def __init__(self) -> None:
        self.mails = []

    async def handle_DATA(self, server, session, envelope) -> str:
        self.mails.append((envelope.mail_from, envelope.rcpt_tos, envelope.content.decode()))
        return "250 OK"


@contextmanager
def mail_server(authority=None):
    inbox = Inbox()
    context = None
    if authority:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("localhost").configure_cert(context)
    controller = Controller(
        inbox, "127.0.0.1", free_port(), tls_context=context, require_starttls=context is not None
    )
    controller.start()
    try:
        yield inbox, controller.port
    finally:
        controller.stop()


@contextmanager
def webhook(code: int = 200):
    posted = []

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self):
            posted.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(code)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True)
        thread.start()
        yield posted, f"http://127.0.0.1:{server.server_address[1]}/hook-token"
        server.shutdown()


def by_mail(port: int, **more) -> AlarmSettings:
    told = {
        "mail_to": ("dana@courier.example",),
        "mail_from": "ledger@courier.example",
        "smtp_host": "localhost",
    }
    return AlarmSettings(**{**told, "smtp_port": port, "smtp_tls": "none", **more})


NEEDS_LOGIN = Standing("needs_login", "Mailbox work: it needs a login\r\nBcc: eve@evil.example")


def test_a_failed_login_is_told_by_mail_once_and_so_is_its_end():
    with mail_server() as (inbox, port):
        alarms = Alarms(by_mail(port))
        for _ in range(3):
            alarms.look_at("work", NEEDS_LOGIN)
        assert len(inbox.mails) == 1
        alarms.look_at("work", Standing("live", None, datetime.now(UTC)))
        alarms.look_at("work", Standing("live", None, datetime.now(UTC)))
    assert [text.partition("Subject: ")[2].partition("\r\n")[0] for _, _, text in inbox.mails] == [
        "foialedger: Mailbox work needs a login",
        "foialedger: Mailbox work is well again",
    ]
    sender, to, text = inbox.mails[0]
    assert (sender, to) == ("ledger@courier.example", ["dana@courier.example"])
    assert "Auto-Submitted: auto-generated" in text
    assert "Bcc" not in text.partition("\r\n\r\n")[0]


def test_alarm_mail_goes_over_verified_tls(authority, tmp_path):
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    with mail_server(authority) as (inbox, port):
        Alarms(by_mail(port, smtp_tls="starttls")).look_at("work", NEEDS_LOGIN)
        assert inbox.mails == []
        Alarms(by_mail(port, smtp_tls="starttls", smtp_ca_file=tmp_path / "ca.pem")).look_at(
            "work", NEEDS_LOGIN
        )
        assert len(inbox.mails) == 1


def test_a_mailbox_that_falls_silent_is_told_to_the_webhook(monkeypatch):
    with webhook() as (posted, address):
        monkeypatch.setenv("HOOK", address)
        alarms = Alarms(AlarmSettings(silent_minutes=30, webhook=SecretRef("env", ("HOOK",), "webhook")))
        quiet = Standing("network", "Mailbox work: no answer", quiet_since=time.monotonic() - 31 * 60)
        alarms.look_at("work", replace(quiet, quiet_since=time.monotonic() - 29 * 60))
        assert posted == []
        alarms.look_at("work", quiet)
        alarms.look_at("work", quiet)
    (told,) = posted
    assert (told["mailbox"], told["about"], told["turn"]) == ("work", "silence", "raised")
    assert "nothing was read from it for 31 minutes: Mailbox work: no answer" in told["text"]


def test_an_alarm_that_was_not_told_is_logged_and_told_at_the_next_look(monkeypatch):
    with logging_to("console") as stream:
        with webhook(500) as (posted, address):
            monkeypatch.setenv("HOOK", address)
            alarms = Alarms(AlarmSettings(webhook=SecretRef("env", ("HOOK",), "webhook")), again=0.2)
            alarms.look_at("work", NEEDS_LOGIN)
            alarms.look_at("work", NEEDS_LOGIN)
            assert len(posted) == 1  # not again and again at once
            time.sleep(0.3)
            alarms.look_at("work", NEEDS_LOGIN)
            assert len(posted) == 2
            time.sleep(0.3)
        monkeypatch.setenv("HOOK", "http://127.0.0.1:1/hook-token")
        alarms.look_at("work", NEEDS_LOGIN)
    assert stream.getvalue().count("alarm mailbox=work about=login turn=raised") == 1
    assert "the webhook answered 500" in stream.getvalue()
    assert "ConnectionError" in stream.getvalue()
    assert "hook-token" not in stream.getvalue()
