"""Which country a letter comes from: it decides whether 9/12 is in September, and which days are holidays."""

import re

from parsers.letter import Letter

ENDINGS = {
    "uk": "GB", "nz": "NZ", "au": "AU", "ca": "CA", "de": "DE", "eu": "EU", "ie": "IE", "gov": "US", "us": "US",
    "mil": "US", "fr": "FR", "at": "AT", "ch": "CH",
}  # fmt: skip
LAWS = (
    (
        "NZ",
        re.compile(
            r"\bOfficial Information Act 1982|\bLGOIMA\b|\bNew Zealand\b|\bOmbudsman\.parliament\.nz",
            re.IGNORECASE,
        ),
    ),
    (
        "GB",
        re.compile(
            r"\bFreedom of Information (?:\(Scotland\) )?Act 200[02]|\bEnvironmental Information Regulations 2004|\bico\.org\.uk",
            re.IGNORECASE,
        ),
    ),
    (
        "AU",
        re.compile(
            r"\bFreedom of Information Act 1982|\bFOI Act\b[^.]{0,40}\b(?:Cth|Commonwealth)|\bGIPA\b|\boaic\.gov\.au|\bAustralia",
            re.IGNORECASE,
        ),
    ),
    (
        "EU",
        re.compile(
            r"\bRegulation \(EC\) N[o°]?\.? ?1049/2001|\bGestDem\b|\bconfirmatory application", re.IGNORECASE
        ),
    ),
    ("DE", re.compile(r"\bInformationsfreiheitsgesetz|\bIFG\b|\bAktenzeichen\b|\bSehr geehrte")),
    (
        "US",
        re.compile(
            r"\b\d+ U\.?S\.?C\.?\b|\bGov(?:ernment|\.|t\.)? Code\b|\bFOIL\b|\bC\.F\.R\.|\b(?:Public|Open) Records (?:Act|Law|Request)\b|\bFOIA\b|\bCounty of\b|\bSheriff\b|\bRight[- ]to[- ]Know Law\b",
            re.IGNORECASE,
        ),
    ),
)
DAY_FIRST = frozenset({"GB", "NZ", "AU", "IE", "EU", "DE", "FR", "AT", "CH"})


def place_of(letter: Letter) -> str | None:
    """Return the ISO code of the country (EU for its institutions) that a letter comes from, if it tells."""
    if letter.place:
        return letter.place
    domain = letter.sender.domain if letter.sender else ""
    if found := ENDINGS.get(domain.rpartition(".")[2]):
        return found
    text = letter.subject + "\n" + "\n".join(part.text[:20_000] for part in letter.parts)
    return next((place for place, law in LAWS if law.search(text)), None)


def writes_day_first(place: str | None) -> bool | None:
    """Say whether people there write the day before the month in figures, or None where it is not known."""
    if place is None or place == "CA":
        return None
    return place in DAY_FIRST
