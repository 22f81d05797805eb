"""Spans of time that an agency binds itself to, or sets for the requester, counted to a day."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from parsers.dates import Span, find_days, find_spans
from parsers.facts import About, Basis, PromisedDate, Sentence, Sure, Zone
from parsers.letter import Letter
from parsers.needs import held
from parsers.phrases import promise_words as words
from parsers.phrases import span_words as spans

REQUESTERS = (About.PAYMENT_DUE, About.RESPOND_BY)  # days that are the requester's to keep
LATELY = 4  # days: an acknowledgment of a request so old counts from its receipt, without saying so
LONGEST_SINCE = 90  # days after the receipt of a request in which anything is counted from it
MOST_SINCE = 21  # days after the receipt of a request in which it is acknowledged
MOST_SPANS = 12  # of one sentence
REACH = 200  # characters before a day in which the words stand that say what it was


@dataclass(frozen=True, slots=True)
class Clock:
    """What the dates of one letter are read and counted by."""

    sent_on: date | None
    received_on: date | None  # the day the request came in, where an acknowledgment tells it
    place: str | None
    day_first: bool | None
    due_on: date | None = None  # the day that the letter says its answer was, or is, due by
    closed: frozenset[date] = frozenset()  # days on which the office says that it is closed


def received_on(letter: Letter, sent_on: date | None, *, day_first: bool | None) -> date | None:
    """Return the day the letter says the request came in, where that is not long ago."""
    for sentence in _stating(letter, spans.OF_RECEIPT) if sent_on else ():
        for on in _days_behind(spans.RECEIVED_ON, sentence.text, sent_on, day_first=day_first):
            if sent_on and 0 <= (sent_on - on).days <= LONGEST_SINCE:
                return on
    return None


def due_on(letter: Letter, sent_on: date | None, *, day_first: bool | None) -> date | None:
    """Return the day on which the letter says that its answer is or was due: an extension is counted from it."""
    for sentence in _stating(letter, spans.OF_DUE) if sent_on else ():
        if spans.DUE_TODAY.search(sentence.text):
            return sent_on
        for on in _days_behind(spans.WAS_DUE_ON, sentence.text, sent_on, day_first=day_first):
            if sent_on and abs((on - sent_on).days) <= MOST_SINCE:
                return on
    return None


def limit_on(letter: Letter, received: date | None, place: str | None) -> date | None:
    """Return the day on which the law's time ends, where a letter adds to it: "60 days beyond the 30-day limit"."""
    for sentence in _stating(letter, spans.OF_DUE) if received else ():
        found = spans.PAST_LIMIT.search(sentence.text)
        if found and received and (limit := find_spans(found["limit"])):
            return limit[0].after(received, place)
    return None


def _stating(letter: Letter, needs: int) -> Iterator[Sentence]:
    """Yield the statements of a letter that hold one of some words (`parsers/needs.py`)."""
    return (s for s in letter.sentences() if s.zone is Zone.STATEMENT and held(s.text) & needs)


def _days_behind(
    pattern: re.Pattern[str], text: str, sent_on: date | None, *, day_first: bool | None
) -> Iterator[date]:
    """Yield the days of a sentence that stand behind a pattern."""
    for day in find_days(text, sent_on, day_first=day_first):
        if pattern.search(text[max(0, day.start - REACH) : day.start]):
            yield day.on


def about(text: str, place: int, end: int | None = None) -> About:
    """Say what a day is for, by the sentence; who must act by it decides first. `end` is where a span ends."""
    before = text[:place]
    if spans.PAID_FIRST.search(before):
        return About.PAYMENT_DUE
    if spans.ISSUED.search(before):
        return _subject(text)
    asked = (
        words.REQUESTERS.search(before if end is None else text[:end])
        or spans.THREAT.search(text)
        or spans.YOU_MUST.match(text[place:][:90])
        or spans.HOLDS_OPEN.search(before)
    )
    is_bound = spans.KEEPS_OPEN.search(before) or spans.UNLESS_YOU.search(before)
    if asked and (is_bound or not spans.AGENCY_WILL.search(before)):
        return About.PAYMENT_DUE if spans.PAYS.search(text) else About.RESPOND_BY
    return _subject(text)


@lru_cache(maxsize=16)  # a sentence is asked again for each of its days
def _subject(text: str) -> About:
    told = spans.LAW_NAMES.sub(" ", text)
    return next((kind for kind, pattern in spans.ABOUT if pattern.search(told)), About.REPLY)


@lru_cache(maxsize=16)
def looks_ahead(text: str) -> bool:
    """Say whether a sentence speaks of what will be."""
    return words.FUTURE.search(text) is not None


@lru_cache(maxsize=16)
def tells_law(text: str) -> bool:
    """Say whether a sentence speaks of what a law gives or asks."""
    return spans.STATUTE.search(text) is not None


