"""`foialedger read`: say what letters say, without configuration, database or network."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.options import AsJson, Config, Database, given
from cli.own_addresses import own_addresses
from cli.plain import print_json, shown
from cli.story import facts
from cli.trouble import TROUBLE, tell
from ingest.message import Message
from ingest.ocr import find_ocr
from ingest.requester import Requester
from ingest.sources import messages_in
from parsers import registry
from parsers.errors import LedgerError
from parsers.facts import Direction
from parsers.letter import Letter, open_letter
from parsers.plain import reading_as_plain


def read(
    ctx: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Letters (.eml), folders, mboxes.")],
    as_json: AsJson = False,
    config: Config = None,
    database: Database = None,
) -> None:
    """Say what letters say: status, promised days, fees, each with its sentence. Nothing is filed.

    Needs no configuration and no ledger. Where a foialedger.toml is found, your addresses in it tell your own
    letters from an agency's. A file that cannot be read is told, and the others are read; the exit code is 1.

    \b
    Examples:
      foialedger read letter.eml
      foialedger read --json ~/Mail/records/ > readings.jsonl
    """
    addresses = own_addresses(given(ctx, config, database).config)
    troubles = 0
    for path in files:
        try:
            for message in messages_in(path):
                _print(*_read(message, path, addresses), as_json)
        except LedgerError as trouble:
            tell(trouble)
            troubles += 1
    if troubles:
        raise typer.Exit(TROUBLE)


def _read(message: Message, given_path: Path, addresses: frozenset[str]) -> tuple[Letter, dict[str, Any]]:
    letter = open_letter(message.raw, find_ocr())
    reading = registry.read(letter, _direction(letter, addresses))
    return letter, reading_as_plain(_file(message, given_path), message.digest, letter, reading)


def _direction(letter: Letter, addresses: frozenset[str]) -> Direction:
    """Return who wrote, as far as the user's own addresses tell."""
    if not addresses or letter.sender is None:
        return Direction.UNKNOWN
    return Direction.OUTGOING if Requester(addresses).owns(letter.sender.email) else Direction.INCOMING


def _file(message: Message, given_path: Path) -> str:
    """Return the message's file as the user would name it: below the path that was given."""
    place = str(message.place.path)
    root = str(given_path.expanduser().absolute())
    below = place.removeprefix(root).lstrip("/") if place.startswith(root) else ""
    offset = message.place.name.rpartition("#")[2] if message.place.name.startswith("mbox:") else ""
    if offset == "0" and given_path.suffix.lower() == ".eml":
        offset = ""  # one letter, saved with the line that begins it in an mbox
    named = f"{given_path}{below}" if below.startswith("!") else str(given_path / below)
    return named + (f"#{offset}" if offset else "")


def _print(letter: Letter, plain: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print_json(plain)
        return
    for line in _lines(letter.subject, plain):
        typer.echo(line)


def _lines(subject: str, plain: dict[str, Any]) -> Iterator[str]:
    """Yield what one letter says, for people."""
    sender, sent_at = shown(plain["sender"]) or "nobody named", shown(plain["sent_at"]) or "no date"
    number = shown(", ".join(plain["tracking_numbers"])) or "no number"
    who = "; ".join(shown(plain[name]) for name in ("agency", "site", "portal") if plain[name])
    yield shown(plain["file"])
    yield f"  {plain['direction']}, from {sender}, {sent_at}"
    yield f"  subject: {shown(subject)}"
    yield f"  request: {number}{f' ({who})' if who else ''}"
    yield f"  status:  {plain['status'] or 'none'} ({plain['outcome']})"
    if plain["problem"]:
        yield f"  problem: {shown(plain['problem'])}"
    yield from (f"  doubt:   {shown(doubt)}" for doubt in plain["doubts"])
    yield from facts(plain["facts"])
    yield ""
