"""What stands open for a person, and what a letter says, as it is shown to one. Reads only."""

from typing import Any

from sqlalchemy import Connection, Engine, select, text

from ingest.answers import all_rows
from ingest.decided import find_letter
from models.schema import reaching
from models.tables import decisions

Row = dict[str, Any]

OPEN = """
SELECT review.letter_id, review.question, review.reason, review.sentence, review.request_id,
       requests.tracking_number, requests.portal, requests.site, requests.agency,
       letters.sent_at, letters.direction, letters.sender, letters.sender_name, letters.subject,
       readings.portal AS read_as, readings.status, readings.sure
  FROM review
  JOIN letters ON letters.id = review.letter_id
  JOIN readings ON readings.letter_id = review.letter_id
  LEFT JOIN requests ON requests.id = review.request_id
 ORDER BY letters.sent_at, review.letter_id, review.question
"""
PLACES = """
SELECT request_letters.request_id, requests.tracking_number, requests.site, requests.agency,
       request_letters.reason, request_letters.sure
  FROM request_letters
  JOIN requests ON requests.id = request_letters.request_id
 WHERE request_letters.letter_id = :id
 ORDER BY request_letters.request_id
"""


def open_questions(engine: Engine) -> list[Row]:
    """Return every open question, the oldest letter first: the letter, the sentence, what was read, and
    why.
    """
    return all_rows(engine, OPEN)


def places(engine: Engine, letter_id: int) -> list[Row]:
    """Return the requests a letter belongs to, or may belong to, each with the reason."""
    return all_rows(engine, PLACES, id=letter_id)


def is_open(engine: Engine, letter_id: int, question: str) -> bool:
    """Say whether a question still stands: the daemon, or another person, may have settled it."""
    query = "SELECT 1 AS there FROM review WHERE letter_id = :id AND question = :question"
    return bool(all_rows(engine, query, id=letter_id, question=question))


def body_of(engine: Engine, letter: str) -> Row:
    """Return a letter as filed, named by its id or the beginning of its sha256. Raises NoSuchLetter."""
    with reaching(engine), engine.connect() as connection:
        letter_id = find_letter(connection, letter)
        return dict(_letter(connection, letter_id))


def decisions_of(engine: Engine, letter_ids: list[int]) -> list[Row]:
    """Return what was ever decided on these letters, taken back or not, the oldest first."""
    with reaching(engine), engine.connect() as connection:
        query = select(decisions).where(decisions.c.letter_id.in_(letter_ids)).order_by(decisions.c.id)
        return [dict(row) for row in connection.execute(query).mappings()]


def decision(engine: Engine, decision_id: int) -> Row:
    """Return one decision."""
    with reaching(engine), engine.connect() as connection:
        query = select(decisions).where(decisions.c.id == decision_id)
        return dict(connection.execute(query).mappings().one())


def _letter(connection: Connection, letter_id: int) -> Any:
    query = text("SELECT id, sent_at, direction, sender, subject, body FROM letters WHERE id = :id")
    return connection.execute(query, {"id": letter_id}).mappings().one()
