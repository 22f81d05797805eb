"""The daemon: polls at once and again, tells its troubles, and ends when it is told to."""

import logging
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from itertools import pairwise
from threading import Timer

import pytest
from databases import every_row
from reading import letters
from servers import VARIABLE

from ingest import daemon, mailbox_idle, watch
from ingest.config import Settings
from ingest.pipeline import Ledger
from ingest.stopping import Stop
from ingest.tally import Tally
from ingest.vault import Vault
from models import tables

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def ledger(engine, tmp_path) -> Ledger:
    return Ledger(engine, Vault(tmp_path / "vault"))


def run_until(settings: Settings, ledger: Ledger, is_enough, **more) -> list[tuple[str, Tally]]:
    """Run the daemon until `is_enough` of what it told, and return that."""
    told, stop = [], Stop()

    def note(mailbox, tally):
        told.append((mailbox.name, tally))
        if is_enough(told):
            stop.set()

    guard = Timer(30, stop.set)
    guard.start()
    assert daemon.run(settings, ledger, note, stop, **more)
    guard.cancel()
    return told


def test_each_mailbox_is_polled_at_once_and_again(pymap, ledger):
    pymap.put("Daemon one", *letters(1))
    pymap.put("Daemon two", *letters(2))
    mailboxes = (
        pymap.settings(name="one", folders=("Daemon one",)),
        pymap.settings(name="two", folders=("Daemon two",)),
    )
    settings = Settings("", ledger.vault.root, mailboxes=mailboxes, interval=1)

    def is_enough(told) -> bool:
        return min([name for name, _ in told].count(each) for each in ("one", "two")) >= 2

    told = run_until(settings, ledger, is_enough)
    assert len(every_row(ledger.engine, tables.messages)) == 2
    assert sum((tally for _, tally in told), Tally()).troubles == ()


def test_a_poll_longer_than_the_interval_is_not_doubled(pymap, ledger, monkeypatch):
    at_once, most, done = [], [], []

    def slow(watched):
        at_once.append(watched.name)
        most.append(len(at_once))
        time.sleep(0.25)
        at_once.remove(watched.name)
        done.append(watched.name)
        watched.tell(watched.settings, Tally())

    monkeypatch.setattr(daemon, "poll_once", slow)
    monkeypatch.setattr(
        logging.getLogger("apscheduler.scheduler"), "disabled", True
    )  # it warns of each poll left out
    settings = Settings("", ledger.vault.root, mailboxes=(pymap.settings(),), interval=0.1)
    run_until(settings, ledger, lambda told: len(told) == 3)
    assert max(most) == 1


def test_a_trouble_is_told_and_the_next_poll_tries_again(pymap, ledger):
    pymap.put("Daemon log", *letters(3))
    mailbox = pymap.settings(folders=("Daemon log", "Absent"))
    settings = Settings("", ledger.vault.root, mailboxes=(mailbox,), interval=1)
    told = run_until(settings, ledger, lambda told: len(told) >= 2)
    assert sum(tally.filed for _, tally in told) == 1
    absent = [str(tally.troubles[0]) for _, tally in told[:2]]
    assert all(sentence.startswith("Mailbox work: there is no folder Absent") for sentence in absent)


def when_live(ledger: Ledger, count: int, then) -> Callable:
    """Return an `is_enough` that calls `then` after the first poll, and is content with so many letters."""
    begun = []

    def is_enough(_told) -> bool:
        if not begun:
            begun.append(Timer(1.0, then))
            begun[0].start()
        return len(every_row(ledger.engine, tables.messages)) >= count

    return is_enough


@pytest.mark.dovecot
@pytest.mark.xdist_group("dovecot")
def test_new_mail_is_filed_at_once_in_every_folder_though_no_poll_is_due(dovecot, ledger):
    server = dovecot.as_user("live")
    server.put("INBOX", *letters(1))
    server.put("Records", *letters(2))
    mailbox = server.settings(folders=("INBOX", "Records"))
    settings = Settings("", ledger.vault.root, mailboxes=(mailbox,), interval=3600)

    def deliver():
        server.put("INBOX", *letters(3))
        server.put("Records", *letters(4, 5))

    run_until(settings, ledger, when_live(ledger, 5, deliver))
    assert len(every_row(ledger.engine, tables.messages)) == 5


@pytest.mark.dovecot
@pytest.mark.xdist_group("dovecot")
def test_idle_is_armed_anew_within_its_time(dovecot, ledger, monkeypatch):
    server = dovecot.as_user("rearm")
    server.put("INBOX", *letters(1))
    began = []
    begin = mailbox_idle._begin
    monkeypatch.setattr(
        mailbox_idle, "_begin", lambda mailbox: (began.append(time.monotonic()), begin(mailbox))[1]
    )
    settings = Settings("", ledger.vault.root, mailboxes=(server.settings(),), interval=1)
    run_until(settings, ledger, lambda _: len(began) >= 4, rearm=0.3)
    assert len(began) >= 4
    assert all(after - before < 10 for before, after in pairwise(began))
    assert watch.REARM < 300


SCRIPT = """
import signal, sys, time
from pathlib import Path
from ingest import daemon, poll
from ingest.auth import SecretRef
from ingest.config import MailboxSettings, Settings
from ingest.pipeline import Ledger, take_in
from ingest.vault import Vault
from models import schema

url, vault, port = sys.argv[1:]

def slowly(*given, **more):
    print("taking in", flush=True)
    time.sleep(0.5)
    return take_in(*given, **more)

poll.take_in = slowly
secret = SecretRef("env", ("VARIABLE",))
mailbox = MailboxSettings("work", "127.0.0.1", int(port), "none", "dana@newsroom.example", secret, ("Ended",))
ledger = Ledger(schema.connect(url), Vault(Path(vault)))
daemon.run(Settings(url, Path(vault), mailboxes=(mailbox,), interval=60), ledger)
print("ended", flush=True)
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_after_the_message_in_hand(pymap, engine, database_url, tmp_path, number):
    pymap.put("Ended", *letters(*range(20)))
    script = textwrap.dedent(SCRIPT).replace("VARIABLE", VARIABLE)
    words = [sys.executable, "-c", script, database_url, str(tmp_path / "vault"), str(pymap.port)]
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ
    ) as process:
        assert process.stdout.readline() == "taking in\n"
        assert process.stdout.readline() == "taking in\n"
        process.send_signal(number)
        out, errors = process.communicate(timeout=30)
    assert (out.splitlines()[-1:], errors, process.returncode) == (["ended"], "", 0)
    filed = len(every_row(engine, tables.messages))
    assert filed == 2 + out.count("taking in")
    assert filed < 20
