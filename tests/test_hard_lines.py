"""Words that a printer cut at a fixed column, put together again."""

import re
import textwrap

import pytest

from parsers.hard_lines import mend

WORD = re.compile(r"[A-Za-z]+")
LETTER = (
    "You will receive the records that you have requested from the Department of Water by October 25, 2019, "
    "as the municipal clerk has estimated it, and the invoice for $1,250.75 must be remitted beforehand. "
    "Whoever disagrees with this estimate should describe to the municipal records office, in writing, which "
    "portion of the requested documentation is wanted first, and whether electronic copies will suffice."
)


@pytest.mark.parametrize("width", range(60, 100))
def test_words_cut_at_a_fixed_column_are_joined(width: int) -> None:
    assert WORD.findall(mend(_cut(LETTER, width))) == WORD.findall(LETTER)


def test_a_number_cut_in_two_is_joined() -> None:
    head = "The tracking number that this office gave to your request is 2019"
    tail = "0117, which we ask you to name in every letter that you write us."
    more = "The municipal clerk has estimated that the documentation that you"
    assert len(head) == len(tail) == len(more) >= 60
    assert "20190117" in mend(f"{more}\n{head}\n{tail}\n{tail}\nThe end.")


@pytest.mark.parametrize("width", [64, 65, 72, 78, 90])
def test_a_text_wrapped_between_words_comes_back_unchanged(width: int) -> None:
    text = textwrap.fill(LETTER, width)
    assert mend(text) == text


def test_only_the_lines_that_were_longer_than_the_column_are_joined() -> None:
    lines = [
        "We write about the request that you sent to the Department of Water, which asks for the invoices.",
        "The municipal clerk has estimated what it will take to gather the electronic documentation now.",
        "Some of it is kept elsewhere.",
        "You will be told by the municipal clerk in writing which part of the documentation comes first.",
        "Yours, Otis Fern",
    ]
    cut = "\n".join(line[at : at + 90] for line in lines for at in range(0, len(line), 90))
    assert WORD.findall(mend(cut)) == WORD.findall("\n".join(lines))


def test_two_whole_words_stay_two() -> None:
    lines = (
        "The records that you have asked for are held by this office, and",
        "the records will be sent to you by mail when they are ready, not",
        "before.",
    )
    assert len(lines[0]) == len(lines[1])
    assert mend("\n".join(lines)) == "\n".join(lines)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Dear Ms. Vale:",
        "Your request is closed.\n\nSincerely,\nOtis Fern\nTown Clerk\n",
        "A line of a letter that is as long as a letter's lines tend to be, mo\nre or less.\n",
        "Date       Pages\n2019-10-25 14\n2019-11-25 15\n",
        "conc\nrete\n",
        LETTER,
    ],
)
def test_a_text_without_a_fixed_column_comes_back_unchanged(text: str) -> None:
    assert mend(text) == text


def test_a_paragraphs_end_at_the_column_is_no_cut() -> None:
    line = "This line of the letter ends where the column ends, by pure luck."
    text = f"{line}\n\n{line}\n\nanother line"
    assert mend(text) == text


def _cut(text: str, width: int) -> str:
    return "\n".join(text[start : start + width] for start in range(0, len(text), width))
