"""`foialedger run`: the daemon, which keeps up with the mailboxes until told to stop and logs to stderr."""

import os
import sys

import typer

from cli.filing import filing
from cli.ledgers import settings_of
from cli.options import Config, Database, given
from cli.plain import shown
from cli.poll import NoMailboxes
from ingest import daemon
from ingest.health import Health
from ingest.leases import sole_daemon
from ingest.logs import log_to_stderr
from ingest.status_page import status_page


def run(ctx: typer.Context, config: Config = None, database: Database = None) -> None:
    """File what is new in the mailboxes, as it comes, until told to stop.

    Waits for new mail in every folder (IDLE), polls every `interval` seconds beside that, and logs to stderr.
    A trouble is told and tried again, less and less often. Ctrl-C or SIGTERM ends it after the letter in
    hand, within ten seconds, with exit code 0. One daemon a ledger: on SQLite a second one refuses to start,
    on PostgreSQL it waits and takes over what the first one leaves.

    \b
    Examples:
      foialedger run
      foialedger run --config /etc/foialedger.toml
    """
    settings = settings_of(given(ctx, config, database))
    if not settings.mailboxes:
        raise NoMailboxes(settings)
    log_to_stderr(settings.log)
    names = shown(", ".join(mailbox.name for mailbox in settings.mailboxes))
    health = Health()
    with (
        filing(settings) as ledger,
        sole_daemon(ledger.engine),
        status_page(settings.status_port, health, ledger),
    ):
        typer.echo(
            f"Reading {names}, and polling every {settings.interval} seconds; Ctrl-C ends it.", err=True
        )
        is_done = daemon.run(settings, ledger, health=health)
    if not is_done:
        typer.echo("Stopped with a letter in hand; the next run files it.", err=True)
        sys.stderr.flush()
        os._exit(
            0
        )  # a thread hangs on a link or a database that does not answer; nothing is lost by leaving it
    typer.echo("Stopped. Every letter that was begun is filed.", err=True)
