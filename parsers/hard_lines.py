"""Text that a printer cut at a fixed column, in the middle of words: the pieces are put together again."""

import itertools
import re

from parsers.date_words import MONTHS

NARROWEST = 60  # columns; a text cut more narrowly is a table
WIDE = 80  # columns of a text whose own lines are shorter than the column that cuts them
MOST_REST = 25  # characters of a line that was cut off
FEWEST_RESTS = 2
COMMON = frozenset(
    "a about act after all also am an and any are as at be been before by can could date day days do each email for from "
    "had has have he her his how i if in information into is it its law letter make may me more must my no not now of "
    "office on one only or other our out page please public record records request requests section she should so some "
    "such than that the their them then there these they this time to under until up upon us was we were what when where "
    "which who will with within would year you your".split()
) | frozenset(MONTHS)
WORD_AT_END = re.compile(r"[^\W\d_]+$|\d+$")
WORD_AT_START = re.compile(r"^[^\W\d_]+|^\d+")


def mend(text: str) -> str:
    """Return the text with words that a fixed column cut joined again; other texts come back as they are."""
    lines = text.split("\n")
    width = max(map(len, lines), default=0)
    is_cut_hard = width >= NARROWEST and _is_cut_hard(lines, width)
    rests = 0 if is_cut_hard else _rests(lines, width)
    if not is_cut_hard and not rests:
        return text
    longest = width if is_cut_hard else MOST_REST
    known = COMMON | _words_inside(lines)
    mended = lines[:1]
    for before, line in itertools.pairwise(lines):
        if (
            len(before) == width
            and 0 < len(line) <= longest
            and _is_one_word(before, line, known, is_sure=is_cut_hard or rests >= FEWEST_RESTS)
        ):
            mended[-1] += line
        else:
            mended.append(line)
    return "\n".join(mended)


def _is_cut_hard(lines: list[str], width: int) -> bool:
    """Say whether a column cut these lines and not a program that keeps words whole: nearly all are as long."""
    goes_on = [line for line, after in itertools.pairwise(lines) if after and len(line) > width * 0.8]
    full = [line for line in goes_on if len(line) >= width - 1]  # a blank at the cut is not printed
    return len(full) >= 3 and len(full) >= len(goes_on) * 0.75


def _rests(lines: list[str], width: int) -> int:
    """Return how many rests there are of a wrapped text's longest lines, if these were cut."""
    if width < WIDE:
        return 0
    return sum(
        len(line) == width and 0 < len(after) <= MOST_REST for line, after in itertools.pairwise(lines)
    )


def _words_inside(lines: list[str]) -> frozenset[str]:
    """Return the words that stand whole in the text: neither first nor last of their line."""
    return frozenset(word.lower() for line in lines for word in re.findall(r"[^\W\d_]+", line)[1:-1])


def _is_one_word(before: str, after: str, known: frozenset[str], *, is_sure: bool) -> bool:
    """Say whether a line's last letters and the next one's first are two pieces of a word.

    Unless it `is_sure` that lines were cut, the word must be known.
    """
    head, tail = WORD_AT_END.search(before), WORD_AT_START.search(after)
    if head is None or tail is None or head[0].isdigit() != tail[0].isdigit():
        return False
    one, other = head[0].lower(), tail[0].lower()
    if one + other in known:
        return True
    if not is_sure:
        return False
    if tail[0].isdigit():
        return True
    return not (one in known and other in known) and tail[0].islower()
