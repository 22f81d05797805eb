"""Which zone a sentence stands in: only a statement is the writer speaking now."""

import pytest
from zoning import zone_of, zones_of

from parsers.facts import Zone
from parsers.zones import divide

OLD = "Your earlier request is denied."


QUOTING = {
    "on-wrote": "On Mon, Mar 2, 2026 at 10:14 AM Otis Fern <clerk@quillby.example> wrote:\n\n> {old}\n",
    "on-wrote-wrapped": (
        "On Mon, Mar 2, 2026 at 10:14 AM Otis Fern, Town Clerk of Quillby\n"
        "<clerk@quillby.example> wrote:\n\n> {old}\n"
    ),
    "on-wrote-wrapped-twice": (
        "On Mon, Mar 2, 2026 at 10:14 AM Otis Fern, Town Clerk\n"
        "of Quillby and Keeper of the Records\n<clerk@quillby.example> wrote:\n> {old}\n"
    ),
    "on-wrote-unmarked": "On Mon, Mar 2, 2026, Otis Fern <clerk@quillby.example> wrote:\n\n{old}\n",
    "outlook": (
        "From: Otis Fern <clerk@quillby.example>\nSent: Monday, March 2, 2026 10:14 AM\n"
        "To: Dana Vale\nCc: Records\nSubject: RE: Request\n\n{old}\n"
    ),
    "outlook-bold": (
        "*From:* Otis Fern <clerk@quillby.example>\n*Sent:* Monday, March 2, 2026 10:14 AM\n"
        "*To:* Dana Vale\n*Subject:* RE: Request\n\n{old}\n"
    ),
    "outlook-one-line": "From: Otis Fern Sent: March 2, 2026 10:14 To: Dana Vale Subject: Request {old}\n",
    "original-message": "-----Original Message-----\nFrom: Otis Fern\n\n{old}\n",
    "forwarded": "---------- Forwarded message ---------\nFrom: Otis Fern\n\n{old}\n",
    "marked": "> Dear Ms. Vale,\n>\n> {old}\n",
    "marked-twice": ">> {old}\n> Thank you.\n",
    "german-wrote": "Am 02.03.2026 um 10:14 schrieb Otis Fern <clerk@quillby.example>:\n> {old}\n",
    "german-outlook": (
        "Von: Otis Fern\nGesendet: Montag, 2. März 2026 10:14\nAn: Dana Vale\nBetreff: Antrag\n\n{old}\n"
    ),
    "german-original": "-----Ursprüngliche Nachricht-----\n\n{old}\n",
    "reply-above": "##- Please type your reply above this line -##\n\n{old}\n",
}


@pytest.mark.parametrize("layout", QUOTING.values(), ids=QUOTING.keys())
def test_an_earlier_letter_is_quoted(layout: str) -> None:
    own = "The responsive contracts will be ready for you at the front desk on May 14."
    text = f"Dear Ms. Vale,\n\n{own}\n\n{layout.format(old=OLD)}"
    assert zone_of(text, OLD) == {Zone.QUOTED}
    assert zone_of(text, own) == {Zone.STATEMENT}


def test_all_below_an_outlook_block_is_quoted() -> None:
    text = (
        f"It is closed.\n\n{QUOTING['outlook'].format(old=OLD)}\nWe need more time.\n\nPlease remit $40.00.\n"
    )
    assert [words for words, zone in zones_of(text).items() if zone is Zone.STATEMENT] == ["It is closed."]


def test_answers_between_quoted_questions_are_statements() -> None:
    text = "> Do you hold it?\n\nYes, it is attached.\n\n> Did you pay for it?\n\nNo.\n"
    zones = zones_of(text)
    assert zones["Yes, it is attached."] is zones["No."] is Zone.STATEMENT
    assert [zone for words, zone in zones.items() if words.startswith(">")] == [Zone.QUOTED] * 2


def test_what_was_written_is_no_header_where_it_is_told_in_a_sentence() -> None:
    for told in (
        "On Monday the board met, and as the clerk wrote:\n",
        "On Monday, March 2, 2026, as Mr. Fern wrote:\n",
        "On reflection we stand by what the town attorney wrote:\n",
    ):
        text = f"We have looked again.\n\n{told}\nThe minutes are no secret.\n\nYour request is granted.\n"
        assert zone_of(text, "Your request is granted.") == {Zone.STATEMENT}


