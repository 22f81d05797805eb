"""The troubles of months: full disks, locked databases, clocks that jump, links that die. All is filed."""

import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from threading import Timer

import pytest
from proxy import proxied
from reading import letters
from running import Running, filed, until
from sqlalchemy import event
from verbs import PROGRAM, configure, here, mailbox

from ingest import daemon
from ingest.backoff import FIRST
from ingest.message import Message, Place
from ingest.pipeline import Ledger, take_in
from ingest.poll import poll
from ingest.vault import Vault

__all__ = ["here"]
only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def ledger(engine, tmp_path) -> Ledger:
    return Ledger(engine, Vault(tmp_path / "vault"))


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
    raw = Path(sys.argv[4]).read_bytes()
    take_in(Message(raw, Place.in_path("/x.eml")), Ledger(engine, Vault(Path(sys.argv[2]))))
except LedgerError as trouble:
    print(trouble)
"""


@only_sqlite
@pytest.mark.parametrize("what", ["vault", "database"])
def test_a_full_disk_is_told_and_the_letter_is_filed_when_there_is_room(ledger, database_url, tmp_path, what):
    """The kernel refuses what goes beyond a file's limit, as a full disk does: in the vault, or in SQLite."""
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
def test_a_database_that_is_away_is_told_and_filing_goes_on_when_it_is_back(
    dovecot, ledger, tmp_path, monkeypatch
):
    """Every connection waits for two seconds only, that of a poll which is under way included."""
    monkeypatch.setitem(FIRST, "ledger", 0.2)
    event.listen(ledger.engine, "checkout", lambda raw, *_: raw.execute("PRAGMA busy_timeout = 2000"))
    server = dovecot.as_user("away")
    server.put("INBOX", *letters(1))
    with Running(server.settings(), ledger, interval=1) as running:
        assert until(lambda: filed(ledger) == 1)
        with closing(sqlite3.connect(tmp_path / "ledger.db", timeout=30)) as lock:
            lock.isolation_level = None
            lock.execute("BEGIN EXCLUSIVE")
            server.put("INBOX", *letters(2))
            assert until(lambda: "Another program has been writing to the ledger" in running.troubles())
            lock.execute("ROLLBACK")
        assert until(lambda: filed(ledger) == 2)


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
        assert time.monotonic() - began < 10


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
