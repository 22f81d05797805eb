"""What a worker of a cluster does: reads a shard, and files its letters into the ledger that all share."""

import socket
import tempfile
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, func, select

from ingest.account import Tallying
from ingest.batches import Taken
from ingest.intake import Intake
from ingest.limits import Readers
from ingest.message import Message
from ingest.ocr import find_ocr
from ingest.pipeline import Ledger
from ingest.requester import Requester
from ingest.rereading import rules_of
from ingest.shards import Shard
from ingest.sources import NoSource, Unreadable, messages_in
from ingest.vault import ARRIVING, Vault
from models import schema, tables
from models.schema import reaching
from parsers.errors import LedgerError
from parsers.facts import Outcome, Status

PATIENCE = 1800  # seconds that a worker waits for its turn to write: all of the cluster stand in that queue
MOST_AT_ONCE = 500  # digests that one question names
MOST_THREADS = 256  # of one worker

_READERS: dict[str, Readers] = {}  # of each backfill that this process reads for, by the name of its proof


class Unfit(LedgerError):
    """A worker cannot do the work."""

    def __init__(self, why: str) -> None:
        super().__init__(f"A worker on {socket.gethostname()} cannot file letters: {why}.")


@dataclass(frozen=True, slots=True)
class Work:
    """What a worker must know to file letters. It travels to the cluster, the database's URL with it."""

    database: str = field(repr=False)
    vault: Path
    sources: tuple[Path, ...]  # that the machine of the command sees
    requester: Requester
    memory: int  # MB that the reading of one letter may take
    seconds: int  # of CPU time that it may take
    rules: str  # the digest of the rules that letters are read by
    reads_scans: bool  # whether there is a program for OCR
    proof: str  # the name of a file in the vault, by which a worker knows that it sees the same one
    lock: int  # an advisory lock that the command holds; who could take it is in another database
    newest: int  # the id of the newest message when the backfill began


@dataclass(slots=True)
class Told:
    """What became of one shard.

    `found` are letters that were filed already, and not yet when the backfill began: by a worker that died
    before it could tell, or from another place where the same bytes are. `stops` says that no other shard
    will do better.
    """

    counted: Tallying = field(default_factory=Tallying)
    found: list[Taken] = field(default_factory=list)
    stops: bool = False


def file_shard(shard: Shard, source: str, work: Work) -> Told:
    """Take in all messages of one shard, as far as they can be read. Safe to repeat, and to kill."""
    told = Told()
    added: deque[str] = deque()
    again: dict[str, Taken] = {}

    def count(taken: Taken) -> None:
        digest = added.popleft()
        if taken.outcome is None and digest not in again:
            again[digest] = taken
        else:
            told.counted.count(source, taken)

    try:
        with _opened(work) as ledger, Intake(ledger, count) as intake:
            for message in _messages_in(shard, told):
                added.append(message.digest)
                intake.add(message)
                if len(again) >= MOST_AT_ONCE:
                    _sort(again, source, told, ledger.engine, work.newest)
            intake.flush()
            _sort(again, source, told, ledger.engine, work.newest)
    except LedgerError as trouble:
        told.counted.troubles.append(
            LedgerError(str(trouble))
        )  # others need more than a text to be unpickled
        told.stops = True
        for taken in again.values():
            told.counted.count(source, taken)
    return told


def let_go(proof: str) -> None:
    """End the children that read for a backfill; a shard in hand ends with the letter in hand."""
    readers = _READERS.pop(proof, None)
    if readers:
        readers.close()


@contextmanager
def _opened(work: Work) -> Iterator[Ledger]:
    """Open the ledger of the command, and no other. Raises Unfit, and what `connect` raises."""
    engine = schema.connect(work.database).execution_options(patience=PATIENCE)
    who = work.requester
    try:
        schema.check_version(engine)
        ledger = Ledger(
            engine,
            Vault(work.vault),
            who.addresses,
            who.request_addresses,
            who.authserv_ids,
            who.trusted_senders,
        )
        if amiss := next(_amiss(ledger, work), None):
            raise Unfit(amiss)
        yield replace(ledger, read=_readers_for(work).read)
    finally:
        engine.dispose()


def _readers_for(work: Work) -> Readers:
    """Return the children that read for this backfill in this process: one for each of its threads."""
    return _READERS.setdefault(work.proof, Readers(work.memory, work.seconds, MOST_THREADS))


def _amiss(ledger: Ledger, work: Work) -> Iterator[str]:
    """Yield in what this worker is not as the machine of the command is."""
    if rules_of(ledger) != work.rules:
        yield "it has another version of foialedger; install the same one there and start the worker again"
    if (find_ocr() is not None) != work.reads_scans:
        yield "only one of the two machines has tesseract, and scans would be read by that one alone"
    for unseen in (each for each in work.sources if not each.exists()):
        yield f"it does not see {unseen}, which must be at the same path on all machines"
    arriving = work.vault / ARRIVING
    if not (arriving / work.proof).is_file():
        yield f"it does not see the vault at {work.vault}, which must be one folder that all machines share"
    try:
        tempfile.TemporaryFile(dir=arriving).close()
    except OSError as error:
        yield f"it cannot write into the vault at {work.vault} ({error.strerror})"
    with reaching(ledger.engine), ledger.engine.connect() as connection:
        if connection.scalar(select(func.pg_try_advisory_lock(work.lock))):
            yield "`database` names another database there than here"


def _messages_in(shard: Shard, told: Told) -> Iterator[Message]:
    """Yield the messages of a shard; what of it cannot be read is added to the troubles."""
    for path in shard.paths:
        try:
            yield from messages_in(path, is_found=not shard.is_named)
        except (NoSource, Unreadable) as trouble:
            told.counted.troubles.append(LedgerError(str(trouble)))


def _sort(again: dict[str, Taken], source: str, told: Told, engine: Engine, newest: int) -> None:
    """Tell the messages that this backfill brought from those that were filed before it, and forget them."""
    messages, readings = tables.messages, tables.readings
    query = (
        select(messages.c.digest, messages.c.id, readings.c.outcome, readings.c.status, readings.c.problem)
        .join_from(messages, readings, messages.c.id == readings.c.letter_id)
        .where(messages.c.id > newest, messages.c.digest.in_(again))
    )
    with reaching(engine), engine.connect() as connection:
        brought = {row.digest: row for row in connection.execute(query)}
    for digest, taken in again.items():
        if digest in brought:
            told.found.append(_as_new(taken, brought[digest]))
        else:
            told.counted.count(source, taken)
    again.clear()


def _as_new(taken: Taken, row: Any) -> Taken:
    outcome = Outcome(row.outcome)
    return replace(
        taken,
        outcome=outcome,
        letter_id=row.id,
        is_about_a_request=row.status != Status.NOT_ABOUT_A_REQUEST,
        problem=row.problem if outcome is Outcome.FAILED else None,
    )
