"""Alaveteli: letters that agencies send to the requests' addresses of WhatDoTheyKnow, fyi.org.nz, Right to Know and AsktheEU.

The agency writes them, from its own domain, to request-<number>-<hash>@ the platform (with a name before it at some); the
platform's number is never the agency's. What the platform adds stands below, where agencies quote the request: "Please use this email
address for all replies to this request", the help pages, a line of hyphens. Mail from such an address is the requester's own, and
is not claimed here; the platform's notices come from do-not-reply-to-this-address@ it, and only say that there is something to look at.

The platform tells the law. In the United Kingdom a request answered "within the statutory timescale of 20 working days" is promised
nothing that the law does not say; a written day is a promise. Section 12's 450 pounds is a limit, no fee. An internal review is an
appeal, as is a confirmatory application in the Union, where the day stands before the month.

Seen: acknowledgment, day promised, extension, notice of intention to refuse, charges, transfer, refusal under section 18(e) and
(f), section 12, no documents, internal review. Not seen yet: Scotland's own forms, other platforms of Alaveteli's, letters
in French, the platform's notices in real mail.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from parsers import clerk
from parsers.dates import find_days
from parsers.facts import About, Basis, ExemptionCited, Fact, PromisedDate, RecordsLink, TrackingNumber, Zone
from parsers.framing import Frame
from parsers.letter import Letter
from parsers.links import host
from parsers.patterns import lazy
from parsers.phrases import exemptions, fees, items, numbers, promises, status
from parsers.phrases.signals import Finding, Rule, Signal, rule
from parsers.portal import Portal

PLACES = {"whatdotheyknow.com": "GB", "fyi.org.nz": "NZ", "righttoknow.org.au": "AU", "asktheeu.org": "EU"}
RELAY = lazy(
    r"(?:[a-z]{1,20}[+-])?request-(?P<request>\d{1,9})-[0-9a-z]{4,16}@(?:[\w-]+\.)?(?P<host>"
    + "|".join(map(re.escape, PLACES))
    + ")",
    re.IGNORECASE,
)
STATUTORY = lazy(
    r"\b(?:statutory|(?:Act|Regulations?|law)\b|section \d|under s\.? ?\d|up to|legal(?:ly)?)\b",
    re.IGNORECASE,
)
ORGANISATION = re.compile(
    r"\b(?:Council|Police|Department|Ministry|Office|Authority|Commission|Agency|University|Trust|Service|Board|Parliament|FOI|FOIA|Information|Secretariat|Tribunal|Court|DG)\b"
)

DOLLARS = {"NZ": "NZD", "AU": "AUD"}
HAS_NONE = lazy(r"\b(?:section|s\.?) ?(?:18\(e\)|24A\b)", re.IGNORECASE)
LIMIT = lazy(r"\btime limit (?:for \w+ \w+ )?expires\b", re.IGNORECASE)
NEW_LIMIT = lazy(r"\bnew time limit\b", re.IGNORECASE)

FRAMES = (
    Frame(
        Zone.QUOTED,
        lazy(
            r"^[ \t>]*(?:-{30,}\s*)?(?:Please use this email address for all replies to this request|Is [^\n]{3,120} the wrong address for\b|"
            r"Disclaimer: This message and any reply that you)",
            re.IGNORECASE | re.MULTILINE,
        ),
    ),
)
RULES: tuple[Rule, ...] = (
    rule("alaveteli.recorded", Signal.RECEIVED, "recorded|registered", r"\b(?:recorded|registered|logged) (?:your|it|this|the)?\b.{0,60}\b(?:under|with|as)\b.{0,30}\b(?:reference|number|GestDem|EASE)\b"),
    rule("alaveteli.transferred", Signal.PASSES_ON, "transfer", r"\b(?:section|s\.?) ?14\b.{0,120}\btransfer\w*|\btransferr(?:ed|ing) (?:\w+ ){0,6}request\b.{0,120}\b(?:section|s\.?) ?14\b"),
    rule("alaveteli.intends", Signal.ASKS, "refuse", r"\bintention to refuse\b|\bintends? to refuse\b|\bpractical refusal reason\b"),
    rule("alaveteli.none", Signal.NONE, "identified|18(e)|24a", r"\bcannot be (?:found|identified)\b|\b(?:section|s\.?) ?18\(e\)"),
)  # fmt: skip


def read(letter: Letter) -> Iterator[Fact]:
    """Yield the facts of one letter to an Alaveteli site, by the calendar of its country; of a notice only its links."""
    if PORTAL.sent(letter):
        yield from _pages(letter)
        return
    place = _place(letter)
    letter = letter.laid_out(letter.frames, place)
    yield from _numbers(letter)
    yield from status.weighed(letter, _signals(letter))
    yield from _promises(letter)
    yield from (replace(fee, currency=DOLLARS.get(place or "", fee.currency)) for fee in fees.read(letter))
    yield from map(_whole, exemptions.read(letter))
    yield from items.read(letter)
    yield from clerk.read_links(letter)
    yield from clerk.read_contacts(letter)


def site(letter: Letter) -> str | None:
    """Return the domain the agency writes from: the platform's address tells no agency."""
    return letter.sender.domain if letter.sender and not PORTAL.sent(letter) else None


