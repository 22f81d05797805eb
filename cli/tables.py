"""Tables for people. Markup is off: a letter's [bold] is printed as it stands."""

import os
import sys
from collections.abc import Iterable, Sequence
from typing import Any

import typer
from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from cli.plain import shown

SHORT = 20  # characters; a column of such values stays on one line
LONG = 16  # what any other column needs to be read
GAP = 2
WIDEST = 100_000  # where nothing limits the width, a row is one line, for `grep`

Cells = list[list[str]]


def print_table(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Print rows under their columns, each on one line; folded where a terminal (or $COLUMNS) is narrower.

    Where not even that fits, each row is a block of its own, one value a line. No text is cut off.
    """
    limited = sys.stdout.isatty() or os.environ.get("COLUMNS", "").isdecimal()
    console = Console(
        file=sys.stdout, width=None if limited else WIDEST, markup=False, emoji=False, highlight=False
    )
    heads = [shown(column) for column in columns]
    cells = [[shown(value) for value in row] for row in rows]
    least = [_least(heads, cells, place) for place in range(len(heads))]
    spare = console.width - sum(least) - GAP * (len(least) - 1)
    if spare < 0:
        _print_blocks(heads, cells)
        return
    widths, most = _widths(heads, cells, least, spare), _longest([heads, *cells])
    if all(width >= longest for width, longest in zip(widths, most, strict=True)):
        _print_lines(heads, cells, widths)
    else:
        _print_folded(console, heads, cells, widths)


def _least(heads: list[str], cells: Cells, place: int) -> int:
    """Return the width a column needs: its longest value if that is short, its head folded between words."""
    longest = max(
        [cell_len(row[place]) for row in cells] + [cell_len(word) for word in heads[place].split()], default=0
    )
    return longest if longest <= SHORT else LONG


def _widths(heads: list[str], cells: Cells, least: list[int], spare: int) -> list[int]:
    """Share what is left of the line: each column what it can use, those that can use least first."""
    widths = least.copy()
    most = _longest([heads, *cells])
    by_need = sorted(range(len(heads)), key=lambda place: most[place] - least[place])
    for served, place in enumerate(by_need):
        more = min(most[place] - least[place], spare // (len(heads) - served))
        widths[place] += max(0, more)
        spare -= max(0, more)
    return widths


def _longest(cells: Cells) -> list[int]:
    return [max(map(cell_len, column)) for column in zip(*cells, strict=True)]


def _print_lines(heads: list[str], cells: Cells, widths: list[int]) -> None:
    """Print what `_print_folded` would where nothing is to be folded: 50,000 rows take it a minute."""
    typer.echo(_line(heads, widths))
    typer.echo("─" * (sum(widths) + GAP * (len(widths) - 1)))
    for row in cells:
        typer.echo(_line(row, widths))


def _line(row: list[str], widths: list[int]) -> str:
    padded = (value + " " * (width + GAP - cell_len(value)) for value, width in zip(row, widths, strict=True))
    return "".join(padded).rstrip()


def _print_folded(console: Console, heads: list[str], cells: Cells, widths: list[int]) -> None:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, GAP - 1, 0, 0))
    for head, width in zip(heads, widths, strict=True):
        table.add_column(Text(head), width=width, overflow="fold")
    for row in cells:
        table.add_row(*map(Text, row))
    with console.capture() as drawn:
        console.print(table, crop=False)
    for line in drawn.get().splitlines():
        typer.echo(line.rstrip())


def _print_blocks(heads: list[str], cells: Cells) -> None:
    """Print each row as lines of "head  value", without the values that are empty."""
    margin = max(map(len, heads)) + GAP
    for row in cells:
        for head, value in zip(heads, row, strict=True):
            if value:
                typer.echo(f"{head:<{margin}}{value}")
        typer.echo("")
