"""Values as rows: what of a filing stands in which column. Writes nothing itself.

Text is cleaned here, once: every database takes what comes out.
"""

from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import Table

from ingest.filing import Filing
from ingest.keys import ancestors, digest_of_words
from ingest.message import Message
from ingest.spelling import short
from ingest.trust import Verdict
from models import tables
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
    Sure,
    TrackingNumber,
)

Row = dict[str, Any]

FACT_TABLES: dict[type[Fact], Table] = {
    TrackingNumber: tables.tracking_numbers,
    StatusChange: tables.status_changes,
    PromisedDate: tables.promised_dates,
    Fee: tables.fees,
    ExemptionCited: tables.exemptions,
    RecordsLink: tables.links,
    ItemOutcome: tables.item_outcomes,
    Contact: tables.contacts,
}


_SHAPES: dict[type[Fact], tuple[Table, tuple[str, ...]]] = {}  # looked up once for each kind of fact
AS_THEY_ARE = {type(None), bool, int, float, date, datetime}


def clean_text(text: str) -> str:
    """Return text that every database takes: PostgreSQL refuses NUL and half of a surrogate pair."""
    if text.isascii():
        return text.replace("\x00", "")
    return text.replace("\x00", "").encode("utf-8", "ignore").decode("utf-8")


def plain_row(row: Row) -> Row:
    """Return a row of values that drivers know, every text clean."""
    return {name: value if type(value) in AS_THEY_ARE else _plain(value) for name, value in row.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        value = value.value
    return clean_text(value) if isinstance(value, str) else value


def arrival_row(message: Message) -> Row:
    """Return the columns of `arrivals` that tell where a message was found."""
    place = message.place
    return plain_row(
        {
            "place": short(clean_text(place.name)),
            "mailbox": place.mailbox,
            "folder": place.folder,
            "uidvalidity": place.uidvalidity,
            "uid": place.uid,
            "path": place.path,
            "received_at": place.received_at,
            "holds_sent": place.holds_sent,
        }
    )


def letter_row(filing: Filing) -> Row:
    """Return the columns of `letters`, without the id."""
    letter = filing.letter
    return plain_row(
        {
            "message_id": short(letter.message_id) if letter.message_id else None,
            "in_reply_to": " ".join(letter.in_reply_to) or None,
            "ancestors": " ".join(short(each) for each in ancestors(letter)) or None,
            "sent_at": filing.sent_at,
            "sent_on": filing.sent_on,
            "date_header": letter.date_header,
            "sender": letter.sender.email if letter.sender else None,
            "sender_name": letter.sender.name if letter.sender else None,
            "recipients": ", ".join(address.email for address in letter.to) or None,
            "direction": filing.direction,
            "subject": letter.subject,
            "body": letter.body,
            "words": digest_of_words(letter.body),
        }
    )


def reading_rows(filing: Filing) -> Iterator[tuple[Table, list[Row]]]:
    """Yield the rows of a reading, table by table, without the letter's id: all that another reading
    replaces.
    """
    yield tables.readings, [_reading_row(filing)]
    yield tables.verdicts, [_verdict_row(filing.verdict)]
    yield (
        tables.letter_numbers,
        [
            plain_row({"position": place, "number": each.printed, "kind": each.kind})
            for place, each in enumerate(filing.numbers, 1)
        ],
    )
    keys = sorted((key.kind.value, clean_text(key.value)) for key in filing.keys)
    yield tables.letter_keys, [{"kind": kind, "value": value} for kind, value in dict.fromkeys(keys)]
    facts: dict[Table, list[Row]] = {table: [] for table in FACT_TABLES.values()}
    for fact in filing.reading.facts:
        facts[_shape(type(fact))[0]].append(_fact_row(fact))
    yield from facts.items()


def _reading_row(filing: Filing) -> Row:
    reading = filing.reading
    return plain_row(
        {
            "outcome": reading.outcome,
            "portal": reading.portal,
            "site": reading.site,
            "agency": reading.agency,
            "status": reading.status,
            "sure": _how_sure(reading) if reading.status else None,
            "opens": filing.opens,
            "problem": reading.problem,
            "doubts": "\n".join(reading.doubts) or None,
            "parser_version": filing.parser_version,
            "read_at": now(),
            "asked_in": filing.asked_in,
        }
    )


def _verdict_row(verdict: Verdict) -> Row:
    names = ("authserv_id", "spf", "dkim", "dmarc", "aligned", "verdict", "suspicion")
    return plain_row({name: getattr(verdict, name) for name in names})


def _how_sure(reading: Reading) -> Sure:
    """Return how sure the status of a letter is: as sure as the surest fact that says so."""
    changes = [fact for fact in reading.facts if isinstance(fact, StatusChange)]
    found = {change.sure for change in changes if change.status is reading.status}
    return next((sure for sure in (Sure.CERTAIN, Sure.LIKELY, Sure.UNSURE) if sure in found), Sure.LIKELY)


def _fact_row(fact: Fact) -> Row:
    """Return a fact as a row: its own fields bear the names of the table's columns."""
    sentence = fact.sentence
    evidence = {"part": sentence.part, "start": sentence.start, "sentence": sentence.text}
    return plain_row({**{name: getattr(fact, name) for name in _shape(type(fact))[1]}, **evidence})


def _shape(kind: type[Fact]) -> tuple[Table, tuple[str, ...]]:
    """Return the table of a kind of fact, and which of its columns are fields of the fact's own."""
    if kind not in _SHAPES:
        table = next(table for each, table in FACT_TABLES.items() if issubclass(kind, each))
        names = {field.name for field in fields(kind)} - {"sentence", "id"}
        _SHAPES[kind] = table, tuple(column.name for column in table.c if column.name in names)
    return _SHAPES[kind]


def now() -> datetime:
    """Return this moment, in UTC."""
    return datetime.now(UTC)
