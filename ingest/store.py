"""Values into rows: with its neighbours `store_*`, the only files that write. All inside the caller's
transaction.

Nothing is decided here but how a value is stored; which request a letter belongs to is `matching`'s answer.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Engine, Select, Table, bindparam, delete, select, text, update

from ingest.filing import Filing
from ingest.message import Cursor, Message
from ingest.neighbour_queries import SAID
from ingest.rows import FACT_TABLES, Row, arrival_row, clean_text, letter_row, now, reading_rows
from ingest.store_requests import settle_all
from models import reckoning, schema, tables
from models.at_once import together
from models.bulk import insert_all, insert_unless_there, insert_values, new_ids
from models.schema import reaching, take_turns
from parsers.facts import Direction

__all__ = ["FACT_TABLES", "clean_text"]

ONE_AT_A_TIME = Lock()  # within this process; SQLite itself has those who wait sleep for up to 100 ms

Reading = Collection[tuple[Table, list[Row]]]  # the rows of one, table by table

KEEP_CURSOR = text("""
INSERT INTO folders (mailbox, folder, uidvalidity, last_uid, polled_at)
VALUES (:mailbox, :folder, :uidvalidity, :last_uid, :polled_at)
    ON CONFLICT (mailbox, folder) DO UPDATE
   SET last_uid = CASE WHEN folders.uidvalidity = excluded.uidvalidity
                        AND folders.last_uid > excluded.last_uid
                       THEN folders.last_uid
                       ELSE excluded.last_uid END,
       uidvalidity = excluded.uidvalidity,
       polled_at = excluded.polled_at
""").bindparams(bindparam("polled_at", type_=tables.Moment))

READ_ANEW = (*FACT_TABLES.values(), tables.letter_numbers, tables.verdicts, tables.readings)


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Give a transaction in which nobody else writes; all of it is kept, or nothing.

    Raises LedgerUnreachable when the database cannot be written.
    """
    with _turn(engine), reaching(engine), engine.begin() as connection:
        take_turns(connection)
        reckoning.forget_marks(connection)
        yield connection
        reckoning.reckon_marked(connection)


@contextmanager
def _turn(engine: Engine) -> Iterator[None]:
    """Wait for this process's other writers, no longer than for another program. Raises LedgerBusy."""
    if not ONE_AT_A_TIME.acquire(timeout=schema.patience_of(engine)):
        raise schema.LedgerBusy(engine)
    try:
        yield
    finally:
        ONE_AT_A_TIME.release()


def cursor(engine: Engine, mailbox: str, folder: str) -> Cursor | None:
    """Return how far a folder has been filed, or None when nothing of it has."""
    folders = tables.folders
    query = select(folders).where(folders.c.mailbox == mailbox, folders.c.folder == folder)
    with reaching(engine), engine.connect() as connection:
        row = connection.execute(query).one_or_none()
    return Cursor(row.mailbox, row.folder, row.uidvalidity, row.last_uid) if row else None


def filed_as(connection: Connection, digest: str) -> tuple[int, Direction] | None:
    """Return the id and direction of a message's letter, or None when it is not filed."""
    row = connection.execute(_filed(), {"digest": digest}).one_or_none()
    return (row.id, Direction(row.direction)) if row else None


@cache
def _filed() -> Select[Any]:
    messages, letters = tables.messages, tables.letters
    query = select(messages.c.id, letters.c.direction).join_from(
        messages, letters, messages.c.id == letters.c.id
    )
    return query.where(messages.c.digest == bindparam("digest"))


def file_letter(connection: Connection, filing: Filing) -> int:
    """Write a message, its letter, its reading and its facts, and settle its request; return its id."""
    (letter_id,) = file_unsettled(connection, [filing])
    settle(connection, letter_id)
    return letter_id


def file_unsettled(connection: Connection, filings: Sequence[Filing]) -> list[int]:
    """Write messages, letters, readings and facts, and return the ids; requests are still to be settled."""
    if not filings:
        return []
    moment = now()
    ids = new_ids(connection, tables.messages, len(filings))
    told = dict(zip(ids, filings, strict=True))
    rows = [
        {"id": each, "digest": filing.digest, "size": filing.size, "first_seen_at": moment}
        for each, filing in told.items()
    ]
    letters = [{"id": each, **letter_row(told[each])} for each in ids]
    readings = {each: list(reading_rows(told[each])) for each in ids}
    with together(connection, len(ids)):
        insert_all(connection, tables.messages, rows)
        insert_all(connection, tables.letters, letters)
        insert_readings(connection, readings)
    return ids


