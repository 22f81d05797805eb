"""Letters that are filed and could not be read, read again from the vault: after a fix it may go."""

from sqlalchemy import select

from ingest import store
from ingest.message import Message, Place
from ingest.pipeline import Ledger
from ingest.reading import read_message
from models import tables
from models.schema import reaching
from parsers.facts import Direction, Outcome


def reread_failed(ledger: Ledger) -> tuple[int, int]:
    """Read them again, and return how many are read now and how many are as they were. Raises LedgerError."""
    letters, messages, readings = tables.letters, tables.messages, tables.readings
    query = (
        select(messages.c.id, messages.c.digest, letters.c.direction, letters.c.sent_at)
        .join_from(messages, letters, messages.c.id == letters.c.id)
        .join(readings, readings.c.letter_id == messages.c.id)
        .where(readings.c.outcome == Outcome.FAILED.value)
        .order_by(messages.c.id)
    )
    with reaching(ledger.engine), ledger.engine.connect() as connection:
        rows = connection.execute(query).all()
    read = 0
    for row in rows:
        sent = row.direction == Direction.OUTGOING.value
        place = Place(f"vault:{row.digest}", received_at=row.sent_at, holds_sent=sent)
        message = Message(ledger.vault.raw(row.digest), place)
        filing = (ledger.read or read_message)(message, ledger.requester)
        if filing.reading.outcome is not Outcome.FAILED:
            with store.writing(ledger.engine) as connection:
                store.replace_reading(connection, row.id, filing)
            read += 1
    return read, len(rows) - read
