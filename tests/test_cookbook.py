"""The cookbook: every question of it is asked, on both databases, of a ledger filled from every fixture."""

import re
from pathlib import Path

from reading import read_once

from ingest.answers import run_sql
from ingest.batches import take_in_all
from ingest.pipeline import Ledger
from ingest.sources import messages_in
from ingest.vault import Vault

ROOT = Path(__file__).parents[1]
FIXTURES = ROOT / "tests" / "fixtures"
QUESTION = re.compile(
    r"^## (?P<number>\d+)\. (?P<words>[^\n]+)\n+```sql\n(?P<sql>.*?)^```", re.MULTILINE | re.DOTALL
)
WITHOUT_ANSWER = {"14", "16", "24"}  # no fixture moves a day twice, waives a fee, or is of tomorrow
REQUESTER = frozenset({"dana.whitlock@courier.example"})


def questions() -> list[re.Match[str]]:
    return list(QUESTION.finditer((ROOT / "docs" / "cookbook.md").read_text("utf-8")))


def test_there_are_thirty_questions_in_order():
    assert [int(found["number"]) for found in questions()] == list(range(1, 31))
    assert len({found["sql"] for found in questions()}) == 30


def test_every_question_of_the_cookbook_is_answered(engine, tmp_path):
    ledger = Ledger(engine, Vault(tmp_path / "vault"), REQUESTER, read=read_once)
    for folder in sorted(each for each in FIXTURES.iterdir() if each.is_dir()):
        take_in_all(messages_in(folder), ledger)
    empty = {found["number"] for found in questions() if not run_sql(engine, found["sql"]).rows}
    assert empty <= WITHOUT_ANSWER
