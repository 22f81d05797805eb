"""Whether the body of a mail is the letter, or what is attached to it."""

import pytest
from attached import mail, pdf

from parsers.facts import PromisedDate, Status
from parsers.letter import open_letter
from parsers.registry import read

FORM = (
    "DETAILED COST ITEMIZATION\n"
    "Your request will be processed, but the balance must be paid before copies are mailed.\n"
    "The Director will answer an appeal by May 29, 2026. Total due $ ________"
)
BODY = (
    "Dear Ms. Vale, your request of May 4 for the plans of the storage units is granted. Attached to the "
    "second of today's mails are the plans, fourteen sheets, and the calculations of the engineer. As the "
    "material was at hand in electronic form there is no fee. {note}"
)


@pytest.mark.parametrize(
    "note", ["The cost form is enclosed as the Act asks.", "Our May letter is attached again."]
)
def test_a_body_that_is_a_letter_tells_status_and_days_alone(note: str) -> None:
    reading = read(open_letter(mail(BODY.format(note=note), (pdf(FORM), "application/pdf", "form.pdf"))))
    assert reading.status is Status.FULFILLED
    assert not [fact for fact in reading.facts if isinstance(fact, PromisedDate)]


def test_a_body_that_points_to_the_attached_answer_leaves_the_word_to_it() -> None:
    body = BODY.format(note="Please see our response letter, attached.")
    answer = "Dear Ms. Vale:\nYour request is denied under section 7.\nSincerely,\nO. Fern"
    reading = read(open_letter(mail(body, (pdf(answer), "application/pdf", "letter.pdf"))))
    assert {fact.sentence.part for fact in reading.facts} & {"attachment 1, page 1"}


def test_a_record_is_told_by_what_it_says_and_not_by_its_name() -> None:
    record = (
        "POLICY 512\nRequests for video are denied until the Coroner has ruled. Forms go in within ten days."
    )
    raw = mail(
        "You asked for policy 512, here it is.", (pdf(record), "application/pdf", "response letter.pdf")
    )
    letter = open_letter(raw)
    assert letter.has_records
    assert read(letter).status is Status.FULFILLED


def test_the_account_of_costs_that_is_attached_gives_its_sum() -> None:
    account = "INVOICE\n214 copies 53.50\nPriority mail 9.85\nAMOUNT DUE 63.35"
    raw = mail(
        "An invoice is attached. We copy on receipt of payment.", (pdf(account), "application/pdf", "inv.pdf")
    )
    reading = read(open_letter(raw))
    assert reading.status is Status.NEEDS_PAYMENT
    assert [f"{fact.amount:.2f}" for fact in reading.facts if hasattr(fact, "amount")] == ["63.35"]


def test_words_in_which_a_scan_shows_figures_are_mended() -> None:
    text = "Dear Ms. Vale:\nWe were unab1e to find any. The fi1e is c1osed. Nothing resp0nsive exists."
    letter = open_letter(mail("See attached letter.", (pdf(text), "application/pdf", "letter.pdf")))
    assert "unable to find" in letter.parts[-1].text
    assert read(letter).status is Status.NO_RECORDS
