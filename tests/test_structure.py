"""What stands beside a letter's own words: forms, laws, exhibits, a history, answers typed in, records."""

import pytest
from attached import mail, pdf
from zoning import zone_of, zones_of

from parsers.covers import is_letter, pages_of_letter
from parsers.facts import Status, Zone
from parsers.hard_lines import mend
from parsers.letter import open_letter
from parsers.portals.govqa import PORTAL
from parsers.registry import read
from parsers.zones import divide

CHOSEN = """In response to your request, our office is taking the action(s) indicated below:
    The records are attached;
X   Your request is denied on the following grounds:
    No such records exist.
X   You showed us no proof of where you live. It will be reconsidered
    when you do.
    The fee was not paid.
If you have any questions, please call.
"""


def test_where_only_a_mark_tells_what_is_chosen_the_other_lines_say_nothing() -> None:
    assert zone_of(CHOSEN, "Your request is denied") == {Zone.STATEMENT}
    assert zone_of(CHOSEN, "showed us no proof") == {Zone.STATEMENT}
    assert zone_of(CHOSEN, "will be reconsidered") == {Zone.STATEMENT}
    assert zone_of(CHOSEN, "No such records exist") == {Zone.ECHO}
    assert zone_of(CHOSEN, "The records are attached") == {Zone.ECHO}
    assert zone_of(CHOSEN, "The fee was not paid") == {Zone.ECHO}
    assert zone_of(CHOSEN, "please call") == {Zone.STATEMENT}


@pytest.mark.parametrize(
    "opening",
    [
        "Only a paragraph whose box is marked is meant for you.",
        "A paragraph below is meant for you only where the box in front of it has been checked.",
    ],
)
def test_of_a_form_whose_marks_are_lost_no_paragraph_speaks(opening: str) -> None:
    text = f"Nothing was found in our indices.\n{opening}\nYour request is denied.\nSincerely,\nO. Fern\n"
    assert zone_of(text, "Nothing was found") == {Zone.STATEMENT}
    assert zone_of(text, "is denied") == {Zone.ECHO}


def test_behind_the_last_empty_box_the_agency_speaks_again() -> None:
    text = "[X] It is a large request.\n[ ] It was lost.\nYou will have our answer on or before May 4.\n"
    assert zone_of(text, "You will have") == {Zone.STATEMENT}
    assert zone_of(text, "It was lost") == {Zone.ECHO}


@pytest.mark.parametrize(
    "head", ["EXHIBIT A", "[Enclosure 1 of 2: our May letter]", "AFFIDAVIT", "=========="]
)
def test_what_is_put_behind_a_signed_letter_is_not_its_word(head: str) -> None:
    text = f"We found none.\n\nSincerely,\nO. Fern\n\n{head}\n\nYour request of May 4 is denied in full.\n"
    assert Zone.STATEMENT not in zone_of(text, "is denied in full")
    assert zone_of(text, "We found none") == {Zone.STATEMENT}


def test_a_law_that_a_letter_prints_ends_where_the_agency_speaks_again() -> None:
    text = (
        "We need seven more days. The section reads:\n\n  § 12-4. The public body shall answer.\n"
        "  1. The records are entirely withheld.\n\nWe will write to you on May 4.\n"
    )
    assert zone_of(text, "entirely withheld") == {Zone.QUOTED}
    assert zone_of(text, "We will write") == {Zone.STATEMENT}
    assert zone_of(text, "We need seven") == {Zone.STATEMENT}


def test_the_entries_of_a_portals_history_are_earlier_letters() -> None:
    text = "It is closed today.\n\n5/4/2026 2:05:33 PM Records Center wrote:\nYour request is denied.\n"
    assert zone_of(text, "is denied") == {Zone.QUOTED}


def test_answers_in_capitals_below_are_the_writers() -> None:
    text = (
        "My answers are in caps below.\n\nFrom: Dana Vale\nSent: Monday, May 4, 2026 9:00 AM\nTo: Clerk\n"
        "Subject: request\n\n1. The lease of the mill.\nATTACHED, TWO PAGES\n\n2. Denial letters.\nNONE\n"
    )
    assert zone_of(text, "ATTACHED") == {Zone.STATEMENT}
    assert zone_of(text, "The lease") == {Zone.QUOTED}
    unsaid = text.replace("My answers are in caps below.", "Thank you.")
    assert zone_of(unsaid, "ATTACHED") == {Zone.QUOTED}


