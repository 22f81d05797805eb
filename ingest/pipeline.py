"""take_in(): one message in, its rows out. The daemon, the backfill and the tests all call it."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, StatementError

from ingest import store, store_mail
from ingest.filing import Filing
from ingest.large import LARGE, extract
from ingest.message import Cursor, Kept, Message, Place
from ingest.reading import read_message
from ingest.requester import Asked, Requester
from ingest.stored import asked_by, origins, stale
from ingest.vault import RawDamaged, RawMissing, Vault
from models.at_once import together
from parsers.echo import may_repeat
from parsers.facts import Direction, Outcome

REFUSED = (StatementError, OverflowError)  # what writing a letter raises where the database takes it not
AT_ONCE = 100  # letters that are read again before they are written


class Read(Protocol):
    """Reads a message as `read_message` does, in this process or in another."""

    def __call__(self, message: Message, requester: Requester, asked: Asked | None = None, /) -> Filing:
        """Return all that is to be filed of a message."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """Where letters are filed: the database, the raw bytes; and who the requester is."""

    engine: Engine
    vault: Vault
    addresses: frozenset[str] = frozenset()
    request_addresses: tuple[str, ...] = ()
    authserv_ids: frozenset[str] = frozenset()
    trusted_senders: frozenset[str] = frozenset()
    read: Read | None = None  # how a message is read; `read_message` in this very process where it is None
    stop_reading: Callable[[], None] | None = None  # ends whoever reads, at once
    readers: int = 1  # messages that `read` can read at the same time
    # the digests of letters that were to be read again, and whose bytes were not in the vault
    missing: dict[int, str] = field(default_factory=dict, compare=False, repr=False)

    @property
    def requester(self) -> Requester:
        """The requester, as far as the configuration tells; all of it in lower case."""
        return Requester(self.addresses, self.request_addresses, self.authserv_ids, self.trusted_senders)

    def reading_of(self, message: Message, asked: Asked | None = None) -> Filing:
        """Return all that is to be filed of a message, whoever reads it."""
        return (self.read or read_message)(message, self.requester, asked)


def take_in(
    message: Message, ledger: Ledger, cursor: Cursor | None = None, *, is_new: bool = False
) -> Outcome | None:
    """File one message and what it says, in one transaction, after its bytes are safe on disk.

    Safe to repeat: a message that is filed already gains only its new place of arrival, and None
    is returned. A letter that cannot be read is filed all the same, with the reason beside it; one whose
    values no database takes goes into quarantine, and its outcome is `failed`.
    `cursor` is how far its folder is filed once this message is. `is_new` says that it has most likely not
    been filed: it is then read before the ledger is asked. Raises LedgerUnreachable.
    """
    if is_new:
        filing = _keep_and_read(message, ledger)
    else:
        digest = ledger.vault.keep(message)
        with store.writing(ledger.engine) as connection:
            known = store.filed_as(connection, digest)
            if known and not tells_more(message.place, known[1]):
                _note_place(connection, known[0], message, cursor)
                return None
        filing = ledger.reading_of(message)
    return file_or_set_aside(message, filing, ledger, cursor)


def file_or_set_aside(
    message: Message, filing: Filing, ledger: Ledger, cursor: Cursor | None = None
) -> Outcome | None:
    """File what was read of a message; into quarantine with it where no database takes what it says."""
    try:
        return file(message, filing, ledger, cursor)
    except REFUSED as fault:
        if is_the_database(fault):
            raise
        why = f"The ledger did not take it: {type(fault).__name__}."
        set_aside(message.place, why, ledger, cursor, filing.digest)
        return Outcome.FAILED


def is_the_database(fault: Exception) -> bool:
    """Say whether a refusal is the database's own fault, and not that of what a letter says."""
    return isinstance(fault, DBAPIError) and not isinstance(fault, DataError | IntegrityError)


def _keep_and_read(message: Message, ledger: Ledger) -> Filing:
    """Read a message while its bytes are made safe; both are done when this returns. Raises VaultClosed."""
    with ThreadPoolExecutor(1, "vault") as disk:
        kept = disk.submit(ledger.vault.keep, message)
        filing = ledger.reading_of(message)
        kept.result()
    return filing


def set_aside(
    place: Place, why: str, ledger: Ledger, cursor: Cursor | None = None, digest: str | None = None
) -> int:
    """Put a message into quarantine, so that it holds up no other, and return how often it was tried."""
    with store.writing(ledger.engine) as connection:
        attempts = store_mail.quarantine(connection, place, why, digest)
        if cursor:
            store.keep_cursor(connection, cursor)
    return attempts


