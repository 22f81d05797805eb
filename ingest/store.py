"""Values into rows: the only file that writes. Every function here works inside the caller's transaction.

Nothing is decided here but how a value is stored; which request a letter belongs to is `matching`'s answer.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Engine, Table, delete, insert, select, update

from ingest.keys import Key, ancestors, short
from ingest.matching import Request, requests_of
from ingest.message import Cursor, Message
from ingest.neighbours import neighbourhood
from models import tables
from models.schema import reaching, take_turns
from parsers.facts import (
    Contact,
    Direction,
    ExemptionCited,
    Fact,
    Fee,
    ItemOutcome,
    PromisedDate,
    Reading,
    RecordsLink,
    StatusChange,
    Sure,
    TrackingNumber,
)
from parsers.letter import Letter

FACT_TABLES: dict[type[Fact], Table] = {
    TrackingNumber: tables.tracking_numbers,
    StatusChange: tables.status_changes,
    PromisedDate: tables.promised_dates,
    Fee: tables.fees,
    ExemptionCited: tables.exemptions,
    RecordsLink: tables.links,
    ItemOutcome: tables.item_outcomes,
    Contact: tables.contacts,
}
ONE_AT_A_TIME = Lock()  # within this process; SQLite itself has those who wait sleep for up to 100 ms


@dataclass(frozen=True, slots=True)
class Filing:
    """What is to be filed of one message: its letter, what it says, and what ties it to others."""

    digest: str
    size: int
    letter: Letter
    reading: Reading
    direction: Direction
    sent_at: datetime | None
    sent_on: date | None
    opens: bool
    keys: frozenset[Key]
    parser_version: str


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Give a transaction in which nobody else writes; all of it is kept, or nothing.

    Raises LedgerUnreachable when the database cannot be written.
    """
    with ONE_AT_A_TIME, reaching(engine), engine.begin() as connection:
        take_turns(connection)
        yield connection


def cursor(engine: Engine, mailbox: str, folder: str) -> Cursor | None:
    """Return how far a folder has been filed, or None when nothing of it has."""
    folders = tables.folders
    query = select(folders).where(folders.c.mailbox == mailbox, folders.c.folder == folder)
    with reaching(engine), engine.connect() as connection:
        row = connection.execute(query).one_or_none()
    return Cursor(row.mailbox, row.folder, row.uidvalidity, row.last_uid) if row else None


def filed_as(connection: Connection, digest: str) -> tuple[int, Direction] | None:
    """Return the id and direction of a message's letter, or None when it is not filed."""
    query = (
        select(tables.messages.c.id, tables.letters.c.direction)
        .join_from(tables.messages, tables.letters, tables.messages.c.id == tables.letters.c.id)
        .where(tables.messages.c.digest == digest)
    )
    row = connection.execute(query).one_or_none()
    return (row.id, Direction(row.direction)) if row else None


def file_letter(connection: Connection, filing: Filing) -> int:
    """Write a message, its letter, its reading and its facts, and settle its request; return its id."""
    message = {"digest": filing.digest, "size": filing.size, "first_seen_at": _now()}
    letter_id = int(
        connection.execute(insert(tables.messages).returning(tables.messages.c.id), message).scalar_one()
    )
    connection.execute(insert(tables.letters), {"id": letter_id, **_letter_row(filing)})
    _write_reading(connection, letter_id, filing)
    settle(connection, letter_id)
    return letter_id


def replace_reading(connection: Connection, letter_id: int, filing: Filing) -> None:
    """Put another reading in the place of a letter's present one, and settle its request again."""
    for table in (*FACT_TABLES.values(), tables.readings, tables.letter_keys):
        connection.execute(delete(table).where(table.c.letter_id == letter_id))
    connection.execute(
        update(tables.letters).where(tables.letters.c.id == letter_id).values(_letter_row(filing))
    )
    _write_reading(connection, letter_id, filing)
    settle(connection, letter_id)


def arrival(connection: Connection, letter_id: int, message: Message) -> None:
    """Write down that a message was found in a place; safe to repeat."""
    place, arrivals = message.place, tables.arrivals
    row = {
        "letter_id": letter_id,
        "place": short(clean_text(place.name)),
        "mailbox": place.mailbox,
        "folder": place.folder,
        "uidvalidity": place.uidvalidity,
        "uid": place.uid,
        "path": place.path,
        "received_at": place.received_at,
    }
    known = select(arrivals.c.id).where(arrivals.c.place == row["place"], arrivals.c.letter_id == letter_id)
    if connection.execute(known).first() is None:
        connection.execute(insert(arrivals), {**_plain(row), "seen_at": _now()})


def keep_cursor(connection: Connection, reached: Cursor) -> None:
    """Write down how far a folder is filed: never back within an epoch (UIDVALIDITY), afresh in a new one."""
    folders = tables.folders
    here = (folders.c.mailbox == reached.mailbox) & (folders.c.folder == reached.folder)
    row = connection.execute(select(folders).where(here)).one_or_none()
    values = {"uidvalidity": reached.uidvalidity, "last_uid": reached.last_uid, "polled_at": _now()}
    if row is None:
        connection.execute(insert(folders), {"mailbox": reached.mailbox, "folder": reached.folder, **values})
        return
    if row.uidvalidity == reached.uidvalidity:
        values["last_uid"] = max(row.last_uid, reached.last_uid)
    connection.execute(update(folders).where(here).values(values))


