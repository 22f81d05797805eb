"""The stories of requests, as their letters and what a person said tell them. Reads only.

All that is reckoned rests on them.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, select

from models import tables
from models.at_once import answers
from models.effects import Effect, Told, effects_of, heard_of
from models.of_these import is_among, of_these, rows_of
from models.promises import Given, Kept, kept_of


class Request(NamedTuple):
    """A request, as its own row tells it, with the day on which it was sent."""

    id: int
    portal: str | None
    site: str | None
    agency: str | None
    filed_on: date | None


class Sum(NamedTuple):
    """A sum that a letter names."""

    id: int
    letter_id: int
    about: str


class Story(NamedTuple):
    """All that is told of a request: its letters, those that may move it, what each did, the days given."""

    request: Request
    letters: Sequence[Told]
    heard: Sequence[Told]
    effects: Sequence[Effect]
    kept: Sequence[Kept]
    words: Sequence[Any]  # what a person said of its letters and did not take back, the oldest first

    @property
    def move(self) -> Effect | None:
        """The letter by which it came to where it stands."""
        moves = (each for each in self.effects if each.moved)
        return max(moves, key=lambda each: each.place or 0, default=None)


def stories_of(connection: Connection, request_ids: Collection[int]) -> dict[int, Story]:
    """Return the story of each of some requests, those left out that are no more."""
    asked = {"ids": sorted(request_ids)}
    queries = (_queries().words, _queries().letters, _queries().days, _queries().requests)
    words, told, days, requests = answers(connection, *((query, asked) for query in queries))
    said: dict[int, list[Any]] = defaultdict(list)
    for row in sorted(words, key=lambda row: row.id):
        said[row.letter_id].append(row)
    letters: dict[int, list[Told]] = defaultdict(list)
    for row in told:
        letters[row[0]].append(_told(row, said.get(row[1], ())))
    given = _given(days, said)
    named = (Request(*row) for row in requests)
    return {request.id: _story(request, letters[request.id], given, said) for request in named}


def _story(
    request: Request,
    letters: list[Told],
    given: Mapping[int, Collection[Given]],
    said: Mapping[int, Sequence[Any]],
) -> Story:
    heard = heard_of(letters)
    words = [word for each in letters for word in said.get(each.letter_id, ())] if said else []
    return Story(
        request,
        letters,
        heard,
        effects_of(letters, heard),
        kept_of(heard, given),
        sorted(words, key=lambda word: word.id),
    )


def _told(row: Any, said: Iterable[Any]) -> Told:
    """Return a letter with a person's word in the place of what was read."""
    letter = Told(*row)
    for word in said:
        if word.field == "status":
            letter = letter._replace(status=word.value, sure="certain", is_said=True)
        elif word.verb == "accept" and word.question == "trust":
            letter = letter._replace(suspicion=None)
    return letter


def _given(rows: Iterable[Any], said: Mapping[int, Collection[Any]]) -> dict[int, list[Given]]:
    """Return the days that letters give, as a person corrected them where one did.

    A correction stands on its own: what is read of the same sentence, now or by a later reading, gives way
    to it.
    """
    found: dict[int, list[Given]] = defaultdict(list)
    for row in rows:
        if _counts(row, said.get(row.letter_id, ())):
            found[row.letter_id].append(Given(*row[: len(Given._fields)]))
    for letter_id, words in said.items():
        corrected = {(word.about, word.was or ""): word for word in words if word.field == "date"}
        found[letter_id] += [
            Given(letter_id, word.promised_on, word.about, "stated", _evidence(word), word.start or 0)
            for word in corrected.values()
            if word.promised_on is not None
        ]
    return found


def _counts(row: Any, words: Iterable[Any]) -> bool:
    """Say whether a day that was read counts: it is sure or accepted, and not rejected or corrected."""
    day, is_sure = str(row.promised_on), row.sure != "unsure"
    question = f"promised_date:{row.about}:{day}"
    for word in words:
        if word.question == question and word.verb == "reject":
            return False
        is_there = word.was == day or (word.part == row.part and word.start == row.start)
        if word.field == "date" and word.about == row.about and is_there:
            return False
        is_sure = is_sure or (word.question == question and word.verb == "accept")
    return bool(is_sure)


def _evidence(word: Any) -> str:
    return next((str(each) for each in (word.sentence, word.note) if each is not None), "")


def sums_in(connection: Connection, letters: Collection[int]) -> dict[int, list[Sum]]:
    """Return the sums that letters name, by letter; those that are unsure or waived left out."""
    found: dict[int, list[Sum]] = defaultdict(list)
    for row in rows_of(connection, _queries().sums, letters):
        found[row.letter_id].append(Sum(*row))
    return found


class _Queries(NamedTuple):
    letters: Select[Any]
    words: Select[Any]
    days: Select[Any]
    requests: Select[Any]
    sums: Select[Any]


@cache
def _queries() -> _Queries:
    """Return the queries, built once, for to build them costs more than to ask."""
    days, said, sums = tables.promised_dates.c, tables.decisions.c, tables.fees.c
    requests, asked = tables.requests, tables.letters.alias()
    named = select(requests.c.id, requests.c.portal, requests.c.site, requests.c.agency, asked.c.sent_on)
    return _Queries(
        letters=_letters(),
        words=select(tables.decisions).where(said.undone_at.is_(None), of_the_requests(said.letter_id)),
        days=select(
            days.letter_id,
            days.promised_on,
            days.about,
            days.basis,
            days.sentence,
            days.start,
            days.part,
            days.sure,
        ).where(of_the_requests(days.letter_id)),
        requests=of_these(
            named.outerjoin_from(requests, asked, asked.c.id == requests.c.asked_in), requests.c.id
        ),
        sums=of_these(
            select(sums.id, sums.letter_id, sums.about).where(sums.sure != "unsure", sums.about != "waived"),
            sums.letter_id,
        ),
    )


def of_the_requests(letter: ColumnElement[int]) -> ColumnElement[bool]:
    """Return the condition that a column names a letter of one of the requests that are asked for."""
    belongs = tables.request_letters.c
    return letter.in_(select(belongs.letter_id).where(is_among(belongs.request_id)))


def _letters() -> Select[Any]:
    belongs, letters, readings = tables.request_letters, tables.letters, tables.readings
    names = ("sent_at", "sent_on", "direction", "words", "sender")
    query = (
        select(
            belongs.c.request_id,
            belongs.c.letter_id,
            belongs.c.sure,
            *(letters.c[name] for name in names),
            tables.messages.c.digest,
            readings.c.status,
            readings.c.sure.label("how_sure"),
            tables.verdicts.c.suspicion,
        )
        .join_from(belongs, letters, letters.c.id == belongs.c.letter_id)
        .join(tables.messages, tables.messages.c.id == letters.c.id)
        .join(readings, readings.c.letter_id == letters.c.id)
        .outerjoin(tables.verdicts, tables.verdicts.c.letter_id == letters.c.id)
    )
    return of_these(query, belongs.c.request_id)
