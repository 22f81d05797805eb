"""What a worker of a cluster does: reads a shard, and files its letters into the ledger that all share."""

import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Engine, func, select

from ingest.limits import Readers
from ingest.message import Message
from ingest.ocr import find_ocr
from ingest.pipeline import Ledger, take_in
from ingest.requester import Requester
from ingest.rereading import rules_of
from ingest.shards import Shard
from ingest.sources import NoSource, Unreadable, messages_in
from ingest.vault import ARRIVING, Vault
from models import schema, tables
from models.schema import reaching
from parsers.errors import LedgerError

PATIENCE = 1800  # seconds that a worker waits for its turn to write: all of the cluster stand in that queue
MOST_AT_ONCE = 500  # digests that one question names


class Unfit(LedgerError):
    """A worker cannot do the work."""

    def __init__(self, why: str) -> None:
        super().__init__(f"A worker on {socket.gethostname()} cannot file letters: {why}.")


@dataclass(frozen=True, slots=True)
class Work:
    """What a worker must know to file letters. It travels to the cluster, the database's URL with it."""

    database: str = field(repr=False)
    vault: Path
    requester: Requester
    memory: int  # MB that the reading of one letter may take
    seconds: int  # of CPU time that it may take
    rules: str  # the digest of the rules that letters are read by
    reads_scans: bool  # whether there is a program for OCR
    proof: str  # the name of a file in the vault, by which a worker knows that it sees the same one
    lock: int  # an advisory lock that the command holds; who could take it is in another database
    newest: int  # the id of the newest message when the backfill began


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one shard.

    `new` are the messages that this backfill brought, each with the place where it was found; those that an
    earlier worker had filed when it died are among them. `stops` says that no other shard will do better.
    """

    seen: int
    new: dict[str, str]
    troubles: tuple[str, ...] = ()
    stops: bool = False


def file_shard(shard: Shard, work: Work) -> Told:
    """Take in all messages of one shard, as far as they can be read. Safe to repeat, and to kill."""
    new: dict[str, str] = {}
    troubles: list[str] = []
    seen = 0
    try:
        with _opened(work) as ledger:
            again: dict[str, str] = {}
            for message in _messages_in(shard, troubles):
                outcome = take_in(message, ledger)
                (again if outcome is None else new)[message.digest] = message.place.name
                seen += 1
                if len(again) >= MOST_AT_ONCE:
                    new |= _brought(again, ledger.engine, work.newest)
                    again.clear()
            new |= _brought(again, ledger.engine, work.newest)
    except LedgerError as trouble:
        return Told(seen, new, (*troubles, str(trouble)), stops=True)
    return Told(seen, new, tuple(troubles))


def unfit(work: Work, sources: tuple[Path, ...]) -> str | None:
    """Say why this worker cannot do the work, or None."""
    try:
        with _opened(work):
            unseen = next((each for each in sources if not each.exists()), None)
            return str(Unfit(f"it does not see {unseen}")) if unseen else None
    except LedgerError as trouble:
        return str(trouble)


@contextmanager
def _opened(work: Work) -> Iterator[Ledger]:
    """Open the ledger of the command, and no other. Raises Unfit, and what `connect` raises."""
    engine = schema.connect(work.database).execution_options(patience=PATIENCE)
    readers = Readers(work.memory, work.seconds, count=1)
    who = work.requester
    ledger = Ledger(
        engine,
        Vault(work.vault),
        who.addresses,
        who.request_addresses,
        who.authserv_ids,
        who.trusted_senders,
        readers.read,
        readers.close,
    )
    try:
        schema.check_version(engine)
        if amiss := _amiss(ledger, work):
            raise Unfit(amiss)
        yield ledger
    finally:
        readers.close()
        engine.dispose()


def _amiss(ledger: Ledger, work: Work) -> str | None:
    """Say in what this worker is not as the machine of the command is, or None."""
    if rules_of(ledger) != work.rules:
        return "it has another version of foialedger; install the same one there and start the worker again"
    if (find_ocr() is not None) != work.reads_scans:
        return (
            "tesseract is installed there and not here, or here and not there, so scans would be read unlike"
        )
    arriving = work.vault / ARRIVING
    if not (arriving / work.proof).is_file():
        return f"the vault at {work.vault} must be one folder that all machines share, and it sees another"
    try:
        tempfile.TemporaryFile(dir=arriving).close()
    except OSError as error:
        return f"it cannot write into the vault at {work.vault} ({error.strerror})"
    with reaching(ledger.engine), ledger.engine.connect() as connection:
        if connection.scalar(select(func.pg_try_advisory_lock(work.lock))):
            return "`database` names another database there than here"
    return None


def _messages_in(shard: Shard, troubles: list[str]) -> Iterator[Message]:
    """Yield the messages of a shard; what of it cannot be read is added to the troubles."""
    for path in shard.paths:
        try:
            yield from messages_in(path)
        except (NoSource, Unreadable) as trouble:
            troubles.append(str(trouble))


def _brought(found: dict[str, str], engine: Engine, newest: int) -> dict[str, str]:
    """Return those of some filed messages that were not in the ledger when the backfill began."""
    messages = tables.messages
    query = select(messages.c.digest).where(messages.c.id > newest, messages.c.digest.in_(found))
    with reaching(engine), engine.connect() as connection:
        return {digest: found[digest] for digest in connection.scalars(query)}
