"""`foialedger review`: the open questions, one by one, each answered with a key."""

import sys
from collections.abc import Callable
from typing import Any

import typer
from sqlalchemy import Engine

from cli.deciding import By, deciding, sentence, user_name
from cli.ledgers import reading
from cli.options import AsJson, Config, Database, Given, given
from cli.plain import moment, plain, print_json, shown
from cli.story import WRITERS, quoted
from ingest import decisions, questions
from ingest.decisions import Person
from parsers.errors import LedgerError

KEYS = (
    "[a]ccept  [r]eject  [c]orrect  a[s]sign  s[p]lit  [n]ot a request  n[o]te  "
    "[t]ext  [u]ndo  [Enter] next  [q]uit"
)
MOST_TEXT = 4_000  # characters of a letter that are shown at once


def review(
    ctx: typer.Context,
    as_json: AsJson = False,
    by: By = None,
    config: Config = None,
    database: Database = None,
) -> None:
    """Walk through the open questions: the letter, the sentence, what was read, and why it is here.

    Each answer is written down at once, with your name and the hour, and taken back with `foialedger undo`.
    Without a terminal the questions are listed; --json prints one object a line: letter_id, question, reason,
    sentence, the letter's sender, subject and sent_at, its requests, and what was read. Answer those with
    `foialedger accept`, `reject`, `correct`, `assign`, `split`, `not-a-request` and --json.

    \b
    Examples:
      foialedger review
      foialedger review --json | jq -r 'select(.question == "trust") | .letter_id'
    """
    where = given(ctx, config, database)
    with reading(where) as engine:
        told = questions.open_questions(engine)
        rows = [_whole(engine, row) for row in told]
    if as_json:
        for row in rows:
            print_json(row)
    elif not rows:
        typer.echo("Nothing is open: the ledger is sure of all it has filed.")
    elif sys.stdin.isatty() and sys.stdout.isatty():
        walk(where, rows, by or user_name())
    else:
        for number, row in enumerate(rows, 1):
            _show(row, number, len(rows))


def walk(where: Given, rows: list[dict[str, Any]], name: str, ask: Callable[[str], str] = input) -> None:
    """Ask one question after the other; a trouble is told, and the question stays open."""
    for number, row in enumerate(rows, 1):
        with reading(where) as engine:
            if not questions.is_open(engine, row["letter_id"], row["question"]):
                continue  # answered with another one, or settled by a letter that came meanwhile
        _show(row, number, len(rows))
        while (done := _step(where, row, name, ask)) is None:
            pass
        if done == "quit":
            return


def _step(where: Given, row: dict[str, Any], name: str, ask: Callable[[str], str]) -> str | None:
    """Take one key; return `next` or `quit` where the question is left, None where it is still to be
    answered.
    """
    try:
        typer.echo(KEYS)
        key = ask("> ").strip().lower()[:1]
    except EOFError:
        return "quit"
    if key in ("", "q"):
        return "quit" if key else "next"
    if key == "t":
        with reading(where) as engine:
            typer.echo(_text(questions.body_of(engine, str(row["letter_id"]))["body"]))
        return None
    if key not in ANSWERS:
        return None
    try:
        with deciding(where, name) as person:
            ids = ANSWERS[key](person, row, ask)
            for identity in ids:
                typer.echo(sentence(questions.decision(person.ledger.engine, identity)))
    except (LedgerError, EOFError) as trouble:
        typer.echo(shown(str(trouble)) or "Nothing was changed.")
        return None
    return None if key in "ou" else "next"


Answer = Callable[[Person, dict[str, Any], Callable[[str], str]], list[int]]


def _accept(person: Person, row: dict[str, Any], _ask: Callable[[str], str]) -> list[int]:
    return decisions.accept(person, str(row["letter_id"]), row["question"])


def _reject(person: Person, row: dict[str, Any], _ask: Callable[[str], str]) -> list[int]:
    return decisions.reject(person, str(row["letter_id"]), row["question"])


def _correct(person: Person, row: dict[str, Any], ask: Callable[[str], str]) -> list[int]:
    field = ask("what: status, date or number? ").strip().lower()
    value = ask("what is it? ").strip()
    letter = str(row["letter_id"])
    if field == "status":
        return [decisions.correct_status(person, letter, value)]
    if field == "number":
        return [decisions.correct_number(person, letter, value)]
    kind, _, rest = row["question"].partition(":")
    about, _, was = rest.partition(":") if kind == "promised_date" else (None, "", None)
    return [decisions.correct_date(person, letter, value, about, was)]


def _assign(person: Person, row: dict[str, Any], ask: Callable[[str], str]) -> list[int]:
    return [decisions.assign(person, str(row["letter_id"]), ask("to which request? ").strip())]


def _split(person: Person, row: dict[str, Any], _ask: Callable[[str], str]) -> list[int]:
    return decisions.split(person, [str(row["letter_id"])])


def _not_a_request(person: Person, row: dict[str, Any], _ask: Callable[[str], str]) -> list[int]:
    return [decisions.not_a_request(person, str(row["letter_id"]))]


def _note(person: Person, row: dict[str, Any], ask: Callable[[str], str]) -> list[int]:
    return [decisions.note(Person(person.ledger, person.name, ask("note: ").strip()), str(row["letter_id"]))]


def _undo(person: Person, _row: dict[str, Any], _ask: Callable[[str], str]) -> list[int]:
    typer.echo(f"Taken back: {sentence(decisions.undo(person))}")
    return []


ANSWERS: dict[str, Answer] = {
    "a": _accept,
    "r": _reject,
    "c": _correct,
    "s": _assign,
    "p": _split,
    "n": _not_a_request,
    "o": _note,
    "u": _undo,
}


def _whole(engine: Engine, row: dict[str, Any]) -> dict[str, Any]:
    """Return a question as it is printed, with the requests its letter may belong to."""
    told = {name: moment(value) if name == "sent_at" else plain(value) for name, value in row.items()}
    return told | {"requests": [plain(each) for each in questions.places(engine, row["letter_id"])]}


def _show(row: dict[str, Any], number: int, count: int) -> None:
    when = (row["sent_at"] or "no date")[:16].replace("T", " ")
    typer.echo(f"\n{number} of {count}. Letter {row['letter_id']}, {when}, {WRITERS[row['direction']]}")
    typer.echo(f"  from     {shown(row['sender_name'] or '')} <{shown(row['sender'])}>")
    typer.echo(f"  subject  {shown(row['subject'])}")
    for place in row["requests"] or [None]:
        typer.echo(f"  request  {_place(place)}")
    read = f"{row['status']} ({row['sure']})" if row["status"] else "no status"
    typer.echo(f"  read as  {read}{', as a letter of ' + row['read_as'] if row['read_as'] else ''}")
    typer.echo(f"  why      {shown(row['reason'])}")
    if row["sentence"]:
        for line in quoted(row["sentence"]):
            typer.echo(line)
    typer.echo(f"  question {shown(row['question'])}")


def _place(place: dict[str, Any] | None) -> str:
    if place is None:
        return "none"
    name = "/".join(shown(place[each]) for each in ("site", "tracking_number") if place[each])
    number = f"#{place['request_id']}"
    agency = f", {shown(place['agency'])}" if place["agency"] else ""
    whole = f"{name} ({number})" if name else number
    return f"{whole}{agency}, by {place['reason']} ({place['sure']})"


def _text(body: str) -> str:
    lines = [shown(line) for line in body[:MOST_TEXT].splitlines()]
    return "\n".join([*lines, "[...]"] if len(body) > MOST_TEXT else lines)
