"""A ledger that an older program filled: upgraded and read anew it says what a new one says."""

from pathlib import Path

import pytest
from alembic import command
from databases import dump, view
from sqlalchemy import MetaData, insert, select

from ingest.batches import take_in_all
from ingest.message import Message, Place
from ingest.pipeline import Ledger
from ingest.rereading import letters_of, prepare, put_in_place
from ingest.vault import Vault
from models import migrating, schema

FIXTURES = Path(__file__).parent / "fixtures"
REQUESTER = frozenset({"dana.whitlock@courier.example"})
OLDEST = "0001"


@pytest.fixture(scope="module")
def new(tmp_path_factory):
    """A ledger that this program filled, which no test changes."""
    folder = tmp_path_factory.mktemp("new")
    engine = schema.connect(f"sqlite:///{folder / 'new.db'}")
    schema.upgrade(engine)
    ledger = Ledger(engine, Vault(folder / "vault"), REQUESTER)
    folders = (FIXTURES / "govqa", FIXTURES / "conversations" / "numbers-of-one-request")
    letters = [path for folder in folders for path in sorted(folder.glob("*.eml"))]
    take_in_all([Message(path.read_bytes(), Place.in_path(path.name)) for path in letters], ledger)
    yield ledger
    engine.dispose()


@pytest.fixture
def older(empty_url, new):
    """A ledger as the first program left it, the tables and columns it had and the rows they can hold, and
    the new one."""
    old = schema.connect(empty_url)
    with old.begin() as connection:
        command.upgrade(migrating.config_of(connection), OLDEST)
    _copy(new.engine, old)
    yield Ledger(old, new.vault, REQUESTER), new
    old.dispose()


def _copy(source, target):
    """Copy what the older tables can hold, their own version and digests left as they are."""
    known = MetaData()
    known.reflect(target)
    with source.connect() as reading, target.begin() as writing:
        for table in known.sorted_tables:
            if table.name in {"alembic_version", "ledger"}:
                continue
            today = MetaData()
            today.reflect(reading, only=[table.name])
            columns = [today.tables[table.name].c[column.name] for column in table.c]
            if rows := [dict(row) for row in reading.execute(select(*columns)).mappings()]:
                writing.execute(insert(table), rows)


def test_an_older_ledger_is_refused_until_it_is_upgraded(older):
    old, _ = older
    with pytest.raises(schema.LedgerOlder, match=r"version 0001 .* run `foialedger upgrade`"):
        schema.check_version(old.engine)
    schema.upgrade(old.engine)
    schema.check_version(old.engine)


def test_an_older_ledger_answers_at_once_after_the_upgrade(older):
    old, new = older
    schema.upgrade(old.engine)
    columns = ("tracking_number", "site", "status", "agency")
    told = [
        [tuple(row[name] for name in columns) for row in view(each.engine, "requests_now")]
        for each in (old, new)
    ]
    assert sorted(told[0]) == sorted(told[1])


def test_an_older_ledger_read_anew_equals_a_new_one(older):
    old, new = older
    schema.upgrade(old.engine)
    ids = letters_of(old)
    assert prepare(old, ids).unread == ()
    assert put_in_place(old, ids) == len(ids)
    found, expected = dump(old.engine), dump(new.engine)
    for told in (found, expected):
        told["arrivals"] = [row[:-1] for row in told["arrivals"]]  # what a folder held was not kept then
    assert found == expected
