"""Questions to the ledger: its views, one request by its number, and SQL of the user's own. Reads only."""

import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, Engine, text

from ingest.named import days_of as days_of  # noqa: PLC0414  handed on to those who ask here
from ingest.named import name_of as name_of  # noqa: PLC0414
from ingest.spelling import bare, short
from models import schema
from models.schema import reaching
from parsers.errors import LedgerError

Row = dict[str, Any]

# Of one request: where it stands, what was promised, and its letters, each before the facts it states.
NOW = "SELECT * FROM requests_now WHERE request_id = :id"
PROMISES = "SELECT * FROM promises WHERE request_id = :id ORDER BY said_on, promised_on, about"
BY_LETTER = """at, letter_id, CASE kind WHEN 'letter' THEN 0 ELSE 1 END,
         CASE part WHEN 'subject' THEN 0 WHEN 'body' THEN 1 ELSE 2 END, part, start, kind, value"""
TIMELINE = f"SELECT * FROM timeline WHERE request_id = :id ORDER BY {BY_LETTER}"  # noqa: S608 - our own words
READS = re.compile(r"(?:\s|--[^\n]*(?:\n|$)|/\*.*?\*/|\()*(?P<verb>\w+)", re.DOTALL)
READING_VERBS = {"SELECT", "WITH", "VALUES", "TABLE", "EXPLAIN", "SHOW"}
DESCRIBING = {"table_info", "table_xinfo", "table_list", "index_list", "index_info", "foreign_key_list"}
DAYS = {"counted_from", "cancels"}  # days whose names do not say so
MATTERS = {  # what a row of `today` is about
    "pay": "pay",
    "clarify": "answer them",
    "overdue_by_law": "the law's day",
    "overdue": "promised",
    "silent": "no answer",
    "due_by_law": "the law's day",
    "promised": "promised",
}
MAY_READ = {
    sqlite3.SQLITE_SELECT,
    sqlite3.SQLITE_READ,
    sqlite3.SQLITE_FUNCTION,
    sqlite3.SQLITE_RECURSIVE,
}


class NoSuchRequest(LedgerError):
    """No request bears the number."""

    def __init__(self, number: str) -> None:
        super().__init__(f"No request bears the number {number!r}: `foialedger requests` lists them all.")


class SeveralRequests(LedgerError):
    """More than one request bears the number."""

    def __init__(self, number: str, spellings: Sequence[str]) -> None:
        super().__init__(f"Several requests bear the number {number!r}; say which: {', '.join(spellings)}.")


class BadQuestion(LedgerError):
    """A statement in SQL that the database refuses, or that would not only read."""

    def __init__(self, why: str) -> None:
        super().__init__(f"The question was not answered: {why.rstrip('.')}. It must be one SELECT.")


