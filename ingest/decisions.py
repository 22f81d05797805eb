"""A person's word: checked, written down, and carried out, in one transaction; taken back with undo.

A decision is about a letter, since letters stay and requests are made of them. It outlives every reading.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select, text

from ingest import answers, store
from ingest.decided import anchor_of, dates_of, day_of, find_letter, places_of
from ingest.decision_trouble import (
    AlreadyThere,
    BadDay,
    BadJurisdiction,
    BadNumber,
    BadStatus,
    NoSuchDecision,
    NothingToAnswer,
    SeveralDays,
    SeveralPlaces,
    TakenBackAlready,
    WithItself,
)
from ingest.pipeline import Ledger, freshen
from ingest.rows import Row
from ingest.spelling import bare
from ingest.store_decisions import take_back, write_decision
from models.deadlines import laws, named
from models.tables import (
    decisions,
    readings,
    status_changes,
)
from parsers.facts import About, Status


@dataclass(frozen=True, slots=True)
class Person:
    """Who decides, and where."""

    ledger: Ledger
    name: str
    note: str | None = None


def accept(person: Person, letter: str, question: str | None = None) -> list[int]:
    """Say that what is in question of a letter is so: one question of `review`, or all of them.

    An unsure fact counts from now on, a letter held back is believed, an unsure place is sure. Raises
    SeveralPlaces where the letter may belong to several requests.
    """
    return _answer(person, "accept", letter, question)


def reject(person: Person, letter: str, question: str | None = None) -> list[int]:
    """Say that what is in question is not so: the fact counts for nothing, the letter belongs to no such
    request.
    """
    return _answer(person, "reject", letter, question)


def correct_status(person: Person, letter: str, status: str) -> int:
    """Say where a letter leaves its request. Raises BadStatus."""
    if status not in list(Status):
        raise BadStatus(status)

    def rows(connection: Connection, letter_id: int) -> list[Row]:
        query = select(status_changes).where(status_changes.c.letter_id == letter_id)
        read = connection.execute(query.order_by(status_changes.c.id)).first()
        was = connection.execute(select(readings.c.status).where(readings.c.letter_id == letter_id)).scalar()
        return [{"verb": "correct", "field": "status", "value": status, "was": was, **_evidence(read)}]

    return _decide(person, letter, rows)[0]


def correct_date(
    person: Person, letter: str, day: str, about: str | None = None, was: str | None = None
) -> int:
    """Say which day a letter promises, in the place of the one that was read, or of none.

    `about` and `was` choose where the letter gives several. Raises BadDay, SeveralDays.
    """
    told = day_of(day)
    before = day_of(was) if was else None

    def rows(connection: Connection, letter_id: int) -> list[Row]:
        found = dates_of(connection, letter_id, about, before)
        days = {(row["about"], row["was"]) for row in found}
        if len(days) > 1:
            raise SeveralDays(letter_id, sorted(f"{each} ({what})" for what, each in days))
        if before and not found:
            raise BadDay(f"{was}, which letter {letter_id} does not give")
        row = found[0] if found else {"about": about or About.RECORDS.value}
        return [{"verb": "correct", "field": "date", "value": told.isoformat(), "promised_on": told, **row}]

    return _decide(person, letter, rows)[0]


def correct_number(person: Person, letter: str, number: str) -> int:
    """Say which tracking number a letter bears; it joins the request of that number. Raises BadNumber."""
    if not bare(number) or len(number) > 100:
        raise BadNumber(number)

    def rows(connection: Connection, letter_id: int) -> list[Row]:
        query = text("SELECT number FROM letter_numbers WHERE letter_id = :id AND position = 1")
        was = connection.execute(query, {"id": letter_id}).scalar()
        return [{"verb": "correct", "field": "number", "value": " ".join(number.split()), "was": was}]

    return _decide(person, letter, rows)[0]


def correct_jurisdiction(person: Person, letter: str, place: str) -> int:
    """Say whose law the request of a letter is under. Raises BadJurisdiction."""
    law = named(place)
    if law is None:
        raise BadJurisdiction(place, list(laws()))
    name = law.jurisdiction

    def rows(connection: Connection, letter_id: int) -> list[Row]:
        query = text(
            "SELECT jurisdiction FROM jurisdictions WHERE request_id = "
            "(SELECT MIN(request_id) FROM request_letters WHERE letter_id = :id)"
        )
        was = connection.execute(query, {"id": letter_id}).scalar()
        return [{"verb": "correct", "field": "jurisdiction", "value": name, "was": was}]

    return _decide(person, letter, rows)[0]


def assign(person: Person, letter: str, request: str) -> int:
    """Say that a letter belongs to a request, and to no other."""
    request_id = answers.find_request(person.ledger.engine, request)["request_id"]

    def rows(connection: Connection, letter_id: int) -> list[Row]:
        if places_of(connection, letter_id) == {request_id: "certain"}:
            raise AlreadyThere(letter_id, request)
        return [{"verb": "assign", "with_letter_id": anchor_of(connection, request_id, {letter_id})}]

    return _decide(person, letter, rows)[0]


def split(person: Person, wanted: Collection[str]) -> list[int]:
    """Say that letters make a request of their own, apart from the one they stand in."""
    first, *others = wanted

    def alone(connection: Connection, letter_id: int) -> list[Row]:
        del connection
        return [{"verb": "split", "with_letter_id": letter_id}]

    def beside(connection: Connection, letter_id: int) -> list[Row]:
        own = find_letter(connection, first)
        if own == letter_id:
            raise WithItself(f"letter {letter_id} cannot be split from its request twice")
        return [{"verb": "split", "with_letter_id": own}]

    return _decide_all(person, [(first, alone), *((each, beside) for each in others)])


def merge(person: Person, request: str, other: str) -> int:
    """Say that two requests are one. Raises WithItself."""
    ids = [answers.find_request(person.ledger.engine, each)["request_id"] for each in (request, other)]
    if ids[0] == ids[1]:
        raise WithItself(f"{request} and {other} are one request already")
    with store.writing(person.ledger.engine) as connection:
        first, second = (anchor_of(connection, each, set()) for each in ids)
    row = {"verb": "merge", "with_letter_id": second}
    return _decide(person, str(first), lambda _connection, _letter_id: [row])[0]


def not_a_request(person: Person, letter: str) -> int:
    """Say that a letter is about no request."""
    row = {"verb": "not_a_request", "field": "status", "value": Status.NOT_ABOUT_A_REQUEST.value}
    return _decide(person, letter, lambda _connection, _letter_id: [row])[0]


def note(person: Person, letter: str) -> int:
    """Keep a note of the person's with a letter; it moves nothing."""
    return _decide(person, letter, lambda _connection, _letter_id: [{"verb": "note"}])[0]


