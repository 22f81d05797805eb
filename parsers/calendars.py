"""Which days count as business days at a place: week-ends, public holidays, and the recess a law keeps."""

from datetime import date, timedelta
from functools import lru_cache

MOST_DAYS = 2_000  # counted; what is longer is no promise
NATIONS = {"GB": "GB-ENG", "NZ-LGOIMA": "NZ"}  # whose holidays are kept where a place names no part
# no working days around Christmas: Official Information Act 1982, s 2(1), and LGOIMA 1987, s 2(1)
RECESS = {"NZ": ((12, 25), (1, 15)), "NZ-LGOIMA": ((12, 20), (1, 10))}


def add_business_days(
    day: date, count: int, place: str | None = None, closed: frozenset[date] = frozenset()
) -> date:
    """Return the day `count` business days after `day`, which is itself not counted.

    `place` is an ISO 3166 code ("US", "US-CA", "GB-SCT", "NZ"), or "NZ-LGOIMA" for New Zealand's councils;
    without one only week-ends are left out, and the days on which this office says that it is `closed`.
    """
    for _ in range(min(count, MOST_DAYS)):
        day += timedelta(days=1)
        while day.weekday() >= 5 or day in closed or is_holiday(day, place):
            day += timedelta(days=1)
    return day


def is_holiday(day: date, place: str | None) -> bool:
    """Say whether a place keeps this day as a public holiday, or as a part of its recess."""
    if not place:
        return False
    first, last = RECESS.get(place, ((13, 1), (0, 0)))
    return not last < (day.month, day.day) < first or day in _calendar(place, day.year)


@lru_cache(maxsize=256)
def _calendar(place: str, year: int) -> frozenset[date]:
    import holidays  # noqa: PLC0415 - it takes as long as the reading of fifty letters, and few count days

    country, _, part = NATIONS.get(place, place).partition("-")
    try:
        return frozenset(holidays.country_holidays(country, subdiv=part or None, years=year))
    except NotImplementedError:
        return frozenset()
