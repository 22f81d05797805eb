"""Letters for tests, as they are filed: made of the facts alone, without a text to read them from."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

from ingest import keys
from ingest.filing import Filing
from ingest.keys import Key, Kind
from ingest.numbers import numbers_of
from ingest.trust import Verdict
from parsers.facts import (
    About,
    Direction,
    Fact,
    Outcome,
    PromisedDate,
    Reading,
    Sentence,
    Status,
    StatusChange,
    Sure,
    TrackingNumber,
)
from parsers.letter import Address, Letter, Part

AGENCY = Address("Records", "records@sparrowfield.example")
ALIASES = ("dana+*@courier.example",)
REQUESTER = Address("Dana", "dana@courier.example")


def moment(when: str) -> datetime:
    """Return `2024-03-01` or `2024-03-01 10:15` as a moment in UTC."""
    return datetime.fromisoformat(when).replace(tzinfo=UTC)


def promise(day: str, about: str = "records", sure: Sure = Sure.CERTAIN) -> PromisedDate:
    """Return a promise of a day."""
    sentence = Sentence(f"We expect the {about} by {day}.", "body", 40)
    return PromisedDate(
        date.fromisoformat(day), About(about), sentence=sentence, rule="test.promise", sure=sure
    )


@dataclass(frozen=True)
class Told:
    """What a test can say of a letter, and what it is otherwise."""

    number: str | None = "R-1"
    portal: str | None = "govqa"
    site: str | None = "sparrowfield"
    agency: str | None = "Town of Sparrowfield"
    direction: str = "incoming"
    sure: Sure = Sure.CERTAIN
    message_id: str | None = None
    answers: tuple[str, ...] = ()
    opening: str = ""
    echo: str = ""
    name: str = ""  # tells two letters apart that say the same
    outcome: Outcome = Outcome.READ
    problem: str | None = None
    doubts: tuple[str, ...] = ()
    suspicion: str | None = None
    to: str | None = None  # an address of the requester's, or of a relay's
    subject: str = "Public records"
    others: tuple[str, ...] = ()  # more numbers, each in a sentence such as "appeal number A-1"


def filing(when: str | None, status: str | None = None, *facts: Fact, **told: Any) -> Filing:
    """Return a letter ready to be filed; `told` are the fields of Told."""
    said = Told(**told)
    reading = _reading(said, status, facts)
    letter = _letter(said, when, status)
    shared = {Key(Kind.OPENING, each) for each in keys.sketch(said.opening)}
    shared |= {Key(Kind.ECHO, each) for each in keys.sketch(said.echo)}
    return Filing(
        digest=sha256(repr((when, status, facts, said)).encode()).hexdigest(),
        size=1,
        letter=letter,
        reading=reading,
        direction=reading.direction,
        sent_at=letter.sent_at,
        sent_on=letter.sent_at.date() if letter.sent_at else None,
        opens=keys.opens_request(letter, reading, reading.direction),
        keys=keys.keys_of(letter, reading, reading.direction, ALIASES) | shared,
        parser_version="test",
        numbers=numbers_of(reading),
        verdict=Verdict(suspicion=said.suspicion),
    )


def _reading(said: Told, status: str | None, facts: tuple[Fact, ...]) -> Reading:
    stated = list(facts)
    if said.number:
        sentence = Sentence(f"Request {said.number}", "subject", 0)
        stated.insert(0, TrackingNumber(said.number, sentence=sentence, rule="test.number"))
    for words in said.others:
        sentence = Sentence(words, "body", 20)
        stated.append(TrackingNumber(words.split()[-1], sentence=sentence, rule="test.number"))
    if status:
        sentence = Sentence(f"It is {status}.", "body", 0)
        stated.append(StatusChange(Status(status), sentence=sentence, rule="test.status", sure=said.sure))
    return Reading(
        said.outcome,
        Direction(said.direction),
        said.portal,
        said.site,
        said.agency,
        Status(status) if status else None,
        tuple(stated),
        said.problem,
        said.doubts,
    )


def _letter(said: Told, when: str | None, status: str | None) -> Letter:
    outgoing = said.direction == Direction.OUTGOING
    return Letter(
        message_id=said.message_id,
        in_reply_to=said.answers[-1:],
        references=said.answers,
        subject=said.subject,
        sender=REQUESTER if outgoing else AGENCY,
        to=(Address("", said.to) if said.to else AGENCY if outgoing else REQUESTER,),
        date_header=when,
        sent_at=moment(when) if when else None,
        parts=(Part("subject", said.subject), Part("body", f"It is {status}.")),
        headers={},
    )
