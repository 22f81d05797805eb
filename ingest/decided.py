"""What a decision is about, as the ledger has it: a letter, its days, its places, a request. Reads only."""

from datetime import date

from sqlalchemy import Connection, select, text

from ingest.decision_trouble import BadDay, NoSuchLetter, NotInARequest
from ingest.rows import Row
from models.tables import decisions, letters, messages, promised_dates, request_letters

FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2199, 12, 31)


def find_letter(connection: Connection, word: str) -> int:
    """Return the id of the letter that a person names, by its id or the beginning of its sha256. Raises
    NoSuchLetter.
    """
    given = word.strip().lower().removeprefix("letter").strip()
    if given.isdecimal() and len(given) < 16:
        found = connection.execute(select(letters.c.id).where(letters.c.id == int(given))).scalar()
        if found is not None:
            return int(found)
    if len(given) >= 8 and all(each in "0123456789abcdef" for each in given):
        query = select(messages.c.id).where(messages.c.digest.startswith(given)).limit(2)
        several = connection.execute(query).scalars().all()
        if len(several) == 1:
            return int(several[0])
    raise NoSuchLetter(word)


def dates_of(connection: Connection, letter_id: int, about: str | None, was: date | None) -> list[Row]:
    """Return the promised dates of a letter that a correction may be about, those a person corrected before
    first.
    """
    corrected = connection.execute(
        select(decisions)
        .where(
            decisions.c.letter_id == letter_id, decisions.c.field == "date", decisions.c.undone_at.is_(None)
        )
        .order_by(decisions.c.id.desc())
    ).mappings()
    read = connection.execute(
        select(promised_dates).where(promised_dates.c.letter_id == letter_id).order_by(promised_dates.c.id)
    ).mappings()
    names = ("part", "start", "sentence", "about")
    before = [{name: row[name] for name in (*names, "was", "promised_on")} for row in corrected]
    gone = {(row["about"], row["was"]) for row in before}
    found = before + [
        {
            **{name: row[name] for name in names},
            "was": str(row["promised_on"]),
            "promised_on": row["promised_on"],
        }
        for row in read
        if (row["about"], str(row["promised_on"])) not in gone
    ]
    found = [row for row in found if about in (None, row["about"]) and was in (None, row["promised_on"])]
    return [{name: row[name] for name in (*names, "was")} for row in found]


def day_of(word: str) -> date:
    """Return the day that a word in ISO 8601 names. Raises BadDay."""
    try:
        day = date.fromisoformat(word.strip())
    except ValueError:
        raise BadDay(word) from None
    if not FIRST_DAY <= day <= LAST_DAY:
        raise BadDay(word)
    return day


def places_of(connection: Connection, letter_id: int) -> dict[int, str]:
    """Return the requests a letter stands in, and how sure each is."""
    query = select(request_letters).where(request_letters.c.letter_id == letter_id)
    return {row.request_id: row.sure for row in connection.execute(query)}


def anchor_of(connection: Connection, request_id: int, without: set[int]) -> int:
    """Return the letter that stands for a request: one that is surely of it, of no other, and the oldest."""
    query = text(
        "SELECT here.letter_id AS id FROM request_letters AS here "
        "JOIN letters ON letters.id = here.letter_id JOIN messages ON messages.id = here.letter_id "
        "WHERE here.request_id = :id ORDER BY CASE here.sure WHEN 'unsure' THEN 1 ELSE 0 END, "
        "(SELECT COUNT(*) FROM request_letters AS every WHERE every.letter_id = here.letter_id), "
        "CASE here.reason WHEN 'number' THEN 0 ELSE 1 END, letters.sent_at, messages.digest"
    )
    found = [row.id for row in connection.execute(query, {"id": request_id}) if row.id not in without]
    if not found:
        raise NotInARequest(request_id)
    return int(found[0])
