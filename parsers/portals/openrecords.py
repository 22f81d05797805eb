"""NYC OpenRecords: letters about FOIL requests to New York City agencies, from the records department's address or the agency's.

The subject says what happened: "Request FOIL-2024-056-00123 Acknowledged", "... Extended", "... Closed", "Response Added to
FOIL-... - File". The body opens "The <agency> has acknowledged / extended the time to respond to / denied / closed your FOIL
request <number>"; a denial or closing goes on "for the following reason(s):" and the reasons decide what it was: a "denied"
request of which no record was found is no refusal. "You can expect a response on or about <weekday, day>" is the promise; the
day on which files become public is none. "You may appeal ... within 30 days" stands even below what was granted.

The number is FOIL, the year, three digits for the agency, five for the request. The mail is HTML without a plain part.

Seen: submitted, acknowledged, extended, denied, closed, acknowledged and closed, re-opened, files added (read in the
program's own templates; one closing in real mail). Not seen yet: the addresses that all agencies send from, notes,
instructions, letters of agencies attached as PDF, the reason "Public Record".
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

HOST = "a860-openrecords.nyc.gov"
NUMBER = re.compile(r"(?<![\w-])(?P<number>FOIL-20\d{2}-\d{3}-\d{5})(?!\d)")
VERB = r"has (?:acknowledged|extended|denied|closed|re-?opened|responded to|provided|added)\b"
AGENCY = re.compile(
    rf"\b(?:the )?(?P<agency>[A-Z][\w.'’&()-]{{0,30}}(?: (?:of|the|and|for|on|&|[A-Z(][\w.'’&()-]{{0,30}})){{0,11}}?) {VERB}|"
    r"submitted to the (?P<named>[A-Z][^.\n]{3,90}?)\."
)
ABOUT_PUBLIC = lazy(r"accessible to the public|publicly available|links? .{0,20}\bvalid until", re.IGNORECASE)

FRAMES = (
    Frame(
        Zone.ECHO,
        lazy(r"\bRequest (?:Title|Description)\s*:", re.IGNORECASE),
        re.compile(
            r"^[ \t]*(?:Please visit\b|You can (?:view|expect)\b|You may appeal\b|The [A-Z][^\n]{2,90} has\b)|https?://a860-",
            re.MULTILINE,
        ),
    ),
)


def _reason(name: str, signal: Signal, needs: str, pattern: str) -> Rule:
    return rule(f"openrecords.reason.{name}", signal, needs, pattern, even_if=True)


RULES: tuple[Rule, ...] = (
    rule("openrecords.submitted", Signal.RECEIVED, "submitted", r"\brequest has been submitted to the\b"),
    rule("openrecords.acknowledged", Signal.RECEIVED, "acknowledged", r"\bhas acknowledged (?:and closed )?your FOIL request\b"),
    rule("openrecords.extended", Signal.LATER, "extended", r"\bhas extended the time to respon(?:d|se) to your FOIL request\b"),
    rule("openrecords.reopened", Signal.WORKING, "opened", r"\bhas re-?opened your FOIL request\b"),
    rule("openrecords.denied", Signal.DENIES, "denied", r"\bhas denied your FOIL request\b"),
    rule("openrecords.closed", Signal.CLOSES, "closed", r"\bhas (?:acknowledged and )?closed your (?:FOIL )?request\b"),
    rule("openrecords.files", Signal.RELEASES, "file", r"\bresponded to your FOIL request\b.{0,80}\bfollowing file"),
    _reason("in_whole", Signal.RELEASES, "fulfilled|documents you requested", r"\bfulfilled (?:in whole|via (?:e-?mail|fax|mail|pick-?up|walk[ -]in))|\bthe documents you requested have been\b"),
    _reason("in_part", Signal.WITHHOLDS, "fulfilled in part", r"\bfulfilled in part\b"),
    _reason("in_part_released", Signal.RELEASES, "fulfilled in part", r"\bfulfilled in part\b"),
    _reason("none", Signal.NONE, "non-responsive|did not locate", r"\brecords non-responsive\b|\bdid not locate any such records\b"),
    _reason("exempt", Signal.DENIES, "all exempt", r"\ball exempt\b"),
    _reason("withdrawn", Signal.WITHDRAWN, "withdrawn|no customer|no payment", r"\brequest withdrawn\b|\bno customer response\b|\bno payment\b"),
    _reason("payment", Signal.BILLS, "payment requested", r"\bpayment requested\b"),
    _reason("elsewhere", Signal.REFERS, "jurisdiction|other agency", r"\bout of jurisdiction\b|\brefer to (?:an)?other agency\b"),
)  # fmt: skip


def read(letter: Letter) -> Iterator[Fact]:
    """Yield the facts of one OpenRecords letter: number, what was done and why, the promise, the page."""
    yield from _numbers(letter)
    yield from decide(_with_reasons(status.findings(letter, RULES)))
    yield from (fact for fact in promises.read(letter) if not ABOUT_PUBLIC.search(fact.sentence.text))
    yield from fees.read(letter)
    yield from exemptions.read(letter)
    yield from items.read(letter)
    yield from _links(letter)
    yield from clerk.read_contacts(letter)


def site(_letter: Letter) -> str:
    """Return the one site there is: the number itself tells the agency."""
    return HOST


def agency(letter: Letter) -> str | None:
    """Return the agency that acts in the opening sentence, or to which the request was submitted."""
    for sentence in letter.sentences():
        if sentence.part == "body" and (found := AGENCY.search(sentence.text)):
            return (found["agency"] or found["named"]).removeprefix("The ")
    return None


def claims(letter: Letter) -> bool:
    """Say whether a letter from an agency's own address looks like OpenRecords': its number in the template or beside its link."""
    if NUMBER.search(letter.subject):
        return True
    body = letter.body
    is_told = "FOIL request" in body and re.search(r"\bFOIL request\s+FOIL-20\d\d-\d{3}-\d{5}", body)
    return bool(is_told) or (HOST in body and bool(NUMBER.search(body)))


def _with_reasons(found: list[Finding]) -> list[Finding]:
    """Return the reasons alone where the letter gives any: they say what "denied" and "closed" came to."""
    reasons = [finding for finding in found if finding.rule.startswith("openrecords.reason")]
    return reasons or found


def _numbers(letter: Letter) -> Iterator[TrackingNumber]:
    told: set[str] = set()
    for sentence in letter.sentences():
        if sentence.zone in (Zone.ECHO, Zone.QUOTED):
            continue
        for match in NUMBER.finditer(sentence.text):
            if match["number"] not in told:
                sure = Sure.CERTAIN if not told else Sure.LIKELY
                told.add(match["number"])
                yield TrackingNumber(match["number"], sentence=sentence, rule="openrecords.number", sure=sure)


def _links(letter: Letter) -> Iterator[RecordsLink]:
    told: set[str] = set()
    for link in letter.links():
        sentence = letter.sentence_at(link.part, link.start)
        if sentence is None or sentence.zone in (Zone.ECHO, Zone.QUOTED) or link.target in told:
            continue
        if host(link.target) == HOST:
            told.add(link.target)
            yield RecordsLink(link.target, _about(link.target), sentence=sentence, rule="openrecords.link")


def _about(url: str) -> str:
    return "portal" if "/request/view/" in url else "records"


PORTAL = Portal(
    "openrecords",
    ("openrecords@records.nyc.gov",),
    read,
    site,
    agency,
    claims,
    FRAMES,
    place="US-NY",
)
