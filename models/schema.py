"""The ledger's database: opening it, bringing it up to date, and refusing any other version.

Writes no letters. What is upgraded is the tables (migrations/) and the views (models/views).
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, DBAPIError, OperationalError

from models import migrating, reckoning, search, views
from parsers.errors import LedgerError

WRITER_LOCK = 0x464F4941  # "FOIA": the advisory lock that writers on PostgreSQL hold, one at a time
LOCK_NOT_AVAILABLE = "55P03"  # PostgreSQL's SQLSTATE
BUSY_SECONDS = 30  # how long a writer waits for another one before it gives up
TAKE_TURNS = f"""SELECT set_config('lock_timeout', '{{seconds}}s', true),
       pg_advisory_xact_lock({WRITER_LOCK}), set_config('lock_timeout', '0', true)"""


class LedgerUnreachable(LedgerError):
    """The database cannot be opened, read or written."""

    def __init__(self, url: URL, why: str) -> None:
        super().__init__(
            f"The ledger at {url.render_as_string(hide_password=True)} cannot be used: {why}. "
            "Check `database` in foialedger.toml, then run `foialedger check`."
        )


class LedgerBusy(LedgerUnreachable):
    """Another program writes, and did not end in time."""

    def __init__(self, engine: Engine) -> None:
        LedgerError.__init__(
            self,
            f"Another program has been writing to the ledger at {engine.url.render_as_string()} for "
            f"{patience_of(engine)} seconds: nothing was changed here. Run the command again when it ended.",
        )


class BadDatabaseURL(LedgerError):
    """The setting that names the database names none."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"The setting `database` names no database foialedger knows ({why}): "
            "write sqlite:///ledger.db or postgresql://user@host/name."
        )


class LedgerMissing(LedgerError):
    """The database holds no ledger yet."""

    def __init__(self, url: URL) -> None:
        super().__init__(
            f"There is no ledger at {url.render_as_string(hide_password=True)} yet: run `foialedger upgrade`."
        )


class LedgerOlder(LedgerError):
    """The ledger was made by an earlier version of the program."""

    def __init__(self, found: str, wanted: str) -> None:
        super().__init__(
            f"The ledger is at version {found} and this program needs {wanted}: run `foialedger upgrade`."
        )


class LedgerNewer(LedgerError):
    """The ledger was made by a later version of the program."""

    def __init__(self, found: str, known: str) -> None:
        super().__init__(
            f"The ledger is at version {found} and this program knows only {known}: "
            "it was made by a newer foialedger; upgrade the program."
        )


class BrokenReferences(LedgerError):
    """After an upgrade, a row points at a row that is not there; the upgrade was taken back."""

    def __init__(self, table: str, count: int) -> None:
        super().__init__(
            f"The upgrade would leave {count} rows of {table} pointing nowhere and was taken back: "
            "keep the database as it is and report this."
        )


@dataclass(frozen=True, slots=True)
class Upgraded:
    """What an upgrade did: the versions before (None: no ledger yet) and after."""

    before: str | None
    after: str
    views_renewed: bool


def connect(url: str, *, read_only: bool = False) -> Engine:
    """Return an engine for the ledger at `url`, having reached it once.

    Writers take turns: on SQLite each transaction takes the write lock at its beginning (WAL, so readers
    never wait), `synchronous=FULL` because a filed letter must outlive a power cut. A read-only engine cannot
    change anything. Raises LedgerUnreachable, whose text never holds the password.
    """
    target = _target(url)
    kind = _sqlite if target.get_backend_name() == "sqlite" else _postgresql
    engine = kind(target, read_only)
    with reaching(engine), engine.connect():
        return engine


def patience_of(engine: Engine) -> int:
    """Return how many seconds an engine waits for other writers: its execution option `patience` says."""
    return int(engine.get_execution_options().get("patience", BUSY_SECONDS))


@contextmanager
def reaching(engine: Engine) -> Iterator[None]:
    """Turn the driver's troubles inside the block into LedgerUnreachable."""
    try:
        yield
    except DBAPIError as error:
        if _is_busy(error):
            raise LedgerBusy(engine) from error
        if isinstance(error, OperationalError) or type(error) is DatabaseError:
            raise LedgerUnreachable(engine.url, _first_line(error)) from error
        raise


def upgrade(engine: Engine, tell: reckoning.Tell | None = None) -> Upgraded:
    """Bring tables and views to this program's version, in one transaction; safe to repeat.

    No row is lost: on SQLite foreign keys are off while tables are rebuilt (a rebuilt table would
    take the rows that point at it along) and checked before the commit. Raises LedgerNewer, or ViewInUse
    when a view of the user's own stands on one of ours that must change. `tell`: see reckoning.reckon_all.
    """
    with reaching(engine), engine.connect() as connection, _foreign_keys_off(connection), connection.begin():
        take_turns(connection)
        before, head = _versions(connection)
        renew = before != head or not _is_current(connection)
        if renew:
            views.drop(connection)
            migrating.migrate(connection)
            search.prepare(connection)
            views.create(connection)
            reckoning.renew(connection, tell)
            _check_references(connection)
    return Upgraded(before, head, renew)


