"""What became of each numbered item of a request, where a letter answers item by item."""

import re
from collections.abc import Iterator

from parsers.facts import ItemOutcome, Sentence, Sure, Zone
from parsers.letter import Letter
from parsers.needs import DIGITS, held
from parsers.patterns import lazy
from parsers.phrases import giving, opening, refusing
from parsers.phrases.signals import Rule

MENTION = lazy(
    r"\b(?:items?|requests?|parts?|questions?|categor(?:y|ies)|points?)\s*(?:numbers?|numbered|nos?\.?|#)?\s*"
    r"(?P<list>\d{1,2}(?!\d)(?:\s*(?:,|and|&|through|thru|to|-|–|,\s*and)\s*#?\d{1,2}(?!\d))*)(?!\s?-\s?\d{3})",
    re.IGNORECASE,
)
RANGE = re.compile(r"(\d{1,2})\s*(?:-|–|through|thru|to)\s*(\d{1,2})|(\d{1,2})")
CLAUSE = lazy(
    r";|,?\s+(?:but|while|whereas|however)\s+|,\s+and\s+(?=(?:we|the|there|no|responsive|records|documents)\b)|\.\s",
    re.IGNORECASE,
)
ANSWER = lazy(
    r"^\(?\[?(?P<word>responsive records?(?: in portal| attached| provided)?|rolling release|see attached|attached|no (?:responsive )?(?:records|documents)|released|withheld|denied|exempt|pending)[\s\w,]*\.?\)?\]?$",
    re.IGNORECASE,
)
ITEM_START = lazy(r"^[ \t]*(?:[-*•]\s*)?\(?(?:item\s+)?(\d{1,2})[.)]", re.MULTILINE | re.IGNORECASE)
WORDS = {
    "rolling": "pending",
    "pending": "pending",
    "no": "no_records",
    "withheld": "withheld",
    "denied": "withheld",
    "exempt": "withheld",
}
KINDS: tuple[tuple[str, tuple[Rule, ...]], ...] = (
    ("no_records", refusing.NONE),
    ("pending", (*giving.MORE, *opening.NONE_YET)),
    ("withheld", (*refusing.WITHHOLDS, *refusing.DENIES)),
    ("released", giving.RELEASES),
)


def read(letter: Letter) -> Iterator[ItemOutcome]:
    """Yield the outcome of each item that a statement names, or that is answered behind the echoed item itself."""
    told: set[int] = set()
    for sentence in letter.sentences():
        if sentence.zone is not Zone.STATEMENT or sentence.part == "subject":
            continue
        for fact in (*_named(sentence), *_behind_item(letter, sentence)):
            if fact.item not in told:
                told.add(fact.item)
                yield fact


def _named(sentence: Sentence) -> Iterator[ItemOutcome]:
    if not (held(sentence.text) & DIGITS and MENTION.search(sentence.text)):
        return
    start = 0
    for end in [*(m.start() for m in CLAUSE.finditer(sentence.text)), len(sentence.text)]:
        clause = sentence.text[start:end]
        start = end
        outcome = _outcome(clause)
        for mention in MENTION.finditer(clause) if outcome else ():
            for item in _numbers(mention["list"]):
                yield ItemOutcome(
                    item, outcome or "", sentence=sentence, rule="items.named", sure=Sure.CERTAIN
                )


def _behind_item(letter: Letter, sentence: Sentence) -> Iterator[ItemOutcome]:
    """Read "(Rolling Release)" behind an echoed item as the answer to that item."""
    found = ANSWER.match(sentence.text)
    if found is None:
        return
    text = next((part.text for part in letter.parts if part.name == sentence.part), "")
    before = [m[1] for m in ITEM_START.finditer(text, max(0, sentence.start - 4_000), sentence.start)]
    if before:
        outcome = WORDS.get(found["word"].split()[0].lower(), "released")
        yield ItemOutcome(int(before[-1]), outcome, sentence=sentence, rule="items.behind", sure=Sure.LIKELY)


def _outcome(clause: str) -> str | None:
    lower = clause.lower()
    if "at this time" in lower and "no " in lower:
        return "pending"
    for outcome, rules in KINDS:
        if any(any(need in lower for need in rule.needs) and rule.pattern.search(clause) for rule in rules):
            return outcome
    return None


def _numbers(text: str) -> Iterator[int]:
    for first, last, single in RANGE.findall(text):
        if single:
            yield int(single)
        elif int(first) <= int(last) <= int(first) + 60:
            yield from range(int(first), int(last) + 1)
