"""`foialedger report`: the ledger as a folder of web pages, to read anywhere and without foialedger."""

from pathlib import Path
from typing import Annotated

import typer

from cli.ledgers import reading
from cli.options import Config, Database, given
from cli.reporting.folder import writing
from cli.reporting.pages import write_comparison, write_overview, write_story
from ingest import reporting
from ingest.comparing import comparison
from ingest.exporting import at_one_moment

Out = Annotated[Path, typer.Option("--out", metavar="DIR", help="A new folder, or an earlier report's.")]


def report(ctx: typer.Context, *, out: Out, config: Config = None, database: Database = None) -> None:
    """Write the ledger as web pages: today, every request with its letters' sentences, charts, agencies.

    Open DIR/index.html in any browser. The pages need nothing else: no server, no script, no network. They
    can be read on a telephone, in the dark, aloud, and on paper. All of them tell of one moment.

    An earlier report in DIR is replaced; a folder that holds other files is left as it is. The pages hold
    what letters say, contacts and links included: to share them, make them of a ledger by `export --public`.

    \b
    Examples:
      foialedger report --out report/
      foialedger report --database public.db --out public-report/
    """
    out = out.expanduser()
    with reading(given(ctx, config, database)) as engine, at_one_moment(engine) as connection:
        whole = reporting.overview(connection)
        with writing(out) as pages:
            for story in reporting.stories(connection, whole):
                write_story(pages, whole, story)
            write_overview(pages, whole)
            write_comparison(pages, whole, comparison(connection, whole.day))
    typer.echo(f"{out / 'index.html'}: {len(whole.requests)} requests, {whole.letters} letters.")