def test_a_letter_that_only_forwards_another_is_read_as_that_one() -> None:
    text = (
        "---------- Forwarded message ---------\nFrom: Otis Fern <clerk@quillby.example>\n"
        "Date: Mon, Mar 2, 2026\nSubject: Request\nTo: Dana Vale\n\nYour request is closed.\n\n"
        f"-----Original Message-----\n{OLD}\n"
    )
    assert zone_of(text, "Your request is closed.") == {Zone.STATEMENT}
    assert zone_of(text, OLD) == {Zone.QUOTED}


def test_the_line_above_which_to_reply_opens_a_portals_letter() -> None:
    text = "##- Please type your reply above this line -##\n\nYour request is closed.\n"
    assert zone_of(text, "Your request is closed.") == {Zone.STATEMENT}


@pytest.mark.parametrize(
    "sign_off", ["Sincerely,", "Respectfully,", "Kind regards", "Mit freundlichen Grüßen", "Ngā mihi", "-- "]
)
def test_a_signature_is_footer(sign_off: str) -> None:
    text = f"Your request is closed.\n\n{sign_off}\n\nOtis Fern\nDenials and Fees Unit\n555-0100\n"
    assert zone_of(text, "Your request is closed.") == {Zone.STATEMENT}
    assert zone_of(text, "Denials and Fees Unit") == {Zone.FOOTER}


def test_what_follows_a_signature_as_a_letter_does_is_a_statement() -> None:
    text = (
        "Your request is closed.\n\nSincerely,\nOtis Fern\nTown Clerk\n\n"
        "We will nevertheless continue to look for the remaining contracts and send you what we find there.\n"
    )
    assert zone_of(text, "We will nevertheless") == {Zone.STATEMENT}


@pytest.mark.parametrize(
    "words",
    [
        "We have closed your request.",
        "Your records are attached.",
        "PS: We found no other contracts.",
        "The town will send the rest of the plans by\nApril 30, 2026.",
    ],
)
def test_what_is_said_after_a_greeting_is_a_statement(words: str) -> None:
    text = f"Thank you for your patience.\n\nCheers,\nOtis Fern\nTown Clerk, 555-0100\n\n{words}\n"
    assert zone_of(text, "Town Clerk") == {Zone.FOOTER}
    assert zone_of(text, words.partition("\n")[0]) == {Zone.STATEMENT}


@pytest.mark.parametrize(
    "opening",
    [
        "You have requested the following records:",
        "Your request of March 2, 2026 seeks the following:",
        "Records requested:",
        "Description of records requested:",
        "The text of your request:",
    ],
)
@pytest.mark.parametrize("bullet", ["{}.", "({})", "-", "•"])
def test_an_echoed_list_is_echo_and_ends_where_the_agency_speaks(opening: str, bullet: str) -> None:
    items = ["Every contract signed by May 1, 2026.", "Each invoice that was denied.", "We need more time."]
    listed = "\n".join(f"{bullet.format(number)} {item}" for number, item in enumerate(items, 1))
    text = f"Dear Ms. Vale,\n\n{opening}\n\n{listed}\n\nThe City expects to answer by April 30, 2026.\n"
    for item in items:
        assert zone_of(text, item) == {Zone.ECHO}
    assert zone_of(text, "The City expects") == {Zone.STATEMENT}


@pytest.mark.parametrize(
    "answer",
    [
        "Pursuant to Government Code section 7922.535, the City needs to extend its time by 14 days.",
        "The records you seek are part of an open investigation and are withheld.",
        "The requested reports are exempt and will not be released.",
        "As we have not heard from you, we consider the matter closed.",
    ],
)
def test_an_echo_without_quotation_marks_ends_where_the_agency_answers(answer: str) -> None:
    text = f"You requested the following:\n\nAll body camera video of the stop on Pine Street.\n\n{answer}\n"
    assert zone_of(text, "body camera") == {Zone.ECHO}
    assert zone_of(text, answer[:30]) == {Zone.STATEMENT}


