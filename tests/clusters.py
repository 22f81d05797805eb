"""A Dask cluster of real processes for the tests: a scheduler and its workers, each ended by its own pid."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import distributed

START = 120  # seconds that a busy machine may take to start it
SCHEDULER = "from distributed.cli.dask_scheduler import main; main()"
WORKER = "from distributed.cli.dask_worker import main; main()"
WITHOUT_US = "import sys; sys.modules['ingest'] = None; "  # a worker on which foialedger is not installed


@dataclass(slots=True)
class Cluster:
    """A scheduler on loopback and the workers that were started for it."""

    folder: Path
    scheduler: subprocess.Popen[bytes] | None = None
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def address(self) -> str:
        """What `--engine` is given."""
        told = json.loads((self.folder / "scheduler.json").read_text())
        return str(told["address"]).replace("tcp://", "dask://")

    def start_scheduler(self) -> None:
        """Start the scheduler and wait until it says where it listens."""
        self.scheduler = self._start(
            "scheduler", SCHEDULER, "--port", "0", "--dashboard-address", "127.0.0.1:0"
        )
        _wait_for(self.folder / "scheduler.json")

    def add_worker(self, program: str = WORKER, **variables: str) -> subprocess.Popen[bytes]:
        """Start a worker of one thread, and return it once it has registered."""
        name = f"worker-{len(self.workers)}"
        words = ("--nthreads", "1", "--no-nanny", "--name", name, "--local-directory", str(self.folder))
        worker = self._start(name, program, *words, **variables)
        self.workers.append(worker)
        _wait_for(self.folder / f"{name}.log", "Registered to")
        return worker

    def kill_a_busy_worker(self, filed: Callable[[], int], within: float) -> subprocess.Popen[bytes]:
        """Kill a worker that has a shard in hand, when the ledger has some letters of it, and return it."""
        until = time.monotonic() + within
        with distributed.Client(self.address.replace("dask", "tcp"), timeout=30) as client:
            pids = client.run(os.getpid)
            while time.monotonic() < until:
                count = filed()
                busy = [pids[address] for address, keys in client.processing().items() if keys]
                if count >= 3 and busy:
                    worker = next(each for each in self.workers if each.pid == busy[0])
                    worker.kill()
                    worker.wait()
                    return worker
                time.sleep(0.02)
        raise AssertionError("no worker was ever busy")

    def lose_workers(self, client: distributed.Client) -> None:
        """Kill all workers, and return once the scheduler knows of none."""
        for each in self.workers:
            each.kill()
        while client.nthreads():
            time.sleep(0.05)

    def stop(self) -> None:
        """Kill all of it that still lives."""
        for each in (*self.workers, self.scheduler):
            if each:
                each.kill()
                each.wait()

    def _start(self, name: str, program: str, *words: str, **variables: str) -> subprocess.Popen[bytes]:
        here = (
            "--host",
            "127.0.0.1",
            "--no-dashboard",
            "--scheduler-file",
            str(self.folder / "scheduler.json"),
        )
        with (self.folder / f"{name}.log").open("wb") as log:
            return subprocess.Popen(
                [sys.executable, "-c", program, *here, *words],
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                cwd=self.folder,
                env=os.environ | variables,
            )


@contextmanager
def running(folder: Path, workers: int) -> Iterator[Cluster]:
    """Run a cluster of so many workers."""
    folder.mkdir()
    cluster = Cluster(folder)
    try:
        cluster.start_scheduler()
        for _ in range(workers):
            cluster.add_worker()
        yield cluster
    finally:
        cluster.stop()


def _wait_for(path: Path, word: str = "") -> None:
    until = time.monotonic() + START
    while not (path.exists() and path.stat().st_size and word in path.read_text(errors="replace")):
        assert time.monotonic() < until, f"{path.name} never said {word!r}: {[*path.parent.iterdir()]}"
        time.sleep(0.05)
