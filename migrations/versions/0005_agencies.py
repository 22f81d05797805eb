"""What agencies are compared by, and what waits for the requester: more is kept of where a request stands.

Revision 0005. The columns are empty here; `upgrade` fills them when it reckons anew.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
DAYS = ("days_to_acknowledge", "days_to_records", "days_to_close")


def upgrade() -> None:
    with op.batch_alter_table("standings") as table:
        table.add_column(sa.Column("asking_letter_id", ID))
        table.add_column(sa.Column("due_on", sa.Date()))
        table.add_column(sa.Column("fee_letter_id", ID))
        table.add_column(sa.Column("agency_key", KEY))
        for name in DAYS:
            table.add_column(sa.Column(name, sa.Integer()))
        for name in ("asking_letter_id", "fee_letter_id"):
            table.create_foreign_key(f"fk_standings_{name}", "letters", [name], ["id"])
    compared = ["agency_key", *DAYS, "status", "ended_on", "times_kept", "times_slipped"]
    op.create_index("ix_standings_agency", "standings", compared)
    op.create_index("ix_requests_agency", "requests", ["portal", "site", "agency"])
    still = sa.text("answered_on IS NULL")
    op.create_index("ix_law_days_open", "law_days", ["due_on"], sqlite_where=still, postgresql_where=still)
