"""Reading in a child with limits: what breaks one ends as a problem, and the next letter is read."""

import copyreg
import io
import os
import pickle
import re
import signal
import time
from contextlib import suppress
from enum import Enum
from pathlib import Path
from threading import Thread, Timer

import pytest
from databases import every_row, view

from ingest import limits
from ingest.limits import Readers, ReadingStopped, _Values
from ingest.message import Message, Place
from ingest.pipeline import Ledger, take_in
from ingest.reader import plainly
from ingest.reading import read_message
from ingest.requester import Requester
from ingest.vault import Vault
from models import tables
from parsers.facts import Outcome

FIXTURES = Path(__file__).parent / "fixtures"
SOME = [path for path in sorted(FIXTURES.rglob("*.eml")) if path.parent.name in ("govqa", "clerk", "broken")]
GOOD = Message((FIXTURES / "govqa" / "02-acknowledged.eml").read_bytes(), Place.in_path("/good.eml"))

# Portals are found by entry points; this one is a plugin of the tests, and reads as no portal may.
PLUGIN = """
import os, time
from parsers.portal import Portal

def read(letter):
    what = letter.subject
    if "spin" in what:
        while True:
            pass
    if "eat" in what:
        held = []
        while True:
            held.append(bytes(50_000_000))  # taken, and never written to: it costs no time
    if "die" in what:
        os.kill(os.getpid(), 9)
    if "sleep" in what:
        time.sleep(60)
    if "write" in what:
        with open(__file__ + ".written", "w") as file:
            file.write("x" * 100)
    if "files" in what:
        held = [os.open("/dev/null", os.O_RDONLY) for _ in range(1000)]
    if "environment" in what:
        raise RuntimeError(repr(sorted(os.environ)))
    return iter(())

PORTAL = Portal(name="worst", senders=("worst.example",), read=read)
"""


@pytest.fixture(scope="module")
def plugin(tmp_path_factory):
    """A folder with an installed package whose portal behaves as badly as the subject says."""
    folder = tmp_path_factory.mktemp("plugin")
    (folder / "worst_portal.py").write_text(PLUGIN)
    told = folder / "worst-1.dist-info"
    told.mkdir()
    (told / "METADATA").write_text("Metadata-Version: 2.1\nName: worst\nVersion: 1\n")
    (told / "entry_points.txt").write_text("[foialedger.portals]\nworst = worst_portal:PORTAL\n")
    return folder


@pytest.fixture
def readers(plugin, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(plugin))
    monkeypatch.setenv("FOIALEDGER_SECRET", "hunter2")
    monkeypatch.setattr(limits, "WALL_FACTOR", 60)  # on a machine that does much else, a child starts slowly
    readers = Readers(memory=700, seconds=1)
    yield readers
    readers.close()


def bad(what: str, number: int = 1) -> Message:
    text = (
        f"From: x@worst.example\r\nMessage-ID: <{number}@worst.example>\r\nSubject: {what}\r\n\r\nHello.\r\n"
    )
    return Message(text.encode(), Place.in_path(f"/{what}.eml"))


def test_what_comes_from_the_child_is_what_is_read_here():
    readers = Readers()
    for path in SOME:
        message = Message(path.read_bytes(), Place.in_path(str(path)))
        given = readers.read(message, Requester(frozenset({"dana.whitlock@courier.example"})))
        assert given == read_message(message, Requester(frozenset({"dana.whitlock@courier.example"}))), (
            path.name
        )
    assert len(readers.all) == 1
    readers.close()


@pytest.mark.parametrize(
    ("what", "problem"),
    [
        ("spin", "Reading it took more than 1 seconds of CPU time."),
        ("eat", "MemoryError"),
        ("die", "Reading it ended the reader (SIGKILL)."),
        ("write", "File too large"),
        ("files", "Too many open files"),
    ],
)
def test_a_letter_that_breaks_a_limit_ends_as_a_problem_and_the_next_is_read(readers, what, problem):
    filing = readers.read(bad(what), Requester())
    assert filing.reading.outcome is Outcome.FAILED
    assert problem in filing.reading.problem
    assert filing.digest == bad(what).digest
    assert readers.read(GOOD, Requester()) == read_message(GOOD)


