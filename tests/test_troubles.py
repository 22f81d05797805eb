"""The troubles of months: full disks, locked and absent databases, clocks that jump, links that die. No letter is lost."""

import imaplib
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from threading import Thread, Timer

import pytest
from databases import every_row
from proxy import proxied
from reading import CAPABILITY, bad_day, letters, read, trouble
from servers import scripted
from sqlalchemy import event
from verbs import PROGRAM, configure, here, mailbox

from ingest import daemon, store_mail, watch
from ingest.backoff import FIRST, MOST, Backoff, delays
from ingest.config import Settings
from ingest.health import Health
from ingest.mailbox_trouble import LinkTrouble, LoginRefused, NotConnected, Throttled
from ingest.message import Message, Place
from ingest.pipeline import Ledger, take_in
from ingest.poll import poll
from ingest.stopping import Stop
from ingest.vault import Vault
from ingest.watch import Watched, poll_once
from models import schema, tables

__all__ = ["here"]
only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def ledger(engine, tmp_path) -> Ledger:
    return Ledger(engine, Vault(tmp_path / "vault"))


def until(is_so: Callable[[], bool], seconds: float = 20) -> bool:
    end = time.monotonic() + seconds
    while not is_so() and time.monotonic() < end:
        time.sleep(0.05)
    return is_so()


class Running:
    """The daemon in a thread of the test."""

    def __init__(self, settings, ledger: Ledger, interval: float = 3600, rearm: float = 240.0) -> None:
        self.told, self.stop, self.health = [], Stop(), Health()
        config = Settings("", ledger.vault.root, mailboxes=(settings,), interval=interval)
        self.thread = Thread(target=self._run, args=(config, ledger, rearm))
        self.ended = False
        self.may_leave = False  # a thread may hang on a dead link: the program leaves it then

    def _run(self, config, ledger, rearm) -> None:
        note = lambda mailbox, tally: self.told.append(tally)  # noqa: E731
        self.ended = daemon.run(config, ledger, note, self.stop, self.health, rearm)

    def __enter__(self):
        self.patch = pytest.MonkeyPatch()
        self.patch.setattr(signal, "signal", lambda *_: None)  # a thread of a test may set no handler
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.stop.set()
        began = time.monotonic()
        self.thread.join(15)
        self.patch.undo()
        assert not self.thread.is_alive()
        assert self.ended or self.may_leave
        assert time.monotonic() - began < 10

    def troubles(self) -> str:
        return " | ".join(str(each) for tally in self.told for each in tally.troubles)


def filed(ledger: Ledger) -> int:
    return len(every_row(ledger.engine, tables.messages))


FULL_VAULT = """
import resource, signal, sys
from pathlib import Path
from ingest.message import Message, Place
from ingest.pipeline import Ledger, take_in
from ingest.vault import Vault
from models import schema
from parsers.errors import LedgerError
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
engine = schema.connect(sys.argv[1])
limit = int(sys.argv[3])
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    take_in(Message(Path(sys.argv[4]).read_bytes(), Place.in_path("/x.eml")), Ledger(engine, Vault(Path(sys.argv[2]))))
except LedgerError as trouble:
    print(trouble)
"""


@only_sqlite
@pytest.mark.parametrize("what", ["vault", "database"])
def test_a_full_disk_is_told_and_the_letter_is_filed_when_there_is_room(ledger, database_url, tmp_path, what):
    """The kernel refuses what goes beyond a file's limit, as a full disk does: in the vault, or in SQLite's log."""
    letter = letters(1)[0] + (b"x" * 400_000 if what == "vault" else b"")
    path = tmp_path / "letter.eml"
    path.write_bytes(letter)
    limit = 300_000 if what == "vault" else 2_000
    words = [sys.executable, "-c", FULL_VAULT, database_url, str(ledger.vault.root), str(limit), str(path)]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    assert ("The vault cannot use" if what == "vault" else "The ledger at sqlite") in done.stdout, done
    assert filed(ledger) == 0
    assert take_in(Message(letter, Place.in_path("/x.eml")), ledger) is not None
    assert filed(ledger) == 1
    assert [each.name for each in ledger.vault.root.rglob("*.part")] == []