@pytest.mark.parametrize(
    "answer",
    [
        "Your records are ready in the Records Center.",
        "A list of calls for the block is now available in the Public Records Center.",
        "With this release your request is closed.",
    ],
)
def test_a_request_without_quotation_marks_ends_at_the_paragraph_that_answers_it(answer: str) -> None:
    text = f"You requested the following:\n\nCalls to Oak Street\n\nAll of 2024, please.\n\n{answer}\n"
    told = {each.text: each.zone for each in divide("body", text, PORTAL.frames)}
    assert told[answer] is Zone.STATEMENT
    assert told["Calls to Oak Street"] is Zone.ECHO


def test_a_request_told_in_one_line_is_echo() -> None:
    text = "Request status: In Process Description: To Whom It May Concern: send all denied permits. Thanks\n"
    assert [zone for words, zone in zones_of(text).items() if "denied permits" in words] == [Zone.ECHO]


def test_what_a_determination_did_that_is_appealed_is_history() -> None:
    assert zone_of("That determination released 41 pages and withheld 9.\n", "withheld") == {Zone.HISTORY}


@pytest.mark.parametrize(
    "page",
    [
        "Re: Your FOIA request\n\nMs. Vale:\n\nYou asked for the settlement agreements. You get them.",
        "TOWNSHIP OF FERN\nNOTICE OF DENIAL\nAGENDA of the regular meeting: not found after a search.",
        "Sehr geehrte Frau Vale,\nüber Ihren Antrag vom 4. Mai entscheide ich: er wird abgelehnt.",
        "APPLICATION\nI HEREBY APPLY TO INSPECT the lease.\nFOR AGENCY USE ONLY\n[X] Cannot be found",
    ],
    ids=["names-records", "titled", "german", "form-handed-back"],
)
def test_an_attached_letter_is_one_whatever_it_names(page: str) -> None:
    assert is_letter(page, "scan0001.pdf")


@pytest.mark.parametrize(
    "page",
    [
        "LAKE SCHOOLS\nMINUTES\nRegular meeting called to order at 7. Requests were discussed.",
        "From: Vale, Dana\nSent: Monday, May 4, 2026\nTo: Fern\n\nDid you get your copy? You said you would.",
        "APPLICATION FOR ACCESS\nI HEREBY APPLY TO INSPECT the lease.\nFOR AGENCY USE ONLY\n[ ] Denied",
    ],
    ids=["minutes", "mail", "form-not-answered"],
)
def test_a_record_is_no_letter(page: str) -> None:
    assert not is_letter(page, "scan0001.pdf")


def test_a_letter_ends_with_the_page_that_is_signed() -> None:
    report = "Unit 4 arrived at noon and took the plate of the van in the lot behind the mill. " * 5
    assert pages_of_letter(["Dear Ms. Vale,", "Sincerely,\nO. Fern", report]) == 2
    assert pages_of_letter(["Dear Ms. Vale, your request is granted.", report]) == 1


def test_a_note_that_calls_what_is_attached_the_answer_leaves_the_word_to_it() -> None:
    answer = "Dear Ms. Vale:\nYour request is denied under section 7.\nSincerely,\nO. Fern"
    note = "Dear Ms. Vale, attached is the District's 10-day response. " + "The office closes at three. " * 12
    reading = read(open_letter(mail(note, (pdf(answer), "application/pdf", "letter.pdf"))))
    assert reading.status is Status.DENIED


def test_one_cut_word_is_mended_only_where_the_word_is_known() -> None:
    line = "x" * 70 + " it will be ready on or befo"
    assert mend(f"short line\n{line}\nre June").splitlines()[1].endswith("before June")
    unknown = "x" * 70 + " it will be ready at Kerow"
    assert mend(f"short line\n{unknown}\nach Hall").splitlines()[1] == unknown


def test_of_several_letters_in_one_text_the_latest_speaks() -> None:
    text = (
        "Town of Fern\nMay 4, 2026\nMs. Vale:\nYour request was received.\nO. Fern\n\n"
        "Town of Fern\nJune 9, 2026\nMs. Vale:\nYour request is denied.\nO. Fern\n"
    )
    assert zone_of(text, "was received") == {Zone.QUOTED}
    assert zone_of(text, "is denied") == {Zone.STATEMENT}


def test_days_in_the_text_of_one_letter_make_no_second_letter() -> None:
    text = "May 4, 2026\nDear Ms. Vale:\nYour request came on\nMay 1, 2026\nand is granted.\n"
    assert zone_of(text, "and is granted") == {Zone.STATEMENT}


