"""What a report tells: today, each request with its letters, agencies, promises, waits. Reads only.

Each view is asked once; what belongs to one request is brought together here, in the order of the requests.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import groupby

from sqlalchemy import Connection

from ingest.answers import BY_LETTER, Row, agency_of, rows_of
from parsers.errors import LedgerError

REQUESTS = "SELECT * FROM requests_now"
TIMELINE = f"""
SELECT request_id, letter_id, at, direction, kind, value, about, part, sentence, sure FROM timeline
 ORDER BY request_id, {BY_LETTER}
"""  # noqa: S608 - our own words
OF_REQUESTS = {
    "events": """
SELECT request_id, letter_id, status, moved, why, place_sure FROM events ORDER BY request_id, at, letter_id
""",
    "promises": """
SELECT * FROM promises ORDER BY request_id, said_on, promised_on, about
""",
    "deadlines": "SELECT * FROM deadlines ORDER BY request_id, due_on, what",
    "review": """
SELECT request_id, letter_id, sent_at, sender, subject, reason, sentence FROM review
 WHERE request_id IS NOT NULL
 ORDER BY request_id, sent_at, letter_id, reason
""",
}
UNSURE = """
SELECT request_id, letter_id, sent_at, sender, subject, reason, sentence FROM review
 ORDER BY CASE WHEN sent_at IS NULL THEN 0 ELSE 1 END, sent_at, letter_id, reason
"""
LIKELY = """
SELECT request_letters.request_id, promised_dates.promised_on
  FROM promised_dates
  JOIN request_letters ON request_letters.letter_id = promised_dates.letter_id
 WHERE promised_dates.sure = 'likely'
"""
COUNTS = "SELECT COUNT(*) AS letters FROM letters"


@dataclass(slots=True)
class Letter:
    """One letter of a request: what it did to the status and why, and what it states, by sentence."""

    id: int
    at: datetime | None
    direction: str
    subject: str | None
    status: str | None = None
    has_moved: bool = False
    why: str | None = None
    place_sure: str | None = None  # whether it belongs to this request
    stated: list[tuple[str, list[Row]]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Story:
    """One request: its row of `requests_now`, and what else the views say of it."""

    now: Row
    today: list[Row]
    letters: list[Letter]
    promises: list[Row]
    deadlines: list[Row]
    review: list[Row]

    @property
    def decisive(self) -> Letter | None:
        """Return the letter that brought the request to where it stands."""
        moving = [letter for letter in self.letters if letter.has_moved]
        return moving[-1] if moving and moving[-1].status == self.now["status"] else None


@dataclass(frozen=True, slots=True)
class Overview:
    """What is told of all requests together, as the ledger stands at one moment."""

    made_at: datetime
    letters: int
    requests: list[Row]
    today: list[Row]
    unsure: list[Row]
    likely: frozenset[tuple[int, date]]  # requests and the days promised in them that are not certain

    @property
    def day(self) -> date:
        """Return the day that `today` is about."""
        return self.made_at.date()


class OutOfOrder(LedgerError):
    """The rows of a question came in another order than it asks for: some would be left out in silence."""

    def __init__(self, request_id: int, after: int) -> None:
        super().__init__(
            f"The ledger gave rows of request {request_id} after those of request {after}, so that rows "
            "would be missing from the report: nothing was written. Run `foialedger check`, and report this."
        )


class ByRequest:
    """The rows of a question that come in the order of request ids, handed out request by request.

    Raises OutOfOrder, where they come or are asked for in another order.
    """

    def __init__(self, rows: Iterator[Row]) -> None:
        self._groups = groupby(rows, key=lambda row: row["request_id"])
        self._asked = 0
        self._id, self._rows = self._next()

    def of(self, request_id: int) -> list[Row]:
        """Return the rows of a request; ask for requests in the order of their ids."""
        if request_id <= self._asked:
            raise OutOfOrder(request_id, self._asked)
        self._asked = request_id
        found: list[Row] = []
        while self._id is not None and self._id <= request_id:
            before, found = self._id, self._rows if self._id == request_id else []
            self._id, self._rows = self._next()
            if self._id is not None and self._id < before:
                raise OutOfOrder(self._id, before)
        return found

    def _next(self) -> tuple[int | None, list[Row]]:
        for request_id, rows in self._groups:
            return request_id, list(rows)
        return None, []


def overview(connection: Connection) -> Overview:
    """Return what is told of all requests together."""
    (counts,) = rows_of(connection, COUNTS)
    return Overview(
        made_at=datetime.now(UTC),
        letters=counts["letters"],
        requests=sorted(rows_of(connection, REQUESTS), key=_by_agency),
        today=list(rows_of(connection, "SELECT * FROM today")),
        unsure=list(rows_of(connection, UNSURE)),
        likely=frozenset((row["request_id"], row["promised_on"]) for row in rows_of(connection, LIKELY)),
    )


def stories(connection: Connection, whole: Overview) -> Iterator[Story]:
    """Yield every request with all that is told of it, in the order of their ids."""
    by_request = {name: ByRequest(rows_of(connection, query)) for name, query in OF_REQUESTS.items()}
    timeline = ByRequest(rows_of(connection, TIMELINE))
    today: dict[int, list[Row]] = {}
    for row in whole.today:
        today.setdefault(row["request_id"], []).append(row)
    for now in sorted(whole.requests, key=lambda row: row["request_id"]):
        identity = now["request_id"]
        told = {name: rows.of(identity) for name, rows in by_request.items()}
        letters = _letters(timeline.of(identity), told["events"])
        yield Story(
            now=now,
            today=today.get(identity, []),
            letters=letters,
            promises=[row | {"sure": _sure(row, letters)} for row in told["promises"]],
            deadlines=told["deadlines"],
            review=told["review"],
        )


def _by_agency(row: Row) -> tuple[str, str, int]:
    return (agency_of(row) or "").casefold(), row["tracking_number"] or "", row["request_id"]


def _letters(rows: list[Row], events: list[Row]) -> list[Letter]:
    did = {row["letter_id"]: row for row in events}
    letters = []
    for letter_id, group in groupby(rows, key=lambda row: row["letter_id"]):
        head, *facts = group  # the row of the letter itself comes first
        letter = Letter(letter_id, head["at"], head["direction"], head["value"])
        if event := did.get(letter_id):
            letter.status, letter.has_moved, letter.why = event["status"], bool(event["moved"]), event["why"]
            letter.place_sure = event["place_sure"]
        letter.stated = [
            (words, list(each)) for words, each in groupby(facts, key=lambda row: row["sentence"])
        ]
        letters.append(letter)
    return sorted(
        letters, key=lambda letter: (letter.at is None, letter.at or datetime.max.replace(tzinfo=UTC))
    )


def _sure(promise: Row, letters: list[Letter]) -> str | None:
    """Return how sure the day of a promise is; None where a person gave it."""
    wanted = ("promised_date", str(promise["promised_on"]), promise["about"])
    return next(
        (
            str(fact["sure"])
            for letter in letters
            if letter.id == promise["letter_id"]
            for _, facts in letter.stated
            for fact in facts
            if (fact["kind"], fact["value"], fact["about"]) == wanted
        ),
        None,
    )
