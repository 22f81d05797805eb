"""Many messages taken in batch by batch: while one is written, the next is read and made safe on disk.

The ledger ends as it would one message at a time. What is in hand is bounded by its bytes, whatever comes.
"""

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from time import monotonic
from types import TracebackType
from typing import Any

from ingest import store_batches
from ingest.batches import Taken, Told, file_all, imagined, is_to_be_read
from ingest.large import LARGE
from ingest.message import Cursor, Message
from ingest.pipeline import Ledger, without_weight
from ingest.rows import Filing
from ingest.store_batches import Known
from models.schema import reaching

MOST_MESSAGES = 200  # of one batch, and so of one transaction
MOST_BYTES = 8 * 1024 * 1024
IN_FLIGHT = 2  # batches that are read while another is written
FIRST, FEWEST = 100, 20  # messages of one transaction: at first, and on a slow disk
TURN = 1.5  # seconds that a transaction may take, since others wait for their turn


OnTaken = Callable[[Taken], None]
Item = tuple[Message, Cursor | None]


class InTurn(Executor):
    """Does at once what it is given: the executor of a backfill in this very process."""

    def submit(self, call: Callable[..., Any], /, *given: Any, **named: Any) -> Future[Any]:
        """Call, and return what came of it as a future that is done; what it raises passes."""
        done: Future[Any] = Future()
        done.set_result(call(*given, **named))
        return done


@dataclass(slots=True)
class _Flight:
    """A batch that is being read and made safe."""

    items: list[Item]
    known: dict[str, Known]
    kept: Future[None]
    filings: dict[tuple[str, bool], Future[Filing]]


@dataclass(slots=True)
class Intake:
    """Takes messages in, in the order in which they are added; used as a context, which ends the threads.

    Raises what `take_in` raises. Until `flush` has returned, the last messages may not be filed; what
    `on_taken` was told of is. `limit` is how many new messages are wanted; from then on `is_full` holds, and
    what is added is left out.
    """

    ledger: Ledger
    on_taken: OnTaken | None = None
    processes: int = 1
    dry_run: bool = False
    limit: int | None = None
    dreamt: set[str] = field(default_factory=set)  # the digests that a dry run would have filed
    passed: int = 0  # bytes of the messages that were told of
    _pace: int = FIRST
    _items: list[Item] = field(default_factory=list)
    _bytes: int = 0
    _flying: deque[_Flight] = field(default_factory=deque)
    _readers: Executor = field(default_factory=InTurn)
    _keeper: Executor = field(default_factory=InTurn)

    def __enter__(self) -> "Intake":
        if self.processes > 1:
            self._readers = ThreadPoolExecutor(self.processes, "reading")
            self._keeper = ThreadPoolExecutor(1, "keeping")
        return self

    def __exit__(self, kind: type[BaseException] | None, _error: Any, _trace: TracebackType | None) -> None:
        for executor in (self._readers, self._keeper):
            executor.shutdown(wait=kind is None, cancel_futures=True)

    def add(self, message: Message, cursor: Cursor | None = None) -> None:
        """Take a message in, soon; waits while enough is in hand."""
        if not message.kept and len(message.raw) >= LARGE:  # safe at once: no two such are held
            if not self.dry_run:
                self.ledger.vault.keep(message)
            message = without_weight(message)
        self._items.append((message, cursor))
        self._bytes += len(message.raw)
        most = MOST_MESSAGES if self.limit is None else max(1, min(MOST_MESSAGES, self.limit))
        if self._bytes >= MOST_BYTES or len(self._items) >= most:
            self._start()
        while len(self._flying) > IN_FLIGHT:
            self._finish()

    def flush(self) -> None:
        """File everything that was added."""
        self._start()
        while self._flying:
            self._finish()

    def _start(self) -> None:
        items, self._items, self._bytes = self._items, [], 0
        if not items:
            return
        engine = self.ledger.engine
        with reaching(engine), engine.connect() as connection:
            known = store_batches.filed_among(connection, {message.digest for message, _ in items})
        items = list(self._within_limit(items, known))
        new = {
            (message.digest, message.place.holds_sent): message
            for message, _ in items
            if is_to_be_read(message, known)
        }
        read = self.ledger.reading_of
        filings = {key: self._readers.submit(read, message) for key, message in new.items()}
        kept = self._keeper.submit(self._keep, [message for message, _ in items], known)
        self._flying.append(_Flight(items, known, kept, filings))

    def _within_limit(self, items: list[Item], known: dict[str, Known]) -> Iterator[Item]:
        """Yield the items up to the last one that is wanted, and count those that are new."""
        new: set[str] = set()
        for message, cursor in items:
            if message.digest not in known and message.digest not in new:
                if self.is_full:
                    return
                new.add(message.digest)
                if self.limit is not None:
                    self.limit -= 1
            yield message, cursor

    @property
    def is_full(self) -> bool:
        """Whether as many new messages were added as are wanted."""
        return self.limit is not None and self.limit <= 0

    def _keep(self, messages: list[Message], known: dict[str, Known]) -> None:
        """Make what is not safe yet safe: new bytes, and those of a filed letter that went missing."""
        if not self.dry_run:
            vault = self.ledger.vault
            vault.keep_all(each for each in messages if each.digest not in known or not vault.holds(each))

    def _finish(self) -> None:
        flight = self._flying.popleft()
        flight.kept.result()
        filings = {key: each.result() for key, each in flight.filings.items()}
        told = [
            (message, filings.get((message.digest, message.place.holds_sent)), cursor)
            for message, cursor in flight.items
        ]
        if self.dry_run:
            self._tell(imagined(told, flight.known, self.dreamt), told)
        while told and not self.dry_run:
            some, told = told[: self._pace], told[self._pace :]
            self._tell(self._file(some, flight.known), some)

    def _tell(self, found: list[Taken], told: list[Told]) -> None:
        for taken, (message, _, _) in zip(found, told, strict=True):
            self.passed += message.size
            if self.on_taken:
                self.on_taken(taken)

    def _file(self, told: list[Told], known: dict[str, Known]) -> list[Taken]:
        """File in one transaction, and choose how many the next one takes: others wait for their turn."""
        began = monotonic()
        found = file_all(told, self.ledger, known)
        took = max(monotonic() - began, 0.001)
        self._pace = max(FEWEST, min(MOST_MESSAGES, 2 * self._pace, int(len(told) * TURN / took)))
        return found
