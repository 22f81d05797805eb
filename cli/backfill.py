"""`foialedger backfill`: file the mail that is there already, and account for every message."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from cli.cluster import on_cluster
from cli.ledgers import filing, settings_of
from cli.options import Config, Database, given
from cli.plain import shown
from cli.trouble import TROUBLE, tell
from ingest.account import Account, Tallying
from ingest.backfill import OnTaken, Source, Wanted, backfill_all
from ingest.batches import Taken
from ingest.config import Settings

MAILBOX = "imap:"


def backfill(
    ctx: typer.Context,
    sources: Annotated[list[str], typer.Argument(metavar="SOURCE...", help="Files, folders, or imap:NAME.")],
    processes: Annotated[
        int | None,
        typer.Option("--processes", min=1, metavar="N", help="That read; without it, one a core."),
    ] = None,
    engine: Annotated[
        str | None,
        typer.Option("--engine", metavar="dask://HOST:PORT", help="A Dask cluster that reads for you."),
    ] = None,
    config: Config = None,
    database: Database = None,
) -> None:
    """File the mail you have already: letters, folders of them, mboxes, Maildirs, or a whole mailbox.

    Safe to repeat and to interrupt: what is filed already is only counted. Ends with a tally that adds up,
    and names every message that could not be read; those are filed too, with the reason beside them.

    \b
    Examples:
      foialedger backfill ~/Mail/records letter.eml old.mbox
      foialedger backfill imap:gmail          (a [[mailbox]] of foialedger.toml, from its beginning)
      foialedger backfill --engine dask://scheduler:8786 /archive     (docs/performance.md)
    """
    settings = settings_of(given(ctx, config, database))
    chosen = [_source(word, settings) for word in sources]
    account = on_cluster(engine, chosen, settings) if engine else _here(chosen, settings, processes)
    for line in _lines(account):
        typer.echo(line)
    for trouble in account.troubles:
        tell(trouble)
    if account.troubles:
        raise typer.Exit(TROUBLE)


def _here(chosen: list[Source], settings: Settings, processes: int | None) -> Account:
    count = processes or max(2, os.cpu_count() or 2)
    with filing(settings, count) as ledger:
        on_taken = _progress() if sys.stderr.isatty() else None
        return backfill_all(chosen, ledger, Wanted(processes=count), on_taken)


def _source(word: str, settings: Settings) -> Source:
    return settings.mailbox(word.removeprefix(MAILBOX)) if word.startswith(MAILBOX) else Path(word)


def _progress() -> OnTaken:
    """Return what counts the messages on the terminal, on one line that the next count takes the place of."""

    def tell_count(_taken: Taken, tallying: Tallying) -> None:
        if tallying.seen % 100 == 0:
            typer.echo(f"{tallying.seen} messages seen\r", err=True, nl=False)

    return tell_count


def _lines(account: Account) -> Iterator[str]:
    """Yield the tally, whose lines below the first add up to it, and each message that failed."""
    counts = {
        "seen": account.total.seen,
        "  filed": account.total.filed,
        "  filed before": account.total.filed_before,
        "  not about a request": account.total.not_about_a_request,
        "  needs review": account.total.needs_review,
        "  failed": account.total.failed,
    }
    yield from (f"{name:<22} {count:>7}" for name, count in counts.items())
    for failed in account.failed:
        yield f"failed: {shown(failed.place)}: {shown(failed.problem)}"
    if account.total.needs_review or account.failed:
        yield 'To see why: foialedger sql "SELECT sender, subject, reason, sentence FROM review"'
