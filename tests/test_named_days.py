"""Days that have a name, the days on which an office is closed, and what an extension is counted from."""

from datetime import date

import pytest
from test_promises import told

from parsers.closings import MOST_CLOSED, closed_days
from parsers.facts import Sentence
from parsers.named_days import NAMED


def closed(text: str, sent_on: date = date(2026, 12, 1)) -> list[str]:
    days = closed_days([Sentence(text, "body", 0)], sent_on, day_first=False)
    return sorted(f"{day:%m-%d}" for day in days)


@pytest.mark.parametrize(
    ("name", "year", "day"),
    [
        ("labor day", 2026, date(2026, 9, 7)),
        ("memorial day", 2026, date(2026, 5, 25)),
        ("thanksgiving", 2026, date(2026, 11, 26)),
        ("presidents day", 2027, date(2027, 2, 15)),
        ("columbus day", 2026, date(2026, 10, 12)),
        ("juneteenth", 2026, date(2026, 6, 19)),
    ],
)
def test_a_day_with_a_name_is_that_day_of_its_year(name: str, year: int, day: date) -> None:
    assert NAMED[name](year) == day


@pytest.mark.parametrize(
    ("body", "day"),
    [
        ("We hope to send you the plats by Memorial Day.", "05-25"),
        ("I will have the inventory to you before Labor Day.", "09-07"),
        ("The plats will go out on Tuesday of next week.", "03-10"),
        ("You will have the plats next week on Thursday.", "03-12"),
        ("Our answer will reach you a week from Wednesday.", "03-11"),
        ("You will have the rest by the end of the day tomorrow.", "03-03"),
        ("We expect to be done by the end of this calendar year.", "12-31"),
        ("The Clerk will write to you by the last day of this month.", "03-31"),
        ("The Assessor will have your roll scanned by noon this Thursday.", "03-05"),
        ("The rolls are due to you Friday, March 13.", "03-13"),
        ("The second part, being the maps, comes March 19.", "03-19"),
        ("Count on having the maps sometime between March 16 and March 20.", "03-20"),
        ("In your case the twentieth working day is 30 March 2026.", "03-30"),
        ("We shut early that week, and you'll hear from me by March 12.", "03-12"),
        ("Unless you agree to more time the determination will be issued by March 27.", "03-27"),
    ],
)
def test_a_day_is_promised_in_more_ways_than_a_date(body: str, day: str) -> None:
    assert told(body) == [(day, False)]


@pytest.mark.parametrize(
    "body",
    [
        "The plan of 4 May 92 was to move the weir.",
        "The days of which the law speaks are counted from tomorrow.",
        "The levee board does not sit again until March 18.",
        "Our February letter stated that the maps would be released by March 20.",
        "You will get the maps, but not by Friday.",
        "You state that the vote on the weir is set for March 20.",
        "Unless a court orders otherwise by March 12, nothing changes.",
        "The annual report to the Legislature is due each December 1.",
        "An agency shall, within five business days, make such records available to any person.",
        "The new ferry must be delivered to the harbor by July 1.",
        "The shared folder will be archived in 60 days (May 1).",
        "If you want this looked at again, write to us by March 30.",
    ],
)
def test_a_day_that_nobody_promises_the_requester_is_none(body: str) -> None:
    assert [day for day, is_theirs in told(body) if not is_theirs] == []


@pytest.mark.parametrize(
    "body", ["Answer by March 13 please, yes or no.", "If we've not had the form by March 13, I put it back."]
)
def test_a_day_by_which_the_requester_must_act_is_theirs(body: str) -> None:
    assert told(body) == [("03-13", True)]


def test_days_on_which_the_office_is_closed_do_not_count() -> None:
    assert told("You will have our answer within 5 business days.") == [("03-09", False)]
    body = "You will have our answer within 5 business days.\r\n\r\nCity Hall is closed on March 4 and 5."
    assert told(body) == [("03-11", False)]


def test_an_extension_is_counted_from_the_day_that_was_due() -> None:
    body = "Your request is due today.\r\n\r\nWe extend it by five business days from the original due date."
    assert told(body) == [("03-09", False)]
    body = "The answer falls due tomorrow, March 3.\r\n\r\nWe take ten more business days past the due date."
    assert told(body) == [("03-17", False)]
    assert told("We extend it by five business days from the original due date.") == []


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("We are closed December 24.", ["12-24"]),
        ("We are closed December 24 and 25.", ["12-24", "12-25"]),
        ("The offices are shut December 24 through 28.", ["12-24", "12-25", "12-26", "12-27", "12-28"]),
        ("City Hall is closed 12/24.", ["12-24"]),
        ("December 24 is a holiday for us.", ["12-24"]),
        ("We will write to you on December 24.", []),
        ("The hall was closed on May 4.", []),  # long past
        ("We closed your request on December 24.", []),
        ("Your request of November 2 was closed 12/24.", []),
        ("We are closed 1/2.", ["01-02"]),
    ],
)
def test_a_closing_is_told_by_its_words(words: str, days: list[str]) -> None:
    assert closed(words) == days


def test_a_closing_reaches_from_one_day_to_another_and_no_farther_than_is_believed() -> None:
    told = closed("Council offices are shut December 24 until January 2.")
    assert (told[0], told[-1], len(told)) == ("01-01", "12-31", 10)
    assert closed("We are closed 12/1, " + ", ".join(f"12/{day}" for day in range(1, 32)) * 9) != []
    every = " ".join(f"{month}/{day}" for month in (11, 12, 1) for day in range(1, 29))
    assert len(closed(f"Closed {every}")) <= MOST_CLOSED
