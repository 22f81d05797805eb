"""Read the filed letters again with today's rules: shown first, then put in place in one transaction.

What is read is laid by (`rereadings`) letter by letter, so that a run that was stopped goes on where it
was. What a person said stays as it is.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from importlib.resources import files
from typing import Any

from sqlalchemy import Connection, Date, Numeric, Table, select

from ingest import store
from ingest.pipeline import Ledger, freshen, read_message
from ingest.requester import Asked
from ingest.rows import FACT_TABLES, Filing, Row, letter_row, reading_rows
from ingest.store_rereadings import clear, lay_by
from ingest.stored import asked_by, stored_message
from ingest.vault import RawDamaged, RawMissing
from models import tables
from models.schema import reaching
from models.tables import Moment
from parsers import registry

AT_ONCE = 100  # letters of one transaction while they are read
READ_BY = ("parsers", "ingest")  # whose text makes a reading what it is
EVIDENCE = {"id", "letter_id", "part", "start", "sentence", "rule", "sure"}
HEADS = ("outcome", "portal", "site", "agency", "status", "problem")  # of a reading, beside its facts

OnRead = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that today's rules read otherwise: gained, lost or changed."""

    kind: str
    letter_id: int
    table: str
    rule: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Reread:
    """What a reread came to: how many letters, what differs, and those whose bytes could not be had."""

    letters: int
    differences: tuple[Difference, ...]
    unread: tuple[str, ...]


def letters_of(ledger: Ledger, portal: str | None = None, request_id: int | None = None) -> list[int]:
    """Return the letters to read again: all, those that a portal's reader read, or those of one request."""
    query = select(tables.readings.c.letter_id).order_by(tables.readings.c.letter_id)
    if portal is not None:
        query = query.where(tables.readings.c.portal == (None if portal == "clerk" else portal))
    if request_id is not None:
        belongs = tables.request_letters
        query = query.where(
            tables.readings.c.letter_id.in_(
                select(belongs.c.letter_id).where(belongs.c.request_id == request_id)
            )
        )
    with reaching(ledger.engine), ledger.engine.connect() as connection:
        return [int(each) for each in connection.execute(query).scalars()]


def prepare(ledger: Ledger, letter_ids: Sequence[int], on_read: OnRead | None = None) -> Reread:
    """Read letters again, lay by what comes of it, and return how it differs from what is filed.

    Nothing that is filed changes. Safe to stop: what is laid by is not read again, while rules and filed
    readings stay as they are.
    """
    rules = rules_of(ledger)
    differences: list[Difference] = []
    unread: list[str] = []
    for start in range(0, len(letter_ids), AT_ONCE):
        some = letter_ids[start : start + AT_ONCE]
        with store.writing(ledger.engine) as connection:
            for place, letter_id in enumerate(some, start + 1):
                try:
                    differences += _differences(
                        connection, letter_id, _laid_by(connection, ledger, letter_id, rules)
                    )
                except (RawMissing, RawDamaged) as trouble:
                    unread.append(f"letter {letter_id}: {trouble}")
                if on_read:
                    on_read(place, len(letter_ids))
    return Reread(len(letter_ids), tuple(differences), tuple(unread))


def put_in_place(ledger: Ledger, letter_ids: Sequence[int]) -> int:
    """Put what was read again in the place of what is filed, all in one transaction; return how many letters.

    A letter that has been filed otherwise since it was read is read once more.
    """
    rules = rules_of(ledger)
    count = 0
    with store.writing(ledger.engine) as connection:
        for letter_id in letter_ids:
            try:
                rows = _laid_by(connection, ledger, letter_id, rules)
            except (RawMissing, RawDamaged):
                continue  # told by `prepare`; its present reading stays
            letter = _loaded(tables.letters, rows["letter"])
            store.replace_rows(connection, {letter_id: letter}, {letter_id: _tables(rows)})
            count += 1
        for start in range(0, len(letter_ids), AT_ONCE):
            store.settle(connection, *letter_ids[start : start + AT_ONCE])
        freshen(connection, ledger)
        clear(connection, letter_ids)
    return count


def rules_of(ledger: Ledger) -> str:
    """Return a digest of all that decides how a letter is read: the program's text, the portals, the
    settings.
    """
    digest = sha256(f"{registry.PARSER_VERSION} {_told(ledger)}".encode())
    for package in READ_BY:
        for name, text in sorted(_sources(files(package))):
            digest.update(name.encode() + text)
    digest.update(" ".join(portal.name for portal in registry.find_portals()).encode())
    return digest.hexdigest()


def _told(ledger: Ledger) -> str:
    told = ledger.requester
    return repr(
        [
            sorted(told.addresses),
            told.request_addresses,
            sorted(told.authserv_ids),
            sorted(told.trusted_senders),
        ]
    )


def _sources(folder: Any) -> Iterator[tuple[str, bytes]]:
    for each in folder.iterdir():
        if each.is_dir():
            yield from _sources(each)
        elif each.name.endswith(".py"):
            yield str(each.name), each.read_bytes()


