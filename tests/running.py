"""The daemon in a thread of a test, ended at the end of the block."""

import signal
import time
from collections.abc import Callable
from threading import Thread

import pytest
from databases import every_row

from ingest import daemon
from ingest.config import Settings
from ingest.health import Health
from ingest.pipeline import Ledger
from ingest.stopping import Stop
from models import tables


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
