"""The laws' own days, as deadlines.csv has them: how long an agency may take, where that is written.

The first seven columns are what was found, with its sources; the rest is how this program counts by it.
"""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Span:
    """A number of days of one kind: business, calendar, or month."""

    days: int
    kind: str


@dataclass(frozen=True, slots=True)
class Law:
    """The law of one place. `acknowledge` and `determine` are None where it sets no day."""

    jurisdiction: str
    name: str
    citation: str
    source: str
    places: tuple[
        str, ...
    ]  # whose holidays are no business days: ISO 3166, as the library `holidays` names them
    acknowledge: Span | None
    determine: Span | None
    from_acknowledgment: bool  # whether the determination counts from the acknowledgment, not from receipt
    extend: Span | None
    received_after: int  # business days until an e-mail counts as received
    moves_last_day: bool  # whether a last day that is none for business moves to the next one
    closed: str  # days of every year that are no business days: 12-25/01-15
    doubt: str | None


@cache
def laws() -> dict[str, Law]:
    """Return every law by its jurisdiction."""
    lines = (files("models") / "deadlines.csv").read_text("utf-8").splitlines()
    return {row["jurisdiction"]: _law(row) for row in csv.DictReader(lines)}


def named(word: str) -> Law | None:
    """Return the law a person names: by its jurisdiction, whatever the case, with or without "(federal)"."""
    wanted = word.strip().casefold()
    exact = [law for name, law in laws().items() if name.casefold() == wanted]
    near = [law for name, law in laws().items() if name.casefold().split(" (")[0] == wanted]
    return next(iter(exact or near), None)


def _law(row: dict[str, Any]) -> Law:
    return Law(
        jurisdiction=row["jurisdiction"],
        name=row["law"],
        citation=row["citation"],
        source=row["source"],
        places=tuple(row["place"].split()),
        acknowledge=_span(row, "acknowledge"),
        determine=_span(row, "determine"),
        from_acknowledgment=row["determine_from"] == "acknowledgment",
        extend=_span(row, "extend"),
        received_after=int(row["received_after"] or 0),
        moves_last_day=row["last_day"] == "next_working_day",
        closed=row["closed"],
        doubt=row["doubt"] or None,
    )


def _span(row: dict[str, Any], what: str) -> Span | None:
    days = row[f"{what}_days"]
    return Span(int(days), row[f"{what}_kind"]) if days else None
