"""What a person said, row by row: written once, taken back by a mark on the row, never changed or
overwritten.
"""

from sqlalchemy import Connection, delete, insert, select, update

from ingest.neighbour_queries import SAID
from ingest.rows import Row, now, plain_row
from ingest.spelling import bare, short
from models import tables


def write_decision(connection: Connection, row: Row, made_by: str) -> int:
    """Write down what a person said, with who and when; return its id."""
    decisions = tables.decisions
    written = {**plain_row({**row, "made_by": made_by}), "made_at": now()}
    decision_id = int(connection.execute(insert(decisions).returning(decisions.c.id), written).scalar_one())
    _keep_said(connection, int(row["letter_id"]))
    return decision_id


def take_back(connection: Connection, decision_id: int, undone_by: str) -> None:
    """Mark a decision as taken back, with who and when."""
    decisions = tables.decisions
    here = decisions.c.id == decision_id
    connection.execute(
        update(decisions).where(here).values(undone_at=now(), **plain_row({"undone_by": undone_by}))
    )
    letter_id = connection.execute(select(decisions.c.letter_id).where(here)).scalar_one()
    _keep_said(connection, letter_id)


def _keep_said(connection: Connection, letter_id: int) -> None:
    """Let the letter be found by the number that a person gave it, and by no other that was taken back."""
    keys, decisions = tables.letter_keys, tables.decisions
    connection.execute(delete(keys).where(keys.c.letter_id == letter_id, keys.c.kind == SAID))
    query = select(decisions.c.value).where(
        decisions.c.letter_id == letter_id, decisions.c.undone_at.is_(None), decisions.c.field == "number"
    )
    said = {short(bare(value)) for value in connection.execute(query).scalars()}
    if said:
        connection.execute(
            insert(keys), [{"letter_id": letter_id, "kind": SAID, "value": value} for value in sorted(said)]
        )
