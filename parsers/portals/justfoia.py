"""JustFOIA (MCCi): letters from <agency><state>@request.justfoia.com.

The subject ends in what happened and the number, in either order: "... Records Request Confirmation PD-2026-1008", "... PD-2026-1008
Cost Estimate", "... PD-2026-860 Cancelled", "...-Record Request Complete PD-2026-366". A confirmation goes on "Your request reference
number is Request Number: <number> and your security key is <8 hex digits>": the key opens the request and is struck out. The
agency adds its own statute and "may take up to 7 working days". "Complete" says that the agency is done, not how: the letter may
be a full denial. A Texas estimate names a total and withdraws the request by itself after ten business days: the requester's day.

Each agency configures its numbers: PD-2026-1008, PRR-72-2026 (year last), FOIA 92-2026. Police numbers of a report stand beside them.

Seen: confirmation, cancelled, complete, cost estimate. Not seen yet: a due date moved by the system, invoices, receipts,
password mail, letters of the system in other languages.
"""

import re
from collections.abc import Iterator

from parsers import clerk
from parsers.facts import Fact, RecordsLink, Sure, TrackingNumber, Zone
from parsers.framing import Frame
from parsers.letter import Letter
from parsers.links import host
from parsers.needs import any_of
from parsers.patterns import lazy
from parsers.phrases.language import read_language
from parsers.phrases.signals import Rule, Signal, rule
from parsers.portal import Portal

HOST = ".justfoia.com"
_NUMBER = r"(?:[A-Z]{2,6}-20\d{2}-\d{1,6}|[A-Z]{2,6}-\d{1,6}-20\d{2}|[A-Z]{2,6} \d{1,6}-20\d{2})(?![\w-])"
LABELLED = lazy(rf"\bRequest Number:?\s*(?P<number>{_NUMBER}|[A-Z0-9][A-Z0-9-]{{2,20}}\d)", re.IGNORECASE)
NUMBER = re.compile(rf"(?<![\w-])(?P<number>{_NUMBER})")
AGENCY = re.compile(
    r"^(?:(?i:re|fwd?|fw): *)*(?P<agency>[A-Z][^:]{2,80}?)\s*[-–]\s*(?:[A-Z][a-z]+ ){0,4}Records? Request"
)
NAMED = any_of("number:")
TEMPLATE = lazy(r"\breference number is Request Number:|\bThe request Request Number:", re.IGNORECASE)

FRAMES = (
    Frame(
        Zone.FOOTER,
        lazy(
            r"^(?=[ \t]*(?:This is an auto(?:mated|-generated|matic)\b|Please do not reply to this e-?mail))",
            re.IGNORECASE | re.MULTILINE,
        ),
        re.compile(r"\n"),
    ),
)
RULES: tuple[Rule, ...] = (
    rule("justfoia.confirmed", Signal.RECEIVED, "confirmation|reference number", r"\brecords? request confirmation\b|\byour request reference number is\b"),
    rule("justfoia.cancelled", Signal.WITHDRAWN, "cancelled", r"\brequest\b.{0,50}\bcancelled\W*$|\bhas been cancelled\b"),
    rule("justfoia.complete", Signal.CLOSES, "complete", r"\brecords? request complete\b|\brequest number:? \S+ has been completed\b"),
    rule("justfoia.estimate", Signal.BILLS, "cost estimate", r"\bcost estimate\W*$", zones=(Zone.STATEMENT, Zone.FOOTER)),
)  # fmt: skip


def read(letter: Letter) -> Iterator[Fact]:
    """Yield the facts of one JustFOIA letter: its number, what happened, and what the agency's own words add."""
    yield from _numbers(letter)
    yield from read_language(letter, RULES)
    yield from _links(letter)
    yield from clerk.read_contacts(letter)


def site(letter: Letter) -> str | None:
    """Return the agency's own name at JustFOIA: the local part of its address, or the host of its page."""
    for address in (letter.sender, *letter.to):
        if address and PORTAL.owns(address.email):
            return address.email.partition("@")[0]
    hosts = (host(link.target) for link in letter.links())
    return next((name.removesuffix(HOST) for name in hosts if name.endswith(HOST)), None)


def agency(letter: Letter) -> str | None:
    """Return the agency before the dash of the subject, or as the sender is displayed."""
    if found := AGENCY.match(letter.subject):
        return found["agency"].strip()
    return letter.sender.name or None if letter.sender and PORTAL.sent(letter) else None


def claims(letter: Letter) -> bool:
    """Say whether a forwarded letter looks like JustFOIA's: the way its template runs into the number, or its pages."""
    return bool(letter.words() & NAMED and TEMPLATE.search(letter.body)) or (
        ".justfoia.com/" in letter.body.lower() and bool(NUMBER.search(letter.subject))
    )


def _numbers(letter: Letter) -> Iterator[TrackingNumber]:
    """Yield the number that the template labels or the subject ends in; any other is a police report's."""
    told: set[str] = set()
    for sentence in letter.sentences():
        if sentence.zone in (Zone.ECHO, Zone.QUOTED):
            continue
        pattern = NUMBER if sentence.part == "subject" else LABELLED
        for match in pattern.finditer(sentence.text):
            if match["number"] not in told:
                sure = Sure.LIKELY if told else Sure.CERTAIN
                told.add(match["number"])
                yield TrackingNumber(match["number"], sentence=sentence, rule="justfoia.number", sure=sure)


def _links(letter: Letter) -> Iterator[RecordsLink]:
    told: set[str] = set()
    for link in letter.links():
        sentence = letter.sentence_at(link.part, link.start)
        if sentence is None or sentence.zone in (Zone.ECHO, Zone.QUOTED) or link.target in told:
            continue
        if host(link.target).endswith(HOST):
            told.add(link.target)
            about = "payment" if clerk.PAY.search(sentence.text) else "portal"
            yield RecordsLink(link.target, about, sentence=sentence, rule="justfoia.link")


PORTAL = Portal("justfoia", ("request.justfoia.com",), read, site, agency, claims, FRAMES, place="US")
