"""`foialedger backfill`: file the mail that is there already, and account for every message."""

import gc
import os
from collections.abc import Iterator
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from cli.cluster import on_cluster
from cli.filing import filing
from cli.ledgers import settings_of
from cli.options import Config, Database, given
from cli.plain import shown
from cli.progress import telling_progress
from cli.trouble import TROUBLE, tell
from ingest.account import Account, Counts
from ingest.backfill import Source, Wanted, backfill_all
from ingest.config import Settings

MAILBOX = "imap:"
SELDOM = (
    20_000  # objects that are made before the collector looks for some that nobody holds: letters hold few
)


DAY = ["%Y-%m-%d"]
Since = Annotated[
    datetime | None,
    typer.Option("--since", formats=DAY, metavar="DAY", help="Nothing from before this day."),
]
Until = Annotated[
    datetime | None,
    typer.Option("--until", formats=DAY, metavar="DAY", help="Nothing from after this day."),
]
Limit = Annotated[
    int | None,
    typer.Option("--limit", min=1, metavar="N", help="So many new messages; again takes the next."),
]
Folders = Annotated[
    list[str] | None,
    typer.Option("--folder", metavar="PATTERN", help="Of a mailbox, instead of the configured ones."),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Read and count, and file nothing.")]
Processes = Annotated[
    int | None,
    typer.Option("--processes", min=1, metavar="N", help="That read; without it, one a core."),
]
Engine = Annotated[
    str | None,
    typer.Option("--engine", metavar="dask://HOST:PORT", help="A Dask cluster that reads for you."),
]


def backfill(
    ctx: typer.Context,
    sources: Annotated[list[str], typer.Argument(metavar="SOURCE...", help="Files, folders, or imap:NAME.")],
    *,
    since: Since = None,
    until: Until = None,
    limit: Limit = None,
    folders: Folders = None,
    dry_run: DryRun = False,
    processes: Processes = None,
    engine: Engine = None,
    config: Config = None,
    database: Database = None,
) -> None:
    """File the mail you have already: letters, folders of them, mboxes, Maildirs, or a whole mailbox.

    Safe to repeat and to interrupt, also while `foialedger run` runs: the same command goes on where it was,
    and what is filed already is only counted. Ends with a tally that adds up, and names every message that
    could not be read; those are filed too, with the reason beside them. Ends in 1 where a source or a message
    could not be taken in. With --processes 1 letters are read in this process, without the limits that hold
    off a hostile one.

    \b
    Examples:
      foialedger backfill ~/Mail/records letter.eml old.mbox
      foialedger backfill imap:gmail          (a [[mailbox]] of foialedger.toml, from its beginning)
      foialedger backfill imap:gmail --folder "Records/*" --since 2016-01-01 --dry-run
      foialedger backfill --engine dask://scheduler:8786 /archive     (docs/performance.md)
    """
    settings = settings_of(given(ctx, config, database))
    chosen = [_source(word, settings) for word in sources]
    first, last = (each.date() if each else None for each in (since, until))
    part = Wanted(first, last, limit, tuple(folders or ()), dry_run, processes or max(2, os.cpu_count() or 2))
    if engine and part != Wanted(processes=part.processes):
        raise typer.BadParameter("--engine takes in the whole of the sources: no other option goes with it")
    account = on_cluster(engine, chosen, settings) if engine else _here(chosen, settings, part)
    _tell(account, part)
    if account.troubles or not all(failed.is_filed for failed in account.failed):
        raise typer.Exit(TROUBLE)


def _tell(account: Account, part: Wanted) -> None:
    for line in _lines(account, part):
        typer.echo(line)
    for trouble in account.troubles:
        tell(trouble)


def _here(chosen: list[Source], settings: Settings, part: Wanted) -> Account:
    gc.set_threshold(SELDOM)
    with filing(settings, part.processes) as ledger, telling_progress(len(chosen)) as on_turn:
        return backfill_all(chosen, ledger, part, on_turn)


def _source(word: str, settings: Settings) -> Source:
    return settings.mailbox(word.removeprefix(MAILBOX)) if word.startswith(MAILBOX) else Path(word)


def _lines(account: Account, wanted: Wanted) -> Iterator[str]:
    """Yield the tally, whose lines below the first add up to it, and each message that failed."""
    if wanted.dry_run:
        yield "Nothing was filed: this is what the same command would do without --dry-run."
    names = [each.name for each in fields(Counts)]
    for name in names:
        label = name.replace("_", " ")
        yield f"{label if name == 'seen' else f'  {label}':<22} {getattr(account.total, name):>7}"
    yield from _by("source", account.by_source)
    yield from _by("portal", account.by_portal)
    if account.other_days:
        yield f"Not of these days, and left out: {account.other_days}"
    for failed in account.failed:
        word = "failed" if failed.is_filed else "not filed"
        yield f"{word}: {shown(failed.place)}: {shown(failed.problem)}"
    if wanted.limit is not None and account.is_cut:
        yield f"Stopped after {wanted.limit} new messages: the same command takes in the next."
    if account.total.needs_review or any(failed.is_filed for failed in account.failed):
        yield 'To see why: foialedger sql "SELECT sender, subject, reason, sentence FROM review"'


def _by(what: str, counted: dict[str, Counts]) -> Iterator[str]:
    """Yield the same counts for each source, or each portal, where there is more than one."""
    if len(counted) < 2:
        return
    names = [each.name.replace("_", " ") for each in fields(Counts)]
    yield ""
    yield f"by {what}: " + " | ".join(names)
    for name, counts in sorted(counted.items()):
        yield f"  {shown(name)}: " + " | ".join(str(getattr(counts, each.name)) for each in fields(Counts))
