"""Rows of one ledger written into another one: a new SQLite file, whole or changed on the way.

The file is finished as one file: nothing of it stands in a journal, and no free page keeps what was deleted.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, insert, select

from ingest.exporting import BATCH, at_one_moment
from models import schema, tables

Row = dict[str, Any]
OF_ITS_OWN = "views"  # what the new ledger remembers itself


def copy_ledger(
    source: Engine, path: Path, changed: Callable[[Table, Row], Row | None], marks: dict[str, str]
) -> None:
    """Write a ledger of this program's version to `path`, with every row of the source as `changed` gives it.

    A row for which it gives None is left out. `marks` are what the copy says of itself besides, in its table
    `ledger`. The source is seen as it is at one moment.
    """
    target = schema.connect(f"sqlite:///{path}")
    try:
        schema.upgrade(target)
        with at_one_moment(source) as reader:
            for table in tables.metadata.sorted_tables:
                with target.begin() as writer:
                    _copy(reader, writer, table, changed)
        with target.begin() as writer:
            for key, value in marks.items():
                writer.execute(insert(tables.ledger).values(key=key, value=value))
        _finish(target)
    finally:
        target.dispose()
        for left in (f"{path}-wal", f"{path}-shm"):
            Path(left).unlink(missing_ok=True)


def _copy(
    reader: Connection, writer: Connection, table: Table, changed: Callable[[Table, Row], Row | None]
) -> None:
    order = [table.columns.digest] if table is tables.messages else list(table.primary_key)
    question = select(table).order_by(*order)  # messages by digest: views order by it what was sent at once
    with reader.execution_options(stream_results=True, yield_per=BATCH).execute(question) as result:
        for part in result.mappings().partitions(BATCH):
            rows = [row for row in (changed(table, dict(each)) for each in part) if row is not None]
            rows = [row for row in rows if table is not tables.ledger or row["key"] != OF_ITS_OWN]
            if rows:
                writer.execute(insert(table), rows)


def _finish(target: Engine) -> None:
    """Make one file of it: no write-ahead log, no free pages."""
    raw: Any = target.raw_connection()
    try:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        raw.execute("PRAGMA journal_mode = DELETE")
        raw.execute("VACUUM")
    finally:
        raw.close()
