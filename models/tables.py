"""Every table of the ledger, on one page; those of the mail itself stand in mail_tables.py, and what is
reckoned from all of them in reckoned_tables.py.

Tables are plural; `_at` is a moment in UTC, `_on` a day. A letter's row bears the id of its message's row.
What is true now is never stored: it is a view (models/views).
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    Numeric,
    Table,
    Text,
    UniqueConstraint,
)

from models.columns import Id, Moment, metadata
from models.mail_tables import folders, gone, mailboxes, quarantine
from models.reckoned_tables import given_days, jurisdictions, law_days, letter_effects, standings

RECKONED = (letter_effects, given_days, standings, jurisdictions, law_days)  # made anew, not written

__all__ = [
    "Moment",
    "folders",
    "given_days",
    "gone",
    "jurisdictions",
    "law_days",
    "letter_effects",
    "mailboxes",
    "metadata",
    "quarantine",
    "standings",
]


def _letter(*, key: bool = False) -> Column[int]:
    return Column("letter_id", Id, ForeignKey("letters.id"), primary_key=key, nullable=False)


messages = Table(
    "messages",
    metadata,
    Column("id", Id, primary_key=True),
    Column(
        "digest", Text, nullable=False, unique=True, comment="sha256 of the bytes; their name in the vault"
    ),
    Column("size", Integer, nullable=False, comment="bytes"),
    Column("first_seen_at", Moment, nullable=False),
)

arrivals = Table(
    "arrivals",
    metadata,
    Column("id", Id, primary_key=True),
    Column("letter_id", Id, ForeignKey("messages.id"), nullable=False, index=True),
    # imap:NAME/FOLDER;UIDVALIDITY/UID, file:PATH, mbox:PATH#BYTE
    Column("place", Text, nullable=False, comment="where exactly, the same on every run"),
    Column("mailbox", Text),
    Column("folder", Text),
    Column("uidvalidity", BigInteger),
    Column("uid", BigInteger),
    Column("path", Text),
    Column("received_at", Moment, comment="INTERNALDATE, or the mbox separator's"),
    Column("seen_at", Moment, nullable=False),
    Column("holds_sent", Boolean, comment="whether the folder keeps the requester's own sent mail"),
    UniqueConstraint("place", "letter_id"),
    Index("ix_arrivals_uid", "mailbox", "folder", "uidvalidity", "uid"),
)

letters = Table(
    "letters",
    metadata,
    Column("id", Id, ForeignKey("messages.id"), primary_key=True, autoincrement=False),
    Column("message_id", Text, index=True, comment="RFC 5322 Message-ID; not unique: mail lies"),
    Column("in_reply_to", Text),
    Column("ancestors", Text, comment="Message-IDs it answers, blank separated, the nearest last"),
    Column("sent_at", Moment, index=True, comment="the Date header if credible, else the arrival"),
    Column("sent_on", Date, comment="the day in the letter's own time zone; promises are counted from it"),
    Column("date_header", Text, comment="as it came"),
    Column("sender", Text, comment="address, lower case"),
    Column("sender_name", Text),
    Column("recipients", Text, comment="addresses of To and Cc, comma separated"),
    Column("direction", Text, nullable=False, comment="incoming, outgoing, unknown"),
    Column("subject", Text),
    Column("body", Text, comment="the whole text of the body; facts point into it"),
    Column("words", Text, comment="a digest of the body's words: two letters with one say the same"),
)

verdicts = Table(
    "verdicts",
    metadata,
    _letter(key=True),
    Column(
        "authserv_id", Text, comment="the configured server whose Authentication-Results was read (RFC 8601)"
    ),
    Column("spf", Text, comment="its result as it came: pass, fail, softfail, none ..."),
    Column("dkim", Text),
    Column("dmarc", Text),
    Column("aligned", Boolean, comment="whether what passed is for the domain of From"),
    Column("verdict", Text, nullable=False, comment="pass, fail, unknown"),
    Column("suspicion", Text, comment="why the letter is held back until a person accepts it"),
)

readings = Table(
    "readings",
    metadata,
    _letter(key=True),
    Column("outcome", Text, nullable=False, comment="read, silent, unclaimed, failed"),
    Column("portal", Text),
    Column("site", Text),
    Column("agency", Text),
    Column("status", Text, comment="where this letter leaves the request"),
    Column("sure", Text, comment="how sure the status is"),
    Column("opens", Boolean, nullable=False, comment="whether the letter alone can open a request"),
    Column("problem", Text, comment="why the letter, or a part of it, could not be read"),
    Column("doubts", Text, comment="why a person should look, one sentence a line"),
    Column("parser_version", Text, nullable=False),
    Column("read_at", Moment, nullable=False),
    Column("asked_in", Id, ForeignKey("letters.id"), comment="the sent letter with whose text it was read"),
)

letter_numbers = Table(
    "letter_numbers",
    metadata,
    _letter(key=True),
    Column("position", Integer, primary_key=True, autoincrement=False, comment="the main number is 1"),
    Column("number", Text, nullable=False, comment="as printed"),
    Column("kind", Text, nullable=False, comment="main, also, refiled, appeal, litigation, agency, other"),
)

requests = Table(
    "requests",
    metadata,
    Column("id", Id, primary_key=True),
    Column("portal", Text),
    Column("site", Text),
    Column("tracking_number", Text, comment="the main one, as printed; the others stand in tracking_numbers"),
    Column("agency", Text),
    Column("asked_in", Id, ForeignKey("letters.id"), comment="the letter by which the requester sent it"),
    Index("ix_requests_agency", "portal", "site", "agency"),
)

request_numbers = Table(
    "request_numbers",
    metadata,
    Column("request_id", Id, ForeignKey("requests.id"), primary_key=True),
    Column("bare", Text, primary_key=True, index=True, comment="letters and digits, as numbers are compared"),
    Column("number", Text, nullable=False, comment="as first printed"),
    Column("kind", Text, nullable=False, comment="main, refiled, appeal, litigation, agency, other"),
)

letter_keys = Table(
    "letter_keys",
    metadata,
    Column("letter_id", Id, ForeignKey("letters.id"), primary_key=True),
    Column(
        "kind",
        Text,
        primary_key=True,
        comment="bare, said, thread, relay, address, link, subject, opening, echo",
    ),
    Column("value", Text, primary_key=True, comment="letters that share one may belong to one request"),
    Index("ix_letter_keys_value", "value", "kind"),
)

request_letters = Table(
    "request_letters",
    metadata,
    Column("request_id", Id, ForeignKey("requests.id"), primary_key=True),
    Column("letter_id", Id, ForeignKey("letters.id"), primary_key=True, index=True),
    Column(
        "reason",
        Text,
        nullable=False,
        comment="number, thread, relay, address, link, subject, echo, new, person",
    ),
    Column("sure", Text, nullable=False),
)

decisions = Table(
    "decisions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("letter_id", Id, ForeignKey("letters.id"), nullable=False, index=True),
    Column(
        "verb",
        Text,
        nullable=False,
        comment="accept, reject, correct, assign, split, merge, not_a_request, note",
    ),
    Column("question", Text, comment="which question of `review` it answers"),
    Column("field", Text, comment="what is corrected: status, date, number, jurisdiction"),
    Column("value", Text, comment="what it is, as the person says"),
    Column("was", Text, comment="what it was read as"),
    Column("promised_on", Date, comment="the day it is, where a date is corrected"),
    Column("about", Text, comment="what a corrected date is for"),
    Column("part", Text, comment="where the sentence in question stood"),
    Column("start", Integer),
    Column("sentence", Text, comment="the sentence in question, as it stood then"),
    Column(
        "with_letter_id", Id, ForeignKey("letters.id"), index=True, comment="a letter of the other request"
    ),
    Column("note", Text),
    Column("made_at", Moment, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("undone_at", Moment),
    Column("undone_by", Text),
)

stale_readings = Table(
    "stale_readings",
    metadata,
    _letter(key=True),
    Column(
        "asked_in", Id, ForeignKey("letters.id"), comment="the sent letter to read it with; null for none"
    ),
)

rereadings = Table(
    "rereadings",
    metadata,
    _letter(key=True),
    Column("rules", Text, nullable=False, comment="a digest of the rules that read it"),
    Column(
        "basis",
        Text,
        nullable=False,
        comment="a digest of what it was read with: the request's text, the reading it replaces",
    ),
    Column(
        "rows", Text, nullable=False, comment="JSON: the rows that will take the place of the present ones"
    ),
)


def _facts(name: str, *columns: Column[Any]) -> Table:
    """Return a table of one kind of fact: its own columns, then the evidence every fact has."""
    return Table(
        name,
        metadata,
        Column("id", Id, primary_key=True),
        Column("letter_id", Id, ForeignKey("letters.id"), nullable=False, index=True),
        *columns,
        Column("part", Text, nullable=False, comment="subject, body, attachment 1"),
        Column("start", Integer, nullable=False, comment="characters from the beginning of the part"),
        Column("sentence", Text, nullable=False, comment="the evidence, white space folded"),
        Column("rule", Text, nullable=False),
        Column("sure", Text, nullable=False, comment="certain, likely, unsure"),
    )


tracking_numbers = _facts("tracking_numbers", Column("number", Text, nullable=False, index=True))
status_changes = _facts("status_changes", Column("status", Text, nullable=False))
promised_dates = _facts(
    "promised_dates",
    Column("promised_on", Date, nullable=False, index=True),
    Column("about", Text, nullable=False),
    Column("basis", Text, nullable=False, comment="stated, reckoned"),
    Column("counted_from", Date, comment="the day a reckoned date was counted from"),
    Column("cancels", Date, comment="the earlier day that the letter says this one replaces"),
)
fees = _facts(
    "fees",
    Column("amount", Numeric(12, 2, asdecimal=False), nullable=False),
    Column("currency", Text, nullable=False),
    Column("about", Text, nullable=False),
)
exemptions = _facts(
    "exemptions", Column("citation", Text, nullable=False), Column("about", Text, nullable=False)
)
links = _facts("links", Column("url", Text, nullable=False), Column("about", Text, nullable=False))
item_outcomes = _facts(
    "item_outcomes", Column("item", Integer, nullable=False), Column("outcome", Text, nullable=False)
)
contacts = _facts("contacts", Column("value", Text, nullable=False), Column("about", Text, nullable=False))

ledger = Table(
    "ledger",
    metadata,
    Column("key", Text, primary_key=True, comment="what the ledger says of itself: made_by, parser_version"),
    Column("value", Text, nullable=False),
)
