"""A backfill: batch by batch, the same rows as one message at a time, whatever stops it; and its account."""

import os
import shutil
import signal
import subprocess
import threading
import time
from dataclasses import fields
from datetime import date
from itertools import pairwise
from pathlib import Path
from tempfile import mkdtemp

import pytest
from databases import dump, every_row
from reading import read_once
from sqlalchemy import event
from test_failpoints import Failpoints
from test_limits import dies_of_bodies
from verbs import FIXTURES, PROGRAM, foialedger, here

from ingest import durable, intake, limits
from ingest.account import Account, Counts
from ingest.backfill import Wanted, backfill_all
from ingest.intake import Intake
from ingest.limits import Readers
from ingest.message import Message, Place
from ingest.pipeline import Ledger, take_in
from ingest.sources import messages_in
from ingest.vault import Vault
from models import schema, tables

__all__ = ["here"]
HERE = Path(mkdtemp(prefix="foialedger-mail-"))
REQUESTER = frozenset({"dana.whitlock@courier.example"})


@pytest.fixture
def ledger(engine, tmp_path):
    return Ledger(engine, Vault(tmp_path / "vault"), REQUESTER)


def mail_of(name):
    """Return a folder with the letters of a fixture, and nothing but them."""
    folder = HERE / name
    if not folder.exists():
        folder.mkdir(parents=True)
        for path in (FIXTURES / name).glob("*.eml"):
            shutil.copy(path, folder)
    return folder


GOVQA, CLERK, ECHO = map(mail_of, ("govqa", "clerk", "conversations/echo-with-answers"))


@pytest.fixture(scope="module", autouse=True)
def _clean():
    yield
    shutil.rmtree(HERE)


def adds_up(account: Account) -> bool:
    """Whether the parts of each count add up to what was seen, and sources and portals to the whole."""
    counted = [account.total, *account.by_source.values(), *account.by_portal.values()]
    parts = [sum(getattr(each, one.name) for one in fields(Counts)[1:]) for each in counted]
    whole = [sum(each.values(), Counts()) for each in (account.by_source, account.by_portal)]
    return parts == [each.seen for each in counted] and whole == [account.total] * 2


def one_by_one(ledger, *folders):
    """Return the dump of a ledger into which the same mail came one message at a time."""
    for folder in folders:
        for message in messages_in(folder):
            take_in(message, ledger)
    return dump(ledger.engine)


def emptied(ledger):
    with ledger.engine.begin() as connection:
        for table in reversed(tables.metadata.sorted_tables):
            if table.name != "ledger":
                connection.execute(table.delete())


def test_a_backfill_with_processes_files_what_one_by_one_would(ledger):
    expected = one_by_one(ledger, GOVQA, ECHO)
    emptied(ledger)
    readers = Readers(count=2)
    pooled = Ledger(ledger.engine, ledger.vault, REQUESTER, read=readers.read, readers=2)
    try:
        account = backfill_all([GOVQA, ECHO], pooled, Wanted(processes=2))
    finally:
        readers.close()
    assert dump(ledger.engine) == expected
    assert adds_up(account)
    assert account.total.seen == len(expected["messages"])
    again = backfill_all([GOVQA, ECHO], ledger)
    assert adds_up(again)
    assert again.total.filed_before == again.total.seen == account.total.seen
    assert {name: each.seen for name, each in again.by_portal.items()} == {
        name: each.seen for name, each in account.by_portal.items()
    }
    assert dump(ledger.engine) == expected


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_killed_anywhere_a_backfill_goes_on_to_the_same_rows(database_url, tmp_path, monkeypatch):
    """At every commit and rename and every tenth statement of two small batches."""
    engine = schema.connect(database_url)
    ledger = Ledger(engine, Vault(tmp_path / "vault"), REQUESTER)
    monkeypatch.setattr(intake, "MOST_MESSAGES", 2)
    monkeypatch.setattr(durable, "FEW", 1000)  # so that each file is made safe by a call that is watched
    golden = one_by_one(ledger, ECHO)
    emptied(ledger)
    names = _watched(database_url, tmp_path / "golden", 0)
    assert {"before a commit", "before rename", "before fsync"} <= set(names)
    points = [at for at, name in enumerate(names, 1) if name != "before a statement" or at % 10 == 0]
    for fatal in points:
        emptied(ledger)
        engine.dispose()
        child = os.fork()
        if child == 0:
            try:
                _watched(database_url, tmp_path / f"vault {fatal}", fatal)
            finally:
                os._exit(1)
        assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL
        vault = Vault(tmp_path / f"vault {fatal}")
        backfill_all([ECHO], Ledger(engine, vault, REQUESTER, read=read_once))
        assert dump(engine) == golden, f"killed {names[fatal - 1]} (point {fatal})"
    engine.dispose()


def _watched(url, vault, fatal):
    engine = schema.connect(url)
    points = Failpoints(fatal)
    with pytest.MonkeyPatch.context() as monkeypatch:
        points.watch(engine, monkeypatch)
        assert backfill_all([ECHO], Ledger(engine, Vault(vault), REQUESTER, read=read_once)).troubles == ()
    engine.dispose()
    return points.names


def test_a_dry_run_files_nothing_and_counts_what_a_run_would(ledger):
    twice = [GOVQA, GOVQA, ECHO]
    dry = backfill_all(twice, ledger, Wanted(dry_run=True))
    assert every_row(ledger.engine, tables.messages) == []
    assert not ledger.vault.root.exists()
    real = backfill_all(twice, ledger)
    assert adds_up(dry)
    assert adds_up(real)
    assert dry.total.seen == real.total.seen
    assert dry.total.filed == real.total.filed + real.total.needs_review


