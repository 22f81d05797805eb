"""The verbs that ask: requests, show, sql; the same on both databases."""

import csv
import io
import subprocess
import sys
from pathlib import Path

import pytest
from databases import DATABASES
from sqlalchemy import Engine
from test_cli_read import HOSTILE
from verbs import FIXTURES, foialedger, here, objects, program, trouble

from ingest.message import Message, Place
from ingest.pipeline import Ledger, take_in
from ingest.vault import Vault

__all__ = ["here"]
pytestmark = pytest.mark.usefixtures("here")
NUMBER = "P015720-070319"
ONLY_SQLITE = pytest.mark.parametrize("filed", ["sqlite"], indirect=True)


def both_conversations(engine: Engine) -> None:
    """File both conversations about one number, and a hostile letter."""
    ledger = Ledger(engine, Vault(Path("vault")), frozenset({"dana.whitlock@courier.example"}))
    paths = [*(FIXTURES / "govqa").glob("0*.eml"), *(FIXTURES / "govqa").glob("lakemont*.eml")]
    for path in paths:
        take_in(Message(path.read_bytes(), Place.in_path(path.name)), ledger)
    take_in(Message(HOSTILE, Place.in_path("hostile.eml")), ledger)


@pytest.fixture(params=DATABASES)
def filed(here, request, copies) -> str:
    """The URL of a ledger of theirs."""
    return copies.of(request.param, both_conversations)


def test_requests_are_told_as_a_table_as_csv_and_as_json(filed):
    rows = {row["site"]: row for row in objects(foialedger("requests", "--json", "--database", filed))}
    ours = rows["sacramentoca"]
    assert ours["tracking_number"] == NUMBER
    assert (ours["status"], ours["times_slipped"]) == ("fulfilled", 1)
    assert ours["status_since"] == ours["last_letter_at"] == "2019-11-22T19:14:46+00:00"
    table = list(csv.DictReader(io.StringIO(foialedger("requests", "--csv", "--database", filed).stdout)))
    assert {row["site"]: row["status_since"] for row in table}["sacramentoca"] == ours["status_since"]
    lines = foialedger("requests", "--database", filed).stdout.splitlines()
    (line,) = [line for line in lines if "sacramentoca" in line]
    assert line.split()[0] == NUMBER
    assert "2019-11-22" in line
    assert [line for line in lines if line != line.rstrip()] == []


def test_show_tells_state_promises_and_every_sentence(filed):
    said = foialedger("show", f"sacramentoca/{NUMBER}", "--database", filed).stdout
    assert "status         fulfilled since 2019-11-22" in said
    assert "slipped        once" in said
    assert "2019-10-25  records (stated)            slipped by 31 days" in said
    assert "2019-07-29  determination (reckoned)    kept" in said
    assert "2019-07-03 17:12  requester  Public records request" in said
    assert '"The department has no documents responsive to items 2-3 and 5-9 of your request."' in said


def test_show_in_json_holds_what_the_help_says(filed):
    (told,) = objects(foialedger("show", f"sacramentoca/{NUMBER}", "--json", "--database", filed))
    assert told["agency"]
    assert [(one["promised_on"], one["outcome"], one["days_slipped"]) for one in told["promises"]] == [
        ("2019-07-29", "kept", 0),
        ("2019-10-25", "slipped", 31),
        ("2019-11-25", "kept", 0),
    ]
    assert [letter["direction"] for letter in told["timeline"]].count("outgoing") == 2
    assert len(told["timeline"]) == 7
    assert told["timeline"][0]["at"].startswith("2019-07-03T17:12")
    assert all(fact["sentence"] and fact["rule"] for letter in told["timeline"] for fact in letter["facts"])


def test_a_number_of_two_sites_is_to_be_chosen(filed):
    said = trouble(foialedger("show", NUMBER.lower(), "--database", filed, code=1))
    assert f"lakemontwa/{NUMBER}, sacramentoca/{NUMBER}" in said


@ONLY_SQLITE
@pytest.mark.parametrize(
    ("number", "says"),
    [
        ("P015720-070391", f"near it: lakemontwa/{NUMBER}, sacramentoca/{NUMBER}"),
        ("015720", f"near it: lakemontwa/{NUMBER}, sacramentoca/{NUMBER}"),
        ("zzz", "`foialedger requests` lists them all"),
        ("", "lists them all"),
        ("\x1b[31m", "lists them all"),
    ],
)
def test_a_number_that_nobody_bears_names_those_near_it(filed, number, says):
    assert says in trouble(foialedger("show", number, "--database", filed, code=1))


