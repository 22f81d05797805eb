"""Many letters into rows at once: few statements, whatever their number. All inside the caller's transaction.

Beside `store`, a file that writes rows; the rows are the same that it writes one by one.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, select

from ingest.keys import short
from ingest.message import Cursor, Message
from ingest.rows import arrival_row, clean_text, now
from ingest.store import insert_all, keep_cursor
from models import tables
from models.of_these import AT_ONCE
from parsers.facts import Direction


@dataclass(frozen=True, slots=True)
class Known:
    """A letter that is filed: its id, who wrote it, and the portal that read it."""

    letter_id: int
    direction: Direction
    portal: str | None


def filed_among(connection: Connection, digests: Collection[str]) -> dict[str, Known]:
    """Return those of these messages that are filed, by digest."""
    query = (
        select(
            tables.messages.c.digest,
            tables.letters.c.id,
            tables.letters.c.direction,
            tables.readings.c.portal,
        )
        .join_from(tables.messages, tables.letters, tables.messages.c.id == tables.letters.c.id)
        .join(tables.readings, tables.readings.c.letter_id == tables.letters.c.id)
    )
    return {
        row.digest: Known(row.id, Direction(row.direction), row.portal)
        for row in _among(connection, query, tables.messages.c.digest, digests)
    }


def places_among(connection: Connection, names: Collection[str]) -> set[tuple[str, int]]:
    """Return which of these places are written down already, each with its letter."""
    query = select(tables.arrivals.c.place, tables.arrivals.c.letter_id)
    return {(row.place, row.letter_id) for row in _among(connection, query, tables.arrivals.c.place, names)}


def note_arrivals(connection: Connection, found: Iterable[tuple[int, Message]]) -> None:
    """Write down where messages were found; safe to repeat."""
    rows = {
        (row["place"], letter_id): {"letter_id": letter_id, **row}
        for letter_id, message in found
        for row in [arrival_row(message)]
    }
    known = places_among(connection, {place for place, _ in rows})
    moment = now()
    insert_all(
        connection,
        tables.arrivals,
        [{**row, "seen_at": moment} for key, row in rows.items() if key not in known],
    )


def place_of(message: Message) -> str:
    """Return the name of a message's place as it is written down."""
    return short(clean_text(message.place.name))


def keep_cursors(connection: Connection, reached: Iterable[Cursor]) -> None:
    """Write down how far folders are filed: the last cursor of each folder."""
    last = {(each.mailbox, each.folder, each.uidvalidity): each for each in reached}
    for each in last.values():
        keep_cursor(connection, each)


def _among(connection: Connection, query: Select[Any], column: Any, values: Collection[str]) -> Iterator[Any]:
    ordered = sorted(values)
    for start in range(0, len(ordered), AT_ONCE):
        yield from connection.execute(query.where(column.in_(ordered[start : start + AT_ONCE])))