@only_sqlite
@pytest.mark.dovecot
@pytest.mark.xdist_group("dovecot")
def test_a_locked_database_is_waited_for(dovecot, ledger, database_url, monkeypatch):
    server = dovecot.as_user("locked")
    server.put("INBOX", *letters(1))
    with closing(sqlite3.connect(database_url.removeprefix("sqlite:///"), check_same_thread=False)) as other:
        other.isolation_level = None
        other.execute("BEGIN IMMEDIATE")
        Timer(1.0, lambda: other.execute("ROLLBACK")).start()
        assert poll(server.settings(), ledger).filed == 1


@only_sqlite
@pytest.mark.dovecot
@pytest.mark.xdist_group("dovecot")
def test_a_database_that_is_away_is_told_and_filing_goes_on_when_it_is_back(dovecot, ledger, tmp_path, monkeypatch):
    monkeypatch.setitem(FIRST, "ledger", 0.2)
    server = dovecot.as_user("away")
    server.put("INBOX", *letters(1))
    with Running(server.settings(), ledger, interval=1) as running:
        assert until(lambda: filed(ledger) == 1)
        away = tmp_path / "away"
        with closing(sqlite3.connect(tmp_path / "ledger.db")) as lock:
            monkeypatch.setattr(schema, "BUSY_SECONDS", 0)
            lock.isolation_level = None
            lock.execute("BEGIN EXCLUSIVE")
            set_busy(ledger, 50)
            server.put("INBOX", *letters(2))
            assert until(lambda: "cannot be used: database is locked" in running.troubles())
            lock.execute("ROLLBACK")
        assert until(lambda: filed(ledger) == 2)
        assert not away.exists()


def set_busy(ledger: Ledger, milliseconds: int) -> None:
    event.listen(
        ledger.engine, "checkout", lambda raw, *_: raw.execute(f"PRAGMA busy_timeout = {milliseconds}")
    )


@pytest.mark.usefixtures("here")
@pytest.mark.dovecot
@pytest.mark.xdist_group("dovecot")
def test_a_second_daemon_says_so_and_ends_and_sigterm_ends_the_first_in_time(dovecot):
    server = dovecot.as_user("two-daemons")
    server.put("INBOX", *letters(1))
    configure(mailbox(server, "INBOX"))
    subprocess.run([*PROGRAM, "upgrade"], check=True, capture_output=True)
    with subprocess.Popen([*PROGRAM, "run"], stderr=subprocess.PIPE, text=True) as first:
        assert first.stderr.readline().startswith("Reading work")
        assert "filed" in first.stderr.readline()
        second = subprocess.run([*PROGRAM, "run"], capture_output=True, text=True, timeout=30, check=False)
        assert second.returncode == 1
        assert f"(process {first.pid}): stop it first" in second.stderr
        time.sleep(1)  # it waits in IDLE
        began = time.monotonic()
        first.send_signal(signal.SIGTERM)
        assert first.wait(15) == 0
        assert time.monotonic() - began < 3


@only_sqlite
@pytest.mark.dovecot
@pytest.mark.xdist_group("dovecot")
def test_the_end_comes_within_ten_seconds_though_a_link_is_dead(dovecot, ledger):
    server = dovecot.as_user("dead-link")
    server.put("INBOX", *letters(1))
    with proxied(server.port) as proxy:
        settings = server.settings(port=proxy.port, timeout=60)
        with Running(settings, ledger, interval=1) as running:
            assert until(lambda: filed(ledger) == 1)
            running.may_leave = proxy.is_holding = True
            time.sleep(2)  # a poll waits for an answer that does not come
        proxy.is_holding = False


@only_sqlite
@pytest.mark.parametrize("jump", [-86400.0, 86400.0])
def test_a_clock_that_jumps_holds_up_no_poll(pymap, ledger, monkeypatch, jump):
    folder = f"Clock {jump > 0}"
    pymap.put(folder, *letters(1))
    settings = pymap.settings(folders=(folder,), connections=0)
    with Running(settings, ledger, interval=3600) as running:
        assert until(lambda: filed(ledger) == 1)
        pymap.put(folder, *letters(2))
        monkeypatch.setattr(daemon, "_clock_offset", lambda: time.time() - time.monotonic() + jump)
        assert until(lambda: filed(ledger) == 2)
        assert running.troubles() == ""


