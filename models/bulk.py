"""Rows into a table, many at once: the statement is made once, and each value goes as the driver takes it.

To have SQLAlchemy look at every row costs several times what the database takes to write it.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError, StatementError

from models.at_once import is_together

MANY = 8  # rows from which on PostgreSQL takes them faster by COPY


class _Filling(NamedTuple):
    """How a table is filled: the statements, and what makes of a value what the driver takes."""

    insert: str
    copy: str
    makers: tuple[tuple[int, Callable[[Any], Any]], ...]


def new_ids(connection: Connection, table: Table, count: int) -> list[int]:
    """Return so many ids for rows to come, in a transaction in which nobody else writes."""
    if connection.dialect.name == "postgresql":
        query = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
        return list(connection.exec_driver_sql(query, (table.name, count)).scalars())
    last = connection.exec_driver_sql(f"SELECT COALESCE(MAX(id), 0) FROM {table.name}").scalar_one()  # noqa: S608
    return list(range(last + 1, last + 1 + count))


def insert_all(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write rows that have the same columns, however many, by one statement."""
    if rows:
        names = tuple(rows[0])
        insert_values(connection, table, names, [[row[name] for name in names] for row in rows])


def insert_unless_there(connection: Connection, table: Table, row: Mapping[str, Any]) -> None:
    """Write a row, unless one that must differ from it stands there."""
    filling = _filling(table, tuple(row), connection.dialect)
    (values,) = _values(filling, [tuple(row.values())])
    connection.exec_driver_sql(f"{filling.insert} ON CONFLICT DO NOTHING", values)


def insert_values(
    connection: Connection, table: Table, names: tuple[str, ...], rows: Sequence[Sequence[Any]]
) -> None:
    """Write rows, each given by its values in the order of the columns that are named."""
    if not rows:
        return
    filling = _filling(table, names, connection.dialect)
    values = _values(filling, rows)
    if len(rows) >= MANY and connection.dialect.name == "postgresql" and not is_together(connection):
        _copy(connection, filling.copy, values)
    else:
        connection.exec_driver_sql(filling.insert, values if len(values) > 1 else values[0])


def _values(filling: _Filling, rows: Sequence[Sequence[Any]]) -> list[tuple[Any, ...]]:
    """Return rows as the driver takes them; what cannot be made so is told as SQLAlchemy tells it."""
    if not filling.makers:
        return list(map(tuple, rows))
    made = list(map(list, rows))
    try:
        for place, make in filling.makers:
            for row in made:
                row[place] = make(row[place])
    except (TypeError, ValueError) as fault:
        raise StatementError(str(fault), filling.insert, None, fault) from fault
    return list(map(tuple, made))


def _copy(connection: Connection, statement: str, rows: Sequence[Sequence[Any]]) -> None:
    """Write rows by COPY, which takes them three times as fast; its faults are SQLAlchemy's, as elsewhere."""
    driver: Any = connection.dialect.dbapi
    try:
        raw: Any = connection.connection
        with raw.cursor() as cursor, cursor.copy(statement) as copying:
            for row in rows:
                copying.write_row(row)
    except driver.Error as error:
        raise DBAPIError.instance(statement, None, error, driver.Error, dialect=connection.dialect) from error


@cache
def _filling(table: Table, names: tuple[str, ...], dialect: Dialect) -> _Filling:
    columns = f"{table.name} ({', '.join(names)})"
    mark = "?" if dialect.name == "sqlite" else "%s"
    found = [
        (place, table.c[name].type.dialect_impl(dialect).bind_processor(dialect))
        for place, name in enumerate(names)
    ]
    return _Filling(
        f"INSERT INTO {columns} VALUES ({', '.join([mark] * len(names))})",  # noqa: S608 - names of our own
        f"COPY {columns} FROM STDIN",
        tuple((place, make) for place, make in found if make is not None),
    )
