"""`foialedger accept`, `reject`, `correct`, `assign`, `split`, `merge`, `not-a-request`, `note`, `undo`."""

from enum import StrEnum
from typing import Annotated

import typer

from cli.deciding import By, Json, Letter, Why, as_plain, deciding, sentence, tell
from cli.options import Config, Database, given
from cli.plain import print_json
from ingest import decisions
from parsers.facts import About

Question = Annotated[
    str | None,
    typer.Option(
        "--question", metavar="QUESTION", help="Which of its open questions; without it, all of them."
    ),
]


class Field(StrEnum):
    """What can be corrected."""

    STATUS = "status"
    DATE = "date"
    NUMBER = "number"
    JURISDICTION = "jurisdiction"


def accept(
    ctx: typer.Context,
    letter: Letter,
    question: Question = None,
    note: Why = None,
    by: By = None,
    as_json: Json = False,
    config: Config = None,
    database: Database = None,
) -> None:
    """Say that what is in question of a letter is so: the fact counts, the letter is believed, its place is
    sure.

    \b
    Examples:
      foialedger accept 12
      foialedger accept 12 --question trust
      foialedger accept 12 --question promised_date:records:2026-05-01
    """
    with deciding(given(ctx, config, database), by, note) as person:
        tell(person.ledger.engine, decisions.accept(person, letter, question), as_json)


def reject(
    ctx: typer.Context,
    letter: Letter,
    question: Question = None,
    note: Why = None,
    by: By = None,
    as_json: Json = False,
    config: Config = None,
    database: Database = None,
) -> None:
    """Say that what is in question of a letter is not so: the fact counts for nothing, the match is none.

    \b
    Examples:
      foialedger reject 12 --question match
    """
    with deciding(given(ctx, config, database), by, note) as person:
        tell(person.ledger.engine, decisions.reject(person, letter, question), as_json)


def correct(
    ctx: typer.Context,
    letter: Letter,
    field: Annotated[Field, typer.Argument(help="What was read wrong.")],
    value: Annotated[str, typer.Argument(help="What it is: a status, a day, a number, a place.")],
    *,
    about: Annotated[About | None, typer.Option("--about", help="What the day is for.")] = None,
    was: Annotated[str | None, typer.Option("--was", metavar="DAY", help="Which day was read wrong.")] = None,
    note: Why = None,
    by: By = None,
    as_json: Json = False,
    config: Config = None,
    database: Database = None,
) -> None:
    """Say what a letter's status, promised date or tracking number is, or whose law its request is under. No
    later reading overwrites it.

    A day takes the place of the one that was read; --was and --about choose where the letter gives several.
    A number moves the letter to the request that has it. A jurisdiction is a state or a country: its law's
    days then count for the request.

    \b
    Examples:
      foialedger correct 12 status denied
      foialedger correct 12 date 2026-05-01 --was 2026-01-05
      foialedger correct 12 number P015720-070319 --note "they mistyped it"
      foialedger correct 12 jurisdiction "New York"
    """
    with deciding(given(ctx, config, database), by, note) as person:
        if field is Field.STATUS:
            made = decisions.correct_status(person, letter, value)
        elif field is Field.DATE:
            made = decisions.correct_date(person, letter, value, about.value if about else None, was)
        elif field is Field.JURISDICTION:
            made = decisions.correct_jurisdiction(person, letter, value)
        else:
            made = decisions.correct_number(person, letter, value)
        tell(person.ledger.engine, made, as_json)


def assign(
    ctx: typer.Context,
    letter: Letter,
    request: Annotated[str, typer.Argument(metavar="REQUEST", help="Its number, SITE/NUMBER, or #ID.")],
    note: Why = None,
    by: By = None,
    as_json: Json = False,
    config: Config = None,
    database: Database = None,
) -> None:
    """Say which request a letter belongs to; what answers it and bears no number goes with it.

    \b
    Examples:
      foialedger assign 12 sacramentoca/P015720-070319
    """
    with deciding(given(ctx, config, database), by, note) as person:
        tell(person.ledger.engine, decisions.assign(person, letter, request), as_json)


def split(
    ctx: typer.Context,
    letters: Annotated[list[str], typer.Argument(metavar="LETTER...", help="Letters, by id or sha256.")],
    note: Why = None,
    by: By = None,
    as_json: Json = False,
    config: Config = None,
    database: Database = None,
) -> None:
    """Say that letters make a request of their own, apart from the one they stand in.

    \b
    Examples:
      foialedger split 12 14 15
    """
    with deciding(given(ctx, config, database), by, note) as person:
        tell(person.ledger.engine, decisions.split(person, letters), as_json)


def merge(
    ctx: typer.Context,
    request: Annotated[str, typer.Argument(metavar="REQUEST", help="Its number, SITE/NUMBER, or #ID.")],
    other: Annotated[str, typer.Argument(metavar="OTHER", help="The request that is the same one.")],
    note: Why = None,
    by: By = None,
    as_json: Json = False,
    config: Config = None,
    database: Database = None,
) -> None:
    """Say that two requests are one.

    \b
    Examples:
      foialedger merge R-2041 "#17"
    """
    with deciding(given(ctx, config, database), by, note) as person:
        tell(person.ledger.engine, decisions.merge(person, request, other), as_json)


def not_a_request(
    ctx: typer.Context,
    letter: Letter,
    note: Why = None,
    by: By = None,
    as_json: Json = False,
    config: Config = None,
    database: Database = None,
) -> None:
    """Say that a letter is about no request: it leaves the one it stands in, and `review`.

    \b
    Examples:
      foialedger not-a-request 12
    """
    with deciding(given(ctx, config, database), by, note) as person:
        tell(person.ledger.engine, decisions.not_a_request(person, letter), as_json)


def note(
    ctx: typer.Context,
    letter: Letter,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What to keep with it.")],
    by: By = None,
    as_json: Json = False,
    config: Config = None,
    database: Database = None,
) -> None:
    """Keep a note of yours with a letter. It moves nothing, and `explain` shows it.

    \b
    Examples:
      foialedger note 12 "Called Ms. Ortiz on Monday: the files are on a tape"
    """
    with deciding(given(ctx, config, database), by, text) as person:
        tell(person.ledger.engine, decisions.note(person, letter), as_json)


def undo(
    ctx: typer.Context,
    decision: Annotated[
        int | None, typer.Argument(metavar="DECISION", help="Its number; without it, the last.")
    ] = None,
    by: By = None,
    as_json: Json = False,
    config: Config = None,
    database: Database = None,
) -> None:
    """Take a decision back. Its row stays, marked with who took it back and when.

    \b
    Examples:
      foialedger undo
      foialedger undo 7
    """
    with deciding(given(ctx, config, database), by) as person:
        taken = decisions.undo(person, decision)
        if as_json:
            print_json(as_plain(taken))
        else:
            typer.echo(f"Taken back: decision {taken['id']}. {sentence(taken)}")
