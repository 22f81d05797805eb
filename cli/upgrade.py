"""`foialedger upgrade`: make the ledger, or bring an older one up to this program's version."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from cli.ledgers import settings_of
from cli.options import Config, Database, given
from cli.plain import shown
from ingest import config as configuration
from models import schema
from models.reckoning import Tell
from models.schema import Upgraded


def upgrade(ctx: typer.Context, config: Config = None, database: Database = None) -> None:
    """Make the ledger, or bring an older one up to this program's version.

    Safe to repeat. No row is lost; it happens in one transaction, or not at all.

    \b
    Examples:
      foialedger upgrade
      foialedger upgrade --database ledger.db
      foialedger upgrade --database postgresql://ledger@db.newsroom.example/ledger
    """
    settings = settings_of(given(ctx, config, database))
    engine = schema.connect(settings.database)
    try:
        with _progress() as tell:
            done = schema.upgrade(engine, tell)
    finally:
        engine.dispose()
    typer.echo(f"{shown(configuration.shown(settings.database))}: {_told(done)}")


@contextmanager
def _progress() -> Iterator[Tell | None]:
    """Show a bar on the terminal while requests are reckoned anew: of 50,000 that takes minutes."""
    if not sys.stderr.isatty():
        yield None
        return
    columns = (TextColumn("requests"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, every: bar.update(task, completed=done, total=every)


def _told(done: Upgraded) -> str:
    if done.before is None:
        return f"the ledger is made, at version {done.after}."
    if done.before != done.after:
        return f"brought from version {done.before} to {done.after}."
    if done.views_renewed:
        return f"at version {done.after}; its views are renewed."
    return f"at version {done.after} already; nothing to do."
