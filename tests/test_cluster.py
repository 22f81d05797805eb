"""A backfill on a Dask cluster of several processes: the same ledger, whichever of them is killed."""

import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from clusters import WITHOUT_US, WORKER, Cluster, running
from databases import _new_database, _template, dump
from servers import VARIABLE
from sqlalchemy import text
from verbs import FIXTURES, MAILBOX, PROGRAM, foialedger, trouble

import ingest.cluster
import ingest.shards
from bench import corpus
from ingest.cluster_work import Work, file_shard, let_go
from ingest.config import load
from ingest.pipeline import Ledger, take_in
from ingest.shards import Shard, shards_of
from ingest.sources import messages_in
from ingest.vault import Vault
from models import schema

pytestmark = [
    pytest.mark.filterwarnings("ignore"),  # distributed's own, of which it has many
    pytest.mark.xdist_group("cluster"),
]
ME = "dana@paper.example"
COUNT = 48
SHARDS = 6
LONGEST = 240  # seconds that a backfill of these may take on a busy machine


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A scheduler and three workers, each a process of its own."""
    with running(tmp_path_factory.mktemp("cluster") / "dask", 3) as cluster:
        yield cluster


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of mboxes, a Maildir and single files; one message of it is there twice."""
    folder = tmp_path_factory.mktemp("archive")
    each = COUNT // SHARDS
    for number in range(SHARDS - 2):
        corpus.write_mbox(folder / f"{number}.mbox", corpus.messages(each, first=number * each))
    corpus.write_maildir(folder / "maildir", corpus.messages(each, first=(SHARDS - 2) * each))
    corpus.write_eml(folder / "files", corpus.messages(each - 1, first=(SHARDS - 1) * each))
    (folder / "files" / "000" / "again.eml").write_bytes(corpus.message(0))
    return folder


@pytest.fixture
def config(postgresql: Any, tmp_path: Path) -> Path:
    """The configuration of an empty ledger on PostgreSQL."""
    path = tmp_path / "foialedger.toml"
    url = _new_database(postgresql, template=_template(postgresql))
    path.write_text(f'database = "{url}"\nvault = "vault"\naddresses = ["{ME}"]\n')
    return path


