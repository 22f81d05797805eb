"""A reading as plain values, for JSON: the keys are a contract (docs/reading.md)."""

from datetime import date
from decimal import Decimal
from typing import Any

from parsers.facts import (
    Contact,
    ExemptionCited,
    Fact,
    Fee,
    ItemOutcome,
    PromisedDate,
    Reading,
    RecordsLink,
    StatusChange,
    TrackingNumber,
)
from parsers.letter import Letter

KINDS: dict[type[Fact], tuple[str, str]] = {
    TrackingNumber: ("tracking_number", "number"),
    StatusChange: ("status", "status"),
    PromisedDate: ("promised_date", "promised_on"),
    Fee: ("fee", "amount"),
    ExemptionCited: ("exemption", "citation"),
    RecordsLink: ("link", "url"),
    ItemOutcome: ("item_outcome", "outcome"),
    Contact: ("contact", "value"),
}
EXTRAS = ("about", "basis", "counted_from", "cancels", "currency", "item")


def fact_as_plain(fact: Fact) -> dict[str, Any]:
    """Return one fact: kind, value, what its kind adds, then the evidence."""
    kind, value = KINDS[type(fact)]
    plain: dict[str, Any] = {"kind": kind, "value": _plain(getattr(fact, value))}
    plain |= {name: _plain(getattr(fact, name)) for name in EXTRAS if getattr(fact, name, None) is not None}
    sentence = fact.sentence
    return plain | {
        "part": sentence.part,
        "start": sentence.start,
        "sentence": sentence.text,
        "rule": fact.rule,
        "sure": fact.sure.value,
    }


def reading_as_plain(file: str, digest: str, letter: Letter, reading: Reading) -> dict[str, Any]:
    """Return what `foialedger read --json` prints of one letter."""
    facts = reading.facts
    promised = [fact for fact in facts if isinstance(fact, PromisedDate)]
    return {
        "file": file,
        "digest": digest,
        "message_id": letter.message_id,
        "sent_at": letter.sent_at.isoformat() if letter.sent_at else None,
        "sender": letter.sender.email if letter.sender else None,
        "direction": reading.direction.value,
        "portal": reading.portal,
        "site": reading.site,
        "agency": reading.agency,
        "outcome": reading.outcome.value,
        "status": reading.status.value if reading.status else None,
        "tracking_numbers": [fact.number for fact in facts if isinstance(fact, TrackingNumber)],
        "promised_dates": [
            {
                "date": fact.promised_on.isoformat(),
                "about": fact.about.value,
                "basis": fact.basis.value,
                "sentence": fact.sentence.text,
            }
            for fact in promised
        ],
        "fees": [
            {"amount": float(fact.amount), "currency": fact.currency, "about": fact.about}
            for fact in facts
            if isinstance(fact, Fee) and fact.about != "waived"
        ],
        "exemptions": [fact.citation for fact in facts if isinstance(fact, ExemptionCited)],
        "links": [{"url": fact.url, "about": fact.about} for fact in facts if isinstance(fact, RecordsLink)],
        "facts": [fact_as_plain(fact) for fact in facts],
        "problem": reading.problem,
        "doubts": list(reading.doubts),
    }


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    return value if isinstance(value, int) else str(value)
