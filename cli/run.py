"""`foialedger run`: the daemon, which polls until it is told to stop and logs to stderr."""

import logging

import typer

from cli.ledgers import filing, settings_of
from cli.options import Config, Database, given
from cli.plain import shown
from cli.poll import NoMailboxes
from ingest import daemon


class OneSafeLine(logging.Formatter):
    """A log line that cannot harm a terminal, whatever a server answered."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record on one line."""
        return shown(super().format(record))


def run(ctx: typer.Context, config: Config = None, database: Database = None) -> None:
    """File what is new in the mailboxes, again and again, until told to stop.

    Polls every `interval` seconds (see foialedger.toml) and logs to stderr: what was new, and each trouble,
    after which it tries again. Ctrl-C or SIGTERM ends it after the letter in hand, with exit code 0.

    \b
    Examples:
      foialedger run
      foialedger run --config /etc/foialedger.toml
    """
    settings = settings_of(given(ctx, config, database))
    if not settings.mailboxes:
        raise NoMailboxes(settings)
    _log_to_stderr()
    names = shown(", ".join(mailbox.name for mailbox in settings.mailboxes))
    with filing(settings) as ledger:
        typer.echo(f"Polling {names} every {settings.interval} seconds; Ctrl-C ends it.", err=True)
        daemon.run(settings, ledger)
    typer.echo("Stopped. Every letter that was begun is filed.", err=True)


def _log_to_stderr() -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(OneSafeLine("%(asctime)s %(levelname)s %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("foialedger").setLevel(logging.INFO)
