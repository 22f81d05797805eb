"""The reader for letters that people wrote, when no portal claims them."""

import re
from collections.abc import Iterator

from parsers.facts import Contact, Fact, RecordsLink, Sure, Zone
from parsers.letter import Letter
from parsers.links import host
from parsers.needs import DIGITS, guarded, held
from parsers.patterns import lazy
from parsers.phrases import numbers
from parsers.phrases.language import read_language
from parsers.portal import Portal

PHONE = re.compile(
    r"(?<![\d-])(?:\+?1[ .-]?)?(?:\(\d{3}\)\s?|\d{3}[ .-])\d{3}[ .-]\d{4}(?!\d)|(?<![\d-])\+?\d{2}[ .]\d[ .]\d{3,4}[ .]\d{3,4}(?!\d)"
)
FOUR_DIGITS = re.compile(r"[ .)-]\d{3,4}[ .-]\d{3,4}")  # what every telephone number ends in
DROPS = (
    "dropbox.com",
    "box.com",
    "sharefile.com",
    "sharepoint.com",
    "1drv.ms",
    "drive.google.com",
    "kiteworks.com",
    "wetransfer.com",
    "evidence.com",
    "onedrive.live.com",
)
RECORDS = lazy(
    r"\b(?:records?|documents?|files?|folder|contracts?|download|access|responsive|below is a link|link)\b",
    re.IGNORECASE,
)
OTHERS_NUMBER = lazy(
    r"\bfax\b|\b(?:forwarded|referred|transferred|redirect\w*|another (?:agency|office)|(?:should|must) be (?:addressed|directed|sent) (?:there|to))\b",
    re.IGNORECASE,
)
PAY = lazy(r"\b(?:pay|payment|invoice|checkout)\b", re.IGNORECASE)


ASKS = guarded(
    "request|ask|seek",
    r"\b(?:pursuant to|under|in accordance with|by virtue of)\b[^.]{3,160}\b(?:act|law|foia|foil|code|statutes?|section|§)[^.]{0,80}?,? (?:i|we) (?:am |are |hereby |formally |would like to |wish to |write to )*(?:request|ask|seek)\w*|"
    r"\b(?:i|we) (?:am |are |hereby |formally |would like to |wish to |write to )*(?:request|seek)(?:ing)? (?:\w+ ){0,4}(?:the following|copies|access to|records|documents|public records|information)\b|"
    r"\bthis is a (?:\w+ ){0,4}request (?:under|pursuant|for)\b",
)

ANSWERS = lazy(
    r"\b(?:your (?:[\w./]+ ){0,5}?(?:request|inquiry|enquiry|application|e-?mail)s?|reference number|has been (?:closed|received)|you requested)\b",
    re.IGNORECASE,
)


def is_a_request(letter: Letter) -> bool:
    """Say whether somebody asks for records here in the letter's own opening words: a requester's letter."""
    spoken = [s for s in letter.sentences() if s.part == "body" and s.zone is Zone.STATEMENT]
    if not any(ASKS.search(sentence.text) for sentence in spoken[:6]):
        return False
    return not any(ANSWERS.search(sentence.text) for sentence in spoken)


def read(letter: Letter) -> Iterator[Fact]:
    """Yield the facts of a letter that somebody typed."""
    yield from numbers.read(letter)
    yield from read_language(letter)
    yield from read_links(letter)
    yield from read_contacts(letter)


def read_links(letter: Letter) -> Iterator[RecordsLink]:
    """Yield the addresses that lead to records, a payment or a portal; a home page in a signature leads nowhere."""
    told: set[str] = set()
    for link in letter.links():
        sentence = letter.sentence_at(link.part, link.start)
        if sentence is None or sentence.zone in (Zone.ECHO, Zone.QUOTED) or link.target in told:
            continue
        about = _about(link.target, sentence.text)
        if about:
            told.add(link.target)
            yield RecordsLink(link.target, about, sentence=sentence, rule=f"links.{about}", sure=Sure.LIKELY)


def read_contacts(letter: Letter) -> Iterator[Contact]:
    """Yield the telephone numbers that the writer gives, below the letter or in it."""
    told: set[str] = set()
    for sentence in letter.sentences():
        if sentence.zone not in (Zone.STATEMENT, Zone.FOOTER) or not (
            held(sentence.text) & DIGITS and FOUR_DIGITS.search(sentence.text)
        ):
            continue
        for match in PHONE.finditer(sentence.text) if not OTHERS_NUMBER.search(sentence.text) else ():
            digits = re.sub(r"\D", "", match[0])
            if digits not in told:
                told.add(digits)
                yield Contact(match[0], sentence=sentence, rule="contacts.phone", sure=Sure.LIKELY)


def _about(url: str, text: str) -> str | None:
    name = host(url)
    if any(name == drop or name.endswith("." + drop) for drop in DROPS):
        return "records"
    if PAY.search(text) or PAY.search(url):
        return "payment"
    if RECORDS.search(text) and re.search(
        r"\b(?:available|download|access|link|view|here|below|at|shared|folder)\b", text, re.IGNORECASE
    ):
        return "records"
    return None


CLERK = Portal(name="clerk", senders=(), read=read)
