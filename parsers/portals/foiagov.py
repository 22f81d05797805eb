"""FOIA.gov, the national portal: receipts for a request that it hands to a federal agency. It sends nothing else.

A receipt gives a submission ID (236; later "conf. 3050021") and says that it does not replace the information you will receive from
the agency: the agency gives the request its own number, and the receipt's is never the tracking number. The request is
repeated as the form took it: description, fee category, the fees one would pay, expedited processing, a wish for a waiver.

Seen (in its code): the receipt and its words about the submission ID; the address of the portal's team. Not seen yet: the address
receipts come from, the order and labels of the form's fields in the mail, what it says when an agency refuses a submission.
"""

import re
from collections.abc import Iterator

from parsers import clerk
from parsers.facts import Fact, Sure, TrackingNumber, Zone
from parsers.framing import Frame
from parsers.letter import Letter
from parsers.needs import any_of
from parsers.patterns import lazy
from parsers.phrases import numbers, promises, status
from parsers.phrases.signals import Rule, Signal, rule
from parsers.portal import Portal
from parsers.weigh import decide

TEAM = "national.foiaportal@usdoj.gov"
RECEIPT = lazy(
    r"\b(?:submission|confirmation|conf\.)\s?(?:ID|number|no\.?)?(?:\s?is)?[\s:#(]{0,4}(?P<receipt>\d{3,7})\b",
    re.IGNORECASE,
)
NAMED = any_of("replace")
REPLACES = lazy(r"\bdoes not replace the information you(?:['’]ll| will) receive from\b", re.IGNORECASE)
AGENCY = re.compile(
    r"\b(?:submitted|sent|forwarded|delivered) to (?:the )?(?P<agency>[A-Z][\w.'’&()-]*(?:,? (?:of|the|and|for|on|&|[A-Z(][\w.'’&()-]*)){0,11})"
)

FRAMES = (
    Frame(
        Zone.ECHO,
        lazy(
            r"^[ \t#*]*(?:Request (?:summary|details|information|description)|Contact information|Your request|Requester info\w*|Description|The following (?:is|are) (?:a|the) (?:copy|list|details)[^\n]{0,80})[ \t*]*:?[ \t]*$|"
            r"^[ \t]*(?:Request )?Description\s*:",
            re.IGNORECASE | re.MULTILINE,
        ),
        lazy(
            r"^[ \t]*(?:Thank you|If you have (?:any )?questions|The agency will|You will (?:hear|receive)|Questions about|Contact the agency|Your submission)\b|\b(?=submission ID\b)",
            re.IGNORECASE | re.MULTILINE,
        ),
    ),
)
RULES: tuple[Rule, ...] = (
    rule("foiagov.receipt", Signal.RECEIVED, "submi|confirmation|sent", r"\b(?:request|submission)\b.{0,80}\b(?:has been|was) (?:successfully )?(?:submitted|received|sent|delivered)\b|\bsubmission ID\b", Sure.LIKELY),
)  # fmt: skip


def read(letter: Letter) -> Iterator[Fact]:
    """Yield the facts of one receipt: that it was taken, when the agency will write. Its ID is no tracking number."""
    yield from _numbers(letter)
    yield from decide(status.findings(letter, RULES))
    yield from promises.read(letter)
    yield from clerk.read_contacts(letter)


def site(_letter: Letter) -> str:
    """Return the one site there is."""
    return "foia.gov"


def agency(letter: Letter) -> str | None:
    """Return the agency that the request was handed to."""
    for sentence in letter.sentences():
        if sentence.zone is Zone.STATEMENT and (found := AGENCY.search(sentence.text)):
            return found["agency"].rstrip(".,")
    return None


def claims(letter: Letter) -> bool:
    """Say whether a mail is a receipt of FOIA.gov: the portal's name, a submission ID, and what it does not replace."""
    text = letter.body[:20_000]
    return (
        bool(letter.words() & NAMED and REPLACES.search(text) and RECEIPT.search(text))
        and "foia.gov" in text.lower()
    )


def _numbers(letter: Letter) -> Iterator[TrackingNumber]:
    """Yield an agency's number, where a receipt names one: what the receipt calls its own ID is left out."""
    receipts = {match["receipt"] for part in letter.parts for match in RECEIPT.finditer(part.text)}
    yield from (fact for fact in numbers.read(letter) if fact.number not in receipts)


PORTAL = Portal("foiagov", (TEAM,), read, site, agency, claims, FRAMES, place="US")