@dataclass(frozen=True, slots=True)
class Answer:
    """The columns and rows that a statement in SQL gave."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


def requests_now(engine: Engine) -> list[Row]:
    """Return every request as it stands today: the rows of the view `requests_now`."""
    return all_rows(engine, "SELECT * FROM requests_now")


def find_request(engine: Engine, number: str) -> Row:
    """Return the row of `requests_now` that a number names.

    Case, blanks and dashes do not matter. `SITE/NUMBER` chooses among sites that share a number, and `#12` is
    the request with that id, whether it has a number or not. Raises NoSuchRequest or SeveralRequests.
    """
    found = _bearing(engine, number.strip())
    if not found and "/" in number:
        site, _, rest = number.strip().partition("/")
        found = [row for row in _bearing(engine, rest) if (row["site"] or "").casefold() == site.casefold()]
    if not found:
        raise NoSuchRequest(number)
    if len(found) > 1:
        raise SeveralRequests(number, _spellings(found))
    return found[0]


def agency_of(row: Row) -> str | None:
    """Return the agency of a request, or the site it writes from where no letter names it."""
    named: str | None = row["agency"] or row["site"]
    return named


def matter_of(row: Row) -> str:
    """Return what a row of `today` is about, and the amount where there is one: `pay 40.00 USD`."""
    amount = f" {row['amount']:.2f} {row['currency']}" if row["amount"] is not None else ""
    return f"{MATTERS[row['what']]}{amount}"


def timeline(engine: Engine, request_id: int) -> list[Row]:
    """Return every letter and fact of a request, in order."""
    return all_rows(engine, TIMELINE, id=request_id)


def promises(engine: Engine, request_id: int) -> list[Row]:
    """Return every promise of a request, in the order they were made, each kept, slipped or open."""
    return all_rows(engine, PROMISES, id=request_id)


def run_sql(engine: Engine, statement: str) -> Answer:
    """Return the answer to one statement that only reads, on a connection of its own that cannot write.

    Raises BadQuestion, in the database's own words, for anything else.
    """
    verb = READS.match(statement)
    if verb is None or verb["verb"].upper() not in READING_VERBS:
        raise BadQuestion(f"it begins with {verb['verb'].upper()}" if verb else "it is empty")
    reader = schema.connect(engine.url.render_as_string(hide_password=False), read_only=True)
    try:
        with reaching(reader), reader.connect() as connection:
            return _ask(connection, statement)
    finally:
        reader.dispose()


def _ask(connection: Connection, statement: str) -> Answer:
    """Run a statement on the driver itself, where it can be told to take one statement only."""
    raw: Any = connection.connection.dbapi_connection
    sqlite = connection.dialect.name == "sqlite"
    with _refusals():
        if sqlite:
            raw.set_authorizer(_authorize)
            cursor = raw.execute(statement)
        else:
            cursor = raw.execute(statement, prepare=True)  # a prepared statement is one statement
        columns = tuple(column[0] for column in cursor.description or ())
        rows = tuple(tuple(row) for row in cursor.fetchall())
    if sqlite:
        raw.set_authorizer(None)
    return Answer(columns, rows)


def _authorize(action: int, first: str | None, *_names: str | None) -> int:
    describes = action == sqlite3.SQLITE_PRAGMA and first in DESCRIBING
    return sqlite3.SQLITE_OK if action in MAY_READ or describes else sqlite3.SQLITE_DENY


@contextmanager
def _refusals() -> Iterator[None]:
    """Turn the drivers' refusals into BadQuestion."""
    import psycopg  # noqa: PLC0415 - only questions pay for its import

    try:
        yield
    except (sqlite3.Error, sqlite3.Warning, psycopg.Error) as error:
        raise BadQuestion((str(error).strip().splitlines() or ["no reason given"])[0]) from error


def _bearing(engine: Engine, number: str) -> list[Row]:
    """Return the requests that ever had this number, or the one with this id."""
    if number.startswith("#") and number[1:].isdecimal():
        return all_rows(engine, NOW, id=int(number[1:]))
    return all_rows(
        engine,
        "SELECT * FROM requests_now WHERE request_id IN ("
        "SELECT request_id FROM request_numbers WHERE bare = :number) ORDER BY site, request_id",
        number=short(bare(number)),
    )


def _spellings(rows: Sequence[Row]) -> list[str]:
    """Return how to name each of several requests: by its site where that tells them apart, else by id."""
    sites = [row["site"] for row in rows]
    return [
        f"{row['site']}/{row['tracking_number']}"
        if row["site"] and sites.count(row["site"]) == 1
        else f"#{row['request_id']}"
        for row in rows
    ]


def all_rows(engine: Engine, query: str, **values: Any) -> list[Row]:
    """Return the rows of a query, moments and days as what they are on both databases."""
    with reaching(engine), engine.connect() as connection:
        return list(rows_of(connection, query, **values))


def rows_of(connection: Connection, query: str, **given: Any) -> Iterator[Row]:
    """Yield the rows of a query as `all_rows` has them, a few thousand in memory at a time."""
    options = {"stream_results": True, "yield_per": 2_000}
    with connection.execute(text(query), given, execution_options=options) as result:
        names = list(result.keys())
        dated = [(name, read) for name in names if (read := _reader(name))]
        for values in result:
            row = dict(zip(names, values, strict=True))
            for name, read in dated:
                if isinstance(row[name], str):
                    row[name] = read(row[name])
            yield row


def _reader(name: str) -> Callable[[str], date] | None:
    """Return what turns the text by which SQLite gives moments and days into what they are on PostgreSQL."""
    if name in {"at", "status_since"} or name.endswith("_at"):
        return _moment
    return date.fromisoformat if name.endswith("_on") or name in DAYS else None


def _moment(value: str) -> datetime:
    return datetime.fromisoformat(value).replace(tzinfo=UTC)
