"""The law's clock: whose law, counted in which days, extended, stopped; and what is not sure said aloud."""

from datetime import date, timedelta

import pytest

from models.clock import Step, clocks
from models.deadlines import laws, named
from models.working_days import next_business_day, rest
from parsers import laws as words
from parsers.calendars import is_holiday


def day(text):
    return date.fromisoformat(text)


def step(on, status=None, given=None, own=False, records=False):
    return Step(day(on), 1, own, status, day(given) if given else None, records)


def determination(place, received, *steps):
    return next(each for each in clocks(laws()[place], day(received), steps) if each.what == "determination")


def test_business_days_leave_out_weekends_and_the_places_holidays():
    clock = determination("Illinois", "2024-07-01")
    assert clock.due_on == day("2024-07-09")
    assert [line[2] for line in clock.lines] == [
        "day 0", "day 1", "day 2", "Independence Day", "day 3", "weekend", "day 4", "day 5"
    ]  # fmt: skip


def test_calendar_days_count_every_day():
    assert determination("California", "2024-07-01").due_on == day("2024-07-11")


@pytest.mark.parametrize(
    ("received", "due"),
    [("2024-01-31", "2024-02-29"), ("2023-11-30", "2023-12-30"), ("2024-12-15", "2025-01-15")],
)
def test_a_month_ends_on_the_same_day_of_the_next(received, due):
    assert determination("Germany (federal)", received).due_on == day(due)


def test_more_time_counts_up_to_the_day_the_agency_named():
    told = determination("California", "2024-07-01", step("2024-07-08", "extended", "2024-07-19"))
    assert (told.due_on, told.extended_by, told.extended_on) == (day("2024-07-19"), 8, day("2024-07-08"))


def test_more_time_counts_no_further_than_the_law_lets_it():
    told = determination("California", "2024-07-01", step("2024-07-08", "extended", "2024-12-31"))
    assert told.due_on == day("2024-07-25")


def test_more_time_without_a_day_is_all_the_law_gives():
    assert determination("Pennsylvania", "2024-07-01", step("2024-07-03", "extended")).due_on == day(
        "2024-08-08"
    )


def test_more_time_taken_after_the_day_counts_for_nothing_and_is_told():
    told = determination("California", "2024-07-01", step("2024-07-30", "extended"))
    assert told.due_on == day("2024-07-11")
    assert "after the day had passed" in told.doubts[0]


def test_more_time_without_a_law_of_its_length_is_the_agencys_day_and_a_doubt():
    told = determination("New Zealand", "2024-07-01", step("2024-07-10", "extended", "2024-09-02"))
    assert told.due_on == day("2024-09-02")
    assert "the day is the one that the agency named" in told.doubts[0]


@pytest.mark.parametrize("status", ["needs_payment", "needs_clarification"])
def test_the_clock_stands_still_while_the_agency_waits(status):
    waiting = [step("2024-07-05", status)]
    still = determination("California", "2024-07-01", *waiting)
    assert (still.due_on, still.stopped_on) == (None, day("2024-07-05"))
    again = determination("California", "2024-07-01", *waiting, step("2024-07-15", own=True))
    assert (again.due_on, again.days_stopped, again.stopped_on) == (day("2024-07-21"), 10, None)


def test_a_stop_after_the_day_had_passed_stops_nothing():
    late = determination("California", "2024-07-01", step("2024-08-01", "needs_payment"))
    assert (late.due_on, late.stopped_on) == (day("2024-07-11"), None)


def test_records_and_refusals_answer_and_an_acknowledgment_does_not():
    assert determination("California", "2024-07-01", step("2024-07-03", "acknowledged")).answered_on is None
    assert determination("California", "2024-07-01", step("2024-07-03", "in_process")).answered_on is None
    for status in ("denied", "fulfilled", "no_records", "partially_fulfilled", "closed"):
        told = determination("California", "2024-07-01", step("2024-07-30", status))
        assert told.answered_on == day("2024-07-30")
    found = step("2024-07-09", "in_process", "2024-08-01", records=True)
    assert determination("California", "2024-07-01", found).answered_on == day("2024-07-09")


def test_new_york_counts_twenty_business_days_from_the_acknowledgment():
    alone = list(clocks(laws()["New York"], day("2024-03-04"), []))
    assert [(each.what, each.due_on) for each in alone] == [("acknowledgment", day("2024-03-11"))]
    told = determination("New York", "2024-03-04", step("2024-03-06", "acknowledged"))
    assert told.due_on == day("2024-04-03")


