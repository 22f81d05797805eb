"""The options every verb takes, before the verb or after it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

Config = Annotated[
    Path | None,
    typer.Option("--config", metavar="PATH", help="The configuration; without it, ./foialedger.toml."),
]
Database = Annotated[
    str | None,
    typer.Option(
        "--database", metavar="URL", help="The ledger: a file, or a URL; goes before the configuration's."
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON: one object a line.")]
AsCsv = Annotated[bool, typer.Option("--csv", help="Print CSV, its first line the names of the columns.")]


@dataclass(frozen=True, slots=True)
class Given:
    """What the command line says of configuration and ledger."""

    config: Path | None = None
    database: str | None = None


def given(ctx: typer.Context, config: Path | None, database: str | None) -> Given:
    """Return what was given before the verb and after it; what stands after goes first."""
    before = ctx.obj or Given()
    return Given(config or before.config, database or before.database)


def refuse_both(as_json: bool, as_csv: bool) -> None:
    """Refuse to print in two forms at once: that is wrong usage."""
    if as_json and as_csv:
        raise typer.BadParameter("--json and --csv exclude each other")
