"""Tracking numbers of offices that number by hand or by a system of their own, and the words that must stand beside them.

A number is taken for the request's only with its label ("Reference number: ...") or a shape that nothing else has.
Each shape names who writes it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from parsers.facts import Sentence, Sure, TrackingNumber, Zone
from parsers.letter import Letter


@dataclass(frozen=True, slots=True)
class Shape:
    """A number grammar that stands on its own; `used_by` says where it was seen."""

    name: str
    used_by: str
    pattern: re.Pattern[str]


def _shape(name: str, used_by: str, pattern: str) -> Shape:
    return Shape(name, used_by, re.compile(rf"(?<![\w/-])(?:{pattern})(?![\w/]|-\w)"))


SHAPES = (
    _shape("govqa", "GovQA sites", r"[A-Z]\d{6}(?:/\d{2})?-(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{2}"),
    _shape("openrecords", "New York City agencies", r"FOIL-20\d{2}-\d{3}-\d{5}"),
    _shape("fbi", "FBI", r"1\d{6}-0\d{0,2}"),
    _shape("dhs", "DHS components", r"20\d{2}-(?:HQFO|HQLI|ICFO|ICAP|ICLI|TSFO|TSPA|FEFO|CISFO|USSS(?:FOIA)?|OBFO|CBFO|NPFO)-\d{4,6}"),
    _shape("uscis", "USCIS", r"(?:NRC|COW|APP|HQ)20\d{8}"),
    _shape("epa", "EPA and partners on FOIAonline", r"EPA-(?:HQ-|R\d{1,2}-)?20\d{2}-\d{6}"),
    _shape("interior", "Interior", r"DOI-(?:[A-Z]{2,4}-)?20\d{2}-\d{6}"),
    _shape("state_cia", "State, CIA", r"(?:FL?|P|E)-(?:19|20)\d{2}-\d{5}|F\d{2}-\d{4}"),
    _shape("oip", "DOJ Office of Information Policy", r"FOIA-20\d{2}-\d{5}|A-20\d{2}-\d{5}"),
    _shape("osd", "OSD and Joint Staff", r"\d{2}-F-\d{4}"),
    _shape("air_force", "Air Force", r"20\d{2}-\d{5}-F"),
    _shape("dea", "DEA and others", r"\d{2}-\d{5}-F[A-Z]?"),
    _shape("fra", "Federal Railroad Administration", r"FFRA-\d{2}-\d{5}"),
    _shape("nara", "National Archives", r"(?:NGC|RD) ?\d{2}-?\d{3}|NARA-NGC-20\d{2}-\d{6}|20\d{2}-\d{4}-F"),
    _shape("gsa", "GSA", r"20\d{2}-FOI-\d{5}"),
    _shape("hhs", "HHS", r"20\d{2}-\d{5}-(?:FOIA|FOPA)-[A-Z]{2,4}"),
    _shape("small_agencies", "EAC, OGE", r"EAC \d{2}-\d{4}|OGE FOIA FY \d{2}/\d{3}"),
    _shape("dc", "District of Columbia", r"20\d{2}-FOIA-\d{5}"),
    _shape("prefixed", "offices that configure a prefix", r"(?:PRR|PRA|PIR|PDR|FOIL|FOI|RTK|ORR|OPRA|CPRA|FR|PD|PR|FOIA) ?[-#]? ?(?:20\d{2}|\d{2})[-/]\d{1,7}|(?:PRR|PRA|FOIA|FOIL|PD)-\d{1,6}-20\d{2}|FOIA \d{1,6}-20\d{2}|PRR \d{2}-\d{7}"),
    _shape("nz", "New Zealand ministries and Police", r"IR-\d{2}-\d{2}-\d{4,5}|OIA-20\d{2}/\d{2}-\d{4}|OIA-\d{4,6}"),
    _shape("au", "Australian agencies", r"LEX \d{4,5}|FOI ?\d{2}/\d{2,4}|MR\d{2}/\d{5}|RQ\d{2}/\d{5}|CM\d{2}/\d{4}"),
    _shape("uk", "UK councils", r"F20\d{2}\.\d{2}\.\d{4}|FOI ?\d{3,6}"),
    _shape("eu", "European institutions", r"GestDem(?: number)? ?20\d{2}[/ ]\d{4,5}|(?:Case )?EASE 20\d{2}/\d{4,5}"),
    _shape("nypd", "NYPD", r"20\d{2}-PL-\d{3,6}"),
)  # fmt: skip
LABEL = re.compile(
    r"\b(?P<label>(?:(?:your|our|the|this|agency|foia|foil|foipa|foi|oia|lgoima|pd foil|prr|public records?|records?|information|official information|atip|request|internal)\s+)*"
    r"(?:tracking|reference|request|case|file|control|confirmation|log|identification|issue|ref|foia|foil|foipa|lgoima|oia|pir|dm|aktenzeichen|zeichen|gz|gestdem|inquiry|ticket|application)"
    r"(?:\s+(?:request|log|tracking|reference|case|file|control|id))?"
    r"(?:\s*(?:number|numbers|num|no|nr|n°|id|#)\b\.?|\s*#)?)"
    r"(?P<tie>\s*(?:for (?:this|your|the) (?:\w+ )?request|for tracking purposes|to (?:the|your) request)?\s*(?:is|was|has been|are)?\s*(?:[:#.=]|[-–](?=\s))?\s*['\"‘“*_(\[]*)"
    r"(?P<number>(?=[A-Z0-9./_-]*\d)[A-Z0-9](?:[A-Z0-9._/‐-]*[A-Z0-9])?(?:\s\d{2,4}-\d{2,6})?)(?P<after>['\"’”*_)\]]*)",
    re.IGNORECASE,
)
STRONG = re.compile(
    r"\b(?:number|no|nr|id|ref|reference|tracking|aktenzeichen|zeichen|gz|dm|lgoima|pir)\b|#", re.IGNORECASE
)
FOREIGN = re.compile(
    r"\b(?:police (?:report|case)|incident|report|invoice|cheque|check|badge|cr|citation|arrest|docket|court|vin|phone|fax|suite|room|box|route|account|permit|license|parcel|ein|tax)\b[^.]{0,18}$|\b(?:FYI|WhatDoTheyKnow|MuckRock|Right ?to ?Know|platform)\s*$|FYI request #?$|\bMR ?#?$|\[#?$",
    re.IGNORECASE,
)
NO_NUMBER = re.compile(
    r"^(?:\d{1,3}|(?:19|20)\d\d|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}-\d\d-\d\d|\d{3}[-.]\d{3}[-.]\d{4}|\d+(?:\.\d+)+\(?.*|of|is|\d{5}-\d{4}|\d+(?:st|nd|rd|th))$",
    re.IGNORECASE,
)
ZONES = frozenset({Zone.STATEMENT, Zone.FOOTER, Zone.HISTORY, Zone.REMEDIES})


def read(letter: Letter) -> Iterator[TrackingNumber]:
    """Yield the numbers a letter gives the request, the likeliest first."""
    found: dict[str, tuple[int, TrackingNumber]] = {}
    for sentence in letter.sentences():
        if sentence.zone in ZONES:
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
    return re.sub(r"[^0-9A-Z]", "", number.upper())


def _in_sentence(sentence: Sentence) -> Iterator[tuple[int, TrackingNumber]]:
    text = rejoin(sentence.text)
    for match in LABEL.finditer(text):
        if (number := _labelled(match, text)) and _is_number(number, match, text):
            weight = 6 if STRONG.search(match["label"]) else 3
            weight += (
                2
                if re.search(r"tracking|reference|request (?:number|no|id)", match["label"], re.IGNORECASE)
                else 0
            )
            sure = Sure.CERTAIN if weight >= 6 else Sure.LIKELY
            yield (
                weight - (2 if sentence.zone is not Zone.STATEMENT else 0),
                TrackingNumber(number, sentence=sentence, rule="numbers.labelled", sure=sure),
            )
    for shape in SHAPES:
        for match in shape.pattern.finditer(text):
            if not FOREIGN.search(text[: match.start()][-30:]):
                weight = 7 if sentence.part == "subject" else 5
                yield (
                    weight,
                    TrackingNumber(
                        match[0], sentence=sentence, rule=f"numbers.{shape.name}", sure=Sure.CERTAIN
                    ),
                )


def rejoin(text: str) -> str:
    """Close the gap that a line break leaves inside a number: "W012160- 021226", "P015720 -070319"."""
    return re.sub(
        r"\b([A-Z]\d{6})\s?-\s?(\d{6})\b",
        r"\1-\2",
        text.replace("‐", "-").replace("‑", "-").replace("–", "-"),
    )


def _labelled(match: re.Match[str], text: str) -> str | None:
    number = match["number"].strip(".-_/")
    if match["after"] == "" and text[match.end() : match.end() + 1].isalpha():
        return None
    return number if len(number) <= 32 else None


def _is_number(number: str, match: re.Match[str], text: str) -> bool:
    """Say whether what follows a label is a number of a request: no date, no telephone, no lone year or count."""
    if NO_NUMBER.match(number) or FOREIGN.search(text[: match.start()][-24:]) or len(normal(number)) < 3:
        return False
    tied = bool(
        re.search(
            r"[:#.=]|\s[-–]\s|\b(?:is|was)\b|number|\bno\b|\b(?:LGOIMA|FOIL|FOIPA|OIA|DM|PIR)\b",
            match["tie"] + match["label"],
            re.IGNORECASE,
        )
    )
    if number.isdigit():
        return len(number) >= 4 and tied
    return tied or bool(re.search(r"\d", number[1:]))
