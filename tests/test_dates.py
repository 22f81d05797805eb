"""Days and spans of time, in every form that agencies write them."""

from datetime import date

import pytest

from parsers.calendars import add_business_days, is_holiday
from parsers.dates import Span, find_days, find_spans, habit

SENT = date(2026, 3, 2)  # a Monday


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("October 25, 2019", date(2019, 10, 25)),
        ("Oct. 25 2019", date(2019, 10, 25)),
        ("MARCH 6,2026", date(2026, 3, 6)),
        ("June 15th, 2023", date(2023, 6, 15)),
        ("June 15 of 2023", date(2023, 6, 15)),
        ("14th May 2025", date(2025, 5, 14)),
        ("the 3rd day of June, 2024", date(2024, 6, 3)),
        ("21 Feb 18", date(2018, 2, 21)),
        ("Friday, 5/1/26", date(2026, 5, 1)),
        ("Friday, October 25, 2019", date(2019, 10, 25)),
        ("5/13/2026", date(2026, 5, 13)),
        ("25/12/2019", date(2019, 12, 25)),
        ("09/09/2019", date(2019, 9, 9)),
        ("March 6. 2026", date(2026, 3, 6)),
        ("2019-10-25", date(2019, 10, 25)),
        ("30.05.2023", date(2023, 5, 30)),
        ("3. Januar 2024", date(2024, 1, 3)),
        ("the end of this week", date(2026, 3, 6)),
        ("the end of next week", date(2026, 3, 13)),
        ("the end of next month", date(2026, 4, 30)),
        ("the end of the year", date(2026, 12, 31)),
        ("the end of February 2028", date(2028, 2, 29)),
    ],
)
def test_a_day_is_read_however_it_is_written(written: str, meant: date) -> None:
    days = find_days(f"You will hear from us by {written} at noon.", SENT)
    assert [(day.on, day.is_clear, day.has_year) for day in days] == [(meant, True, True)]


@pytest.mark.parametrize(
    ("written", "sent_on", "meant"),
    [
        ("30th May", SENT, date(2026, 5, 30)),
        ("May 30", SENT, date(2026, 5, 30)),
        ("10 January", SENT, date(2027, 1, 10)),  # long past: the next one
        ("February 20", SENT, date(2026, 2, 20)),  # just past: this one, told late
        ("Jan 4", date(2025, 12, 20), date(2026, 1, 4)),
        ("the first of July", SENT, date(2026, 7, 1)),
        ("the twenty-second day of May", SENT, date(2026, 5, 22)),
        ("the 15th of next month", SENT, date(2026, 4, 15)),
        ("the 16th of this month", SENT, date(2026, 3, 16)),
        ("the first Monday in October", SENT, date(2026, 10, 5)),
        ("the last Friday of next month", SENT, date(2026, 4, 24)),
        ("the third Tuesday of January", SENT, date(2027, 1, 19)),
        ("the end of May", SENT, date(2026, 5, 31)),
        ("the end of January", SENT, date(2027, 1, 31)),
    ],
)
def test_a_day_without_a_year_is_the_nearest_one_to_come(written: str, sent_on: date, meant: date) -> None:
    days = find_days(f"The records will be ready on {written}.", sent_on)
    assert [(day.on, day.has_year) for day in days] == [(meant, False)]


def test_a_day_without_a_year_is_none_in_a_letter_without_a_date() -> None:
    assert find_days("The records will be ready on May 30.", None) == []
    assert find_days("The records will be ready by the end of May.", None) == []


@pytest.mark.parametrize(
    ("day_first", "meant", "is_clear"),
    [
        (True, date(2019, 12, 9), True),
        (False, date(2019, 9, 12), True),
        (None, date(2019, 9, 12), False),
    ],
)
def test_figures_that_could_change_places_are_clear_only_to_who_knows_the_habit(
    day_first: bool | None, meant: date, is_clear: bool
) -> None:
    days = find_days("by 09/12/2019", SENT, day_first=day_first)
    assert [(day.on, day.is_clear) for day in days] == [(meant, is_clear)]


