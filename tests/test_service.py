"""A good service: one daemon a ledger, signs of life, a log nobody forges, a page for monitors, alarms."""

import json
import logging
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from datetime import UTC, datetime

import pytest
import structlog
from servers import PASSWORD, VARIABLE, free_port
from service import logging_to
from verbs import configure, foialedger, here, mailbox, objects, trouble

from ingest import store_mail
from ingest.auth import SecretRef, secret
from ingest.health import Health
from ingest.leases import AnotherDaemon, Leases, _here, sole_daemon
from ingest.mailbox_trouble import LoginRefused, NoAnswer
from ingest.message import Place
from ingest.pipeline import Ledger
from ingest.service import notify
from ingest.status_page import PortTaken, status_page
from ingest.tally import Tally
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


FORGED = "x\n2026-01-01T00:00:00Z ERROR forged mailbox=work\r\n\x1b[2J\u202e level=critical"


def test_no_subject_forges_a_line_for_people():
    with logging_to("console") as stream:
        structlog.get_logger("foialedger").warning("filed", subject=FORGED, mailbox="work")
    (line,) = stream.getvalue().splitlines()
    assert line.endswith(" mailbox=work") or "mailbox=work" in line
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
        structlog.get_logger("foialedger").error(
            "trouble", why=f"the server said {value}", url="x?p=hunter2%2F%2B%C3%BC"
        )
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
        health.lag(0.02)
        health.lag(0.04)
        assert ask(port, "/healthz") == (200, '{"well": true, "mailboxes": {"work": "live"}}\n')
        metrics = ask(port, "/metrics")[1]
        for line in (
            'foialedger_mailbox_state{mailbox="work",state="live"} 1.0',
            'foialedger_messages_total{outcome="read"} 2.0',
            'foialedger_messages_total{outcome="failed"} 1.0',
            "foialedger_quarantine 1.0",
            "foialedger_review 0.0",
            "foialedger_lag_seconds_count 2.0",
            "foialedger_lag_seconds_sum 0.06",
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
        page = status_page(taken.getsockname()[1], Health(), ledger)
        with pytest.raises(PortTaken, match="Address already in use"), page:
            pass
    with status_page(0, Health(), ledger) as port:
        assert port == 0


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
