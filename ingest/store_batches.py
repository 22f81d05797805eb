"""Many letters into rows at once: few statements, whatever their number. All inside the caller's transaction.

Beside `store`, a file that writes rows; the rows are the same that it writes one by one.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, select

from ingest.message import Cursor, Message
from ingest.rows import arrival_row, clean_text, now
from ingest.spelling import short
from ingest.store import keep_cursor
from models import tables
from models.bulk import insert_all
from models.of_these import of_these, rows_of
from parsers.facts import Direction


@dataclass(frozen=True, slots=True)
class Known:
    """A letter that is filed: its id, who wrote it, and the portal that read it."""

    letter_id: int
    direction: Direction
    portal: str | None


def filed_among(connection: Connection, digests: Collection[str]) -> dict[str, Known]:
    """Return those of these messages that are filed, by digest."""
    return {
        row.digest: Known(row.id, Direction(row.direction), row.portal)
        for row in rows_of(connection, _filed(), digests)
    }


def places_among(connection: Connection, names: Collection[str]) -> set[tuple[str, int]]:
    """Return which of these places are written down already, each with its letter."""
    return {(row.place, row.letter_id) for row in rows_of(connection, _found_in(), names)}


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


@cache
def _filed() -> Select[Any]:
    messages, letters, readings = tables.messages, tables.letters, tables.readings
    query = (
        select(messages.c.digest, letters.c.id, letters.c.direction, readings.c.portal)
        .join_from(messages, letters, messages.c.id == letters.c.id)
        .join(readings, readings.c.letter_id == letters.c.id)
    )
    return of_these(query, messages.c.digest)


@cache
def _found_in() -> Select[Any]:
    arrivals = tables.arrivals
    return of_these(select(arrivals.c.place, arrivals.c.letter_id), arrivals.c.place)
