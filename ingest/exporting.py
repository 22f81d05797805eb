"""Views and tables as streams of typed rows, all of them seen at one moment. Reads only."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    Boolean,
    Connection,
    Date,
    DateTime,
    Engine,
    Integer,
    Numeric,
    column,
    inspect,
    select,
    table,
)
from sqlalchemy.types import TypeEngine

from ingest.answers import DAYS
from models import tables, views
from models.columns import Moment
from models.schema import reaching
from parsers.errors import LedgerError

BATCH = 2_000  # rows held in memory at a time
FACTS = (
    "tracking_numbers",
    "status_changes",
    "promised_dates",
    "fees",
    "exemptions",
    "links",
    "item_outcomes",
    "contacts",
)
MORE = ("requests", "request_letters", "letters", "readings", "decisions")  # handed out when they are named
MOMENTS = {"at", "status_since"}  # moments whose names do not say so

Batch = list[tuple[Any, ...]]


class Kind(StrEnum):
    """What a column holds; day and moment are what they are, never text."""

    FLAG = "flag"
    INTEGER = "integer"
    REAL = "real"
    TEXT = "text"
    DAY = "day"
    MOMENT = "moment"


class NotExported(LedgerError):
    """A view was named that cannot be handed out."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"There is no view or table {name!r} to export. There are: {', '.join((*whole(), *MORE))}."
        )


@dataclass(frozen=True, slots=True)
class Stream:
    """A view or table on its way out; `batches` can be walked once, while the connection is open."""

    name: str
    columns: tuple[tuple[str, Kind], ...]
    batches: Iterator[Batch]


def whole() -> tuple[str, ...]:
    """Return what an export holds when nothing is named: every view, and the tables of the facts."""
    return (*views.texts(), *FACTS)


def chosen(names: Sequence[str]) -> tuple[str, ...]:
    """Return the views and tables that are named, each once, or all. Raises NotExported."""
    for name in names:
        if name not in {*whole(), *MORE}:
            raise NotExported(name)
    return tuple(dict.fromkeys(names)) or whole()


@contextmanager
def at_one_moment(engine: Engine) -> Iterator[Connection]:
    """Open a transaction in which every question sees the ledger of this moment, whoever writes meanwhile."""
    with reaching(engine), engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin():
            yield connection


def stream(connection: Connection, name: str) -> Stream:
    """Return the rows of a view or table, in its own order, a batch in memory at a time."""
    there = inspect(connection).get_columns(name)
    kinds = {each["name"]: _known_kind(each["name"]) for each in there}
    if connection.dialect.name == "postgresql":
        told = {each["name"]: _kind_of(each["type"]) for each in there}
    else:
        told = _kinds_found(connection, name, [each for each, kind in kinds.items() if kind is None])
    columns = tuple((each, kind or told[each]) for each, kind in kinds.items())
    return Stream(name, columns, _batches(connection, name, columns))


def _batches(connection: Connection, name: str, columns: tuple[tuple[str, Kind], ...]) -> Iterator[Batch]:
    readers = [READERS[kind] for _, kind in columns]
    question: Any = select(*[column(each) for each, _ in columns]).select_from(table(name))
    with connection.execution_options(stream_results=True, yield_per=BATCH).execute(question) as result:
        for rows in result.partitions(BATCH):
            yield [
                tuple(
                    None if value is None else read(value) for read, value in zip(readers, row, strict=True)
                )
                for row in rows
            ]


def _known_kind(name: str) -> Kind | None:
    """Return what a column's name tells, by the rule of names or as the tables have it."""
    if name in MOMENTS or name.endswith("_at"):
        return Kind.MOMENT
    if name in DAYS or name.endswith("_on"):
        return Kind.DAY
    kinds = {
        _kind_of(each.columns[name].type) for each in tables.metadata.tables.values() if name in each.columns
    }
    return kinds.pop() if len(kinds) == 1 else None


def _kind_of(type_: TypeEngine[Any]) -> Kind:
    for known, kind in (
        (Boolean, Kind.FLAG),
        (Integer, Kind.INTEGER),
        (Numeric, Kind.REAL),
        (Moment, Kind.MOMENT),
        (DateTime, Kind.MOMENT),
        (Date, Kind.DAY),
    ):
        if isinstance(type_, known):
            return kind
    return Kind.TEXT


def _kinds_found(connection: Connection, name: str, unknown: list[str]) -> dict[str, Kind]:
    """Look at every value of columns that SQLite gives no type: 1, 2 and 3 are whole, broken, and text."""
    if not unknown:
        return {}
    ranks = ", ".join(
        f"MAX(CASE typeof(\"{each}\") WHEN 'integer' THEN 1 WHEN 'real' THEN 2 WHEN 'null' THEN 0 ELSE 3 END)"
        for each in unknown
    )
    found = connection.exec_driver_sql(f'SELECT {ranks} FROM "{name}"').one()  # noqa: S608 - our own names
    by_rank = {1: Kind.INTEGER, 2: Kind.REAL}
    return {each: by_rank.get(rank, Kind.TEXT) for each, rank in zip(unknown, found, strict=True)}


def _moment(value: Any) -> datetime:
    read = datetime.fromisoformat(value) if isinstance(value, str) else value
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)


def _day(value: Any) -> date:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else date.fromisoformat(str(value)[:10])


READERS: dict[Kind, Callable[[Any], Any]] = {
    Kind.FLAG: bool,
    Kind.INTEGER: int,
    Kind.REAL: float,
    Kind.TEXT: str,
    Kind.DAY: _day,
    Kind.MOMENT: _moment,
}
