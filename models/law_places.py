"""Whose law a request is under: as a person said, else by statute, law named, address or agency.

Reads only. What rests on a name alone is told as a doubt. In a ledger that can be shared, what letters once
told by their text or sender cannot be found again: it is kept as it was known.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, func, select

from models import tables
from models.deadlines import laws
from models.of_these import of_these, rows_of
from parsers.laws import PORTALS, law_of_agency, law_of_domain, law_of_site, law_of_text

LETTERS = 4  # how many letters of a request are searched for the name of a law, the oldest first
SIGNS = 20_000  # of each
PUBLIC = (
    "public"  # the key in the table `ledger` of one that can be shared: its letters have no text, no sender
)
Letters = dict[int, list[Row[Any]]]  # by request
Kept = Mapping[int, "Place"]  # by request


@dataclass(frozen=True, slots=True)
class Place:
    """Whose law a request is under, and how that is known."""

    jurisdiction: str
    known_by: str
    letter_id: int | None = None
    sentence: str | None = None
    doubt: str | None = None


def letters_of(connection: Connection, request_ids: Collection[int]) -> Letters:
    """Return, by request, its letters that have a date, the oldest first."""
    return _by_request(rows_of(connection, _dated(), request_ids))


def kept_of(connection: Connection) -> dict[int, Place]:
    """Return what a ledger that can be shared knows from words it does not hold; of any other, nothing."""
    if "is public" not in connection.info:  # asked once: letters are filed through here
        connection.info["is public"] = connection.execute(_is_public()).first() is not None
    if not connection.info["is public"]:
        return {}
    return {row.request_id: Place(*row[1:]) for row in connection.execute(_known_by_words())}


def places_of(
    connection: Connection, request_ids: Collection[int], letters: Letters, kept: Kept
) -> dict[int, Place]:
    """Return whose law each request is under, where something tells; see `kept_of`."""
    said = _said(connection, request_ids)
    cited = _by_request(rows_of(connection, _citations(), request_ids))
    found: dict[int, Place] = {}
    for row in rows_of(connection, _requests(), request_ids):
        place = (
            said.get(row.id)
            or next(_from_citations(cited[row.id]), None)
            or kept.get(row.id)
            or next(_from_texts(connection, letters[row.id][:LETTERS]), None)
            or next(_from_senders(letters[row.id]), None)
            or _from_name(row)
        )
        if place:
            found[row.id] = place
    return {request_id: place for request_id, place in sorted(found.items()) if place.jurisdiction in laws()}


def _said(connection: Connection, request_ids: Collection[int]) -> dict[int, Place]:
    """Return what a person last said, and did not take back."""
    rows = rows_of(connection, _decided(), request_ids)
    return {row.request_id: Place(row.value, "person", row.letter_id) for row in rows}


def _from_citations(rows: list[Row[Any]]) -> Iterator[Place]:
    for row in rows:
        if found := law_of_text(row.citation):
            yield Place(found[0], "statute", row.letter_id, row.sentence)


def _from_texts(connection: Connection, letters: list[Row[Any]]) -> Iterator[Place]:
    """Yield whose law the first letters name, the requester's own among them."""
    for letter in letters:
        row = connection.execute(_words(), {"letter_id": letter.letter_id}).one()
        if told := law_of_text(f"{row.subject or ''}\n{row.body or ''}"):
            yield Place(told[0], "law", letter.letter_id, told[1])


def _from_senders(letters: list[Row[Any]]) -> Iterator[Place]:
    for row in letters:
        if row.is_heard and row.sender and (found := law_of_domain(row.sender.rpartition("@")[2])):
            yield Place(found, "sender", row.letter_id, row.sender)


def _from_name(request: Row[Any]) -> Place | None:
    """Return what portal, agency and site tell by their names alone."""
    if request.portal in PORTALS:
        return Place(PORTALS[request.portal], "portal")
    if request.agency and (found := law_of_agency(request.agency)):
        return Place(found, "agency", doubt=_guess("the agency's name", request.agency))
    if request.portal == "govqa" and request.site and (found := law_of_site(request.site)):
        return Place(found, "site", doubt=_guess("the end of its name at the portal", request.site))
    return None


def _guess(what: str, words: str) -> str:
    return f"Whose law it is, is guessed from {what} ({words}): `foialedger correct` can say it."


def _by_request(rows: Iterable[Row[Any]]) -> Letters:
    found: Letters = defaultdict(list)
    for row in rows:
        found[row.request_id].append(row)
    return found


@cache
def _is_public() -> Select[Any]:
    return select(tables.ledger.c.key).where(tables.ledger.c.key == PUBLIC)


@cache
def _known_by_words() -> Select[Any]:
    known = tables.jurisdictions
    columns = [known.c[field.name] for field in fields(Place)]
    return select(known.c.request_id, *columns).where(known.c.known_by.in_(("law", "sender")))


@cache
def _dated() -> Select[Any]:
    effects, letters = tables.letter_effects, tables.letters
    columns = [effects.c[name] for name in ("request_id", "letter_id", "sent_on", "direction", "is_heard")]
    query = (
        select(*columns, effects.c.status, effects.c.sure, letters.c.sender)
        .join_from(effects, letters, letters.c.id == effects.c.letter_id)
        .where(effects.c.sent_at.is_not(None))
        .order_by(effects.c.sent_at, effects.c.letter_id)
    )
    return of_these(query, effects.c.request_id)


@cache
def _requests() -> Select[Any]:
    requests = tables.requests
    query = select(requests.c.id, requests.c.portal, requests.c.site, requests.c.agency)
    return of_these(query, requests.c.id)


@cache
def _decided() -> Select[Any]:
    decisions, belongs = tables.decisions, tables.request_letters
    query = (
        select(belongs.c.request_id, decisions.c.letter_id, decisions.c.value)
        .join_from(decisions, belongs, belongs.c.letter_id == decisions.c.letter_id)
        .where(decisions.c.field == "jurisdiction", decisions.c.undone_at.is_(None))
        .order_by(decisions.c.id)
    )
    return of_these(query, belongs.c.request_id)


@cache
def _citations() -> Select[Any]:
    effects, cited = tables.letter_effects, tables.exemptions
    query = (
        select(effects.c.request_id, cited.c.letter_id, cited.c.citation, cited.c.sentence)
        .join_from(effects, cited, cited.c.letter_id == effects.c.letter_id)
        .where(effects.c.is_heard)
        .order_by(effects.c.sent_at, cited.c.id)
    )
    return of_these(query, effects.c.request_id)


@cache
def _words() -> Select[Any]:
    letters = tables.letters
    body = func.substr(letters.c.body, 1, SIGNS).label("body")
    return select(letters.c.subject, body).where(letters.c.id == bindparam("letter_id"))
