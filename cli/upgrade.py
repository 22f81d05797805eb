"""`foialedger upgrade`: make the ledger, or bring an older one up to this program's version."""

import typer

from cli.ledgers import settings_of
from cli.options import Config, Database, given
from cli.plain import shown
from ingest import config as configuration
from models import schema
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
        done = schema.upgrade(engine)
    finally:
        engine.dispose()
    typer.echo(f"{shown(configuration.shown(settings.database))}: {_told(done)}")


def _told(done: Upgraded) -> str:
    if done.before is None:
        return f"the ledger is made, at version {done.after}."
    if done.before != done.after:
        return f"brought from version {done.before} to {done.after}."
    if done.views_renewed:
        return f"at version {done.after}; its views are renewed."
    return f"at version {done.after} already; nothing to do."
