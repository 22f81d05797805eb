"""Lines for people: a request's story and a letter's reading, each sentence under what it states."""

import os
import sys
from collections.abc import Iterator
from itertools import groupby
from shutil import get_terminal_size
from textwrap import wrap
from typing import Any

from cli.plain import shown
from ingest.named import days_of, name_of

UNLIMITED = 100
WRITERS = {"incoming": "agency", "outgoing": "requester", "unknown": "unknown"}


def lines(told: dict[str, Any]) -> Iterator[str]:
    """Yield the story of a request, as `show` prints it."""
    yield from _state(told)
    yield ""
    yield "Promises" if told["promises"] else "No promise of a day was found."
    for promise in told["promises"]:
        yield from _promise(promise)
    yield ""
    yield "Timeline (days and hours in UTC)"
    for letter in told["timeline"]:
        when = (letter["at"] or "no date         ")[:16].replace("T", " ")
        yield f"  {when}  {WRITERS[letter['direction']]:<9}  {shown(letter['subject'])}"
        yield from facts(letter["facts"])


def facts(stated: list[dict[str, Any]]) -> Iterator[str]:
    """Yield facts, and below those that one sentence states, the sentence."""
    for sentence, group in groupby(stated, key=lambda fact: fact["sentence"]):
        for fact in group:
            yield f"      {_fact(fact)}"
        yield from quoted(sentence)


def quoted(sentence: str) -> Iterator[str]:
    """Yield a sentence in quotes, folded to the width of the terminal."""
    margin = " " * 10
    yield from wrap(
        f'"{shown(sentence)}"',
        _width(),
        initial_indent=margin,
        subsequent_indent=margin,
        break_long_words=False,  # a web address stays whole, to be clicked
        break_on_hyphens=False,
    )


def _state(told: dict[str, Any]) -> Iterator[str]:
    place = " at ".join(shown(told[name]) for name in ("portal", "site") if told[name])
    name = shown(name_of(told)) + ("" if told["tracking_number"] else " (no number given)")
    yield "  ".join(part for part in (name, shown(told["agency"]), f"({place})" if place else "") if part)
    since = f" since {told['status_since'][:10]}" if told["status_since"] else ""
    yield f"  status         {told['status'] or 'none yet'}{since}"
    yield f"  next promised  {told['next_promised_on'] or '-'}"
    yield f"  slipped        {_times(told['times_slipped'])}"
    yield f"  last letter    {(told['last_letter_at'] or '-')[:10]}"


def _promise(promise: dict[str, Any]) -> Iterator[str]:
    slipped = f" by {days_of(promise['days_slipped'])}" if promise["days_slipped"] else ""
    what = f"{promise['about']} ({promise['basis']})"
    yield f"  {promise['promised_on']}  {what:<26}  {promise['outcome']}{slipped}"
    yield from quoted(promise["sentence"])


def _fact(fact: dict[str, Any]) -> str:
    about = f" ({shown(fact['about'])})" if fact.get("about") else ""
    doubt = "" if fact["sure"] == "certain" else f" [{fact['sure']}]"
    return f"{fact['kind'].replace('_', ' ')}: {shown(fact['value'])}{about}{doubt}"


def _times(count: int) -> str:
    return {0: "never", 1: "once"}.get(count, f"{count} times")


def _width() -> int:
    """Return the width to fold to, in characters."""
    limited = sys.stdout.isatty() or os.environ.get("COLUMNS", "").isdecimal()
    return max(40, get_terminal_size().columns) if limited else UNLIMITED
