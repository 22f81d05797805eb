"""Which text of a mail is the letter: its body, or what is attached to it."""

import re

from parsers.facts import Zone
from parsers.letter import Letter
from parsers.patterns import lazy

A_LETTER = 40  # words of a body that is more than a note
_REPLY = r"(?:letter|response|reply|answer|decision|determination|correspondence|ltr|memo\w*)"
POINTS = lazy(
    rf"\b(?:attached|enclosed|see|review|find|refer to)\b[^.]{{0,40}}\b(?:the|our|my|this|an?|[A-Z]\w+['’]s) (?:[\w-]+ ){{0,2}}?{_REPLY}\b|\battachments?:[^.]{{0,60}}\b{_REPLY}\b|\b(?:see|attached|enclosed|our) (?:\w+ )?{_REPLY}\b|\b{_REPLY}\b[^.]{{0,30}}\b(?:is|are)? ?(?:attached|enclosed)\b|\b(?:see|find) (?:the )?attached\W*$",
    re.IGNORECASE,
)
AN_EARLIER_ONE = lazy(
    r"\b(?:again|previous|earlier|prior|original)\b|\byour (?:[\w-]+ ){0,2}?(?:letter|response|reply|answer|correspondence)\b",
    re.IGNORECASE,
)


def is_attached(part: str) -> bool:
    """Say whether a part, by its name, is a page of something attached."""
    return part.startswith("attachment")


def has_attached_letter(letter: Letter) -> bool:
    """Say whether something attached is read as a part of the letter."""
    return any(is_attached(part.name) for part in letter.parts)


def stands_in_body(letter: Letter) -> bool:
    """Say whether a body is a letter of its own, and what is attached only a form, a law, an account of costs."""
    if not has_attached_letter(letter):
        return False
    body = [each.text for each in letter.sentences() if each.part == "body" and each.zone is Zone.STATEMENT]
    if sum(len(text.split()) for text in body) < A_LETTER:
        return False
    return not any(POINTS.search(text) and not AN_EARLIER_ONE.search(text) for text in body)
