"""Opening a ledger, and refusing one that is missing, older, newer or out of reach."""

import sqlite3

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from models import schema
from models.schema import BadDatabaseURL, LedgerMissing, LedgerNewer, LedgerOlder, LedgerUnreachable


def test_a_database_without_tables_is_told_to_be_upgraded(empty_url):
    engine = schema.connect(empty_url)
    with pytest.raises(LedgerMissing, match="run `foialedger upgrade`"):
        schema.check_version(engine)
    engine.dispose()


def test_an_upgraded_ledger_is_this_programs_version(engine):
    schema.check_version(engine)


def test_an_older_ledger_is_told_to_be_upgraded(engine):
    with engine.begin() as connection:
        connection.execute(text("UPDATE ledger SET value = 'requests_now:before' WHERE key = 'views'"))
    with pytest.raises(LedgerOlder, match="run `foialedger upgrade`"):
        schema.check_version(engine)
    assert schema.upgrade(engine).views_renewed
    schema.check_version(engine)


def test_a_newer_ledger_is_refused_and_left_alone(engine):
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for refuse in (schema.check_version, schema.upgrade):
        with pytest.raises(LedgerNewer, match="newer foialedger; upgrade the program"):
            refuse(engine)


def test_a_read_only_engine_changes_nothing(database_url):
    engine = schema.connect(database_url, read_only=True)
    with pytest.raises(DBAPIError), engine.begin() as connection:
        connection.execute(text("INSERT INTO ledger (key, value) VALUES ('a', 'b')"))
    with pytest.raises(DBAPIError), engine.begin() as connection:
        connection.execute(text("CREATE TABLE mine (a integer)"))
    engine.dispose()


def test_sqlite_is_opened_safely(tmp_path):
    engine = schema.connect(f"sqlite:///{tmp_path / 'ledger.db'}")
    with engine.connect() as connection:
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "foreign_keys", "synchronous", "busy_timeout")
        }
    engine.dispose()
    assert settings == {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 2, "busy_timeout": 30_000}


def test_moments_are_utc_whatever_the_server_thinks(empty_url):
    engine = schema.connect(empty_url)
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            assert connection.exec_driver_sql("SHOW timezone").scalar() == "UTC"
    engine.dispose()


def test_reading_a_ledger_that_is_not_there_makes_no_file(tmp_path):
    path = tmp_path / "none.db"
    with pytest.raises(LedgerMissing):
        schema.connect(f"sqlite:///{path}", read_only=True)
    assert not path.exists()


def test_a_missing_folder_is_one_clear_sentence(tmp_path):
    with pytest.raises(LedgerUnreachable, match="cannot be used"):
        schema.connect(f"sqlite:///{tmp_path / 'none' / 'ledger.db'}")


def test_a_file_that_is_no_database_is_one_clear_sentence(tmp_path):
    path = tmp_path / "letter.db"
    path.write_bytes(b"From: a@b.example\n\nno database\n" * 100)
    with pytest.raises(LedgerUnreachable, match="not a database"):
        schema.connect(f"sqlite:///{path}")


def test_a_server_out_of_reach_is_told_without_its_password():
    with pytest.raises(LedgerUnreachable) as trouble:
        schema.connect("postgresql://clerk:s3cret-word@127.0.0.1:1/ledger")
    assert "s3cret-word" not in str(trouble.value)
    assert "127.0.0.1" in str(trouble.value)


@pytest.mark.parametrize("url", ["", "ledger.db", "mysql://localhost/ledger", "nonsense://x"])
def test_a_url_of_no_known_database_is_refused(url):
    with pytest.raises(BadDatabaseURL, match="sqlite:///ledger"):
        schema.connect(url)


def test_a_writer_waits_for_the_other_and_a_reader_for_nobody(tmp_path):
    url = f"sqlite:///{tmp_path / 'ledger.db'}"
    writer, reader = schema.connect(url), None
    schema.upgrade(writer)
    reader = schema.connect(url, read_only=True)
    with writer.begin() as writing:
        writing.execute(text("INSERT INTO ledger (key, value) VALUES ('a', 'b')"))
        with reader.connect() as reading:
            assert reading.execute(text("SELECT COUNT(*) FROM ledger WHERE key = 'a'")).scalar() == 0
        other = sqlite3.connect(tmp_path / "ledger.db", timeout=0.05)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        other.close()
    writer.dispose()
    reader.dispose()
