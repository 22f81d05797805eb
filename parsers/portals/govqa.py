"""GovQA (Granicus; WebQA and mycusthelp before): letters from <site>@govqa.us, @mycusthelp.net and @mycusthelp.com.

The subject is "<form name> :: <number>", with "RE:" or "[Records Center]" before it or nothing. The first line says
to respond above it. An acknowledgment repeats the whole request under "Record(s) Requested:" and ends it with where
the request is forwarded; a clerk's reply opens with "RE: PUBLIC RECORDS REQUEST of <date>, Reference # <number>" and
may answer inside the echoed items, in brackets. Links go through SendGrid, whose targets only the text shows.

The number is a capital letter for the queue, six digits, and the day of entry as MMDDYY (Utah adds "/NN").

Seen: acknowledgment, more time, date promised, date moved, rolling release, payment, closed unpaid, no records,
partly denied, clarification, cancelled, records released, account mail.
Not seen yet: appeal, invoice as an attachment, letters in other languages.
"""

import re
from collections.abc import Iterator

from parsers import clerk
from parsers.facts import Fact, RecordsLink, Sentence, Sure, TrackingNumber, Zone
from parsers.framing import AGENCY_SPEAKS, ANSWER, Frame
from parsers.letter import Letter
from parsers.links import host, is_opaque
from parsers.patterns import lazy
from parsers.phrases import numbers
from parsers.phrases.language import read_language
from parsers.phrases.signals import Rule, Signal, rule
from parsers.portal import Portal

NUMBER = re.compile(
    r"(?<![\w-])(?P<number>[A-Z]\d{6}(?:/\d{2})?-(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{2})(?!\d)"
)
OWN = lazy(
    r"(?:::|Reference\s*#|reference number\b[^.]{0,40}|Reference No\.?:?|request\b[^.]{0,30})\s*$",
    re.IGNORECASE,
)
HOSTS = ("govqa.us", "mycusthelp.com", "mycusthelp.net", "custhelp.com")
AGENCY = re.compile(
    r"(?:interest in public records of|request to|records? (?:request )?(?:with|from)) (?:the )?(?P<agency>[A-Z][\w.'&]*(?: (?:of|the|and|for|[A-Z][\w.'&]*)){0,7})"
)

FRAMES = (
    Frame(
        Zone.ECHO,
        lazy(r"Records?(?:\(s\))? Requested\s*:", re.IGNORECASE),
        lazy(
            r"(?:The|Your|This) request (?:is being|has been|was|will be) (?:forwarded|routed|sent|assigned|submitted)|(?:You can |Please )?(?:monitor|track|view) (?:the (?:progress|status)|your request)|"
            r"^[ \t]*(?:If you have any questions|Your request (?:will|has|is)|Thank you for|(?:The|This) (?:city|county|town|village|district|department|agency|office)\b[^.\n]{0,60}\bwill\b)",
            re.IGNORECASE | re.MULTILINE,
        ),
    ),
    Frame(
        Zone.ECHO,
        lazy(
            r"(?:received the following (?:public )?(?:records?|information) request|You (?:have )?requested the following)\b(?:[^.:\n]|\n(?![ \t]*\n)){0,80}[.:]",
            re.IGNORECASE,
        ),
        AGENCY_SPEAKS,
        keeps=ANSWER,
    ),
    Frame(
        Zone.FOOTER,
        lazy(r"^[^\n\w]{0,10}\s*please respond above this line\b[^\n]*", re.IGNORECASE | re.MULTILINE),
        re.compile(r"\n"),
    ),
    Frame(
        Zone.FOOTER,
        lazy(
            r"^[ \t]*(?:To monitor the progress or update this request please log into|(?:Please note: )?This is an auto-generated email|Track the issue status|Please access your request here|How did we do\?|This e-?mail was sent by)",
            re.IGNORECASE | re.MULTILINE,
        ),
        re.compile(r"\n\s*\n"),
    ),
)
RULES: tuple[Rule, ...] = (
    rule(
        "govqa.assigned",
        Signal.RECEIVED,
        "reference number",
        r"\b(?:has assigned|given|assigned) the reference number\b",
    ),
    rule(
        "govqa.none_yet",
        Signal.NONE_YET,
        "at this time",
        r"\bat this time,? there are no responsive records\b",
    ),
    rule(
        "govqa.uploaded",
        Signal.RELEASES,
        "uploaded|portal",
        r"\b(?:responsive (?:records|documents)|records|documents)\b[^.]{0,120}\b(?:uploaded to|available (?:on|in|through|via)|released (?:to|on|via)) (?:the |our )?(?:\w+ ){0,4}(?:portal|center)\b",
    ),
    rule("govqa.in_portal", Signal.RELEASES, "responsive records", r"^\(responsive records"),
    rule("govqa.rolling", Signal.MORE, "rolling release", r"^\(rolling release"),
)


