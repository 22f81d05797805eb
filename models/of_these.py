"""Queries for some rows of a table, built once and asked often: building costs more than asking."""

from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Connection, Select, bindparam

AT_ONCE = 500  # ids in one query


def of_these(query: Select[Any], column: ColumnElement[Any]) -> Select[Any]:
    """Return a query for the rows that `column` ties to some ids, given when it is asked by `rows_of`."""
    return query.where(column.in_(bindparam("ids", expanding=True)))


def rows_of(
    connection: Connection, query: Select[Any] | CompoundSelect[Any], ids: Collection[int] | Collection[str]
) -> Iterator[Any]:
    """Yield the rows of a query made by `of_these`, in its order for every 500 ids."""
    ordered = sorted(ids)
    for start in range(0, len(ordered), AT_ONCE):
        yield from connection.execute(query, {"ids": ordered[start : start + AT_ONCE]})
