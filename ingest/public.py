"""A ledger that can be shared: the same tables and views, without what could harm a person.

What a table holds is left out unless it stands in SHARED. In those, every text is scrubbed, and the columns
in LEFT_OUT are emptied.
"""

import hmac
import secrets
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Engine, Table, Text, func, select

from ingest.exporting import BATCH, FACTS, at_one_moment
from ingest.scrubbing import NAME, Scrubber, greeted, pattern_of_names, words_of
from ingest.store_copies import Row, copy_ledger
from models import tables
from models.law_places import PUBLIC
from parsers.errors import LedgerError
from parsers.facts import Direction

SHARED = {
    "ledger",
    "messages",
    "letters",
    "verdicts",
    "readings",
    "letter_numbers",
    "requests",
    "request_numbers",
    "request_letters",
    "decisions",
    *(table.name for table in tables.RECKONED),
    *FACTS,
} - {"contacts"}
LEFT_OUT = {
    "letters": {
        "message_id",
        "in_reply_to",
        "ancestors",
        "date_header",
        "sender",
        "sender_name",
        "recipients",
        "body",
    },
    "verdicts": {"authserv_id"},
    "decisions": {"note", "undone_by"},
}
GREETING_WITHIN = 1_500  # characters of a letter in which it greets somebody


class NotOurs(LedgerError):
    """The file that would be replaced is no shared ledger."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} is there already and is no ledger that `export --public` wrote, so it was left as it "
            "is: name another file with --out."
        )


@dataclass(frozen=True, slots=True)
class Shared:
    """What a shared ledger holds, and which marks stand in it."""

    letters: int
    requests: int
    marks: tuple[str, ...]


def is_public(path: Path) -> bool:
    """Tell whether a file is a ledger that `write` made."""
    uri = f"file:{quote(str(path.absolute()))}?immutable=1"
    try:
        with closing(sqlite3.connect(uri, uri=True)) as connection:
            found = connection.execute("SELECT 1 FROM ledger WHERE key = ?", (PUBLIC,)).fetchone()
    except sqlite3.Error:
        return False
    return found is not None


def write(engine: Engine, path: Path, names: Iterable[str] = ()) -> Shared:
    """Write a ledger that can be shared to a new file. `names` are people and addresses to take out besides.

    The requester's own names are known from the letters: who wrote what was sent, whom the others greet.
    """
    scrubber = Scrubber(pattern_of_names([*names, *_names(engine)]), frozenset(_numbers(engine)))
    counted = {"letters": 0, "requests": 0}
    of_texts = _Texts(scrubber)

    def changed(table: Table, row: Row) -> Row | None:
        if table.name not in SHARED or row.get("verb") == "note":
            return None
        if table.name in counted:
            counted[table.name] += 1
        return of_texts.without_harm(table, row)

    copy_ledger(engine, path, changed, {PUBLIC: "1"})
    return Shared(counted["letters"], counted["requests"], tuple(sorted(scrubber.marks)))


class _Texts:
    """The rows of shared tables, each text scrubbed; a text that stands in many rows is scrubbed once."""

    def __init__(self, scrubber: Scrubber) -> None:
        self.scrub = lru_cache(maxsize=10_000)(scrubber.scrub)
        self.places = count(1)
        self.key = secrets.token_bytes(32)  # thrown away: a digest of a letter's words cannot be guessed at

    def without_harm(self, table: Table, row: Row) -> Row:
        left_out = LEFT_OUT.get(table.name, set())
        return {
            name: None if name in left_out else self._value(table, name, value) for name, value in row.items()
        }

    def _value(self, table: Table, name: str, value: Any) -> Any:
        if not isinstance(value, str) or not isinstance(table.columns[name].type, Text):
            return value
        place = (table.name, name)
        if place == ("messages", "digest"):
            return f"{next(self.places):064x}"  # rows come in the order of their digests, which views use
        if place == ("letters", "words"):
            return hmac.new(self.key, value.encode(), "sha256").hexdigest()[:16]
        return NAME if place == ("decisions", "made_by") else self.scrub(value)


def _names(engine: Engine) -> Iterator[str]:
    """Yield the requester's names and addresses, as the letters tell them."""
    letters = tables.letters.columns
    outgoing = letters.direction == Direction.OUTGOING
    with at_one_moment(engine) as connection:
        for row in connection.execute(select(letters.sender_name, letters.sender).where(outgoing).distinct()):
            yield from (each for each in row if each)
        yield from connection.execute(select(tables.decisions.columns.made_by).distinct()).scalars()
        opening = select(letters.recipients, func.substr(letters.body, 1, GREETING_WITHIN)).where(~outgoing)
        result = connection.execution_options(stream_results=True, yield_per=BATCH).execute(opening)
        for recipients, text in result:
            yield from (each for each in (recipients or "").split(",") if _spells_a_person(each))
            yield from greeted(text or "")


def _spells_a_person(address: str) -> bool:
    """Tell `dana.whitlock@...` from `records@...`."""
    parts = [part for part in address.strip().partition("@")[0].replace("_", ".").split(".") if part]
    return len(parts) > 1 and len(words_of(" ".join(parts))) == len(parts)


def _numbers(engine: Engine) -> set[str]:
    """Return the numbers of requests, as printed."""
    with at_one_moment(engine) as connection:
        return set(connection.execute(select(tables.request_numbers.columns.number)).scalars())
