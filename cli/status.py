"""`foialedger status`: how each mailbox stands, and what waits for a person."""

from collections.abc import Iterator
from dataclasses import asdict

import typer

from cli.ledgers import reading, settings_of
from cli.options import AsJson, Config, Database, given
from cli.plain import moment, print_json, shown
from cli.trouble import TROUBLE
from ingest.standing import LedgerStanding, MailboxStanding, standing


def status(
    ctx: typer.Context, as_json: AsJson = False, config: Config = None, database: Database = None
) -> None:
    """Say how each mailbox stands: when it was last read, what is wrong, what is in quarantine.

    Asks the ledger, not the daemon, so it answers whether one runs or not. The exit code is 1 when a mailbox
    is in trouble, silent, or has mail in quarantine.

    \b
    Examples:
      foialedger status
      foialedger status --json
    """
    chosen = given(ctx, config, database)
    settings = settings_of(chosen)
    with reading(chosen) as engine:
        found = standing(settings, engine)
    if as_json:
        print_json(asdict(found))
    else:
        for line in _lines(found):
            typer.echo(line)
    if not all(mailbox.is_well for mailbox in found.mailboxes):
        raise typer.Exit(TROUBLE)


def _lines(found: LedgerStanding) -> Iterator[str]:
    for mailbox in found.mailboxes:
        yield from _of_mailbox(mailbox)
    outcomes = ", ".join(f"{count} {name}" for name, count in sorted(found.letters.items())) or "none"
    yield f"letters: {outcomes}"
    yield f"quarantine: {found.quarantined}"
    yield f"review: {found.in_review}"


def _of_mailbox(mailbox: MailboxStanding) -> Iterator[str]:
    since = f" since {moment(mailbox.since_at)}" if mailbox.since_at else ""
    yield f"{shown(mailbox.name)}: {mailbox.state}{since}{', silent' if mailbox.is_silent else ''}"
    if mailbox.trouble:
        yield f"  trouble: {shown(mailbox.trouble)}"
    if mailbox.quarantined:
        yield f"  quarantine: {mailbox.quarantined}; look: foialedger retry {shown(mailbox.name)}"
    for folder in mailbox.folders:
        yield f"  {shown(folder.folder)}: filed up to UID {folder.last_uid}, read {moment(folder.polled_at)}"
