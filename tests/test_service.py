"""A good service: one daemon a ledger, signs of life, a log nobody forges, a page for monitors, alarms."""

import io
import json
import logging
import socket
import ssl
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
import structlog
from aiosmtpd.controller import Controller
from servers import PASSWORD, VARIABLE, free_port
from verbs import configure, foialedger, here, mailbox, objects, trouble

from ingest import store_mail
from ingest.alarm import Alarms
from ingest.auth import SecretRef, secret
from ingest.config_service import AlarmSettings
from ingest.health import Health, Standing
from ingest.leases import AnotherDaemon, Leases, _here, sole_daemon
from ingest.logs import log_to
from ingest.mailbox_trouble import LoginRefused, NoAnswer
from ingest.message import Place
from ingest.pipeline import Ledger
from ingest.poll import Tally
from ingest.service import notify
from ingest.status_page import PortTaken, status_page
from ingest.vault import Vault
from models import schema

__all__ = ["here"]
only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
only_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@pytest.fixture
def ledger(engine, tmp_path) -> Ledger:
    return Ledger(engine, Vault(tmp_path / "vault"))


def test_systemd_is_told(tmp_path, monkeypatch):
    assert not notify("READY=1")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(tmp_path / "notify"))
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        assert notify("READY=1", "STATUS=well")
        assert listening.recv(100) == b"READY=1\nSTATUS=well"


@only_sqlite
def test_a_second_daemon_on_a_sqlite_ledger_is_refused_and_the_first_ones_end_frees_it(engine):
    with sole_daemon(engine):
        script = (
            "import sys; from models import schema; from ingest.leases import sole_daemon\n"
            f"with sole_daemon(schema.connect({engine.url.render_as_string()!r})): print('mine')"
        )
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
        assert "AnotherDaemon: Another foialedger runs on" in done.stderr
        with pytest.raises(AnotherDaemon, match="stop it first"), sole_daemon(engine):
            pass
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.stdout == "mine\n"


@only_postgresql
def test_daemons_share_mailboxes_by_leases_and_one_takes_over_what_another_leaves(engine, monkeypatch):
    first, second = Leases(engine), Leases(engine)
    second.holder = f"elsewhere/1:{1}:x"
    assert first.hold("work")
    assert first.hold("work")
    assert not second.hold("work")
    assert second.hold("other")
    first.drop()
    assert second.hold("work")
    assert not first.hold("work")


@only_postgresql
def test_the_lease_of_a_dead_daemon_ends_within_a_minute_and_at_once_on_this_machine(engine, monkeypatch):
    one, other = Leases(engine), Leases(engine)
    one.holder = "elsewhere/1:1:x"
    assert one.hold("work")
    assert not other.hold("work")
    monkeypatch.setattr("ingest.leases.SECONDS", -1)
    assert one.hold("work")  # ended already
    assert other.hold("work")
    monkeypatch.setattr("ingest.leases.SECONDS", 45)
    with subprocess.Popen(["true"]) as ended:
        ended.wait()
    one.holder = f"{_here()}:{ended.pid}:x"
    assert one.hold("again")
    assert other.hold("again")


@only_postgresql
def test_a_lease_outlives_a_database_that_is_away_for_a_moment_and_no_longer(engine, monkeypatch):
    leases = Leases(engine)
    assert leases.hold("work")

    def away(*_):
        raise schema.LedgerUnreachable(engine.url, "no answer")

    monkeypatch.setattr(store_mail, "take_lease", away)
    assert leases.hold("work")
    leases._until["work"] = time.monotonic() - 1
    assert not leases.hold("work")
    assert not leases.hold("another")


@contextmanager
def logging_to(form: str):
    stream = io.StringIO()
    root = logging.getLogger()
    before = root.handlers[:], root.level, threading.excepthook
    try:
        log_to(stream, form)
        yield stream
    finally:
        root.handlers[:], threading.excepthook = before[0], before[2]
        root.setLevel(before[1])
        structlog.reset_defaults()


FORGED = "x\n2026-01-01T00:00:00Z ERROR forged mailbox=work\r\n\x1b[2J\u202e level=critical"


def test_no_subject_forges_a_line_for_people():
    with logging_to("console") as stream:
        structlog.get_logger("foialedger").warning("filed", subject=FORGED, mailbox="work")
    (line,) = stream.getvalue().splitlines()
    assert line.endswith(' mailbox=work') or 'mailbox=work' in line
    assert "\x1b" not in line
    assert "\u202e" not in line
    assert json.dumps(FORGED) in line


def test_no_subject_forges_an_object_for_programs():
    with logging_to("json") as stream:
        structlog.get_logger("foialedger").warning("filed", subject=FORGED, level="critical")
        logging.getLogger("library").warning("of %s", FORGED)
    first, second = map(json.loads, stream.getvalue().splitlines())
    assert (first["subject"], first["level"]) == (FORGED, "warning")
    assert second["event"] == f"of {FORGED}"


