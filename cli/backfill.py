"""`foialedger backfill`: file the mail that is there already, and account for every message."""

import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Annotated

import typer

from cli.cluster import on_cluster
from cli.ledgers import filing, settings_of
from cli.options import Config, Database, given
from cli.plain import shown
from cli.trouble import TROUBLE, tell
from ingest.backfill import Account, Source, backfill_all
from ingest.config import Settings
from ingest.message import Message
from ingest.poll import OnFiled
from parsers.facts import Outcome

MAILBOX = "imap:"


def backfill(
    ctx: typer.Context,
    sources: Annotated[list[str], typer.Argument(metavar="SOURCE...", help="Files, folders, or imap:NAME.")],
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
    with filing(settings) as ledger:
        if engine:
            account = on_cluster(engine, chosen, ledger, settings)
        else:
            account = backfill_all(chosen, ledger, _progress() if sys.stderr.isatty() else None)
    for line in _lines(account):
        typer.echo(line)
    for trouble in account.troubles:
        tell(trouble)
    if account.troubles:
        raise typer.Exit(TROUBLE)


def _source(word: str, settings: Settings) -> Source:
    return settings.mailbox(word.removeprefix(MAILBOX)) if word.startswith(MAILBOX) else Path(word)


def _progress() -> OnFiled:
    """Return what counts the messages on the terminal, on one line that the next count takes the place of."""
    counted = count(1)

    def tell_count(message: Message, outcome: Outcome | None) -> None:
        del message, outcome
        number = next(counted)
        if number % 100 == 0:
            typer.echo(f"{number} messages seen\r", err=True, nl=False)

    return tell_count


def _lines(account: Account) -> Iterator[str]:
    """Yield the tally, whose lines below the first add up to it, and each message that failed."""
    counts = {
        "seen": account.seen,
        "  filed": account.filed,
        "  filed before": account.filed_before,
        "  not about a request": account.not_about_a_request,
        "  needs review": account.needs_review,
        "  failed": len(account.failed),
    }
    yield from (f"{name:<22} {count:>7}" for name, count in counts.items())
    for failed in account.failed:
        yield f"failed: {shown(failed.place)}: {shown(failed.problem)}"
    if account.needs_review or account.failed:
        yield 'To see why: foialedger sql "SELECT sender, subject, reason, sentence FROM review"'
