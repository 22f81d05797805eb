"""Whose law a request is under: as a person said, else by statute, law named, address or agency.

Reads only. What rests on a name alone is told as a doubt. In a ledger that can be shared, what letters once
told by their text or sender cannot be found again: it is kept as it was known.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache
from hashlib import blake2b
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from models import tables
from models.deadlines import laws
from models.effects import Told, sent_at
from models.of_these import of_these, rows_of
from models.stories import Request, Story, of_the_requests
from parsers.laws import PORTALS, law_of_agency, law_of_domain, law_of_site, law_of_text

LETTERS = 4  # how many letters of a request are searched for the name of a law, the oldest first
SIGNS = 20_000  # of each
UNKNOWN = ("", "")
MOST_KNOWN = 20_000  # texts of which it is remembered whose law they name
_KNOWN: dict[bytes, tuple[str, str] | None] = {}
PUBLIC = "public"  # the key in `ledger` of one that can be shared: its letters have no text and no sender


@dataclass(frozen=True, slots=True)
class Place:
    """Whose law a request is under, and how that is known."""

    jurisdiction: str
    known_by: str
    letter_id: int | None = None
    sentence: str | None = None
    doubt: str | None = None


def places_of(connection: Connection, stories: Mapping[int, Story]) -> dict[int, Place]:
    """Return whose law each request is under, where something tells."""
    cited = _by_letter(rows_of(connection, _citations(), stories))
    found = {each: _from_person(story) or _from_citations(story, cited) for each, story in stories.items()}
    untold = {each: dated(stories[each])[:LETTERS] for each, place in found.items() if place is None}
    texts = _texts(connection, {letter.letter_id for letters in untold.values() for letter in letters})
    kept = _kept(connection, untold)
    for each, letters in untold.items():
        found[each] = (
            kept.get(each)
            or next(_from_texts(letters, texts), None)
            or next(_from_senders(dated(stories[each])), None)
            or _from_name(stories[each].request)
        )
    return {each: place for each, place in sorted(found.items()) if place and place.jurisdiction in laws()}


def _kept(connection: Connection, request_ids: Collection[int]) -> dict[int, Place]:
    """Return what a ledger that can be shared knows from words it does not hold; of any other, nothing."""
    if "is public" not in connection.info:  # asked once: letters are filed through here
        connection.info["is public"] = connection.execute(_is_public()).first() is not None
    if not connection.info["is public"]:
        return {}
    return {row.request_id: Place(*row[1:]) for row in rows_of(connection, _known_by_words(), request_ids)}


def dated(story: Story) -> list[Told]:
    """Return the letters of a request that have a date, the oldest first."""
    letters = (letter for letter in story.letters if letter.sent_at is not None)
    return sorted(letters, key=lambda letter: (sent_at(letter), letter.letter_id))


def _from_person(story: Story) -> Place | None:
    """Return what a person last said, and did not take back."""
    said = [word for word in story.words if word.field == "jurisdiction"]
    return Place(said[-1].value, "person", said[-1].letter_id) if said else None


def _from_citations(story: Story, cited: Mapping[int, list[Row[Any]]]) -> Place | None:
    for letter in story.heard:
        for row in cited.get(letter.letter_id, ()):
            if found := law_of_text(row.citation):
                return Place(found[0], "statute", row.letter_id, row.sentence)
    return None


def _texts(connection: Connection, letters: Collection[int]) -> dict[int, str]:
    rows = rows_of(connection, _words(), letters)
    return {row.id: f"{row.subject or ''}\n{row.body or ''}" for row in rows}


def _from_texts(letters: Iterable[Told], texts: Mapping[int, str]) -> Iterator[Place]:
    """Yield whose law the first letters name, the requester's own among them."""
    for letter in letters:
        if told := _law_of_letter(texts[letter.letter_id]):
            yield Place(told[0], "law", letter.letter_id, told[1])


def _law_of_letter(text: str) -> tuple[str, str] | None:
    """Return what `law_of_text` does, remembered for the next letter of the same request."""
    name = blake2b(text.encode("utf-8", "replace"), digest_size=16).digest()
    told = _KNOWN.get(name, UNKNOWN)
    if told is UNKNOWN:
        if len(_KNOWN) >= MOST_KNOWN:
            _KNOWN.clear()
        told = _KNOWN[name] = law_of_text(text)
    return told


def _from_senders(letters: Iterable[Told]) -> Iterator[Place]:
    for row in letters:
        if row.is_heard and row.sender and (found := law_of_domain(row.sender.rpartition("@")[2])):
            yield Place(found, "sender", row.letter_id, row.sender)


def _from_name(request: Request) -> Place | None:
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


def _by_letter(rows: Iterable[Row[Any]]) -> dict[int, list[Row[Any]]]:
    found: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        found[row.letter_id].append(row)
    return found


@cache
def _is_public() -> Select[Any]:
    return select(tables.ledger.c.key).where(tables.ledger.c.key == PUBLIC)


@cache
def _known_by_words() -> Select[Any]:
    known = tables.jurisdictions
    query = select(known.c.request_id, *(known.c[field.name] for field in fields(Place)))
    return of_these(query.where(known.c.known_by.in_(("law", "sender"))), known.c.request_id)


@cache
def _citations() -> Select[Any]:
    cited = tables.exemptions.c
    query = select(cited.letter_id, cited.citation, cited.sentence)
    return query.where(of_the_requests(cited.letter_id)).order_by(cited.id)


@cache
def _words() -> Select[Any]:
    letters = tables.letters
    body = func.substr(letters.c.body, 1, SIGNS).label("body")
    return of_these(select(letters.c.id, letters.c.subject, body), letters.c.id)