def check_version(engine: Engine) -> None:
    """Return when the ledger is this program's version; raise LedgerMissing, LedgerOlder or LedgerNewer."""
    with reaching(engine), engine.connect() as connection:
        found, head = _versions(connection)
        if found is None:
            raise LedgerMissing(engine.url)
        if found != head:
            raise LedgerOlder(found, head)
        if not _is_current(connection):
            raise LedgerOlder(f"{found} with other views", head)


def _is_current(connection: Connection) -> bool:
    return views.are_current(connection) and reckoning.is_current(connection)


def _target(url: str) -> URL:
    try:
        target = make_url(url)
    except ArgumentError as error:
        raise BadDatabaseURL("it is no URL") from error
    backend = "postgresql" if target.drivername == "postgres" else target.get_backend_name()
    if backend not in {"sqlite", "postgresql"}:
        raise BadDatabaseURL(f"{backend} is neither sqlite nor postgresql")
    return target.set(drivername="postgresql+psycopg" if backend == "postgresql" else "sqlite")


def _sqlite(url: URL, read_only: bool) -> Engine:
    path = url.database
    if read_only and path and not path.startswith("file:"):
        if not Path(path).exists():
            raise LedgerMissing(url)
        uri = f"file:{quote(str(Path(path).absolute()))}?mode=ro"
        engine = create_engine(url, creator=lambda: sqlite3.connect(uri, uri=True, check_same_thread=False))
    else:
        engine = create_engine(url)
    event.listen(engine, "connect", _prepare_reader if read_only else _prepare_writer)
    event.listen(engine, "begin", _begin_reading if read_only else _begin_writing)
    return engine


def _prepare_writer(connection: Any, _record: Any) -> None:
    _prepare(connection)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")


def _prepare_reader(connection: Any, _record: Any) -> None:
    _prepare(connection)
    connection.execute("PRAGMA query_only = ON")


def _prepare(connection: Any) -> None:
    connection.isolation_level = None  # transactions begin where this file says, not where the driver guesses
    connection.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
    connection.execute("PRAGMA foreign_keys = ON")


def _begin_writing(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin_reading(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _postgresql(url: URL, read_only: bool) -> Engine:
    settings = "-c timezone=UTC -c datestyle=ISO -c jit=off"  # to compile a view takes longer than to run it
    if read_only:
        settings += " -c default_transaction_read_only=on"
    else:
        settings += " -c plan_cache_mode=force_generic_plan"  # a letter's statements are planned once
    return create_engine(url, connect_args={"options": settings, "connect_timeout": 10}, pool_pre_ping=True)


def _is_busy(error: DBAPIError) -> bool:
    """Say whether the database refused because another writer holds it."""
    busy = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY
    return busy or getattr(error.orig, "sqlstate", None) == LOCK_NOT_AVAILABLE


def _first_line(error: DBAPIError) -> str:
    return (str(error.orig).strip().splitlines() or ["no reason given"])[0].rstrip(".")


@contextmanager
def _foreign_keys_off(connection: Connection) -> Iterator[None]:
    """Switch SQLite's foreign keys off, outside any transaction, and on again.

    `legacy_alter_table` lets a table be renamed while a view of the user's own lacks one of ours.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    raw: Any = connection.connection.dbapi_connection
    raw.execute("PRAGMA foreign_keys = OFF")
    raw.execute("PRAGMA legacy_alter_table = ON")
    try:
        yield
    finally:
        raw.execute("PRAGMA legacy_alter_table = OFF")
        raw.execute("PRAGMA foreign_keys = ON")


def take_turns(connection: Connection) -> None:
    """Wait for another writer to end, in a transaction just begun; BEGIN IMMEDIATE has waited on SQLite.

    Ends in LedgerBusy, where `reaching` tells it, when that outlasts the engine's patience.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(TAKE_TURNS.format(seconds=patience_of(connection.engine)))


def _versions(connection: Connection) -> tuple[str | None, str]:
    """Return the version of the ledger (None: there is none) and this program's; raise LedgerNewer."""
    known, found = migrating.versions(), migrating.version_of(connection)
    if not known:
        raise LedgerError("The program came without its migrations: install foialedger again.")
    if found is not None and found not in known:
        raise LedgerNewer(found, known[-1])
    return found, known[-1]


def _check_references(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        lost = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if lost:
            raise BrokenReferences(lost[0][0], len(lost))
