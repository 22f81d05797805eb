"""Requests and the places of letters in them, brought up to date after letters came, changed or were
decided on.
"""

from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

from sqlalchemy import Column, Connection, Select, bindparam, delete, select, update

from ingest.filed import Filed, Request
from ingest.matching import requests_of
from ingest.neighbours import Places, neighbourhood
from ingest.rows import Row, plain_row
from ingest.spelling import short
from models import reckoning, tables
from models.bulk import insert_all, new_ids
from models.of_these import of_these, rows_of
from parsers.facts import Sure


def settle_all(connection: Connection, letter_ids: Collection[int]) -> None:
    """Open, join or part the requests that these letters may change: the end is the same in any order, in
    any number.
    """
    near = neighbourhood(connection, letter_ids)
    present = near.places
    made = requests_of(near.letters, near.pairs, near.words)
    ids = _keep_requests(connection, made, present)
    wanted: Places = {
        (request_id, match.letter_id): (match.reason, match.sure.value)
        for request_id, request in zip(ids, made, strict=True)
        for match in request.matches
    }
    _keep_places(connection, present, wanted)
    _keep_numbers(connection, dict(zip(ids, made, strict=True)))
    _drop(connection, {request_id for request_id, _ in present} - set(ids))
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
    stale = tables.stale_readings
    if there := [{"letter": letter.id} for letter in letters if letter.is_stale]:
        connection.execute(delete(stale).where(stale.c.letter_id == bindparam("letter")), there)
    wanted = {letter.id: asked[letter.id].id if letter.id in asked else None for letter in letters}
    rows = [
        {"letter_id": letter.id, "asked_in": wanted[letter.id]}
        for letter in letters
        if letter.read_with != wanted[letter.id]
    ]
    insert_all(connection, stale, rows)


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
    taken: set[int] = set()
    for _, request_id, place in shared:
        if place not in kept and request_id not in taken:
            kept[place] = request_id
            taken.add(request_id)
    rows = [_row(request) for request in made]
    _update(connection, {request_id: rows[place] for place, request_id in kept.items()})
    new = [place for place in range(len(made)) if place not in kept]
    opened = _insert(connection, [rows[place] for place in new])
    ids = kept | dict(zip(new, opened, strict=True))
    return [ids[place] for place in range(len(made))]


def _row(request: Request) -> Row:
    names = ("portal", "site", "tracking_number", "agency", "asked_in")
    return plain_row({name: getattr(request, name) for name in names})


def _insert(connection: Connection, rows: list[Row]) -> list[int]:
    ids = new_ids(connection, tables.requests, len(rows)) if rows else []
    insert_all(
        connection, tables.requests, [{"id": each, **row} for each, row in zip(ids, rows, strict=True)]
    )
    return ids


def _update(connection: Connection, wanted: Mapping[int, Row]) -> None:
    """Write requests that are there already, where they have changed."""
    requests = tables.requests
    there = {row.id: row._asdict() for row in rows_of(connection, _those(requests.c.id), wanted)}
    changed = [
        {"this": each, **row} for each, row in wanted.items() if there.get(each) != {"id": each, **row}
    ]
    if changed:
        names = [name for name in requests.c.keys() if name != "id"]  # noqa: SIM118
        query = update(requests).where(requests.c.id == bindparam("this"))
        connection.execute(query.values({name: bindparam(name) for name in names}), changed)


@cache
def _those(column: Column[int]) -> Select[Any]:
    """Return the query for the rows of a column's table that it ties to some ids."""
    return of_these(select(column.table), column)


def _keep_places(connection: Connection, present: Mapping[tuple[int, int], Any], wanted: Places) -> None:
    belongs = tables.request_letters
    gone = [{"request": pair[0], "letter": pair[1]} for pair in present if present[pair] != wanted.get(pair)]
    if gone:
        here = (belongs.c.request_id == bindparam("request")) & (belongs.c.letter_id == bindparam("letter"))
        connection.execute(delete(belongs).where(here), gone)
    rows = [
        {"request_id": request_id, "letter_id": letter_id, "reason": reason, "sure": sure}
        for (request_id, letter_id), (reason, sure) in wanted.items()
        if present.get((request_id, letter_id)) != (reason, sure)
    ]
    insert_all(connection, belongs, rows)


def _keep_numbers(connection: Connection, made: Mapping[int, Request]) -> None:
    """Write every number of these requests, where they are not those that stand there."""
    numbers = tables.request_numbers
    there: dict[int, list[Row]] = {}
    for row in rows_of(connection, _those(numbers.c.request_id), made):
        there.setdefault(row.request_id, []).append(row._asdict())
    wanted = {request_id: _number_rows(request_id, request) for request_id, request in made.items()}
    changed = [each for each in made if sorted(there.get(each, []), key=str) != sorted(wanted[each], key=str)]
    emptied = [{"request": each} for each in changed if each in there]
    if emptied:
        connection.execute(delete(numbers).where(numbers.c.request_id == bindparam("request")), emptied)
    insert_all(connection, numbers, [row for each in changed for row in wanted[each]])


def _number_rows(request_id: int, request: Request) -> list[Row]:
    return [
        plain_row(
            {"request_id": request_id, "bare": short(each.bare), "number": each.printed, "kind": each.kind}
        )
        for each in request.numbers
    ]


def _drop(connection: Connection, emptied: Collection[int]) -> None:
    ids = [{"request": each} for each in sorted(emptied)]
    columns = [table.c.request_id for table in (*reversed(tables.RECKONED), tables.request_numbers)]
    for column in (*columns, tables.requests.c.id) if ids else ():
        connection.execute(delete(column.table).where(column == bindparam("request")), ids)