def test_a_limit_takes_so_many_new_ones_and_the_next_time_the_next(ledger):
    count = len(list(messages_in(GOVQA)))
    for nth in range(1, 4):
        account = backfill_all([GOVQA], ledger, Wanted(limit=2))
        assert adds_up(account)
        assert account.is_cut
        assert len(every_row(ledger.engine, tables.messages)) == 2 * nth
    rest = backfill_all([GOVQA], ledger, Wanted(limit=1000))
    assert not rest.is_cut
    assert (rest.total.seen, rest.total.filed_before) == (count, 6)


def test_only_the_days_that_are_wanted_are_seen_and_the_others_are_counted(ledger):
    days = sorted(letter["sent_on"] for letter in _letters(ledger))
    emptied(ledger)
    middle = days[len(days) // 2]
    account = backfill_all([GOVQA], ledger, Wanted(since=middle, until=date(2100, 1, 1)))
    assert {row["sent_on"] >= middle for row in every_row(ledger.engine, tables.letters)} == {True}
    assert account.total.seen == sum(day >= middle for day in days)
    assert account.other_days == len(days) - account.total.seen > 0
    assert adds_up(account)


def _letters(ledger):
    backfill_all([GOVQA], ledger)
    return every_row(ledger.engine, tables.letters)


def test_a_letter_that_breaks_its_reader_is_filed_and_named_and_the_rest_is_read(ledger, monkeypatch):
    monkeypatch.setattr(limits.Readers, "_ask", dies_of_bodies)
    pooled = Ledger(ledger.engine, ledger.vault, REQUESTER, read=Readers().read, readers=2)
    account = backfill_all([ECHO], pooled, Wanted(processes=2))
    assert account.total.failed == account.total.seen == len(account.failed)
    assert {(each.problem, each.is_filed) for each in account.failed} == {("It was too much.", True)}


def test_a_letter_that_was_read_stays_read_though_its_second_reading_fails(ledger, monkeypatch):
    """The second is the one that knows what was asked."""
    asked, *rest = messages_in(ECHO)
    for message in rest:
        take_in(message, ledger)
    before = {row["letter_id"]: row["outcome"] for row in every_row(ledger.engine, tables.readings)}
    monkeypatch.setattr(limits.Readers, "_ask", dies_of_bodies)
    take_in(asked, ledger)
    pooled = Ledger(ledger.engine, ledger.vault, REQUESTER, read=Readers().read)
    take_in(Message(asked.raw + b"\n", Place.in_path("/again.eml")), pooled)
    after = {row["letter_id"]: row["outcome"] for row in every_row(ledger.engine, tables.readings)}
    assert {each: after[each] for each in before} == before
    assert every_row(ledger.engine, tables.stale_readings) == []


def test_bytes_that_went_missing_or_were_damaged_are_put_back(ledger):
    backfill_all([GOVQA], ledger)
    gone, damaged, *_ = digests = list(ledger.vault.digests())
    ledger.vault.path(gone).unlink()
    ledger.vault.path(damaged).write_bytes(b"x" * ledger.vault.path(damaged).stat().st_size)
    assert backfill_all([GOVQA], ledger).total.filed_before == len(digests)
    assert all(map(ledger.vault.is_sound, digests))


def test_a_slow_database_is_held_for_a_turn_only(ledger, monkeypatch):
    monkeypatch.setattr(intake, "TURN", 0.001)  # no machine is that fast
    monkeypatch.setattr(intake, "FEWEST", 2)
    held = []
    event.listen(ledger.engine, "commit", lambda _: held.append(len(seen)))
    seen = []
    with Intake(ledger, seen.append, _pace=6) as taking:
        for folder in (GOVQA, CLERK, ECHO):
            for message in messages_in(folder):
                taking.add(message)
        taking.flush()
    turns = [after - before for before, after in pairwise(sorted({*held, len(seen)}))]
    assert turns[0] == 6
    assert set(turns[1:]) <= {1, 2}
    assert len(turns) > 5


def test_two_that_file_at_the_same_time_end_in_the_rows_of_one(ledger, tmp_path, database_url):
    expected = one_by_one(ledger, ECHO, GOVQA)
    emptied(ledger)
    other = Ledger(schema.connect(database_url), Vault(ledger.vault.root), REQUESTER)
    daemon = threading.Thread(target=lambda: [take_in(each, other) for each in messages_in(GOVQA)])
    daemon.start()
    account = backfill_all([ECHO, GOVQA], ledger)
    daemon.join()
    other.engine.dispose()
    assert account.troubles == ()
    assert {name: rows for name, rows in dump(ledger.engine).items() if name != "arrivals"} == {
        name: rows for name, rows in expected.items() if name != "arrivals"
    }


@pytest.mark.usefixtures("here")
def test_killed_the_same_command_goes_on_and_its_tally_adds_up():
    foialedger("upgrade", "--database", "ledger.db")
    names = [each.name for each in sorted(FIXTURES.glob("*")) if each.name != "broken" and each.is_dir()]
    folders = [str(mail_of(each)) for each in names]
    command = [*PROGRAM, "backfill", "--database", "ledger.db", *folders]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        engine = schema.connect("sqlite:///ledger.db")
        while running.poll() is None and not every_row(engine, tables.messages):
            time.sleep(0.01)
        running.kill()
        running.wait()
    ledger = Ledger(engine, Vault(Path("vault")))
    account = backfill_all(map(Path, folders), ledger)
    assert adds_up(account)
    assert account.total.filed_before > 0
    found = dump(engine)
    assert len(found["messages"]) == len(found["letters"]) == len(list(ledger.vault.digests()))
    emptied(ledger)
    for folder in folders:
        for message in messages_in(Path(folder)):
            take_in(message, ledger)
    assert dump(engine) == found
    engine.dispose()
