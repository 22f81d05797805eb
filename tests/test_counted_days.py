"""What a span of days is counted from, and the days of a letter that nobody promised."""

import pytest
from test_promises import told
from zoning import zone_of

from parsers.facts import Sentence, Zone
from parsers.phrases.signals import spoken
from parsers.sentences import split


@pytest.mark.parametrize(
    ("body", "day"),
    [
        # the letter is of Monday 2 March 2026
        (
            (
                "Your letter came in on February 20, 2026. The Board will answer within 30 days of "
                "receiving the letter."
            ),
            "03-22",
        ),
        (
            (
                "Your form was received at 9:15 a.m. on February 27, 2026. You will hear within the "
                "usual five business days after the day it was received."
            ),
            "03-06",
        ),
        (
            (
                "We received your application on February 2, 2026. An extension of 45 days beyond the "
                "30-day statutory limit is being taken."
            ),
            "04-18",
        ),
        ("Please allow six (6) business days from today's date for the Clerk to respond.", "03-10"),
        (
            (
                "Your copies will be sent within five business days of this letter, not counting "
                "Thursday the 5th."
            ),
            "03-10",
        ),
        (
            (
                "You'll have them within five business days of this letter. The hall observes Town Day "
                "on Thu. March 5 and Founders' Day on the 6th; those days don't count."
            ),
            "03-11",
        ),
        (
            (
                "You will have the maps within five business days of this letter. Our doors are closed 4 "
                "and 5 March."
            ),
            "03-11",
        ),
        ("I'll have the maps for you no later than 3/19.", "03-19"),
        ("Our target for the whole of it has gone from March 20 to April 17, 2026.", "04-17"),
        ("She's in a training until the 10th. The maps will be sent to you by March 13.", "03-13"),
    ],
)
def test_a_span_is_counted_from_what_its_letter_names(body: str, day: str) -> None:
    assert told(body) == [(day, False)]


@pytest.mark.parametrize(
    "body",
    [
        "Our clerk is travelling until the 12th.",
        "The chair is on medical leave through March 20.",
        "Ordinarily an answer would be made within thirty days, being March 21, 2026.",
        "We intended to be in a position to reply by 6 March 2026.",
        "The counter will be closed Friday, March 13, 2026 and that day is not counted.",
        "We will hold the copies until March 27.",
        "We received your letter on January 5, 2026. The law gives an agency 20 days of receipt.",
    ],
)
def test_a_day_that_is_only_told_is_no_promise(body: str) -> None:
    assert told(body) == []


def test_the_short_name_of_a_day_ends_no_sentence() -> None:
    text = "We are shut on Tue. March 10 for repairs. We sat. Nobody came."
    assert [text[start:end] for start, end in split(text)] == [
        "We are shut on Tue. March 10 for repairs.",
        "We sat.",
        "Nobody came.",
    ]


@pytest.mark.parametrize(
    ("words", "zone"),
    [
        ("On 9 February the Licensing Unit replied that it would not give them.", Zone.HISTORY),
        ("Your earlier FOI request 22/0041 was answered in May and is closed.", Zone.HISTORY),
        ("In 10 business days we expect what was requested to be released.", Zone.STATEMENT),
        ("Your first request was opened today.", Zone.STATEMENT),
    ],
)
def test_what_was_said_of_an_earlier_day_or_request_is_history(words: str, zone: Zone) -> None:
    assert zone_of(words, words[:20]) == {zone}


def test_an_echo_of_dashes_ends_where_the_agency_counts_on() -> None:
    text = (
        "You ask for:\n- the ledgers of the mill\n- its letters\n\n2. Our number is 41.\n\n"
        "3. The decision is due.\n"
    )
    assert zone_of(text, "its letters") == {Zone.ECHO}
    assert zone_of(text, "Our number") | zone_of(text, "The decision is due") == {Zone.STATEMENT}


def test_an_echo_ends_where_a_time_limit_is_spoken_of() -> None:
    text = (
        "You are seeking:\n- the ledgers of the mill, 2017 - 2018\n"
        "The original statutory period ends soon.\nA decision is now due by 5 July.\n"
    )
    assert zone_of(text, "original statutory period") | zone_of(text, "A decision is") == {Zone.STATEMENT}


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("The request to expedite it is hereby denied.", "The request to expedite it is hereby settled."),
        ("Your fee waiver request was declined.", "Your fee waiver request was settled."),
        ("Your request is denied.", "Your request is denied."),
    ],
)
def test_what_is_refused_beside_the_records_refuses_no_records(said: str, heard: str) -> None:
    assert spoken(Sentence(said, "body", 0)) == heard


def test_a_day_that_one_leaves_on_is_not_promised_and_one_to_be_paid_by_is_the_requesters() -> None:
    assert told("Greer takes this over from me as I am retiring on the 31st.") == []
    assert told("If your check is not here by March 13 I will put the file away.") == [("03-13", True)]
