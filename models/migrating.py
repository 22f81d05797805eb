"""The migrations: which there are, at which a ledger stands, and how Alembic brings it to the newest."""

import re
from importlib.resources import files
from typing import Any

from sqlalchemy import Connection, inspect

MIGRATION = re.compile(r"(\d{4})_\w+\.py$")  # the name of a migration begins with the version it makes


def versions() -> list[str]:
    """Return the versions that this program knows, the newest last."""
    names = (MIGRATION.match(each.name) for each in (files("migrations") / "versions").iterdir())
    return sorted(name[1] for name in names if name)


def version_of(connection: Connection) -> str | None:
    """Return the version of a ledger; None where there is none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return None if found is None else str(found)


def migrate(connection: Connection) -> None:
    """Bring the tables to the newest version, in the transaction that runs."""
    from alembic import command  # noqa: PLC0415 - only upgrades pay for its import

    command.upgrade(config_of(connection), "head")


def config_of(connection: Connection | None = None) -> Any:
    """Return what Alembic is told: where the migrations are, and the connection to run them on."""
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(files("migrations")).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
