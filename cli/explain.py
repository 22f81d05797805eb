"""`foialedger explain`: why a request has its status and its date, in plain words."""

from collections.abc import Iterator
from typing import Annotated, Any

import typer

from cli import told_law
from cli.deciding import sentence
from cli.ledgers import reading
from cli.options import Config, Database, given
from cli.plain import plain, print_json, shown
from cli.show import find
from cli.story import WRITERS, quoted
from ingest import explaining
from ingest.answers import days_of, name_of

REASONS = {
    "number": "it bears the number",
    "thread": "it stands in the same thread",
    "relay": "it came to the address that a platform made for this request",
    "address": "it came to the address you keep for this request",
    "link": "it leads to the page of this request",
    "subject": "it has the subject of what you sent to that agency",
    "echo": "it repeats the words you sent, or was repeated",
    "new": "it opened the request",
    "person": "a person said so",
}


def explain(
    ctx: typer.Context,
    number: Annotated[str, typer.Argument(help="The tracking number, SITE/NUMBER, or #ID.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    config: Config = None,
    database: Database = None,
) -> None:
    """Say why a request has its status and its date: letters, sentences, rules, matches, corrections,
    reckoning.

    \b
    --json prints one object: request, numbers, letters (what each did and why), promises (with rule and
    counted_from), law (its clocks, counted day by day), decisions.

    \b
    Examples:
      foialedger explain P015720-070319
      foialedger explain sacramentoca/P015720-070319 --json | jq .letters
    """
    with reading(given(ctx, config, database)) as engine:
        told = explaining.explain(engine, find(engine, number))
    if as_json:
        print_json(told)
        return
    for line in lines(told):
        typer.echo(line)


def lines(told: dict[str, Any]) -> Iterator[str]:
    """Yield the explanation, as it is printed."""
    yield from _status(told)
    yield from _date(told)
    yield ""
    yield "Letters, in order"
    for letter in told["letters"]:
        yield from _letter(letter)
    if told["promises"]:
        yield ""
        yield "Promises"
        for promise in told["promises"]:
            yield from _promise(promise)
    if told["law"]:
        yield ""
        yield from told_law.lines(told["law"])
    if told["decisions"]:
        yield ""
        yield "What a person said"
        for row in told["decisions"]:
            undone = (
                f" Taken back by {shown(row['undone_by'])} on {_day(row['undone_at'])}."
                if row["undone_at"]
                else ""
            )
            yield f"  {row['id']}. {_day(row['made_at'])}, {shown(row['made_by'])}: {sentence(row)}{undone}"


def _status(told: dict[str, Any]) -> Iterator[str]:
    request = told["request"]
    name = shown(name_of(request))
    moved = [letter for letter in told["letters"] if letter["moved"]]
    if request["status"] is None:
        yield f"{name} has no status yet: no letter that counts says where it stands."
    else:
        yield f"{name} is {request['status']} since {_day(request['status_since'])}."
        if moved:
            last = next((each for each in moved if each["at"] == request["status_since"]), moved[-1])
            yield f"  That was told by letter {last['letter_id']} of that day; {last['why']}."
            if last["sentence"]:
                yield from quoted(last["sentence"])
    others = [f"{shown(row['number'])} ({row['kind']})" for row in told["numbers"]]
    if len(others) > 1:
        yield f"  Its numbers: {', '.join(others)}."
    if request["filed_on"]:
        yield f"  You sent it on {request['filed_on']}."


def _date(told: dict[str, Any]) -> Iterator[str]:
    day = told["request"]["next_promised_on"]
    if day is None:
        yield "  No promised day is open."
        return
    promise = next(
        (row for row in told["promises"] if row["promised_on"] == day and row["outcome"] == "open"), None
    )
    yield f"  The next promised day is {day}" + (
        f", for {promise['about']}; {_reckoned(promise)}." if promise else "."
    )
    if promise:
        yield from quoted(promise["sentence"])


def _letter(letter: dict[str, Any]) -> Iterator[str]:
    what = letter["status"] or "no status"
    who = f"letter {letter['letter_id']}, {WRITERS[letter['direction']]}"
    yield f"  {_day(letter['at'])}  {who}: {shown(letter['subject'])}"
    if letter["direction"] == "outgoing":
        yield "      It is your own."
    elif letter["moved"]:
        yield f"      It moved the request to {what}: {letter['why']}."
    else:
        yield f"      It reads {what}, and moved nothing: {shown(letter['why'])}."
    if letter["rule"]:
        yield f"      Rule {letter['rule']}, {letter['sure']}, rules of version {letter['parser_version']}."
        yield from quoted(letter["sentence"])
    yield f"      It belongs here because {REASONS[letter['reason']]} ({letter['place_sure']})."
    if letter["asked_in"]:
        yield f"      It was read knowing what you asked for in letter {letter['asked_in']}."
    trust = letter["trust"]
    if trust and trust["suspicion"]:
        yield f"      Held back: {shown(trust['suspicion'])}"
    elif trust and trust["verdict"] != "unknown":
        yield f"      Your mail server {shown(trust['authserv_id'])} checked its sender: {trust['verdict']}."


def _promise(promise: dict[str, Any]) -> Iterator[str]:
    slipped = f" by {days_of(promise['days_slipped'])}" if promise["days_slipped"] else ""
    what = f"{promise['about']}: {promise['outcome']}{slipped}"
    yield f"  {promise['promised_on']}  {what}; letter {promise['letter_id']}"
    yield f"      {_reckoned(promise)[:1].upper()}{_reckoned(promise)[1:]}."
    yield from quoted(promise["sentence"])


def _reckoned(promise: dict[str, Any]) -> str:
    if promise["rule"] is None:
        return "a person gave this day"
    if promise["basis"] == "reckoned":
        start = promise["counted_from"] or promise["said_on"]
        days = (promise["promised_on"] - start).days
        how = f"counted from {start}, {days_of(days)} later"
    else:
        how = "the letter writes the day out"
    replaced = f", in the place of {promise['cancels']}" if promise["cancels"] else ""
    return f"{how}{replaced} (rule {promise['rule']}, {promise['sure']})"


def _day(moment: Any) -> str:
    return str(plain(moment))[:10] if moment else "no date   "
