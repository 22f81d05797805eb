"""What is reckoned from the letters: what each did, the days given, where requests stand, whose law counts.

Revision 0004. The tables are empty here; `upgrade` fills them after the views are made.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _letter_effects()
    _given_days()
    _standings()
    _law()


def _letter_effects() -> None:
    op.create_table(
        "letter_effects",
        _id("request_id"),
        _id("letter_id"),
        sa.Column("sent_at", MOMENT),
        sa.Column("sent_on", sa.Date()),
        _text("direction", needed=True),
        sa.Column("is_heard", sa.Boolean(), nullable=False),
        _text("status"),
        _text("sure"),
        sa.Column("place", sa.Integer()),
        sa.Column("moved", sa.Integer(), nullable=False),
        _text("why", needed=True),
        sa.PrimaryKeyConstraint("request_id", "letter_id", name="pk_letter_effects"),
        *_points("letter_effects", request_id="requests", letter_id="letters"),
    )
    op.create_index("ix_letter_effects_letter_id", "letter_effects", ["letter_id"])


def _given_days() -> None:
    op.create_table(
        "given_days",
        sa.Column("id", ID, nullable=False, autoincrement="auto"),
        _id("request_id"),
        _id("letter_id"),
        sa.Column("sent_at", MOMENT, nullable=False),
        sa.Column("said_on", sa.Date()),
        sa.Column("promised_on", sa.Date(), nullable=False),
        _text("about", needed=True),
        _text("basis", needed=True),
        _text("sentence", needed=True),
        _text("outcome", needed=True),
        sa.Column("days_slipped", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name="pk_given_days"),
        *_points("given_days", request_id="requests", letter_id="letters"),
    )
    op.create_index("ix_given_days_request_id", "given_days", ["request_id"])
    op.create_index("ix_given_days_outcome", "given_days", ["outcome", "promised_on"])


def _standings() -> None:
    op.create_table(
        "standings",
        _id("request_id"),
        _text("status"),
        sa.Column("status_since", MOMENT),
        sa.Column("status_letter_id", ID),
        *(
            sa.Column(name, sa.Date())
            for name in ("status_on", "filed_on", "first_heard_on", "first_records_on", "ended_on")
        ),
        *(sa.Column(name, MOMENT) for name in ("last_letter_at", "last_heard_at", "last_sent_at")),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("sent", "times_slipped", "times_kept")),
        sa.PrimaryKeyConstraint("request_id", name="pk_standings"),
        *_points("standings", request_id="requests", status_letter_id="letters"),
    )
    op.create_index("ix_standings_status", "standings", ["status", "status_since"])


def _law() -> None:
    op.create_table(
        "jurisdictions",
        _id("request_id"),
        _text("jurisdiction", needed=True),
        _text("known_by", needed=True),
        sa.Column("letter_id", ID),
        _text("sentence"),
        _text("doubt"),
        sa.PrimaryKeyConstraint("request_id", name="pk_jurisdictions"),
        *_points("jurisdictions", request_id="requests", letter_id="letters"),
    )
    op.create_index("ix_jurisdictions_jurisdiction", "jurisdictions", ["jurisdiction"])
    op.create_table(
        "law_days",
        _id("request_id"),
        *(_text(name, needed=True) for name in ("what", "jurisdiction", "law", "citation")),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        _text("day_kind", needed=True),
        sa.Column("extended_by", sa.Integer()),
        sa.Column("extended_on", sa.Date()),
        sa.Column("days_stopped", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Date()) for name in ("stopped_on", "due_on", "answered_on")),
        sa.Column("letter_id", ID),
        _text("known_by", needed=True),
        _text("doubt"),
        sa.PrimaryKeyConstraint("request_id", "what", name="pk_law_days"),
        *_points("law_days", request_id="requests", letter_id="letters"),
    )
    op.create_index("ix_law_days_due_on", "law_days", ["due_on"])


def _points(table: str, **columns: str) -> "list[sa.ForeignKeyConstraint]":
    return [
        sa.ForeignKeyConstraint([name], [f"{other}.id"], name=f"fk_{table}_{name}")
        for name, other in columns.items()
    ]


def _id(name: str) -> "sa.Column[Any]":
    return sa.Column(name, ID, nullable=False, autoincrement=False)


def _text(name: str, *, needed: bool = False) -> "sa.Column[Any]":
    return sa.Column(name, sa.Text(), nullable=not needed)
