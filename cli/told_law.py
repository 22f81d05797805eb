"""The law's clock for people: whose law, how that is known, and its days counted one by one."""

from collections.abc import Iterator
from typing import Any

from cli.plain import shown
from cli.story import quoted
from ingest.answers import days_of

KNOWN_BY = {
    "person": "you said so",
    "statute": "letter {letter_id} cites it",
    "law": "letter {letter_id} names it",
    "sender": "the address in letter {letter_id} tells",
    "portal": "its portal serves that law alone",
    "agency": "the agency's name tells",
    "site": "the agency's name at the portal ends so",
}


def lines(told: dict[str, Any]) -> Iterator[str]:
    """Yield what the law says of a request, as `explain` prints it."""
    yield "The law's clock"
    how = KNOWN_BY[told["known_by"]].format(**told)
    yield f"  {told['jurisdiction']}: {told['law']}, {told['citation']}; {how}."
    if told["known_by"] in {"statute", "law", "sender"}:
        yield from quoted(told["sentence"])
    if not told["clocks"]:
        yield "  That law sets no day, or its clock has not begun."
    for clock in told["clocks"]:
        yield from _clock(clock)
    for doubt in told["doubts"]:
        yield f"  Not sure: {shown(doubt)}"
    yield f"  Source: {shown(told['source'])}"


def _clock(clock: dict[str, Any]) -> Iterator[str]:
    kind = "a month" if clock["day_kind"] == "month" else f"{clock['days']} {clock['day_kind']} days"
    due = f"due on {clock['due_on']}" if clock["due_on"] else f"stopped since {clock['stopped_on']}"
    yield f"  {clock['what'].capitalize()} within {kind}: {due}; {_answered(clock)}."
    for each in clock["count"]:
        first, last = each["first_on"], each["last_on"]
        days = f"{first:%a} {first}" if first == last else f"{first:%a} {first} to {last}"
        yield f"      {days}  {shown(each['what'])}"
    for doubt in clock["doubts"]:
        yield f"    Not sure: {shown(doubt)}"


def _answered(clock: dict[str, Any]) -> str:
    if clock["answered_on"] is None:
        return "not done yet"
    late = (clock["answered_on"] - clock["due_on"]).days if clock["due_on"] else 0
    return f"done on {clock['answered_on']}" + (f", {days_of(late)} late" if late > 0 else "")
