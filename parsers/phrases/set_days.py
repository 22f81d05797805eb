"""Which of the days that a sentence names it sets: what is promised or due by then, and not only told."""

import re
from datetime import date
from functools import lru_cache
from itertools import pairwise

from parsers.dates import find_days
from parsers.days import Day
from parsers.patterns import lazy
from parsers.phrases import promise_words as words
from parsers.phrases.reckoning import Clock, looks_ahead

MOST_DAYS = 12  # of one sentence; what holds more is a table or hostile
REACH = 400  # characters before a day in which the words that set it stand
IF = lazy(r"\bif\b", re.IGNORECASE)  # what may yet happen takes no day back
LONG_PAST = 240  # days ahead that a day without a year lies: it is one of months ago, and no year says so


def set_days(text: str, clock: Clock) -> tuple[list[Day], date | None]:
    """Return the days a sentence sets, and the one it takes back."""
    days = find_days(text, clock.sent_on, day_first=clock.day_first)[:MOST_DAYS]
    stated = [day for day in days if _is_set(text, day, clock.sent_on)]
    stated = [day for day in stated if not any(_is_first_of(text, day, other) for other in stated)]
    moved = [day for day, following in pairwise(days) if _is_moved(text, day, following)]
    kept = [day for day in stated if day not in moved and not _is_cancelled(text, day, stated)]
    if moved and clock.sent_on and not kept:
        kept = [day for day in days if day not in moved and day.on > clock.sent_on][:1]
    return kept, next((day.on for day in (*moved, *stated) if day not in kept), None)


def _is_first_of(text: str, day: Day, other: Day) -> bool:
    """Say whether a day is the earlier of two between which something will come."""
    return (
        day.end <= other.start
        and words.AND_ANOTHER.fullmatch(text, day.end, other.start) is not None
        and words.BETWEEN.search(text[: day.start]) is not None
    )


def _is_moved(text: str, day: Day, following: Day) -> bool:
    """Say whether a day is the first of two of which the second replaces it: "from March 6 to April 10"."""
    between = text[day.end : following.start]
    return (
        len(between) < REACH
        and words.TO_ANOTHER.match(between) is not None
        and words.MOVED.search(text[max(0, day.start - REACH) : day.start] + between) is not None
    )


def _is_set(text: str, day: Day, sent_on: date | None) -> bool:
    """Say whether a day is one that something is promised or due by, and not one that is told."""
    before = text[max(0, day.start - REACH) : day.start]
    is_ahead = sent_on is not None and day.on > sent_on
    is_today = day.on == sent_on and not words.LATER_TODAY.search(text)
    if is_today or (sent_on and not day.has_year and (day.on - sent_on).days > LONG_PAST):
        return False
    if is_ahead and words.THEN.search(text, day.end):
        return True
    is_bare = text[day.start : day.end].isalpha()  # "Thursday", and nothing more
    if (is_bare and not words.SAID_AHEAD.search(before)) or _is_of_another(
        text, day, before, is_ahead=is_ahead
    ):
        return False
    if is_ahead and (words.STRONGLY_LED.search(before) or words.MARKED.match(text, day.end)):
        return True
    return not _is_told_back(before, day, sent_on) and _looks_to(text, before, is_ahead=is_ahead)


def _is_of_another(text: str, day: Day, before: str, *, is_ahead: bool) -> bool:
    """Say whether a day is that of a letter, of a span of records, of other people, or of what was made by then."""
    clause = before[max(before.rfind("."), before.rfind(";")) + 1 :]
    is_range = words.RANGE.search(before[-80:]) and not words.SOMETIME.search(before)
    return bool(
        (words.OF_YOURS.search(before) and not (is_ahead and looks_ahead(before)))
        or any(
            pattern.search(before)
            for pattern in (words.TOLD_WOULD, words.WOULD_BE, words.UNLESS_OTHERS, words.NOT_THEN)
        )
        or any(_is_of(pattern, clause) for pattern in (words.YOU_SAID, words.OTHERS))
        or words.NAMED_AFTER.match(text[day.end : day.end + 24])
        or (words.SPANS.match(text, day.end) and words.AWAY.search(before))
        or (is_range and not words.MOVED.search(before))
        or (words.MADE_BY.search(before) and not looks_ahead(before))
    )


def _is_of(others: re.Pattern[str], before: str) -> bool:
    """Say whether others are spoken of last before a day, and the agency not again."""
    found = others.search(before)
    return found is not None and not words.OURS_AGAIN.search(found[0][3:])


def _is_told_back(before: str, day: Day, sent_on: date | None) -> bool:
    """Say whether a day is one that something happened on, by what leads to it or by lying behind."""
    led = re.sub(r"\b(?:by|on|before)\s*$", "", before)
    if words.TOOK_ON.search(before):
        return True
    if words.PAST.search(led[-60:]) and not words.FUTURE.search(before[-90:]):
        return True
    if sent_on is None or day.on >= sent_on or words.HOLDS_LATE.search(before):
        return False
    # a letter that was sent on, or filed with another day, still promises what it promised
    return not (words.STRONGLY_LED.search(before) and looks_ahead(before))


def _looks_to(text: str, before: str, *, is_ahead: bool) -> bool:
    """Say whether a sentence speaks of a day as one to come."""
    is_led = words.BEFORE_DAY.search(before) is not None
    if is_ahead and is_led:
        return True
    return (is_led or is_ahead) and (
        looks_ahead(text if is_led else before)
        or _binds_requester(text)
        or (is_ahead and words.NAMES_DAY.match(text) is not None)
        or words.TITLES_DAY.match(text) is not None
    )


@lru_cache(maxsize=16)  # a sentence is asked again for each of its days
def _binds_requester(text: str) -> bool:
    return words.REQUESTERS.search(text) is not None


def _is_cancelled(text: str, day: Day, stated: list[Day]) -> bool:
    """Say whether a sentence names this day only to replace it by a later one."""
    if words.GIVEN_UP.match(text, day.end) and not IF.search(text[: day.start]):
        return True
    led = text[max(0, day.start - 110) : day.start]
    if words.NOT_BEFORE.search(led):
        return False
    return bool(words.CANCELLED.search(led)) and (
        len(stated) == 1 or any(other.on > day.on for other in stated)
    )