def agency(letter: Letter) -> str | None:
    """Return the agency, where the sender is displayed as one and not as a person."""
    name = letter.sender.name if letter.sender and not PORTAL.sent(letter) else ""
    return name if ORGANISATION.search(name) else None


def claims(letter: Letter) -> bool:
    """Say whether somebody else wrote to a request's address at one of the platforms."""
    if letter.sender is None or RELAY.fullmatch(letter.sender.email):
        return False
    return any(RELAY.fullmatch(address.email) for address in letter.to)


def _place(letter: Letter) -> str | None:
    hosts = (found["host"] for address in letter.to if (found := RELAY.fullmatch(address.email)))
    return next((PLACES[host.lower()] for host in hosts), None)


def _pages(letter: Letter) -> Iterator[RecordsLink]:
    """Yield where the platform shows what its notice is about."""
    for link in letter.links():
        sentence = letter.sentence_at(link.part, link.start)
        if sentence and sentence.zone is not Zone.ECHO and host(link.target).endswith(tuple(PLACES)):
            yield RecordsLink(link.target, "portal", sentence=sentence, rule="alaveteli.page")


def _signals(letter: Letter) -> list[Finding]:
    """Return what the words signal; refused for want of documents, or not yet refused, is no refusal."""
    found = status.findings(letter, RULES)
    intends = any(finding.rule == "alaveteli.intends" for finding in found)
    return [
        finding
        for finding in found
        if finding.signal is not Signal.DENIES or not (intends or HAS_NONE.search(finding.sentence.text))
    ]


def _promises(letter: Letter) -> Iterator[PromisedDate]:
    """Yield the days promised: not what is only the law's span, nor the limit that the letter replaces."""
    limits = list(_new_limits(letter))
    yield from limits
    told = {fact.promised_on for fact in limits} | {fact.cancels for fact in limits}
    for fact in promises.read(letter):
        is_law = fact.basis is Basis.RECKONED and bool(STATUTORY.search(fact.sentence.text))
        if not is_law and fact.promised_on not in told:
            yield fact


def _new_limits(letter: Letter) -> Iterator[PromisedDate]:
    """Yield the day of "The new time limit expires on ...", with the one that "expires today" before it."""
    sent_on = letter.sent_at.date() if letter.sent_at else None
    old = None
    for sentence in letter.sentences():
        if sentence.zone is not Zone.STATEMENT or not LIMIT.search(sentence.text):
            continue
        is_new = bool(NEW_LIMIT.search(sentence.text))
        for day in find_days(sentence.text, sent_on, day_first=True)[:1]:
            if is_new:
                yield PromisedDate(
                    day.on, About.DETERMINATION, cancels=old, sentence=sentence, rule="alaveteli.new_limit"
                )
            else:
                old = day.on


def _whole(cited: ExemptionCited) -> ExemptionCited:
    """Return a citation with all the letters of its section: 24AB is not 24A."""
    _, _, after = cited.sentence.text.partition(cited.citation)
    rest = re.match(r"[A-Z]{1,2}\b", after)
    return replace(cited, citation=cited.citation + rest[0]) if rest else cited


def _numbers(letter: Letter) -> Iterator[TrackingNumber]:
    own = {found["request"] for address in letter.to if (found := RELAY.fullmatch(address.email))}
    for part in letter.parts:
        own |= {found["request"] for found in RELAY.finditer(part.text)}
    yield from (fact for fact in numbers.read(letter) if numbers.normal(fact.number) not in own)


PORTAL = Portal(
    "alaveteli",
    tuple(f"do-not-reply-to-this-address@{host}" for host in PLACES),
    read,
    site,
    agency,
    claims,
    FRAMES,
    relay=RELAY,
)