def test_a_weekday_tells_which_figure_is_the_month() -> None:
    days = find_days("by Thursday, 12/3/26, and by Thursday, 12/3/2026", SENT, day_first=True)
    assert {(day.on, day.is_clear) for day in days} == {(date(2026, 3, 12), True)}
    days = find_days("by Friday, 10/4/26", SENT, day_first=None)
    assert [(day.on, day.is_clear) for day in days] == [(date(2026, 4, 10), True)]


def test_a_weekday_that_both_figures_keep_tells_nothing() -> None:
    days = find_days("by Thursday, 3/12/26", date(2026, 11, 2), day_first=None)
    assert [(day.on, day.is_clear) for day in days] == [(date(2026, 12, 3), False)]


def test_of_two_readings_the_one_soon_after_the_letter_is_taken_and_stays_unclear() -> None:
    days = find_days("by 04/12/2023", date(2023, 11, 7))
    assert [(day.on, day.is_clear) for day in days] == [(date(2023, 12, 4), False)]


@pytest.mark.parametrize("written", ["Thursday, 5/1/26", "Monday, October 25, 2019"])
def test_a_day_that_its_weekday_denies_is_not_clear(written: str) -> None:
    assert [day.is_clear for day in find_days(f"by {written}", SENT)] == [False]


@pytest.mark.parametrize(
    "written",
    ["February 30, 2024", "13/13/2024", "00/00/2020", "February 29", "24/7/365", "415-10-2019-77", "10/25"],
)
def test_what_is_no_day_is_none(written: str) -> None:
    assert find_days(f"It was filed as {written}, it seems.", SENT) == []


def test_a_day_tells_where_it_stands() -> None:
    text = "Not by May 4, 2026, but by June 5, 2026."
    assert [text[day.start : day.end] for day in find_days(text, SENT)] == ["May 4, 2026", "June 5, 2026"]


@pytest.mark.parametrize(
    ("texts", "day_first"),
    [
        (("Sent on 25/12/2019.", "Due by 09/12/2019."), True),
        (("Sent on 12/25/2019.", "Due by 09/12/2019."), False),
        (("Due by 09/12/2019.",), None),
        (("Sent on 25/12/2019.", "Due by 12/25/2019."), None),
        (("Am 25.12.2019.",), None),  # stops are always day first: they tell no habit
        (("Sent on 7 November 2019.", "Due by 09/12/2019."), True),
        (("Sent on November 7, 2019.", "Due by 09/12/2019."), False),
        (("Sent on 25/12/2019, for November 7.",), True),
    ],
)
def test_a_letters_habit_is_told_by_figures_that_can_be_read_one_way(
    texts: tuple[str, ...], day_first: bool | None
) -> None:
    assert habit(iter(texts)) is day_first


@pytest.mark.parametrize(
    ("written", "count", "unit"),
    [
        ("fourteen (14) days", 14, "days"),
        ("ten days", 10, "days"),
        ("30 calendar days", 30, "days"),
        ("3-10 business days", 10, "business"),
        ("up to 7 working days", 7, "business"),
        ("ten (10)business days", 10, "business"),
        ("seven to ten (7-10) business days", 10, "business"),
        ("between 10 and 20 days", 20, "days"),
        ("forty five (45) days", 45, "days"),
        ("forty-five days", 45, "days"),
        ("one hundred twenty (120) days", 120, "days"),
        ("ten to twelve weeks", 12, "weeks"),
        ("39 months", 39, "months"),
        ("two years", 2, "years"),
    ],
)
def test_a_span_is_its_upper_end(written: str, count: int, unit: str) -> None:
    spans = find_spans(f"The search will take {written} from now.")
    assert [(span.count, span.unit, span.is_more) for span in spans] == [(count, unit, False)]


@pytest.mark.parametrize("written", ["five additional working days", "5 more business days"])
def test_a_span_that_is_added_says_so(written: str) -> None:
    spans = find_spans(f"We need {written}.")
    assert [(span.count, span.unit, span.is_more) for span in spans] == [(5, "business", True)]


@pytest.mark.parametrize(
    "written", ["a few days", "several weeks", "$45 days", "2.5 days", "0 days", "1000 days"]
)
def test_what_counts_nothing_is_no_span(written: str) -> None:
    assert find_spans(f"It takes {written}.") == []


