"""FOIAonline (EPA and partner agencies; shut down on 30 September 2023): letters from @foiaonline.gov and foia@regulations.gov.

Subjects such as "FOIA Request <number> Submitted", "Status Update for Request <number>", "... Final Disposition ...". The body
has a table with a line "Tracking Number: <number>" in it, and "Description:" with the request as it was typed. Its clock ran for
many agencies, whose prefix the number bears: EPA-HQ-2019-001234, EPA-R3-2023-002768, DOI-OS-2017-000207.

EPA prints one number in three ways: with HQ, with the region, and (since 2023) with neither. Year and serial name the request; the
first spelling in a letter is the one that is kept.

Seen: the senders, the tracking number line, EPA's three spellings. Told by people who had such mail, not read here: the subjects.
Not seen yet: real mail of the last disposition, fee mail, extension mail, the other lines of the table and the words of its status,
the number of an agency whose prefix is not EPA's or Interior's.
"""

import re
from collections.abc import Iterator

from parsers import clerk
from parsers.facts import Fact, RecordsLink, Sure, TrackingNumber, Zone
from parsers.framing import Frame
from parsers.letter import Letter
from parsers.links import host
from parsers.patterns import lazy
from parsers.phrases.language import read_language
from parsers.phrases.signals import Rule, Signal, rule
from parsers.portal import Portal

HOSTS = ("foiaonline.gov", "foiaonline.regulations.gov")
_NUMBER = r"[A-Z]{2,6}-(?:[A-Z]{1,5}\d{0,2}-)?20\d{2}-\d{5,6}"
NUMBER = re.compile(rf"(?<![\w-])(?P<number>{_NUMBER})(?![\w-])")
LINE = lazy(r"\bTracking Number\s*:\s*(?P<number>[0-9A-Za-z][0-9A-Za-z-]{4,30}\d)", re.IGNORECASE)
EPA = re.compile(r"EPA-(?:HQ-|R\d{1,2}-)?(?P<year>20\d{2})-(?P<serial>\d{6})")
AGENCIES = {"EPA": "Environmental Protection Agency", "DOI": "Department of the Interior"}

FRAMES = (
    Frame(
        Zone.ECHO,
        lazy(r"^[ \t]*(?:(?:Long |Short |Request )?Description|Records? Requested)\s*:", re.IGNORECASE | re.MULTILINE),
        lazy(
            r"^[ \t]*(?:Tracking Number|Requester(?: Name)?|Date Submitted|Request Status|Status|Fee Category|Due Date|Phase|Submitted|Disposition|Comments?)\s*:|"
            r"^[ \t]*(?:You (?:may|can|will)\b|To (?:view|check|track)\b|Please\b|Thank you\b|The (?:agency|request|FOIA)\b|Additional details\b)",
            re.IGNORECASE | re.MULTILINE,
        ),
    ),
)  # fmt: skip
RULES: tuple[Rule, ...] = (
    rule("foiaonline.submitted", Signal.RECEIVED, "submitted", rf"\bFOIA request {_NUMBER} submitted\b"),
    rule("foiaonline.closed", Signal.CLOSES, "closed|final disposition", rf"\bfinal disposition\b.{{0,40}}{_NUMBER}|{_NUMBER}.{{0,40}}\bfinal disposition\b|^(?:request )?(?:status|phase)\s*:\s*closed\b"),
)  # fmt: skip


def read(letter: Letter) -> Iterator[Fact]:
    """Yield the facts of one FOIAonline letter: its number, the status it tells, what the agency's words add."""
    yield from _numbers(letter)
    yield from read_language(letter, RULES)
    yield from _links(letter)
    yield from clerk.read_contacts(letter)


def site(_letter: Letter) -> str:
    """Return the one site there was: the number itself tells the agency."""
    return HOSTS[0]


def agency(letter: Letter) -> str | None:
    """Return the agency whose prefix the number bears."""
    for fact in _numbers(letter):
        return AGENCIES.get(fact.number.partition("-")[0])
    return None


def claims(letter: Letter) -> bool:
    """Say whether a letter from elsewhere is FOIAonline's: its address, and a tracking number line or a number of its shape."""
    text = letter.body[:20_000]
    return "foiaonline" in text.lower() and bool(LINE.search(text) or NUMBER.search(letter.subject))


def one_number(number: str) -> str:
    """Return what tells a number from another: EPA's without the office, others as they are."""
    found = EPA.fullmatch(number)
    return f"EPA-{found['year']}-{found['serial']}" if found else number


def _numbers(letter: Letter) -> Iterator[TrackingNumber]:
    """Yield the number of the subject or of the tracking number line, then others of the shape; each request's once."""
    found: dict[str, TrackingNumber] = {}
    labelled: set[str] = set()
    for sentence in letter.sentences():
        if sentence.zone in (Zone.ECHO, Zone.QUOTED):
            continue
        pattern = LINE if LINE.search(sentence.text) else NUMBER
        for match in pattern.finditer(sentence.text):
            key = one_number(match["number"])
            own = pattern is LINE or sentence.part == "subject"
            if own:
                labelled.add(key)
            sure = Sure.CERTAIN if own else Sure.LIKELY
            fact = TrackingNumber(match["number"], sentence=sentence, rule="foiaonline.number", sure=sure)
            found.setdefault(key, fact)
    yield from (found[key] for key in sorted(found, key=lambda key: key not in labelled))


def _links(letter: Letter) -> Iterator[RecordsLink]:
    told: set[str] = set()
    for link in letter.links():
        sentence = letter.sentence_at(link.part, link.start)
        if sentence is None or sentence.zone in (Zone.ECHO, Zone.QUOTED) or link.target in told:
            continue
        if host(link.target).endswith(HOSTS):
            told.add(link.target)
            yield RecordsLink(link.target, "portal", sentence=sentence, rule="foiaonline.link")


PORTAL = Portal(
    "foiaonline", ("foiaonline.gov", "foia@regulations.gov"), read, site, agency, claims, FRAMES, place="US"
)
