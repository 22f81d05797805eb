"""Letters for tests, as they are filed: made of the facts alone, without a text to read them from."""

from datetime import UTC, date, datetime
from hashlib import sha256

from ingest import keys
from ingest.keys import Key, Kind
from ingest.store import Filing
from parsers.facts import (
    About,
    Direction,
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


def moment(when: str) -> datetime:
    """Return `2024-03-01` or `2024-03-01 10:15` as a moment in UTC."""
    return datetime.fromisoformat(when).replace(tzinfo=UTC)


def promise(day: str, about: str = "records", sure: Sure = Sure.CERTAIN) -> PromisedDate:
    """Return a promise of a day."""
    sentence = Sentence(f"We expect the {about} by {day}.", "body", 40)
    return PromisedDate(
        date.fromisoformat(day), About(about), sentence=sentence, rule="test.promise", sure=sure
    )


def filing(
    when: str | None,
    status: str | None = None,
    *facts,
    number: str | None = "R-1",
    portal: str | None = "govqa",
    site: str | None = "sparrowfield",
    agency: str | None = "Town of Sparrowfield",
    direction: str = "incoming",
    sure: Sure = Sure.CERTAIN,
    message_id: str | None = None,
    answers: tuple[str, ...] = (),
    opening: str = "",
    echo: str = "",
    name: str = "",
    outcome: Outcome = Outcome.READ,
    problem: str | None = None,
    doubts: tuple[str, ...] = (),
) -> Filing:
    """Return a letter ready to be filed. `name` tells two letters apart that say the same."""
    stated = list(facts)
    if number:
        stated.insert(
            0,
            TrackingNumber(number, sentence=Sentence(f"Request {number}", "subject", 0), rule="test.number"),
        )
    if status:
        sentence = Sentence(f"It is {status}.", "body", 0)
        stated.append(StatusChange(Status(status), sentence=sentence, rule="test.status", sure=sure))
    way = Direction(direction)
    reading = Reading(
        outcome, way, portal, site, agency, Status(status) if status else None, tuple(stated), problem, doubts
    )
    mine = Address("Dana", "dana@courier.example")
    letter = Letter(
        message_id=message_id,
        in_reply_to=answers[-1:],
        references=answers,
        subject="Public records",
        sender=mine if way is Direction.OUTGOING else AGENCY,
        to=(AGENCY,) if way is Direction.OUTGOING else (mine,),
        date_header=when,
        sent_at=moment(when) if when else None,
        parts=(Part("subject", "Public records"), Part("body", f"It is {status}.")),
        headers={},
    )
    shared = {Key(Kind.OPENING, each) for each in keys.sketch(opening)}
    shared |= {Key(Kind.ECHO, each) for each in keys.sketch(echo)}
    told = (
        when,
        status,
        *map(repr, stated),
        portal,
        site,
        direction,
        message_id,
        answers,
        opening,
        echo,
        name,
    )
    return Filing(
        digest=sha256(repr(told).encode()).hexdigest(),
        size=1,
        letter=letter,
        reading=reading,
        direction=way,
        sent_at=letter.sent_at,
        sent_on=letter.sent_at.date() if letter.sent_at else None,
        opens=keys.opens_request(letter, reading, way),
        keys=keys.keys_of(letter, reading, way) | shared,
        parser_version="test",
    )
