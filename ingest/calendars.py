"""Promised and statutory days as an iCalendar file (RFC 5545). Reads only."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar, Event
from sqlalchemy import Engine

from ingest.answers import Row, agency_of, all_rows, name_of
from parsers.errors import LedgerError
from parsers.facts import About

PRODUCT = "-//foialedger//calendar//EN"
ASKED = (
    "(SELECT 'pay' AS what, request_id, tracking_number, agency, site, due_on, sentence, letter_id "
    "FROM needs_payment WHERE due_on IS NOT NULL UNION ALL "
    "SELECT 'answer', request_id, tracking_number, agency, site, respond_by, sentence, letter_id "
    "FROM needs_clarification WHERE respond_by IS NOT NULL) AS asked"
)
UNSURE = (
    "(SELECT request_letters.request_id, review.letter_id, review.sentence "
    "FROM review JOIN request_letters ON request_letters.letter_id = review.letter_id "
    "WHERE review.question LIKE 'promised_date:%') AS unsure"
)
ABOUT = {
    About.DETERMINATION: "a decision is promised",
    About.RECORDS: "records are promised",
    About.INSTALLMENT: "the next records are promised",
    About.REPLY: "a reply is promised",
}


class NoDates(LedgerError):
    """There is nothing to put into a calendar."""

    def __init__(self, name: str | None, unsure: int) -> None:
        what = f"{name} has" if name else "The ledger has"
        why = (
            f"{unsure} promised day{'' if unsure == 1 else 's'} of it cannot be read for sure (settle that "
            "with `foialedger review`), and no law's day is running"
            if unsure
            else "nothing is promised, and no law's day is running"
        )
        super().__init__(
            f"{what} no day to put into a calendar: {why}. `--all` takes the days that are over as well."
        )


@dataclass(frozen=True, slots=True)
class Dated:
    """A day for the calendar. `key` names it for ever, so that an import replaces an earlier one."""

    day: date
    key: str
    summary: str
    text: str


@dataclass(frozen=True, slots=True)
class Made:
    """A calendar: its bytes, how many days it holds, and the sentences whose day is not sure and left out."""

    content: bytes
    days: int
    unsure: tuple[str, ...]


def calendar_of(engine: Engine, request: Row | None = None, *, over: bool = False) -> Made:
    """Return the calendar of one request, or of all: open promises, running deadlines, days set for you.

    `over` takes promises kept and slipped, and deadlines met and missed, as well. Days that are not sure are
    left out and told in `unsure`. Raises NoDates.
    """
    identity = request["request_id"] if request else None
    days = [
        *_promised(engine, identity, over=over),
        *_lawful(engine, identity, over=over),
        *_asked(engine, identity),
    ]
    unsure = tuple(row["sentence"] or "" for row in _rows(engine, UNSURE, identity))
    if not days:
        raise NoDates(name_of(request) if request else None, len(unsure))
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", f"Records requests: {name_of(request)}" if request else "Records requests")
    now = datetime.now(UTC)
    for each in sorted(days, key=lambda one: (one.day, one.key)):
        calendar.add_component(_event(each, now))
    return Made(calendar.to_ical(), len(days), unsure)


def _rows(engine: Engine, view: str, identity: int | None, which: str = "TRUE") -> list[Row]:
    """Return those rows of a view, of one request or of all."""
    of_one = "" if identity is None else " AND request_id = :id"
    return all_rows(engine, f"SELECT * FROM {view} WHERE {which}{of_one}", id=identity)  # noqa: S608 - our own


def _promised(engine: Engine, identity: int | None, *, over: bool) -> Iterator[Dated]:
    for row in _rows(engine, "promises", identity, "TRUE" if over else "outcome = 'open'"):
        ended = "" if row["outcome"] == "open" else f" ({row['outcome']})"
        yield Dated(
            row["promised_on"],
            f"{row['request_id']}-promise-{row['about']}-{row['promised_on']}",
            f"{name_of(row)}: {ABOUT.get(row['about'], 'a day is promised')}{ended}",
            f"{_agency(row)} wrote on {row['said_on']} (letter {row['letter_id']}):\n“{row['sentence']}”"
            + ("\nThe day is reckoned from these words." if row["basis"] == "reckoned" else ""),
        )


def _lawful(engine: Engine, identity: int | None, *, over: bool) -> Iterator[Dated]:
    for row in _rows(engine, "deadlines", identity, "TRUE" if over else "answered_on IS NULL"):
        if row["due_on"] is None:  # its clock stands still
            continue
        doubt = f"\nNot sure: {row['doubt']}" if row["doubt"] else ""
        yield Dated(
            row["due_on"],
            f"{row['request_id']}-law-{row['what']}",
            f"{name_of(row)}: the law's day for {row['what']}{'?' if doubt else ''}",
            f"{row['law']}, {row['citation']}: counted from {row['received_on']}. {_agency(row)}.{doubt}",
        )


def _asked(engine: Engine, identity: int | None) -> Iterator[Dated]:
    for row in _rows(engine, ASKED, identity):
        yield Dated(
            row["due_on"],
            f"{row['request_id']}-you-{row['what']}",
            f"{name_of(row)}: {row['what']} by today"
            if row["what"] == "pay"
            else f"{name_of(row)}: answer them by today",
            f"{_agency(row)} (letter {row['letter_id']}):\n“{row['sentence']}”",
        )


def _event(dated: Dated, now: datetime) -> Event:
    event = Event()
    event.add("uid", f"{dated.key}@foialedger")
    event.add("dtstamp", now)
    event.add("dtstart", dated.day)
    event.add("dtend", dated.day + timedelta(days=1))
    event.add("summary", dated.summary)
    event.add("description", dated.text)
    event.add("transp", "TRANSPARENT")
    return event


def _agency(row: Row) -> str:
    return agency_of(row) or "The agency"
