"""What agencies are compared by: how long each request took them, and an index that holds just that.

Revision 0005. The columns are empty here; `upgrade` fills them when it reckons anew.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

DAYS = ("days_to_acknowledge", "days_to_records", "days_to_close")


def upgrade() -> None:
    key = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    op.add_column("standings", sa.Column("agency_key", key))
    for name in DAYS:
        op.add_column("standings", sa.Column(name, sa.Integer()))
    compared = ["agency_key", *DAYS, "status", "ended_on", "times_kept", "times_slipped"]
    op.create_index("ix_standings_agency", "standings", compared)
    op.create_index("ix_requests_agency", "requests", ["portal", "site", "agency"])
