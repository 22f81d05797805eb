"""NextRequest (CivicPlus): letters from messages@nextrequest.com (support@ before), displayed as "<agency> Public Records".

The subject says what happened: "Your <agency> public records request #26-441 has been submitted / closed / published /
reopened.", "[External Message Added] ...", "[Document Released to Requester] ...", "[Due Date Changed] ...", "[Department
Changed] ...". A row of 72 asterisks stands above and below the payload (before 2020 a line to write above). "Closed" is no
outcome: the closure reason behind it, a clerk's free text, is one. "Published" only shows the request to others, and a new
department moves nothing: neither is a status. The day of "Document links are valid for one month. After ..." is no promise.

The number is the year and a count, 26-441, and starts again each January at every agency: it means a request only with
NextRequest's own words beside it and the agency's name before it. Some mails show that name only, so it is the site.

Seen: submitted, first request opened, message, documents released, due date changed, closed (records given, none), account
to confirm. Not seen yet: what a mail about a changed department, a
published or a reopened request says below its subject, invoices, other languages.
"""

import re
from collections.abc import Iterator

from parsers import clerk
from parsers.facts import Fact, RecordsLink, TrackingNumber, Zone
from parsers.framing import Frame
from parsers.letter import Letter
from parsers.links import host
from parsers.patterns import lazy
from parsers.phrases import exemptions, fees, items, promises, status
from parsers.phrases.signals import Rule, Signal, rule
from parsers.portal import Portal

HOST = ".nextrequest.com"
NUMBER = lazy(
    r"\brecords? request #?(?P<number>\d{2}-\d{1,6})(?![\w-])",
    re.IGNORECASE,
)
_TAG = (
    r"\[(?:External Message Added|Document Released(?: to Requester)?|Due Date Changed|Department Changed)\]"
)
SUBJECT = lazy(
    rf"{_TAG}|\brecords? request #?\d{{2}}-\d{{1,6}} has been (?:submitted|opened|closed|published|reopened)\b",
    re.IGNORECASE,
)
NO_STATUS = lazy(r"\[Department Changed\]|\bhas been published\b", re.IGNORECASE)
AGENCY = lazy(
    rf"(?:^|[\s:])(?:{_TAG}|Your|\] )\s*(?P<agency>(?!first\b|public\b)[A-Z].{{1,90}}?) public records request #?\d",
    re.IGNORECASE,
)
DISPLAYED = lazy(r"\s?\b(?:Public )?Records(?: Requests?)?$", re.IGNORECASE)
OWN_FOOTER = re.compile(r"\bcontact staff at (?P<agency>[A-Z][^\n]{1,90}?)\.(?:\s|$)")
_REASON = r"^(?:.{0,80}closure reason supplied was:)?\W*"

