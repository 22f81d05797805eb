"""Queries for some rows of a table, built once and asked often: building costs more than asking."""

import json
from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import (
    ARRAY,
    Boolean,
    ColumnElement,
    CompoundSelect,
    Connection,
    Select,
    Text,
    TypeDecorator,
    bindparam,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

AT_ONCE = 2_000  # ids in one query


class _Ids(TypeDecorator[Any]):
    """Some ids as one value, the statement the same for any number: JSON on SQLite, else an array."""

    impl = Text
    cache_ok = True

    def __init__(self, each: Any) -> None:
        super().__init__()
        self.each = each

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """Return what the database takes a list as."""
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else ARRAY(self.each))

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """Return a list as the database takes it."""
        return json.dumps(value) if dialect.name == "sqlite" else value


class _IsAmong(FunctionElement[bool]):
    """Whether a column holds one of some ids."""

    inherit_cache = True
    type = Boolean()

    def self_group(self, against: Any = None) -> "_IsAmong":  # noqa: ARG002
        """Return the condition as it is: compared with 1, as booleans are, no index would serve it."""
        return self


@compiles(_IsAmong, "sqlite")
def _in_json(element: _IsAmong, compiler: SQLCompiler, **how: Any) -> str:
    column, ids = (compiler.process(each, **how) for each in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({ids}))"  # noqa: S608 - made of columns


@compiles(_IsAmong, "postgresql")
def _in_array(element: _IsAmong, compiler: SQLCompiler, **how: Any) -> str:
    column, ids = (compiler.process(each, **how) for each in element.clauses)
    return f"{column} = ANY({ids})"


def is_among(column: ColumnElement[Any], name: str = "ids") -> ColumnElement[bool]:
    """Return the condition that a column holds one of some values, given by that name when it is asked."""
    return _IsAmong(column, bindparam(name, type_=_Ids(column.type)))


def of_these(query: Select[Any], column: ColumnElement[Any]) -> Select[Any]:
    """Return a query for the rows that `column` ties to some ids, given when it is asked by `rows_of`."""
    return query.where(is_among(column))


def rows_of(
    connection: Connection, query: Select[Any] | CompoundSelect[Any], ids: Collection[int] | Collection[str]
) -> Iterator[Any]:
    """Yield the rows of a query made by `of_these`, in its order for every 2,000 ids."""
    ordered = sorted(ids)
    for start in range(0, len(ordered), AT_ONCE):
        yield from connection.execute(query, {"ids": ordered[start : start + AT_ONCE]}).all()
