"""`foialedger export`: every view in every form, typed, of one moment; and what it refuses."""

import csv
import io
import json
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from pyarrow import parquet
from sqlalchemy import text
from verbs import FIXTURES, foialedger, here, trouble

from ingest import exporting
from ingest.exporting import Kind
from ingest.message import Message, Place
from ingest.pipeline import Ledger, take_in
from ingest.vault import Vault
from models import schema

__all__ = ["here"]
pytestmark = pytest.mark.usefixtures("here")
ONLY_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
FORMULA = b"""From: Clerk <clerk@town.example>
To: dana.whitlock@courier.example
Subject: =HYPERLINK("https://evil.example","FOIA 2020-0077 is ready")
Date: Mon, 02 Mar 2020 09:00:00 +0000

Your request FOIA 2020-0077 has been received.
"""


@pytest.fixture
def filed(here, engine, database_url) -> str:
    """The URL of a ledger that holds letters of a portal and of clerks, and a subject that is a formula."""
    ledger = Ledger(engine, Vault(here / "vault"), frozenset({"dana.whitlock@courier.example"}))
    for path in [*(FIXTURES / "govqa").glob("*.eml"), *(FIXTURES / "clerk").glob("[f-n]*.eml")]:
        take_in(Message(path.read_bytes(), Place.in_path(path.name)), ledger)
    take_in(Message(FORMULA, Place.in_path("formula.eml")), ledger)
    return database_url


@pytest.fixture
def reader(filed):
    reader = schema.connect(filed, read_only=True)
    yield reader
    reader.dispose()


def test_every_view_and_fact_is_the_same_in_every_form(filed, reader):
    for form in ("csv", "json", "parquet"):
        said = foialedger("export", "--format", form, "--out", f"in-{form}", "--database", filed).stdout
        assert said.count("\n") == len(exporting.whole())
    with reader.connect() as connection:
        for name in exporting.whole():
            count = connection.execute(text(f"SELECT COUNT(*) FROM {name}")).scalar()
            objects = json.loads(Path(f"in-json/{name}.json").read_text("utf-8"))
            table = parquet.read_table(f"in-parquet/{name}.parquet")
            rows = _rows(f"in-csv/{name}.csv")
            assert len(objects) == len(rows) == table.num_rows == count, name
            for told, typed, row in zip(objects, table.to_pylist(), rows, strict=True):
                assert list(told) == list(typed) == list(row)
                assert told == {key: _in_json(value) for key, value in typed.items()}
                assert {key: value is None for key, value in told.items() if value != ""} == {
                    key: row[key] == "" for key, value in told.items() if value != ""
                }


def _rows(path):
    return list(csv.DictReader(io.StringIO(Path(path).read_text("utf-8"))))


def _in_json(value):
    return value.isoformat() if isinstance(value, date) else value


def test_days_and_moments_and_sums_are_typed(filed):
    foialedger("export", "--format", "parquet", "--out", "typed", "--database", filed)
    (slipped,) = [
        row for row in parquet.read_table("typed/promises.parquet").to_pylist() if row["days_slipped"] == 31
    ]
    assert (slipped["promised_on"], slipped["outcome"]) == (date(2019, 10, 25), "slipped")
    rows = parquet.read_table("typed/requests_now.parquet").to_pylist()
    (ours,) = [row for row in rows if row["site"] == "sacramentoca"]
    assert ours["status_since"] == datetime(2019, 11, 22, 19, 14, 46, tzinfo=UTC)
    assert max(row["amount"] for row in parquet.read_table("typed/fees.parquet").to_pylist()) == 150.5


