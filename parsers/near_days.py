"""Days that a text tells by how they lie to its own: "by Friday", "the end of next month", "by Labor Day"."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from parsers.date_patterns import (
    BY_WEEKDAY,
    DAY_OF_WEEK,
    END,
    END_OF,
    LEADS_WEEKDAY,
    NTH,
    NTH_WEEKDAY,
    OF_NEXT_WEEK,
    TOMORROW,
)  # fmt: skip
from parsers.date_words import MONTHS, WEEKDAYS
from parsers.days import Day, add_months, last_of, nth_weekday
from parsers.named_days import NAMED_DAY, named
from parsers.needs import held


def near_days(text: str, sent_on: date) -> Iterator[Day]:
    """Yield the days that a text of this day tells so."""
    words = held(text)
    if words & END:
        yield from (day for match in END_OF.finditer(text) if (day := _end_of(match, sent_on)))
    if words & DAY_OF_WEEK:
        later = [_of_next_week(match, sent_on) for match in OF_NEXT_WEEK.finditer(text)]
        nearer = [_weekday(match, sent_on) for match in BY_WEEKDAY.finditer(text)]
        yield from later
        yield from (day for day in nearer if not any(each.start <= day.start < each.end for each in later))
    yield from (_tomorrow(match, sent_on) for match in TOMORROW.finditer(text))
    yield from (_nth_weekday(match, sent_on) for match in NTH_WEEKDAY.finditer(text))
    yield from (_named(match, sent_on) for match in NAMED_DAY.finditer(text))


def _weekday(match: re.Match[str], sent_on: date) -> Day:
    """Read "by Friday": the first one after the letter. "Next Friday" may be that one or the one after."""
    ahead = (WEEKDAYS[match["day"].lower()] - sent_on.weekday() - 1) % 7 + 1
    is_next = "next" in match[0].lower().split()
    if is_next and sent_on.weekday() + ahead < 7:
        ahead += 7
    start = match.start("day")
    if (led := match["led"]).lower() in ("this", "next", "coming"):
        start = match.start("led")
    elif behind := LEADS_WEEKDAY.search(match[0][len(led) :]):
        start = match.start() + len(led) + behind.start()
    return Day(sent_on + timedelta(days=ahead), start, match.end(), not is_next, has_year=False)


def _of_next_week(match: re.Match[str], sent_on: date) -> Day:
    """Read "Friday of next week" and "a week from Friday"."""
    number = WEEKDAYS[(match["next"] or match["on"] or match["from"]).lower()]
    if match["from"]:
        on = sent_on + timedelta(days=(number - sent_on.weekday() - 1) % 7 + 8)
    else:
        on = sent_on + timedelta(days=7 - sent_on.weekday() + number)
    return Day(on, match.start(), match.end(), has_year=False)


def _nth_weekday(match: re.Match[str], sent_on: date) -> Day:
    """Read "on the first Monday in October": of the letter's year, or of the next where that is past."""
    number = MONTHS[match["month"].lower()] if match["month"] else add_months(sent_on.replace(day=1), 1).month
    year = int(match["year"]) if match["year"] else sent_on.year + (number < sent_on.month)
    on = nth_weekday(year, number, WEEKDAYS[match["day"].lower()], NTH[match["nth"].lower()])
    return Day(on, match.start(), match.end(), has_year=bool(match["year"]))


def _named(match: re.Match[str], sent_on: date) -> Day:
    """Read "by Labor Day"."""
    return Day(named(match, sent_on), match.start("day"), match.end(), has_year=False)


def _tomorrow(match: re.Match[str], sent_on: date) -> Day:
    return Day(sent_on + timedelta(days=1), match.start(), match.end(), has_year=False)


def _end_of(match: re.Match[str], sent_on: date) -> Day | None:
    if match["month"]:
        year = int(match["year"]) if match["year"] else sent_on.year
        on = last_of(year, MONTHS[match["month"].lower()])
        if not match["year"] and on < sent_on:
            on = last_of(year + 1, on.month)
        return Day(on, match.start(), match.end(), has_year=bool(match["year"]))
    ahead = 1 if (match["this"] or "").lower() == "next" else 0
    unit = (match["unit"] or match["out"] or match["ends"]).lower()
    if unit == "week":
        on = sent_on + timedelta(days=(4 - sent_on.weekday()) % 7 + 7 * ahead)
    elif unit == "month":
        following = add_months(sent_on.replace(day=1), ahead)
        on = last_of(following.year, following.month)
    elif unit == "year":
        on = date(sent_on.year + ahead, 12, 31)
    else:
        on = sent_on
    return Day(on, match.start(), match.end())
