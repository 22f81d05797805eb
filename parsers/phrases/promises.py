"""Days an agency promises, and days it sets for the requester, in any letter."""

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from parsers import places
from parsers.dates import Day, find_days, habit
from parsers.facts import About, Basis, PromisedDate, Sentence, Sure, Zone
from parsers.letter import Letter
from parsers.phrases import promise_words as words
from parsers.phrases.reckoning import Clock, about, looks_ahead, received_on, reckoned
from parsers.phrases.signals import QUOTE

MOST_DAYS = 12  # of one sentence; what holds more is a table or hostile
REACH = 400  # characters before a day in which the words that set it stand
FAR_DAYS = 3 * 366  # a real estimate once was twenty years ahead; one so far is not certain


def read(letter: Letter) -> Iterator[PromisedDate]:
    """Yield every day given for something: the agency's promises, and what the requester must do by when.

    A day counted from a span ("within fourteen (14) days") is counted from the letter's own day, or from the
    day of receipt that an acknowledgment tells.
    """
    clock = clock_of(letter)
    told: set[tuple[date, bool]] = set()
    cancelled: date | None = None
    for sentence in letter.sentences():
        lower = sentence.text.lower()
        if sentence.zone is not Zone.STATEMENT or not any(need in lower for need in words.NEEDS):
            continue
        text = QUOTE.sub(lambda match: "…" * len(match[0]), sentence.text)
        kept, replaced = _set_days(text, clock)
        cancelled = replaced or cancelled
        for promise in _in_sentence(sentence, text, kept, cancelled, clock):
            key = (promise.promised_on, promise.about in (About.PAYMENT_DUE, About.RESPOND_BY))
            if key not in told:
                told.add(key)
                yield promise


def clock_of(letter: Letter) -> Clock:
    """Return what the dates of a letter are read and counted by."""
    sent_on = letter.sent_at.date() if letter.sent_at else None
    place = places.place_of(letter)
    own_habit = habit(sentence.text for sentence in letter.sentences())
    day_first = places.writes_day_first(place) if own_habit is None else own_habit
    return Clock(sent_on, received_on(letter, sent_on, day_first=day_first), place, day_first)


def _in_sentence(
    sentence: Sentence, text: str, kept: list[Day], cancelled: date | None, clock: Clock
) -> Iterator[PromisedDate]:
    if words.NEVER.search(text):
        return
    for day in kept:
        yield PromisedDate(
            day.on,
            about(text, day.start),
            Basis.STATED,
            cancels=cancelled if cancelled and cancelled < day.on else None,
            sentence=sentence,
            rule="promises.stated",
            sure=_sure(day, clock.sent_on),
        )
    if not kept:
        yield from reckoned(sentence, text, clock)


def _set_days(text: str, clock: Clock) -> tuple[list[Day], date | None]:
    """Return the days a sentence sets, and the one it takes back."""
    days = find_days(text, clock.sent_on, day_first=clock.day_first)[:MOST_DAYS]
    stated = [day for day in days if _is_set(text, day, clock.sent_on)]
    kept = [day for day in stated if not _is_cancelled(text, day, stated)]
    return kept, next((day.on for day in stated if day not in kept), None)


def _is_set(text: str, day: Day, sent_on: date | None) -> bool:
    """Say whether a day is one that something is promised or due by, and not one that is told."""
    before = text[max(0, day.start - REACH) : day.start]
    if words.OF_YOURS.search(before) or not words.BEFORE_DAY.search(before):
        return False
    led = re.sub(r"\b(?:by|on|before)\s*$", "", before)
    if words.PAST.search(led[-60:]) and not words.FUTURE.search(before[-90:]):
        return False
    if sent_on is not None and day.on < sent_on and not words.HOLDS_LATE.search(before):
        return False
    return looks_ahead(text) or _binds_requester(text) or words.NAMES_DAY.match(text) is not None


@lru_cache(maxsize=16)  # a sentence is asked again for each of its days
def _binds_requester(text: str) -> bool:
    return words.REQUESTERS.search(text) is not None


def _is_cancelled(text: str, day: Day, stated: list[Day]) -> bool:
    """Say whether a sentence names this day only to replace it by a later one."""
    led = text[max(0, day.start - 110) : day.start]
    return bool(words.CANCELLED.search(led)) and (
        len(stated) == 1 or any(other.on > day.on for other in stated)
    )


def _sure(day: Day, sent_on: date | None) -> Sure:
    if not day.is_clear or (sent_on is not None and day.on < sent_on):
        return Sure.UNSURE
    return Sure.CERTAIN if sent_on is not None and (day.on - sent_on).days < FAR_DAYS else Sure.LIKELY
