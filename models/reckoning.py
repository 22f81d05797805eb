"""What is reckoned from the letters of a request: the effect of each, the days given, where it stands.

Made in the transaction that files the letter: views would take seconds to reckon it for a million letters.
Holds nothing that letters and decisions do not tell, and nothing that depends on what day it is. Of the rows
that stand there already, those that are still true are left alone.
"""

from collections.abc import Callable, Collection, Iterable
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from sqlalchemy import Connection, Delete, Select, Table, bindparam, delete, select, text

from models import tables
from models.at_once import answers, together
from models.bulk import insert_values
from models.law import LAW_VERSION, law_of
from models.of_these import of_these
from models.standings import is_asking, standing_of
from models.stories import stories_of, sums_in

RULES = ("deadlines.csv", "effects.py", "promises.py", "standings.py", "stories.py")
AT_ONCE = 500  # requests whose letters are held at once
MARK = "unreckoned"
Tell = Callable[[int, int], None]
Reckoned = dict[
    Table, list[tuple[Any, ...]]
]  # rows by table, each in the order of its columns, without an id


def mark(connection: Connection, request_ids: Collection[int]) -> None:
    """Remember, until `reckon_marked`, that the letters of these requests have changed."""
    connection.info.setdefault(MARK, set()).update(request_ids)


def forget_marks(connection: Connection) -> None:
    """Forget what a transaction that was taken back had marked."""
    connection.info.pop(MARK, None)


def reckon_marked(connection: Connection) -> None:
    """Reckon anew what was marked since the transaction began."""
    reckon(connection, connection.info.pop(MARK, set()))


def reckon(connection: Connection, request_ids: Collection[int], tell: Tell | None = None) -> None:
    """Bring the rows of these requests up to date; those of a request that is no more go.

    `tell` hears how many requests are done, and of how many.
    """
    wanted = sorted(request_ids)
    for start in range(0, len(wanted), AT_ONCE):
        some = wanted[start : start + AT_ONCE]
        told = reckoned(connection, some)
        asked = ((_statements(table)[0], {"ids": some}) for table in told)
        there = answers(connection, *asked)
        with together(connection, len(some)):
            for (table, rows), standing in zip(told.items(), there, strict=True):
                _keep(connection, table, standing, rows)
        if tell:
            tell(min(start + AT_ONCE, len(wanted)), len(wanted))


def reckon_all(connection: Connection, tell: Tell | None = None) -> None:
    """Make the rows of every request anew, as `upgrade` does when how they are reckoned has changed.

    Whose law it is, is brought up to date: a ledger that can be shared knows it from words that it lacks.
    """
    for table in reversed(tables.RECKONED):
        if table is not tables.jurisdictions:
            connection.execute(delete(table))
    reckon(connection, list(connection.execute(select(tables.requests.c.id)).scalars()), tell)


def renew(connection: Connection, tell: Tell | None = None) -> None:
    """Reckon everything anew where the ledger was reckoned by other rules, or never."""
    if not is_current(connection):
        reckon_all(connection, tell)
        connection.execute(text("DELETE FROM ledger WHERE key = 'reckoned'"))
        connection.execute(
            text("INSERT INTO ledger (key, value) VALUES ('reckoned', :mark)"), {"mark": _rules()}
        )


def is_current(connection: Connection) -> bool:
    """Tell whether what is reckoned was reckoned by today's rules."""
    query = text("SELECT value FROM ledger WHERE key = 'reckoned'")
    return bool(connection.execute(query).scalar() == _rules())


@cache
def _rules() -> str:
    """Return a digest of the rules and of the law's days: what the ledger remembers of them."""
    texts = [(files("models") / name).read_bytes() for name in RULES]
    return sha256(repr((LAW_VERSION, texts)).encode()).hexdigest()[:16]


def reckoned(connection: Connection, request_ids: Collection[int]) -> Reckoned:
    """Return what the letters of these requests tell now, whatever the tables hold: the two are the same."""
    stories = stories_of(connection, request_ids)
    asking = [story for story in stories.values() if is_asking(story)]
    sums = sums_in(connection, {letter.letter_id for story in asking for letter in story.heard})
    places, days = law_of(connection, stories)
    return {
        tables.letter_effects: [each for story in stories.values() for each in story.effects],
        tables.given_days: [each for story in stories.values() for each in story.kept],
        tables.standings: [standing_of(story, sums) for story in stories.values()],
        tables.jurisdictions: [tuple(row.values()) for row in places],
        tables.law_days: [tuple(row.values()) for row in days],
    }


def _keep(
    connection: Connection, table: Table, standing: Iterable[Any], wanted: Iterable[tuple[Any, ...]]
) -> None:
    """Let a table hold these rows in the place of those that stand there."""
    _, emptying = _statements(table)
    names = _names(table)
    there = {tuple(row[: len(names)]): row for row in standing}
    new = [row for row in wanted if there.pop(row, None) is None]
    if there:
        keys = [f"its_{column.name}" for column in table.primary_key]
        places = [[*names, "id"].index(column.name) for column in table.primary_key]
        gone = [dict(zip(keys, (row[place] for place in places), strict=True)) for row in there.values()]
        connection.execute(emptying, gone)
    insert_values(connection, table, names, new)


@cache
def _names(table: Table) -> tuple[str, ...]:
    return tuple(column.name for column in table.c if column.name != "id")


@cache
def _statements(table: Table) -> tuple[Select[Any], Delete]:
    """Return what reads the rows of some requests, each with its id last, and what takes rows away."""
    columns = [table.c[name] for name in _names(table)]
    those = select(*columns, *(table.c[name] for name in ("id",) if name in table.c))
    here = [column == bindparam(f"its_{column.name}") for column in table.primary_key]
    return of_these(those, table.c.request_id), delete(table).where(*here)