@pytest.mark.parametrize(
    "opening",
    [
        "We received your request on March 2, 2026:",
        "This office has received your e-mail dated 3/2/2026:\n\n",
    ],
)
def test_a_quotation_below_the_receipt_of_a_request_is_echo(opening: str) -> None:
    text = f"{opening} “All contracts that were denied by the town in 2019.”\n\nYour request is closed.\n"
    assert zone_of(text, "All contracts") == {Zone.ECHO}
    assert zone_of(text, "Your request is closed.") == {Zone.STATEMENT}
    plain = f"{opening} it has the number 2026-0117.\n"
    assert zone_of(plain, "2026-0117") == {Zone.STATEMENT}


def test_an_echo_in_quotation_marks_ends_with_them() -> None:
    text = (
        'You asked for:\n"Any letter that says a request was denied, and its invoice."\n\n'
        "Your request is closed.\n"
    )
    assert zone_of(text, "was denied") == {Zone.ECHO}
    assert zone_of(text, "is closed") == {Zone.STATEMENT}


@pytest.mark.parametrize(
    "words",
    [
        "In your letter you asked for the contracts that were denied.",
        "You requested all e-mails about the closed bridge.",
        "Your request seeks the invoices of 2019.",
    ],
)
def test_what_the_requester_said_is_echo(words: str) -> None:
    assert zones_of(words) == {words: Zone.ECHO}


@pytest.mark.parametrize(
    "words",
    [
        "You may appeal this decision within 30 days of this letter.",
        "You have the right to file an administrative appeal.",
        "If you are not satisfied with our response, you may contact the ombudsman.",
        "An appeal must be received by May 1, 2026.",
        "You may also seek judicial review of this decision.",
        "If you are unhappy with this answer, you can ask for an internal review.",
    ],
)
def test_rights_are_remedies(words: str) -> None:
    assert zones_of(words) == {words: Zone.REMEDIES}


def test_an_appeal_that_came_in_is_a_statement() -> None:
    words = "Your appeal has been received."
    assert zones_of(words) == {words: Zone.STATEMENT}


@pytest.mark.parametrize(
    "words",
    [
        "On March 2, 2026, we informed you that your request was denied.",
        "On 3/2/2026, the City advised you that a fee applies.",
        "In our previous letter, we notified you of an extension.",
        "As we advised in our letter, the records are due by May 1.",
        "We previously told you that a fee applies.",
        "The records were previously expected by May 1, 2026.",
        "On July 12 the estimate of $128 was posted to your account with 30 days to pay.",
        "On March 31, 2026 the Township invoked an extension, making its answer due on April 30.",
    ],
)
def test_what_was_said_before_is_history(words: str) -> None:
    assert zones_of(words) == {words: Zone.HISTORY}


@pytest.mark.parametrize(
    "words",
    [
        "This e-mail is intended only for the recipient named above.",
        "If you received this message in error, please delete it.",
        "Please consider the environment before printing this e-mail.",
        "CAUTION: This message was sent from outside.",
        "To monitor this request please log in to the portal.",
    ],
)
def test_a_notice_is_footer(words: str) -> None:
    assert zones_of(words) == {words: Zone.FOOTER}


@pytest.mark.parametrize(
    "words",
    [
        "We received your request on March 2, 2026.",
        "We expect to provide the records by April 30, 2026.",
        "Your request is denied.",
        "No records were found.",
        "The responsive records have been released; please log in to the portal to see them.",
        "Your records are available: login to your account to download them.",
        "On May 1, 2026, the records will be ready.",
        "The invoice must be paid within 30 days.",
    ],
)
def test_what_the_agency_says_now_is_a_statement(words: str) -> None:
    assert zones_of(words) == {words: Zone.STATEMENT}


def test_a_subject_is_never_cut_by_layout() -> None:
    assert zones_of("Sincerely,", "subject") == {"Sincerely,": Zone.STATEMENT}


def test_every_word_of_a_letter_stands_in_one_sentence_where_it_says() -> None:
    text = "\n\n".join(["Dear Ms. Vale,", "It is closed. We found 3 pages.", *QUOTING.values()])
    sentences = list(divide("body", text))
    assert [word for each in sentences for word in each.text.split()] == text.split()
    for each in sentences:
        assert " ".join(text[each.start :].split()).startswith(each.text)