FRAMES = (
    Frame(Zone.FOOTER, re.compile(r"(?=\*{20})"), re.compile(r"(?<=\*)(?!\*)")),
    Frame(Zone.FOOTER, lazy(r"(?=Questions about your request\?\s+Reply to this email)", re.IGNORECASE)),
    Frame(Zone.FOOTER, re.compile(r"(?=POWERED BY NEXTREQUEST)")),
    Frame(
        Zone.FOOTER,
        lazy(r"^(?=[^\w\n]{0,6}Write ABOVE THIS LINE to post a message)", re.IGNORECASE | re.MULTILINE),
        re.compile(r"\n"),
    ),
    Frame(
        Zone.FOOTER,
        lazy(r"(?=\bDocument links (?:are|will be) valid for\b)", re.IGNORECASE),
        lazy(r"\*{20}|\n[ \t]*\n|(?=\bView Request\b)|(?=\bQuestions about your request\?)", re.IGNORECASE),
    ),
    # the names of released files, one behind a bullet each
    Frame(
        Zone.RECORD,
        re.compile(r"(?:^|(?<=\s))(?=[*•] [^\n*•]{1,150}\.[A-Za-z0-9]{2,4}(?:\s|$))", re.MULTILINE),
        re.compile(
            r"(?=\bDocument links (?:are|will be) valid)|\*{20}|\n[ \t]*\n(?![ \t]*[*•] )|(?=\bView Request\b)"
        ),
    ),
)
RULES: tuple[Rule, ...] = (
    rule("nextrequest.submitted", Signal.RECEIVED, "submitted|opened", r"\brecords? request #?\d\d-\d+ has been (?:submitted|opened)\b"),
    rule("nextrequest.closed", Signal.CLOSES, "closed", r"\brecords? request #?\d\d-\d+ has been closed\b"),
    rule("nextrequest.reopened", Signal.WORKING, "reopened", r"\brecords? request #?\d\d-\d+ has been reopened\b"),
    rule("nextrequest.due_date", Signal.LATER, "due date", r"^the due date for (?:record )?request #?\d\d-\d+ has been changed to\b"),
    rule("nextrequest.released", Signal.RELEASES, "released for", r"\bdocuments have been released for record request\b"),
    rule("nextrequest.reason.given", Signal.RELEASES, "records|documents", _REASON + r"(?:all )?(?:responsive |requested )?(?:records|documents) (?:have been |were |are )?(?:provided|released|attached|sent)\b"),
    rule("nextrequest.reason.fulfilled", Signal.GRANTS, "fulfilled|completed", _REASON + r"(?:request )?(?:fulfilled|completed)\W*$"),
    rule("nextrequest.reason.none", Signal.NONE, "no |exist", _REASON + r"(?:no (?:responsive )?(?:records|documents)\b|the records? you asked for (?:does|do) not exist\b)"),
    rule("nextrequest.reason.withdrawn", Signal.WITHDRAWN, "withdrawn|unable to contact", _REASON + r"(?:(?:request )?withdrawn\b|.{0,60}\bunable to contact you\b)"),
    rule("nextrequest.reason.elsewhere", Signal.REFERS, "wrong agency|another agency|not our agency", _REASON + r"(?:wrong agency|records? (?:is|are) (?:held|maintained) by another agency)\b"),
)  # fmt: skip


def read(letter: Letter) -> Iterator[Fact]:
    """Yield the facts of one NextRequest mail: its number, what happened, what the clerk's own words add."""
    yield from _number(letter)
    if not NO_STATUS.search(letter.subject):
        yield from status.read(letter, RULES)
    yield from promises.read(letter)
    yield from fees.read(letter)
    yield from exemptions.read(letter)
    # "request #26-441" in the template names no item 26
    yield from (fact for fact in items.read(letter) if not NUMBER.search(fact.sentence.text))
    yield from _links(letter)
    yield from clerk.read_contacts(letter)


def site(letter: Letter) -> str | None:
    """Return the agency's name in small letters and hyphens, or its host where no name is told."""
    if name := agency(letter):
        return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    hosts = (host(link.target) for link in letter.links())
    return next((name.removesuffix(HOST) for name in hosts if name.endswith(HOST)), None)


def agency(letter: Letter) -> str | None:
    """Return the agency as the subject, the footer or the sender's display names it."""
    if found := AGENCY.search(letter.subject) or OWN_FOOTER.search(letter.body):
        return found["agency"].strip()
    if letter.sender is None or not PORTAL.sent(letter):
        return None
    return DISPLAYED.sub("", letter.sender.name) or None


def claims(letter: Letter) -> bool:
    """Say whether a forwarded or relayed mail looks like NextRequest's: its subject, or its rows, footer and number."""
    if SUBJECT.search(letter.subject):
        return True
    looks = "*" * 60 in letter.body or "POWERED BY NEXTREQUEST" in letter.body or f"{HOST}/" in letter.body
    return looks and bool(NUMBER.search(letter.body))


def _number(letter: Letter) -> Iterator[TrackingNumber]:
    """Yield the number in the subject or the payload's first line; a number that a clerk mentions is another request's."""
    for sentence in letter.sentences():
        if sentence.zone is Zone.QUOTED:
            continue
        if found := NUMBER.search(sentence.text):
            yield TrackingNumber(found["number"], sentence=sentence, rule="nextrequest.number")
            return


def _links(letter: Letter) -> Iterator[RecordsLink]:
    told: set[str] = set()
    for link in letter.links():
        sentence = letter.sentence_at(link.part, link.start)
        if sentence is None or sentence.zone in (Zone.ECHO, Zone.QUOTED) or link.target in told:
            continue
        if host(link.target).endswith(HOST):
            told.add(link.target)
            about = "records" if "/documents/" in link.target else "portal"
            yield RecordsLink(link.target, about, sentence=sentence, rule="nextrequest.link")


PORTAL = Portal("nextrequest", ("nextrequest.com",), read, site, agency, claims, FRAMES, place="US")
