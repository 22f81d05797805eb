"""Several statements at once: on PostgreSQL they go out together, and one wait is for all of them.

A letter alone takes some forty statements, and each would wait for the answer to the one before.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError

FEW = 4  # letters, or requests; of more, COPY is faster
TOGETHER = "statements go out together"
Asked = tuple[Select[Any], Mapping[str, Any]]  # a query, and what is given to it


def answers(connection: Connection, *asked: Asked) -> list[Sequence[Any]]:
    """Return the rows of several queries, each with the names of its columns."""
    if connection.dialect.name != "postgresql":
        return [connection.execute(query, given).all() for query, given in asked]
    from psycopg.rows import namedtuple_row  # noqa: PLC0415 - the driver is there where it is asked for

    raw: Any = connection.connection.dbapi_connection
    with together(connection):
        cursors = [raw.cursor(row_factory=namedtuple_row) for _ in asked]
        for cursor, (query, given) in zip(cursors, asked, strict=True):
            cursor.execute(*_as_told(query, given, connection.dialect))
    return [cursor.fetchall() for cursor in cursors]


@contextmanager
def together(connection: Connection, letters: int = 1) -> Iterator[None]:
    """Let the statements of a block go out together; what the database says of them is heard at its end.

    Nothing is to be asked in the block. The rows of many letters are left to go by COPY, one table at a time.
    """
    if connection.dialect.name != "postgresql" or is_together(connection) or letters > FEW:
        yield
        return
    raw: Any = connection.connection.dbapi_connection
    driver: Any = connection.dialect.dbapi
    info = connection.info  # of a connection that breaks in the block, none is to be had behind it
    info[TOGETHER] = True
    try:
        with raw.pipeline():
            yield
    except driver.Error as error:
        raise DBAPIError.instance("", None, error, driver.Error, dialect=connection.dialect) from error
    finally:
        del info[TOGETHER]


def is_together(connection: Connection) -> bool:
    """Say whether statements are being collected: no answer is to be had, and no COPY can be made."""
    return TOGETHER in connection.info


def _as_told(query: Select[Any], given: Mapping[str, Any], dialect: Dialect) -> tuple[str, dict[str, Any]]:
    """Return a query and what is given to it as the driver takes them."""
    compiled = _compiled(query, dialect)
    return str(compiled), compiled.construct_params(dict(given))


@cache
def _compiled(query: Select[Any], dialect: Dialect) -> Any:
    return query.compile(dialect=dialect)
