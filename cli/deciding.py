"""What the verbs of a person's word share: who speaks, and how a decision is told."""

import getpass
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer
from sqlalchemy import Engine

from cli.filing import filing
from cli.ledgers import settings_of
from cli.options import Given
from cli.plain import moment, plain, print_json, shown
from ingest import questions
from ingest.decisions import Person

Letter = Annotated[
    str, typer.Argument(metavar="LETTER", help="The letter's id, or the beginning of its sha256.")
]
By = Annotated[
    str | None, typer.Option("--by", metavar="NAME", help="Who says so; without it, your user name.")
]
Why = Annotated[str | None, typer.Option("--note", metavar="TEXT", help="Why, in your own words.")]
Json = Annotated[bool, typer.Option("--json", help="Print the decision as JSON, one object a line.")]

TOLD = {
    "accept": "accepted",
    "reject": "rejected",
    "correct": "corrected",
    "assign": "assigned",
    "split": "split off",
    "merge": "merged",
    "not_a_request": "taken for a letter about no request",
    "note": "noted",
}


@contextmanager
def deciding(given: Given, by: str | None, note: str | None = None) -> Iterator[Person]:
    """Open the ledger for a person's word."""
    with filing(settings_of(given)) as ledger:
        yield Person(ledger, by or user_name(), note)


def user_name() -> str:
    """Return who sits here, as the system knows them."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"user {os.getuid()}"


def tell(engine: Engine, ids: list[int] | int, as_json: bool) -> None:
    """Say what was decided, with the number by which it can be taken back."""
    for identity in [ids] if isinstance(ids, int) else ids:
        row = questions.decision(engine, identity)
        if as_json:
            print_json(as_plain(row))
        else:
            typer.echo(f"{sentence(row)} Take it back with: foialedger undo {row['id']}")


def as_plain(row: dict[str, Any]) -> dict[str, Any]:
    """Return a decision as JSON tells it."""
    return {name: moment(value) if name.endswith("_at") else plain(value) for name, value in row.items()}


def sentence(row: dict[str, Any]) -> str:
    """Return a decision in words."""
    what = f"Letter {row['letter_id']}: {TOLD[row['verb']]}"
    if row["verb"] == "correct":
        about = f" ({row['about']})" if row["about"] else ""
        what += f": the {row['field']}{about} is {row['value']}" + (
            f", not {row['was']}" if row["was"] else ""
        )
    elif row["question"]:
        what += f" ({row['question']})"
    elif row["with_letter_id"] and row["with_letter_id"] != row["letter_id"]:
        what += f" with the request of letter {row['with_letter_id']}"
    return shown(f"{what}{': ' + row['note'] if row['note'] else ''}.")