def test_the_kind_of_a_column_is_the_same_on_both_databases(reader):
    with exporting.at_one_moment(reader) as connection:
        kinds = {name: dict(exporting.stream(connection, name).columns) for name in exporting.whole()}
    assert kinds["promises"]["days_slipped"] is kinds["requests_now"]["times_slipped"] is Kind.INTEGER
    assert kinds["promises"]["said_on"] is kinds["promises"]["promised_on"] is Kind.DAY
    assert kinds["timeline"]["at"] is kinds["requests_now"]["last_letter_at"] is Kind.MOMENT
    assert kinds["fees"]["amount"] is Kind.REAL
    assert kinds["overdue"]["days_overdue"] is Kind.INTEGER
    assert kinds["timeline"]["value"] is kinds["review"]["reason"] is Kind.TEXT
    assert kinds["events"]["moved"] is Kind.INTEGER


def test_what_is_filed_meanwhile_is_not_in_an_export(reader, filed, monkeypatch):
    monkeypatch.setattr(exporting, "BATCH", 5)
    with exporting.at_one_moment(reader) as connection:
        first = next(exporting.stream(connection, "requests_now").batches)
        writer = schema.connect(filed)
        with writer.begin() as writing:
            writing.execute(text("DELETE FROM contacts"))
        writer.dispose()
        batches = list(exporting.stream(connection, "contacts").batches)
    assert len(first) <= 5
    assert len(batches) > 1
    assert {len(batch) for batch in batches[:-1]} == {5}


def test_one_view_goes_into_one_file_and_its_name_tells_the_form(filed):
    foialedger("export", "--view", "promises", "--out", "slips.json", "--database", filed)
    assert json.loads(Path("slips.json").read_text("utf-8"))[0]["promised_on"]
    foialedger("export", "--view", "fees", "--view", "letters", "--out", "two", "--database", filed)
    assert sorted(path.name for path in Path("two").iterdir()) == ["fees.csv", "letters.csv"]


@ONLY_SQLITE
def test_a_spreadsheet_runs_nothing_that_a_letter_says(filed):
    foialedger("export", "--view", "events", "--view", "contacts", "--out", "cells", "--database", filed)
    subjects = [row["subject"] for row in _rows("cells/events.csv")]
    assert any(subject.startswith("'=HYPERLINK") for subject in subjects)
    for path in Path("cells").iterdir():
        cells = [cell for row in csv.reader(io.StringIO(path.read_text("utf-8"))) for cell in row]
        assert [cell for cell in cells if cell[:1] in {"=", "@"}] == []


@ONLY_SQLITE
def test_nothing_in_the_way_is_overwritten_unless_asked(filed):
    Path("out").mkdir()
    Path("out/fees.csv").write_text("mine")
    assert "fees.csv is there already" in trouble(
        foialedger("export", "--out", "out", "--database", filed, code=1)
    )
    assert [path.name for path in Path("out").iterdir()] == ["fees.csv"]
    assert Path("out/fees.csv").read_text() == "mine"
    foialedger("export", "--out", "out", "--replace", "--database", filed)
    assert Path("out/fees.csv").read_text().startswith("id,letter_id,amount")


@ONLY_SQLITE
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--view", "letter_keys", "--out", "x"), "no view or table 'letter_keys'"),
        (("--out", "all.csv"), "all.csv is one file"),
        (("--view", "fees", "--format", "json", "--out", "fees.csv"), "does not end in .json"),
        (("--view", "fees", "--out", "ledger.txt"), "is a file, and no folder"),
    ],
)
def test_what_cannot_be_exported_is_one_sentence_and_leaves_nothing(filed, words, said):
    Path("ledger.txt").write_text("mine")
    before = sorted(Path().rglob("*"))
    assert said in trouble(foialedger("export", *words, "--database", filed, code=1))
    assert sorted(Path().rglob("*")) == before


@ONLY_SQLITE
def test_without_pyarrow_parquet_says_how_to_get_it(filed, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    words = ("export", "--format", "parquet", "--out", "x", "--database", filed)
    assert "pip install 'foialedger[parquet]'" in trouble(foialedger(*words, code=1))
    assert list(Path("x").iterdir()) == []
