"""What a letter's own sentences signal about where the request stands."""

import re
from collections.abc import Iterator

from parsers.facts import Fact
from parsers.letter import Letter
from parsers.phrases import ending, notices, opening
from parsers.phrases.signals import Finding, Rule, find
from parsers.weigh import decide

RULES: tuple[Rule, ...] = (
    *opening.RECEIVED, *opening.WORKING, *opening.NONE_YET, *opening.LATER, *opening.ASKS, *opening.BILLS, *opening.COSTS,
    *ending.RELEASES, *ending.GRANTS, *ending.MORE, *ending.WITHHOLDS, *ending.NONE, *ending.DENIES, *ending.REFERS,
    *ending.WITHDRAWN, *ending.CLOSES, *ending.APPEAL,
)  # fmt: skip
ADDENDUM = re.compile(r"FBI FOIPA Addendum\s*$|^\s*Part 1:", re.IGNORECASE)


def findings(letter: Letter, extra: tuple[Rule, ...] = ()) -> list[Finding]:
    """Return every signal of a letter, the portal's own rules (`extra`) first."""
    sentences = [s for s in letter.sentences() if s.part != "subject"]
    return [*notices.read(letter), *find(letter.sentences(), extra), *find(sentences, RULES)]


def read(letter: Letter, extra: tuple[Rule, ...] = ()) -> Iterator[Fact]:
    """Yield where the letter leaves the request, if it says."""
    yield from decide(findings(letter, extra))
