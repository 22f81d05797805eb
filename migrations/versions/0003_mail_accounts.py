"""What becomes of every UID: the tables of quarantined and of gone mail; and the state of each mailbox.

Revision 0003.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _quarantine()
    _gone()
    op.create_table(
        "mailboxes",
        _text("name", needed=True),
        _text("state"),
        _text("trouble"),
        sa.Column("since_at", MOMENT),
        sa.Column("succeeded_at", MOMENT),
        _text("holder"),
        sa.Column("held_until", MOMENT),
        sa.PrimaryKeyConstraint("name", name="pk_mailboxes"),
    )


def _quarantine() -> None:
    op.create_table(
        "quarantine",
        sa.Column("id", ID, nullable=False, autoincrement="auto"),
        _text("place", needed=True),
        _text("mailbox"),
        _text("folder"),
        sa.Column("uidvalidity", sa.BigInteger()),
        sa.Column("uid", sa.BigInteger()),
        sa.Column("received_at", MOMENT),
        sa.Column("holds_sent", sa.Boolean(), nullable=False),
        _text("digest"),
        _text("error", needed=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("first_failed_at", MOMENT, nullable=False),
        sa.Column("last_failed_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_quarantine"),
        sa.UniqueConstraint("place", name="uq_quarantine_place"),
    )
    op.create_index("ix_quarantine_uid", "quarantine", ["mailbox", "folder", "uidvalidity", "uid"])


def _gone() -> None:
    op.create_table(
        "gone",
        sa.Column("id", ID, nullable=False, autoincrement="auto"),
        _text("mailbox", needed=True),
        _text("folder", needed=True),
        sa.Column("uidvalidity", sa.BigInteger(), nullable=False),
        sa.Column("first_uid", sa.BigInteger(), nullable=False),
        sa.Column("last_uid", sa.BigInteger(), nullable=False),
        sa.Column("noticed_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_gone"),
        sa.UniqueConstraint("mailbox", "folder", "uidvalidity", "first_uid", name="uq_gone_mailbox"),
    )


def _text(name: str, *, needed: bool = False) -> "sa.Column[Any]":
    return sa.Column(name, sa.Text(), nullable=not needed)
