"""read_message(): the bytes of a message in, all that is to be filed of it out. Touches nothing.

Imports no database, so that a child that only reads is there sooner.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from ingest import keys
from ingest.filing import Filing
from ingest.large import extract
from ingest.message import Message, Place
from ingest.numbers import numbers_of, other_names
from ingest.ocr import find_ocr
from ingest.requester import Asked, Requester
from ingest.trust import verdict_of
from parsers import registry
from parsers.facts import Direction, Fact, Fee, ItemOutcome, Outcome, Reading, Zone
from parsers.letter import Letter, open_letter

FIRST_YEAR = 1990  # no letter about a request is older; a Date header that says so lies
AHEAD = timedelta(days=2)  # how far a Date header may run before the arrival
LARGEST_SUM = Decimal(10) ** 9
LARGEST_ITEM = 10**6
NOBODY = Requester()


def read_message(message: Message, requester: Requester = NOBODY, asked: Asked | None = None) -> Filing:
    """Return all that is to be filed of a message. Touches nothing, so that it can run in another process.

    `asked` is the text of the request that the letter answers: what repeats it states nothing. What the
    letter is matched by, its portal and its site are told by the letter alone all the same.
    """
    raw, left_out = (message.raw, message.kept.left_out) if message.kept else extract(message.raw)
    letter = open_letter(raw, find_ocr())
    told = _direction(letter, message.place, requester)
    reading = _read(letter, told)
    reading = replace(reading, problem=reading.problem or left_out)
    direction = reading.direction if told is Direction.UNKNOWN else told
    sent_at = _sent_at(letter, message.place)
    framed = _framed(letter, reading)
    return Filing(
        digest=message.digest,
        size=message.size,
        letter=letter.bare(),
        reading=_knowing(letter, reading, direction, asked),
        direction=direction,
        sent_at=sent_at,
        sent_on=sent_at.date() if sent_at else None,
        opens=keys.opens_request(letter, reading, direction),
        keys=keys.keys_of(framed, reading, direction, requester.request_addresses),
        parser_version=registry.PARSER_VERSION,
        numbers=numbers_of(reading),
        verdict=verdict_of(
            message.raw, letter, reading, direction, requester, is_sent=message.place.holds_sent
        ),
        asked_in=asked.letter_id if asked else None,
    )


def _direction(letter: Letter, place: Place, requester: Requester) -> Direction:
    """Return who wrote, where the mailbox or the requester's own addresses tell."""
    if place.holds_sent or (letter.sender and requester.owns(letter.sender.email)):
        return Direction.OUTGOING
    return Direction.INCOMING if letter.sender and requester.addresses else Direction.UNKNOWN


def _read(letter: Letter, told: Direction) -> Reading:
    """Return what a letter says, as far as columns can hold it, with the other names of its request."""
    reading = registry.read(letter, told)
    return _storable(replace(reading, facts=(*reading.facts, *other_names(letter, reading))))


def _knowing(letter: Letter, alone: Reading, direction: Direction, asked: Asked | None) -> Reading:
    """Return the reading of a letter that knows what was asked, or the one that does not where nothing is
    repeated.
    """
    if asked is None or direction is Direction.OUTGOING or alone.outcome is Outcome.FAILED:
        return alone
    known = letter.knowing(asked.text)
    if not any(sentence.zone is Zone.ECHO for sentence in known.sentences()):
        return alone
    reading = _read(known, direction)
    if reading.outcome is Outcome.FAILED:
        return alone
    return replace(
        reading, direction=alone.direction, portal=alone.portal, site=alone.site, agency=alone.agency
    )


def _sent_at(letter: Letter, place: Place) -> datetime | None:
    """Return when the letter was sent, in its own offset: its Date header if credible, else its arrival."""
    latest = (place.received_at or datetime.now(UTC)) + AHEAD
    sent_at = letter.sent_at
    return sent_at if sent_at and sent_at.year >= FIRST_YEAR and sent_at <= latest else place.received_at


def _framed(letter: Letter, reading: Reading) -> Letter:
    """Return the letter with the frames of the portal that read it, so that its echo is known."""
    frames = (portal.frames for portal in registry.find_portals() if portal.name == reading.portal)
    return letter.laid_out(next(frames, ()))


def _storable(reading: Reading) -> Reading:
    """Leave out the facts no column can hold, and say so in the reading's doubts."""
    kept = tuple(fact for fact in reading.facts if not _is_too_large(fact))
    if len(kept) == len(reading.facts):
        return reading
    doubt = "The letter states a sum or an item number too large to be one."
    return replace(reading, facts=kept, doubts=(*reading.doubts, doubt))


def _is_too_large(fact: Fact) -> bool:
    if isinstance(fact, Fee):
        return not abs(fact.amount) < LARGEST_SUM
    return isinstance(fact, ItemOutcome) and abs(fact.item) > LARGEST_ITEM
