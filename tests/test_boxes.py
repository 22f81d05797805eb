"""What a form prints beside an empty box is not said; what stands beside a ticked one is."""

import time

from parsers import zones
from parsers.boxes import goes_on, unticked
from parsers.facts import Zone

FORM = """Dear Ms. Orr,

[ ] Your request has been granted.
[X] Your request has been granted in part and denied in part.
[ ] To the best of our knowledge the records
    do not exist.

Sincerely,
"""
PRINTED = """Please see the paragraphs below. If no boxes are checked, they do not apply.
Records potentially responsive to your request were destroyed.
{end}
"""


def _stated(text: str) -> list[str]:
    return [each.text for each in zones.divide("body", text) if each.zone is Zone.STATEMENT]


def test_an_empty_box_says_nothing_and_a_ticked_one_speaks():
    told = " ".join(_stated(FORM))
    assert "granted in part" in told
    assert "has been granted." not in told
    assert "do not exist" not in told


def test_boxes_that_cannot_be_seen_leave_the_word_to_the_rest_of_the_letter():
    text = PRINTED.format(end="Please refer to the enclosed Addendum.")
    assert "destroyed" not in " ".join(_stated(text))
    assert "refer to the enclosed" in " ".join(_stated(text))
    assert not goes_on(text)


def test_a_form_goes_on_overleaf():
    assert goes_on(PRINTED.format(end="Records were moved."))
    assert not _stated_in_form("They were moved to the archives.\n")


def _stated_in_form(text: str) -> list[str]:
    return [each.text for each in zones.divide("x", text, in_form=True) if each.zone is Zone.STATEMENT]


def test_a_paragraph_without_boxes_is_left_alone():
    assert list(unticked("We have no records.\n\n(1) the contract [sic]\n")) == []


def test_ten_thousand_boxes_take_no_time():
    start = time.process_time()
    list(unticked("[ ] Records do not exist.\n" * 10_000))
    assert time.process_time() - start < 1
