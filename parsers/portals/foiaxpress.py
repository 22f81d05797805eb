"""FOIAXpress and its Public Access Link, PAL (AINS, now OPEXUS): letters from the agency's own domain.

Known by fixed wording, not by sender: "Status Update for Request #'<number>'" with "The status of your FOIA request #'<number>' has been
updated to the following status 'Received'"; "Case Number <number> has been assigned to the request you submitted"; a log-in page on
a host named foiapal, -pal, publiclink or foia.<agency>.gov/app. The District of Columbia's mail has fields instead: "Request ID:",
"Request status: Closed", "Description:", which is the whole request again. Everything else is the agency's own letter, often attached.

Mails about the account (login information, a temporary password, a one-time passcode) are about no request.

Seen: acknowledgment, status updates (Received, Closed), District of Columbia's page, login and password mail. Not seen yet: other
words of the status in mail (Documents Delivered, Delivery Pending, Disposition Accepted and Amended stand in its manual), the
mail around a delivery, invoices, the letters its templates make from the manual's list.
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
from parsers.phrases import numbers
from parsers.phrases.language import read_language
from parsers.phrases.signals import Rule, Signal, rule
from parsers.portal import Portal

PAL = lazy(
    r"https?://(?:foiapal\.\w|[\w.-]{0,80}-pal\.\w|[\w.-]{0,80}publiclink\.\w|(?:[\w-]{1,60}\.){0,4}foia\.(?:[\w-]{1,60}\.){1,4}(?:gov|mil)/app\b|[\w.-]{1,120}/palMain\.aspx)",
    re.IGNORECASE,
)
_STATUS_OF = r"\bstatus of your (?:\w+(?:/\w+)? )?request #\s?['\"‘“]?"
NUMBER = lazy(
    rf"(?:\bStatus Update for Request #\s?['\"‘“]?|{_STATUS_OF}|\bRequest ID:\s*|\bCase Number\s+)(?P<number>[A-Z0-9][A-Z0-9./-]*\d[A-Z0-9./-]*)",
    re.IGNORECASE,
)
UPDATE = lazy(r"\bStatus Update for Request #|" + _STATUS_OF, re.IGNORECASE)
NAMED = any_of("status|assigned|foiapal|-pal.|publiclink|foia.|palmain")
FIELDS = lazy(r"^[ \t]*Request ID:[^\n]*\n(?:[^\n]*\n){0,12}?[ \t]*Request status:|^[ \t]*Request status:[^\n]*\n(?:[^\n]*\n){0,12}?[ \t]*Request ID:", re.IGNORECASE | re.MULTILINE)  # fmt: skip
ASSIGNED = lazy(r"\bCase Number \S+ has been assigned to the request you submitted\b", re.IGNORECASE)
GENERIC = lazy(
    r"^(?:(?:FOIA|Public|Records?|Request\w*|Office|Officer|Staff|Team|PAL|no-?reply)\b\W*)*$", re.IGNORECASE
)
CLOSING = re.compile(
    r"^[ \t]*(?:Sincerely|Regards),?[ \t]*\n\s*(?P<agency>[A-Z][^\n]{3,90})\s*\Z", re.MULTILINE
)
ACCOUNT = lazy(r"^\s*Your (?:Login|Password) Information - ", re.IGNORECASE)
SIGNED = re.compile(
    r"^(?:Your (?:Login|Password) Information - |Request Acknowledge?ment by )(?:the )?(?P<agency>\S.{2,90})$"
)

FRAMES = (
    Frame(
        Zone.ECHO,
        lazy(r"^[ \t]*(?:Request )?Description\s*:", re.IGNORECASE | re.MULTILINE),
        lazy(
            r"^[ \t]*(?:Request (?:ID|status|type)|Status|Date (?:received|closed|of request)|Received(?: date)?|Requester|Due date|Comments?|Disposition)\s*:|"
            r"^[ \t]*(?:To (?:log|view|check|access)\b|Please (?:log|visit|do not)\b|Sincerely\b|Regards\b|Thank you\b)",
            re.IGNORECASE | re.MULTILINE,
        ),
    ),
    Frame(
        Zone.FOOTER,
        lazy(r"(?=\bTo log ?in(?:to)? (?:to )?the\b[^\n]{0,90}\bclick on the\b)", re.IGNORECASE),
        re.compile(r"\n[ \t]*\n|(?=https?://)"),
    ),
)
_WORD = r"\bstatus\b.{0,90}\b(?:status|to|is|status:)\W*"
RULES: tuple[Rule, ...] = (
    rule("foiaxpress.assigned", Signal.RECEIVED, "case number", r"\bcase number \S+ has been assigned to the request\b"),
    rule("foiaxpress.received", Signal.RECEIVED, "received", _WORD + r"['\"‘“]received\b"),
    rule("foiaxpress.closed", Signal.CLOSES, "closed", _WORD + r"['\"‘“]closed\b|^request status:\W*closed\b"),
    rule("foiaxpress.delivered", Signal.RELEASES, "documents delivered", _WORD + r"['\"‘“]documents delivered\b", Sure.LIKELY),
    rule("foiaxpress.pending", Signal.WORKING, "delivery pending", _WORD + r"['\"‘“]delivery pending\b", Sure.LIKELY),
    rule("foiaxpress.account", Signal.ASIDE, "login information|password information", r"^your (?:login|password) information - "),
    rule("foiaxpress.passcode", Signal.ASIDE, "passcode|temporary password", r"\b(?:one[- ]time )pass ?code\b|\btemporary password (?:has been|is|was)\b", zones=(Zone.STATEMENT, Zone.FOOTER)),
)  # fmt: skip


def read(letter: Letter) -> Iterator[Fact]:
    """Yield the facts of one letter: the number its template names, the status word, what the agency's words add."""
    yield from _numbers(letter)
    yield from read_language(letter, RULES)
    yield from _links(letter)
    yield from clerk.read_contacts(letter)