@only_sqlite
@pytest.mark.dovecot
@pytest.mark.xdist_group("dovecot")
@pytest.mark.parametrize("how", ["reset", "half open"])
def test_a_link_that_dies_in_idle_is_replaced(dovecot, ledger, monkeypatch, how):
    monkeypatch.setitem(FIRST, "network", 0.1)
    server = dovecot.as_user(f"dies-{how[:4]}")
    server.put("INBOX", *letters(1))
    with proxied(server.port) as proxy:
        settings = server.settings(port=proxy.port, timeout=1)
        with Running(settings, ledger, rearm=0.5) as running:
            assert until(lambda: filed(ledger) == 1)
            time.sleep(0.5)
            if how == "reset":
                proxy.cut()
            else:
                proxy.is_holding = True
                assert until(lambda: "gave no answer in 1 seconds" in running.troubles())
                proxy.cut()
                proxy.is_holding = False
            server.put("INBOX", *letters(2))
            assert until(lambda: filed(ledger) == 2)


IDLING = {
    "CAPABILITY": CAPABILITY.replace("AUTH=PLAIN", "AUTH=PLAIN IDLE"),
    "LIST": '* LIST () "/" INBOX\r\n{tag} OK done\r\n',
}


@only_sqlite
def test_a_goodbye_in_idle_ends_the_link_and_turns_no_circles(ledger, monkeypatch):
    monkeypatch.setitem(FIRST, "network", 0.3)
    monkeypatch.setitem(MOST, "network", 0.3)
    logins = []

    def login():
        logins.append(time.monotonic())
        return "{tag} OK done\r\n"

    script = bad_day(**IDLING, LOGIN=login, IDLE="+ idling\r\n* BYE Server shutting down\r\n")
    with scripted(script) as server, Running(server.settings(timeout=2), ledger) as running:
        assert until(lambda: "ended the connection (Server shutting down)" in running.troubles())
        before = time.process_time()
        time.sleep(2)
        assert time.process_time() - before < 1.0
    assert 3 <= len(logins) < 20


@only_sqlite
def test_news_that_comes_before_idle_begins_is_not_slept_through(ledger):
    searches = []

    def search():
        searches.append(1)
        return "* SEARCH 10 11\r\n{tag} OK done\r\n"

    first = ["* 3 EXISTS\r\n+ idling\r\n"]
    script = bad_day(**IDLING, SEARCH=search, IDLE=lambda: first.pop() if first else "+ idling\r\n")
    with scripted(script) as server, Running(server.settings(timeout=2), ledger):
        assert until(lambda: len(searches) >= 3)  # the poll's, the watcher's, and that of the news


@pytest.mark.parametrize(
    ("answers", "kind"),
    [
        ({"EXAMINE": "{tag} BAD User is authenticated but not connected.\r\n"}, NotConnected),
        ({"LOGIN": "{tag} NO [UNAVAILABLE] Temporary authentication failure\r\n"}, Throttled),
        ({"LOGIN": "{tag} NO [ALERT] Too many simultaneous connections. (Failure)\r\n"}, Throttled),
        ({"SEARCH": "* BYE Account exceeded command or bandwidth limits.\r\n"}, Throttled),
        ({"LOGIN": "{tag} NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)\r\n"}, LoginRefused),
        ({"PEEK": "{tag} NO [OVERQUOTA] Over quota\r\n"}, Throttled),
        ({"SEARCH": None}, LinkTrouble),
    ],
)
def test_troubles_are_told_apart(answers, kind):
    with scripted(bad_day(**answers)) as server, pytest.raises(kind) as caught:
        read(server.settings(timeout=2), "INBOX")
    expected = {NotConnected: "throttled", Throttled: "throttled", LoginRefused: "needs_login"}
    assert caught.value.kind == expected.get(kind, "network")


