"""The invented ledger of the benchmarks: as large as asked, whole, and the same each time."""

from pathlib import Path

from databases import dump
from sqlalchemy import select, text

from bench.ledger import Size, fill, number_of
from bench.ledger_load import Load
from models import schema, tables

SMALL = Size(letters=400, requests=20)


def test_a_filled_ledger_has_as_many_letters_and_requests_as_asked_for(empty_url: str) -> None:
    fill(empty_url, SMALL)
    engine = schema.connect(empty_url)
    with engine.connect() as connection:
        letters = connection.scalars(select(tables.letters.c.id)).all()
        placed = connection.scalars(select(tables.request_letters.c.letter_id)).all()
        requests = connection.execute(text("SELECT tracking_number, status FROM requests_now")).all()
        stale = connection.scalars(select(tables.stale_readings.c.letter_id)).all()
    engine.dispose()
    assert sorted(letters) == sorted(placed) == list(range(1, 401))
    assert {row.tracking_number for row in requests} == {number_of(each) for each in range(1, 21)}
    assert len({row.status for row in requests}) > 3
    assert not stale


def test_a_filled_ledger_takes_new_rows_and_points_nowhere_wrong(empty_url: str) -> None:
    fill(empty_url, SMALL)
    engine = schema.connect(empty_url)
    with engine.begin() as connection:
        row = {"digest": "new", "size": 1, "first_seen_at": text("CURRENT_TIMESTAMP")}
        added = connection.execute(tables.messages.insert().values(row).returning(tables.messages.c.id))
        assert added.scalar_one() == 401
        for table in tables.metadata.sorted_tables:
            for key in table.foreign_keys:
                there = select(key.column).where(key.column == key.parent)
                lost = select(key.parent).where(key.parent.is_not(None), ~there.exists())
                assert connection.execute(lost).first() is None, key
    engine.dispose()


def test_the_same_seed_gives_the_same_ledger_and_another_seed_another(tmp_path: Path) -> None:
    urls = [f"sqlite:///{tmp_path / name}.db" for name in ("one", "again", "other")]
    for url, seed in zip(urls, (1, 1, 2), strict=True):
        fill(url, Size(letters=60, requests=5, seed=seed))
    engines = [schema.connect(url) for url in urls]
    one, again, other = map(dump, engines)
    for engine in engines:
        engine.dispose()
    assert one == again
    assert one != other


def test_rows_are_written_whenever_a_table_has_enough_of_them() -> None:
    written: list[tuple[str, int]] = []
    load = Load(lambda table, rows: written.append((table, len(rows))))
    for number in range(1, 4):
        load.add("letters", number)
        load.flush(at_least=3)
    load.flush()
    assert written == [("letters", 3)]
    assert load.rows == 3
