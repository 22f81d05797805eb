"""The words of the ledger: statuses, the kinds of fact, and what a reading of one letter is.

Values only. A fact cannot be made without the sentence of the letter that states it.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Status(StrEnum):
    """Where a letter leaves a request."""

    ACKNOWLEDGED = "acknowledged"
    IN_PROCESS = "in_process"
    EXTENDED = "extended"
    NEEDS_CLARIFICATION = "needs_clarification"
    NEEDS_PAYMENT = "needs_payment"
    PARTIALLY_FULFILLED = "partially_fulfilled"
    FULFILLED = "fulfilled"
    NO_RECORDS = "no_records"
    DENIED = "denied"
    REFERRED = "referred"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"
    APPEAL_RECEIVED = "appeal_received"
    NOT_ABOUT_A_REQUEST = "not_about_a_request"


# What ends a request; some views say it in SQL's own words.
ENDED = frozenset(
    {Status.FULFILLED, Status.NO_RECORDS, Status.DENIED, Status.REFERRED, Status.WITHDRAWN, Status.CLOSED}
)


# What answers a request, in part or in whole.
ANSWERS = ENDED | {Status.PARTIALLY_FULFILLED}


class About(StrEnum):
    """What a dated promise is for; the last two are days set for the requester."""

    DETERMINATION = "determination"
    RECORDS = "records"
    INSTALLMENT = "installment"
    REPLY = "reply"
    PAYMENT_DUE = "payment_due"
    RESPOND_BY = "respond_by"


class Basis(StrEnum):
    """Whether the letter writes the day out, or the day was counted from what it says."""

    STATED = "stated"
    RECKONED = "reckoned"


class Sure(StrEnum):
    """How far a fact can be relied on; what is unsure moves nothing and is shown in `review`."""

    CERTAIN = "certain"
    LIKELY = "likely"
    UNSURE = "unsure"


class Outcome(StrEnum):
    """How the reading of one letter ended."""

    READ = "read"  # facts were found
    SILENT = "silent"  # a portal claims the letter, and nothing was found in it
    UNCLAIMED = "unclaimed"  # no portal and no phrase spoke
    FAILED = "failed"  # the letter could not be read; `problem` says why


class Direction(StrEnum):
    """Who wrote the letter: an agency (incoming), the requester (outgoing), or nobody can tell."""

    INCOMING = "incoming"
    OUTGOING = "outgoing"
    UNKNOWN = "unknown"


class Zone(StrEnum):
    """In which part of a letter a sentence stands; only a `statement` is the writer speaking now."""

    STATEMENT = "statement"
    ECHO = "echo"  # the requester's own words, repeated
    HISTORY = "history"  # what was done or said before, told again
    QUOTED = "quoted"  # an earlier letter below this one
    REMEDIES = "remedies"  # rights, appeals, other offices
    FOOTER = "footer"  # signature, confidentiality, banners, links
    RECORD = "record"  # a released record, not a letter


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a letter, in white space folded to single blanks: the evidence of a fact.

    `start` counts characters from the beginning of the part's text; only `Letter.sentences` makes one.
    """

    text: str
    part: str  # subject, body, attachment 1, attachment 1, page 2
    start: int
    zone: Zone = Zone.STATEMENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something a letter states, with the sentence that states it and the rule that found it."""

    sentence: Sentence
    rule: str
    sure: Sure = Sure.CERTAIN


@dataclass(frozen=True, slots=True)
class TrackingNumber(Fact):
    """A number the request goes by at the agency, as printed but for line breaks."""

    number: str


@dataclass(frozen=True, slots=True)
class StatusChange(Fact):
    """The letter says where the request stands."""

    status: Status


@dataclass(frozen=True, slots=True)
class PromisedDate(Fact):
    """A day the letter gives for something.

    `counted_from` is the day a reckoned date was counted from. `cancels` is the earlier day that this one
    replaces, where the letter names both.
    """

    promised_on: date
    about: About
    basis: Basis = Basis.STATED
    counted_from: date | None = None
    cancels: date | None = None


@dataclass(frozen=True, slots=True)
class Fee(Fact):
    """A sum of money for this request; `about` is estimate, deposit, balance, invoice, total or waived."""

    amount: Decimal
    currency: str = "USD"
    about: str = "total"


@dataclass(frozen=True, slots=True)
class ExemptionCited(Fact):
    """A statute or an exemption the letter relies on, as cited."""

    citation: str
    about: str = "statute"  # statute, exemption


@dataclass(frozen=True, slots=True)
class RecordsLink(Fact):
    """An address the letter gives, unwrapped from click-tracking where that can be done offline."""

    url: str
    about: str = "portal"  # portal, records, payment


@dataclass(frozen=True, slots=True)
class ItemOutcome(Fact):
    """What became of one numbered item of the request."""

    item: int
    outcome: str  # released, withheld, no_records, pending


@dataclass(frozen=True, slots=True)
class Contact(Fact):
    """A telephone number or address of the office that writes."""

    value: str
    about: str = "phone"


@dataclass(frozen=True, slots=True)
class Reading:
    """What one letter says, read alone."""

    outcome: Outcome
    direction: Direction = Direction.UNKNOWN
    portal: str | None = None
    site: str | None = None
    agency: str | None = None
    status: Status | None = None
    facts: tuple[Fact, ...] = ()
    problem: str | None = None
    doubts: tuple[str, ...] = ()  # why a person should look, each a sentence