def test_a_span_tells_where_it_stands() -> None:
    text = "We answer within fourteen (14) days of this letter."
    assert [text[span.start : span.end].strip() for span in find_spans(text)] == ["fourteen (14) days"]


@pytest.mark.parametrize(
    ("count", "unit", "after", "ends"),
    [
        (14, "days", date(2019, 7, 22), date(2019, 8, 5)),
        (2, "weeks", date(2026, 3, 2), date(2026, 3, 16)),
        (1, "months", date(2026, 1, 31), date(2026, 2, 28)),
        (39, "months", date(2026, 3, 2), date(2029, 6, 2)),
        (2, "years", date(2024, 2, 29), date(2026, 2, 28)),
        (5, "business", date(2026, 3, 2), date(2026, 3, 9)),
    ],
)
def test_a_span_ends_on_a_day(count: int, unit: str, after: date, ends: date) -> None:
    assert Span(count, unit, 0, 0).after(after) == ends


@pytest.mark.parametrize(
    ("place", "after", "count", "ends"),
    [
        ("US", date(2026, 7, 2), 1, date(2026, 7, 6)),  # the Fourth is a Saturday, kept on Friday
        ("US", date(2026, 11, 25), 2, date(2026, 11, 30)),  # Thanksgiving, and Friday is a working day
        ("US-CA", date(2026, 3, 30), 1, date(2026, 4, 1)),  # Cesar Chavez Day
        ("NZ", date(2026, 2, 5), 1, date(2026, 2, 9)),  # Waitangi Day
        ("NZ", date(2026, 7, 2), 1, date(2026, 7, 3)),
        ("GB", date(2026, 12, 24), 1, date(2026, 12, 29)),  # Boxing Day is a Saturday, kept on Monday
        ("GB", date(2026, 7, 2), 1, date(2026, 7, 3)),
        ("GB", date(2026, 4, 2), 1, date(2026, 4, 7)),  # Good Friday and Easter Monday
        ("GB-SCT", date(2026, 4, 2), 1, date(2026, 4, 6)),  # Easter Monday is a working day in Scotland
        ("GB-SCT", date(2026, 11, 27), 1, date(2026, 12, 1)),  # Saint Andrew's Day
        ("GB-NIR", date(2026, 3, 16), 1, date(2026, 3, 18)),  # Saint Patrick's Day
        ("NZ", date(2024, 12, 10), 20, date(2025, 1, 29)),  # the recess of the Official Information Act
        (
            "NZ-LGOIMA",
            date(2024, 12, 10),
            20,
            date(2025, 1, 29),
        ),  # and of the councils' own: five days earlier
        ("IE", date(2026, 3, 16), 1, date(2026, 3, 18)),
        ("ZA", date(2026, 3, 20), 1, date(2026, 3, 23)),
        ("AU-VIC", date(2026, 11, 2), 1, date(2026, 11, 4)),  # Melbourne Cup Day
        ("CA-ON", date(2026, 2, 13), 1, date(2026, 2, 17)),  # Family Day
        (None, date(2026, 12, 24), 1, date(2026, 12, 25)),
        ("EU", date(2026, 12, 24), 1, date(2026, 12, 25)),  # no calendar: only week-ends are left out
    ],
)
def test_business_days_leave_out_the_holidays_of_the_place(
    place: str | None, after: date, count: int, ends: date
) -> None:
    assert add_business_days(after, count, place) == ends
    assert not is_holiday(ends, place)


def test_business_days_counted_from_a_week_end_begin_on_monday() -> None:
    assert add_business_days(date(2026, 3, 7), 1) == date(2026, 3, 9)
    assert add_business_days(date(2026, 3, 8), 5) == date(2026, 3, 13)


def test_the_days_of_a_list_are_of_the_year_behind_its_last() -> None:
    days = find_days("Minutes of Oct. 12, Nov. 9 and Dec. 14, 2022 are enclosed.", SENT)
    assert [day.on for day in days] == [date(2022, 10, 12), date(2022, 11, 9), date(2022, 12, 14)]
