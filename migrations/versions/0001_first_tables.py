"""The first tables of the ledger.

Revision 0001. Types and names are written out: a later change of models/tables.py changes nothing here.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _mail()
    _letters()
    _requests()
    _facts()
    op.create_table("ledger", _key("key", sa.Text()), _text("value", needed=True), _primary("ledger", "key"))


def _key(name: str, kind: Any = ID) -> "sa.Column[Any]":
    return sa.Column(name, kind, nullable=False, autoincrement="auto" if name == "id" else False)


def _text(name: str, *, needed: bool = False) -> "sa.Column[Any]":
    return sa.Column(name, sa.Text(), nullable=not needed)


def _primary(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=f"pk_{table}")


def _points(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=f"fk_{table}_{column}")


def _mail() -> None:
    op.create_table(
        "messages",
        _key("id"),
        _text("digest", needed=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("first_seen_at", MOMENT, nullable=False),
        _primary("messages", "id"),
        sa.UniqueConstraint("digest", name="uq_messages_digest"),
    )
    op.create_table(
        "folders",
        _key("id"),
        _text("mailbox", needed=True),
        _text("folder", needed=True),
        sa.Column("uidvalidity", sa.BigInteger(), nullable=False),
        sa.Column("last_uid", sa.BigInteger(), nullable=False),
        sa.Column("polled_at", MOMENT, nullable=False),
        _primary("folders", "id"),
        sa.UniqueConstraint("mailbox", "folder", name="uq_folders_mailbox"),
    )
    _arrivals()


def _arrivals() -> None:
    op.create_table(
        "arrivals",
        _key("id"),
        _key("letter_id"),
        _text("place", needed=True),
        _text("mailbox"),
        _text("folder"),
        sa.Column("uidvalidity", sa.BigInteger()),
        sa.Column("uid", sa.BigInteger()),
        _text("path"),
        sa.Column("received_at", MOMENT),
        sa.Column("seen_at", MOMENT, nullable=False),
        _points("arrivals", "letter_id", "messages.id"),
        _primary("arrivals", "id"),
        sa.UniqueConstraint("place", "letter_id", name="uq_arrivals_place"),
    )
    op.create_index("ix_arrivals_letter_id", "arrivals", ["letter_id"])
    op.create_index("ix_arrivals_uid", "arrivals", ["mailbox", "folder", "uidvalidity", "uid"])


def _letters() -> None:
    op.create_table(
        "letters",
        sa.Column("id", ID, nullable=False, autoincrement=False),
        *map(_text, ("message_id", "in_reply_to", "ancestors")),
        sa.Column("sent_at", MOMENT),
        sa.Column("sent_on", sa.Date()),
        *map(_text, ("date_header", "sender", "sender_name", "recipients")),
        _text("direction", needed=True),
        *map(_text, ("subject", "body")),
        _points("letters", "id", "messages.id"),
        _primary("letters", "id"),
    )
    op.create_index("ix_letters_message_id", "letters", ["message_id"])
    op.create_index("ix_letters_sent_at", "letters", ["sent_at"])
    op.create_table(
        "readings",
        _key("letter_id"),
        _text("outcome", needed=True),
        *map(_text, ("portal", "site", "agency", "status", "sure")),
        sa.Column("opens", sa.Boolean(), nullable=False),
        *map(_text, ("problem", "doubts")),
        _text("parser_version", needed=True),
        sa.Column("read_at", MOMENT, nullable=False),
        _points("readings", "letter_id", "letters.id"),
        _primary("readings", "letter_id"),
    )


def _requests() -> None:
    op.create_table(
        "requests",
        _key("id"),
        *map(_text, ("portal", "site", "tracking_number", "agency")),
        _primary("requests", "id"),
    )
    op.create_table(
        "letter_keys",
        _key("letter_id"),
        _text("kind", needed=True),
        _text("value", needed=True),
        _points("letter_keys", "letter_id", "letters.id"),
        _primary("letter_keys", "letter_id", "kind", "value"),
    )
    op.create_index("ix_letter_keys_value", "letter_keys", ["value", "kind"])
    op.create_table(
        "request_letters",
        _key("request_id"),
        _key("letter_id"),
        _text("reason", needed=True),
        _text("sure", needed=True),
        _points("request_letters", "request_id", "requests.id"),
        _points("request_letters", "letter_id", "letters.id"),
        _primary("request_letters", "request_id", "letter_id"),
    )
    op.create_index("ix_request_letters_letter_id", "request_letters", ["letter_id"])


def _facts() -> None:
    _fact("tracking_numbers", _text("number", needed=True))
    op.create_index("ix_tracking_numbers_number", "tracking_numbers", ["number"])
    _fact("status_changes", _text("status", needed=True))
    _fact(
        "promised_dates",
        sa.Column("promised_on", sa.Date(), nullable=False),
        _text("about", needed=True),
        _text("basis", needed=True),
        sa.Column("counted_from", sa.Date()),
        sa.Column("cancels", sa.Date()),
    )
    op.create_index("ix_promised_dates_promised_on", "promised_dates", ["promised_on"])
    amount = sa.Column("amount", sa.Numeric(12, 2, asdecimal=False), nullable=False)
    _fact("fees", amount, _text("currency", needed=True), _text("about", needed=True))
    _fact("exemptions", _text("citation", needed=True), _text("about", needed=True))
    _fact("links", _text("url", needed=True), _text("about", needed=True))
    item = sa.Column("item", sa.Integer(), nullable=False)
    _fact("item_outcomes", item, _text("outcome", needed=True))
    _fact("contacts", _text("value", needed=True), _text("about", needed=True))


def _fact(table: str, *columns: "sa.Column[Any]") -> None:
    op.create_table(
        table,
        _key("id"),
        _key("letter_id"),
        *columns,
        _text("part", needed=True),
        sa.Column("start", sa.Integer(), nullable=False),
        _text("sentence", needed=True),
        _text("rule", needed=True),
        _text("sure", needed=True),
        _points(table, "letter_id", "letters.id"),
        _primary(table, "id"),
    )
    op.create_index(f"ix_{table}_letter_id", table, ["letter_id"])
