"""SecureRelease: letters of Homeland Security's offices (headquarters, ICE, the Secret Service and others) from noreply@securerelease.us.

The subject varies and bears the number; the body links to www.securerelease.us. The number is the year, letters for the office and
for what it is, and a count: 2020-ICFO-21220 a request to ICE, 2022-ICAP-01052 its appeal, 2025-ICLI-00019 a lawsuit. A request gets
a new number when it is filed again or sent back, so a letter may name two: the one in the subject comes first.

Seen: the sender, the links, numbers of requests, appeals and litigation. Not seen yet: fixed wording of its own mails, how it says
that a file can be fetched, account mail, what a letter about litigation says.
"""

import re
from collections.abc import Iterator

from parsers import clerk
from parsers.facts import Fact, RecordsLink, Sure, TrackingNumber, Zone
from parsers.letter import Letter
from parsers.links import host
from parsers.phrases.language import read_language
from parsers.phrases.signals import Rule, Signal, rule
from parsers.portal import Portal

HOST = "securerelease.us"
_APPEAL = r"20\d{2}-[A-Z]{2}AP-\d{4,6}"
NUMBER = re.compile(
    r"(?<![\w-])(?P<number>20\d{2}-(?P<office>HQFO|HQLI|ICFO|ICAP|ICLI|TSFO|TSPA|FEFO|CISFO|USSS(?:FOIA)?|OBFO|CBFO|NPFO)-\d{4,6})(?![\w-])"
)
AGENCIES = {
    "HQ": "Department of Homeland Security",
    "IC": "U.S. Immigration and Customs Enforcement",
    "US": "U.S. Secret Service",
    "TS": "Transportation Security Administration",
}
RULES: tuple[Rule, ...] = (
    rule("securerelease.appeal", Signal.APPEAL, "appeal", rf"\bappeal\b.{{0,120}}\b(?:received|assigned|acknowledg\w+|docketed)\b.{{0,60}}{_APPEAL}|\b(?:acknowledg\w+|received|receipt of)\b.{{0,60}}\bappeal\b.{{0,90}}{_APPEAL}", zones=(Zone.STATEMENT, Zone.REMEDIES)),
)  # fmt: skip


def read(letter: Letter) -> Iterator[Fact]:
    """Yield the facts of one letter: its numbers, the one in the subject first, then what its words state."""
    yield from _numbers(letter)
    yield from read_language(letter, RULES)
    yield from _links(letter)
    yield from clerk.read_contacts(letter)


def site(_letter: Letter) -> str:
    """Return the one site there is: the number itself tells the office."""
    return HOST


def agency(letter: Letter) -> str | None:
    """Return the office whose letters stand in the number."""
    for fact in _numbers(letter):
        return AGENCIES.get(fact.number.split("-")[1][:2])
    return None


def claims(letter: Letter) -> bool:
    """Say whether a letter from elsewhere is SecureRelease's: its address and one of its numbers."""
    text = letter.body[:20_000]
    return f"{HOST}/" in text.lower() + "/" and bool(NUMBER.search(f"{letter.subject}\n{text}"))


def _numbers(letter: Letter) -> Iterator[TrackingNumber]:
    told: set[str] = set()
    for sentence in letter.sentences():
        if sentence.zone in (Zone.ECHO, Zone.QUOTED):
            continue
        for match in NUMBER.finditer(sentence.text):
            if match["number"] not in told:
                sure = Sure.LIKELY if told else Sure.CERTAIN
                told.add(match["number"])
                yield TrackingNumber(
                    match["number"], sentence=sentence, rule="securerelease.number", sure=sure
                )


def _links(letter: Letter) -> Iterator[RecordsLink]:
    told: set[str] = set()
    for link in letter.links():
        sentence = letter.sentence_at(link.part, link.start)
        if sentence is None or sentence.zone in (Zone.ECHO, Zone.QUOTED) or link.target in told:
            continue
        name = host(link.target)
        if name == HOST or name.endswith(f".{HOST}"):
            told.add(link.target)
            yield RecordsLink(link.target, "portal", sentence=sentence, rule="securerelease.link")


PORTAL = Portal("securerelease", (f"noreply@{HOST}",), read, site, agency, claims, place="US")
