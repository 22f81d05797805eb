"""The law's rows of requests: whose law each is under, and which days that law sets. Reads only.

What is not sure is kept beside the day: a doubtful law, a guessed place, a start that is not the receipt.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection

from models.clock import Clock, Step, clocks
from models.deadlines import Law, laws
from models.law_places import Place, dated, places_of
from models.stories import Story, stories_of

Row = dict[str, Any]
LAW_VERSION = (
    2  # counted up where the clock or the search for a law counts otherwise: ledgers are reckoned anew
)
NOT_SENT = "It is counted from the agency's first letter, since the ledger does not have the one you sent."


@dataclass(frozen=True, slots=True)
class Counted:
    """The clocks of one request, and all they rest on."""

    law: Law
    place: Place
    clocks: tuple[Clock, ...]
    letter_id: int
    doubts: tuple[str, ...]


def law_of(connection: Connection, stories: Mapping[int, Story]) -> tuple[list[Row], list[Row]]:
    """Return the rows of `jurisdictions` and of `law_days` for some requests."""
    places = places_of(connection, stories)
    days: list[Row] = []
    for request_id, place in places.items():
        counted = _counted(place, _steps(stories[request_id]))
        if counted:
            days += [_day_row(request_id, counted, clock) for clock in counted.clocks]
    return [_place_row(request_id, place) for request_id, place in places.items()], days


def counted_for(connection: Connection, request_id: int) -> Counted | None:
    """Return the clocks of one request, day by day; None where its law is unknown or sets no day."""
    stories = stories_of(connection, [request_id])
    place = places_of(connection, stories).get(request_id)
    return _counted(place, _steps(stories[request_id])) if place else None


def _counted(place: Place, steps: Sequence[Step]) -> Counted | None:
    law = laws().get(place.jurisdiction)
    start = next((step for step in steps if step.is_own), None)
    first = next((step for step in steps if not step.is_own), None)
    if law is None or (start is None and first is None):
        return None
    doubts = [each for each in (place.doubt, law.doubt) if each]
    if start is None or (first and first.on < start.on):
        start = first
        doubts.append(NOT_SENT)
    if start is None:
        return None
    later = [step for step in steps if step is not start or not step.is_own]
    made = tuple(clocks(law, start.on, later))
    return Counted(law, place, made, start.letter_id, tuple(doubts)) if made else None


def _steps(story: Story) -> list[Step]:
    """Return the letters of a request that the clock hears, in order, the requester's own among them."""
    given = _given(story)
    found: list[Step] = []
    for letter in dated(story):
        is_own = letter.direction == "outgoing"
        if letter.sent_on and (is_own or letter.is_heard):
            days = given.get(letter.letter_id, {})
            status = None if is_own or letter.sure == "unsure" else letter.status
            determined = days.get("determination") or min(days.values(), default=None)
            has_records = bool(days.keys() & {"records", "installment"})
            found.append(Step(letter.sent_on, letter.letter_id, is_own, status, determined, has_records))
    return found


def _given(story: Story) -> dict[int, dict[str, date]]:
    """Return the days that agencies gave, by letter and what each is for: the first of several."""
    found: dict[int, dict[str, date]] = defaultdict(dict)
    for each in sorted(story.kept, key=lambda each: each.promised_on):
        if each.outcome != "yours":
            found[each.letter_id].setdefault(each.about, each.promised_on)
    return found


def _place_row(request_id: int, place: Place) -> Row:
    return {
        "request_id": request_id,
        "jurisdiction": place.jurisdiction,
        "known_by": place.known_by,
        "letter_id": place.letter_id,
        "sentence": place.sentence,
        "doubt": place.doubt,
    }


def _day_row(request_id: int, counted: Counted, clock: Clock) -> Row:
    return {
        "request_id": request_id,
        "what": clock.what,
        "jurisdiction": counted.law.jurisdiction,
        "law": counted.law.name,
        "citation": counted.law.citation,
        "received_on": clock.received_on,
        "days": clock.span.days,
        "day_kind": clock.span.kind,
        "extended_by": clock.extended_by,
        "extended_on": clock.extended_on,
        "days_stopped": clock.days_stopped,
        "stopped_on": clock.stopped_on,
        "due_on": clock.due_on,
        "answered_on": clock.answered_on,
        "letter_id": counted.letter_id,
        "known_by": counted.place.known_by,
        "doubt": " ".join((*counted.doubts, *clock.doubts)) or None,
    }
