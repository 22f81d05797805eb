"""Which days of a letter are promises, which are the requester's, and which are only told."""

import pytest

from parsers.letter import open_letter
from parsers.phrases import promises
from parsers.phrases.promises import is_requesters

SENT = "Mon, 2 Mar 2026 15:00:00 +0000"


def told(body: str, sent: str = SENT) -> list[tuple[str, bool]]:
    """Return each day that a letter of Monday, March 2, 2026 gives, and whether it is the requester's."""
    raw = f"From: Records <r@town.example>\r\nDate: {sent}\r\nSubject: your request\r\n\r\n{body}\r\n"
    return [
        (f"{each.promised_on:%m-%d}", is_requesters(each))
        for each in promises.read(open_letter(raw.encode()))
    ]


@pytest.mark.parametrize(
    ("body", "day"),
    [
        ("You will have them by close of business Friday, March 6.", "03-06"),
        ("The repairman isn't here until Thursday. Let's say the 20th instead.", "03-20"),
        ("They go to legal on the 9th, so call it a week after that, the 16th.", "03-16"),
        ("Estimated delivery date:\r\n04/10/2026", "04-10"),
        ("We remain on track for the second installment on March 27.", "03-27"),
        ("Processing time is currently two to three weeks.", "03-23"),
        ("We estimate that between 30 and 60 days will be needed to compile the reports.", "05-01"),
        ("I have March 20 marked for those.", "03-20"),
        ("I will get them over to you by close of business Friday.", "03-06"),
        ("Our decision on your appeal is due March 24.", "03-24"),
        ("The Appeals Officer will explain the reasons in writing by March 24, 2026.", "03-24"),
        ("You will receive a determination within ten days of February 27, 2026.", "03-09"),
        ("I am pushing out the time limit for that part only, to Tuesday 10 March.", "03-10"),
        ("Look for it two days after the vendor's time runs out, meaning March 16.", "03-16"),
        ("It's going to have to be next Monday (the 9th) for you.", "03-09"),
        ("It is our intention to get an answer to you before the month is out.", "03-31"),
        ("We'd expect to resolve it by March 30, though that may be extended by 10 days.", "03-30"),
        ("We cannot do this before March 11.", "03-11"),
        (
            "Given the volume, staff estimates that a first release will be made on or before June 30.",
            "06-30",
        ),
        ("You can expect a reply on or before March 20 unless we need more time.", "03-20"),
        ("Your request was received on March 2. We will respond within 10 days of that date.", "03-12"),
        ("The 20 working days have been worked out as ending on March 30.", "03-30"),
        ("Plan on Tuesday, March 17 for the survey data.", "03-17"),
        ("We expect to have them ready the week of March 16-20.", "03-16"),
        ("By March 20 you'll have the bridge survey or a written refusal.", "03-20"),
        ("Counsel needs to look at it first, so I'm figuring March 27.", "03-27"),
        ("The time needed to produce the records is: 10 business days from the date of this form.", "03-16"),
        ("Taking an additional ten working days from the date of this notice.", "03-16"),
        ("On ours, I can commit to telling you where it stands on March 19.", "03-19"),
        (
            "Decision due: March 11, 2026\r\n\r\nThe decision has therefore been moved to March 25, 2026.",
            "03-25",
        ),
        (
            "The ordinary time for a reply is 20 working days, ie March 30.\r\n\r\nOur new date is April 9.",
            "04-09",
        ),
    ],
)
def test_a_promise_is_read_in_the_words_of_clerks(body: str, day: str) -> None:
    assert told(body) == [(day, False)]


