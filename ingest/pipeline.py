"""take_in(): one message in, its rows out. The daemon, the backfill and the tests all call it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Protocol

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, StatementError

from ingest import keys, store, store_mail
from ingest.large import LARGE, extract
from ingest.message import Cursor, Kept, Message, Place
from ingest.numbers import numbers_of, other_names
from ingest.ocr import find_ocr
from ingest.requester import Asked, Requester
from ingest.rows import Filing
from ingest.stored import asked_by, origins, stale
from ingest.trust import verdict_of
from ingest.vault import RawDamaged, RawMissing, Vault
from parsers import registry
from parsers.facts import Direction, Fact, Fee, ItemOutcome, Outcome, Reading, Zone
from parsers.letter import Letter, open_letter

FIRST_YEAR = 1990  # no letter about a request is older; a Date header that says so lies
AHEAD = timedelta(days=2)  # how far a Date header may run before the arrival
LARGEST_SUM = Decimal(10) ** 9
LARGEST_ITEM = 10**6
NOBODY = Requester()

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
    except (StatementError, OverflowError) as fault:
        if isinstance(fault, DBAPIError) and not isinstance(fault, DataError | IntegrityError):
            raise  # the database is at fault, and not what this letter says
        why = f"The ledger did not take it: {type(fault).__name__}."
        set_aside(message.place, why, ledger, cursor, filing.digest)
        return Outcome.FAILED


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


def read_message(message: Message, requester: Requester = NOBODY, asked: Asked | None = None) -> Filing:
    """Return all that is to be filed of a message. Touches nothing, so that it can run in another process.

    `asked` is the text of the request that the letter answers: what repeats it states nothing. What the
    letter is matched by, its portal and its site are told by the letter alone all the same.
    """
    raw, left_out = (message.raw, message.kept.left_out) if message.kept else extract(message.raw)
    letter = open_letter(raw, find_ocr())
    told = _direction(letter, message.place, requester)
    reading = _read(letter, told)
    reading = replace(reading, problem=reading.problem or left_out)
    direction = reading.direction if told is Direction.UNKNOWN else told
    sent_at = _sent_at(letter, message.place)
    framed = _framed(letter, reading)
    return Filing(
        digest=message.digest,
        size=message.size,
        letter=letter,
        reading=_knowing(letter, reading, direction, asked),
        direction=direction,
        sent_at=sent_at,
        sent_on=sent_at.date() if sent_at else None,
        opens=keys.opens_request(letter, reading, direction),
        keys=keys.keys_of(framed, reading, direction, requester.request_addresses),
        parser_version=registry.PARSER_VERSION,
        numbers=numbers_of(reading),
        verdict=verdict_of(
            message.raw, letter, reading, direction, requester, is_sent=message.place.holds_sent
        ),
        asked_in=asked.letter_id if asked else None,
    )


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
        freshen(connection, ledger)
    return filing.reading.outcome if known is None else None


def freshen(connection: Connection, ledger: Ledger) -> int:
    """Read the letters again whose request's text has come to be known, or is another's; return how many.

    A letter whose bytes are missing or damaged keeps its reading, and stays in `stale_readings`; one that
    cannot be read with that text keeps its reading.
    """
    rows = stale(connection)
    texts = {each: asked_by(connection, each) for each in {row.asked_in for row in rows} - {None}}
    count = 0
    for start in range(0, len(rows), AT_ONCE):
        some = rows[start : start + AT_ONCE]
        found = origins(connection, [row.letter_id for row in some])
        asked = [texts.get(row.asked_in) for row in some]
        with ThreadPoolExecutor(ledger.readers) as pool:
            told = pool.map(partial(_again, ledger), [found[row.letter_id] for row in some], asked)
            read = [(row, filing) for row, filing in zip(some, told, strict=True) if filing]
        anew = {row.letter_id: filing for row, filing in read if not _is_lost(filing, row.outcome)}
        store.replace_unsettled(connection, anew)
        store.is_fresh(connection, {row.letter_id: row.asked_in for row, _ in read})
        if other := [row.letter_id for row, filing in read if row.parser_version != filing.parser_version]:
            store.settle(connection, *other)
        count += len(read)
    return count


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
    store.arrival(connection, letter_id, message)
    if cursor:
        store.keep_cursor(connection, cursor)


def tells_more(place: Place, direction: Direction) -> bool:
    """Say whether this place settles who wrote a letter that was filed from another place."""
    return place.holds_sent and direction is not Direction.OUTGOING


def _direction(letter: Letter, place: Place, requester: Requester) -> Direction:
    """Return who wrote, where the mailbox or the requester's own addresses tell."""
    if place.holds_sent or (letter.sender and requester.owns(letter.sender.email)):
        return Direction.OUTGOING
    return Direction.INCOMING if letter.sender and requester.addresses else Direction.UNKNOWN


def _read(letter: Letter, told: Direction) -> Reading:
    """Return what a letter says, as far as columns can hold it, with the other names of its request."""
    reading = registry.read(letter, told)
    return _storable(replace(reading, facts=(*reading.facts, *other_names(letter, reading))))


def _knowing(letter: Letter, alone: Reading, direction: Direction, asked: Asked | None) -> Reading:
    """Return the reading of a letter that knows what was asked, or the one that does not where nothing is
    repeated.
    """
    if asked is None or direction is Direction.OUTGOING or alone.outcome is Outcome.FAILED:
        return alone
    known = letter.knowing(asked.text)
    if not any(sentence.zone is Zone.ECHO for sentence in known.sentences()):
        return alone
    reading = _read(known, direction)
    if reading.outcome is Outcome.FAILED:
        return alone
    return replace(
        reading, direction=alone.direction, portal=alone.portal, site=alone.site, agency=alone.agency
    )


def _sent_at(letter: Letter, place: Place) -> datetime | None:
    """Return when the letter was sent, in its own offset: its Date header if credible, else its arrival."""
    latest = (place.received_at or datetime.now(UTC)) + AHEAD
    sent_at = letter.sent_at
    return sent_at if sent_at and sent_at.year >= FIRST_YEAR and sent_at <= latest else place.received_at


def _framed(letter: Letter, reading: Reading) -> Letter:
    """Return the letter with the frames of the portal that read it, so that its echo is known."""
    frames = (portal.frames for portal in registry.find_portals() if portal.name == reading.portal)
    return letter.laid_out(next(frames, ()))


def _storable(reading: Reading) -> Reading:
    """Leave out the facts no column can hold, and say so in the reading's doubts."""
    kept = tuple(fact for fact in reading.facts if not _is_too_large(fact))
    if len(kept) == len(reading.facts):
        return reading
    doubt = "The letter states a sum or an item number too large to be one."
    return replace(reading, facts=kept, doubts=(*reading.doubts, doubt))


def _is_too_large(fact: Fact) -> bool:
    if isinstance(fact, Fee):
        return not abs(fact.amount) < LARGEST_SUM
    return isinstance(fact, ItemOutcome) and abs(fact.item) > LARGEST_ITEM
