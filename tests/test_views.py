"""The views: what is true now, told from the letters alone, the same on both databases."""

from datetime import UTC, datetime, timedelta

import pytest
from databases import view
from letters import filing, promise

from ingest import store
from parsers.facts import Contact, Fee, ItemOutcome, Outcome, Sentence, Sure


def _file(engine, *filings):
    with store.writing(engine) as connection:
        for each in filings:
            store.file_letter(connection, each)


def _status(engine):
    (row,) = view(engine, "requests_now", "tracking_number = 'R-1'")
    return row["status"], row["status_since"][:10] if row["status_since"] else None


def test_the_request_to_sacramento_is_told_as_it_happened(engine):
    _file(
        engine,
        filing("2019-07-03 18:00", "acknowledged"),
        filing("2019-07-15", "extended", promise("2019-07-29", "determination")),
        filing("2019-07-26", "in_process", promise("2019-10-25")),
        filing("2019-10-29", "in_process", promise("2019-11-25")),
        filing("2019-11-22 19:14", "fulfilled"),
    )
    assert view(engine, "requests_now") == [
        {
            "request_id": 1,
            "portal": "govqa",
            "site": "sparrowfield",
            "tracking_number": "R-1",
            "agency": "Town of Sparrowfield",
            "status": "fulfilled",
            "status_since": "2019-11-22 19:14:00",
            "next_promised_on": None,
            "times_slipped": 1,
            "last_letter_at": "2019-11-22 19:14:00",
            "filed_on": None,
        }
    ]
    told = [
        (row["about"], row["promised_on"], row["outcome"], row["days_slipped"])
        for row in view(engine, "promises")
    ]
    assert told == [
        ("determination", "2019-07-29", "kept", 0),
        ("records", "2019-10-25", "slipped", 31),
        ("records", "2019-11-25", "kept", 0),
    ]
    assert view(engine, "overdue") == []


STORIES = {
    "an acknowledgment alone": ([("01", "acknowledged")], ("acknowledged", "01")),
    "a late acknowledgment": ([("01", "extended"), ("05", "acknowledged")], ("extended", "01")),
    "an unbroken run counts from its first": (
        [("01", "in_process"), ("05", "in_process"), ("09", "in_process")],
        ("in_process", "01"),
    ),
    "a run that was broken counts anew": (
        [("01", "in_process"), ("05", "needs_payment"), ("09", "in_process")],
        ("in_process", "09"),
    ),
    "a late notice does not reopen": (
        [("01", "fulfilled"), ("05", "in_process"), ("06", "extended"), ("07", "acknowledged")],
        ("fulfilled", "01"),
    ),
    "a bare closure keeps the reason": ([("01", "denied"), ("05", "closed")], ("denied", "01")),
    "two bare closures keep the reason": (
        [("01", "denied"), ("05", "closed"), ("06", "closed")],
        ("denied", "01"),
    ),
    "a bare closure ends what was open": ([("01", "needs_payment"), ("05", "closed")], ("closed", "05")),
    "a reason after a bare closure tells it": (
        [("01", "closed"), ("05", "no_records")],
        ("no_records", "05"),
    ),
    "an appeal moves what was closed": (
        [("01", "denied"), ("05", "appeal_received")],
        ("appeal_received", "05"),
    ),
    "work on an appeal counts": (
        [("01", "denied"), ("05", "appeal_received"), ("07", "in_process")],
        ("in_process", "07"),
    ),
    "an appeal can be closed": (
        [("01", "denied"), ("05", "appeal_received"), ("07", "closed")],
        ("closed", "07"),
    ),
    "more records after a part": (
        [("01", "partially_fulfilled"), ("05", "in_process"), ("09", "fulfilled")],
        ("fulfilled", "09"),
    ),
    "a letter about something else": (
        [("01", "in_process"), ("05", "not_about_a_request")],
        ("in_process", "01"),
    ),
}


@pytest.mark.parametrize("story", STORIES)
def test_the_status_is_never_simply_the_last_letters(engine, story):
    letters, (status, day) = STORIES[story]
    _file(engine, *(filing(f"2024-03-{day}", status) for day, status in letters))
    assert _status(engine) == (status, f"2024-03-{day}")


@pytest.mark.parametrize("released", ["fulfilled", "partially_fulfilled"])
@pytest.mark.parametrize(
    "seconds", [("10:15:02", "10:15:40"), ("10:15:40", "10:15:02"), ("10:15:02", "10:15:02")]
)
def test_a_release_beats_the_closing_notice_of_its_minute(engine, released, seconds):
    first, second = seconds
    _file(engine, filing(f"2024-03-01 {first}", released), filing(f"2024-03-01 {second}", "closed"))
    assert _status(engine)[0] == released


def test_what_is_unsure_or_the_requesters_own_moves_nothing(engine):
    _file(
        engine,
        filing("2024-03-01", "in_process", promise("2024-04-01")),
        filing("2024-03-05", "denied", promise("2024-05-01", sure=Sure.UNSURE), sure=Sure.UNSURE),
        filing("2024-03-06", "withdrawn", promise("2024-06-01"), direction="outgoing"),
    )
    (row,) = view(engine, "requests_now")
    assert (row["status"], row["next_promised_on"], row["times_slipped"]) == ("in_process", "2024-04-01", 0)
    assert len(view(engine, "promises")) == 1
    assert row["last_letter_at"] == "2024-03-06 00:00:00"


def _outcomes(engine):
    return [(row["promised_on"][5:], row["outcome"], row["days_slipped"]) for row in view(engine, "promises")]