def test_sql_answers_as_a_table_as_csv_and_as_json(filed):
    question = "SELECT promised_on, days_slipped, sentence FROM promises WHERE outcome = 'slipped'"
    ask = ("sql", question, "--database", filed)
    assert "2019-10-25   31" in foialedger(*ask).stdout
    (row,) = csv.DictReader(io.StringIO(foialedger(*ask, "--csv").stdout))
    (told,) = objects(foialedger(*ask, "--json"))
    assert (row["promised_on"], row["days_slipped"]) == ("2019-10-25", "31")
    assert (told["promised_on"], told["days_slipped"]) == ("2019-10-25", 31)
    assert row["sentence"] == told["sentence"]
    assert objects(foialedger("sql", "-", "--json", "--database", filed, stdin=question)) == [told]


def test_moments_and_sums_are_told_the_same_on_both_databases(filed):
    question = (
        "SELECT MIN(sent_at) AS first, (SELECT SUM(amount) FROM fees WHERE amount > 86) AS due FROM letters"
    )
    (told,) = objects(foialedger("sql", question, "--json", "--database", filed))
    assert told == {"first": "2019-07-03 17:12:41", "due": 86.4}


def test_columns_of_one_name_are_both_told(filed):
    (told,) = objects(foialedger("sql", "SELECT 1 AS a, 2 AS a", "--json", "--database", filed))
    assert told == {"a": 1, "a_2": 2}


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM letters",
        "SELECT * FROM nowhere",
        "",
        "WITH x AS (SELECT 1) DELETE FROM letters",
        "SELECT 1; SELECT 2",
    ],
)
def test_sql_that_is_no_question_is_one_line_and_changes_nothing(filed, statement):
    before = foialedger("sql", "SELECT COUNT(*) FROM letters", "--database", filed).stdout
    assert "The question was not answered" in trouble(
        foialedger("sql", statement, "--database", filed, code=1)
    )
    assert foialedger("sql", "SELECT COUNT(*) FROM letters", "--database", filed).stdout == before


@ONLY_SQLITE
def test_a_hostile_subject_cannot_talk_to_the_terminal(filed):
    question = "SELECT subject, sender_name, body FROM letters"
    said = foialedger("show", "2020-0001", "--database", filed).stdout
    for form in ([], ["--csv"], ["--json"]):
        said += foialedger("sql", question, *form, "--database", filed).stdout
    assert not [letter for letter in said if ord(letter) < 32 and letter != "\n"]
    assert not set("\x7f\x9b\x9d") & set(said)
    assert said.count("[bold]Red") >= 4


@ONLY_SQLITE
def test_a_table_fits_the_terminal_and_loses_no_sentence(filed):
    environment = {"COLUMNS": "60", "PYTHONPATH": str(Path(__file__).parents[1])}
    done = program(
        "sql", "SELECT tracking_number, sentence FROM promises", "--database", filed, env=environment
    )
    assert max(map(len, done.stdout.splitlines())) <= 60
    words = " ".join(line[16:] for line in done.stdout.splitlines())
    assert "will be made available to you by October 25" in " ".join(words.split())


@ONLY_SQLITE
@pytest.mark.parametrize("columns", ["30", "80", "115", "120", "300"])
def test_no_number_or_day_is_cut_off_or_folded_however_narrow_the_terminal(filed, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", columns)
    said = foialedger("requests", "--database", filed).stdout
    assert said.split().count(NUMBER) == 2
    assert {"2019-11-22", "sacramentoca", "fulfilled"} <= set(said.split())
    assert {"last", "letter", "slipped"} <= set(said.split())
    assert max(map(len, said.splitlines())) <= max(50, int(columns))


def test_an_empty_ledger_says_what_comes_next(database_url):
    assert "foialedger poll" in foialedger("requests", "--database", database_url).stdout
    assert foialedger("requests", "--json", "--database", database_url).stdout == ""
    assert foialedger("requests", "--csv", "--database", database_url).stdout.startswith("request_id,portal")


def test_questions_wait_for_nothing_that_reads_letters():
    verbs = ("sql", "today", "requests", "show", "search", "report", "calendar", "upgrade")
    code = f"import sys, {', '.join(f'cli.{verb}' for verb in verbs)}; print(*sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert {"models.schema"} <= set(told.split())
    heavy = {"parsers.letter", "parsers.registry", "ingest.limits", "bs4", "alembic"}
    assert heavy & set(told.split()) == set()