def _laid_by(connection: Connection, ledger: Ledger, letter_id: int, rules: str) -> Row:
    """Return the rows that today's rules make of a letter: those laid by where they still hold, else read
    now.
    """
    asked = _asked(connection, letter_id)
    basis = _basis(connection, letter_id, asked)
    staged = tables.rereadings
    row = connection.execute(select(staged).where(staged.c.letter_id == letter_id)).one_or_none()
    if row is None or (row.rules, row.basis) != (rules, basis):
        message = stored_message(connection, ledger.vault, letter_id)
        filing = read_message(message, ledger.requester, asked)
        lay_by(connection, letter_id, rules, basis, json.dumps(_as_rows(filing), default=_dumped))
        row = connection.execute(select(staged).where(staged.c.letter_id == letter_id)).one()
    found: Row = json.loads(row.rows)
    return found


def _asked(connection: Connection, letter_id: int) -> Asked | None:
    """Return what the letter is to be read with: what its present reading knows."""
    readings = tables.readings
    query = select(readings.c.asked_in).where(readings.c.letter_id == letter_id)
    asked_in = connection.execute(query).scalar_one()
    return asked_by(connection, asked_in) if asked_in is not None else None


def _basis(connection: Connection, letter_id: int, asked: Asked | None) -> str:
    """Return a digest of what a letter is read with, and of the reading that will give way."""
    readings, letters = tables.readings, tables.letters
    query = select(readings.c.read_at, readings.c.parser_version, letters.c.direction).join_from(
        readings, letters, letters.c.id == readings.c.letter_id
    )
    row = connection.execute(query.where(letters.c.id == letter_id)).one()
    return sha256(repr((str(row.read_at), row.parser_version, row.direction, asked)).encode()).hexdigest()


def _as_rows(filing: Filing) -> Row:
    return {
        "letter": letter_row(filing),
        "reading": {table.name: rows for table, rows in reading_rows(filing)},
    }


def _dumped(value: Any) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"no row holds a {type(value).__name__}")


def _tables(rows: Row) -> list[tuple[Table, list[Row]]]:
    reading: dict[str, list[Row]] = rows["reading"]
    return [
        (table, [_loaded(table, row) for row in reading[name]])
        for name, table in tables.metadata.tables.items()
        if name in reading
    ]


def _loaded(table: Table, row: Row) -> Row:
    """Return a row that JSON kept as a database takes it."""
    return {name: _value(table.c[name].type, value) for name, value in row.items()}


def _value(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(kind, Moment):
        return datetime.fromisoformat(value)
    if isinstance(kind, Date):
        return date.fromisoformat(value)
    return Decimal(value) if isinstance(value, str) and kind.python_type is float else value


def _differences(connection: Connection, letter_id: int, rows: Row) -> Iterator[Difference]:
    """Yield what today's rules read otherwise in a letter: of its facts, and of the reading itself."""
    readings = tables.readings
    query = select(readings).where(readings.c.letter_id == letter_id)
    present = dict(connection.execute(query).mappings().one())
    (anew,) = rows["reading"]["readings"]
    for name in HEADS:
        if present[name] != anew[name]:
            yield Difference("changed", letter_id, "readings", f"reading.{name}", present[name], anew[name])
    for table in FACT_TABLES.values():
        query = select(table).where(table.c.letter_id == letter_id).order_by(table.c.id)
        before = [dict(row) for row in connection.execute(query).mappings()]
        after = [_loaded(table, row) for row in rows["reading"][table.name]]
        yield from _of_table(letter_id, table, before, after)


def _of_table(letter_id: int, table: Table, before: list[Row], after: list[Row]) -> Iterator[Difference]:
    """Yield the facts gained, lost and changed: a fact of one rule in one place with another value has
    changed.
    """
    old, new = _by_place(table, before), _by_place(table, after)
    for key in sorted({*old, *new}):
        lost = [each for each in old.get(key, []) if each not in new.get(key, [])]
        gained = [each for each in new.get(key, []) if each not in old.get(key, [])]
        for one, other in zip(lost, gained, strict=False):
            yield Difference("changed", letter_id, table.name, key[0], one, other)
        for one in lost[len(gained) :]:
            yield Difference("lost", letter_id, table.name, key[0], one, None)
        for other in gained[len(lost) :]:
            yield Difference("gained", letter_id, table.name, key[0], None, other)


def _by_place(table: Table, rows: list[Row]) -> dict[tuple[str, str, int], list[str]]:
    """Return facts in words, by the rule and the place of their sentence."""
    own = [column for column in table.c if column.name not in EVIDENCE]
    found: dict[tuple[str, str, int], list[str]] = {}
    for row in rows:
        value = " ".join(_shown(each, row[each.name]) for each in own if row.get(each.name) is not None)
        found.setdefault((row["rule"], row["part"], row["start"]), []).append(f"{value} ({row['sure']})")
    return found


def _shown(column: Any, value: Any) -> str:
    return f"{value:.2f}" if isinstance(column.type, Numeric) else str(value)
