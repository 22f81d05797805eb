"""`foialedger init`: write a commented configuration, never over another one."""

import json
from pathlib import Path

import typer

from cli.options import Config, Database, given
from cli.plain import shown
from ingest import config as configuration
from ingest import config_place
from parsers.errors import LedgerError

DEFAULT = 'database = "ledger.db"\n'


class ConfigThere(LedgerError):
    """There is a file already where the configuration would be written."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} is there already and stays as it is. Give another place with --config PATH."
        )


class PasswordInURL(LedgerError):
    """The database URL that should be written into the configuration holds a password."""

    def __init__(self) -> None:
        super().__init__(
            "The --database URL holds a password, and none is written to a file: "
            "leave it out of the URL and keep it in ~/.pgpass."
        )


def init(ctx: typer.Context, config: Config = None, database: Database = None) -> None:
    """Write a commented foialedger.toml for you to fill in.

    A file that is there already is left as it is.

    \b
    Examples:
      foialedger init
      foialedger init --config ~/.config/foialedger/foialedger.toml
      foialedger init --database postgresql://ledger@db.newsroom.example/ledger
    """
    chosen = given(ctx, config, database)
    path = (chosen.config or Path(config_place.FILE_NAME)).expanduser()
    text = _text(chosen.database)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise ConfigThere(path) from None
    typer.echo(f"Wrote {shown(path)}. Fill in your mailbox, then run: foialedger check; foialedger upgrade")


def _text(database: str | None) -> str:
    """Return the template, with the database that was named."""
    template = configuration.template()
    if database is None:
        return template
    url = configuration.database_url(database, Path.cwd())
    if configuration.shown(url) != url:
        raise PasswordInURL
    return template.replace(DEFAULT, f"database = {json.dumps(database)}\n", 1)