def read(letter: Letter) -> Iterator[Fact]:
    """Yield the facts of one GovQA letter: its number, then what its words state, then its links and telephone."""
    yield from _numbers(letter)
    yield from read_language(letter, RULES)
    yield from _links(letter)
    yield from clerk.read_contacts(letter)


def site(letter: Letter) -> str | None:
    """Return the agency's own name at GovQA: the local part of its address there."""
    for address in (letter.sender, *letter.to):
        if address and PORTAL.owns(address.email):
            return address.email.partition("@")[0]
    for link in letter.links():
        if host(link.target).endswith(HOSTS):
            return host(link.target).partition(".")[0]
    return None


def agency(letter: Letter) -> str | None:
    """Return the agency as the acknowledgment thanks in its name, or as the sender is displayed."""
    for sentence in letter.sentences():
        if sentence.zone is Zone.STATEMENT and (found := AGENCY.search(sentence.text)):
            return found["agency"].rstrip(".").removesuffix(" Your")
    return letter.sender.name or None if letter.sender and PORTAL.owns(letter.sender.email) else None


def claims(letter: Letter) -> bool:
    """Say whether a forwarded or renamed letter looks like GovQA's: its subject, or its first line and number."""
    if re.search(r" :: [A-Z]\d{6}(?:/\d\d)?-\d{6}\s*$", letter.subject):
        return True
    return "respond above this line" in letter.body[:400].lower() and bool(NUMBER.search(letter.body))


def _numbers(letter: Letter) -> Iterator[TrackingNumber]:
    """Yield the request's number first: the one in the subject, else the one the text calls its reference."""
    found: list[tuple[int, TrackingNumber]] = []
    for sentence in letter.sentences():
        if sentence.zone in (Zone.ECHO, Zone.QUOTED):
            continue
        text = numbers.rejoin(sentence.text)
        for match in NUMBER.finditer(text):
            named = sentence.part == "subject" or bool(OWN.search(text[: match.start()]))
            rank = 0 if sentence.part == "subject" else 1 if named else 2
            found.append(
                (
                    rank,
                    TrackingNumber(match["number"], sentence=sentence, rule="govqa.number", sure=_sure(rank)),
                )
            )
    best = min((rank for rank, _ in found), default=0)
    told: set[str] = set()
    for rank, fact in sorted(found, key=lambda pair: pair[0]):
        if fact.number not in told and (rank == best or rank < 2):
            told.add(fact.number)
            yield fact


def _sure(rank: int) -> Sure:
    return (Sure.CERTAIN, Sure.CERTAIN, Sure.LIKELY)[rank]


def _links(letter: Letter) -> Iterator[RecordsLink]:
    told: set[str] = set()
    for link in letter.links():
        sentence = letter.sentence_at(link.part, link.start)
        if sentence is None or sentence.zone in (Zone.ECHO, Zone.QUOTED) or link.target in told:
            continue
        if host(link.target).endswith(HOSTS) and not host(link.target).startswith("uploads."):
            told.add(link.target)
            yield RecordsLink(link.target, _about(sentence), sentence=sentence, rule="govqa.link")
        elif is_opaque(link.target):
            told.add(link.target)
            yield RecordsLink(
                link.target, _about(sentence), sentence=sentence, rule="govqa.tracked_link", sure=Sure.LIKELY
            )


def _about(sentence: Sentence) -> str:
    return "payment" if clerk.PAY.search(sentence.text) else "portal"


PORTAL = Portal(
    "govqa",
    ("govqa.us", "mycusthelp.net", "mycusthelp.com", "custhelp.com"),
    read,
    site,
    agency,
    claims,
    FRAMES,
    place="US",
)
