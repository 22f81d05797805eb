"""Signs that went through a program of another charset come back."""

import pytest

from parsers.garbled import mend


@pytest.mark.parametrize(
    "text", ["The agency’s files – “none” … • § 87 café", "Ça va, pâté", "Straße", "naïve café"]
)
def test_signs_read_as_another_charsets_come_back(text):
    assert mend(text.encode().decode("latin-1")) == text
    assert mend(text) == text


@pytest.mark.parametrize(
    ("garbled", "meant"),
    [
        ("the agencyâ??s files", "the agency’s files"),
        ("we donâ??t have it", "we don’t have it"),
        ("the officersâ?? notes", "the officers’ notes"),
        ("(â??FOIAâ??) by the (â??Collegeâ??)", '("FOIA") by the ("College")'),
        ("2019 â?? 2021", "2019 – 2021"),
        ("â?¢ minutes", "• minutes"),
        ("is it the pâte?", "is it the pâte?"),
    ],
)
def test_signs_that_were_lost_are_told_by_what_stands_around_them(garbled, meant):
    assert mend(garbled) == meant


def test_the_windows_form_of_an_apostrophe_comes_back():
    assert (
        mend("the agencyâ€™s files, â€œall of themâ€\x9d, Â§ 5") == "the agency’s files, “all of them”, § 5"
    )