@pytest.mark.timeout(600)
def test_a_worker_that_is_killed_in_the_middle_changes_nothing(
    config: Path, cluster: Cluster, archive: Path, postgresql: Any, tmp_path: Path
) -> None:
    command = [*PROGRAM, "backfill", "--config", str(config), "--engine", cluster.address, str(archive)]
    spread = schema.connect(_database(config))
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as backfill:
        try:
            killed = cluster.kill_a_busy_worker(lambda: _filed(spread), LONGEST)
            told, amiss = backfill.communicate(timeout=LONGEST)
        finally:
            backfill.kill()
    assert killed.poll() == -signal.SIGKILL
    assert (backfill.returncode, amiss) == (
        0,
        "1 of the workers left before the end; what they had in hand was read by others.\n",
    )
    counts = _counts(told)
    assert counts.pop("seen") == COUNT == sum(counts.values())
    assert counts["filed before"] == 1  # the message that is there twice, and none that the dead worker filed
    plain = _taken_in_here(archive, postgresql, tmp_path)
    assert dump(spread) == dump(plain)
    for engine in (plain, spread):
        engine.dispose()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give a cluster up that has had no workers for two seconds."""
    monkeypatch.setattr(ingest.cluster, "LOOK_EVERY", 1)
    monkeypatch.setattr(ingest.cluster, "ALONE", 2)


@pytest.mark.timeout(600)
@pytest.mark.usefixtures("impatient")
def test_a_cluster_that_is_lost_is_told_in_one_sentence_and_the_next_run_goes_on(
    config: Path, archive: Path, tmp_path: Path
) -> None:
    ledger = schema.connect(_database(config))
    with running(tmp_path / "dask", 1) as cluster:
        words = ("backfill", "--config", config, "--engine", cluster.address, archive)
        with _once_filed(ledger, 1, cluster.workers[0]):
            assert "has had no workers for 2 seconds. What was filed" in trouble(foialedger(*words, code=1))
        cluster.add_worker()
        filed = _filed(ledger)
        with _once_filed(ledger, filed + 1, cluster.scheduler):
            assert "its scheduler no longer answers" in trouble(foialedger(*words, code=1))
    assert "no Dask scheduler answers there (Connection refused)" in trouble(foialedger(*words, code=1))
    counts = _counts(foialedger("backfill", "--config", config, archive).stdout)
    assert counts["seen"] == COUNT
    assert counts["filed before"] > filed
    assert _filed(ledger) == COUNT - 1
    ledger.dispose()


@pytest.mark.timeout(600)
@pytest.mark.usefixtures("impatient")
def test_a_worker_that_dies_with_its_answer_in_hand_is_not_waited_for_for_ever(
    config: Path, archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    finished = ingest.cluster._finished
    with running(tmp_path / "dask", 1) as cluster:

        def killed_once_finished(run: Any, futures: list[Any]) -> list[Any]:
            done = finished(run, futures)
            cluster.lose_workers(run.client)
            return done

        monkeypatch.setattr(ingest.cluster, "_finished", killed_once_finished)
        words = ("backfill", "--config", config, "--engine", cluster.address, archive)
        assert "has had no workers for 2 seconds. What was filed" in trouble(foialedger(*words, code=1))


@pytest.mark.timeout(600)
def test_a_cluster_that_cannot_do_it_is_told_in_one_sentence(
    config: Path, archive: Path, tmp_path: Path
) -> None:
    with running(tmp_path / "dask", 0) as cluster:
        words = ("backfill", "--config", config, "--engine", cluster.address, archive)
        assert "it has no workers" in trouble(foialedger(*words, code=1))
        cluster.add_worker(WITHOUT_US + WORKER)
        assert "A worker of the cluster has no foialedger" in trouble(foialedger(*words, code=1))
    assert not list((tmp_path / "vault").rglob("proof-*"))


def test_what_keeps_silent_is_no_scheduler(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingest.cluster, "CONNECTING", 1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"dask://127.0.0.1:{silent.getsockname()[1]}"
        done = foialedger("backfill", "--config", config, "--engine", address, FIXTURES, code=1)
    assert f"The cluster at {address} cannot do it: no Dask scheduler answers there (timed out)" in trouble(
        done
    )


def test_a_sqlite_ledger_is_refused_in_one_sentence(tmp_path: Path) -> None:
    words = ("backfill", "--database", tmp_path / "ledger.db", "--engine", "dask://127.0.0.1:1", FIXTURES)
    assert "files into PostgreSQL only, and this ledger is a SQLite file" in trouble(
        foialedger(*words, code=1)
    )


@pytest.mark.parametrize(
    ("engine", "source"), [("spark://a:1", "letters"), ("dask://a", "letters"), ("dask://a:1", "imap:work")]
)
def test_what_no_cluster_can_do_is_wrong_usage(config: Path, engine: str, source: str) -> None:
    told = {"port": 1, "user": ME, "name": "work", "variable": VARIABLE, "folders": '"INBOX"'}
    config.write_text(config.read_text() + MAILBOX.format(**told))
    assert "--engine" in foialedger("backfill", "--config", config, "--engine", engine, source, code=2).stderr


@pytest.fixture
def work(config: Path, archive: Path) -> Iterator[Work]:
    """What a worker is told, for a worker that is this process."""
    settings = load(config)
    engine = schema.connect(settings.database)
    ledger = Ledger(engine, Vault(settings.vault), frozenset(settings.addresses))
    with ingest.cluster._work(ledger, settings, [archive], "proof-1") as work:
        yield work
    let_go("proof-1")
    engine.dispose()


def test_what_a_dead_worker_had_filed_counts_as_new_and_what_was_there_before_does_not(
    work: Work, archive: Path
) -> None:
    shard = Shard((archive / "0.mbox",))
    first, second = (file_shard(shard, "all", work) for _ in range(2))
    assert (first.counted.new, first.found) == (COUNT // SHARDS, [])
    assert second.counted.seen == 0
    assert [taken.letter_id for taken in second.found] == sorted(taken.letter_id for taken in second.found)
    assert len(second.found) == COUNT // SHARDS
    before = file_shard(shard, "all", replace(work, newest=10**6))
    assert (before.counted.seen, before.counted.new, before.found) == (COUNT // SHARDS, 0, [])


def test_what_of_a_shard_cannot_be_read_is_told_and_the_rest_is_filed(work: Work, archive: Path) -> None:
    told = file_shard(Shard((archive / "nowhere", archive / "1.mbox")), "all", work)
    assert (told.counted.new, told.stops) == (COUNT // SHARDS, False)
    (amiss,) = told.counted.troubles
    assert str(amiss).startswith(f"There is no mail to read at {archive}/nowhere: there is no such file")


@pytest.mark.parametrize(
    ("otherwise", "why"),
    [
        ({"rules": "other"}, "it has another version of foialedger"),
        ({"reads_scans": None}, "only one of the two machines has tesseract"),
        ({"sources": (Path("/nowhere/mail"),)}, "it does not see /nowhere/mail"),
        ({"vault": Path("/nowhere/vault")}, "it does not see the vault at /nowhere/vault"),
        ({"lock": 1}, "`database` names another database there than here"),
    ],
    ids=str,
)
def test_a_worker_that_is_not_as_this_machine_files_nothing(
    work: Work, archive: Path, otherwise: dict, why: str
) -> None:
    told = file_shard(Shard((archive / "0.mbox",)), "all", replace(work, **otherwise))
    assert (told.stops, told.counted.seen) == (True, 0)
    assert [why in str(each) for each in told.counted.troubles] == [True]


def test_a_folder_is_cut_into_files_and_maildirs_that_hold_all_of_it(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingest.shards, "MOST_FILES", 2)
    (archive / "files" / ".hidden.eml").write_bytes(b"Subject: no\n\nno\n")
    shards = list(shards_of(archive))
    assert archive / "maildir" in {path for shard in shards for path in shard.paths}
    assert max(len(shard.paths) for shard in shards) == 2
    found = [
        m.place
        for shard in shards
        for path in shard.paths
        for m in messages_in(path, is_found=not shard.is_named)
    ]
    assert sorted(place.name for place in found) == sorted(each.place.name for each in messages_in(archive))


@contextmanager
def _once_filed(ledger: Any, count: int, victim: subprocess.Popen[bytes]) -> Iterator[None]:
    """Kill a process, from a thread, once the ledger has so many letters."""

    def kill() -> None:
        until = time.monotonic() + LONGEST
        while time.monotonic() < until and _filed(ledger) < count:
            time.sleep(0.02)
        victim.kill()
        victim.wait()

    killing = threading.Thread(target=kill)
    killing.start()
    yield
    killing.join()


def _filed(ledger: Any) -> int:
    with ledger.connect() as connection:
        return int(connection.execute(text("SELECT COUNT(*) FROM letters")).scalar_one())


def _counts(told: str) -> dict[str, int]:
    """Return the counts of a backfill's account."""
    lines = (line for line in told.splitlines() if line[22:30].strip().isdigit())
    return {line[:22].strip(): int(line[22:30]) for line in lines}


def _database(config: Path) -> str:
    return config.read_text().split('"')[1]


def _taken_in_here(archive: Path, postgresql: Any, folder: Path) -> Any:
    """Take the archive in one message at a time, in this process, into a ledger of its own."""
    engine = schema.connect(_new_database(postgresql, template=_template(postgresql)))
    ledger = Ledger(engine, Vault(folder / "plain"), frozenset({ME}))
    for message in messages_in(archive):
        take_in(message, ledger)
    return engine
