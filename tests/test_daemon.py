"""The daemon: polls at once and again, tells its troubles, and ends when it is told to."""

import logging
import os
import signal
import subprocess
import sys
import textwrap
import time
from threading import Event, Timer

import pytest
from databases import every_row
from reading import letters
from servers import VARIABLE

from ingest import daemon
from ingest.config import Settings
from ingest.pipeline import Ledger
from ingest.poll import Tally
from ingest.vault import Vault
from models import tables

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def ledger(engine, tmp_path) -> Ledger:
    return Ledger(engine, Vault(tmp_path / "vault"))


def run_until(settings: Settings, ledger: Ledger, is_enough) -> list[tuple[str, Tally]]:
    """Run the daemon until `is_enough` of what it polled, and return that."""
    polled, stop = [], Event()

    def note(mailbox, tally):
        polled.append((mailbox.name, tally))
        if is_enough(polled):
            stop.set()

    guard = Timer(30, stop.set)
    guard.start()
    daemon.run(settings, ledger, note, stop)
    guard.cancel()
    return polled


def test_each_mailbox_is_polled_at_once_and_again(pymap, ledger):
    pymap.put("Daemon one", *letters(1))
    pymap.put("Daemon two", *letters(2))
    mailboxes = (
        pymap.settings(name="one", folders=("Daemon one",)),
        pymap.settings(name="two", folders=("Daemon two",)),
    )
    settings = Settings("", ledger.vault.root, mailboxes=mailboxes, interval=1)

    def is_enough(polled) -> bool:
        return min([name for name, _ in polled].count(each) for each in ("one", "two")) >= 2

    polled = run_until(settings, ledger, is_enough)
    assert sum((tally for _, tally in polled), Tally()).filed == 2
    assert sum((tally for _, tally in polled), Tally()).troubles == ()


def test_a_poll_longer_than_the_interval_is_not_doubled(pymap, ledger, monkeypatch):
    at_once, most = [], []

    def slow(mailbox, ledger, *, is_over):
        at_once.append(mailbox.name)
        most.append(len(at_once))
        time.sleep(0.25)
        at_once.remove(mailbox.name)
        return Tally()

    monkeypatch.setattr(daemon, "poll", slow)
    monkeypatch.setattr(
        logging.getLogger("apscheduler.scheduler"), "disabled", True
    )  # it warns of each poll left out
    settings = Settings("", ledger.vault.root, mailboxes=(pymap.settings(),), interval=0.1)
    run_until(settings, ledger, lambda polled: len(polled) == 3)
    assert max(most) == 1


def test_a_trouble_is_logged_and_the_next_poll_tries_again(pymap, ledger, caplog, monkeypatch):
    caplog.set_level(logging.INFO, "foialedger")
    pymap.put("Daemon log", *letters(3))
    mailbox = pymap.settings(folders=("Daemon log", "Absent"))
    polled = run_until(
        Settings("", ledger.vault.root, mailboxes=(mailbox,), interval=1),
        ledger,
        lambda polled: len(polled) == 2,
    )
    for _, tally in polled:
        daemon.tell(mailbox, tally)
    assert caplog.messages[0] == "Mailbox work: 1 new letters, 0 filed before"
    assert caplog.messages[1].startswith("Mailbox work: there is no folder Absent")
    assert caplog.messages[1:] == [caplog.messages[1]] * 2


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

def slowly(*given):
    print("taking in", flush=True)
    time.sleep(0.5)
    return take_in(*given)

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