def settle(connection: Connection, letter_id: int) -> None:
    """Bring requests up to date after a letter came or was read anew: open, join or part them."""
    letters, echoes = neighbourhood(connection, letter_id)
    belongs = tables.request_letters
    query = select(belongs).where(belongs.c.letter_id.in_([letter.id for letter in letters]))
    present = {(row.request_id, row.letter_id): (row.reason, row.sure) for row in connection.execute(query)}
    wanted: dict[tuple[int, int], tuple[str, str]] = {}
    taken: set[int] = set()
    for request in requests_of(letters, echoes):
        request_id = _keep_request(connection, request, present, taken)
        taken.add(request_id)
        wanted |= {(request_id, m.letter_id): (m.reason, m.sure.value) for m in request.matches}
    for gone in (pair for pair in present if present[pair] != wanted.get(pair)):
        here = (belongs.c.request_id == gone[0]) & (belongs.c.letter_id == gone[1])
        connection.execute(delete(belongs).where(here))
    _insert(
        connection,
        belongs,
        [
            {"request_id": pair[0], "letter_id": pair[1], "reason": reason, "sure": sure}
            for pair, (reason, sure) in wanted.items()
            if present.get(pair) != (reason, sure)
        ],
    )
    emptied = {request_id for request_id, _ in present} - taken
    connection.execute(delete(tables.requests).where(tables.requests.c.id.in_(emptied)))


def clean_text(text: str) -> str:
    """Return text that every database takes: PostgreSQL refuses NUL and half of a surrogate pair."""
    return text.replace("\x00", "").encode("utf-8", "ignore").decode("utf-8")


def _keep_request(
    connection: Connection, request: Request, present: dict[tuple[int, int], Any], taken: set[int]
) -> int:
    """Return the id of a request: the oldest that held one of its letters, else a new one."""
    letter_ids = {match.letter_id for match in request.matches}
    held = sorted({request_id for request_id, letter_id in present if letter_id in letter_ids} - taken)
    row = _plain(
        {
            "portal": request.portal,
            "site": request.site,
            "tracking_number": request.tracking_number,
            "agency": request.agency,
        }
    )
    requests = tables.requests
    if held:
        connection.execute(update(requests).where(requests.c.id == held[0]).values(row))
        return held[0]
    return int(connection.execute(insert(requests).returning(requests.c.id), row).scalar_one())


def _letter_row(filing: Filing) -> dict[str, Any]:
    letter = filing.letter
    return _plain(
        {
            "message_id": short(letter.message_id) if letter.message_id else None,
            "in_reply_to": " ".join(letter.in_reply_to) or None,
            "ancestors": " ".join(short(each) for each in ancestors(letter)) or None,
            "sent_at": filing.sent_at,
            "sent_on": filing.sent_on,
            "date_header": letter.date_header,
            "sender": letter.sender.email if letter.sender else None,
            "sender_name": letter.sender.name if letter.sender else None,
            "recipients": ", ".join(address.email for address in letter.to) or None,
            "direction": filing.direction,
            "subject": letter.subject,
            "body": letter.body,
        }
    )


def _write_reading(connection: Connection, letter_id: int, filing: Filing) -> None:
    reading = filing.reading
    row = {
        "outcome": reading.outcome,
        "portal": reading.portal,
        "site": reading.site,
        "agency": reading.agency,
        "status": reading.status,
        "sure": _how_sure(reading) if reading.status else None,
        "opens": filing.opens,
        "problem": reading.problem,
        "doubts": "\n".join(reading.doubts) or None,
        "parser_version": filing.parser_version,
        "read_at": _now(),
    }
    connection.execute(insert(tables.readings), {"letter_id": letter_id, **_plain(row)})
    keys = sorted((key.kind.value, clean_text(key.value)) for key in filing.keys)
    _insert(
        connection,
        tables.letter_keys,
        [{"letter_id": letter_id, "kind": kind, "value": value} for kind, value in dict.fromkeys(keys)],
    )
    for kind, table in FACT_TABLES.items():
        facts = [fact for fact in reading.facts if isinstance(fact, kind)]
        _insert(connection, table, [{"letter_id": letter_id, **_fact_row(fact, table)} for fact in facts])


def _how_sure(reading: Reading) -> Sure:
    """Return how sure the status of a letter is: as sure as the surest fact that says so."""
    changes = [fact for fact in reading.facts if isinstance(fact, StatusChange)]
    found = {change.sure for change in changes if change.status is reading.status}
    return next((sure for sure in (Sure.CERTAIN, Sure.LIKELY, Sure.UNSURE) if sure in found), Sure.LIKELY)


def _fact_row(fact: Fact, table: Table) -> dict[str, Any]:
    """Return a fact as a row: its own fields bear the names of the table's columns."""
    sentence = fact.sentence
    evidence = {"part": sentence.part, "start": sentence.start, "sentence": sentence.text}
    own = {name for name in table.c.keys() if hasattr(fact, name)} - {"sentence", "id"}  # noqa: SIM118
    return _plain({**{name: getattr(fact, name) for name in own}, **evidence})


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row of values that drivers know, every text clean."""
    values = {name: value.value if isinstance(value, Enum) else value for name, value in row.items()}
    return {name: clean_text(value) if isinstance(value, str) else value for name, value in values.items()}


def _insert(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(insert(table), rows)


def _now() -> datetime:
    return datetime.now(UTC)
