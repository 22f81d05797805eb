"""Tracking numbers of offices that number by hand or by a system of their own, and the words that must stand beside them.

A number is taken for the request's only with its label ("Reference number: ...") or a shape that nothing else has.
Each shape names who writes it.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from parsers.facts import Sentence, Sure, TrackingNumber, Zone
from parsers.letter import Letter
from parsers.needs import DIGITS, any_of, held
from parsers.patterns import lazy
from parsers.phrases.number_shapes import ANY_SHAPE, GENERIC, SHAPES, WHOLE

LABEL = lazy(
    r"\b(?P<label>(?:(?:your|our|the|this|agency|foia|foil|foipa|foi|oia|lgoima|pd foil|prr|public records?|records?|information|official information|atip|request|internal)\s){0,4}"
    r"(?:tracking|reference|request|req\.?|foi/par?|f\.o\.i\.[al]\.|case|file|control|confirmation|log|identification|issue|ref|identifier|opra|cora|apra|gipa|file|form|number|foia|foil|foipa|lgoima|oia|pir|dm|aktenzeichen|geschäftszeichen|zeichen|az|gz|n/réf|réf|num[ée]ro de dossier|notre dossier|kenmerk|zaaknummer|expediente|processo|gestdem|inquiry|ticket|application|submission|in reply refer to)"
    r"(?:\s+(?:request|log|tracking|reference|case|file|control|id))?"
    r"(?:\s*(?:number|numbers|num|no|nr|n°|id|#)\b\.?|\s*#)?)(?![a-z])"
    r"(?P<tie>\s*\(?(?:for (?:this|your|the) (?:\w+ )?request|for tracking purposes|to (?:the|your) request)?\s*(?:is|was|has been|are|ist|est|lautet)?\s*(?:\.?\s?[:#=]|\.|[-–](?=\s))?\s*['\"‘“*_(\[]*)"
    r"(?P<number>(?P<led>[a-z]{2,5} (?:[a-z]{2,4} )?(?=\d))?(?=[a-z0-9./_-]*\d)[a-z0-9](?:[a-z0-9._/‐-]*[a-z0-9])?(?:\s\d{2,4}-\d{2,6})?)(?P<after>['\"’”*_)\]]*)",
    re.IGNORECASE,
)
STRONG = lazy(
    r"\b(?:number|no|nr|id|ref|reference|tracking|aktenzeichen|geschäftszeichen|zeichen|az|gz|réf|dossier|kenmerk|zaaknummer|expediente|dm|lgoima|pir)\b|#",
    re.IGNORECASE,
)
SHAPELY = re.compile(r"[A-Z][ #/.-]{0,3}\d|\d[/-]\w|GestDem|Ares")  # what some grammar of `SHAPES` may know
LABELS = any_of(
    "tracking|reference|req|foi|f.o.i|case|file|control|confirmation|log|identification|issue|ref|identifier|opra|cora|apra|gipa|form|"
    "number|foi|lgoima|oia|pir|dm|zeichen|az|gz|réf|dossier|kenmerk|zaaknummer|expediente|processo|gestdem|inquiry|ticket|application|submission"
)
URL = re.compile(r"https?://\S+|[^\s@]{1,64}@\S+")
BEST = lazy(r"tracking|reference|request (?:number|no|id)|our number", re.IGNORECASE)
NAMES_REQUEST = lazy(
    r"\b(?:requests?|application|inquiry|enquiry|matter|file|case|ref(?:erence)?|number|no|under|subject|appeal|identifier|control|tracking|id|foia|foil|opra|cora|apra|gipa|ati|atip|atia|aie|oia|ifg|dossier|submission|re|response to|on|your|our|quot(?:e|ing)|cit(?:e|ing)|assigned|withdrawn|refer to|(?:batch|install?ment|records|documents|responses?|files?) (?:for|to|under))[.,]?\s*[:#]?\s*[(\[#\"“]*$|"
    r"\b(?:requests?|records|acts?|foia)\b[^.]{0,40}\($",
    re.IGNORECASE,
)
FOREIGN = lazy(
    r"\b(?:police (?:report|case)|incident|report|cause|offen[cs]e|medical examiner|me case|crime|accident|crash|exhibit|bid|rfp|rfq|ordinance|resolution|bill|call|cfs|event|inspection|complaint|variance|form|warrant|booking|contract|purchase order|project|tract|lot|block|apn|or#?|invoice|cheque|check|badge|cr|citation|arrest|docket|court|vin|phone|fax|suite|room|box|route|account|permit|license|parcel|ein|tax)\b[^.]{0,18}$|\b(?:FYI|WhatDoTheyKnow|MuckRock|Right ?to ?Know|platform)\s*$|FYI request #?$|\bMR ?#?$|\[#?$",
    re.IGNORECASE,
)
NO_NUMBER = lazy(  # first the sections of the open records laws of CO, GA, SC, TN, NM, MS, AR, AL, RI, IN, ND, WY
    r"^(?:(?:RCW|MCL|USC|CFR|KRS|ORS|NRS|ARS|TCA|KSA|RSA|IC|CMR|ILCS) ?\d.*|(?:24-72|50-18|30-4|10-7|14-2|25-61|25-19|36-12|38-2|5-14-3|44-04|16-4)-\d+.*|(?:FOI|FOIA|FOIL|RTI|OIA) ?(?:0?[1-9]|1[0-2])/\d|\d{1,3}|(?:19|20)\d\d|\d{1,2}[/.-]\d{1,2}[/.-](?:\d\d|(?:19[4-9]|20)\d\d?)|\d{4}-\d\d-\d\d|(?:0?[1-9]|1[0-2])/(?:\d\d?|(?:19|20)\d\d)|(?:19|20)\d\d[-/](?:19|20)\d\d|(?:\d{3}[-.])?\d{3}[-.]\d{4}|\d+(?:\.\d+)+\(?.*|of|is|\d{5}-\d{4}|\d+(?:st|nd|rd|th))$",
    re.IGNORECASE,
)
# a subject that ends in a bare number right behind the request: "Your RTI application 3341"
AT_THE_END = lazy(
    r"\b(?:request|application|inquiry|enquiry|(?:foi|foia|foisa|foil|rti|oia|cpra|opra|public records|right to know|freedom of information|information)(?: act)?"
    r"(?: request| application| response| reply)?) (?P<number>\d{4,13}|\d{2}-\d{2,6})(?= ?(?:$|[-–—:|]\s|[(\[]))",
    re.IGNORECASE,
)
LONGEST_ALONE = 40  # characters of a line that is a number and no more
ALONE = re.compile(
    r"[A-Z]{2,6}(?:-[A-Z]{2,4})?[A-Z0-9]*(?:[-/]\d{2,6}){1,3}(?:[-/][A-Z]{1,4})?"
)  # such a line of a body
LAW_BEFORE = re.compile(r"^(?:FOIA|FOIL|OPRA|PIR|LGOIMA|RTKL?|GRAMA|CORA|MFIPPA|PRR)\s?(?:#|\s)\s?(?=\d)")
OF_A_YEAR = re.compile(r"\d{1,6}-20\d\d|\d{2}-\d{7}|\d+")  # grammars to which the name of the law belongs
HEADS = lazy(
    r"\W*(?:re|subject)\s?:(?=.*\b(?:request|records)\b)", re.IGNORECASE
)  # the line that a letter is headed by
HOUSE = re.compile(r"\s[A-Z][a-z]")  # what follows the number of a house: its street
GAP = re.compile(r"\b([A-Z]\d{6})\s?-\s?(\d{6})\b")
FILE = lazy(r".*(?:zeichen|\baz|gz|réf|dossier|kenmerk)\W*", re.IGNORECASE)
DOTTED = re.compile(r"\d+(?:\.\d+)+(?:[-/]\w[\w./-]*)+")  # a file of a registry, and no paragraph of a law
NO_DAY = re.compile(r"(?:1[3-9]|[2-9]\d)-(?:1[3-9]|[2-9]\d)-\d\d")  # no month stands in it
SEVEN_FIGURES = re.compile(r"\d{3}-\d{4}")  # like a telephone's, but called a reference
NOT_TOLD = re.compile(r"[^0-9A-Z]")
ZONES = frozenset({Zone.STATEMENT, Zone.FOOTER, Zone.HISTORY, Zone.REMEDIES})


def read(letter: Letter) -> Iterator[TrackingNumber]:
    """Yield the numbers a letter gives the request, the likeliest first."""
    found: dict[str, tuple[int, TrackingNumber]] = {}
    for sentence in letter.sentences():
        if sentence.zone in ZONES and held(sentence.text) & DIGITS:
            for weight, fact in _in_sentence(sentence):
                key = normal(fact.number)
                if key not in found or weight > found[key][0]:
                    found[key] = (weight, fact)
    ordered = sorted(found.values(), key=lambda pair: -pair[0])
    yield from (fact for _, fact in ordered if not _is_tail(fact, [other for _, other in ordered]))


def _is_tail(fact: TrackingNumber, others: list[TrackingNumber]) -> bool:
    """Say whether a number is only the end of another one: "2024-0117" of "FOIL 2024-0117"."""
    own = normal(fact.number)
    return any(
        normal(other.number).endswith(own) and len(normal(other.number)) > len(own) for other in others
    )


def normal(number: str) -> str:
    """Return a number stripped to what tells it from another: P0-50685 and P050685 are one."""
    return NOT_TOLD.sub("", number.upper())


def _in_sentence(sentence: Sentence) -> Iterator[tuple[int, TrackingNumber]]:
    text = sentence.text
    text = rejoin(URL.sub(" ", text) if "http" in text or "@" in text else text)
    found = list(_known(sentence, text))
    yield from ((weight, _bare(fact)) for weight, fact in found)
    whole = WHOLE.fullmatch(text) if not found and len(text) <= LONGEST_ALONE else None
    if whole and len(normal(whole["number"])) > 5 and not NO_NUMBER.match(whole["number"]):
        is_subject = sentence.part == "subject"
        if is_subject or ALONE.fullmatch(whole["number"]):
            rule = f"numbers.whole_{'subject' if is_subject else 'line'}"
            fact = TrackingNumber(whole["number"], sentence=sentence, rule=rule, sure=Sure.LIKELY)
            yield 3 if is_subject else 2, fact


def _bare(fact: TrackingNumber) -> TrackingNumber:
    """Return a number without the name of the law before it: "FOIA 2020-012" is told as "2020-012" elsewhere."""
    bare = LAW_BEFORE.sub("", fact.number)
    if bare == fact.number or len(normal(bare)) < 5 or NO_NUMBER.match(bare) or OF_A_YEAR.fullmatch(bare):
        return fact
    return replace(fact, number=bare)


def _known(sentence: Sentence, text: str) -> Iterator[tuple[int, TrackingNumber]]:
    """Yield what a label, a known shape or a series tells."""
    away = 0 if sentence.zone is Zone.STATEMENT else -2
    for match in LABEL.finditer(text) if held(text) & LABELS else ():
        if (number := _labelled(match, text)) and _is_number(number, match, text):
            weight = 6 if STRONG.search(match["label"]) else 3
            weight += 2 if BEST.search(match["label"]) else 0
            sure = Sure.CERTAIN if weight >= 6 else Sure.LIKELY
            yield weight + away, TrackingNumber(number, sentence=sentence, rule="numbers.labelled", sure=sure)
    for shape in SHAPES if SHAPELY.search(text) and ANY_SHAPE.search(text) else ():
        for match in shape.pattern.finditer(text):
            before = text[: match.start()][-30:]
            if not FOREIGN.search(before) or (before.endswith("[") and match[0][0].isalpha()):
                rule = f"numbers.{shape.name}"
                weight = 7 if sentence.part == "subject" else 5
                yield weight, TrackingNumber(match[0], sentence=sentence, rule=rule, sure=Sure.CERTAIN)
    if sentence.part == "subject" and (end := AT_THE_END.search(text)) and not NO_NUMBER.match(end["number"]):
        rule = "numbers.end_of_subject"
        yield 3, TrackingNumber(end["number"], sentence=sentence, rule=rule, sure=Sure.LIKELY)
    yield from ((weight + away, fact) for weight, fact in _generic(sentence, text))


def _generic(sentence: Sentence, text: str) -> Iterator[tuple[int, TrackingNumber]]:
    """Yield what has the look of an office's own series, in the subject or right behind a word for a request."""
    for match in GENERIC.finditer(text):
        before = text[: match.start()]
        if FOREIGN.search(before[-30:]) or NO_NUMBER.match(match[0]) or len(normal(match[0])) < 4:
            continue
        is_behind = bool(NAMES_REQUEST.search(before[-50:])) or HEADS.match(before) is not None
        if is_behind or sentence.part == "subject":
            weight = 4 if is_behind else 2
            yield weight, TrackingNumber(match[0], sentence=sentence, rule="numbers.series", sure=Sure.LIKELY)


