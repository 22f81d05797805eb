"""Requests and the places of letters in them, brought up to date after letters came, changed or were
decided on.
"""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from ingest.filed import Filed, Request
from ingest.keys import short
from ingest.matching import requests_of
from ingest.neighbours import neighbourhood
from ingest.rows import Row, plain_row
from models import reckoning, tables
from models.of_these import AT_ONCE
from parsers.facts import Sure

Places = dict[tuple[int, int], tuple[str, str]]  # (request, letter) -> (reason, sure)


def settle_all(connection: Connection, letter_ids: Collection[int]) -> None:
    """Open, join or part the requests that these letters may change: the end is the same in any order, in
    any number.
    """
    near = neighbourhood(connection, letter_ids)
    present = _present(connection, [letter.id for letter in near.letters])
    made = requests_of(near.letters, near.pairs, near.words)
    ids = _keep_requests(connection, made, present)
    wanted: Places = {
        (request_id, match.letter_id): (match.reason, match.sure.value)
        for request_id, request in zip(ids, made, strict=True)
        for match in request.matches
    }
    _keep_places(connection, present, wanted)
    for request_id, request in zip(ids, made, strict=True):
        _keep_numbers(connection, request_id, request)
    for emptied in {request_id for request_id, _ in present} - set(ids):
        _drop(connection, emptied)
    reckoning.mark(connection, ids)
    _note_stale(connection, near.letters, made)


def _note_stale(connection: Connection, letters: list[Filed], made: list[Request]) -> None:
    """Write down which letters were read without knowing the text of their request, or with another's."""
    by_id = {letter.id: letter for letter in letters}
    asked: dict[int, Filed] = {}
    for request in made:
        sent = by_id.get(request.asked_in or 0)
        for match in request.matches if sent else ():
            is_theirs = not by_id[match.letter_id].is_own and match.sure is not Sure.UNSURE
            if sent and is_theirs and (match.letter_id not in asked or sent.age < asked[match.letter_id].age):
                asked[match.letter_id] = sent
    ids = list(by_id)
    readings, stale = tables.readings, tables.stale_readings
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        connection.execute(delete(stale).where(stale.c.letter_id.in_(some)))
        query = select(readings.c.letter_id, readings.c.asked_in).where(readings.c.letter_id.in_(some))
        wanted = {each: asked[each].id if each in asked else None for each in some}
        rows = [
            {"letter_id": row.letter_id, "asked_in": wanted[row.letter_id]}
            for row in connection.execute(query).all()
            if row.asked_in != wanted[row.letter_id]
        ]
        if rows:
            connection.execute(insert(stale), rows)


def _present(connection: Connection, letter_ids: list[int]) -> Places:
    belongs = tables.request_letters
    found: Places = {}
    for start in range(0, len(letter_ids), AT_ONCE):
        query = select(belongs).where(belongs.c.letter_id.in_(letter_ids[start : start + AT_ONCE]))
        found |= {
            (row.request_id, row.letter_id): (row.reason, row.sure) for row in connection.execute(query)
        }
    return found


def _keep_requests(connection: Connection, made: list[Request], present: Places) -> list[int]:
    """Return the id of each request: of those that held its letters, the one that held most; else a new
    one.
    """
    held: dict[int, set[int]] = {}
    for request_id, letter_id in present:
        held.setdefault(request_id, set()).add(letter_id)
    letters = [{match.letter_id for match in request.matches} for request in made]
    shared = sorted(
        (-len(ids & held[request_id]), request_id, place)
        for place, ids in enumerate(letters)
        for request_id in held
        if ids & held[request_id]
    )
    kept: dict[int, int] = {}
    for _, request_id, place in shared:
        if place not in kept and request_id not in kept.values():
            kept[place] = request_id
    return [_keep(connection, request, kept.get(place)) for place, request in enumerate(made)]


def _keep(connection: Connection, request: Request, request_id: int | None) -> int:
    requests = tables.requests
    names = ("portal", "site", "tracking_number", "agency", "asked_in")
    row = plain_row({name: getattr(request, name) for name in names})
    if request_id is None:
        return int(connection.execute(insert(requests).returning(requests.c.id), row).scalar_one())
    connection.execute(update(requests).where(requests.c.id == request_id).values(row))
    return request_id


def _keep_places(connection: Connection, present: Mapping[tuple[int, int], Any], wanted: Places) -> None:
    belongs = tables.request_letters
    for request_id, letter_id in (pair for pair in present if present[pair] != wanted.get(pair)):
        here = (belongs.c.request_id == request_id) & (belongs.c.letter_id == letter_id)
        connection.execute(delete(belongs).where(here))
    rows = [
        {"request_id": request_id, "letter_id": letter_id, "reason": reason, "sure": sure}
        for (request_id, letter_id), (reason, sure) in wanted.items()
        if present.get((request_id, letter_id)) != (reason, sure)
    ]
    if rows:
        connection.execute(insert(belongs), rows)


def _keep_numbers(connection: Connection, request_id: int, request: Request) -> None:
    """Write every number of a request, where they are not those that stand there."""
    numbers = tables.request_numbers
    wanted: list[Row] = [
        plain_row(
            {"request_id": request_id, "bare": short(each.bare), "number": each.printed, "kind": each.kind}
        )
        for each in request.numbers
    ]
    query = select(numbers).where(numbers.c.request_id == request_id)
    there = [dict(row) for row in connection.execute(query).mappings()]
    if sorted(there, key=str) == sorted(wanted, key=str):
        return
    connection.execute(delete(numbers).where(numbers.c.request_id == request_id))
    if wanted:
        connection.execute(insert(numbers), wanted)


def _drop(connection: Connection, request_id: int) -> None:
    reckoned = [(table, "request_id") for table in reversed(tables.RECKONED)]
    for table, column in (*reckoned, (tables.request_numbers, "request_id"), (tables.requests, "id")):
        connection.execute(delete(table).where(table.c[column] == request_id))
