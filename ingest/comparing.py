"""What the requests tell together: promises and what came of them, how long agencies take. Reads only."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from ingest.answers import Row, rows_of

AGENCIES = "SELECT * FROM agencies"
NAME = "COALESCE(requests.portal || '/' || requests.site, requests.agency, requests.portal, '')"
WAITS = f"""
SELECT {NAME} AS name, standings.filed_on, standings.first_heard_on, standings.first_records_on,
       standings.ended_on
  FROM standings
  JOIN requests ON requests.id = standings.request_id
 WHERE standings.filed_on IS NOT NULL
"""  # noqa: S608 - our own words
PROMISES = f"""
SELECT {NAME.replace("requests.", "promises.")} AS name, said_on, promised_on, outcome, days_slipped
  FROM promises
"""  # noqa: S608
SPANS = ("first_heard_on", "first_records_on", "ended_on")
KEPT, SLIPPED, LATE, OPEN = "kept", "slipped", "late still", "open"
VERDICTS = (KEPT, SLIPPED, LATE)
LATENESS = (
    (7, "slipped by up to a week"),
    (31, "slipped by up to a month"),
    (92, "slipped by up to three months"),
    (366, "slipped by up to a year"),
)
LENGTHS = ((7, "up to a week"), (31, "up to a month"), (92, "up to three months"), (366, "up to a year"))
LONGER = "more than a year"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Counts of promises by how late, for how long and when they were made, and waits in days."""

    agencies: list[Row]
    waits: dict[str, list[int]]  # by the column of `standings` that ends them
    ended: dict[str, list[int]]  # days to the end, by agency
    lateness: dict[str, int]
    by_length: dict[str, Counter[str]]
    by_year: dict[str, Counter[str]]
    by_agency: dict[str, Counter[str]]


def comparison(connection: Connection, day: date) -> Comparison:
    """Return what the requests tell together, as of a day."""
    waits: dict[str, list[int]] = {span: [] for span in SPANS}
    ended: dict[str, list[int]] = {}
    for row in rows_of(connection, WAITS):
        for span in SPANS:
            if row[span] and (days := (row[span] - row["filed_on"]).days) >= 0:
                waits[span].append(days)
                if span == "ended_on":
                    ended.setdefault(row["name"], []).append(days)
    promises = list(rows_of(connection, PROMISES))
    dated = [row for row in promises if row["said_on"]]
    lengths = _tally(dated, day, lambda row: length_of((row["promised_on"] - row["said_on"]).days))
    return Comparison(
        agencies=[row | {"name": _name(row)} for row in rows_of(connection, AGENCIES)],
        waits=waits,
        ended=ended,
        lateness=_lateness(promises, day),
        by_length={label: lengths[label] for _, label in (*LENGTHS, (0, LONGER)) if label in lengths},
        by_year=dict(sorted(_tally(dated, day, lambda row: str(row["said_on"].year)).items())),
        by_agency=_tally(promises, day, lambda row: row["name"]),
    )


def verdict(promise: Row, day: date) -> str:
    """Return what became of a promise: kept, slipped, open, or still open though its day has passed."""
    if promise["outcome"] != OPEN:
        return str(promise["outcome"])
    return LATE if promise["promised_on"] < day else OPEN


def length_of(days: int) -> str:
    """Return how long a span of days is, in words."""
    return next((label for most, label in LENGTHS if days <= most), LONGER)


def _lateness(promises: list[Row], day: date) -> dict[str, int]:
    labels = [KEPT, *(label for _, label in LATENESS), f"slipped by {LONGER}", LATE, OPEN]
    counts = dict.fromkeys(labels, 0)
    for promise in promises:
        label = verdict(promise, day)
        if label == SLIPPED:
            by = promise["days_slipped"] or 0
            label = next((label for most, label in LATENESS if by <= most), f"slipped by {LONGER}")
        counts[label] += 1
    return counts


def _tally(promises: Iterable[Row], day: date, key: Callable[[Row], str]) -> dict[str, Counter[str]]:
    """Return how often promises were kept, slipped, or are late, by what `key` says of them."""
    found: dict[str, Counter[str]] = {}
    for promise in promises:
        if (said := verdict(promise, day)) in VERDICTS:
            found.setdefault(key(promise), Counter())[said] += 1
    return found


def _name(row: Row) -> str:
    """Return the name by which the view `agencies` groups requests."""
    if row["portal"] and row["site"]:
        return f"{row['portal']}/{row['site']}"
    return str(row["agency"] or row["portal"] or "")
