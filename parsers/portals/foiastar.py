"""FOIA STAR: letters of the Justice Department's Office of Information Policy, OIP, from OIP-NoReply@usdoj.gov.

OIP answers requests for records of the department's leadership, FOIA-2026-04080, and appeals against the answers of its other
offices, A-2026-01951. A letter names itself by such a number; an appeal's is its own, beside the number of what is appealed. Every
answer of a Justice office names FOIA STAR as the place to appeal to: that name alone is no letter of it. OIP may say, without a
search, that it would not maintain such records and who would: a referral.

Seen: acknowledgments of requests and of appeals, a redirection without search. Not seen yet: fixed wording of its notices,
account mail, mail that announces documents, a decision on an appeal.
"""

import re
from collections.abc import Iterator

from parsers import clerk
from parsers.facts import Fact, RecordsLink, Sure, TrackingNumber, Zone
from parsers.letter import Letter
from parsers.links import host
from parsers.needs import any_of
from parsers.patterns import lazy
from parsers.phrases.language import read_language
from parsers.phrases.signals import Rule, Signal, rule
from parsers.portal import Portal

SENDER = "oip-noreply@usdoj.gov"
HOST = "doj-foia.entellitrak.com"
_APPEAL = r"A-20\d{2}-\d{5}"
NUMBER = re.compile(rf"(?<![\w-])(?P<number>(?:FOIA-20\d{{2}}-\d{{5}}|{_APPEAL}))(?![\w-])")
OFFICE = lazy(r"\bOffice of Information Policy\b", re.IGNORECASE)
NAMED = any_of("policy")
HEAD = 1_200  # characters: letterhead, address, reference

RULES: tuple[Rule, ...] = (
    rule("foiastar.appeal", Signal.APPEAL, "appeal", rf"\bappeal\b.{{0,160}}\b(?:received|assigned|docketed|acknowledg\w+)\b.{{0,80}}{_APPEAL}|{_APPEAL}.{{0,60}}\b(?:received|assigned|docketed|acknowledg\w+)\b|\b(?:acknowledg\w+|receipt of|received)\b.{{0,80}}\bappeal\b", zones=(Zone.STATEMENT, Zone.REMEDIES)),
    # told without a search, and always with the office that would have such records
    rule("foiastar.elsewhere", Signal.PASSES_ON, "not maintain", r"\bwould not maintain (?:the type of )?records\b"),
)  # fmt: skip


def read(letter: Letter) -> Iterator[Fact]:
    """Yield the facts of one letter of OIP: its number, then what its words state."""
    yield from _numbers(letter)
    yield from read_language(letter, RULES)
    yield from _links(letter)
    yield from clerk.read_contacts(letter)


def site(_letter: Letter) -> str:
    """Return the one site there is."""
    return "oip"


def agency(_letter: Letter) -> str:
    """Return the one office that writes these."""
    return "Department of Justice, Office of Information Policy"


def claims(letter: Letter) -> bool:
    """Say whether a letter from elsewhere is OIP's: its name and one of its numbers in the head, before any word on appeals."""
    if not letter.words() & NAMED:
        return False
    heads = [part.text[:HEAD] for part in letter.parts if part.name != "subject"]
    return any(
        OFFICE.search(head) and (NUMBER.search(head) or NUMBER.search(letter.subject)) for head in heads
    )


def _numbers(letter: Letter) -> Iterator[TrackingNumber]:
    """Yield OIP's numbers, the one in the subject or first in the text before others."""
    told: set[str] = set()
    for sentence in letter.sentences():
        if sentence.zone in (Zone.ECHO, Zone.QUOTED):
            continue
        for match in NUMBER.finditer(sentence.text):
            if match["number"] not in told:
                sure = Sure.LIKELY if told else Sure.CERTAIN
                told.add(match["number"])
                yield TrackingNumber(match["number"], sentence=sentence, rule="foiastar.number", sure=sure)


def _links(letter: Letter) -> Iterator[RecordsLink]:
    told: set[str] = set()
    for link in letter.links():
        sentence = letter.sentence_at(link.part, link.start)
        if sentence is None or sentence.zone is not Zone.STATEMENT or link.target in told:
            continue
        if host(link.target) == HOST:
            told.add(link.target)
            yield RecordsLink(link.target, "portal", sentence=sentence, rule="foiastar.link")


PORTAL = Portal("foiastar", (SENDER,), read, site, agency, claims, place="US")
