"""The paragraphs of a check-box form that nobody ticked: they stand in the letter and say nothing in it."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice

from parsers.patterns import lazy

MARK = re.compile(
    r"^[ \t]*(?:(?P<empty>\[[ \t_]{0,3}\]|\([ \t_]{1,3}\)|[☐□▢❑❏◻]|_{2,6}(?=[ \t]*[A-Z]))|(?P<ticked>\[[ \t]?[xX✓✔*√][ \t]?\]|\([xX✓✔√]\)|[☑☒✓✔■▣⊠]|_{1,3}[xX✓✔√]_{0,3}(?=\s)|[xX](?=[ \t]{1,6}[A-Z])))",
    re.MULTILINE,
)
INSIDE = re.compile(  # a second box of a line
    r"(?<=\s)(?:(?P<empty>\[[ \t_]{0,3}\]|[☐□])|(?P<ticked>\[[ \t]?[xX✓✔√][ \t]?\]|[☑☒]))(?=\s)"
)
UNSEEN = lazy(
    r"\b(?:only|the) (?:checked|ticked|marked|selected) (?:boxes|items|paragraphs|statements)\b|\b(?:check|tick|mark)ed (?:boxes|items) below\b|\bonly\s+(?:those|the\s+ones)(?:\s+that\s+are|\s+which\s+are)?\s+(?:check|tick|mark)ed\s+(?:below\s+)?(?:apply|pertain|concern)\b|\bonly (?:a|an|the|those|that) (?:paragraph|item|statement|box|entry)[^.]{0,40}\b(?:mark|check|tick)ed\b|\bonly (?:where|if|when) (?:the|its|a) box\b[^.]{0,60}\b(?:mark|check|tick)ed\b|\b(?:mark|check|tick)ed\s+box(?:es)?\b[^.]{0,60}\b(?:appl|pertain|concern|meant)\w*|\bif no box(?:es)? (?:is|are) (?:checked|ticked|marked)\b",
    re.IGNORECASE,
)
OF_UNSEEN = (
    ("box", "items", "paragraphs", "statements"),
    ("check", "tick", "mark", "select"),
)  # of each one word
AFTER_FORM = lazy(
    r"^[ \t]*(?:please refer to|for questions|if you (?:are not|are dis|have (?:any )?questions)|you (?:may|have the right)|sincerely|yours|the enclosed|although|should you|this material)",
    re.IGNORECASE | re.MULTILINE,
)
ANEW = re.compile(  # where the agency speaks again behind the last box
    r"^(?=[ \t]*(?:You will|We (?:will|expect|anticipate|hope)|If you|Please|Sincerely|Should you|Thank you|(?:The|Your) (?:[\w-]+ ){1,4}?(?:is|are|will|falls?|exceeds?|totals?|comes|must|expects?|anticipates?)\b))",
    re.MULTILINE,
)
CHOSEN = lazy(
    r"\b(?:action|reason|ground|item|exemption|response)\(?s?\)?(?: that (?:are|is))? (?:checked|marked|indicated|x['’]d) below\b|\btaking the action\(s\)|\b(?:checked|marked) with an x\b",
    re.IGNORECASE,
)
GOES_ON = re.compile(r"[ \t]*[a-z]")  # a line that goes on with the sentence before
BLANK = re.compile(r"\n[ \t]*\n")
MOST_BOXES = 200


def unticked(text: str, *, in_form: bool = False) -> Iterator[tuple[int, int]]:
    """Yield where each paragraph of an empty box begins and ends, and what follows boxes that cannot be seen.

    `in_form` says that the text is the next page of such a form.
    """
    marks = _marks(text)
    for place, mark in enumerate(marks):
        if mark["empty"]:
            following = marks[place + 1].start() if place + 1 < len(marks) else len(text)
            blank = BLANK.search(text, mark.end(), following)
            if place + 1 == len(marks):  # a PDF keeps no blank lines
                blank = blank or ANEW.search(text, mark.end(), following)
            yield mark.start(), blank.start() if blank else following
    if marks and all(mark["ticked"] for mark in marks) and (head := CHOSEN.search(text)):
        yield from _unchosen(text, marks, text.find("\n", head.end()))
    if not marks and (start := _form(text, in_form=in_form)) is not None:
        closed = AFTER_FORM.search(text, start)
        yield start, closed.start() if closed else len(text)


def ticked(text: str) -> Iterator[tuple[int, int]]:
    """Yield the paragraphs of a form's ticked boxes, where others are empty: whatever frames them, they are said."""
    marks = _marks(text)
    if not any(mark["empty"] for mark in marks):
        return
    for place, mark in enumerate(marks):
        if mark["ticked"] and mark["ticked"][0] in "[☒☑":
            following = marks[place + 1].start() if place + 1 < len(marks) else len(text)
            yield mark.start(), min(following, _end_of_item(text, mark))


@lru_cache(maxsize=4)  # a text is asked for what is ticked in it, and for what is not
def _marks(text: str) -> tuple[re.Match[str], ...]:
    found: list[re.Match[str]] = []
    for mark in islice(MARK.finditer(text), MOST_BOXES):
        line = text.find("\n", mark.end())
        found += [mark, *INSIDE.finditer(text, mark.end(), line if line >= 0 else len(text))]
    return tuple(found[:MOST_BOXES])


def _end_of_item(text: str, mark: re.Match[str]) -> int:
    """Return where the sentence behind a mark ends: with its line, or the last that goes on with it."""
    line = text.find("\n", mark.end())
    while line >= 0 and GOES_ON.match(text, line + 1):
        line = text.find("\n", line + 1)
    return line if line >= 0 else len(text)


def _unchosen(text: str, marks: Sequence[re.Match[str]], start: int) -> Iterator[tuple[int, int]]:
    """Yield the lines of a form in which only a mark tells what is chosen, and nothing stands before the rest."""
    closed = AFTER_FORM.search(text, marks[-1].end())
    for mark in marks:
        if 0 <= start < mark.start():
            yield start, mark.start()
        start = _end_of_item(text, mark)
    if 0 <= start < (closed.start() if closed else len(text)):
        yield start, closed.start() if closed else len(text)


def goes_on(text: str, *, in_form: bool = False) -> bool:
    """Say whether a form whose boxes are not to be seen reaches beyond the end of this text."""
    start = None if _marks(text) else _form(text, in_form=in_form)
    return start is not None and AFTER_FORM.search(text, start) is None


def _form(text: str, *, in_form: bool) -> int | None:
    """Return where the paragraphs of a form begin of which nobody can see what was ticked."""
    if in_form:
        return 0
    lower = text.lower()
    may_tell = all(any(word in lower for word in words) for words in OF_UNSEEN)
    told = UNSEEN.search(text) if may_tell else None
    line = text.find("\n", told.end()) if told else -1
    return line if line >= 0 else None
