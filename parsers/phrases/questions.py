"""Questions that were put to an agency and stand in its letter with an answer behind each.

What an answer says, it says of the matter that was asked about: a sum in it is no fee, a day no promise.
"""

import re
from dataclasses import dataclass

from parsers.facts import Sentence, Zone
from parsers.letter import Letter
from parsers.patterns import lazy
from parsers.phrases import lexicon, refusing
from parsers.phrases.signals import find, spoken

_MARK = r"\W*(?:q(?:uestion)? ?\d{1,2}[.:)]?|q(?:uestion)?[.:)]|\d{1,2}(?:\.\d)?[.):]|\(?[a-h]\))"
NUMBERED = lazy(rf"{_MARK}(?:\s|$)", re.IGNORECASE)
BARE_NUMBER = lazy(rf"{_MARK}\W*$", re.IGNORECASE)
ASKS_FOR_FACTS = lazy(
    r"\W*(?:how|when|why|who|where|what (?:was|is|were|are|did|percentage|proportion)|is there|are there|does|did|has|have)\b",
    re.IGNORECASE,
)
OF_THE_REQUESTER = lazy(
    r"\byou(?:r|['’]re| are| were)? (?:\w+ )?(?:want|mean|need|look|seek|prefer|ask|request|interest|report|willing|like|still|try)\w*",
    re.IGNORECASE,
)
FEWEST_ANSWERED = 2  # questions of one letter, that its answers may be taken for a release
NO_ANSWER = 0.4  # how far an answer leans that only says that there is none
PLACES = {leaning.value: place for place, leaning in enumerate(lexicon.ALL)}
EXEMPT = lazy(r"\bexempt\b|\brefus(?:e|ed|ing)\b|\bnot held\b", re.IGNORECASE)
REFUSALS = (*refusing.NONE, *refusing.DENIES, *refusing.WITHHOLDS)
PARAGRAPH_ENDS = re.compile(r"\n[ \t]*\n")


@dataclass(frozen=True, slots=True)
class Answered:
    """The questions, the sentence that answers each, and all that only tells what was asked."""

    asked: frozenset[Sentence] = frozenset()
    answers: tuple[Sentence, ...] = ()
    facts: frozenset[Sentence] = frozenset()


NOTHING = Answered()


def answered(letter: Letter) -> Answered:
    """Return the questions of a letter that its writer answers, where there are two or more."""
    if not any("?" in part.text for part in letter.parts if part.name != "subject"):
        return NOTHING
    told = [each for each in letter.sentences() if each.zone is Zone.STATEMENT and each.part != "subject"]
    numbered: list[int] = []  # places of questions
    loose: list[int] = []
    for place, question in enumerate(told[:-1]):
        following = told[place + 1]
        if not question.text.endswith("?") or following.text.endswith("?") or NUMBERED.match(following.text):
            continue
        if NUMBERED.match(question.text) or (place and BARE_NUMBER.match(told[place - 1].text)):
            numbered.append(place)
        elif ASKS_FOR_FACTS.match(question.text) and not OF_THE_REQUESTER.search(question.text):
            loose.append(place)
    loose = loose if len(loose) >= FEWEST_ANSWERED else []
    places = sorted([*numbered, *loose])
    asked = frozenset(told[place] for place in places)
    if len(places) < FEWEST_ANSWERED:
        return Answered(asked)
    answers = tuple(told[place + 1] for place in places if not _says_nothing(told[place + 1]))
    texts = {part.name: part.text for part in letter.parts}
    facts = {each for place in places for each in _block(told, place, texts)}
    return Answered(asked, answers, frozenset(facts))


def _block(told: list[Sentence], place: int, texts: dict[str, str]) -> list[Sentence]:
    """Return the sentences of an answer that gives what was asked: to the end of its paragraph."""
    first = told[place + 1]
    if _says_nothing(first):
        return []
    found = [first]
    for each in told[place + 2 :]:
        between = texts[first.part][found[-1].start : each.start] if each.part == first.part else "\n\n"
        if PARAGRAPH_ENDS.search(between) or each.text.endswith("?") or NUMBERED.match(each.text):
            break
        found.append(each)
    return [each for each in found if not _says_nothing(each)]


def _says_nothing(answer: Sentence) -> bool:
    """Say whether an answer only says that there is none."""
    if EXEMPT.search(answer.text) or next(find([answer], REFUSALS), None):
        return True
    leans = lexicon.leanings(spoken(answer))
    return any(leans[PLACES[each]] >= NO_ANSWER for each in ("none", "denies", "withholds", "refers"))
