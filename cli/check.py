"""`foialedger check`: try all that the configuration names, one plain line each."""

from collections.abc import Iterator

import typer

from cli.ledgers import reading, settings_of
from cli.options import Config, Database, Given, given
from cli.plain import shown
from cli.trouble import TROUBLE
from ingest import config as configuration
from ingest import config_place
from ingest.config import MailboxSettings
from ingest.mailbox import Folder, chosen_folders, open_mailbox
from parsers.errors import LedgerError

Finding = tuple[bool, str]


def check(ctx: typer.Context, config: Config = None, database: Database = None) -> None:
    """Try the configuration, the ledger and each mailbox, and say what is wrong.

    Prints one line for each: "ok", or "wrong" with what to do next. Nothing is changed, in no mailbox either.
    Ends with 1 when anything is wrong.

    \b
    Examples:
      foialedger check
      foialedger check --config /etc/foialedger.toml
    """
    chosen = given(ctx, config, database)
    is_well = True
    for found_well, line in _findings(chosen):
        typer.echo(f"{'ok   ' if found_well else 'wrong'}  {shown(line)}")
        is_well = is_well and found_well
    if not is_well:
        raise typer.Exit(TROUBLE)


def _findings(chosen: Given) -> Iterator[Finding]:
    settings = settings_of(chosen)
    yield True, f"configuration: {settings.path or 'none, and none is needed beside --database'}"
    yield _of_ledger(chosen, settings.database)
    for mailbox in settings.mailboxes:
        yield from _of_mailbox(mailbox)
    if not settings.mailboxes:
        where = settings.path or config_place.FILE_NAME
        yield True, f"mailboxes: none yet; to read one, add a [[mailbox]] to {where}"


def _of_ledger(chosen: Given, database: str) -> Finding:
    try:
        with reading(chosen):
            return True, f"ledger: {configuration.shown(database)}"
    except LedgerError as trouble:
        return False, str(trouble)


def _of_mailbox(settings: MailboxSettings) -> Iterator[Finding]:
    """Say how the login went, and which folders are read."""
    try:
        with open_mailbox(settings) as mailbox:
            folders, missing = chosen_folders(mailbox)
    except LedgerError as trouble:
        yield False, str(trouble)
        return
    named = ", ".join(_named(folder) for folder in folders) or "no folder"
    yield True, f"mailbox {settings.name}: {settings.user} at {settings.host} reads {named}"
    yield from ((False, str(absent)) for absent in missing)


def _named(folder: Folder) -> str:
    return f"{folder.name} (your own letters)" if folder.holds_sent else folder.name
