"""A day found in a text, and the calendar it is reckoned by."""

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Day:
    """A day found in a text.

    `is_clear` is False where day and month could change places, or the weekday disagrees.
    """

    on: date
    start: int
    end: int
    is_clear: bool = True
    has_year: bool = True


def date_of(year: int, month: int, day: int) -> date | None:
    """Return this date, or None where there is none such."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def last_of(year: int, month: int) -> date:
    """Return the last day of a month."""
    return add_months(date(year, month, 1), 1) - timedelta(days=1)


def add_months(day: date, count: int) -> date:
    """Return the same day some months later, or the last of that month."""
    month = day.month - 1 + count
    year, month = day.year + month // 12, month % 12 + 1
    return (
        next(on for number in range(day.day, 27, -1) if (on := date_of(year, month, number)))
        if day.day > 28
        else date(year, month, day.day)
    )


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    """Return the day of a month that is its n-th of a name; 0 is the first, -1 the last."""
    first = date(year, month, 1)
    days = [first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * week) for week in range(5)]
    return [day for day in days if day.month == month][nth]
