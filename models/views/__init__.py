"""The views of the ledger: one file each, made from the same text on both databases.

Reads and makes views only; the user's own views are never dropped.
"""

import re
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable

from sqlalchemy import Connection, inspect, text

from models.search import SEARCHED
from parsers.errors import LedgerError

INCLUDE = re.compile(r"^-- include (?P<name>\w+)$", re.MULTILINE)

# julianday(a) - julianday(b) counts days in both databases; SQLite has it built in.
JULIANDAY = (
    """CREATE OR REPLACE FUNCTION julianday(date) RETURNS double precision LANGUAGE sql IMMUTABLE
       AS 'SELECT ($1 - DATE ''2000-01-01'') + 2451544.5'""",
    """CREATE OR REPLACE FUNCTION julianday(timestamptz) RETURNS double precision LANGUAGE sql IMMUTABLE
       AS 'SELECT CAST(EXTRACT(EPOCH FROM $1) AS double precision) / 86400 + 2440587.5'""",
)

DEPENDENTS = text(
    "SELECT DISTINCT theirs.relname FROM pg_depend "
    "JOIN pg_rewrite ON pg_rewrite.oid = pg_depend.objid "
    "JOIN pg_class AS theirs ON theirs.oid = pg_rewrite.ev_class "
    "WHERE pg_depend.refobjid = to_regclass(:view) AND theirs.oid <> pg_depend.refobjid ORDER BY 1"
)


class ViewInUse(LedgerError):
    """A view of the user's own stands on one that must be made anew."""

    def __init__(self, view: str, dependents: list[str]) -> None:
        super().__init__(
            f"The view {view} must be made anew, and your own {', '.join(dependents)} stands on it: "
            f"drop it (keep its text), run `foialedger upgrade`, and create it again."
        )


def texts() -> dict[str, str]:
    """Return the CREATE VIEW statement of each view, by name, shared pieces filled in."""
    folder = files("models") / "views"
    home = folder / "shared"
    shared = {each.name.removesuffix(".sql"): each.read_text("utf-8").strip() for each in _sql(home)}
    return {
        each.name.removesuffix(".sql"): INCLUDE.sub(
            lambda m: shared.get(m["name"], m[0]), each.read_text("utf-8")
        )
        for each in _sql(folder)
    }


def _sql(folder: Traversable) -> list[Traversable]:
    return sorted(
        (each for each in folder.iterdir() if each.name.endswith(".sql")), key=lambda each: each.name
    )


def are_current(connection: Connection) -> bool:
    """Tell whether the views in the database were made from today's texts."""
    return _remembered(connection) == _mark()


def drop(connection: Connection) -> None:
    """Drop the views this program or an earlier one made, and no other. Raises ViewInUse."""
    ours = {*texts(), *_remembered(connection).partition(":")[0].split()}
    for name in sorted(ours & set(inspect(connection).get_view_names())):
        if connection.dialect.name == "postgresql":
            dependents = list(connection.execute(DEPENDENTS, {"view": name}).scalars())
            if dependents:
                raise ViewInUse(name, dependents)
        connection.exec_driver_sql(f"DROP VIEW {name}")


def create(connection: Connection) -> None:
    """Make every view, and on PostgreSQL the functions they count days with."""
    if connection.dialect.name == "postgresql":
        for function in JULIANDAY:
            connection.exec_driver_sql(function)
    searched = SEARCHED[connection.dialect.name]
    for statement in texts().values():
        connection.exec_driver_sql(statement.replace("-- include searched", searched))
    connection.execute(text("DELETE FROM ledger WHERE key = 'views'"))
    connection.execute(text("INSERT INTO ledger (key, value) VALUES ('views', :mark)"), {"mark": _mark()})


def _mark() -> str:
    """Return the names of the views and a digest of their texts: what the ledger remembers of them."""
    ours = texts()
    return f"{' '.join(ours)}:{sha256(repr(sorted(ours.items())).encode()).hexdigest()[:16]}"


def _remembered(connection: Connection) -> str:
    if not inspect(connection).has_table("ledger"):
        return ""
    found = connection.execute(text("SELECT value FROM ledger WHERE key = 'views'")).scalar()
    return str(found or "")
