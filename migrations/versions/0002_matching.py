"""Matching by every number, trust, a person's word, and readings made anew.

Revision 0002. Types and names are written out: a later change of models/tables.py changes nothing here.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table("arrivals") as arrivals:
        arrivals.add_column(sa.Column("holds_sent", sa.Boolean()))
    with op.batch_alter_table("letters") as letters:
        letters.add_column(_text("words"))
    for table in ("readings", "requests"):
        with op.batch_alter_table(table) as changed:
            changed.add_column(sa.Column("asked_in", ID))
            changed.create_foreign_key(f"fk_{table}_asked_in", "letters", ["asked_in"], ["id"])
    _verdicts()
    _numbers()
    _decisions()
    _rereadings()
    _fill()


def _text(name: str, *, needed: bool = False) -> "sa.Column[Any]":
    return sa.Column(name, sa.Text(), nullable=not needed)


def _key(name: str, kind: Any = ID) -> "sa.Column[Any]":
    return sa.Column(name, kind, nullable=False, autoincrement="auto" if name == "id" else False)


def _points(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=f"fk_{table}_{column}")


def _verdicts() -> None:
    op.create_table(
        "verdicts",
        _key("letter_id"),
        *map(_text, ("authserv_id", "spf", "dkim", "dmarc")),
        sa.Column("aligned", sa.Boolean()),
        _text("verdict", needed=True),
        _text("suspicion"),
        _points("verdicts", "letter_id", "letters.id"),
        sa.PrimaryKeyConstraint("letter_id", name="pk_verdicts"),
    )


def _numbers() -> None:
    op.create_table(
        "letter_numbers",
        _key("letter_id"),
        _key("position", sa.Integer()),
        _text("number", needed=True),
        _text("kind", needed=True),
        _points("letter_numbers", "letter_id", "letters.id"),
        sa.PrimaryKeyConstraint("letter_id", "position", name="pk_letter_numbers"),
    )
    op.create_table(
        "request_numbers",
        _key("request_id"),
        _key("bare", sa.Text()),
        _text("number", needed=True),
        _text("kind", needed=True),
        _points("request_numbers", "request_id", "requests.id"),
        sa.PrimaryKeyConstraint("request_id", "bare", name="pk_request_numbers"),
    )
    op.create_index("ix_request_numbers_bare", "request_numbers", ["bare"])


def _decisions() -> None:
    op.create_table(
        "decisions",
        _key("id"),
        _key("letter_id"),
        _text("verb", needed=True),
        *map(_text, ("question", "field", "value", "was", "about", "part")),
        sa.Column("start", sa.Integer()),
        sa.Column("promised_on", sa.Date()),
        _text("sentence"),
        sa.Column("with_letter_id", ID),
        _text("note"),
        sa.Column("made_at", MOMENT, nullable=False),
        _text("made_by", needed=True),
        sa.Column("undone_at", MOMENT),
        _text("undone_by"),
        _points("decisions", "letter_id", "letters.id"),
        _points("decisions", "with_letter_id", "letters.id"),
        sa.PrimaryKeyConstraint("id", name="pk_decisions"),
    )
    op.create_index("ix_decisions_letter_id", "decisions", ["letter_id"])
    op.create_index("ix_decisions_with_letter_id", "decisions", ["with_letter_id"])


def _rereadings() -> None:
    op.create_table(
        "stale_readings",
        _key("letter_id"),
        sa.Column("asked_in", ID),
        _points("stale_readings", "letter_id", "letters.id"),
        _points("stale_readings", "asked_in", "letters.id"),
        sa.PrimaryKeyConstraint("letter_id", name="pk_stale_readings"),
    )
    op.create_table(
        "rereadings",
        _key("letter_id"),
        *(_text(name, needed=True) for name in ("rules", "basis", "rows")),
        _points("rereadings", "letter_id", "letters.id"),
        sa.PrimaryKeyConstraint("letter_id", name="pk_rereadings"),
    )


def _fill() -> None:
    """Give letters and requests filed before the numbers they were matched by; the rest comes with
    `reread`.
    """
    op.execute(
        "INSERT INTO letter_numbers (letter_id, position, number, kind) "
        "SELECT tracking_numbers.letter_id, 1, tracking_numbers.number, 'main' "
        "FROM tracking_numbers JOIN ("
        "SELECT tracking_numbers.letter_id, MIN(tracking_numbers.id) AS id FROM tracking_numbers "
        "JOIN letter_keys ON letter_keys.letter_id = tracking_numbers.letter_id "
        "AND letter_keys.kind = 'bare' "
        "WHERE tracking_numbers.sure <> 'unsure' GROUP BY tracking_numbers.letter_id"
        ") AS mains ON mains.id = tracking_numbers.id"
    )
    op.execute(
        "INSERT INTO request_numbers (request_id, bare, number, kind) "
        "SELECT requests.id, MIN(letter_keys.value), MIN(requests.tracking_number), 'main' "
        "FROM requests JOIN request_letters ON request_letters.request_id = requests.id "
        "AND request_letters.reason = 'number' "
        "JOIN letter_keys ON letter_keys.letter_id = request_letters.letter_id AND letter_keys.kind = 'bare' "
        "WHERE requests.tracking_number IS NOT NULL GROUP BY requests.id"
    )
    op.execute("DELETE FROM letter_keys WHERE kind = 'number'")
