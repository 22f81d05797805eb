"""`foialedger poll`: file what is new in the mailboxes, once."""

import typer

from cli.filing import filing
from cli.ledgers import settings_of
from cli.options import Config, Database, given
from cli.plain import shown
from cli.trouble import TROUBLE, tell
from ingest import config_place
from ingest.config import Settings
from ingest.poll import poll as poll_mailbox
from ingest.tally import Tally
from parsers.errors import LedgerError


class NoMailboxes(LedgerError):
    """There is nothing to poll."""

    def __init__(self, settings: Settings) -> None:
        where = settings.path or f"a {config_place.FILE_NAME} (write one with: foialedger init)"
        super().__init__(f"There is no mailbox to read: add a [[mailbox]] to {where}.")


def poll(ctx: typer.Context, config: Config = None, database: Database = None) -> None:
    """File what is new in the mailboxes, once.

    Mailboxes are opened read-only: no letter is marked as read. Safe to repeat and to interrupt. A mailbox or
    folder that cannot be read does not stop the others; it is told, and the exit code is 1.

    \b
    Examples:
      foialedger poll
      foialedger poll && foialedger requests
    """
    settings = settings_of(given(ctx, config, database))
    if not settings.mailboxes:
        raise NoMailboxes(settings)
    total = Tally()
    with filing(settings) as ledger:
        for mailbox in settings.mailboxes:
            tally = poll_mailbox(mailbox, ledger)
            typer.echo(f"{shown(mailbox.name)}: {_told(tally)}")
            for trouble in tally.troubles:
                tell(trouble)
            total += tally
    if total.troubles:
        raise typer.Exit(TROUBLE)


def _told(tally: Tally) -> str:
    failed = f" ({tally.failed} of them could not be read)" if tally.failed else ""
    return f"{tally.filed} new letters filed{failed}, {tally.again} filed before"
