"""A backfill on a Dask cluster of several processes: the same ledger, whichever of them is killed."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import distributed
import pytest
from clusters import Cluster, running
from databases import _new_database, _template, dump
from sqlalchemy import text
from verbs import PROGRAM, foialedger, here, trouble  # noqa: F401 - here is a fixture

from bench import corpus
from ingest.pipeline import Ledger, take_in
from ingest.sources import messages_in
from ingest.vault import Vault
from models import schema

pytestmark = pytest.mark.filterwarnings("ignore")  # distributed's own, of which it has many
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
            killed = _kill_a_busy_worker(cluster, spread)
            told, amiss = backfill.communicate(timeout=LONGEST)
        finally:
            backfill.kill()
    assert killed.poll() == -signal.SIGKILL
    assert (backfill.returncode, amiss) == (
        0,
        "1 of the workers left before the end; what they had in hand was read by others.\n",
    )
    counts = {
        words[:22].strip(): int(words[22:30]) for words in told.splitlines() if words[22:30].strip().isdigit()
    }
    assert counts.pop("seen") == COUNT == sum(counts.values())
    assert counts["filed before"] == 1  # the message that is there twice, and none that the dead worker filed
    plain = _taken_in_here(archive, postgresql, tmp_path)
    assert dump(spread) == dump(plain)
    for engine in (plain, spread):
        engine.dispose()


def _kill_a_busy_worker(cluster: Cluster, ledger: Any) -> subprocess.Popen[bytes]:
    """Kill a worker that has a shard in hand, when the ledger has some letters of it, and return it."""
    until = time.monotonic() + LONGEST
    with distributed.Client(cluster.address.replace("dask", "tcp"), timeout=30) as client:
        pids = client.run(os.getpid)
        while time.monotonic() < until:
            with ledger.connect() as connection:
                count = connection.execute(text("SELECT COUNT(*) FROM letters")).scalar_one()
            busy = [pids[address] for address, keys in client.processing().items() if keys]
            if count >= 3 and busy:
                worker = next(each for each in cluster.workers if each.pid == busy[0])
                worker.kill()
                worker.wait()
                return worker
            time.sleep(0.02)
    raise AssertionError("no worker was ever busy")


def _database(config: Path) -> str:
    return config.read_text().split('"')[1]


def _taken_in_here(archive: Path, postgresql: Any, folder: Path) -> Any:
    """Take the archive in one message at a time, in this process, into a ledger of its own."""
    engine = schema.connect(_new_database(postgresql, template=_template(postgresql)))
    ledger = Ledger(engine, Vault(folder / "plain"), frozenset({ME}))
    for message in messages_in(archive):
        take_in(message, ledger)
    return engine