def file(message: Message, filing: Filing, ledger: Ledger, cursor: Cursor | None = None) -> Outcome | None:
    """File what was read of a message whose bytes the vault holds: the one transaction of `take_in`.

    None when another writer has filed it in the meantime.
    """
    with store.writing(ledger.engine) as connection:
        known = store.filed_as(connection, filing.digest)
        if known is None:
            letter_id = store.file_letter(connection, filing)
        else:
            letter_id = known[0]
            if tells_more(message.place, known[1]):
                store.replace_reading(connection, letter_id, filing)
        _note_place(connection, letter_id, message, cursor)
        freshen(connection, ledger, {letter_id: filing})
    return filing.reading.outcome if known is None else None


def freshen(connection: Connection, ledger: Ledger, at_hand: Mapping[int, Filing] | None = None) -> int:
    """Read the letters again whose request's text has come to be known, or is another's; return how many.

    A letter whose bytes are missing or damaged keeps its reading, and stays in `stale_readings`; one that
    cannot be read with that text keeps its reading. `at_hand` are letters that were just read, alone: those
    that repeat nothing of the text would be read as they were, and are not read again.
    """
    missing = ledger.missing
    rows = [
        row
        for row in stale(connection)
        if row.letter_id not in missing or ledger.vault.has(missing[row.letter_id])
    ]
    texts = {each: asked_by(connection, each) for each in {row.asked_in for row in rows} - {None}}
    known = at_hand or {}
    as_read = {
        row.letter_id: row.asked_in
        for row in rows
        if not _repeats(known.get(row.letter_id), texts.get(row.asked_in))
    }
    store.is_fresh(connection, as_read)
    rows = [row for row in rows if row.letter_id not in as_read]
    count = len(as_read)
    for start in range(0, len(rows), AT_ONCE):
        some = rows[start : start + AT_ONCE]
        found = origins(connection, [row.letter_id for row in some])
        asked = [texts.get(row.asked_in) for row in some]
        with ThreadPoolExecutor(ledger.readers) as pool:
            told = pool.map(partial(_again, ledger), [found[row.letter_id] for row in some], asked)
            read = [(row, filing) for row, filing in zip(some, told, strict=True) if filing]
        missing |= {each: found[each][0] for each in found.keys() - {row.letter_id for row, _ in read}}
        anew = {row.letter_id: filing for row, filing in read if not _is_lost(filing, row.outcome)}
        store.replace_unsettled(connection, anew)
        store.is_fresh(connection, {row.letter_id: row.asked_in for row, _ in read})
        if other := [row.letter_id for row, filing in read if row.parser_version != filing.parser_version]:
            store.settle(connection, *other)
        count += len(read)
    return count


def _repeats(filing: Filing | None, asked: Asked | None) -> bool:
    """Say whether a letter must be read with what was asked: not where it repeats nothing of it."""
    if filing is None or filing.asked_in is not None or asked is None:
        return True
    return any(may_repeat(part.text, asked.text) for part in filing.letter.parts)


def _again(ledger: Ledger, origin: tuple[str, Place], asked: Asked | None) -> Filing | None:
    """Read a stored message; None where its bytes are not there."""
    digest, place = origin
    try:
        message = without_weight(Message(ledger.vault.raw(digest), place))
    except (RawMissing, RawDamaged):
        return None
    return ledger.reading_of(message, asked)


def _is_lost(filing: Filing, before: str) -> bool:
    return filing.reading.outcome is Outcome.FAILED and before != Outcome.FAILED.value


def without_weight(message: Message) -> Message:
    """Return what is read of a large message, without the attachments that make it large."""
    if message.kept or len(message.raw) < LARGE:
        return message
    raw, left_out = extract(message.raw)
    return Message(raw, message.place, Kept(message.digest, message.size, left_out))


def _note_place(connection: Connection, letter_id: int, message: Message, cursor: Cursor | None) -> None:
    with together(connection):
        store.arrival(connection, letter_id, message)
        if cursor:
            store.keep_cursor(connection, cursor)


def tells_more(place: Place, direction: Direction) -> bool:
    """Say whether this place settles who wrote a letter that was filed from another place."""
    return place.holds_sent and direction is not Direction.OUTGOING