def test_a_policy_that_a_letter_says_is_below_is_not_its_word() -> None:
    text = "We have none.\nOur policy is below.\n\nO. Fern\n\nBoard Policy 4.2\nRequests are denied.\n"
    assert zone_of(text, "Requests are denied") == {Zone.QUOTED}
    assert zone_of(text, "We have none") == {Zone.STATEMENT}


def test_a_note_that_hands_on_an_answer_lets_it_speak() -> None:
    head = (
        "From: Roads <r@town.example>\nSent: Monday, May 4, 2026 9:00 AM\nTo: Clerk\nSubject: FW: request\n\n"
    )
    text = f"See below from Public Works.\n\nOna\n\n{head}We searched and found no such permits.\n"
    assert zone_of(text, "found no such permits") == {Zone.STATEMENT}
    asked = f"See the answer below.\n\nOna\n\n{head}I hereby request all permits that were denied.\n"
    assert zone_of(asked, "that were denied") == {Zone.QUOTED}


def test_what_follows_the_signature_of_an_attached_letter_is_beside_it() -> None:
    letter = "Dear Ms. Vale: " + "we looked in the vault and in the mill for the lease of the weir. " * 6
    text = (
        f"{letter}\nSincerely,\nO. Fern\n\n7/28/26 Received. Partial grant drafted and then withdrawn here.\n"
    )
    assert Zone.STATEMENT not in {
        zone
        for words, zone in zones_of(text, "attachment 1, page 1").items()
        if "Partial grant drafted" in words
    }
    assert zone_of(text, "Partial grant drafted") == {Zone.STATEMENT}  # in a body it may be a postscript
    costs = text.replace("Partial grant drafted", "Deposit required: $90.00, partial grant")
    told = zones_of(costs, "attachment 1, page 1")
    assert any(zone is Zone.STATEMENT for words, zone in told.items() if "Deposit required" in words)


def test_a_ticked_box_inside_an_echo_is_said() -> None:
    text = (
        "RECORDS YOU REQUESTED:\nThe lease of the mill\nYour request:\n[ ] Will be granted.\n"
        "[X] Is denied in its entirety.\n[ ] Is too broad.\n"
    )
    assert zone_of(text, "Is denied") == {Zone.STATEMENT}
    assert zone_of(text, "Will be granted") == {Zone.ECHO}


def test_a_second_box_of_a_line_is_the_one_that_is_ticked() -> None:
    form = "[ ] You get all of it.\n[ ] You get a part, OR [X] You get none of it.\n[ ] Nothing was found.\n"
    assert zone_of(form, "You get none of it") == {Zone.STATEMENT}
    assert zone_of(form, "You get a part") | zone_of(form, "Nothing was found") == {Zone.ECHO}


def test_of_several_boxes_in_one_line_each_has_its_own_words() -> None:
    form = "[X] All is granted.   [ ] A part is denied.   [ ] All is denied.\n\nThe fee exceeds ours.\n"
    assert zone_of(form, "All is granted") == {Zone.STATEMENT}
    assert zone_of(form, "A part is denied") | zone_of(form, "All is denied") == {Zone.ECHO}
    assert zone_of(form, "The fee exceeds") == {Zone.STATEMENT}


def test_the_request_as_it_came_behind_an_attached_letter_is_not_the_letter() -> None:
    letter = (
        "Dear Ms. Orr: the docket books went under water in the flood of 1965 and the clerk, whom I asked, "
        "has nothing of it either. So there is nothing that I could give you.\nD. Huber\n\n"
    )
    request = "To Whom It May Concern:\nI hereby request the inquest.\nEnclosed is a check for $5.\n"
    told = {each.text: each.zone for each in divide("attachment 1", letter + request)}
    assert told["Enclosed is a check for $5."] is Zone.QUOTED
    assert told["So there is nothing that I could give you."] is Zone.STATEMENT
    typed = {each.text: each.zone for each in divide("body", letter + request)}  # answers may stand in it
    assert typed["Enclosed is a check for $5."] is Zone.STATEMENT


def test_a_print_of_web_mail_is_a_record_and_a_titled_response_a_letter() -> None:
    mails = "9:02 AM Mill Mail\n2 messages\nOda Roy\nTue, Feb 8, 2022 at 4:40 PM\nTo: Ina Lee\n"
    asked = "Please tell me when you will answer my request. Your request was received.\n"
    assert not is_letter(mails + asked, "scan.pdf")
    assert is_letter("DEPARTMENT OF MILLS\nRESPONSE TO REQUEST FOR INFORMATION\nNot supplied.\n", "scan.pdf")
