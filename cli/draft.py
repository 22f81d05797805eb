"""`foialedger draft`: a follow-up letter that cites the agency's own words. Nothing is sent."""

from pathlib import Path
from typing import Annotated

import typer

from cli.ledgers import reading
from cli.options import Config, Database, given
from cli.plain import print_json
from cli.show import find
from ingest import drafts
from ingest.new_file import write_new


def draft(
    ctx: typer.Context,
    number: Annotated[str, typer.Argument(help="The tracking number, SITE/NUMBER, or #ID.")],
    template: Annotated[
        Path | None, typer.Option("--template", metavar="FILE", help="A template of your own (Jinja).")
    ] = None,
    eml: Annotated[
        Path | None,
        typer.Option("--eml", metavar="FILE", help="Write it as a mail that your mail program can open."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    config: Config = None,
    database: Database = None,
) -> None:
    """Write a follow-up letter on a request: the promise that was broken, in the agency's own words, and the
    law's day where it has passed.

    It is printed, or written with --eml as a draft in the request's thread. It is never sent: read it, put
    your name below it, and send it yourself. A note in [brackets] says what to check first.

    \b
    Examples:
      foialedger draft P015720-070319
      foialedger draft P015720-070319 --eml follow-up.eml
    """
    with reading(given(ctx, config, database)) as engine:
        letter = drafts.draft(engine, find(engine, number), template)
    if eml:
        write_new(eml, drafts.as_mail(letter))
        typer.echo(f"Wrote {eml}: a draft to {letter.to or 'nobody yet'}. Nothing was sent.", err=as_json)
    if as_json:
        print_json(
            {
                "to": letter.to,
                "subject": letter.subject,
                "text": letter.text,
                "in_reply_to": letter.in_reply_to,
            }
        )
    elif not eml:
        typer.echo(letter.text, nl=False)
