"""GovOutreach: the page of one request as a mail, from a city's own address or user.govoutreach.com.

Fields, one below the other, each with its value behind the colon or on the next line: "Issue #" or "Request #" (8 digits),
"Entered", "Status", "Request Type", "Topic" or "Subject", "Description", "Date Closed", "Reason Closed". The description is the
whole request as it was typed; the reason is the clerk's answer and says what "Closed" came to. In a shorter form of the page
the answer stands below the subject, without a label. The address of the page holds an `access=` secret that opens it to
whoever has it: no link is kept.

Seen: closed, in both forms, without records. Not seen yet: what the system sends on receipt, other words of `Status` than
Closed, a due date among the fields, payment.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from parsers import clerk
from parsers.facts import Fact, Sure, TrackingNumber, Zone
from parsers.framing import Frame
from parsers.letter import Letter
from parsers.links import host
from parsers.patterns import lazy
from parsers.phrases import exemptions, fees, items, promises, status
from parsers.phrases.signals import Finding, Signal
from parsers.portal import Portal
from parsers.weigh import decide

HOST = "user.govoutreach.com"
NUMBER = re.compile(r"\b(?:Issue|Request) #\s*:?\s*(?P<number>\d{8})\b")
HEAD = re.compile(
    r"^[ \t]*(?:Issue|Request) #\s*:?\s*\d{8}\b[^\n]*\n(?:[^\n]*\n){0,6}?[ \t]*Entered(?: on)?\s*:",
    re.MULTILINE,
)
FIELD = re.compile(r"^[ \t]*(?:Status|Description|Reason Closed)\s*:", re.MULTILINE)
CLOSED = lazy(r"^[ \t]*Status\s*:\s*(?P<word>Closed)\b", re.MULTILINE | re.IGNORECASE)
REASON = re.compile(r"^[ \t]*Reason Closed\s*:[ \t]*\n?", re.MULTILINE)
GOES_ON = frozenset({Signal.RECEIVED, Signal.WORKING, Signal.LATER})
REMEDY = lazy(
    r"\b(?:you (?:may|can|have the right to) (?:also )?(?:appeal|seek|file|complain|contact the attorney general)|if you (?:are dissatisfied|disagree|believe)|appeal (?:rights|must|may))\b",
    re.IGNORECASE,
)

FRAMES = (
    Frame(Zone.STATEMENT, REASON, REMEDY),
    Frame(
        Zone.ECHO,
        re.compile(r"^[ \t]*Description\s*:", re.MULTILINE),
        re.compile(r"^[ \t]*(?:Date Closed|Reason Closed)\s*:", re.MULTILINE),
    ),
    Frame(
        Zone.ECHO,
        re.compile(r"^[ \t]*Subject\s*:[ \t]*\n?", re.MULTILINE),
        re.compile(r"\n"),
    ),
    Frame(
        Zone.FOOTER,
        re.compile(r"^[^\n]*https?://[^\s>]*govoutreach\.com[^\n]*", re.MULTILINE),
        re.compile(r"\n"),
    ),
)


def read(letter: Letter) -> Iterator[Fact]:
    """Yield the facts of one page: its number, what the status and the clerk's reason say."""
    yield from _numbers(letter)
    yield from decide(_signals(letter))
    yield from promises.read(letter)
    yield from fees.read(letter)
    yield from exemptions.read(letter)
    yield from items.read(letter)
    yield from (fact for fact in clerk.read_links(letter) if "govoutreach.com" not in fact.url)
    yield from clerk.read_contacts(letter)


def site(letter: Letter) -> str | None:
    """Return the city's name in the address of its page, or the domain it wrote from."""
    for link in letter.links():
        if host(link.target) == HOST:
            return urlsplit(link.target).path.strip("/").partition("/")[0] or None
    return letter.sender.domain if letter.sender and not PORTAL.sent(letter) else None


def agency(letter: Letter) -> str | None:
    """Return the city as the sender is displayed."""
    return letter.sender.name or None if letter.sender else None


def claims(letter: Letter) -> bool:
    """Say whether a mail from a city's own address is one of these pages: its head, and a field further down."""
    return bool(HEAD.search(letter.body) and FIELD.search(letter.body))


def _signals(letter: Letter) -> list[Finding]:
    """Return what the reason says, and the field that says "Closed". Closed with a word on whom to ask is a referral.

    A page is closed, too, when the clerk goes on with the request by mail: then the reason says all.
    """
    found = status.findings(letter)
    ended = _field(letter)
    if ended is None:
        return found
    reasons = [each for each in found if each.sentence != ended.sentence]
    if reasons and all(each.signal in GOES_ON for each in reasons):
        return reasons
    return [
        ended,
        *(replace(each, sure=Sure.LIKELY) if each.signal is Signal.REFERS else each for each in found),
    ]


def _field(letter: Letter) -> Finding | None:
    found = CLOSED.search(letter.body)
    sentence = letter.sentence_at("body", found.start("word")) if found else None
    return Finding(Signal.CLOSES, sentence, "govoutreach.status", Sure.CERTAIN) if sentence else None


def _numbers(letter: Letter) -> Iterator[TrackingNumber]:
    """Yield the number at the head of the page; another one in the echo is an earlier request."""
    for part in letter.parts:
        found = NUMBER.search(part.text)
        sentence = letter.sentence_at(part.name, found.start("number")) if found else None
        if found and sentence and sentence.zone not in (Zone.ECHO, Zone.QUOTED):
            yield TrackingNumber(found["number"], sentence=sentence, rule="govoutreach.number")
            return


PORTAL = Portal("govoutreach", (HOST,), read, site, agency, claims, FRAMES, place="US")
