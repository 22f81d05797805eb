"""Where a request stands, as far as that does not depend on what day it is. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from models.effects import Effect, Told
from models.promises import Kept
from models.stories import Request, Story, Sum
from parsers.facts import ENDED

RECORDS = {"partially_fulfilled", "fulfilled"}
WAITS_FOR = {"needs_payment": "payment_due", "needs_clarification": "respond_by"}  # and the day it is done by
SUMS = {"deposit": 0, "invoice": 1, "balance": 2, "total": 3}  # what is to be paid first


class Standing(NamedTuple):
    """A row of `standings`."""

    request_id: int
    status: str | None
    status_since: datetime | None
    status_letter_id: int | None
    status_on: date | None
    filed_on: date | None
    first_heard_on: date | None
    first_records_on: date | None
    ended_on: date | None
    last_letter_at: datetime | None
    last_heard_at: datetime | None
    last_sent_at: datetime | None
    sent: int
    times_slipped: int
    times_kept: int
    asking_letter_id: int | None
    due_on: date | None
    fee_letter_id: int | None
    agency_key: str
    days_to_acknowledge: int | None
    days_to_records: int | None
    days_to_close: int | None


def is_asking(story: Story) -> bool:
    """Say whether a request waits for the requester: then the sums its letters name are asked for."""
    return story.move is not None and story.move.status in WAITS_FOR


def standing_of(story: Story, sums: Mapping[int, Collection[Sum]]) -> Standing:
    """Return where a request stands; `sums` by letter, where it waits for the requester."""
    request, heard, move = story.request, story.heard, story.move
    own = [each for each in story.letters if each.direction == "outgoing" and each.place_sure != "unsure"]
    heard_on = min(_days(heard), default=None)
    records_on = min(_days(each for each in heard if _hands_over(each)), default=None)
    ended_on = move.sent_on if move and move.status in ENDED else None
    asks = move if move and move.status in WAITS_FOR else None
    return Standing(
        request_id=request.id,
        status=move.status if move else None,
        status_since=move.sent_at if move else None,
        status_letter_id=move.letter_id if move else None,
        status_on=move.sent_on if move else None,
        filed_on=request.filed_on,
        first_heard_on=heard_on,
        first_records_on=records_on,
        ended_on=ended_on,
        last_letter_at=max(_moments(story.letters), default=None),
        last_heard_at=max(_moments(heard), default=None),
        last_sent_at=max(_moments(own), default=None),
        sent=len(own),
        times_slipped=sum(each.outcome == "slipped" for each in story.kept),
        times_kept=sum(each.outcome == "kept" for each in story.kept),
        asking_letter_id=_asking(asks, heard) if asks else None,
        due_on=_due_on(asks, story.kept) if asks else None,
        fee_letter_id=_fee(heard, sums) if asks else None,
        agency_key=agency_key(request),
        days_to_acknowledge=_days_between(request.filed_on, heard_on),
        days_to_records=_days_between(request.filed_on, records_on),
        days_to_close=_days_between(request.filed_on, ended_on),
    )


def agency_key(request: Request) -> str:
    """Return what agencies are told apart by: portal and site, else a name."""
    if request.portal is not None and request.site is not None:
        return f"{request.portal}/{request.site}"
    return next((each for each in (request.agency, request.portal) if each is not None), "")


def _hands_over(letter: Told) -> bool:
    return letter.status in RECORDS and letter.sure not in (None, "unsure")


def _days(letters: Iterable[Told]) -> Iterable[date]:
    return (each.sent_on for each in letters if each.sent_on is not None)


def _moments(letters: Iterable[Told]) -> Iterable[datetime]:
    return (each.sent_at for each in letters if each.sent_at is not None)


def _days_between(first: date | None, last: date | None) -> int | None:
    return (last - first).days if first and last and last >= first else None


def _asking(move: Effect, heard: Sequence[Told]) -> int:
    """Return the newest letter by which the request waits for the requester."""
    asking = [each for each in heard if each.status == move.status and each.sure not in (None, "unsure")]
    return asking[-1].letter_id if asking else move.letter_id


def _due_on(move: Effect, kept: Iterable[Kept]) -> date | None:
    """Return the day by which that is to be done, as the newest letter since then says."""
    about = WAITS_FOR[move.status or ""]
    given = [each for each in kept if each.about == about and move.sent_at and each.sent_at >= move.sent_at]
    newest = max(given, key=lambda each: (each.sent_at, each.promised_on), default=None)
    return newest.promised_on if newest else None


def _fee(heard: Sequence[Told], sums: Mapping[int, Collection[Sum]]) -> int | None:
    """Return the newest letter that names a sum; of those sent at once, the one whose sum is due first."""
    named = [(letter, each) for letter in heard for each in sums.get(letter.letter_id, ())]
    newest = max((letter.sent_at for letter, _ in named if letter.sent_at), default=None)
    of_newest = [(letter, each) for letter, each in named if letter.sent_at == newest]
    found = min(of_newest, key=lambda pair: (SUMS.get(pair[1].about, 4), pair[1].id), default=None)
    return found[0].letter_id if found else None