def rejoin(text: str) -> str:
    """Close the gap that a line break leaves inside a number: "W012160- 021226", "P015720 -070319"."""
    text = text.replace("‐", "-").replace("‑", "-").replace("–", "-")
    return GAP.sub(lambda found: f"{found[1]}-{found[2]}", text) if "-" in text else text


def _labelled(match: re.Match[str], text: str) -> str | None:
    number = match["number"].strip(".-_/")
    if (led := match["led"]) and led != led.upper():
        return None
    if match["after"] == "" and text[match.end() : match.end() + 1].isalpha():
        return None
    return number if len(number) <= 32 else None


def _is_number(number: str, match: re.Match[str], text: str) -> bool:
    """Say whether what follows a label is a number of a request: no date, no telephone, no lone year or count."""
    is_called_so = match["label"].lower().endswith(("ref", "reference")) and ":" in match["tie"]
    is_file = FILE.fullmatch(match["label"]) is not None and DOTTED.fullmatch(number) is not None
    is_number = is_file or (is_called_so and SEVEN_FIGURES.fullmatch(number)) or NO_DAY.fullmatch(number)
    if (
        (NO_NUMBER.match(number) and not is_number)
        or FOREIGN.search(text[: match.start()][-24:])
        or len(normal(number)) < 3
    ):
        return False
    tied = bool(
        re.search(
            r"[:#.=]|\s[-–]\s|\b(?:is|was)\b|number|\bno\b|\bid\b|\b(?:LGOIMA|FOIL|FOIPA|OIA|DM|PIR)\b",
            match["tie"] + match["label"],
            re.IGNORECASE,
        )
    )
    if number.isdigit():
        is_reference = len(number) >= 5 and match["label"].lower() in (
            "ref",
            "reference",
            "our ref",
            "log",
            "our reference",
        )
        is_house = match["tie"].strip() in ("-", "–") and HOUSE.match(text, match.end())
        return len(number) >= 4 and (tied or is_reference) and not is_house
    return tied or bool(re.search(r"\d", number[1:]))