@pytest.mark.parametrize(
    "body",
    [
        "Your request has been approved but due to the start of the school year (August 25) it is delayed.",
        "The footage will be overwritten by September 28, 2026.",
        "You may petition the Supervisor of Records on or before June 1, 2026.",
        "The engineer has been directed to furnish the report to this office by March 25.",
        "She is at a conference until Friday.",
        "Disclosure may be delayed for up to 60 days from the date of the incident.",
        "We are invoking a thirty-day extension.",
        "The extension made the response due on or before March 2, 2026.",
        "The commissioners next meet on March 18.",
        "The depot is shut until March 23.",
        "The assistant is on long service leave until April 6.",
        "Our archivist is off sick and is not expected back before March 30.",
        "Save copies of anything that you need before March 22.",
        "The share expires at midnight on March 31, so please download what you need.",
        "New passwords are required of everyone by March 31, 2026.",
        "The message can be opened until April 2, 2026.",
        "The auditor's office will be in trial March 9-12.",
        "Our staff will be out March 12 through 16.",
        "The next sittings of the panel are on March 24 and April 14.",
        "The supplier was asked for its views, which it has to give by March 18.",
        "Two other agencies are consulted; they've said they will be back to us by March 27.",
        "The law requires that within five business days we answer you or say why not.",
        "The commissioner's guidance says that a review should usually take no longer than 20 working days.",
        "The period, which would run out on March 26, stops until we hear from the court.",
        "The current contract may be extended to June 30, 2027.",
        "The authors were given until March 19 to react.",
        "On January 12 the estimated cost was posted with 30 days to pay.",
        "Records will be emailed within 5 business days after prepayment has been received.",
        "The department seeks your agreement to a 14-day extension to March 16.",
    ],
)
def test_a_day_that_is_only_told_is_no_promise(body: str) -> None:
    assert [day for day, is_theirs in told(body) if not is_theirs] == []


@pytest.mark.parametrize(
    ("body", "day"),
    [
        ("A 50% deposit of $132.50 is required by April 20, 2026.", "04-20"),
        ("We ask that the deposit be received no later than April 14, 2026.", "04-14"),
        ("If payment is not received by April 15, 2026 we'll consider the request withdrawn.", "04-15"),
        ("- Payment to be made by March 27 (cheque or card).", "03-27"),
        ("Your request will be closed on March 27, 2026 unless you reply.", "03-27"),
        ("The file will be closed from March 27 if we do not hear from you.", "03-27"),
        ("The money has to be with us by 5pm on March 27, 2026.", "03-27"),
    ],
)
def test_a_day_for_the_requester_is_told_apart(body: str, day: str) -> None:
    assert told(body) == [(day, True)]


def test_a_letter_that_was_sent_on_years_later_still_promises() -> None:
    found = told("You should receive our response by 21 March 2017.", "Thu, 25 May 2023 15:00:00 +0000")
    assert found == [("03-21", False)]


def test_the_day_of_the_agency_and_the_payment_it_waits_for_are_told_apart() -> None:
    body = "The office will supply the permits by March 30, 2026, provided payment arrives by March 10, 2026."
    assert told(body) == [("03-30", False), ("03-10", True)]


@pytest.mark.parametrize(
    "body",
    [
        "The council accounts, billing through the end of February (14 pages), are attached.",
        "We took the extension that the Act allows on the 16th.",
        "You will recall that installments one to three went out on February 11 and February 27.",
        "Recordings may be withheld for up to 45 days where release would harm the case.",
        "This response will be added to our disclosure log in seven days.",
        "Requests for video must be made by certified mail within sixty days.",
        "Their time limit of 20 days starts when they receive it.",
        "The board work session was moved to March 13.",
        "A response was therefore due on or before March 3, 2026.",
        "They charge $12 and it takes about ten days.",
    ],
)
def test_a_day_of_something_else_is_no_promise(body: str) -> None:
    assert told(body) == []


@pytest.mark.parametrize(
    "body",
    [
        "We will not act further under this request unless you write back by April 1, 2026.",
        "A yes by e-mail will do, sent by April 1, 2026; otherwise I must close it.",
        "Would you mark the one you want and send it back by April 1?",
        "I am going to hold this open for you until April 1, 2026.",
        "If by April 1, 2026 we have none of these, your request is considered withdrawn.",
        "If neither reaches us by April 1, 2026, we presume that you are no longer interested.",
    ],
)
def test_a_day_by_which_something_hangs_on_the_requester_is_the_requesters(body: str) -> None:
    assert told(body) == [("04-01", True)]


def test_a_day_that_will_not_be_met_is_taken_back() -> None:
    assert told(
        "You expect an answer by March 13. I am sorry to say we will not make that. Expect it by March 30."
    ) == [("03-30", False)]
