"""Tables for people. Markup is off: a letter's [bold] is printed as it stands."""

import os
import sys
from collections.abc import Iterable, Sequence
from typing import Any

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from cli.plain import shown

SHORT = 20  # characters; a column of such values stays on one line, the others give way
WIDEST = 100_000  # where nothing limits the width, a row is one line, for `grep`


def print_table(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Print rows under their columns: folded to a terminal's width (or $COLUMNS), else one line a row."""
    cells = [[shown(value) for value in row] for row in rows]
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for place, column in enumerate(columns):
        is_short = all(len(row[place]) <= SHORT for row in cells)
        table.add_column(Text(shown(column)), no_wrap=is_short, overflow="ellipsis" if is_short else "fold")
    for row in cells:
        table.add_row(*map(Text, row))
    limited = sys.stdout.isatty() or os.environ.get("COLUMNS", "").isdecimal()
    console = Console(
        file=sys.stdout, width=None if limited else WIDEST, markup=False, emoji=False, highlight=False
    )
    with console.capture() as drawn:
        console.print(table)
    for line in drawn.get().splitlines():
        typer.echo(line.rstrip())
