"""`foialedger today`: who owes you what, and what you must do."""

import sys
from collections.abc import Iterator
from itertools import groupby
from typing import Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from cli.ledgers import reading
from cli.options import AsJson, Config, Database, given
from cli.plain import plain, print_json, shown
from ingest import answers

HEADS = {
    1: "You, now",
    2: "You, later",
    3: "Past the day the law gives",
    4: "Past the day they promised",
    5: "Not a word for 30 days",
    6: "Due within a week",
}
MOST = 50  # rows of one table on a terminal


def today(
    ctx: typer.Context, as_json: AsJson = False, config: Config = None, database: Database = None
) -> None:
    """Say who owes you what and what you must do, the most urgent first: the rows of the view `today`.

    In a terminal it is a table, at most 50 things of each urgency, with the agency's own words; otherwise one
    line a thing, all of them, for `grep`. A day marked with ? rests on something that is not sure:
    `foialedger explain NUMBER` says on what.

    \b
    Examples:
      foialedger today
      foialedger today --json | jq 'select(.who == "you")'
    """
    with reading(given(ctx, config, database)) as engine:
        rows = answers.all_rows(engine, "SELECT * FROM today")
    if as_json:
        for row in rows:
            print_json(row)
    elif not rows:
        typer.echo("Nothing is due, and nobody is late.")
    elif sys.stdout.isatty():
        _print_table(rows)
    else:
        for line in lines(rows):
            typer.echo(line)


def lines(rows: list[dict[str, Any]]) -> Iterator[str]:
    """Yield one line a thing, under a line for each degree of urgency."""
    for urgency, group in groupby(rows, key=lambda row: row["urgency"]):
        yield HEADS[urgency]
        for row in group:
            yield "  " + "  ".join(part for part in _cells(row) if part)


def _cells(row: dict[str, Any]) -> tuple[str, str, str, str, str]:
    """Return what, when, of which request, of which agency, and in which words."""
    return (
        answers.matter_of(row),
        _when(row),
        shown(answers.name_of(row)),
        shown(answers.agency_of(row)),
        f'"{shown(row["sentence"])}"' if row["sentence"] else "",
    )


def _when(row: dict[str, Any]) -> str:
    if row["due_on"] is None:
        return f"since {plain(row['since_on'])}" if row["since_on"] else ""
    days, doubt = row["days_left"], "?" if row["doubt"] else ""
    if days == 0:
        return f"{plain(row['due_on'])}{doubt} (today)"
    told = f"{answers.days_of(-days)} late" if days < 0 else f"in {answers.days_of(days)}"
    return f"{plain(row['due_on'])}{doubt} ({told})"


def _print_table(rows: list[dict[str, Any]]) -> None:
    """Print a table for each degree of urgency, folded to the width of the terminal."""
    console = Console(markup=False, emoji=False, highlight=False)
    for urgency, group in groupby(rows, key=lambda row: row["urgency"]):
        table = Table(title=HEADS[urgency], title_justify="left", box=None, pad_edge=False, show_header=False)
        for place in range(5):
            table.add_column(overflow="fold", ratio=3 if place == 4 else 1)
        things = list(group)
        for row in things[:MOST]:
            table.add_row(*map(Text, _cells(row)))
        console.print(table)
        if len(things) > MOST:
            console.print(f"... and {len(things) - MOST:,} more: `foialedger today | less` lists every one.")
        console.print()
