"""`foialedger calendar`: promised days and the law's days, for the calendar you use."""

from pathlib import Path
from typing import Annotated

import typer

from cli.ledgers import reading
from cli.options import Config, Database, given
from cli.plain import shown
from cli.show import find
from ingest import calendars
from ingest.answers import days_of
from ingest.new_file import write_new


def calendar(
    ctx: typer.Context,
    number: Annotated[
        str | None, typer.Argument(help="The tracking number, SITE/NUMBER, or #ID; all without it.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Where to write it; printed without it.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="The days that are over as well.")] = False,
    config: Config = None,
    database: Database = None,
) -> None:
    """Write promised days, the law's days and the days set for you as an iCalendar file (.ics).

    Each is an event of one day, with the sentence or the law it rests on. Import the file again whenever you
    like: an event that is there already is replaced. A day that is not sure is left out, and said so.

    \b
    Examples:
      foialedger calendar --out requests.ics
      foialedger calendar P015720-070319 --all > request.ics
    """
    with reading(given(ctx, config, database)) as engine:
        made = calendars.calendar_of(engine, find(engine, number) if number else None, over=everything)
    for sentence in made.unsure:
        typer.echo(f'Left out, since the day is not sure (foialedger review): "{shown(sentence)}"', err=True)
    if out is None:
        typer.echo(made.content.decode(), nl=False)
        return
    write_new(out, made.content, replaces=b"BEGIN:VCALENDAR")
    typer.echo(f"Wrote {out}: {days_of(made.days)}.")