@only_sqlite
def test_a_refused_password_is_tried_once_until_it_is_another(ledger, monkeypatch):
    logins = []

    def login():
        logins.append(1)
        return "{tag} NO [AUTHENTICATIONFAILED] no\r\n"

    with scripted(bad_day(LOGIN=login)) as server:
        watched = Watched(server.settings(), ledger, Health(), lambda *_: None)
        for _ in range(3):
            poll_once(watched)
        assert len(logins) == 1
        assert watched.health.mailboxes()["work"].state == "needs_login"
        monkeypatch.setenv("FOIALEDGER_TEST_PASSWORD", "another")
        poll_once(watched)
        assert len(logins) == 2


@pytest.mark.parametrize("tls", ["tls", "starttls"])
def test_a_link_that_is_stripped_of_tls_gets_no_password(tls):
    said = []

    def script(command: str):
        said.append(command)
        return {"CAPABILITY": CAPABILITY}.get(command, "{tag} BAD no\r\n")

    with scripted(script) as server:
        assert "does not speak tls" in trouble(server.settings(tls=tls, timeout=2))
    assert not [command for command in said if "LOGIN" in command or "AUTHENTICATE" in command]


def test_a_greeting_that_claims_a_login_gets_no_trust():
    """PREAUTH before STARTTLS (CVE-2021-23953's kin): the link stays in the clear, so it is given up."""
    with scripted(bad_day(), greeting="* PREAUTH welcome\r\n") as server:
        assert "does not speak tls" in trouble(server.settings(tls="starttls", timeout=2))


def test_delays_grow_to_a_bound_and_are_never_the_same():
    first = [delay for delay, _ in zip(delays("network"), range(12), strict=False)]
    other = [delay for delay, _ in zip(delays("network"), range(12), strict=False)]
    assert first != other
    for number, delay in enumerate(first):
        longest = min(300.0, 2.0**number)
        assert longest / 2 <= delay <= longest
    assert FIRST["throttled"] > 30 * FIRST["network"]
    assert MOST["throttled"] > MOST["network"]


def test_delays_begin_anew_with_another_kind_of_trouble(pymap):
    backoff = Backoff()
    settings = pymap.settings()
    for _ in range(8):
        backoff.after(LinkTrouble(settings, "x", "y"))
    assert backoff.after(Throttled(settings, "x")) <= 60
    backoff.reset()
    assert backoff.after(LinkTrouble(settings, "x", "y")) <= 1


@only_sqlite
@pytest.mark.dovecot
@pytest.mark.xdist_group("dovecot")
def test_an_idle_poll_lists_nothing_and_asks_little(dovecot, ledger, monkeypatch):
    server = dovecot.as_user("idle-poll")
    for folder in ("INBOX", "Records"):
        server.put(folder, *letters(1, 2))
    sent, send = [], imaplib.IMAP4.send
    monkeypatch.setattr(imaplib.IMAP4, "send", lambda self, data: (sent.append(bytes(data)), send(self, data))[1])
    settings = server.settings(folders=("INBOX", "Records"), connections=0)
    watched = Watched(settings, ledger, Health(), lambda *_: None)
    poll_once(watched)
    sent.clear()
    poll_once(watched)
    words = b"".join(sent).decode().splitlines()
    assert [line.split()[1] for line in words] == ["STATUS", "NOOP", "UID"]
    assert len(b"".join(sent)) < 200
    server.put("Records", *letters(3))
    server.put("INBOX", *letters(4))
    poll_once(watched)
    assert filed(ledger) == 4
    watch.end(watched)


@only_sqlite
def test_quarantine_is_tried_again_by_the_poll_and_not_for_ever(ledger, monkeypatch):
    usual = bad_day(**{"LIST": IDLING["LIST"]})

    def script(command: str):
        return "{tag} NO Damaged\r\n" if "PEEK" in command else usual(command)

    with scripted(script) as server:
        watched = Watched(server.settings(connections=0), ledger, Health(), lambda *_: None)
        for _ in range(15):
            poll_once(watched)
        watch.end(watched)
    assert [row.attempts for row in store_mail.quarantined(ledger.engine)] == [watch.MOST_ATTEMPTS] * 2
