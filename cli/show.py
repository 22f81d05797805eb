"""`foialedger show`: the story of one request, each fact with its sentence."""

from collections.abc import Iterator
from difflib import get_close_matches
from itertools import groupby
from typing import Annotated, Any

import typer
from sqlalchemy import Engine

from cli.ledgers import reading
from cli.options import Config, Database, given
from cli.plain import moment, plain, print_json
from cli.requests import state
from cli.story import lines
from ingest import answers
from ingest.answers import NoSuchRequest, name_of
from ingest.spelling import bare
from parsers.errors import LedgerError

PROMISE = ("promised_on", "about", "basis", "said_on", "outcome", "days_slipped", "sentence", "letter_id")
FACT = ("kind", "value", "about", "part", "start", "sentence", "rule", "sure")


class NoRequestLikeIt(LedgerError):
    """No request bears the number, and some bear one that is near."""

    def __init__(self, number: str, near: list[str]) -> None:
        super().__init__(f"No request bears the number {number!r}; near it: {', '.join(near)}.")


def show(
    ctx: typer.Context,
    number: Annotated[str, typer.Argument(help="The tracking number, SITE/NUMBER, or #ID.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    config: Config = None,
    database: Database = None,
) -> None:
    """Tell the story of one request: its state, its promises, and every letter with the facts it states.

    Case, blanks and dashes of the number do not matter. Where two sites share one, SITE/NUMBER says which.

    \b
    --json prints one object: the columns of `requests_now`, then
      promises  promised_on, about, basis, said_on, outcome (kept, slipped, open), days_slipped,
                sentence, letter_id
      timeline  the letters: at, direction, subject, letter_id, facts (kind, value, about, part, start,
                sentence, rule, sure)

    \b
    Examples:
      foialedger show P015720-070319
      foialedger show sacramentoca/P015720-070319
      foialedger show P015720-070319 --json | jq .promises
    """
    with reading(given(ctx, config, database)) as engine:
        told = story(engine, find(engine, number))
    if as_json:
        print_json(told)
        return
    for line in lines(told):
        typer.echo(line)


def find(engine: Engine, number: str) -> dict[str, Any]:
    """Return the request that a number names. Raises SeveralRequests, NoSuchRequest, NoRequestLikeIt."""
    try:
        return answers.find_request(engine, number)
    except NoSuchRequest:
        near = _near(number, answers.requests_now(engine))
        if near:
            raise NoRequestLikeIt(number, near) from None
        raise


def story(engine: Engine, row: dict[str, Any]) -> dict[str, Any]:
    """Return what `show --json` prints of a request."""
    identity = row["request_id"]
    promises = [{name: plain(each[name]) for name in PROMISE} for each in answers.promises(engine, identity)]
    return state(row) | {"promises": promises, "timeline": list(_letters(answers.timeline(engine, identity)))}


def _letters(rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield each letter of a timeline with the facts it states."""
    for letter_id, group in groupby(rows, key=lambda row: row["letter_id"]):
        letter, *facts = group  # the row of the letter itself comes first
        yield {
            "at": moment(letter["at"]),
            "direction": letter["direction"],
            "subject": letter["value"],
            "letter_id": letter_id,
            "facts": [{name: plain(fact[name]) for name in FACT} for fact in facts],
        }


def _near(number: str, rows: list[dict[str, Any]]) -> list[str]:
    """Return the names of requests whose number is near: part of it, or a slip of the pen away."""
    numbers = [bare(row["tracking_number"] or "") for row in rows]
    wanted = bare(number.rpartition("/")[2])
    holding = [each for each in numbers if wanted and wanted in each]
    near = dict.fromkeys([*holding, *get_close_matches(wanted, numbers)])
    return [_full_name(row) for each in near for row, its in zip(rows, numbers, strict=True) if its == each][
        :5
    ]


def _full_name(row: dict[str, Any]) -> str:
    return "/".join(filter(None, (row["site"], name_of(row))))
