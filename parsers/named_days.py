"""Days that have a name ("by Labor Day"), and the days on which a letter says that its office is closed."""

import re
from collections.abc import Callable, Iterable
from datetime import date, timedelta

from parsers.days import date_of
from parsers.facts import Sentence, Zone
from parsers.needs import guarded

MOST_CLOSED = 40  # days of one letter
NEAR = timedelta(days=120)  # before or after the letter; what lies farther is no closing that counts
LONGEST = 24  # days of one closing


def nth(weekday: int, number: int, month: int) -> Callable[[int], date]:
    """Return what tells, for a year, the day of a month that is its n-th of a name; -1 is its last."""

    def of_year(year: int) -> date:
        first = date(year, month, 1)
        days = [first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * week) for week in range(5)]
        return [day for day in days if day.month == month][number]

    return of_year


NAMED: dict[str, Callable[[int], date]] = {  # 5 U.S.C. 6103(a), and what the whole world keeps
    "new year's day": lambda year: date(year, 1, 1),
    "presidents day": nth(0, 2, 2),
    "memorial day": nth(0, -1, 5),
    "juneteenth": lambda year: date(year, 6, 19),
    "labor day": nth(0, 0, 9),
    "columbus day": nth(0, 1, 10),
    "veterans day": lambda year: date(year, 11, 11),
    "thanksgiving": nth(3, 3, 11),
    "christmas": lambda year: date(year, 12, 25),
    "new year's eve": lambda year: date(year, 12, 31),
}
_NAMES = "|".join(name.replace("'", "['’]?") for name in NAMED).replace("presidents", "president['’]?s['’]?")
NAMED_DAY = guarded(
    "year|president|memorial|juneteenth|labor|columbus|veteran|thanksgiving|christmas",
    rf"\b(?:by|before|until|till|no later than|prior to) (?P<day>{_NAMES})\b(?! (?:break|weekend|week|eve|vacation|recess))",
)
CLOSED = guarded(  # what makes the days of a sentence none that count
    "closed|shut|count|working days|business days|holiday",
    r"^(?!.*\b(?:request|case|file|matter|ticket|investigation|inquiry|account)s?\b[^.;]{0,60}\bclosed\b)(?!.*\bclosed (?:your|the|this) (?:\w+ )?(?:request|case|file|matter)\b).*\b(?:closed|shut)\b|\b(?:not|n['’]t) (?:be )?(?:a )?(?:count(?:ed)?|working days?|business days?)\b|\bis a (?:\w+ )?holiday\b",
)
IN_FIGURES = re.compile(r"\b(?P<month>\d{1,2})/(?P<day>\d{1,2})\b(?!/)")
MORE_DAYS = re.compile(
    r"(?P<how>\s*(?:,|&|,? and|-|–|to|through|thru|until)\s*)(?:the )?(?P<day>\d{1,2})(?:st|nd|rd|th)?\b(?![/:])"
)
UNTO = re.compile(r"\s*(?:-|–|to|through|thru|until|till)\s*(?:\w+day,? )?(?:the )?")


def named(match: re.Match[str], sent_on: date) -> date:
    """Return the first day of this name after a letter."""
    name = match["day"].lower().replace("’", "").replace("'", "")
    of_year = next(told for each, told in NAMED.items() if each.replace("'", "") == name)
    day = of_year(sent_on.year)
    return day if day > sent_on else of_year(sent_on.year + 1)


def closed_days(
    sentences: Iterable[Sentence], sent_on: date | None, find: Callable[[str], list[tuple[date, int, int]]]
) -> frozenset[date]:
    """Return the days on which a letter says that its office is closed; `find` tells days, where each begins and ends."""
    found: set[date] = set()
    for sentence in sentences if sent_on else ():
        if sentence.zone in (Zone.STATEMENT, Zone.FOOTER) and CLOSED.search(sentence.text):
            found.update(_of_sentence(sentence.text, find(sentence.text), sent_on))
    return frozenset(sorted(day for day in found if sent_on and abs(day - sent_on) <= NEAR)[:MOST_CLOSED])


def _of_sentence(text: str, told: list[tuple[date, int, int]], sent_on: date | None) -> Iterable[date]:
    year = sent_on.year if sent_on else 1
    known = {start for _, start, _ in told}
    for match in IN_FIGURES.finditer(text):
        days = [date_of(each, int(match["month"]), int(match["day"])) for each in (year, year + 1)]
        near = [day for day in days if day and sent_on and abs(day - sent_on) <= NEAR]
        if match.start() not in known and near:
            told = [*told, (near[0], match.start(), match.end())]
    told = sorted(told, key=lambda each: each[1])
    for place, (day, _, first_end) in enumerate(told):
        yield day
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


def _between(first: date, last: date) -> Iterable[date]:
    length = (last - first).days
    return (first + timedelta(days=each) for each in range(1, length + 1)) if 0 < length <= LONGEST else ()
