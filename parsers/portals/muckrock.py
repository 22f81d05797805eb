"""MuckRock: letters that agencies send to <request>-<digits>@requests.muckrock.com, and the platform's own notices.

The agency writes them, from its own domain; what is the platform's is the address they go to, "MR 12345" in the postal address
("MuckRock News, DEPT MR 12345"), and the footer of the request that agencies quote below: "View request history, upload
responsive documents ...", "Filed via MuckRock.com". None of these numbers is the agency's. Mail that comes from such an address
is the requester's own, and is not claimed here. The platform's notices come from info@muckrock.com; they only say that there is
something to look at.

What MuckRock's API and its pages tell of a request is taken in as mail to such an address, from one that ends in `.invalid`, since
nobody's address is told there; the agency's name stands in a header of its own.

Seen: letters of every kind to such an address; the footer and the senders in the platform's own templates. Not seen yet: the
notices themselves in real mail, fax and postal scans that MuckRock passes on.
"""

import re
from collections.abc import Iterator

from parsers import clerk
from parsers.facts import Fact, RecordsLink, TrackingNumber, Zone
from parsers.framing import Frame
from parsers.letter import Letter
from parsers.links import host
from parsers.patterns import lazy
from parsers.phrases import numbers
from parsers.phrases.language import read_language
from parsers.portal import Portal

RELAY = lazy(
    r"(?P<request>\d{1,9})-(?P<code>\d{3,10})@requests\.muckrock\.com|page-[0-9a-f]{12}@requests\.muckrock\.invalid",
    re.IGNORECASE,
)
TOLD = "requests.muckrock.invalid"  # where what is no mail comes from
HEAD = f"page@{TOLD}"  # what MuckRock itself says of a request
AGENCY = "x-muckrock-agency"
PLATFORM = re.compile(r"\bMR\s?#?\s?(?P<request>\d{3,7})(?![\d/])")
ORGANISATION = re.compile(
    r"\b(?:City|Town|County|Village|State|Police|Sheriff|Department|Dept|Office|Bureau|Agency|Clerk|Records|District|University|Board|Commission|Authority|FOIA|FOIL)\b"
)

FRAMES = (
    Frame(
        Zone.QUOTED,
        lazy(
            r"^[ \t>]*(?:View request history,|Filed via MuckRock\.com|For mailed responses, please (?:address|use)|PLEASE NOTE: This request (?:is not|was) filed by a MuckRock)",
            re.IGNORECASE | re.MULTILINE,
        ),
        re.compile(r"^[ \t]*On behalf of|^[ \t]*_{10,}[ \t]*$", re.MULTILINE),
    ),
    Frame(
        Zone.FOOTER,
        re.compile(r"^[ \t]*MuckRock(?: News)?[ \t]*\n(?=[^\n]*\bMR\b)", re.MULTILINE),
        lazy(r"\n[ \t]*\n|\n(?=Dear\b|Re:)", re.IGNORECASE),
    ),
    Frame(Zone.FOOTER, re.compile(r"^Files at MuckRock:[ \t]*\n", re.MULTILINE)),
)


def read(letter: Letter) -> Iterator[Fact]:
    """Yield the facts of one letter to MuckRock; of the platform's own notice nothing but its links."""
    if PORTAL.sent(letter):
        yield from _pages(letter)
        return
    if letter.sender and letter.sender.email == HEAD:
        yield from numbers.read(letter)
        return
    yield from _files(letter)
    yield from _numbers(letter)
    yield from read_language(letter)
    yield from clerk.read_links(letter)
    yield from clerk.read_contacts(letter)


def site(letter: Letter) -> str | None:
    """Return the domain the agency writes from: the platform's address tells no agency."""
    if letter.sender is None or letter.sender.domain == TOLD or PORTAL.sent(letter):
        return None
    return letter.sender.domain


def agency(letter: Letter) -> str | None:
    """Return the agency, where the sender is displayed as one and not as a person."""
    if told := letter.headers.get(AGENCY):
        return told[0].strip() or None
    name = letter.sender.name if letter.sender and not PORTAL.sent(letter) else ""
    return name if ORGANISATION.search(name) else None


def claims(letter: Letter) -> bool:
    """Say whether somebody else wrote to a request's address at MuckRock."""
    if letter.sender is None or RELAY.fullmatch(letter.sender.email):
        return False
    return any(RELAY.fullmatch(address.email) for address in letter.to)


def _pages(letter: Letter) -> Iterator[RecordsLink]:
    """Yield where the platform shows what its notice is about."""
    for link in letter.links():
        sentence = letter.sentence_at(link.part, link.start)
        if sentence and sentence.zone is not Zone.ECHO and host(link.target).endswith("muckrock.com"):
            yield RecordsLink(link.target, "portal", sentence=sentence, rule="muckrock.page")


def _files(letter: Letter) -> Iterator[RecordsLink]:
    """Yield the files of a turn that the API tells."""
    for link in letter.links():
        sentence = letter.sentence_at(link.part, link.start)
        if sentence and host(link.target) == "cdn.muckrock.com":
            yield RecordsLink(link.target, "records", sentence=sentence, rule="muckrock.file")


def _numbers(letter: Letter) -> Iterator[TrackingNumber]:
    """Yield the agency's numbers: those of the platform left out, however they are labelled."""
    own = {
        name for address in letter.to if (found := RELAY.fullmatch(address.email)) for name in found.groups()
    }
    for part in letter.parts:
        own |= {name for found in RELAY.finditer(part.text) for name in found.groups()}
        own |= {found["request"] for found in PLATFORM.finditer(part.text)}
    for fact in numbers.read(letter):
        if numbers.normal(fact.number).removeprefix("MR") not in own:
            yield fact


PORTAL = Portal(
    "muckrock", ("info@muckrock.com",), read, site, agency, claims, FRAMES, place="US", relay=RELAY
)
