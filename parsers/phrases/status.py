"""What a letter's own sentences signal about where the request stands."""

from collections.abc import Iterator

from parsers.facts import Fact
from parsers.letter import Letter
from parsers.phrases import asking, giving, notices, opening, refusing
from parsers.phrases.signals import Finding, Rule, find
from parsers.weigh import decide

RULES: tuple[Rule, ...] = (
    *opening.RECEIVED, *opening.WORKING, *opening.NONE_YET, *opening.LATER, *asking.ASKS, *asking.BILLS, *asking.COSTS,
    *giving.RELEASES, *giving.GRANTS, *giving.DONE, *giving.MORE, *refusing.PARTLY, *refusing.WITHHOLDS, *refusing.NONE, *refusing.DENIES,
    *refusing.REFERS, *refusing.PASSES_ON, *refusing.WITHDRAWN, *refusing.CLOSES, *refusing.APPEAL,
)  # fmt: skip
COVER_NOTE = frozenset(
    {
        "status.releases.attached",
        "status.releases.records_attached",
        "fbi.files",
        "status.releases.find",
        "status.releases.bare",
    }
)


def findings(letter: Letter, extra: tuple[Rule, ...] = ()) -> list[Finding]:
    """Return every signal of a letter, the portal's own rules (`extra`) first."""
    sentences = [s for s in letter.sentences() if s.part != "subject"]
    found = [*notices.read(letter), *find(letter.sentences(), extra), *find(sentences, RULES)]
    if any(part.name.startswith("attachment") for part in letter.parts):
        # "attached please find" means the letter that now speaks for itself
        found = [each for each in found if each.sentence.part != "body" or each.rule not in COVER_NOTE]
    return found


def read(letter: Letter, extra: tuple[Rule, ...] = ()) -> Iterator[Fact]:
    """Yield where the letter leaves the request, if it says."""
    yield from decide(findings(letter, extra))
