"""Days that have a name: "by Labor Day"."""

import re
from collections.abc import Callable
from datetime import date

from parsers.days import nth_weekday
from parsers.needs import guarded

NAMED: dict[str, Callable[[int], date]] = {  # 5 U.S.C. 6103(a), and what the whole world keeps
    "new year's day": lambda year: date(year, 1, 1),
    "presidents day": lambda year: nth_weekday(year, 2, 0, 2),
    "memorial day": lambda year: nth_weekday(year, 5, 0, -1),
    "juneteenth": lambda year: date(year, 6, 19),
    "labor day": lambda year: nth_weekday(year, 9, 0, 0),
    "columbus day": lambda year: nth_weekday(year, 10, 0, 1),
    "veterans day": lambda year: date(year, 11, 11),
    "thanksgiving": lambda year: nth_weekday(year, 11, 3, 3),
    "christmas": lambda year: date(year, 12, 25),
    "new year's eve": lambda year: date(year, 12, 31),
}
_NAMES = "|".join(name.replace("'", "['’]?") for name in NAMED).replace("presidents", "president['’]?s['’]?")
NAMED_DAY = guarded(
    "year|president|memorial|juneteenth|labor|columbus|veteran|thanksgiving|christmas",
    rf"\b(?:by|before|until|till|no later than|prior to) (?P<day>{_NAMES})\b(?! (?:break|weekend|week|eve|vacation|recess))",
)


def named(match: re.Match[str], sent_on: date) -> date:
    """Return the first day of this name after a letter."""
    name = match["day"].lower().replace("’", "").replace("'", "")
    of_year = next(told for each, told in NAMED.items() if each.replace("'", "") == name)
    day = of_year(sent_on.year)
    return day if day > sent_on else of_year(sent_on.year + 1)
