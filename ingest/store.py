"""Values into rows: with its neighbours `store_*`, the only files that write. All inside the caller's
transaction.

Nothing is decided here but how a value is stored; which request a letter belongs to is `matching`'s answer.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from threading import Lock

from sqlalchemy import Connection, Engine, Table, delete, insert, select, update

from ingest.message import Cursor, Message
from ingest.neighbour_queries import SAID
from ingest.rows import FACT_TABLES, Filing, Row, arrival_row, clean_text, letter_row, now, reading_rows
from ingest.store_requests import settle_all
from models import reckoning, schema, tables
from models.schema import reaching, take_turns
from parsers.facts import Direction

__all__ = ["FACT_TABLES", "Filing", "clean_text"]

ONE_AT_A_TIME = Lock()  # within this process; SQLite itself has those who wait sleep for up to 100 ms

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
    query = (
        select(tables.messages.c.id, tables.letters.c.direction)
        .join_from(tables.messages, tables.letters, tables.messages.c.id == tables.letters.c.id)
        .where(tables.messages.c.digest == digest)
    )
    row = connection.execute(query).one_or_none()
    return (row.id, Direction(row.direction)) if row else None


def file_letter(connection: Connection, filing: Filing) -> int:
    """Write a message, its letter, its reading and its facts, and settle its request; return its id."""
    letter_id = file_unsettled(connection, filing)
    settle(connection, letter_id)
    return letter_id


def file_unsettled(connection: Connection, filing: Filing) -> int:
    """Write a message, its letter, its reading and its facts; its request is still to be settled."""
    message = {"digest": filing.digest, "size": filing.size, "first_seen_at": now()}
    letter_id = int(
        connection.execute(insert(tables.messages).returning(tables.messages.c.id), message).scalar_one()
    )
    connection.execute(insert(tables.letters), {"id": letter_id, **letter_row(filing)})
    _write_reading(connection, letter_id, filing)
    return letter_id


def replace_reading(connection: Connection, letter_id: int, filing: Filing) -> None:
    """Put another reading in the place of a letter's present one, and settle its request again."""
    replace_unsettled(connection, letter_id, filing)
    settle(connection, letter_id)


def replace_unsettled(connection: Connection, letter_id: int, filing: Filing) -> None:
    """Put another reading in the place of a letter's present one; its request is still to be settled."""
    replace_rows(connection, letter_id, letter_row(filing), list(reading_rows(filing)))


def is_fresh(connection: Connection, letter_id: int) -> None:
    """Write down that a letter has been read with the text of its request, as it was to be."""
    stale = tables.stale_readings
    connection.execute(delete(stale).where(stale.c.letter_id == letter_id))


def replace_rows(
    connection: Connection, letter_id: int, letter: Row, reading: Collection[tuple[Table, list[Row]]]
) -> None:
    """Put another reading's rows in the place of a letter's present ones. What a person said of it stays."""
    for table in READ_ANEW:
        connection.execute(delete(table).where(table.c.letter_id == letter_id))
    keys = tables.letter_keys
    connection.execute(delete(keys).where(keys.c.letter_id == letter_id, keys.c.kind != SAID))
    connection.execute(update(tables.letters).where(tables.letters.c.id == letter_id).values(letter))
    _insert_all(connection, letter_id, reading)
    belongs = tables.request_letters
    query = select(belongs.c.request_id).where(belongs.c.letter_id == letter_id)
    reckoning.mark(connection, connection.execute(query).scalars().all())


def arrival(connection: Connection, letter_id: int, message: Message) -> None:
    """Write down that a message was found in a place; safe to repeat."""
    arrivals, row = tables.arrivals, arrival_row(message)
    known = select(arrivals.c.id).where(arrivals.c.place == row["place"], arrivals.c.letter_id == letter_id)
    if connection.execute(known).first() is None:
        connection.execute(insert(arrivals), {"letter_id": letter_id, **row, "seen_at": now()})


def keep_cursor(connection: Connection, reached: Cursor) -> None:
    """Write down how far a folder is filed: never back within an epoch (UIDVALIDITY), afresh in a new one."""
    folders = tables.folders
    here = (folders.c.mailbox == reached.mailbox) & (folders.c.folder == reached.folder)
    row = connection.execute(select(folders).where(here)).one_or_none()
    values = {"uidvalidity": reached.uidvalidity, "last_uid": reached.last_uid, "polled_at": now()}
    if row is None:
        connection.execute(insert(folders), {"mailbox": reached.mailbox, "folder": reached.folder, **values})
        return
    if row.uidvalidity == reached.uidvalidity:
        values["last_uid"] = max(row.last_uid, reached.last_uid)
    connection.execute(update(folders).where(here).values(values))


def set_back(connection: Connection, reached: Cursor) -> None:
    """Let a folder be walked from its beginning: its server gives UIDs anew that are filed already."""
    folders = tables.folders
    here = (folders.c.mailbox == reached.mailbox) & (folders.c.folder == reached.folder)
    connection.execute(update(folders).where(here).values(last_uid=0))


def settle(connection: Connection, *letter_ids: int) -> None:
    """Bring requests up to date after letters came, were read anew or decided on: open, join or part them."""
    settle_all(connection, letter_ids)


def _write_reading(connection: Connection, letter_id: int, filing: Filing) -> None:
    _insert_all(connection, letter_id, list(reading_rows(filing)))


def _insert_all(connection: Connection, letter_id: int, reading: Collection[tuple[Table, list[Row]]]) -> None:
    for table, rows in reading:
        if rows:
            connection.execute(insert(table), [{"letter_id": letter_id, **row} for row in rows])
