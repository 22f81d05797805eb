"""What is told to others: a calendar of days, and a follow-up letter; the same on both databases."""

import re
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy

import pytest
from icalendar import Calendar
from letters import filing, promise
from verbs import foialedger, here, objects, trouble

from ingest import calendars, store
from ingest.answers import find_request
from models import schema
from parsers.facts import Sure

__all__ = ["here"]
pytestmark = pytest.mark.usefixtures("here")
TODAY = datetime.now(UTC).date()


def day(days):
    return (TODAY + timedelta(days=days)).isoformat()


@pytest.fixture
def filed(here, engine, database_url):
    """A ledger of requests with days of every kind; its URL."""
    letters = (
        filing(
            day(-40), "acknowledged", number="R-1", agency="Town of Brook", message_id="<1@brook.example>"
        ),
        filing(day(-30), "in_process", promise(day(-20)), number="R-1", message_id="<2@brook.example>"),
        filing(day(-19), "in_process", promise(day(-3)), number="R-1", message_id="<3@brook.example>"),
        filing(day(-9), "in_process", promise(day(5)), number="R-2"),
        filing(day(-8), "needs_payment", promise(day(9), "payment_due"), number="R-3"),
        filing(day(-7), "in_process", promise(day(30), sure=Sure.UNSURE), number="R-4"),
        filing(day(-60), "in_process", promise(day(-50)), number="R-5"),
        filing(day(-51), "fulfilled", number="R-5"),
        filing(day(-60), "acknowledged", number="R-6", agency="Texas Harbor Office"),
    )
    with store.writing(engine) as connection:
        for each in letters:
            store.file_letter(connection, each)
    return database_url


def events(content):
    calendar = Calendar.from_ical(content)
    assert (str(calendar["VERSION"]), bool(calendar["PRODID"])) == ("2.0", True)
    return {str(each["UID"]): each for each in calendar.walk("VEVENT")}


def test_the_calendar_holds_open_promises_the_laws_days_and_days_set_for_you(filed, engine):
    told = events(foialedger("calendar", "--database", filed).stdout)
    days = {str(each["SUMMARY"]): each["DTSTART"].dt for each in told.values()}
    assert days["R-1: records are promised"] == date.fromisoformat(day(-3))
    assert days["R-2: records are promised"] == date.fromisoformat(day(5))
    assert days["R-3: pay by today"] == date.fromisoformat(day(9))
    assert [name for name in days if name.startswith("R-6: the law's day")]
    assert not [name for name in days if name.startswith(("R-4", "R-5"))]
    first = next(each for each in told.values() if str(each["SUMMARY"]).startswith("R-1"))
    assert f"wrote on {day(-19)}" in str(first["DESCRIPTION"])
    assert f"by {day(-3)}" in str(first["DESCRIPTION"])
    assert (first["DTEND"].dt - first["DTSTART"].dt).days == 1


def test_a_calendar_made_twice_names_its_events_alike(filed):
    once, again = (events(foialedger("calendar", "--all", "--database", filed).stdout) for _ in range(2))
    assert once.keys() == again.keys()
    assert len(once) > len(events(foialedger("calendar", "--database", filed).stdout))


def test_a_day_that_is_not_sure_is_left_out_and_said_aloud(filed):
    result = foialedger("calendar", "--database", filed)
    assert "Left out, since the day is not sure" in result.stderr
    said = trouble(foialedger("calendar", "R-4", "--database", filed, code=1))
    assert "R-4 has no day to put into a calendar: 1 promised day of it cannot be read for sure" in said
    assert "foialedger review" in said


def test_a_calendar_is_written_anew_over_its_own_kind_only(filed, here):
    for _ in range(2):
        assert "Wrote all.ics" in foialedger("calendar", "--out", "all.ics", "--database", filed).stdout
    (here / "notes.txt").write_text("mine")
    said = trouble(foialedger("calendar", "R-1", "--out", "notes.txt", "--database", filed, code=1))
    assert "notes.txt is there already and was left as it is" in said
    assert (here / "notes.txt").read_text() == "mine"
    assert [path.name for path in here.iterdir() if path.name.startswith(".")] == []


