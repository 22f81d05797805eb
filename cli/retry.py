"""`foialedger retry`: try again what is in quarantine, and read again what could not be read."""

from typing import Annotated

import typer

from cli.filing import filing
from cli.ledgers import settings_of
from cli.options import Config, Database, given
from cli.plain import shown
from cli.trouble import TROUBLE, tell
from ingest.reread_failed import reread_failed
from ingest.retry import retry as retry_mailbox
from ingest.retry import retry_files
from ingest.store_mail import quarantined
from ingest.tally import Tally


def retry(
    ctx: typer.Context,
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="One mailbox; else all of them.")
    ] = None,
    config: Config = None,
    database: Database = None,
) -> None:
    """Try again what is in quarantine, and read again the letters that could not be read.

    For after a fix: a newer program, a mended server, more memory for reading. However often a message was
    tried, it is tried once more. The exit code is 1 when something stays in quarantine.

    \b
    Examples:
      foialedger retry
      foialedger retry gmail
    """
    settings = settings_of(given(ctx, config, database))
    chosen = [settings.mailbox(name)] if name else settings.mailboxes
    with filing(settings) as ledger:
        before = len(quarantined(ledger.engine, name))
        total = Tally() if name else retry_files(ledger)
        for mailbox in chosen:
            if quarantined(ledger.engine, mailbox.name):
                total += retry_mailbox(mailbox, ledger)
        left = quarantined(ledger.engine, name)
        read, failed = reread_failed(ledger)
    typer.echo(f"quarantine: {before} tried, {before - len(left)} let out, {len(left)} left")
    typer.echo(f"letters that could not be read: {read + failed} tried, {read} read now, {failed} left")
    for each in left:
        typer.echo(f"{shown(each.place.name)}, tried {each.attempts} times: {shown(each.error)}")
    for trouble in total.troubles:
        tell(trouble)
    if left or total.troubles:
        raise typer.Exit(TROUBLE)
