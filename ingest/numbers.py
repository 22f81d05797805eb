"""The numbers by which a letter names its request, each with its kind. Values only; touches nothing.

A request has more than one number in its life: it is filed again, appealed, sued over, and the agency counts
beside the portal. A letter can also name several requests. Only the letter's own words tell these apart.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from ingest.spelling import bare
from parsers.facts import Reading, Sentence, Sure, TrackingNumber, Zone
from parsers.letter import Letter
from parsers.patterns import lazy

MOST = 12  # numbers of one letter; a list of more is no letter about a request


class NumberKind(StrEnum):
    """What a number is to the request the letter is about."""

    MAIN = "main"
    ALSO = "also"  # of another request, which the letter is about as well
    REFILED = "refiled"  # the request's number before or after it was filed again
    APPEAL = "appeal"
    LITIGATION = "litigation"
    AGENCY = "agency"  # the agency's own, beside the portal's
    OTHER = "other"  # of another series, and nothing says what it is


@dataclass(frozen=True, slots=True)
class Number:
    """One number of a letter: as printed, as compared, and its kind."""

    printed: str
    bare: str
    kind: NumberKind


_WORDS = r"known|numbered|filed|tracked|assigned|as|to|under|by|request|number|no\.?|foia|the|our|your|is|was"
FORMER = lazy(
    r"\b(?:formerly|previously|originally|replac(?:es|ing)|supersed(?:es|ing)|"
    r"(?:re-?filed|re-?numbered|re-?opened|re-?assigned|converted|changed) (?:as|to|under|into|from))"
    rf"(?: (?:{_WORDS}))*\W{{1,4}}(?P<number>(?=[\w./-]{{0,30}}\d)[A-Za-z0-9][\w./-]{{2,30}})",
    re.IGNORECASE,
)
SHORTEST = 4  # letters and digits of such a number
NO = (
    r"(?:\s+(?:tracking|reference|case|file|control|log|request))?(?:\s+(?:number|nos?\.?|id)|\s*#)?"
    r"\W*(?:is|was)?\W*$"
)
_OFFICE = r"(?:agency|department|office|division|county|city|town|clerk)(?:['’]s)?"
BEFORE = {
    NumberKind.APPEAL: re.compile(
        rf"\b(?:appeal|internal review|confirmatory application){NO}", re.IGNORECASE
    ),
    NumberKind.LITIGATION: re.compile(
        rf"\b(?:litigation|lawsuit|civil action|court case){NO}", re.IGNORECASE
    ),
    NumberKind.REFILED: re.compile(
        r"\b(?:formerly|previous(?:ly)?|originally|old|prior|replac\w+|supersed\w+|re-?fil\w+|re-?number\w*|"
        r"re-?assigned|convert\w+|now|new|changed (?:from|to))\b[^.;]{0,45}$",
        re.IGNORECASE,
    ),
    NumberKind.AGENCY: re.compile(rf"\b(?:our|{_OFFICE})(?: own| internal)?{NO}", re.IGNORECASE),
}
SHAPES = {
    NumberKind.APPEAL: re.compile(r"A-20\d\d-\d{5}|20\d\d-[A-Z]{2}AP-\d{4,6}", re.IGNORECASE),
    NumberKind.LITIGATION: re.compile(r"20\d\d-[A-Z]{2}LI-\d{4,6}", re.IGNORECASE),
}
CHILDREN = frozenset(
    {NumberKind.APPEAL, NumberKind.LITIGATION, NumberKind.REFILED, NumberKind.AGENCY, NumberKind.OTHER}
)
SEVERAL = re.compile(r"\b(?:requests|appeals|applications|matters|numbers|nos)\b", re.IGNORECASE)
LISTED = re.compile(r"\s*(?:[,;&/+]|and|und|or)(?:\s*(?:and|request|no\.?|#))*\s*#?\s*", re.IGNORECASE)


def numbers_of(reading: Reading) -> tuple[Number, ...]:
    """Return the numbers a reading gives the letter's request, the main one first; those in passing left out.

    The main one is the first the letter states that is not unsure. Another one counts where the letter says
    what it is, where it is listed beside the main one as another request's, or where it is certain and of
    another series: the agency's own, most often.
    """
    facts: dict[str, TrackingNumber] = {}
    for fact in reading.facts:
        if isinstance(fact, TrackingNumber) and fact.sure is not Sure.UNSURE and bare(fact.number):
            facts.setdefault(bare(fact.number), fact)
    told = list(facts.items())[:MOST]
    if not told:
        return ()
    _, main = told[0]
    kinds = [(each, name, _kind(each, main) if each is not main else _own_kind(main)) for name, each in told]
    return tuple(Number(fact.number, name, kind) for fact, name, kind in kinds if kind)


def _own_kind(main: TrackingNumber) -> NumberKind:
    """Return what the first number is: an appeal's or a lawsuit's number can stand before the request's."""
    for kind, shape in SHAPES.items():
        if shape.fullmatch(main.number):
            return kind
    found = BEFORE[NumberKind.APPEAL].search(_before(main.number, main.sentence))
    return NumberKind.APPEAL if found else NumberKind.MAIN


