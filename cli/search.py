"""`foialedger search`: letters by the words they hold."""

from typing import Annotated, Any

import typer

from cli.ledgers import reading
from cli.options import AsJson, Config, Database, given
from cli.plain import moment, plain, print_json, shown
from cli.story import WRITERS, quoted
from ingest import searching
from ingest.answers import name_of


def search(
    ctx: typer.Context,
    words: Annotated[list[str], typer.Argument(metavar="WORDS...", help="All of them must stand there.")],
    most: Annotated[int, typer.Option("--most", metavar="N", min=1, max=1000, help="No more letters.")] = 20,
    as_json: AsJson = False,
    config: Config = None,
    database: Database = None,
) -> None:
    """Find letters by the words of their subject and text, the best first. Endings do not matter: fee finds
    fees.

    Words in double quotes stand side by side (put single quotes around them for the shell); -WORD, after --,
    keeps letters out.

    \b
    Examples:
      foialedger search fee waiver
      foialedger search '"body camera"' footage
      foialedger search -- overtime -police
    """
    with reading(given(ctx, config, database)) as engine:
        found = searching.search(engine, " ".join(words), most)
    if as_json:
        for row in found:
            print_json({**row, "sent_at": moment(row["sent_at"])})
        return
    if not found:
        typer.echo("No letter holds these words.")
    for row in found:
        _print(row)


def _print(row: dict[str, Any]) -> None:
    name = name_of(row) if row["request_id"] else "no request"
    when = str(plain(row["sent_at"]))[:10] if row["sent_at"] else "no date   "
    who = WRITERS[row["direction"]]
    typer.echo(f"{when}  {shown(name)}  letter {row['letter_id']}, {who}: {shown(row['subject'])}")
    for line in quoted(row["excerpt"] or ""):
        typer.echo(line)
