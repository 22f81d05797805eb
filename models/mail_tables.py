"""The tables of the mail itself: how far each folder is read, what is set aside, what is gone."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, Table, Text, UniqueConstraint

from models.columns import Id, Moment, metadata

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