def _kind(fact: TrackingNumber, main: TrackingNumber) -> NumberKind | None:
    """Return what another number of the letter is, or None where it is named in passing."""
    if _are_listed(fact, main):
        return NumberKind.ALSO
    for kind, shape in SHAPES.items():
        if shape.fullmatch(fact.number):
            return kind
    if _own_kind(main) is not NumberKind.MAIN:
        return NumberKind.MAIN  # what an appeal or a lawsuit is about
    before = _before(fact.number, fact.sentence)
    for kind, words in BEFORE.items():
        if words.search(before):
            return kind
    is_other_series = _series(fact.number) != _series(main.number)
    return NumberKind.OTHER if is_other_series and fact.sure is Sure.CERTAIN else None


def _before(number: str, sentence: Sentence) -> str:
    """Return the words before a number in its sentence."""
    place = sentence.text.find(number)
    return sentence.text[max(0, place - 90) : place] if place > 0 else ""


def _are_listed(fact: TrackingNumber, main: TrackingNumber) -> bool:
    """Say whether both numbers stand in one list of requests: "your requests 24-17 and 24-18"."""
    if fact.sentence != main.sentence:
        return False
    text = fact.sentence.text
    places = sorted((text.find(each.number), len(each.number)) for each in (fact, main))
    (first, length), (second, _) = places
    if first < 0 or second < first + length:
        return False
    between = text[first + length : second]
    if SEVERAL.search(text[:first]):
        return len(between) <= 200 and all(_is_listing(each) for each in re.split(r"\S*\d\S*", between))
    return fact.sentence.part == "subject" and LISTED.fullmatch(between) is not None


def _is_listing(words: str) -> bool:
    return not words.strip() or LISTED.fullmatch(words) is not None


def _series(number: str) -> str:
    """Return the shape of a number, the same for all of one series: "P015720-070319" is "A9-9"."""
    return re.sub(r"[A-Z]+", "A", re.sub(r"\d+", "9", number.upper()))


def other_names(letter: Letter, reading: Reading) -> Iterator[TrackingNumber]:
    """Yield the numbers that the letter calls the request's former or new one, and no rule has read.

    They are told beside a number that was read, in the same sentence: "R-58, formerly R-31".
    """
    read = {bare(fact.number) for fact in reading.facts if isinstance(fact, TrackingNumber)}
    if not read:
        return
    for sentence in letter.sentences():
        if sentence.zone is not Zone.STATEMENT or not FORMER.search(sentence.text):
            continue
        for found in FORMER.finditer(sentence.text):
            number = found["number"].rstrip(".-/_")
            told = {bare(word) for word in sentence.text.split()}
            if bare(number) not in read and told & read and len(bare(number)) >= SHORTEST:
                read.add(bare(number))
                yield TrackingNumber(number, sentence=sentence, rule="numbers.other_name", sure=Sure.LIKELY)


def main_and_others(numbers: tuple[Number, ...]) -> Iterator[tuple[Number, Number]]:
    """Yield (the request's number, another number of the same request) for each number that is such
    another.
    """
    if parent := parent_of(numbers):
        yield from ((parent, each) for each in numbers if each.kind in CHILDREN and each is not parent)


def parent_of(numbers: tuple[Number, ...]) -> Number | None:
    """Return the request's own number: not its appeal's, nor the agency's, where both are told."""
    return next((each for each in numbers if each.kind is NumberKind.MAIN), numbers[0] if numbers else None)
