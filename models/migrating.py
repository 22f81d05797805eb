"""The versions of the ledger's tables, and how Alembic brings a ledger to the newest of them."""

from importlib.resources import files

from sqlalchemy import Connection, inspect


def versions() -> list[str]:
    """Return every version this program knows, the newest last; a migration's file is named for its own."""
    names = [each.name for each in files("migrations").joinpath("versions").iterdir()]
    return sorted(name.partition("_")[0] for name in names if name[:1].isdigit())


def version_of(connection: Connection) -> str | None:
    """Return the version of a ledger; None where there is none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return str(found) if found else None


def migrate(connection: Connection) -> None:
    """Bring the tables to the newest version, in the transaction that is open."""
    from alembic import command, config  # noqa: PLC0415 - it takes a fifth of a second, and only this needs it

    told = config.Config()
    told.set_main_option("script_location", str(files("migrations")).replace("%", "%%"))
    told.attributes["connection"] = connection
    command.upgrade(told, "head")
