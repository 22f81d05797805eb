"""Where an echo ends, what is said inside it, and how earlier letters are headed."""

import pytest
from zoning import zone_of

from parsers.facts import Zone
from parsers.portals.govqa import PORTAL
from parsers.zones import divide

ITEMS = """Dear Ms. Vale,

You requested the following:

1. The lease of the mill
2. Letters between the Mayor and the owner

Item 1. The lease is enclosed.

Item 2. The Clerk's office is still collecting these.
"""


def test_a_second_list_answers_the_echoed_one() -> None:
    assert zone_of(ITEMS, "The lease of the mill") == {Zone.ECHO}
    assert zone_of(ITEMS, "The lease is enclosed") == {Zone.STATEMENT}
    assert zone_of(ITEMS, "The Clerk's office is") == {Zone.STATEMENT}


def test_what_is_said_behind_an_item_is_the_agencys_answer() -> None:
    text = (
        "You requested the following:\n\n(a) The lease of the mill. Enclosed, nine pages.\n\n"
        "(b) All letters that were denied. None were kept.\n"
    )
    assert zone_of(text, "(a) The lease") == {Zone.ECHO}
    assert zone_of(text, "Enclosed, nine") == {Zone.STATEMENT}
    assert zone_of(text, "(b) All letters") == {Zone.ECHO}
    assert zone_of(text, "None were kept") == {Zone.STATEMENT}


@pytest.mark.parametrize(
    "opening",
    [
        "The cost letter you asked me for:",
        "Here are the figures you requested:",
        "We finished pulling what you asked for:",
        "The Board considered your request and asked me to reply as follows:",
    ],
)
def test_what_is_handed_over_opens_no_echo(opening: str) -> None:
    text = f"Dear Ms. Vale,\n\n{opening} the search will take nine hours.\n\nIt comes to $90.00.\n"
    assert zone_of(text, "It comes to") == {Zone.STATEMENT}


def test_an_echo_that_is_opened_twice_ends_with_its_quotation() -> None:
    text = (
        "The City received the following public records request from you on March 1, 2026. "
        "You have requested the following:\n\n"
        '"All letters of the Mayor.\n\nPlease include drafts."\n\nDocuments were e-mailed to you.\n'
    )
    frames = PORTAL.frames
    told = {each.text: each.zone for each in divide("body", text, frames)}
    assert told["Documents were e-mailed to you."] is Zone.STATEMENT


def test_an_unquoted_echo_ends_where_the_requester_is_spoken_to() -> None:
    text = (
        "Your request mentioned:\n\nReports of Oak Street.\n\nWhich do you need? Please provide the date.\n"
    )
    assert zone_of(text, "Which do you") == {Zone.STATEMENT}


@pytest.mark.parametrize(
    "older",
    [
        "On March 4, 2026:\nSubject: RE: Records\nYour request is denied.",
        ">>> Town Clerk 3/4/2026 2:11 PM >>>\nYour request is denied.",
        "De/From: Town Clerk\nEnviado/Sent: 3/2/2026\nAsunto/Subject: Re\n\nYour request is denied.",
    ],
    ids=["platform", "groupwise", "two-tongues"],
)
def test_an_earlier_letter_is_quoted_however_it_is_headed(older: str) -> None:
    assert zone_of(f"The reports are attached.\n\nLena\n\n{older}\n", "Your request is denied") == {
        Zone.QUOTED
    }


def test_fields_that_nobody_filled_in_say_nothing() -> None:
    assert zone_of("Deposit due $ ______ Balance due $ ______\n", "Deposit due") == {Zone.ECHO}


def test_a_standing_addendum_is_no_part_of_the_letter() -> None:
    text = "We have none.\n\nSincerely,\nO. Fern\n\nBureau Addendum\n\nWe can neither confirm nor deny it.\n"
    assert zone_of(text, "We can neither") == {Zone.FOOTER}
