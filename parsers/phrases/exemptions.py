"""Statutes and exemptions as a letter cites them."""

import re
from collections.abc import Iterator

from parsers.facts import ExemptionCited, Sure, Zone
from parsers.letter import Letter
from parsers.needs import DIGITS, any_of, held
from parsers.patterns import lazy
from parsers.phrases.signals import unquoted

_PARAGRAPHS = r"(?:\s?\([0-9A-Za-z]{1,5}\))*"
_NUMBER = rf"\d+[A-Za-z]{{0,2}}(?:[.:/-]\d+[A-Za-z]?)*{_PARAGRAPHS}"
STATUTE = re.compile(
    r"(?:"
    rf"\b\d+ (?:U\.?\s?S\.?\s?C\.?|C\.?\s?F\.?\s?R\.?|ILCS|Pa\. ?C\.?S\.?)(?: (?:§+|[Ss]ec(?:tion|\.)|[Pp]art))*\s?{_NUMBER}"
    rf"|\b(?:California )?(?:Gov(?:ernment|ernmental|['’]?t|\.)?|Civ(?:il|\.)?|Penal|Evid(?:ence|\.)?|Health (?:and|&) Safety|Veh(?:icle|\.)?|Labor|Welf(?:are|\.)? (?:and|&) Inst(?:itutions|\.)?) Code,?(?: (?:§+|[Ss]ec(?:tion|\.)?s?))*\s?{_NUMBER}"
    rf"|\b(?:MCL|RCW|ORS|A\.?R\.?S\.?|NRS|N\.?R\.?S\.?|K\.?S\.?A\.?|M\.?R\.?S\.?|O\.?C\.?G\.?A\.?|RSA|WAC|C\.?R\.?S\.?|IC|KRS|N\.?J\.?S\.?A\.?|R\.?C\.?|O\.?R\.?C\.?|F\.?S\.?|G\.?L\.? c\.)(?: (?:§+|[Ss]ec(?:tion|\.)))*\s?{_NUMBER}"
    rf"|\b[A-Z][A-Za-z.]*(?: [A-Z][A-Za-z.]*){{0,3}} (?:Code|Stat(?:utes|\.)|Rev\. Stat\.)(?: Ann\.)?,? (?:§+|[Ss]ec(?:tion|\.)?s?|[Cc]hapter) ?{_NUMBER}"
    rf"|\b[Ss](?:ections?|ubsection|ec\.)? ?{_NUMBER} of the [A-Z][\w'’]*(?: (?:of|and|the|to|[A-Z0-9(][\w'’)]*)){{0,8}}"
    rf"|\b[Ss]ections? {_NUMBER}"
    r"|\b[Ee]xemptions? \(?[b0-9]\)?(?:\([0-9A-Z]+\))*(?:(?:,| and|, and) \(?[b0-9]\)?(?:\([0-9A-Z]+\))*)*"
    r"|\(b\)\(\d\)(?:\([A-F]\))?"
    r")"
)
WITHHOLDS = lazy(
    r"\b(?:exempt\w*|withh\w+|denied|deny|denying|refus\w+|redact\w*|confidential|privileged|protected|prohibit\w*)\b",
    re.IGNORECASE,
)
NEEDS = any_of(
    "section|code|u.s.c|usc|c.f.r|ilcs|§|mcl|rcw|ors|stat|exemption|(b)(|nrs|a.r.s|subsection|ksa|rsa|chapter"
)
EXEMPTION = any_of("exemption")
SECTION = lazy(r" s [1-9]", re.IGNORECASE)


def read(letter: Letter) -> Iterator[ExemptionCited]:
    """Yield each statute a letter relies on, once, as it cites it; `exemption` where it is the ground of a refusal."""
    told: set[str] = set()
    for sentence in letter.sentences():
        if sentence.zone is not Zone.STATEMENT or not _may_cite(sentence.text):
            continue
        text = unquoted(sentence.text)
        about = "exemption" if WITHHOLDS.search(text) else "statute"
        for match in STATUTE.finditer(text):
            citation = " ".join(match[0].split()).rstrip(".,;")
            if citation not in told:
                told.add(citation)
                yield ExemptionCited(
                    citation, about, sentence=sentence, rule="exemptions.cited", sure=Sure.CERTAIN
                )


def _may_cite(text: str) -> bool:
    """Say whether a text holds a figure and a word that a citation has, or speaks of an exemption."""
    words = held(text)
    if not words & DIGITS:
        return bool(words & EXEMPTION)
    return bool(words & NEEDS or SECTION.search(text))
