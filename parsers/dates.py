"""Days and spans of time as agencies write them. A shape that is not known here is None, never a guess."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from parsers.calendars import add_business_days
from parsers.date_patterns import (
    DAY,
    IN_FIGURES,
    IN_LIST,
    OF_MONTH,
    OF_ORDINAL,
    SPAN,
    UNIT,
)  # fmt: skip
from parsers.date_words import MONTHS, ORDINALS, WEEKDAYS, WORDS
from parsers.days import Day, add_months, date_of
from parsers.near_days import near_days
from parsers.needs import DIGITS, held

OLD_YEARS = 60  # of two figures: from there they are of the last century
NEAR = 120  # days after the letter in which nearly all that is promised falls


@dataclass(frozen=True, slots=True)
class Span:
    """A span of time found in a text: its upper end, in days, business days, weeks, months or years."""

    count: int
    unit: str  # days, business, weeks, months, years
    start: int
    end: int
    is_more: bool = False  # "an additional ten days"

    def after(self, day: date, place: str | None = None, closed: frozenset[date] = frozenset()) -> date:
        """Return the day this span ends on, counted from the day after `day`.

        `place` names the holidays, `closed` holds other days that count for no business days.
        """
        if self.unit == "business":
            return add_business_days(day, self.count, place, closed)
        if self.unit in ("months", "years"):
            return add_months(day, self.count * (12 if self.unit == "years" else 1))
        return day + timedelta(days=self.count * (7 if self.unit == "weeks" else 1))


def find_days(text: str, sent_on: date | None, *, day_first: bool | None = None) -> list[Day]:
    """Return the days written out in a text. Without a year, the first such day not 30 days before `sent_on`."""
    found = [day for match in _written(text) if (day := _day(match, sent_on, day_first))]
    if sent_on:
        found += near_days(text, sent_on)
    found.sort(key=lambda day: day.start)
    return _of_one_year(text, found) if len(found) > 1 else found


def _of_one_year(text: str, days: list[Day]) -> list[Day]:
    """Give the days of a list the year that stands behind its last: "Oct. 12, Nov. 9 and Dec. 14, 2022"."""
    for place in range(len(days) - 2, -1, -1):
        day, following = days[place], days[place + 1]
        if following.has_year and not day.has_year and IN_LIST.fullmatch(text, day.end, following.start):
            on = date_of(following.on.year, day.on.month, day.on.day)
            days[place] = replace(day, on=on, has_year=True) if on else day
    return days


@lru_cache(maxsize=512)  # a sentence is asked by several readers
def _written(text: str) -> tuple[re.Match[str], ...]:
    """Return where days are written out with their number."""
    words = held(text)
    if (words & OF_MONTH and words & (DIGITS | OF_ORDINAL)) or (words & DIGITS and IN_FIGURES.search(text)):
        return tuple(DAY.finditer(text))
    return ()


def find_spans(text: str) -> list[Span]:
    """Return the spans of time in a text, such as "fourteen (14) days" or "3-10 business days"."""
    if not held(text) & UNIT:
        return []
    return [span for match in SPAN.finditer(text) if (span := _span(match))]


def _day(match: re.Match[str], sent_on: date | None, day_first: bool | None) -> Day | None:
    if match["a4"]:
        return _numeric(match, sent_on, day_first)
    if match["d6"]:
        return _of_month(match, sent_on)
    if match["a5"]:
        return _without_year(match, sent_on, day_first)
    month = match["m1"] or match["m2"] or match["m7"]
    number = MONTHS[month.rstrip(".").lower()] if month else int(match["m3"])
    day = ORDINALS[_hyphened(match["d7"])] if match["d7"] else int(match["d1"] or match["d2"] or match["d3"])
    written = match["y1"] or match["y2"] or match["y3"] or match["y7"]
    if written is None:
        on = _nearest(sent_on, number, day)
        return Day(on, match.start(), match.end(), has_year=False) if on else None
    on = date_of(_full_year(written), number, day)
    return Day(on, match.start(), match.end(), _agrees(match[0], on)) if on else None


def _hyphened(words: str) -> str:
    """Return the words of a number as the tables have them: "Twenty first" is "twenty-first"."""
    return "-".join(words.lower().replace("-", " ").split())


def _without_year(match: re.Match[str], sent_on: date | None, day_first: bool | None) -> Day | None:
    """Read "by 9/30": the first such day of those that are not past."""
    first, second = int(match["a5"]), int(match["b5"])
    month, day = (second, first) if day_first or first > 12 else (first, second)
    on = _nearest(sent_on, month, day)
    is_clear = day_first is not None or max(first, second) > 12
    return Day(on, match.start(), match.end(), is_clear, has_year=False) if on else None


def _of_month(match: re.Match[str], sent_on: date | None) -> Day | None:
    """Read "by the 30th": the first such day after the letter."""
    if sent_on is None:
        return None
    aheads = (1,) if (match["which"] or "").lower() == "next" else (0, 1, 2)
    months = (add_months(sent_on.replace(day=1), ahead) for ahead in (*aheads, -1))
    days = [day for month in months if (day := date_of(month.year, month.month, int(match["d6"])))]
    later = [day for day in days if day > sent_on]
    if later and not _agrees(match[0], later[0]):  # "on Wednesday the 17th", which is the one that was
        later = [day for day in days if _agrees(match[0], day)] or later
    on = next(iter(later), None)
    return Day(on, match.start(), match.end(), has_year=False) if on else None


def _numeric(match: re.Match[str], sent_on: date | None, day_first: bool | None) -> Day | None:
    """Read 5/6/26: by the letter's habit where it has one; German stops are always day first.

    Without a habit, a day of the months to come is likelier than one long past; it stays unclear.
    """
    first, second, year = int(match["a4"]), int(match["b4"]), _full_year(match["y4"])
    if match["sep"] == ".":
        day_first = True
    orders = [date_of(year, first, second), date_of(year, second, first)]
    if day_first:
        orders.reverse()
    fitting = [on for on in orders if on is not None]
    if day_first is None and sent_on and len(fitting) > 1 and not _is_near(fitting[0], sent_on):
        fitting.sort(key=lambda on: not _is_near(on, sent_on))
    if not fitting:
        return None
    if re.match(r"[a-z]", match[0], re.IGNORECASE) and (
        told := [on for on in fitting if _agrees(match[0], on)]
    ):
        return Day(told[0], match.start(), match.end(), len(told) == 1 or day_first is not None)
    is_clear = len(set(fitting)) == 1 or day_first is not None
    return Day(fitting[0], match.start(), match.end(), is_clear and _agrees(match[0], fitting[0]))


def _is_near(on: date, sent_on: date) -> bool:
    return -30 <= (on - sent_on).days <= NEAR


def _agrees(text: str, on: date | None) -> bool:
    """Say whether a weekday printed before the date, if there is one, is that day's."""
    word = text.lstrip().lower()[:3]
    for name, number in WEEKDAYS.items():
        if name[:3] == word:
            return on is not None and on.weekday() == number
    return True


