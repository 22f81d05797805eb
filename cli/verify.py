"""`foialedger verify`: prove that every message is filed, quarantined or gone, and mend what is not."""

from collections.abc import Iterator
from typing import Annotated

import typer

from cli.filing import filing
from cli.ledgers import settings_of
from cli.options import Config, Database, given
from cli.plain import shown
from cli.trouble import TROUBLE, tell
from ingest.verify import Check, verify_mailbox
from ingest.verify_vault import verify_vault


def verify(
    ctx: typer.Context,
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="One mailbox; else all of them.")
    ] = None,
    config: Config = None,
    database: Database = None,
) -> None:
    """Compare the mail server, the ledger and the vault, say what is where, and mend what is missing.

    Every UID that a server has, or had, must be filed, quarantined or gone; every message filed must have its
    bytes in the vault; every file of the vault must be filed. What is missing is fetched again. Nothing
    changes in a mailbox. The exit code is 1 when something stays missing, or could not be looked at.

    \b
    Examples:
      foialedger verify
      foialedger verify gmail
    """
    settings = settings_of(given(ctx, config, database))
    chosen = [settings.mailbox(name)] if name else settings.mailboxes
    is_whole = True
    with filing(settings) as ledger:
        for mailbox in chosen:
            check = verify_mailbox(mailbox, ledger)
            typer.echo(f"{shown(mailbox.name)}: {', '.join(_of_mailbox(check))}")
            is_whole = _told(check) and is_whole
        check = verify_vault(ledger, settings.mailboxes)
        typer.echo(f"vault: {', '.join(_of_vault(check))}")
        is_whole = _told(check) and is_whole
    if not is_whole:
        raise typer.Exit(TROUBLE)


def _of_mailbox(check: Check) -> Iterator[str]:
    yield f"{check.on_server} on the server"
    yield f"{check.filed} of them filed"
    yield f"{check.quarantined} in quarantine"
    yield f"{check.gone} gone"
    yield f"{check.kept_only_here} kept only here"
    yield f"{check.missing} missing"
    yield f"{check.mended} mended"


def _of_vault(check: Check) -> Iterator[str]:
    yield f"{check.messages} messages"
    yield f"{check.damaged} damaged"
    yield f"{check.restored} restored"
    yield f"{check.unfiled} that no row spoke of, filed now"


def _told(check: Check) -> bool:
    """Say what stays missing, and return whether nothing does."""
    for sentence in check.lost:
        typer.echo(shown(sentence), err=True)
    for trouble in check.troubles:
        tell(trouble)
    return check.is_whole
