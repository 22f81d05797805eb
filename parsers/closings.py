"""The days on which a letter says that its office is closed: they count for no business days."""

import re
from collections.abc import Iterable
from datetime import date, timedelta

from parsers.dates import find_days
from parsers.days import date_of
from parsers.facts import Sentence, Zone
from parsers.needs import guarded

MOST_CLOSED = 40  # days of one letter
NEAR = timedelta(days=120)  # before or after the letter; what lies farther is no closing that counts
LONGEST = 24  # days of one closing
CLOSED = guarded(  # what makes the days of a sentence none that count
    "closed|shut|count|working days|business days|holiday",
    r"^(?!.*\b(?:request|case|file|matter|ticket|investigation|inquiry|account)s?\b[^.;]{0,60}\bclosed\b)(?!.*\bclosed (?:your|the|this) (?:\w+ )?(?:request|case|file|matter)\b).*\b(?:closed|shut)\b|(?:\bnot|n['’]t) (?:be )?(?:a )?(?:count(?:ed)?|working days?|business days?)\b|\bnot counting\b|\bis a (?:\w+ )?holiday\b",
)
IN_FIGURES = re.compile(r"\b(?P<month>\d{1,2})/(?P<day>\d{1,2})\b(?!/)")
MORE_DAYS = re.compile(
    r"(?P<how>\s*(?:,|&|,? and|-|–|to|through|thru|until)\s*)(?:the )?(?P<day>\d{1,2})(?:st|nd|rd|th)?\b(?![/:])"
)
LESS_DAYS = re.compile(  # "closed 15 and 18 April"
    r"\b(?P<day>\d{1,2})(?:st|nd|rd|th)?(?P<how>\s*(?:,|&|,? and|-|–|to|through)\s*)(?:the )?$"
)
UNTO = re.compile(r"\s*(?:-|–|to|through|thru|until|till)\s*(?:\w+day,? )?(?:the )?")


def closed_days(sentences: Iterable[Sentence], sent_on: date, *, day_first: bool | None) -> frozenset[date]:
    """Return the days on which a letter of this day says that its office is closed."""
    found: set[date] = set()
    for sentence in sentences:
        if sentence.zone in (Zone.STATEMENT, Zone.FOOTER) and CLOSED.search(sentence.text):
            found.update(_of_sentence(sentence.text, sent_on, day_first))
    return frozenset(sorted(day for day in found if abs(day - sent_on) <= NEAR)[:MOST_CLOSED])


def _of_sentence(text: str, sent_on: date, day_first: bool | None) -> Iterable[date]:
    told = [(day.on, day.start, day.end) for day in find_days(text, sent_on, day_first=day_first)]
    known = {start for _, start, _ in told}
    for match in IN_FIGURES.finditer(text):
        years = (sent_on.year, sent_on.year + 1)
        days = (date_of(year, int(match["month"]), int(match["day"])) for year in years)
        near = next((day for day in days if day and abs(day - sent_on) <= NEAR), None)
        if near and match.start() not in known:
            told.append((near, match.start(), match.end()))
    told.sort(key=lambda each: each[1])
    for place, (day, start, first_end) in enumerate(told):
        yield day
        yield from _before(text, day, start)
        end = first_end
        following = told[place + 1] if place + 1 < len(told) else None
        if following and UNTO.fullmatch(text, end, following[1]):
            yield from _between(day, following[0])
        while found := MORE_DAYS.match(text, end):  # "November 11, 24 and 25"
            other = date_of(day.year, day.month, int(found["day"]))
            if other is None:
                break
            yield from _between(day, other) if UNTO.fullmatch(found["how"]) else (other,)
            end = found.end()


def _before(text: str, day: date, start: int) -> Iterable[date]:
    """Yield the days that a day's own month is told for: "the 15th and the 18th April"."""
    while text[start : start + 1].isdigit() and (found := LESS_DAYS.search(text, 0, start)):
        other = date_of(day.year, day.month, int(found["day"]))
        if other is None or other >= day:
            return
        yield from (other, *_between(other, day)) if UNTO.fullmatch(found["how"]) else (other,)
        start = found.start()


def _between(first: date, last: date) -> Iterable[date]:
    length = (last - first).days
    return (first + timedelta(days=each) for each in range(1, length + 1)) if 0 < length <= LONGEST else ()
