"""Readings that are laid by until all of them take their places at once."""

from collections.abc import Sequence

from sqlalchemy import Connection, delete, insert

from models.tables import rereadings

AT_ONCE = 500


def lay_by(connection: Connection, letter_id: int, rules: str, basis: str, rows: str) -> None:
    """Lay by what a letter reads as, in the place of what was laid by of it before."""
    connection.execute(delete(rereadings).where(rereadings.c.letter_id == letter_id))
    connection.execute(
        insert(rereadings), {"letter_id": letter_id, "rules": rules, "basis": basis, "rows": rows}
    )


def clear(connection: Connection, letter_ids: Sequence[int]) -> None:
    """Drop what was laid by of these letters."""
    for start in range(0, len(letter_ids), AT_ONCE):
        some = letter_ids[start : start + AT_ONCE]
        connection.execute(delete(rereadings).where(rereadings.c.letter_id.in_(some)))
