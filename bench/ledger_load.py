"""Rows by the million into a ledger: executemany without syncs on SQLite, COPY on PostgreSQL."""

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from sqlalchemy import Engine, Index
from sqlalchemy.engine import make_url

from models import reckoning, schema, tables

Row = Callable[..., None]
NAMED = {table.name: table for table in tables.metadata.sorted_tables}


class Writes(Protocol):
    """What a database takes rows with."""

    def __call__(self, table: str, rows: list[tuple[Any, ...]]) -> None:
        """Write rows into a table."""


class Load:
    """Rows on their way, kept by table until there are enough of them to write."""

    def __init__(self, write: Writes) -> None:
        self._write = write
        self._waiting: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
        self.rows = 0

    def add(self, table: str, *row: Any) -> None:
        """Put a row with the others of its table; the values stand in the order of its columns."""
        self._waiting[table].append(row)

    def flush(self, at_least: int = 1) -> None:
        """Write the rows, once some table has so many."""
        if max(map(len, self._waiting.values()), default=0) >= at_least:
            for table, rows in self._waiting.items():
                self._write(table, rows)
                self.rows += len(rows)
            self._waiting.clear()


@contextmanager
def loading(url: str) -> Iterator[Load]:
    """Give a load for an empty ledger: indexes away, rows in, indexes back, statistics for the planner."""
    engine = schema.connect(url)
    schema.upgrade(engine)
    away = [index for table in NAMED.values() for index in table.indexes]
    with engine.begin() as connection:
        for index in away:
            index.drop(connection)
    engine.dispose()
    with _sqlite(url) if url.startswith("sqlite") else _postgresql(url) as write:
        load = Load(write)
        yield load
        load.flush()
    _finish(engine, away)


def _finish(engine: Engine, away: list[Index]) -> None:
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL maintenance_work_mem = '256MB'")
        for index in away:
            index.create(connection)
    _analyze(engine)  # before anything is asked of a million rows
    with engine.begin() as connection:
        reckoning.reckon_all(connection)  # what taking the letters in would have kept of each request
    _analyze(engine)
    engine.dispose()


def _analyze(engine: Engine) -> None:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")


@contextmanager
def _sqlite(url: str) -> Iterator[Writes]:
    connection = sqlite3.connect(make_url(url).database or "", isolation_level=None)
    for setting in ("journal_mode = OFF", "synchronous = OFF", "foreign_keys = OFF", "cache_size = -400000"):
        connection.execute(f"PRAGMA {setting}")

    def write(table: str, rows: list[tuple[Any, ...]]) -> None:
        marks = ", ".join("?" * len(rows[0]))
        connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)

    connection.execute("BEGIN")
    try:
        yield write
        connection.execute("COMMIT")
    finally:
        connection.close()


@contextmanager
def _postgresql(url: str) -> Iterator[Writes]:
    import psycopg  # noqa: PLC0415

    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, options="-c timezone=UTC -c session_replication_role=replica") as connection:

        def write(table: str, rows: list[tuple[Any, ...]]) -> None:
            names = ", ".join(NAMED[table].c.keys())
            with connection.cursor().copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)

        yield write
        for name, table in NAMED.items():
            if "id" in table.c and table.c.id.autoincrement is not False:
                connection.execute(
                    f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), "
                    f"(SELECT COALESCE(MAX(id), 1) FROM {name}))"
                )
