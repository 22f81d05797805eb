"""A backfill on the Dask cluster that the user has: workers read the shards, PostgreSQL takes the rows.

Every message is filed as anywhere else: a shard that is read twice, because its worker died, is filed once.
"""

import errno
import importlib
import logging
import re
import secrets
import socket
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from ingest.backfill import Account, account_of
from ingest.cluster_work import Told, Work, file_shard, let_go
from ingest.config import Settings
from ingest.ocr import find_ocr
from ingest.pipeline import Ledger
from ingest.poll import Tally
from ingest.rereading import rules_of
from ingest.shards import Shard, shards_of
from ingest.vault import ARRIVING, Vault, VaultClosed
from models import tables
from models.schema import reaching
from parsers.errors import LedgerError

ENGINE = re.compile(r"dask://(?P<host>[^/\s]+:\d+)")
LOOK_EVERY = 5  # seconds between two looks at a cluster of which nothing is heard
ALONE = 60  # seconds that a cluster may be without workers
AHEAD = 3  # shards a thread that are handed out before they can be read
CONNECTING = 20  # seconds that a scheduler may take to answer

OnShard = Callable[[Told], None]


class NoDask(LedgerError):
    """The optional library is not installed."""

    def __init__(self) -> None:
        super().__init__("--engine needs the library distributed: pip install 'foialedger[dask]'.")


class NeedsPostgreSQL(LedgerError):
    """Many machines cannot write into a file."""

    def __init__(self) -> None:
        super().__init__(
            "A cluster files into PostgreSQL only, and this ledger is a SQLite file: name a PostgreSQL "
            "database in `database`, or leave --engine out."
        )


class NoCluster(LedgerError):
    """The cluster cannot take the work, or no longer."""

    def __init__(self, address: str, why: str) -> None:
        super().__init__(
            f"The cluster at {address} cannot do it: {why.rstrip('.')}. "
            "What was filed stays filed; correct that and run the same command again."
        )


class ShardLost(LedgerError):
    """One shard was not read to its end."""

    def __init__(self, shard: Shard, why: str) -> None:
        super().__init__(
            f"{shard.name} was not read to its end ({why}). Run the same command again: that is safe."
        )


@dataclass(slots=True)
class _Counting:
    """What is known of the shards that are done."""

    seen: int = 0
    new: dict[str, str] = field(default_factory=dict)
    troubles: dict[str, LedgerError] = field(default_factory=dict)  # by their sentence: each is told once
    stops: bool = False

    def add(self, told: Told) -> None:
        self.seen += told.seen
        self.new |= told.new
        self.troubles |= {each: LedgerError(each) for each in told.troubles}
        self.stops = self.stops or told.stops


@dataclass(frozen=True, slots=True)
class Spread:
    """The account of a backfill on a cluster, and how many of the workers that began left before its end."""

    account: Account
    lost: int


def backfill_on(
    address: str, sources: Sequence[Path], ledger: Ledger, settings: Settings, on_shard: OnShard | None = None
) -> Spread:
    """Have the workers of a cluster take in every message of the sources, and return an account of them.

    Safe to repeat and to interrupt; a shard that a worker has in hand is filed to its end. Raises NoDask,
    NeedsPostgreSQL and NoCluster.
    """
    if not settings.database.startswith("postgres"):
        raise NeedsPostgreSQL
    paths = tuple(source.expanduser().absolute() for source in sources)
    counting = _Counting()
    proof = f"proof-{secrets.token_hex(16)}"
    with _client(address, proof) as client, _work(ledger, settings, paths, proof) as work:
        began = _workers(client, address)
        if not began:
            raise NoCluster(address, "it has no workers")
        shards = chain.from_iterable(shards_of(path) for path in paths)
        for told in _told(_Run(client, address, work), shards, counting):
            counting.add(told)
            if on_shard:
                on_shard(told)
        lost = len(began - _workers(client, address))
    again = counting.seen - len(counting.new)
    tally = Tally(seen=counting.seen, again=again, troubles=tuple(counting.troubles.values()))
    return Spread(account_of(ledger.engine, tally, counting.new), lost)


@dataclass(frozen=True, slots=True)
class _Run:
    """A cluster at work."""

    client: Any
    address: str
    work: Work


def _told(run: _Run, shards: Iterator[Shard], counting: _Counting) -> Iterator[Told]:
    """Hand out the shards, a few ahead of those that are read, and yield what became of each."""
    running: dict[Any, Shard] = {}
    while True:
        with _answering(run.address):
            threads = sum(run.client.nthreads().values()) or 1
        room = 0 if counting.stops else max(0, AHEAD * threads - len(running))
        for shard in list(islice(shards, room)):
            with _answering(run.address):
                running[run.client.submit(file_shard, shard, run.work, pure=False)] = shard
        if not running:
            return
        for future in _finished(run, list(running)):
            with _answering(run.address):
                told = _came_of(future, running.pop(future))
            yield told


