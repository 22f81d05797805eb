"""Why a request has its status and its dates: every step from the letters to the answer. Reads only."""

from typing import Any

from sqlalchemy import Engine

from ingest import answers, questions
from ingest.answers import all_rows
from models.deadlines import laws
from models.law import Counted, counted_for
from models.schema import reaching

Row = dict[str, Any]

EVENTS = """
SELECT events.*, messages.digest, letters.sender, decisive.sentence, decisive.rule,
       readings.sure, readings.parser_version, readings.asked_in, readings.doubts, readings.portal AS read_as
  FROM events
  JOIN messages ON messages.id = events.letter_id
  JOIN letters ON letters.id = events.letter_id
  JOIN readings ON readings.letter_id = events.letter_id
  LEFT JOIN status_changes AS decisive
    ON decisive.id = (SELECT MIN(id) FROM status_changes AS told WHERE told.letter_id = events.letter_id)
 WHERE events.request_id = :id
 ORDER BY events.at, messages.digest
"""
DATES = """
SELECT promised_dates.letter_id, promised_dates.promised_on, promised_dates.about, promised_dates.basis,
       promised_dates.counted_from, promised_dates.cancels, promised_dates.rule, promised_dates.sure
  FROM promised_dates
  JOIN request_letters ON request_letters.letter_id = promised_dates.letter_id
 WHERE request_letters.request_id = :id
 ORDER BY promised_dates.letter_id, promised_dates.id
"""
NUMBERS = """
SELECT number, kind FROM request_numbers WHERE request_id = :id
 ORDER BY CASE kind WHEN 'main' THEN 0 ELSE 1 END, number
"""
VERDICTS = """
SELECT verdicts.letter_id, verdicts.verdict, verdicts.suspicion, verdicts.authserv_id, verdicts.dmarc
  FROM verdicts
  JOIN request_letters ON request_letters.letter_id = verdicts.letter_id
 WHERE request_letters.request_id = :id
"""


def explain(engine: Engine, request: Row) -> Row:
    """Return all that a request's row of `requests_now` was made of.

    `letters`: what each did to the status and why; `promises`: how each date was reckoned and what became of
    it; `law`: whose law counts, and its days counted one by one; `numbers`: every one the request had;
    `decisions`: what a person said, taken back or not.
    """
    identity = request["request_id"]
    letters = all_rows(engine, EVENTS, id=identity)
    trust = {row["letter_id"]: row for row in all_rows(engine, VERDICTS, id=identity)}
    return {
        "request": request,
        "numbers": all_rows(engine, NUMBERS, id=identity),
        "letters": [row | {"trust": trust.get(row["letter_id"])} for row in letters],
        "promises": _promises(engine, identity),
        "law": _law(engine, identity),
        "decisions": questions.decisions_of(engine, [row["letter_id"] for row in letters]),
    }


def _law(engine: Engine, identity: int) -> Row | None:
    """Return whose law a request is under, how that is known, and its clocks; None where nothing tells."""
    places = all_rows(engine, "SELECT * FROM jurisdictions WHERE request_id = :id", id=identity)
    if not places:
        return None
    with reaching(engine), engine.connect() as connection:
        counted = counted_for(connection, identity)
    known = laws()[places[0]["jurisdiction"]]
    told = {"law": known.name, "citation": known.citation, "source": known.source}
    return places[0] | told | {"doubts": list(counted.doubts) if counted else [], "clocks": _clocks(counted)}


def _clocks(counted: Counted | None) -> list[Row]:
    return [
        {
            "what": clock.what,
            "received_on": clock.received_on,
            "days": clock.span.days,
            "day_kind": clock.span.kind,
            "due_on": clock.due_on,
            "answered_on": clock.answered_on,
            "stopped_on": clock.stopped_on,
            "doubts": list(clock.doubts),
            "count": [
                {"first_on": first, "last_on": last, "what": what} for first, last, what in clock.lines
            ],
        }
        for clock in (counted.clocks if counted else ())
    ]


def _promises(engine: Engine, identity: int) -> list[Row]:
    """Return the promises, each with the rule that found it and the day it was counted from."""
    found = all_rows(engine, DATES, id=identity)
    by_letter = {(row["letter_id"], row["promised_on"], row["about"]): row for row in reversed(found)}
    return [
        promise
        | {name: _of(by_letter, promise, name) for name in ("counted_from", "cancels", "rule", "sure")}
        for promise in answers.promises(engine, identity)
    ]


def _of(found: dict[Any, Row], promise: Row, name: str) -> Any:
    row = found.get((promise["letter_id"], promise["promised_on"], promise["about"]))
    return row[name] if row else None