def site(letter: Letter) -> str | None:
    """Return the domain the agency writes from; the host of its log-in page, where a person passed the letter on."""
    if letter.sender and not re.search(r"^\s*(?:fwd?|fw):", letter.subject, re.IGNORECASE):
        return letter.sender.domain
    return next((host(link.target) for link in letter.links() if PAL.match(link.target)), None)


def agency(letter: Letter) -> str | None:
    """Return the agency that a template's subject or last line names, or as the sender is displayed."""
    if found := SIGNED.match(letter.subject):
        return found["agency"].strip()
    if UPDATE.search(letter.subject) and (found := CLOSING.search(letter.body)):
        return found["agency"].strip()
    name = letter.sender.name if letter.sender else ""
    return None if GENERIC.match(name) else name


def claims(letter: Letter) -> bool:
    """Say whether a letter bears the fixed wording of FOIAXpress, or sends its reader to a Public Access Link."""
    if "foiaonline" in letter.body.lower():
        return False
    if UPDATE.search(letter.subject) or ACCOUNT.match(letter.subject):
        return True
    if not letter.words() & NAMED:
        return False
    texts = [part.text[:20_000] for part in letter.parts if part.name != "subject"]
    looks = (UPDATE, ASSIGNED, FIELDS, PAL)
    return any(look.search(text) for text in texts for look in looks)


def _numbers(letter: Letter) -> Iterator[TrackingNumber]:
    """Yield the number of the template first, then what any letter of an agency may call its number."""
    told: set[str] = set()
    for sentence in letter.sentences():
        if sentence.zone in (Zone.ECHO, Zone.QUOTED):
            continue
        if (found := NUMBER.search(sentence.text)) and not told:
            told.add(numbers.normal(found["number"]))
            yield TrackingNumber(
                found["number"].rstrip(".-/"), sentence=sentence, rule="foiaxpress.number", sure=Sure.CERTAIN
            )
    yield from (fact for fact in numbers.read(letter) if numbers.normal(fact.number) not in told)


def _links(letter: Letter) -> Iterator[RecordsLink]:
    told: set[str] = set()
    for link in letter.links():
        sentence = letter.sentence_at(link.part, link.start)
        if sentence and sentence.zone not in (Zone.ECHO, Zone.QUOTED) and PAL.match(link.target):
            if link.target not in told:
                yield RecordsLink(link.target, "portal", sentence=sentence, rule="foiaxpress.link")
            told.add(link.target)
    yield from (fact for fact in clerk.read_links(letter) if fact.url not in told)


PORTAL = Portal("foiaxpress", (), read, site, agency, claims, FRAMES, place="US")
