"""Many messages filed batch by batch: while one is written, the next is read and made safe on disk.

The ledger ends as it would one message at a time. What is in hand is bounded by its bytes, whatever comes.
"""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Any

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, StatementError

from ingest import store, store_batches
from ingest.large import LARGE, extract
from ingest.message import Cursor, Kept, Message, Place
from ingest.pipeline import Ledger, file_or_set_aside, freshen, read_message, tells_more
from ingest.rows import Filing
from ingest.store_batches import Known
from models.schema import reaching
from parsers.facts import Outcome, PromisedDate, Status

MOST_MESSAGES = 200  # of one batch, and so of one transaction
MOST_BYTES = 8 * 1024 * 1024
IN_FLIGHT = 2  # batches that are read while another is written


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one message: `outcome` is None where it was filed before."""

    place: Place
    outcome: Outcome | None
    letter_id: int | None = None  # of a letter that is new
    portal: str | None = None
    is_about_a_request: bool = True
    problem: str | None = None
    promises: int = 0


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
    `on_taken` was told of is.
    """

    ledger: Ledger
    on_taken: OnTaken | None = None
    processes: int = 1
    dry_run: bool = False
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
        if not message.kept and len(message.raw) >= LARGE:
            message = self._without_weight(message)
        self._items.append((message, cursor))
        self._bytes += len(message.raw)
        if self._bytes >= MOST_BYTES or len(self._items) >= MOST_MESSAGES:
            self._start()
        while len(self._flying) > IN_FLIGHT:
            self._finish()

    def flush(self) -> None:
        """File everything that was added."""
        self._start()
        while self._flying:
            self._finish()

    def _without_weight(self, message: Message) -> Message:
        """Make a large message safe at once, and return what is read of it: no two such are held."""
        if not self.dry_run:
            self.ledger.vault.keep(message)
        raw, left_out = extract(message.raw)
        return Message(raw, message.place, Kept(message.digest, message.size, left_out))

    def _start(self) -> None:
        items, self._items, self._bytes = self._items, [], 0
        if not items:
            return
        engine = self.ledger.engine
        with reaching(engine), engine.connect() as connection:
            known = store_batches.filed_among(connection, {message.digest for message, _ in items})
        new = {
            (message.digest, message.place.holds_sent): message
            for message, _ in items
            if _is_to_be_read(message, known)
        }
        read, requester = self.ledger.read or read_message, self.ledger.requester
        filings = {key: self._readers.submit(read, message, requester) for key, message in new.items()}
        unkept = [] if self.dry_run else list(new.values())
        kept = self._keeper.submit(self.ledger.vault.keep_all, unkept)
        self._flying.append(_Flight(items, known, kept, filings))

    def _finish(self) -> None:
        flight = self._flying.popleft()
        flight.kept.result()
        filings = {key: each.result() for key, each in flight.filings.items()}
        told = [
            (message, filings.get((message.digest, message.place.holds_sent)), cursor)
            for message, cursor in flight.items
        ]
        found = _imagined(told, flight.known) if self.dry_run else file_all(told, self.ledger, flight.known)
        for taken in found if self.on_taken else ():
            self.on_taken(taken)  # type: ignore[misc]


Told = tuple[Message, Filing | None, Cursor | None]


def file_all(told: Sequence[Told], ledger: Ledger, known: dict[str, Known] | None = None) -> list[Taken]:
    """File messages that were read and are safe on disk, in one transaction, and say what became of each.

    A message that is filed already, and says nothing new, may come without a filing. Where the database
    refuses what one of them says, they are filed one by one, and that one goes into quarantine.
    """
    if known and all(message.digest in known for message, _, _ in told) and _is_there(told, ledger, known):
        return [Taken(message.place, None, None, known[message.digest].portal) for message, _, _ in told]
    try:
        return _file(told, ledger)
    except (StatementError, OverflowError) as fault:
        if isinstance(fault, DBAPIError) and not isinstance(fault, DataError | IntegrityError):
            raise
    return [_one(message, filing, cursor, ledger) for message, filing, cursor in told]


