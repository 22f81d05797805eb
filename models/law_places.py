"""Whose law a request is under: as a person said, else by statute, law named, address or agency.

Reads only. What rests on a name alone is told as a doubt.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select

from models import tables
from models.deadlines import laws
from parsers.laws import PORTALS, law_of_agency, law_of_domain, law_of_site, law_of_text

LETTERS = 4  # how many letters of a request are searched for the name of a law, the oldest first
SIGNS = 20_000  # of each
Rows = dict[int, list[Row[Any]]]


@dataclass(frozen=True, slots=True)
class Place:
    """Whose law a request is under, and how that is known."""

    jurisdiction: str
    known_by: str
    letter_id: int | None = None
    sentence: str | None = None
    doubt: str | None = None


def places_of(connection: Connection, request_ids: Collection[int]) -> dict[int, Place]:
    """Return whose law each request is under, where something tells."""
    said = _said(connection, request_ids)
    cited = _cited(connection, request_ids)
    senders = _senders(connection, request_ids)
    requests = tables.requests
    found: dict[int, Place] = {}
    open_ones = []
    for row in connection.execute(select(requests).where(requests.c.id.in_(request_ids))):
        sure = said.get(row.id) or next(_from_citations(cited.get(row.id, [])), None)
        if sure:
            found[row.id] = sure
        else:
            open_ones.append(row)
    named = _named(connection, [row.id for row in open_ones])
    for row in open_ones:
        place = named.get(row.id) or next(_from_senders(senders.get(row.id, [])), None) or _from_name(row)
        if place:
            found[row.id] = place
    return {request_id: place for request_id, place in sorted(found.items()) if place.jurisdiction in laws()}


def _said(connection: Connection, request_ids: Collection[int]) -> dict[int, Place]:
    """Return what a person last said, and did not take back."""
    decisions, belongs = tables.decisions, tables.request_letters
    query = (
        select(belongs.c.request_id, decisions.c.letter_id, decisions.c.value)
        .join_from(decisions, belongs, belongs.c.letter_id == decisions.c.letter_id)
        .where(
            decisions.c.field == "jurisdiction",
            decisions.c.undone_at.is_(None),
            belongs.c.request_id.in_(request_ids),
        )
        .order_by(decisions.c.id)
    )
    return {row.request_id: Place(row.value, "person", row.letter_id) for row in connection.execute(query)}


def _cited(connection: Connection, request_ids: Collection[int]) -> Rows:
    effects, cited = tables.letter_effects, tables.exemptions
    query = (
        select(effects.c.request_id, cited.c.letter_id, cited.c.citation, cited.c.sentence)
        .join_from(effects, cited, cited.c.letter_id == effects.c.letter_id)
        .where(effects.c.request_id.in_(request_ids), effects.c.is_heard)
        .order_by(effects.c.sent_at, cited.c.id)
    )
    return _by_request(connection.execute(query))


def _from_citations(rows: list[Row[Any]]) -> Iterator[Place]:
    for row in rows:
        if found := law_of_text(row.citation):
            yield Place(found[0], "statute", row.letter_id, row.sentence)


def _named(connection: Connection, request_ids: Collection[int]) -> dict[int, Place]:
    """Return whose law the first letters of these requests name, the requester's own among them."""
    effects = tables.letter_effects
    query = select(effects.c.request_id, effects.c.letter_id).where(
        effects.c.request_id.in_(request_ids), effects.c.sent_at.is_not(None)
    )
    first: dict[int, list[int]] = defaultdict(list)
    for row in connection.execute(query.order_by(effects.c.sent_at, effects.c.letter_id)):
        first[row.request_id].append(row.letter_id)
    found: dict[int, Place] = {}
    for place in range(LETTERS):
        asked = {
            request_id: letters[place]
            for request_id, letters in first.items()
            if request_id not in found and len(letters) > place
        }
        texts = _texts(connection, asked.values())
        for request_id, letter_id in asked.items():
            if told := law_of_text(texts[letter_id]):
                found[request_id] = Place(told[0], "law", letter_id, told[1])
    return found


def _texts(connection: Connection, letter_ids: Collection[int]) -> dict[int, str]:
    letters = tables.letters
    query = select(letters.c.id, letters.c.subject, letters.c.body).where(letters.c.id.in_(letter_ids))
    return {row.id: f"{row.subject or ''}\n{(row.body or '')[:SIGNS]}" for row in connection.execute(query)}


def _senders(connection: Connection, request_ids: Collection[int]) -> Rows:
    effects, letters = tables.letter_effects, tables.letters
    query = (
        select(effects.c.request_id, effects.c.letter_id, letters.c.sender)
        .join_from(effects, letters, letters.c.id == effects.c.letter_id)
        .where(effects.c.request_id.in_(request_ids), effects.c.is_heard, letters.c.sender.is_not(None))
        .order_by(effects.c.sent_at, effects.c.letter_id)
    )
    return _by_request(connection.execute(query))


def _from_senders(rows: list[Row[Any]]) -> Iterator[Place]:
    for row in rows:
        if found := law_of_domain(row.sender.rpartition("@")[2]):
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


def _by_request(rows: Any) -> Rows:
    found: Rows = defaultdict(list)
    for row in rows:
        found[row.request_id].append(row)
    return found