def replace_reading(connection: Connection, letter_id: int, filing: Filing) -> None:
    """Put another reading in the place of a letter's present one, and settle its request again."""
    replace_unsettled(connection, {letter_id: filing})
    settle(connection, letter_id)


def replace_unsettled(connection: Connection, filings: Mapping[int, Filing]) -> None:
    """Put other readings in the place of letters' present ones; their requests are still to be settled."""
    rows = {each: list(reading_rows(filing)) for each, filing in filings.items()}
    replace_rows(connection, {each: letter_row(filing) for each, filing in filings.items()}, rows)


def is_fresh(connection: Connection, asked_in: Mapping[int, int | None]) -> None:
    """Write down that letters have been read with the text of their request, as they were to be: the letter
    that holds it, for each.
    """
    stale, readings = tables.stale_readings, tables.readings
    told = [{"letter": each, "sent": sent} for each, sent in asked_in.items()]
    if told:
        query = update(readings).where(readings.c.letter_id == bindparam("letter"))
        connection.execute(query.values(asked_in=bindparam("sent")), told)
        connection.execute(delete(stale).where(stale.c.letter_id.in_(list(asked_in))))


def replace_rows(connection: Connection, letters: Mapping[int, Row], readings: Mapping[int, Reading]) -> None:
    """Put other readings' rows in the place of letters' present ones. What a person said of them stays."""
    ids = list(letters)
    if not ids:
        return
    for table in READ_ANEW:
        connection.execute(delete(table).where(table.c.letter_id.in_(ids)))
    keys = tables.letter_keys
    connection.execute(delete(keys).where(keys.c.letter_id.in_(ids), keys.c.kind != SAID))
    columns: dict[str, Any] = {name: bindparam(name) for name in next(iter(letters.values()))}
    query = update(tables.letters).where(tables.letters.c.id == bindparam("letter")).values(columns)
    connection.execute(query, [{"letter": each, **row} for each, row in letters.items()])
    insert_readings(connection, readings)
    belongs = tables.request_letters
    requests = select(belongs.c.request_id).where(belongs.c.letter_id.in_(ids))
    reckoning.mark(connection, connection.execute(requests).scalars().all())


def insert_readings(connection: Connection, readings: Mapping[int, Reading]) -> None:
    """Write the rows of readings, table by table."""
    found: dict[Table, list[tuple[int, Row]]] = defaultdict(list)
    for letter_id, reading in readings.items():
        for table, rows in reading:
            found[table] += [(letter_id, row) for row in rows]
    for table, told in found.items():
        if told:
            names = tuple(told[0][1])
            values = [(letter_id, *map(row.__getitem__, names)) for letter_id, row in told]
            insert_values(connection, table, ("letter_id", *names), values)


def arrival(connection: Connection, letter_id: int, message: Message) -> None:
    """Write down that a message was found in a place; safe to repeat."""
    row = {"letter_id": letter_id, **arrival_row(message), "seen_at": now()}
    insert_unless_there(connection, tables.arrivals, row)


def keep_cursor(connection: Connection, reached: Cursor) -> None:
    """Write down how far a folder is filed: never back within an epoch (UIDVALIDITY), afresh in a new one."""
    names = ("mailbox", "folder", "uidvalidity", "last_uid")
    connection.execute(KEEP_CURSOR, {**{name: getattr(reached, name) for name in names}, "polled_at": now()})


def set_back(connection: Connection, reached: Cursor) -> None:
    """Let a folder be walked from its beginning: its server gives UIDs anew that are filed already."""
    folders = tables.folders
    here = (folders.c.mailbox == reached.mailbox) & (folders.c.folder == reached.folder)
    connection.execute(update(folders).where(here).values(last_uid=0))


def settle(connection: Connection, *letter_ids: int) -> None:
    """Bring requests up to date after letters came, were read anew or decided on: open, join or part them."""
    settle_all(connection, letter_ids)
