"""Letters that are filed already, as messages to read again. Reads only."""

from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, select

from ingest.message import Message, Place
from ingest.requester import Asked
from ingest.vault import Vault
from models.tables import arrivals, letters, messages, readings, stale_readings
from parsers.facts import Direction, Zone
from parsers.zones import divide


def stale(connection: Connection) -> list[Any]:
    """Return the letters to be read again: letter_id, the sent letter to read with, the version that read it
    and its outcome.
    """
    return list(connection.execute(_stale()))


@cache
def _stale() -> Select[Any]:
    query = select(stale_readings, readings.c.parser_version, readings.c.outcome).join_from(
        stale_readings, readings, readings.c.letter_id == stale_readings.c.letter_id
    )
    return query.order_by(stale_readings.c.letter_id)


def asked_by(connection: Connection, letter_id: int) -> Asked:
    """Return what a letter of the requester's asked for, without what it quotes and its signature."""
    body = connection.execute(select(letters.c.body).where(letters.c.id == letter_id)).scalar_one()
    own = (each.text for each in divide("body", body or "") if each.zone not in (Zone.QUOTED, Zone.FOOTER))
    return Asked(letter_id, "\n".join(own))


def stored_message(connection: Connection, vault: Vault, letter_id: int) -> Message:
    """Return a filed message as it came: its bytes, and what its place told of it.

    Raises RawMissing, RawDamaged, VaultClosed.
    """
    digest, place = origins(connection, [letter_id])[letter_id]
    return Message(vault.raw(digest), place)


def origins(connection: Connection, letter_ids: Sequence[int]) -> dict[int, tuple[str, Place]]:
    """Return the digest of each of some letters, and the place that tells most of it."""
    query = select(messages.c.id, messages.c.digest, letters.c.direction).join_from(
        messages, letters, letters.c.id == messages.c.id
    )
    found: dict[int, list[Any]] = defaultdict(list)
    where = arrivals.c.letter_id.in_(letter_ids)
    for row in connection.execute(select(arrivals).where(where).order_by(arrivals.c.id)):
        found[row.letter_id].append(row)
    filed = connection.execute(query.where(messages.c.id.in_(letter_ids)))
    return {row.id: (row.digest, _place(row.direction, found[row.id])) for row in filed}


def _place(direction: str, found: list[Any]) -> Place:
    sent = [row for row in found if row.holds_sent]
    # a ledger made before 0002 does not tell which folders hold sent mail: who wrote is known all the same
    is_sent = bool(sent) or (direction == Direction.OUTGOING and any(row.holds_sent is None for row in found))
    first = next(iter([*sent, *found]), None)
    return Place(
        first.place if first else "", received_at=first.received_at if first else None, holds_sent=is_sent
    )
