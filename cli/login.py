"""`foialedger login`: log in to a mailbox that wants OAuth 2, on a machine that needs no browser."""

from typing import Annotated

import typer

from cli.ledgers import settings_of
from cli.options import Config, Database, given
from cli.plain import shown
from ingest.mailbox import open_mailbox
from ingest.oauth import log_in
from parsers.errors import LedgerError


class NoLogin(LedgerError):
    """The mailbox has a password and no login of ours."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"Mailbox {name} logs in with the secret its password_ key names; there is nothing to do. "
            'For Microsoft 365 or Gmail, set login = "microsoft" or "google" and a client_id.'
        )


def login(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="The mailbox, as the configuration calls it.")],
    config: Config = None,
    database: Database = None,
) -> None:
    """Log in to a mailbox of Microsoft 365 or Gmail. No browser is needed on this machine.

    Shows an address, and a code or a question; open the address anywhere, log in, and come back. The tokens
    are kept in a file for you alone (0600) or in the keyring, and kept fresh from then on. A daemon that runs
    takes the new login at its next poll.

    \b
    Examples:
      foialedger login office
    """
    mailbox = settings_of(given(ctx, config, database)).mailbox(name)
    if mailbox.login is None:
        raise NoLogin(name)
    log_in(mailbox, mailbox.login, typer.echo, lambda: str(typer.prompt("Address")))
    with open_mailbox(mailbox):
        typer.echo(f"Logged in: {shown(mailbox.user)} at {shown(mailbox.host)}.")