def test_a_last_day_that_is_none_for_business_moves_where_the_law_moves_it():
    assert determination("Australia (Commonwealth)", "2024-05-10").due_on == day("2024-06-11")
    assert determination("Maryland", "2024-05-10").due_on == day("2024-06-09")


def test_michigan_receives_mail_a_business_day_later():
    assert determination("Michigan", "2024-03-01").due_on == day("2024-03-11")


def test_new_zealand_rests_from_christmas_to_the_middle_of_january():
    assert determination("New Zealand", "2024-12-20").due_on == day("2025-02-11")


def test_holidays_differ_from_place_to_place():
    assert rest(day("2024-03-29"), ("GB-ENG",)) == "Good Friday"
    assert rest(day("2024-03-29"), ("US",)) is None
    assert (
        rest(day("2024-03-18"), ("GB-ENG", "GB-SCT", "GB-NIR")) is not None
    )  # Saint Patrick's, in one of them
    assert next_business_day(day("2024-07-04"), ("US-TX",)) == day("2024-07-05")


@pytest.mark.parametrize(
    ("law", "place"), [("New Zealand", "NZ"), ("New Zealand (local)", "NZ-LGOIMA")], ids=str
)
def test_the_recess_of_new_zealand_is_the_same_for_promises_and_for_the_law(law, place):
    counts = laws()[law]
    for number in range(50):
        each = day("2024-12-10") + timedelta(days=number)
        is_closed = rest(each, counts.places, counts.closed) is not None
        assert is_closed == (each.weekday() >= 5 or is_holiday(each, place)), each


def test_every_law_is_shipped_with_its_source():
    assert len(laws()) == 65
    assert [law.jurisdiction for law in laws().values() if not law.source or not law.citation] == []
    assert named("texas") is laws()["Texas"]
    assert named("united states") is laws()["United States (federal)"]
    assert named("Atlantis") is None


def test_every_law_that_words_can_tell_is_one_of_the_table():
    told = {*words.CITED, *words.NAMED, *words.STATES.values(), *words.PORTALS.values()}
    assert told - set(laws()) == set()


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("under the California Public Records Act, Gov. Code § 7922.535", "California"),
        ("Government Code section 6253(c)", "California"),
        ("exempt under 5 U.S.C. § 552(b)(6)", "United States (federal)"),
        ("Texas Government Code Section 552.2615", "Texas"),
        ("RCW 42.56.520 gives us five days", "Washington"),
        ("5 ILCS 140/7(1)(c)", "Illinois"),
        ("Section 12 of the Freedom of Information Act 2000", "United Kingdom"),
        ("the Freedom of Information (Scotland) Act 2002", "Scotland"),
        ("the Local Government Official Information and Meetings Act 1987", "New Zealand (local)"),
        ("section 18 of the Official Information Act 1982", "New Zealand"),
        ("West Virginia Freedom of Information Act", "West Virginia"),
        ("nach dem Informationsfreiheitsgesetz", "Germany (federal)"),
        ("the Public Records Act", None),
        ("your request of 5 March for 552 pages", None),
        ("the Freedom of Information Act", None),
    ],
)
def test_a_law_is_told_by_the_words_that_are_its_own(text, place):
    found = words.law_of_text(text)
    assert (found[0] if found else None) == place
    assert found is None or found[1] in text


@pytest.mark.parametrize(
    ("domain", "place"),
    [
        ("sos.ca.gov", "California"),
        ("police.ci.sparrowfield.wa.us", "Washington"),
        ("council.gov.uk", "United Kingdom"),
        ("health.vic.gov.au", "Victoria (AU)"),
        ("health.qld.gov.au", None),
        ("ministry.govt.nz", "New Zealand"),
        ("benefits.va.gov", "United States (federal)"),  # Veterans Affairs, not Virginia
        ("met.police.uk", "United Kingdom"),
        ("scotland.police.uk", "Scotland"),
        ("records.gov.scot", "Scotland"),
        ("sparrowfield.gov", None),
        ("sparrowfield.example", None),
    ],
)
def test_an_address_tells_whose_law_binds_its_owner(domain, place):
    assert words.law_of_domain(domain) == place


@pytest.mark.parametrize(
    ("agency", "place"),
    [
        ("Tarrow County, SC", "South Carolina"),
        ("Texas Department of Harbors", "Texas"),
        ("Delaware County Sheriff", None),
        ("West Virginia State Police", "West Virginia"),
        ("City of Thornbury", None),
    ],
)
def test_a_state_in_an_agencys_name_is_a_guess(agency, place):
    assert words.law_of_agency(agency) == place
