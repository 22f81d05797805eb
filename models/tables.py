"""Every table of the ledger, on one page.

Tables are plural; `_at` is a moment in UTC, `_on` a day. A letter's row bears the id of its message's row.
What is true now is never stored: it is a view (models/views).
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Numeric,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.dialects.sqlite import DATETIME
from sqlalchemy.engine import Dialect

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }
)


class Moment(TypeDecorator[datetime]):
    """A moment in UTC: `timestamptz` on PostgreSQL, `YYYY-MM-DD HH:MM:SS` text on SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """Store whole seconds as text on SQLite, so that its date functions read them."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(DATETIME(truncate_microseconds=True))  # type: ignore[no-untyped-call]
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a moment without a zone; turn the others to UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment needs a time zone: {value!r}")
        in_utc = value.astimezone(UTC).replace(microsecond=0)
        return in_utc.replace(tzinfo=None) if dialect.name == "sqlite" else in_utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Give the zone back that SQLite does not keep."""
        return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


Id = BigInteger().with_variant(Integer, "sqlite")


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
    UniqueConstraint("place", "letter_id"),
    Index("ix_arrivals_uid", "mailbox", "folder", "uidvalidity", "uid"),
)

folders = Table(
    "folders",
    metadata,
    Column("id", Id, primary_key=True),
    Column("mailbox", Text, nullable=False),
    Column("folder", Text, nullable=False),
    Column("uidvalidity", BigInteger, nullable=False),
    Column(
        "last_uid", BigInteger, nullable=False, comment="every UID up to this is filed, quarantined or gone"
    ),
    Column("polled_at", Moment, nullable=False),
    UniqueConstraint("mailbox", "folder"),
)

quarantine = Table(
    "quarantine",
    metadata,
    Column("id", Id, primary_key=True),
    Column("place", Text, nullable=False, unique=True, comment="as in arrivals"),
    Column("mailbox", Text),
    Column("folder", Text),
    Column("uidvalidity", BigInteger),
    Column("uid", BigInteger),
    Column("received_at", Moment),
    Column("holds_sent", Boolean, nullable=False),
    Column("digest", Text, comment="its bytes in the vault, where the server handed them out"),
    Column("error", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("first_failed_at", Moment, nullable=False),
    Column("last_failed_at", Moment, nullable=False),
    Index("ix_quarantine_uid", "mailbox", "folder", "uidvalidity", "uid"),
)

gone = Table(
    "gone",
    metadata,
    Column("id", Id, primary_key=True),
    Column("mailbox", Text, nullable=False),
    Column("folder", Text, nullable=False),
    Column("uidvalidity", BigInteger, nullable=False),
    Column("first_uid", BigInteger, nullable=False),
    Column("last_uid", BigInteger, nullable=False),
    Column("noticed_at", Moment, nullable=False),
    UniqueConstraint("mailbox", "folder", "uidvalidity", "first_uid"),
)

mailboxes = Table(
    "mailboxes",
    metadata,
    Column("name", Text, primary_key=True),
    Column("state", Text, comment="live, needs_login, throttled, network, server, ledger, stopped"),
    Column("trouble", Text, comment="the sentence that says what is wrong; null when nothing is"),
    Column("since_at", Moment, comment="when it came to that state"),
    Column("succeeded_at", Moment, comment="when all its folders were last read to their ends"),
    Column("holder", Text, comment="the daemon that reads it: host, process, a random word"),
    Column("held_until", Moment, comment="when another daemon may take it over"),
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
)

requests = Table(
    "requests",
    metadata,
    Column("id", Id, primary_key=True),
    Column("portal", Text),
    Column("site", Text),
    Column("tracking_number", Text, comment="the main one, as printed; the others stand in tracking_numbers"),
    Column("agency", Text),
)

letter_keys = Table(
    "letter_keys",
    metadata,
    Column("letter_id", Id, ForeignKey("letters.id"), primary_key=True),
    Column("kind", Text, primary_key=True, comment="number, bare, thread, opening, echo"),
    Column("value", Text, primary_key=True, comment="letters that share one may belong to one request"),
    Index("ix_letter_keys_value", "value", "kind"),
)

request_letters = Table(
    "request_letters",
    metadata,
    Column("request_id", Id, ForeignKey("requests.id"), primary_key=True),
    Column("letter_id", Id, ForeignKey("letters.id"), primary_key=True, index=True),
    Column("reason", Text, nullable=False, comment="number, thread, echo, new"),
    Column("sure", Text, nullable=False),
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