def test_the_same_day_promised_again_is_one_promise(engine):
    again = promise("2024-04-01")
    _file(engine, filing("2024-03-01", "extended", again), filing("2024-03-10", "in_process", again))
    assert _outcomes(engine) == [("04-01", "open", None)]
    assert view(engine, "promises")[0]["said_on"] == "2024-03-01"


def test_a_promise_met_late_has_slipped_by_that_many_days(engine):
    _file(
        engine, filing("2024-03-01", "in_process", promise("2024-04-01")), filing("2024-04-11", "no_records")
    )
    assert _outcomes(engine) == [("04-01", "slipped", 10)]
    assert view(engine, "requests_now")[0]["times_slipped"] == 1


def test_a_promise_met_in_part_on_its_day_is_kept(engine):
    _file(
        engine,
        filing("2024-03-01", "in_process", promise("2024-04-01")),
        filing("2024-04-01 23:59", "partially_fulfilled", promise("2024-06-01", "installment")),
    )
    assert _outcomes(engine) == [("04-01", "kept", 0), ("06-01", "open", None)]


def test_a_determination_is_not_met_by_more_time(engine):
    _file(
        engine,
        filing("2024-03-01", "extended", promise("2024-03-15", "determination")),
        filing("2024-03-14", "extended", promise("2024-03-29", "determination")),
        filing("2024-03-20", "denied"),
    )
    assert _outcomes(engine) == [("03-15", "slipped", 14), ("03-29", "kept", 0)]


def test_a_reply_is_met_by_any_later_letter(engine):
    _file(engine, filing("2024-03-01", "in_process", promise("2024-03-15", "reply")), filing("2024-03-14"))
    assert _outcomes(engine) == [("03-15", "kept", 0)]


def test_days_set_for_the_requester_are_no_promises(engine):
    _file(engine, filing("2024-03-01", "needs_payment", promise("2024-04-01", "payment_due")))
    assert view(engine, "promises") == []
    assert view(engine, "requests_now")[0]["next_promised_on"] is None
    assert [row["value"] for row in view(engine, "timeline") if row["kind"] == "promised_date"] == [
        "2024-04-01"
    ]


def test_overdue_counts_days_and_quotes_the_newest_promise(engine):
    today = datetime.now(UTC).date()
    early, late = (str(today - timedelta(days=days)) for days in (40, 9))
    _file(
        engine,
        filing(str(today - timedelta(days=90)), "extended", promise(early, "determination")),
        filing(str(today - timedelta(days=80)), "extended", promise(late)),
        filing(
            str(today - timedelta(days=5)),
            "in_process",
            promise(str(today + timedelta(days=9))),
            number="R-2",
        ),
    )
    (row,) = view(engine, "overdue")
    assert (row["tracking_number"], row["promised_on"], row["days_overdue"]) == ("R-1", late, 9)
    assert row["sentence"] == f"We expect the records by {late}."


def test_a_promise_of_today_is_not_overdue(engine):
    today = str(datetime.now(UTC).date())
    _file(engine, filing("2024-03-01", "in_process", promise(today)))
    assert view(engine, "overdue") == []
    assert view(engine, "requests_now")[0]["next_promised_on"] == today


def test_the_timeline_tells_letters_and_facts_in_order(engine):
    sentence = Sentence("The fee is $12.50.", "body", 80)
    _file(
        engine,
        filing(
            "2024-03-05",
            "needs_payment",
            Fee(12.5, sentence=sentence, rule="fee"),
            number=None,
            message_id="<b>",
            answers=("<a>",),
        ),
        filing(
            "2024-03-01",
            "in_process",
            ItemOutcome(4, "released", sentence=sentence, rule="item"),
            Contact("555-0100", sentence=sentence, rule="phone"),
            message_id="<a>",
        ),
    )
    told = [(row["at"][8:10], row["kind"], row["value"]) for row in view(engine, "timeline")]
    assert told == [
        ("01", "letter", "Public records"),
        ("01", "tracking_number", "R-1"),
        ("01", "status", "in_process"),
        ("01", "contact", "555-0100"),
        ("01", "item_outcome", "item 4: released"),
        ("05", "letter", "Public records"),
        ("05", "status", "needs_payment"),
        ("05", "fee", "12.50 USD"),
    ]


def test_review_says_why_a_person_should_look(engine):
    _file(
        engine,
        filing("2024-03-01", outcome=Outcome.FAILED, problem="It broke.", number=None, name="a"),
        filing("2024-03-02", outcome=Outcome.SILENT, number=None, name="b"),
        filing("2024-03-03", outcome=Outcome.UNCLAIMED, number=None, name="c"),
        filing("2024-03-04", outcome=Outcome.UNCLAIMED, number=None, direction="outgoing", name="d"),
        filing("2024-03-05", "denied", sure=Sure.UNSURE),
        filing("2024-03-06", "in_process", doubts=("Two dates do not agree.",), problem="A page was blank."),
        filing(None, "denied"),
    )
    told = [
        (row["sent_at"][8:10] if row["sent_at"] else None, row["reason"]) for row in view(engine, "review")
    ]
    assert sorted(told, key=str) == sorted(
        [
            ("01", "the letter could not be read: It broke."),
            ("02", "a portal claims the letter, and nothing was found in it"),
            ("03", "nobody claims the letter"),
            ("05", "unsure status: denied"),
            ("06", "Two dates do not agree."),
            ("06", "a part could not be read: A page was blank."),
            (None, "nothing says when the letter was sent"),
        ],
        key=str,
    )
    assert _status(engine) == ("in_process", "2024-03-06")
