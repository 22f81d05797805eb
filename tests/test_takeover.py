"""Daemons on one PostgreSQL: one that is killed is followed, and a database that is down is waited for."""

import subprocess
import time
from contextlib import contextmanager

import pytest
from reading import letters
from running import Running, filed, until
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from verbs import PROGRAM, configure, here, mailbox

from ingest.backoff import FIRST
from ingest.pipeline import Ledger
from ingest.vault import Vault

__all__ = ["here"]
pytestmark = [
    pytest.mark.parametrize("database_url", ["postgresql"], indirect=True),
    pytest.mark.dovecot,
    pytest.mark.xdist_group("dovecot"),
]


@pytest.fixture
def ledger(engine, tmp_path) -> Ledger:
    return Ledger(engine, Vault(tmp_path / "vault"))


@contextmanager
def running_daemon(url: str):
    words = [*PROGRAM, "--database", url, "run"]
    with subprocess.Popen(words, stderr=subprocess.PIPE, text=True) as daemon:
        try:
            assert daemon.stderr.readline().startswith("Reading work")
            yield daemon
        finally:
            daemon.kill()


@pytest.mark.usefixtures("here")
def test_a_killed_daemon_is_followed_by_another_within_a_minute(dovecot, ledger, database_url):
    server = dovecot.as_user("followed")
    server.put("INBOX", *letters(1))
    configure(mailbox(server, "INBOX"))
    with running_daemon(database_url) as first:
        assert until(lambda: filed(ledger) == 1, 60)
        with running_daemon(database_url) as second:
            time.sleep(2)
            first.kill()
            killed = time.monotonic()
            server.put("INBOX", *letters(2))
            assert until(lambda: filed(ledger) == 2, 60)
            assert time.monotonic() - killed < 60
            assert second.poll() is None


def test_a_database_that_is_down_is_told_and_filing_goes_on_when_it_is_up(dovecot, ledger, monkeypatch):
    monkeypatch.setitem(FIRST, "ledger", 0.2)
    server = dovecot.as_user("down")
    server.put("INBOX", *letters(1))
    with Running(server.settings(), ledger, interval=1) as running:
        assert until(lambda: filed(ledger) == 1)
        set_up(ledger, is_up=False)
        server.put("INBOX", *letters(2))
        assert until(lambda: "The ledger at postgresql" in running.troubles())
        set_up(ledger, is_up=True)
        assert until(lambda: filed(ledger) == 2)


def set_up(ledger: Ledger, *, is_up: bool) -> None:
    """Let the server take connections to this database, or end them all and take none."""
    name = ledger.engine.url.database
    admin = create_engine(make_url(ledger.engine.url).set(database="postgres"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f'ALTER DATABASE "{name}" WITH ALLOW_CONNECTIONS {is_up}')
        if not is_up:
            ending = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"
            connection.execute(text(ending), {"name": name})
    admin.dispose()
