"""Days an agency promises, and days it sets for the requester, in any letter."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from parsers import places
from parsers.closings import closed_days
from parsers.dates import find_spans, habit
from parsers.days import Day
from parsers.facts import Basis, PromisedDate, Sentence, Sure, Zone
from parsers.letter import Letter
from parsers.needs import DIGITS, held
from parsers.phrases import promise_words as words
from parsers.phrases import questions
from parsers.phrases.main_part import is_attached, stands_in_body
from parsers.phrases.reckoning import (
    REQUESTERS,
    Clock,
    about,
    due_on,
    limit_on,
    received_on,
    reckoned,
    tells_law,
)
from parsers.phrases.set_days import set_days
from parsers.phrases.signals import CONDITION, masked

BRIEF = 32  # characters of a sentence that need not say whose day it is
ALONE = 40  # characters of a line that says a day and no more
SAME_PROMISE = 15  # days between a span as it is counted here and the day its letter writes out
ANY_DAY = date(2001, 1, 1)  # only to see whether a day would be counted
FAR_DAYS = 3 * 366  # a real estimate once was twenty years ahead; one so far is not certain


def read(letter: Letter) -> Iterator[PromisedDate]:
    """Yield every day given for something: the agency's promises, and what the requester must do by when.

    A day counted from a span ("within fourteen (14) days") is counted from the letter's own day, or from the
    day of receipt that an acknowledgment tells. A day that the letter takes back is none of them.
    """
    clock = clock_of(letter)
    found: list[PromisedDate] = []
    taken_back: set[date] = set()
    cancelled: date | None = None
    for sentence, titled in _spoken(letter):
        lower = sentence.text.lower()
        if found and _takes_back(sentence.text, lower):
            taken_back.add(found[-1].promised_on)
        if not (held(sentence.text) & (DIGITS | words.NEEDS) or "end" in lower):
            continue
        text = masked(sentence.text if len(lower) > ALONE else titled)
        kept, replaced = set_days(text, clock)
        kept = [day for day in kept if not _is_closing(text, day, clock)]
        replaced = replaced or _due_before(text, kept, found)
        cancelled = replaced or cancelled
        told = list(_in_sentence(sentence, text, kept, cancelled, clock))
        taken_back |= {day for day in (replaced, _extended_from(text, told, clock)) if day}
        found += told
    yield from _once(
        [
            each
            for each in found
            if each.promised_on not in taken_back
            and not _is_law(each, found)
            and not words.OVERDUE.search(each.sentence.text)
        ]
    )


def _spoken(letter: Letter) -> Iterator[tuple[Sentence, str]]:
    """Yield the sentences in which days may be set, each with the title that stands before it."""
    lead = ""
    facts = questions.answered(letter).facts
    is_in_body = stands_in_body(letter)
    for sentence in letter.sentences():
        titled, lead = lead + sentence.text, _lead(sentence)
        is_beside = is_in_body and is_attached(sentence.part)
        if sentence.zone is Zone.STATEMENT and sentence not in facts and not is_beside:
            yield sentence, titled


def _is_closing(text: str, day: Day, clock: Clock) -> bool:
    """Say whether a day is only one on which the office is closed."""
    return day.on in clock.closed and words.STRONGLY_LED.search(text[: day.start]) is None


def _extended_from(text: str, told: list[PromisedDate], clock: Clock) -> date | None:
    """Return the day that an answer was due on, where a sentence counts an extension from it."""
    is_moved = clock.due_on and any(each.counted_from == clock.due_on for each in told)
    return clock.due_on if is_moved and words.EXTENDS.search(text) else None


def _takes_back(text: str, lower: str) -> bool:
    """Say whether a sentence says of the day before it that it will not be met."""
    if not ("by th" in lower or "not" in lower or "n't" in lower or "n’t" in lower):
        return False
    return CONDITION.match(text) is None and words.BY_THEN.search(text) is not None


def _due_before(text: str, kept: list[Day], found: list[PromisedDate]) -> date | None:
    """Return the day that was due by an earlier sentence, where this one moves it to a later day."""
    if not kept or not words.MOVED_ON.search(text):
        return None
    due = (
        each.promised_on
        for each in reversed(found)
        if not is_requesters(each)
        and each.promised_on < kept[-1].on
        and words.WAS_DUE.search(each.sentence.text)
    )
    return next(due, None)


def _lead(sentence: Sentence) -> str:
    """Return the words that a day on the next line belongs to: "Estimated completion date:"."""
    text = sentence.text
    leads = text.endswith(":") or (len(text) <= ALONE and words.TITLE.fullmatch(text))
    return text + " " if leads and sentence.zone is Zone.STATEMENT else ""


def uncounted(letter: Letter) -> Sentence | None:
    """Return the first sentence that gives a span no day is counted from, since the letter bears no date."""
    if letter.sent_at:
        return None
    clock = replace(clock_of(letter), sent_on=ANY_DAY)
    for sentence in letter.sentences():
        if sentence.zone is Zone.STATEMENT and any(reckoned(sentence, masked(sentence.text), clock)):
            return sentence
    return None


def _is_law(promise: PromisedDate, found: list[PromisedDate]) -> bool:
    """Say whether a day is the law's limit, told only to say which later day the agency takes instead."""
    told = promise.basis is Basis.STATED and tells_law(promise.sentence.text)
    later = (each for each in found if not is_requesters(each) and each.promised_on > promise.promised_on)
    return told and any(each.basis is Basis.STATED for each in later)