def undo(person: Person, decision: int | None = None) -> dict[str, Any]:
    """Take a decision back, the last one that stands where none is named; return it.

    Raises NoSuchDecision, TakenBackAlready.
    """
    with store.writing(person.ledger.engine) as connection:
        query = select(decisions).order_by(decisions.c.id.desc())
        wanted = decisions.c.undone_at.is_(None) if decision is None else decisions.c.id == decision
        row = connection.execute(query.where(wanted).limit(1)).mappings().first()
        if row is None:
            raise NoSuchDecision(decision)
        if row["undone_at"] is not None:
            raise TakenBackAlready(row["id"], row["undone_by"])
        take_back(connection, row["id"], person.name)
        store.settle(connection, row["letter_id"])
        freshen(connection, person.ledger)
        return dict(row)


Rows = Callable[[Connection, int], list[Row]]


def _decide(person: Person, letter: str, rows: Rows) -> list[int]:
    return _decide_all(person, [(letter, rows)])


def _decide_all(person: Person, wanted: Collection[tuple[str, Rows]]) -> list[int]:
    """Write decisions and carry them out; one that cannot be made lets none be."""
    made = []
    with store.writing(person.ledger.engine) as connection:
        for letter, rows in wanted:
            letter_id = find_letter(connection, letter)
            for row in rows(connection, letter_id):
                whole = {"letter_id": letter_id, "note": person.note, **row}
                made.append(write_decision(connection, whole, person.name))
            store.settle(connection, letter_id)
        freshen(connection, person.ledger)
    return made


def _answer(person: Person, verb: str, letter: str, question: str | None) -> list[int]:
    def rows(connection: Connection, letter_id: int) -> list[Row]:
        query = text("SELECT question, sentence FROM review WHERE letter_id = :id ORDER BY question")
        there = {row.question: row.sentence for row in connection.execute(query, {"id": letter_id})}
        chosen = [each for each in there if question in (None, each)]
        if not chosen:
            raise NothingToAnswer(letter_id, question, sorted(there))
        if verb == "accept" and "match" in chosen and len(places_of(connection, letter_id)) > 1:
            raise SeveralPlaces(letter_id)
        told = [each for each in chosen if each.startswith("status:")]
        if verb == "accept" and len(told) > 1:
            raise NothingToAnswer(letter_id, None, told)
        return [_answered(verb, each, there[each]) for each in chosen]

    return _decide(person, letter, rows)


def _answered(verb: str, question: str, sentence: str | None) -> Row:
    row: Row = {"verb": verb, "question": question, "sentence": sentence}
    kind, _, value = question.partition(":")
    if kind == "status":
        row |= {"field": "status", "was": value, "value": value if verb == "accept" else None}
    return row


def _evidence(row: Any) -> Row:
    return {name: getattr(row, name) for name in ("part", "start", "sentence")} if row else {}