def _span(match: re.Match[str]) -> Span | None:
    count = match["high"] or match["low"]
    number = int(count) if count else _word(match["word"])
    if not number or number > 999:
        return None
    kind, unit = (match["kind"] or "").lower(), match["unit"].lower() + "s"
    if unit == "days" and kind.endswith(("business", "working", "work")):
        unit = "business"
    return Span(number, unit, match.start(), match.end(), bool(match["more"]))


def _word(text: str | None) -> int | None:
    return WORDS.get(_hyphened(text or ""))


def _nearest(sent_on: date | None, month: int, day: int) -> date | None:
    """Return the first day of this month and number that is not more than 30 days before the letter."""
    if sent_on is None:
        return None
    years = (date_of(sent_on.year + ahead, month, day) for ahead in (0, 1))
    return next((on for on in years if on and on >= sent_on - timedelta(days=30)), None)


def _full_year(written: str) -> int:
    """Return a year in full: "92" is 1992, for no agency promises so far ahead."""
    year = int(written)
    if len(written) == 2:
        year += 1900 if year >= OLD_YEARS else 2000
    return year


def habit(texts: Iterable[str]) -> bool | None:
    """Say whether a letter writes the day first: by those of its dates in figures that can be read one way only,
    and where there are none, by the order of those in words ("7 November", never "November 7")."""
    figures: set[bool] = set()
    written: set[bool] = set()
    for text in texts:
        for match in _written(text):
            if match["a4"] and match["sep"] != "." and (int(match["a4"]) > 12) != (int(match["b4"]) > 12):
                figures.add(int(match["a4"]) > 12)
            elif match["m1"] or match["m2"]:
                written.add(match["m2"] is not None)
    told = figures or written
    return told.pop() if len(told) == 1 else None
