"""RecordTrac (Code for America; Oakland and others): notices from a city's own address.

The subject is "Public Records Request <number>: <event>", and the event is most of what the letter says. The body is HTML without a
plain part: a sentence on what happened, sometimes the clerk's own words, and the page of the request, "<site>request/<number>".
The number is a plain integer, each city's own: the site is part of its name. Its clock is 10 days, 14 more when extended; a
letter does not tell it.

Seen (in the program's own list of subjects and its templates): submitted, acknowledged, question, response added, extension,
fulfilled in whole and in part, denied, payment information, closed, re-opened. Not seen yet: real mail, the addresses cities
send from, a promised date in a template.
"""

import re
from collections.abc import Iterator

from parsers import clerk
from parsers.facts import Fact, RecordsLink, Sure, TrackingNumber, Zone
from parsers.framing import Frame
from parsers.letter import Letter
from parsers.links import host
from parsers.patterns import lazy
from parsers.phrases import exemptions, fees, items, promises, status
from parsers.phrases.signals import Finding, Rule, Signal, rule
from parsers.portal import Portal
from parsers.weigh import decide

SUBJECT = lazy(
    r"^\s*(?:(?:re|fwd?|aw)\s*:\s*)*(?:\[test\]\s*)?Public Records Request (?P<number>\d{1,7})\s*:\s*(?P<event>\S.*)$",
    re.IGNORECASE,
)
SENT_WORD = lazy(r"\bhas sent additional information about your request\b", re.IGNORECASE)
PAGE = re.compile(r"/request/\d+/?(?:$|[?#])")
_EVENT = r"Public Records Request \d+\s*:\s*"

FRAMES = (
    Frame(
        Zone.FOOTER,
        re.compile(
            r"^[ \t]*(?:You can always choose to unfollow|You are receiving (?:it|this) because)",
            re.MULTILINE,
        ),
    ),
)


def _event(name: str, signal: Signal, needs: str, pattern: str, sure: Sure = Sure.CERTAIN) -> Rule:
    """Return a rule for the event in a subject, which no condition or notice can take back."""
    zones = (Zone.STATEMENT, Zone.FOOTER)
    return rule(
        f"recordtrac.{name}", signal, needs, rf"^(?:\W|\w+:)*{_EVENT}(?:{pattern})", sure, zones=zones
    )


RULES: tuple[Rule, ...] = (
    _event("submitted", Signal.RECEIVED, "submitted|acknowledged", r"Your request has been submitted|FOIL Request Submitted|The request has been Acknowledged"),
    _event("question", Signal.ASKS, "question", r"There is a question about your request"),
    _event("response", Signal.WORKING, "response has been added", r"A response has been added to the request", Sure.LIKELY),
    _event("extension", Signal.LATER, "extension", r"FOIL Time Extension Requested"),
    _event("reopened", Signal.WORKING, "reopened", r"Request has been reopened"),
    _event("fulfilled", Signal.RELEASES, "fulfilled", r"FOIL Request Fulfilled (?:in Whole|in Part|via \w+)"),
    _event("in_part", Signal.WITHHOLDS, "fulfilled in part", r"FOIL Request Fulfilled in Part"),
    _event("denied", Signal.DENIES, "denied", r"FOIL Request Denied"),
    _event("payment", Signal.BILLS, "payment", r"FOIL Request Payment Information"),
    _event("closed", Signal.CLOSES, "closed", r"The request has been closed|FOIL Request Closed"),
)  # fmt: skip


def read(letter: Letter) -> Iterator[Fact]:
    """Yield the facts of one notice: the number and the event of its subject, then what its words add."""
    yield from _numbers(letter)
    yield from decide(_signals(letter))
    yield from promises.read(letter)
    yield from fees.read(letter)
    yield from exemptions.read(letter)
    yield from items.read(letter)
    yield from _links(letter)
    yield from clerk.read_contacts(letter)


def site(letter: Letter) -> str | None:
    """Return the host of the city's RecordTrac, or the domain that the notice came from."""
    pages = (host(link.target) for link in letter.links() if PAGE.search(link.target))
    return next(pages, letter.sender.domain if letter.sender else None)


def agency(letter: Letter) -> str | None:
    """Return the city as the sender is displayed."""
    return letter.sender.name or None if letter.sender else None


def claims(letter: Letter) -> bool:
    """Say whether the subject is one of RecordTrac's."""
    return SUBJECT.match(letter.subject) is not None


def _signals(letter: Letter) -> list[Finding]:
    """Return what the notice signals; the template's "has sent additional information" hands nothing over."""
    return [
        finding
        for finding in status.findings(letter, RULES)
        if finding.signal is not Signal.RELEASES or not SENT_WORD.search(finding.sentence.text)
    ]


def _numbers(letter: Letter) -> Iterator[TrackingNumber]:
    subject = next((sentence for sentence in letter.sentences() if sentence.part == "subject"), None)
    if subject and (found := SUBJECT.match(letter.subject)):
        yield TrackingNumber(found["number"], sentence=subject, rule="recordtrac.number")


def _links(letter: Letter) -> Iterator[RecordsLink]:
    told: set[str] = set()
    for link in letter.links():
        sentence = letter.sentence_at(link.part, link.start)
        if (
            sentence
            and sentence.zone is Zone.STATEMENT
            and PAGE.search(link.target)
            and link.target not in told
        ):
            told.add(link.target)
            yield RecordsLink(link.target, "portal", sentence=sentence, rule="recordtrac.link")


PORTAL = Portal("recordtrac", (), read, site, agency, claims, FRAMES, place="US")
