"""Which country a letter comes from: it decides whether 9/12 is in September, and which days are holidays."""

import re
from itertools import chain

from parsers.letter import Letter
from parsers.needs import Guarded, any_of
from parsers.patterns import lazy

ENDINGS = {
    "uk": "GB", "nz": "NZ", "au": "AU", "ca": "CA", "de": "DE", "eu": "EU", "ie": "IE", "gov": "US", "us": "US",
    "mil": "US", "fr": "FR", "at": "AT", "ch": "CH", "za": "ZA", "scot": "GB-SCT",
}  # fmt: skip
LAWS = (
    ("NZ", Guarded(any_of("1982|lgoima|zealand|ombudsman"), lazy(r"\bOfficial Information Act 1982|\bLGOIMA\b|\bNew Zealand\b|\bOmbudsman\.parliament\.nz", re.IGNORECASE))),
    ("GB", Guarded(any_of("freedom|environmental|ico.org|england|tax|whatdotheyknow"), lazy(r"\bFreedom of Information (?:\(Scotland\) )?Act 200[02]|\bEnvironmental Information Regulations 2004|\bico\.org\.uk|\bholidays in England\b|\bCouncil Tax\b|\bWhatDoTheyKnow\b", re.IGNORECASE))),
    ("ZA", Guarded(any_of("paia|promotion"), re.compile(r"\bPAIA\b|\bPromotion of Access to Information Act"))),
    ("IE", Guarded(any_of("2014|oic.ie"), re.compile(r"\bFreedom of Information Act 2014|\bFOI Act 2014\b|\boic\.ie\b"))),
    ("AU", Guarded(any_of("1982|cth|commonwealth|gipa|oaic|australia"), lazy(r"\bFreedom of Information Act 1982|\bFOI Act\b[^.]{0,40}\b(?:Cth|Commonwealth)|\bGIPA\b|\boaic\.gov\.au|\bAustralia", re.IGNORECASE))),
    ("EU", Guarded(any_of("1049|gestdem|confirmatory"), lazy(r"\bRegulation \(EC\) N[o°]?\.? ?1049/2001|\bGestDem\b|\bconfirmatory application", re.IGNORECASE))),
    ("DE", Guarded(any_of("informationsfreiheit|ifg|aktenzeichen|geehrte"), re.compile(r"\bInformationsfreiheitsgesetz|\bIFG\b|\bAktenzeichen\b|\bSehr geehrte"))),
    ("US", Guarded(any_of("u.s|us.c|usc|code|foil|c.f.r|public|open|foia|county|sheriff|right"), lazy(r"\b\d+ (?:USC|U\.S\.?C|US\.C)\.?\b|\bGov(?:ernment|\.|t\.)? Code\b|\bFOIL\b|\bC\.F\.R\.|\b(?:Public|Open) Records (?:Act|Law|Request)\b|\bFOIA\b|\bCounty of\b|\bSheriff\b|\bRight[- ]to[- ]Know Law\b", re.IGNORECASE))),
)  # fmt: skip
DAY_FIRST = frozenset({"GB", "NZ", "AU", "IE", "EU", "DE", "FR", "AT", "CH", "ZA"})


PARTS = {  # second-level domains that name a part of their country
    "CA": {"on": "ON", "bc": "BC", "ab": "AB", "qc": "QC", "sk": "SK", "mb": "MB", "ns": "NS", "nb": "NB", "nl": "NL", "pe": "PE"},
    "AU": {"nsw": "NSW", "vic": "VIC", "qld": "QLD", "sa": "SA", "wa": "WA", "tas": "TAS", "nt": "NT", "act": "ACT"},
}  # fmt: skip
NATIONS = (
    ("GB-SCT", re.compile(r"\bInformation \(Scotland\) (?:Act|Regulations)|\bScottish Information Commissioner|\bFOISA\b")),
    ("GB-NIR", re.compile(r"\bNorthern Ireland\b|\bPSNI\b")),
    ("GB-WLS", re.compile(r"\b[Cc]yngor\b|\bHeddlu\b|\bLlywodraeth\b")),
)  # fmt: skip
TELEPHONES = (  # how numbers are written that nobody else writes so
    ("GB", re.compile(r"(?<![\d+-])\(?0(?:1\d{3}\)? \d{6}|1\d{2}\)? \d{3} \d{4}|20\)? \d{4} \d{4})(?!\d)")),
    ("AU", re.compile(r"(?<![\d+-])\(?0[2378]\)? \d{4} \d{4}(?!\d)")),
)
COUNCILS = re.compile(r"\bLGOIMA\b|\bLocal Government Official Information")


def place_of(letter: Letter) -> str | None:
    """Return the ISO code of the country (EU for its institutions), or of a part of it, that a letter comes from, if it tells."""
    if letter.place:
        return letter.place
    domain = letter.sender.domain if letter.sender else ""
    labels = domain.split(".")
    country = ENDINGS.get(labels[-1])
    for label in labels[-3:-1]:
        if part := PARTS.get(country or "", {}).get(label):
            return f"{country}-{part}"
    if country in ("GB", "NZ", None):
        words = letter.words()
        text = letter.subject + "\n" + "\n".join(part.text[:20_000] for part in letter.parts)
        named = (place for place, law in LAWS if words & law.needs and law.pattern.search(text))
        called = (place for place, number in TELEPHONES if number.search(text))
        country = country or next(chain(named, called), None)
        return _part(country, text)
    return country


def _part(country: str | None, text: str) -> str | None:
    """Return the nation of the United Kingdom, or the law of New Zealand's councils, that a letter names."""
    if country == "GB":
        return next((place for place, names in NATIONS if names.search(text)), country)
    return "NZ-LGOIMA" if country == "NZ" and COUNCILS.search(text) else country


def writes_day_first(place: str | None) -> bool | None:
    """Say whether people there write the day before the month in figures, or None where it is not known."""
    country = (place or "").partition("-")[0]
    return country in DAY_FIRST if country and country != "CA" else None
