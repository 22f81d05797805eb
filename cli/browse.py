"""`foialedger browse`: the ledger in a browser, by Datasette, which only reads it."""

import ipaddress
import os
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Engine
from sqlalchemy.engine import make_url

from cli.browsing.server import Place, serving
from cli.ledgers import reading
from cli.options import Config, Database, given
from ingest.auth import SecretRef, secret
from ingest.store_copies import copy_ledger
from parsers.errors import LedgerError

VARIABLE = "FOIALEDGER_BROWSE_PASSWORD"


class OpenToAll(LedgerError):
    """The ledger would be shown to other machines without a password."""

    def __init__(self, host: str) -> None:
        super().__init__(
            f"Other machines could read the ledger at {host}, so a password is needed: give "
            f"--password-file FILE, or set {VARIABLE}."
        )


Host = Annotated[str, typer.Option("--host", metavar="HOST", help="Where to listen; this machine only.")]
Port = Annotated[int, typer.Option("--port", min=0, max=65535, help="The port; 0 takes one that is free.")]
PasswordFile = Annotated[
    Path | None, typer.Option("--password-file", metavar="FILE", help="Ask for the password in this file.")
]


def browse(
    ctx: typer.Context,
    host: Host = "127.0.0.1",
    port: Port = 0,
    password_file: PasswordFile = None,
    config: Config = None,
    database: Database = None,
) -> None:
    """Show the ledger in a browser, to look around in: tables, views, questions, each request's story.

    Starts Datasette on a free port of this machine and prints its address; Ctrl-C ends it. The ledger is
    opened read-only. A ledger on PostgreSQL is copied to a file first, which is deleted at the end.

    On a --host that other machines reach, a password is needed (--password-file, or the variable
    FOIALEDGER_BROWSE_PASSWORD). HTTP does not hide it on the way: put a server with TLS in front, or use
    ssh -L.

    \b
    Examples:
      foialedger browse
      foialedger browse --port 8001
      foialedger browse --host 0.0.0.0 --password-file ~/.config/foialedger/browse-password
    """
    password = _password(password_file)
    if password is None and not _is_loopback(host):
        raise OpenToAll(host)
    with reading(given(ctx, config, database)) as engine, serving(host, port, password) as place:
        place.start(_file_of(engine, place))
        typer.echo(
            f"The ledger is at {place.address}{' (with the password)' if password else ''}. Ctrl-C ends it."
        )
        place.wait()


def _password(path: Path | None) -> str | None:
    if path:
        return secret(SecretRef("file", (str(path.expanduser()),)))
    return secret(SecretRef("env", (VARIABLE,))) if VARIABLE in os.environ else None


def _file_of(engine: Engine, place: Place) -> Path:
    """Return the SQLite file to show: the ledger itself, or a copy of one on PostgreSQL."""
    url = make_url(engine.url)
    if url.get_backend_name() == "sqlite":
        return Path(str(url.database)).absolute()
    path = place.folder / "ledger.db"
    typer.echo(
        "Copying the ledger of this moment from PostgreSQL; what is filed from now on is not in the copy."
    )
    copy_ledger(engine, path, lambda _, row: row, {})
    return path


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"
