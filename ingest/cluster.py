"""A backfill on the Dask cluster that the user has: workers read the shards, PostgreSQL takes the rows.

Every message is filed as anywhere else: a shard that is read twice, because its worker died, is filed once.
"""

import errno
import importlib
import logging
import pickle
import re
import secrets
import socket
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, func, select

from ingest.account import Account, Tallying
from ingest.backfill import name_of
from ingest.batches import Taken
from ingest.cluster_trouble import NoCluster, NoDask, NotInstalled, ShardLost, first_line
from ingest.cluster_work import Told, Work, file_shard, let_go
from ingest.config import Settings
from ingest.ocr import find_ocr
from ingest.pipeline import Ledger
from ingest.rereading import rules_of
from ingest.shards import Shard, shards_of
from ingest.vault import ARRIVING, Vault, VaultClosed
from models import tables
from models.schema import reaching

ENGINE = re.compile(r"dask://(?P<host>[^/\s]+:\d+)")
LOOK_EVERY = 5  # seconds between two looks at a cluster of which nothing is heard
ALONE = 60  # seconds that a cluster may be without workers
AHEAD = 3  # shards a thread that are handed out before they can be read
CONNECTING = 20  # seconds that a scheduler may take to answer

OnShard = Callable[[int], None]


@dataclass(slots=True)
class _Counting:
    """What is known of the shards that are done."""

    tallying: Tallying = field(default_factory=Tallying)
    found: list[tuple[str, Taken]] = field(default_factory=list)
    stops: bool = False

    def add(self, source: str, told: Told) -> None:
        self.tallying.add(told.counted)
        self.found += ((source, taken) for taken in told.found)
        self.stops = self.stops or told.stops

    def account(self, engine: Engine) -> Account:
        """Return the account, in which each letter that the backfill brought is new once."""
        counted = self.tallying.holds({taken.letter_id for _, taken in self.found if taken.letter_id})
        for source, taken in self.found:
            is_new = taken.letter_id not in counted
            self.tallying.count(source, taken if is_new else replace(taken, outcome=None))
            counted.add(taken.letter_id or 0)
        troubles = {str(each): each for each in self.tallying.troubles}
        self.tallying.troubles = list(troubles.values())  # each is told once, however many it met
        return self.tallying.account(engine)


@dataclass(frozen=True, slots=True)
class Spread:
    """The account of a backfill on a cluster, and how many of the workers that began left before its end."""

    account: Account
    lost: int


def backfill_on(
    address: str, sources: Sequence[Path], ledger: Ledger, settings: Settings, on_shard: OnShard | None = None
) -> Spread:
    """Have the workers of a cluster take in every message of the sources, and return an account of them.

    Safe to repeat and to interrupt. `on_shard` is told how many messages were seen so far. Raises NoDask and
    NoCluster.
    """
    counting = _Counting()
    proof = f"proof-{secrets.token_hex(16)}"
    with _client(address, proof) as client, _work(ledger, settings, sources, proof) as work:
        run = _Run(client, address, work)
        began = _workers(run)
        if not began:
            raise NoCluster(address, "it has no workers")
        parts = ((name_of(source), shard) for source in sources for shard in shards_of(source))
        for source, told in _told(run, parts, counting):
            counting.add(source, told)
            if on_shard:
                on_shard(counting.tallying.seen + len(counting.found))
        lost = len(began - _workers(run))
    return Spread(counting.account(ledger.engine), lost)


@dataclass(frozen=True, slots=True)
class _Run:
    """A cluster at work."""

    client: Any
    address: str
    work: Work


Part = tuple[str, Shard]  # a shard, and the source that it is of


def _told(run: _Run, parts: Iterator[Part], counting: _Counting) -> Iterator[tuple[str, Told]]:
    """Hand out the shards, a few ahead of those that are read, and yield what became of each."""
    running: dict[Any, Part] = {}
    while True:
        with _answering(run.address):
            threads = sum(run.client.nthreads().values()) or 1
        room = 0 if counting.stops else max(0, AHEAD * threads - len(running))
        for source, shard in list(islice(parts, room)):
            with _answering(run.address):
                running[_hand_out(run, source, shard)] = source, shard
        if not running:
            return
        for future in _finished(run, list(running)):
            source, shard = running.pop(future)
            with _answering(run.address):
                told = _came_of(run, future, shard)
            yield source, told


@dataclass(frozen=True, slots=True)
class _Call:
    """A call that is made where it is unpickled.

    A worker that had to unpickle our own values before its task begins would end, where we are not installed;
    so it gets bytes, and the task is what fails.
    """

    given: tuple[Shard, str, Work]

    def __reduce__(self) -> tuple[Callable[..., Told], tuple[Shard, str, Work]]:
        return file_shard, self.given


def _hand_out(run: _Run, source: str, shard: Shard) -> Any:
    """Give the cluster a shard to read, and return the future of it."""
    call = pickle.dumps(_Call((shard, source, run.work)))
    return run.client.submit(pickle.loads, call, key=f"foialedger-{secrets.token_hex(16)}", pure=False)


def _finished(run: _Run, futures: list[Any]) -> list[Any]:
    """Wait until some are finished, and return them. Raises NoCluster when nobody is left to finish any."""
    wait = partial(_distributed().wait, futures, return_when="FIRST_COMPLETED")
    return list(_patiently(run, wait).done)


def _patiently(run: _Run, ask: Callable[..., Any]) -> Any:
    """Ask the cluster with a timeout, again and again while it has workers. Raises NoCluster."""
    alone = 0
    with _answering(run.address):
        while alone * LOOK_EVERY < ALONE:
            try:
                return ask(timeout=LOOK_EVERY)
            except TimeoutError:
                alone = 0 if run.client.nthreads() else alone + 1
    raise NoCluster(run.address, f"it has had no workers for {ALONE} seconds")


def _came_of(run: _Run, future: Any, shard: Shard) -> Told:
    """Return what became of a shard; a worker that dies with the answer in hand has it made again."""
    error = _patiently(run, future.exception)
    if isinstance(error, CancelledError):
        raise error  # the scheduler forgot it: it ended, or began anew
    if error is None:
        return _patiently(run, future.result)  # type: ignore[no-any-return]
    is_missing = isinstance(error, ImportError)
    trouble = NotInstalled(error) if is_missing else ShardLost(shard, first_line(error))
    return Told(Tallying(troubles=[trouble]), stops=is_missing)


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
        raise NoCluster(address, f"no Dask scheduler answers there ({first_line(error)})") from error
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


def _workers(run: _Run) -> set[str]:
    """Return the addresses of the workers. Raises NoCluster."""
    with _answering(run.address):
        return set(run.client.nthreads())


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


@contextmanager
def _work(ledger: Ledger, settings: Settings, sources: Sequence[Path], name: str) -> Iterator[Work]:
    """Say what a worker must know, and hold what it proves itself by: a file in the vault, and a lock."""
    lock = secrets.randbits(62)
    with _proof(ledger.vault, name), reaching(ledger.engine), ledger.engine.connect() as connection:
        connection.execute(select(func.pg_advisory_lock(lock)))
        newest = connection.scalar(select(func.coalesce(func.max(tables.messages.c.id), 0))) or 0
        connection.commit()
        yield Work(
            database=settings.database,
            vault=ledger.vault.root.absolute(),
            sources=tuple(each.expanduser().absolute() for each in sources if each.expanduser().exists()),
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
