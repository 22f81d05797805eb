"""The promise-slip chart: a line for each promise, from the day it was made to the day promised, and on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ingest.answers import days_of

WIDTH, LEFT, ROW, TOP = 720, 6, 34, 30
TICKS = 5


@dataclass(frozen=True, slots=True)
class Bar:
    """One promise as it is drawn: all lengths in pixels; `words` say the same to those who do not see it."""

    y: int
    made: float
    due: float
    until: float
    label: str
    verdict: str
    words: str


@dataclass(frozen=True, slots=True)
class Chart:
    """What templates/slips.html draws."""

    width: int
    height: int
    left: int
    bars: tuple[Bar, ...]
    ticks: tuple[tuple[float, str], ...]


def slip_chart(
    promises: Sequence[Mapping[str, Any]], today: date, width: int = WIDTH, ticks: int = TICKS
) -> Chart | None:
    """Return the chart of a request's promises, rows of the view `promises`; None where there is none."""
    spans = [(row, *_days(row, today)) for row in promises if row["said_on"] and row["promised_on"]]
    if not spans:
        return None
    first = min(made for _, made, _, _ in spans)
    last = max(max(due, until) for _, _, due, until in spans)
    scale = (width - LEFT - 20) / max((last - first).days, 1)

    def x(day: date) -> float:
        return round(LEFT + (day - first).days * scale, 1)

    bars = tuple(
        Bar(
            TOP + number * ROW,
            x(made),
            x(due),
            x(until),
            row["about"].replace("_", " "),
            _verdict(row, until, due),
            _words(row, due),
        )
        for number, (row, made, due, until) in enumerate(spans)
    )
    step = max((last - first).days, 1) / (ticks - 1)
    days = [first + timedelta(days=round(step * number)) for number in range(ticks)]
    return Chart(
        width, TOP + len(bars) * ROW + 30, LEFT, bars, tuple((x(day), day.isoformat()) for day in days)
    )


def _days(row: Mapping[str, Any], today: date) -> tuple[date, date, date]:
    """Return when a promise was made, for which day, and until when it slipped: to this day if open."""
    made, due = date.fromisoformat(str(row["said_on"])), date.fromisoformat(str(row["promised_on"]))
    if row["outcome"] == "open":
        return made, due, max(due, today)
    return made, due, due + timedelta(days=row["days_slipped"] or 0)


def _verdict(row: Mapping[str, Any], until: date, due: date) -> str:
    late = (until - due).days
    if row["outcome"] == "open":
        return f"open, {days_of(late)} late" if late else "open"
    return f"slipped by {days_of(late)}" if row["outcome"] == "slipped" else "kept"


def _words(row: Mapping[str, Any], due: date) -> str:
    return f"On {row['said_on']} {row['about']} was promised by {due}"