def test_an_empty_ledger_has_no_calendar(engine):
    with pytest.raises(calendars.NoDates, match="The ledger has no day"):
        calendars.calendar_of(engine)


def test_a_draft_cites_every_broken_promise_in_the_agencys_words(filed):
    said = foialedger("draft", "R-1", "--database", filed).stdout
    assert said.startswith("Dear Town of Brook,\n")
    assert f'On {day(-30)} you wrote:\n\n    "' in said
    assert f"The records did not come on {day(-20)}; it was put off or late by 17 days." in said
    assert f"That day, {day(-3)}, has passed, and I have not received the records." in said
    assert said.endswith("[your name]\n")


def test_what_slipped_by_one_day_slipped_by_1_day(filed, engine):
    letters = [
        filing(day(-9), "in_process", promise(day(-3)), number="R-8"),
        filing(day(-5), "in_process", promise(day(-2)), number="R-8"),
    ]
    with store.writing(engine) as connection:
        for each in letters:
            store.file_letter(connection, each)
    for verb in (("draft", "R-8"), ("show", "R-8"), ("explain", "R-8"), ("digest", "--days", "7")):
        assert re.search(r"by 1 day\b", foialedger(*verb, "--database", filed).stdout), verb


def test_a_draft_cites_the_law_where_its_day_has_passed(filed):
    said = foialedger("draft", "R-6", "--database", filed).stdout
    assert "Tex. Gov" in said
    assert "was due on" in said


def test_the_next_part_of_the_records_is_named_in_calendar_and_draft(filed, engine):
    letter = filing(day(-30), "partially_fulfilled", promise(day(-9), "installment"), number="R-7")
    with store.writing(engine) as connection:
        store.file_letter(connection, letter)
    (event,) = events(foialedger("calendar", "R-7", "--database", filed).stdout).values()
    assert str(event["SUMMARY"]) == "R-7: the next records are promised"
    said = foialedger("draft", "R-7", "--database", filed).stdout
    assert f"That day, {day(-9)}, has passed, and I have not received the next records." in said
    assert "I can expect the next records, and what has held it up" in said


def test_a_draft_without_a_broken_promise_recalls_the_open_one(filed):
    said = foialedger("draft", "R-2", "--database", filed).stdout
    assert f"I count on the records by {day(5)}." in said


def test_a_request_that_ended_or_owes_nothing_gets_no_draft(filed):
    assert "it is fulfilled" in trouble(foialedger("draft", "R-5", "--database", filed, code=1))
    assert "no promise was broken" in trouble(foialedger("draft", "R-4", "--database", filed, code=1))


def test_a_draft_for_a_mail_program_stands_in_its_thread_and_is_marked_unsent(filed, here):
    assert "Nothing was sent." in foialedger("draft", "R-1", "--eml", "a.eml", "--database", filed).stdout
    mail = message_from_bytes((here / "a.eml").read_bytes(), policy=policy.default)
    assert (mail["X-Unsent"], mail["In-Reply-To"]) == ("1", "<3@brook.example>")
    assert "Town of Brook" in mail.get_content()
    assert "is there already" in trouble(
        foialedger("draft", "R-1", "--eml", "a.eml", "--database", filed, code=1)
    )


def test_a_draft_by_the_users_own_template(filed, here):
    (here / "mine.txt").write_text("{{ name }}: {{ broken | length }}")
    (told,) = objects(foialedger("draft", "R-1", "--template", "mine.txt", "--json", "--database", filed))
    assert told["text"] == "R-1: 2"
    (here / "bad.txt").write_text("{{ nothing }} {% if %}")
    for name in ("bad.txt", "none.txt"):
        said = trouble(foialedger("draft", "R-1", "--template", name, "--database", filed, code=1))
        assert f"The template {name} cannot be used" in said
    (here / "sly.txt").write_text("{{ ''.__class__.__mro__ }}")
    assert "cannot be used" in trouble(
        foialedger("draft", "R-1", "--template", "sly.txt", "--database", filed, code=1)
    )


def test_a_request_is_found_by_its_number_whatever_the_spelling(filed, engine):
    made = calendars.calendar_of(engine, find_request(engine, "r 1"))
    assert made.days == 1
    schema.check_version(engine)
