"""`foialedger reread`: the filed letters read with today's rules, the difference shown before anything
changes.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from cli.filing import filing
from cli.ledgers import settings_of
from cli.options import AsJson, Config, Database, given
from cli.plain import print_json, shown
from ingest import answers, rereading
from ingest.rereading import OnRead, Reread
from parsers.errors import LedgerError
from parsers.registry import find_portals

MOST_SHOWN = 40  # differences that are told one by one; --json tells all


class NoSuchPortal(LedgerError):
    """No portal has this name."""

    def __init__(self, name: str) -> None:
        known = ", ".join(["clerk", *(portal.name for portal in find_portals())])
        super().__init__(f"There is no portal {name!r}; there are: {known}.")


def reread(
    ctx: typer.Context,
    portal: Annotated[
        str | None, typer.Option("--portal", metavar="NAME", help="Only the letters it read.")
    ] = None,
    request: Annotated[
        str | None, typer.Option("--request", metavar="REQUEST", help="Only the letters of one request.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show the difference, and change nothing.")
    ] = False,
    as_json: AsJson = False,
    config: Config = None,
    database: Database = None,
) -> None:
    """Read the filed letters again with today's rules: facts gained, lost and changed, by rule; then
    replace them.

    Needs the vault. All readings are replaced in one transaction, or none; what a person said stays. Safe to
    stop: what was read already is laid by, and the same command goes on from there. --portal clerk means the
    letters that no portal claims.

    \b
    Examples:
      foialedger reread --dry-run
      foialedger reread --portal govqa
      foialedger reread --request P015720-070319 --dry-run --json
    """
    if portal is not None and portal not in {"clerk", *(each.name for each in find_portals())}:
        raise NoSuchPortal(portal)
    with filing(settings_of(given(ctx, config, database))) as ledger:
        request_id = answers.find_request(ledger.engine, request)["request_id"] if request else None
        letters = rereading.letters_of(ledger, portal, request_id)
        with _progress(len(letters)) as on_read:
            read = rereading.prepare(ledger, letters, on_read)
        _tell(read, as_json)
        count = 0 if dry_run else rereading.put_in_place(ledger, letters)
    if not (as_json or dry_run):
        typer.echo(f"{count} readings replaced.")


def _tell(read: Reread, as_json: bool) -> None:
    if as_json:
        _print_json(read)
        return
    for line in _lines(read):
        typer.echo(line)


@contextmanager
def _progress(count: int) -> Iterator[OnRead | None]:
    """Show a bar on the terminal while letters are read; none where stderr is no terminal."""
    if not sys.stderr.isatty() or not count:
        yield None
        return
    columns = (TextColumn("reading"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=count)
        yield lambda done, _total: bar.update(task, completed=done)


def _lines(read: Reread) -> Iterator[str]:
    counts = Counter((each.table, each.rule, each.kind) for each in read.differences)
    kinds = Counter(each.kind for each in read.differences)
    told = ", ".join(f"{kinds[kind]} {kind}" for kind in ("gained", "lost", "changed"))
    yield f"{read.letters} letters read; facts: {told}."
    rules = sorted({(table, rule) for table, rule, _ in counts})
    for table, rule in rules:
        told = ", ".join(f"{counts[table, rule, kind]} {kind}" for kind in ("gained", "lost", "changed"))
        yield f"  {table} by {shown(rule)}: {told}"
    for each in read.differences[:MOST_SHOWN]:
        words = " -> ".join(shown(value) for value in (each.before, each.after) if value is not None)
        yield f"    letter {each.letter_id}, {each.kind}: {words}"
    if len(read.differences) > MOST_SHOWN:
        yield f"    and {len(read.differences) - MOST_SHOWN} more; --json tells all of them"
    yield from (f"not read: {shown(each)}" for each in read.unread)


def _print_json(read: Reread) -> None:
    for each in read.differences:
        print_json(
            {
                "kind": each.kind,
                "letter_id": each.letter_id,
                "table": each.table,
                "rule": each.rule,
                "before": each.before,
                "after": each.after,
            }
        )
    for trouble in read.unread:
        print_json({"kind": "unread", "trouble": trouble})
