"""Which days are business days in a place: no Saturday, no Sunday, no holiday of its own."""

from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Any

ONE = timedelta(days=1)


@lru_cache(maxsize=50_000)
def rest(day: date, places: tuple[str, ...], closed: str = "") -> str | None:
    """Return why a day is no business day there: "weekend", or the holiday's name; None where it is one."""
    if day.weekday() >= 5:
        return "weekend"
    for place in places:
        if name := _holidays(place).get(day):
            return str(name)
    return "closed by law" if closed and _is_within(f"{day:%m-%d}", closed) else None


def next_business_day(day: date, places: tuple[str, ...], closed: str = "") -> date:
    """Return the day itself where it is a business day, else the next one."""
    while rest(day, places, closed):
        day += ONE
    return day


@cache
def _holidays(place: str) -> Any:
    import holidays  # noqa: PLC0415 - it takes a tenth of a second, and only the law's clock needs it

    country, _, part = place.partition("-")
    return holidays.country_holidays(country, subdiv=part or None)


def _is_within(day: str, span: str) -> bool:
    first, _, last = span.partition("/")
    return first <= day <= last if first <= last else day >= first or day <= last