@pytest.mark.parametrize("form", ["console", "json"])
def test_no_secret_enters_the_log(form, monkeypatch):
    monkeypatch.setenv("A_SECRET", "hunter2/+ü")
    value = secret(SecretRef("env", ("A_SECRET",)))
    with logging_to(form) as stream:
        structlog.get_logger("foialedger").error("trouble", why=f"the server said {value}", url="x?p=hunter2%2F%2B%C3%BC")
    assert "hunter2" not in stream.getvalue()
    assert stream.getvalue().count("[secret]") == 2


def test_a_fault_that_ends_a_thread_is_logged():
    with logging_to("json") as stream:
        thread = threading.Thread(target=lambda: 1 / 0, name="work: INBOX")
        thread.start()
        thread.join()
    told = json.loads(stream.getvalue())
    assert (told["event"], told["thread"]) == ("a fault ended a thread", "work: INBOX")
    assert "ZeroDivisionError" in told["exception"]


def ask(port: int, path: str, host: str = "127.0.0.1") -> tuple[int, str]:
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Host": f"{host}:{port}"})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def test_monitors_are_told_how_it_is(ledger, pymap):
    health = Health()
    with ledger.engine.begin() as connection:
        store_mail.quarantine(connection, Place.in_folder("work", "INBOX", 1, 1, None), "Damaged")
    with status_page(free_port(), health, ledger) as port:
        health.begin("work")
        health.succeed("work")
        health.reach("work", "INBOX")
        health.count(Tally(seen=3, read=2, failed=1, quarantined=1))
        health.lags.append(0.02)
        assert ask(port, "/healthz") == (200, '{"well": true, "mailboxes": {"work": "live"}}\n')
        metrics = ask(port, "/metrics")[1]
        for line in (
            'foialedger_mailbox_state{mailbox="work",state="live"} 1.0',
            'foialedger_messages_total{outcome="read"} 2.0',
            'foialedger_messages_total{outcome="failed"} 1.0',
            "foialedger_quarantine 1.0",
            "foialedger_review 0.0",
            "foialedger_lag_seconds_count 1.0",
            "foialedger_ledger_up 1.0",
        ):
            assert line in metrics.splitlines()
        assert 'foialedger_folder_success_timestamp_seconds{folder="INBOX",mailbox="work"}' in metrics
        health.fail("work", LoginRefused(pymap.settings(), "no"))
        assert ask(port, "/healthz") == (503, '{"well": false, "mailboxes": {"work": "needs_login"}}\n')
        assert ask(port, "/metrics", host="attacker.example")[0] == 403
        assert ask(port, "/secrets")[0] == 404


@only_sqlite
def test_the_page_listens_on_loopback_and_tells_when_it_cannot(ledger):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        with pytest.raises(PortTaken, match="Address already in use"), status_page(taken.getsockname()[1], Health(), ledger):
            pass
    with status_page(0, Health(), ledger) as port:
        assert port == 0


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
    controller = Controller(inbox, "127.0.0.1", free_port(), tls_context=context, require_starttls=context is not None)
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
    told = {"mail_to": ("dana@courier.example",), "mail_from": "ledger@courier.example", "smtp_host": "localhost"}
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
        Alarms(by_mail(port, smtp_tls="starttls", smtp_ca_file=tmp_path / "ca.pem")).look_at("work", NEEDS_LOGIN)
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
            alarms = Alarms(AlarmSettings(webhook=SecretRef("env", ("HOOK",), "webhook")))
            alarms.look_at("work", NEEDS_LOGIN)
            alarms.look_at("work", NEEDS_LOGIN)
            assert len(posted) == 2
        monkeypatch.setenv("HOOK", "http://127.0.0.1:1/hook-token")
        alarms.look_at("work", NEEDS_LOGIN)
    assert "the webhook answered 500" in stream.getvalue()
    assert "ConnectionError" in stream.getvalue()
    assert "hook-token" not in stream.getvalue()


@pytest.mark.usefixtures("here")
def test_status_tells_a_person(pymap):
    configure(mailbox(pymap, "INBOX"))
    foialedger("upgrade")
    assert foialedger("status", code=1).stdout.startswith("work: never, silent\n")
    engine = schema.connect("sqlite:///ledger.db")
    store_mail.keep_state(engine, "work", "live", None, datetime.now(UTC))
    foialedger("poll")
    done = foialedger("status")
    assert done.stdout.startswith("work: live since ")
    assert "  INBOX: filed up to UID " in done.stdout
    assert done.stdout.endswith("quarantine: 0\nreview: 0\n")
    sentence = str(NoAnswer(pymap.settings()))
    store_mail.keep_state(engine, "work", "network", sentence, None)
    assert f"  trouble: {sentence}" in foialedger("status", code=1).stdout
    (told,) = objects(foialedger("status", "--json", code=1))
    assert (told["mailboxes"][0]["state"], told["mailboxes"][0]["trouble"]) == ("network", sentence)
    engine.dispose()


@pytest.mark.usefixtures("here")
def test_a_mailbox_with_a_password_has_no_login(pymap):
    configure(mailbox(pymap, "INBOX"))
    assert "there is nothing to do" in trouble(foialedger("login", "work", code=1))
    assert PASSWORD not in VARIABLE
