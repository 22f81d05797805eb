"""What is reckoned from the letters of a request: the effect of each, the days given, where it stands.

Made by the statements in models/reckoned, in the transaction that files the letter: views would take seconds
to reckon it for a million letters. Holds nothing that letters and decisions do not tell, and nothing that
depends on what day it is.
"""

import json
from collections.abc import Callable, Collection, Iterator
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from sqlalchemy import BindParameter, Connection, Delete, TextClause, bindparam, delete, insert, text

from models import tables
from models.law import LAW_VERSION, law_of
from models.law_places import Kept, kept_of
from models.views import filled_in

AT_ONCE = 50  # more at once take longer each: SQLite joins what it has not indexed
FEW_AT_ONCE = 20
COUNT_AFTER = 200  # requests made anew; then after twice as many, and so on
ORDER = ("letter_effects", "given_days", "standings")
SCOPES = {
    "sqlite": "SELECT * FROM request_letters WHERE request_id IN (SELECT value FROM json_each(:ids))",
    "postgresql": "SELECT * FROM request_letters WHERE request_id = ANY(CAST(:ids AS bigint[]))",
}
MARK = "unreckoned"
Tell = Callable[[int, int], None]


def mark(connection: Connection, request_ids: Collection[int]) -> None:
    """Remember, until `reckon_marked`, that the letters of these requests have changed."""
    connection.info.setdefault(MARK, set()).update(request_ids)


def forget_marks(connection: Connection) -> None:
    """Forget what a transaction that was taken back had marked."""
    connection.info.pop(MARK, None)


def reckon_marked(connection: Connection) -> None:
    """Reckon anew what was marked since the transaction began."""
    reckon(connection, connection.info.pop(MARK, set()))


def reckon(connection: Connection, request_ids: Collection[int]) -> None:
    """Make the rows of these requests anew; those of a request that is no more go."""
    wanted = sorted(request_ids)
    at_once = _at_once(connection)
    for start in range(0, len(wanted), at_once):
        _reckon_some(connection, wanted[start : start + at_once])


def reckon_all(connection: Connection, tell: Tell | None = None) -> None:
    """Make the rows of every request anew, as `upgrade` does when how they are reckoned has changed.

    `tell` hears how many requests are done, and of how many.
    """
    kept = kept_of(connection)
    for table in reversed(tables.RECKONED):
        connection.execute(delete(table))
    found = list(connection.execute(text("SELECT id FROM requests ORDER BY id")).scalars())
    at_once = _at_once(connection)
    look_again = COUNT_AFTER
    for start in range(0, len(found), at_once):
        _fill(connection, found[start : start + at_once], kept)
        done = min(start + at_once, len(found))
        if tell:
            tell(done, len(found))
        if done >= look_again:
            _count(connection)
            look_again = 2 * done


def _count(connection: Connection) -> None:
    """Let PostgreSQL count what was made so far: it takes tables that it last saw empty for small ones."""
    if connection.dialect.name == "postgresql":
        names = ", ".join(table.name for table in tables.RECKONED)
        connection.exec_driver_sql(f"ANALYZE {names}")


def _at_once(connection: Connection) -> int:
    """Return for how many requests to reckon at once: PostgreSQL compares all their letters in pairs."""
    return FEW_AT_ONCE if connection.dialect.name == "postgresql" else AT_ONCE


def renew(connection: Connection, tell: Tell | None = None) -> None:
    """Reckon everything anew where the ledger was reckoned by other rules, or never."""
    if not is_current(connection):
        reckon_all(connection, tell)
        connection.execute(text("DELETE FROM ledger WHERE key = 'reckoned'"))
        connection.execute(
            text("INSERT INTO ledger (key, value) VALUES ('reckoned', :mark)"), {"mark": _rules()}
        )


def is_current(connection: Connection) -> bool:
    """Tell whether what is reckoned was reckoned by today's rules."""
    query = text("SELECT value FROM ledger WHERE key = 'reckoned'")
    return bool(connection.execute(query).scalar() == _rules())


def yields(connection: Connection, name: str) -> Iterator[dict[str, Any]]:
    """Yield what the letters tell now, whatever the table `name` holds: the two are the same."""
    statement = filled_in(files("models") / "reckoned")[name]
    yield from (dict(row) for row in connection.execute(text(statement)).mappings())


@cache
def _rules() -> str:
    """Return a digest of the statements and of the law's days: what the ledger remembers of them."""
    law = (files("models") / "deadlines.csv").read_bytes()
    ours = sorted(filled_in(files("models") / "reckoned").items())
    return sha256(repr((LAW_VERSION, ours, law)).encode()).hexdigest()[:16]


def _reckon_some(connection: Connection, request_ids: list[int]) -> None:
    kept = kept_of(connection)
    first, *others = _emptying()
    if connection.execute(first, {"ids": request_ids}).rowcount:
        for statement in others:
            connection.execute(statement, {"ids": request_ids})
    _fill(connection, request_ids, kept)


@cache
def _emptying() -> tuple[Delete, ...]:
    """Return what takes the rows of some requests away: of the letters first, for without them are none."""
    those: BindParameter[Any] = bindparam("ids", expanding=True)
    ours = (tables.letter_effects, *(each for each in tables.RECKONED if each is not tables.letter_effects))
    return tuple(delete(table).where(table.c.request_id.in_(those)) for table in ours)


def _fill(connection: Connection, request_ids: list[int], kept: Kept) -> None:
    database = connection.dialect.name
    ids = {"ids": json.dumps(request_ids) if database == "sqlite" else request_ids}
    for name in ORDER:
        connection.execute(_statement(name, database), ids)
    places, days = law_of(connection, request_ids, kept)
    for table, rows in ((tables.jurisdictions, places), (tables.law_days, days)):
        if rows:
            connection.execute(insert(table), rows)


@cache
def _statement(name: str, database: str) -> TextClause:
    """Return the statement that fills a table for some requests."""
    scope = f"places AS (\n    {SCOPES[database]}\n),"
    made = filled_in(files("models") / "reckoned", everywhere=scope)[name]
    columns = ", ".join(column.name for column in tables.metadata.tables[name].c if column.name != "id")
    return text(f"INSERT INTO {name} ({columns})\nSELECT {columns} FROM (\n{made}\n) AS made")