def _once(found: list[PromisedDate]) -> Iterator[PromisedDate]:
    """Leave out a day that is told again, and a span that only says in another way what a day near it says."""
    told: set[tuple[date, bool]] = set()
    stated = [(each.promised_on, is_requesters(each)) for each in found if each.basis is Basis.STATED]
    for each in found:
        key = (each.promised_on, is_requesters(each))
        same = any(
            key[1] == side and abs((key[0] - on).days) <= SAME_PROMISE
            for on, side in stated
            if each.basis is Basis.RECKONED
        )
        if key not in told and not same:
            told.add(key)
            yield each


def is_requesters(promise: PromisedDate) -> bool:
    """Say whether a day is one set for the requester."""
    return promise.about in REQUESTERS


def clock_of(letter: Letter) -> Clock:
    """Return what the dates of a letter are read and counted by."""
    sent_on = letter.sent_at.date() if letter.sent_at else None
    place = places.place_of(letter)
    own_habit = habit(sentence.text for sentence in letter.sentences())
    day_first = places.writes_day_first(place) if own_habit is None else own_habit
    received = received_on(letter, sent_on, day_first=day_first)
    due = due_on(letter, sent_on, day_first=day_first) or limit_on(letter, received, place)
    closed = closed_days(letter.sentences(), sent_on, day_first=day_first) if sent_on else frozenset()
    return Clock(sent_on, received, place, day_first, due, closed)


def _in_sentence(
    sentence: Sentence, text: str, kept: list[Day], cancelled: date | None, clock: Clock
) -> Iterator[PromisedDate]:
    if not kept and not find_spans(text):
        return
    if words.ASKS_LEAVE.search(text):
        return
    if never := words.NEVER.search(text):
        kept = [day for day in kept if _speaks_again(text[never.end() : day.start])]
        if not kept:
            return
    speaks = len(text) <= BRIEF or words.SPEAKS_TO.search(text)
    for day in kept:
        kind = about(text, day.start)
        if not speaks and kind not in REQUESTERS:
            continue
        yield PromisedDate(
            day.on,
            kind,
            Basis.STATED,
            cancels=cancelled if cancelled and cancelled < day.on else None,
            sentence=sentence,
            rule="promises.stated",
            sure=_sure(day, clock.sent_on),
        )
    if not kept:
        told = reckoned(sentence, text, clock)
        yield from (each for each in told if speaks or is_requesters(each))


def _speaks_again(between: str) -> bool:
    """Say whether the agency promises something of its own behind what is no promise, and before the day."""
    return words.OURS_AGAIN.search(between) is not None and words.HAS_UNTIL.search(between) is None


def _sure(day: Day, sent_on: date | None) -> Sure:
    if not day.is_clear or (sent_on is not None and day.on < sent_on):
        return Sure.UNSURE
    return Sure.CERTAIN if sent_on is not None and (day.on - sent_on).days < FAR_DAYS else Sure.LIKELY
