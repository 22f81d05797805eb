"""`foialedger backfill --engine`: the same work, handed to a Dask cluster."""

import sys
from collections.abc import Sequence
from pathlib import Path

import typer

from cli.filing import filing
from ingest.account import Account
from ingest.backfill import Source
from ingest.cluster import ENGINE, backfill_on
from ingest.cluster_trouble import NeedsPostgreSQL
from ingest.config import Settings


def on_cluster(engine: str, sources: Sequence[Source], settings: Settings) -> Account:
    """Have a cluster take in the sources, and return the account; say on stderr how many workers it lost."""
    if not ENGINE.fullmatch(engine):
        raise typer.BadParameter(f"{engine} is no cluster: write dask://HOST:PORT", param_hint="--engine")
    paths = [source for source in sources if isinstance(source, Path)]
    if len(paths) < len(sources):
        raise typer.BadParameter(
            "a mailbox is read by this machine: leave --engine out for imap:", param_hint="--engine"
        )
    if not settings.database.startswith("postgres"):
        raise NeedsPostgreSQL
    with filing(settings) as ledger:
        spread = backfill_on(engine, paths, ledger, settings, _tell_count if sys.stderr.isatty() else None)
    if spread.lost:
        typer.echo(
            f"{spread.lost} of the workers left before the end; what they had in hand was read by others.",
            err=True,
        )
    return spread.account


def _tell_count(seen: int) -> None:
    """Count the messages on the terminal, on one line that the next count takes the place of."""
    typer.echo(f"{seen} messages seen\r", err=True, nl=False)
