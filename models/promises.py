"""The days that the letters of a request gave, and what became of each promise. Pure."""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from models.effects import Told, sent_at
from parsers.facts import ANSWERS

NOT_DETERMINED = {None, "acknowledged", "extended"}
YOURS = {"payment_due", "respond_by"}  # days set for the requester, which are no promises
APART = {"determination", *YOURS}  # what a day is for, where it is not for records


class Given(NamedTuple):
    """A day that a letter gives, as read or as a person corrected it."""

    letter_id: int
    promised_on: date
    about: str
    basis: str
    sentence: str
    start: int


class Kept(NamedTuple):
    """A row of `given_days`, without its id."""

    request_id: int
    letter_id: int
    sent_at: datetime
    said_on: date | None
    promised_on: date
    about: str
    basis: str
    sentence: str
    outcome: str
    days_slipped: int | None


class _Said(NamedTuple):
    """A day as it was first given: a later letter that names it for the same thing restates it."""

    letter: Told
    sent_at: datetime
    given: Given


def kept_of(heard: Sequence[Told], given: Mapping[int, Collection[Given]]) -> list[Kept]:
    """Return each day once, and what became of it; `heard` in the order of sending, `given` by letter."""
    said: dict[tuple[str, date], _Said] = {}
    for letter in heard:
        for each in sorted(given.get(letter.letter_id, ()), key=lambda day: (day.start, day.sentence)):
            if letter.sent_at:
                said.setdefault((each.about, each.promised_on), _Said(letter, letter.sent_at, each))
    ordered = sorted(said.values(), key=lambda each: (each.sent_at, each.given.promised_on, each.given.about))
    return [_kept(each, heard, ordered) for each in ordered]


def _kept(said: _Said, heard: Sequence[Told], days: Sequence[_Said]) -> Kept:
    letter, given = said.letter, said.given
    outcome, slipped = _outcome(said, heard, days)
    return Kept(
        letter.request_id,
        letter.letter_id,
        said.sent_at,
        letter.sent_on,
        given.promised_on,
        given.about,
        given.basis,
        given.sentence,
        outcome,
        slipped,
    )


def _outcome(said: _Said, heard: Sequence[Told], days: Sequence[_Said]) -> tuple[str, int | None]:
    """Return what became of a promise, and by how many days it slipped."""
    if said.given.about in YOURS:
        return "yours", None
    met, moved = _met(said, heard), _moved(said, days)
    if moved and (met is None or met.sent_at is None or moved.sent_at < met.sent_at):
        return "slipped", (moved.given.promised_on - said.given.promised_on).days
    if met is None or met.sent_on is None:
        return "open", None
    late = (met.sent_on - said.given.promised_on).days
    return ("slipped", late) if late > 0 else ("kept", 0)


def _met(said: _Said, heard: Sequence[Told]) -> Told | None:
    """Return the first later letter that does what was promised."""
    return next(
        (
            each
            for each in heard[bisect_left(heard, said.sent_at, key=sent_at) :]
            if each.letter_id != said.letter.letter_id and _meets(said.given.about, each.says)
        ),
        None,
    )


def _meets(about: str, status: str | None) -> bool:
    return (
        about == "reply" or status in ANSWERS or (about == "determination" and status not in NOT_DETERMINED)
    )


def _moved(said: _Said, days: Iterable[_Said]) -> _Said | None:
    """Return the first later letter that names a later day for the same thing."""
    return next(
        (
            each
            for each in days
            if each.sent_at > said.sent_at
            and each.given.promised_on > said.given.promised_on
            and _family(each.given.about) == _family(said.given.about)
        ),
        None,
    )


def _family(about: str) -> str:
    return about if about in APART else "records"