def _finished(run: _Run, futures: list[Any]) -> list[Any]:
    """Wait until some are finished, and return them. Raises NoCluster when nobody is left to finish any."""
    alone = 0
    with _answering(run.address):
        while alone * LOOK_EVERY < ALONE:
            try:
                finished = _distributed().wait(futures, timeout=LOOK_EVERY, return_when="FIRST_COMPLETED")
                return list(finished.done)
            except TimeoutError:
                alone = 0 if run.client.nthreads() else alone + 1
    raise NoCluster(run.address, f"it has had no workers for {ALONE} seconds")


def _came_of(future: Any, shard: Shard) -> Told:
    error = future.exception()
    if isinstance(error, CancelledError):
        raise error  # the scheduler forgot it: it ended, or began anew
    if isinstance(error, ImportError):
        return Told(0, {}, (f"A worker of the cluster has no foialedger installed ({error}).",), stops=True)
    if error is None:
        return future.result()  # type: ignore[no-any-return]
    return Told(0, {}, (str(ShardLost(shard, _first_line(error))),))


@contextmanager
def _client(address: str, proof: str) -> Iterator[Any]:
    """Connect to a scheduler, and leave its workers as they were. Raises NoDask and NoCluster."""
    distributed = _distributed()
    for name in ("distributed", "distributed.client"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # they speak to programmers
    try:
        _knock(address)
        client = distributed.Client(address.replace("dask://", "tcp://"), timeout=CONNECTING)
    except (OSError, ValueError) as error:
        raise NoCluster(address, f"no Dask scheduler answers there ({_first_line(error)})") from error
    try:
        yield client
    finally:
        if client.status == "running":
            with _answering(address):
                client.run(let_go, proof, on_error="ignore")
        client.close(timeout=CONNECTING)


def _knock(address: str) -> None:
    """Return when something greets at the address, as a scheduler does; the library waits for ever for it."""
    host, _, port = address.removeprefix("dask://").rpartition(":")
    with socket.create_connection((host.strip("[]"), int(port)), timeout=CONNECTING) as link:
        if not link.recv(1):
            raise ConnectionResetError(errno.ECONNRESET, "the link was closed at once")


def _workers(client: Any, address: str) -> set[str]:
    """Return the addresses of the workers. Raises NoCluster."""
    with _answering(address):
        return set(client.nthreads())


def _distributed() -> Any:
    try:
        return importlib.import_module("distributed")  # an optional library, slow to import
    except ImportError as error:
        raise NoDask from error


@contextmanager
def _answering(address: str) -> Iterator[None]:
    """Turn what a lost link raises inside the block into NoCluster."""
    try:
        yield
    except (OSError, CancelledError) as error:
        raise NoCluster(address, "its scheduler no longer answers") from error


def _first_line(error: BaseException) -> str:
    return (str(getattr(error, "strerror", None) or error).splitlines() or [type(error).__name__])[0]


@contextmanager
def _work(ledger: Ledger, settings: Settings, paths: tuple[Path, ...], name: str) -> Iterator[Work]:
    """Say what a worker must know, and hold what it proves itself by: a file in the vault, and a lock."""
    lock = secrets.randbits(62)
    with _proof(ledger.vault, name), reaching(ledger.engine), ledger.engine.connect() as connection:
        connection.execute(select(func.pg_advisory_lock(lock)))
        newest = connection.scalar(select(func.coalesce(func.max(tables.messages.c.id), 0))) or 0
        connection.commit()
        yield Work(
            database=settings.database,
            vault=ledger.vault.root.absolute(),
            sources=tuple(path for path in paths if path.exists()),
            requester=ledger.requester,
            memory=settings.read_memory,
            seconds=settings.read_seconds,
            rules=rules_of(ledger),
            reads_scans=find_ocr() is not None,
            proof=name,
            lock=lock,
            newest=newest,
        )
        connection.invalidate()  # the lock ends with the connection


@contextmanager
def _proof(vault: Vault, name: str) -> Iterator[None]:
    """Have a file of that name in the vault for a while."""
    proof = vault.root / ARRIVING / name
    try:
        vault.root.mkdir(parents=True, exist_ok=True, mode=0o700)
        proof.parent.mkdir(exist_ok=True, mode=0o700)
        proof.touch(mode=0o600)
    except OSError as error:
        raise VaultClosed(proof, error) from None
    try:
        yield
    finally:
        proof.unlink(missing_ok=True)