def take_in_all(messages: Iterable[Message], ledger: Ledger) -> int:
    """File many messages in one transaction, and return how many were new; it ends as one by one would."""
    told = list(messages)
    ledger.vault.keep_all(told)
    read = ledger.read or read_message
    found = file_all([(message, read(message, ledger.requester), None) for message in told], ledger)
    return sum(taken.outcome is not None for taken in found)


def _file(told: Sequence[Told], ledger: Ledger) -> list[Taken]:
    with store.writing(ledger.engine) as connection:
        known = store_batches.filed_among(connection, {message.digest for message, _, _ in told})
        new: dict[str, Filing] = {}
        anew: dict[int, Filing] = {}
        first: dict[str, Place] = {}
        for message, filing, _ in told:
            digest = message.digest
            filed = known.get(digest) or new.get(digest)
            if filed and not tells_more(message.place, filed.direction):
                continue
            filing = filing or (ledger.read or read_message)(message, ledger.requester)  # noqa: PLW2901
            if digest in known:
                anew[known[digest].letter_id] = filing
                known[digest] = replace(known[digest], direction=filing.direction)
            else:
                new[digest] = filing
                first.setdefault(digest, message.place)
        ids = dict(zip(new, store_batches.file_unsettled(connection, list(new.values())), strict=True))
        for letter_id, filing in anew.items():
            store.replace_unsettled(connection, letter_id, filing)
        by_digest = {digest: each.letter_id for digest, each in known.items()} | ids
        store_batches.note_arrivals(connection, [(by_digest[each.digest], each) for each, _, _ in told])
        store_batches.keep_cursors(connection, [cursor for _, _, cursor in told if cursor])
        store.settle(connection, *ids.values(), *anew)
        freshen(connection, ledger)
    return _taken(told, known, new, ids)


def _taken(
    told: Sequence[Told], known: dict[str, Known], new: dict[str, Filing], ids: dict[str, int]
) -> list[Taken]:
    found, seen = [], set(known)
    for message, _, _ in told:
        digest = message.digest
        if digest in seen:
            portal = known[digest].portal if digest in known else new[digest].reading.portal
            found.append(Taken(message.place, None, None, portal))
        else:
            seen.add(digest)
            found.append(_new(message.place, new[digest], ids.get(digest)))
    return found


def _new(place: Place, filing: Filing, letter_id: int | None) -> Taken:
    reading = filing.reading
    return Taken(
        place,
        reading.outcome,
        letter_id,
        reading.portal,
        reading.status is not Status.NOT_ABOUT_A_REQUEST,
        reading.problem if reading.outcome is Outcome.FAILED else None,
        sum(isinstance(fact, PromisedDate) for fact in reading.facts),
    )


def _imagined(told: Sequence[Told], known: dict[str, Known]) -> list[Taken]:
    """Say what would become of messages, and file none."""
    new = {message.digest: filing for message, filing, _ in told if filing and message.digest not in known}
    return _taken(told, known, new, {})


def _one(message: Message, filing: Filing | None, cursor: Cursor | None, ledger: Ledger) -> Taken:
    filing = filing or (ledger.read or read_message)(message, ledger.requester)
    outcome = file_or_set_aside(message, filing, ledger, cursor)
    if outcome is None:
        return Taken(message.place, None, None, filing.reading.portal)
    with reaching(ledger.engine), ledger.engine.connect() as connection:
        known = store_batches.filed_among(connection, {message.digest}).get(message.digest)
    if known is None:
        return Taken(message.place, Outcome.FAILED, problem="the ledger did not take it: it is in quarantine")
    return _new(message.place, filing, known.letter_id)


def _is_to_be_read(message: Message, known: dict[str, Known]) -> bool:
    filed = known.get(message.digest)
    return filed is None or tells_more(message.place, filed.direction)


def _is_there(told: Sequence[Told], ledger: Ledger, known: dict[str, Known]) -> bool:
    """Whether there is nothing to write: every message is filed, its place is known, and no cursor moves."""
    if any(cursor or _is_to_be_read(message, known) for message, _, cursor in told):
        return False
    wanted = {(store_batches.place_of(message), known[message.digest].letter_id) for message, _, _ in told}
    with reaching(ledger.engine), ledger.engine.connect() as connection:
        return wanted <= store_batches.places_among(connection, {name for name, _ in wanted})