def test_a_letter_that_takes_too_long_by_the_clock_is_given_up(readers, monkeypatch):
    monkeypatch.setattr(limits, "WALL_FACTOR", 2)
    began = time.monotonic()
    filing = readers.read(bad("sleep"), Requester())
    assert filing.reading.problem == "Reading it took more than 2 seconds."
    assert time.monotonic() - began < 20


def test_a_signal_to_the_whole_group_does_not_take_the_letter_in_hand(readers):
    readers.read(GOOD, Requester())
    (child,) = readers.all
    for ending in (signal.SIGTERM, signal.SIGINT):
        os.kill(child._process.pid, ending)
    assert readers.read(GOOD, Requester()) == read_message(GOOD)
    assert readers.all == [child]


def test_the_child_knows_no_secret_of_ours(readers):
    problem = readers.read(bad("environment"), Requester()).reading.problem
    assert "PATH" in problem
    assert "FOIALEDGER" not in problem


def test_of_a_letter_that_cannot_be_read_the_header_is_kept(engine, tmp_path, monkeypatch):
    """A body that breaks the reader costs the body, and not who wrote and when."""
    monkeypatch.setattr(limits.Readers, "_ask", dies_of_bodies)
    ledger = Ledger(engine, Vault(tmp_path / "vault"), read=Readers().read)
    assert take_in(GOOD, ledger) is Outcome.FAILED
    (letter,) = every_row(engine, tables.letters)
    whole = read_message(GOOD).letter
    assert (letter["subject"], letter["sender"]) == (whole.subject, whole.sender.email)
    assert letter["body"] == ""
    assert "It was too much." in str(view(engine, "review"))


def dies_of_bodies(self, message, requester, asked=None):
    if len(re.split(rb"\r?\n\r?\n", message.raw, maxsplit=1)[1]) > 10:
        raise limits._Died("It was too much.")
    return read_message(message, requester, asked)


def test_the_end_of_the_program_says_nothing_of_the_letter_in_hand(readers):
    readers.read(GOOD, Requester())
    Timer(0.3, readers.close).start()
    with pytest.raises(ReadingStopped):
        readers.read(bad("sleep"), Requester())
    with pytest.raises(ReadingStopped):
        readers.read(GOOD, Requester())


def test_a_bomb_does_not_hold_up_the_letter_beside_it(readers):
    readers.read(GOOD, Requester())

    def read_slowly():
        with suppress(ReadingStopped):
            readers.read(bad("sleep"), Requester())

    slow = Thread(target=read_slowly, daemon=True)
    slow.start()
    time.sleep(0.2)
    began = time.monotonic()
    readers.read(GOOD, Requester())
    assert time.monotonic() - began < 30
    assert slow.is_alive()
    readers.close()
    slow.join(10)


class Evil:
    def __reduce__(self):
        return os.system, ("true",)


@pytest.mark.parametrize("what", [Evil(), Path("/"), time.sleep, os.system])
def test_a_child_that_a_letter_has_taken_over_can_make_values_only(what):
    with pytest.raises(pickle.UnpicklingError):
        _Values(io.BytesIO(pickle.dumps(what))).load()


def test_words_come_back_from_a_child_of_a_python_that_pickles_them_by_a_call(monkeypatch):
    # so did Python until 3.11.4, Debian 12's among them: no letter at all was read there
    by_call = lambda word, _protocol: (getattr, (type(word), word.name))  # noqa: E731
    monkeypatch.setattr(Enum, "__reduce_ex__", by_call)
    with pytest.raises(pickle.UnpicklingError, match="getattr"):
        _Values(io.BytesIO(pickle.dumps(Outcome.READ))).load()
    known = dict(copyreg.dispatch_table)
    plainly(Enum)
    try:
        assert _Values(io.BytesIO(pickle.dumps(Outcome.READ))).load() is Outcome.READ
    finally:
        copyreg.dispatch_table.clear()
        copyreg.dispatch_table.update(known)
