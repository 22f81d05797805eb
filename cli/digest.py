"""`foialedger digest`: what arrived, what slipped, what is due, what needs you."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from cli.ledgers import reading, settings_of
from cli.options import Config, Database, given
from cli.plain import print_json
from ingest import digest as digests
from ingest.config import Settings
from ingest.telling import is_told, ways_of
from parsers.errors import LedgerError


class NobodyToTell(LedgerError):
    """The configuration names nobody to send the digest to."""

    def __init__(self) -> None:
        super().__init__(
            "The configuration names nobody to send a digest to: give [digest] `mail_to`, or [alarm] a "
            "webhook."
        )


class NotSent(LedgerError):
    """The digest could not be sent; the log has the reason."""

    def __init__(self, ways: list[str]) -> None:
        super().__init__(f"The digest was not sent by {' and '.join(ways)}: the line above says why.")


def digest(
    ctx: typer.Context,
    days: Annotated[
        int, typer.Option("--days", metavar="N", min=1, max=366, help="How many days it looks back.")
    ] = 1,
    send: Annotated[bool, typer.Option("--send", help="Send it now, as [digest] and [alarm] say.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    config: Config = None,
    database: Database = None,
) -> None:
    """Say what arrived, what slipped, what is due within a week, and what needs you.

    `foialedger run` sends it every day, where foialedger.toml has a [digest]; this prints it, or sends it now
    with --send, whether or not it was sent today.

    \b
    Examples:
      foialedger digest --days 7
      foialedger digest --send
    """
    told = given(ctx, config, database)
    settings = settings_of(told)
    with reading(told) as engine:
        made = digests.digest_of(engine, datetime.now(UTC) - timedelta(days=days))
        if send:
            _send(settings, made)
        elif as_json:
            lists = digests.lists_of(made)
            print_json({"since": made.since.isoformat(), **lists, "in_review": made.in_review})
        else:
            typer.echo(digests.text_of(made), nl=False)


def _send(settings: Settings, made: digests.Digest) -> None:
    ways = ways_of(settings.digest.ways)
    if not ways:
        raise NobodyToTell
    notice = digests.notice_of(made)
    if failed := [way for way, tell in ways.items() if not is_told(way, tell, notice)]:
        raise NotSent(failed)
    typer.echo(f"Sent by {' and '.join(ways)}: {notice['subject']}")