def reckoned(sentence: Sentence, text: str, clock: Clock) -> Iterator[PromisedDate]:
    """Yield the days that the spans of a sentence end on, counted from the letter, or the receipt it tells."""
    for span in find_spans(text)[:MOST_SPANS] if clock.sent_on else ():
        kind = about(text, span.start, span.end)
        before = text[: span.start]
        is_requesters = kind in REQUESTERS
        if not (_sets(text, before, span) if is_requesters else _binds(text, before, span, clock)):
            continue
        base, sure = _base(text, span, clock, is_requesters=is_requesters)
        yield PromisedDate(
            span.after(base, clock.place, clock.closed),
            kind,
            Basis.RECKONED,
            base,
            sentence=sentence,
            rule=f"promises.within_{span.unit}",
            sure=sure,
        )


def _base(text: str, span: Span, clock: Clock, *, is_requesters: bool) -> tuple[date, Sure]:
    """Return the day a span is counted from, and how sure that is."""
    after = text[span.end : span.end + 90]
    sent_on = clock.sent_on or date.min
    is_short = span.unit in ("days", "weeks", "business")
    if clock.due_on and not is_requesters and _is_added(text, span):
        return clock.due_on, Sure.LIKELY
    if is_requesters or spans.FROM_TODAY.match(after):
        return sent_on, Sure.LIKELY if is_short else Sure.UNSURE
    says_so = spans.FROM_RECEIPT.search(after[:60]) is not None
    told = _receipt_in(after, clock) or _received(span, clock, says_so=says_so)
    return told or sent_on, Sure.LIKELY if is_short and (told or not says_so) else Sure.UNSURE


def _received(span: Span, clock: Clock, *, says_so: bool) -> date | None:
    """Return the day of receipt where a span counts from it: it says so and is not over yet, or that day is a recent one."""
    if clock.received_on is None or clock.sent_on is None:
        return None
    if says_so:
        is_over = span.after(clock.received_on, clock.place, clock.closed) < clock.sent_on
        return None if is_over else clock.received_on
    return clock.received_on if (clock.sent_on - clock.received_on).days <= LATELY else None


def _is_added(text: str, span: Span) -> bool:
    """Say whether a span is put on to the day on which an answer is due: "extending the date by ten more days"."""
    if spans.PAST_DUE.match(text[span.end :]):
        return True
    is_more = span.is_more or spans.MORE.search(text[: span.start]) is not None
    return is_more and words.EXTENDS.search(text) is not None and spans.COUNTED.match(text, span.end) is None


def _receipt_in(after: str, clock: Clock) -> date | None:
    """Return the day that the words after a span name: "of our receipt of your request on March 2", "of March 2"."""
    if clock.sent_on is None:
        return None
    days = find_days(after, clock.sent_on, day_first=clock.day_first)
    if not spans.FROM_RECEIPT.search(after[:60]):
        days = [day for day in days if spans.FROM_DAY.fullmatch(after, 0, day.start)]
    return next((day.on for day in days if 0 <= (clock.sent_on - day.on).days <= MOST_SINCE), None)


def _sets(text: str, before: str, span: Span) -> bool:
    """Say whether a span is one the requester has, from the day of the letter."""
    return bool(spans.WITHIN.search(before[-16:])) and not _waits(text, span)


def _binds(text: str, before: str, span: Span, clock: Clock) -> bool:
    """Say whether the agency binds itself to a span now: not what a law allows, nor what waits for a payment."""
    after = text[span.end :]
    if spans.IF_NEEDED.search(before) or words.OTHERS.search(before) or not looks_ahead(text):
        return False
    if clock.due_on and _is_added(text, span):
        takes_it = spans.TAKES.search(before) or spans.TAKEN.search(text) or words.OWN_WORD.search(before)
        return bool(takes_it) or not tells_law(text)
    from_today = spans.FROM_TODAY.match(after) is not None
    is_of_something_else = (
        spans.PAST_DUE.match(after)
        or spans.NAMES_SPAN.match(after)
        or _waits(text, span, clock)
        or spans.NEGATED.search(before[-90:])
        or (not from_today and (span.is_more or spans.MORE.search(before)))
        or (tells_law(text) and not words.OWN_WORD.search(before))
    )
    is_long = span.unit in ("months", "years")
    if is_of_something_else or (is_long and (not spans.OWN_ESTIMATE.search(before) or after[:4] == " of ")):
        return False
    return from_today or spans.LED.search(before[-50:]) is not None


def _waits(text: str, span: Span, clock: Clock | None = None) -> bool:
    """Say whether a span begins with something that has yet to happen, such as a payment."""
    after = text[span.end :]
    if spans.FROM_TODAY.match(after) or (clock and clock.received_on and spans.THAT_DAY.match(after)):
        return False
    if clock and clock.received_on and spans.BARE_RECEIPT.match(after):
        return False
    return bool(
        spans.CONDITIONAL.match(after.lstrip()[:90])
        or spans.FROM_THEN.match(after)
        or spans.FROM_EVENT.match(after)
        or spans.WAITS_FIRST.search(text[: span.start])
    )
