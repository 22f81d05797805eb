"""A person's word that cannot be carried out: one clear sentence, and nothing changed."""

import threading
import time

import pytest
from databases import dump, every_row
from letters import filing
from test_decisions import file, person, status

from ingest import decisions, store
from ingest.decision_trouble import (
    BadDay,
    BadNumber,
    BadStatus,
    NoSuchDecision,
    NoSuchLetter,
    NothingToAnswer,
    TakenBackAlready,
    WithItself,
)
from ingest.decisions import Person
from ingest.pipeline import Ledger
from models import schema, tables
from models.schema import LedgerBusy
from parsers.errors import LedgerError

__all__ = ["person"]

WRONG = {
    "a missing letter": (
        lambda p: decisions.correct_status(p, "99", "denied"),
        NoSuchLetter,
        "no letter '99'",
    ),
    "no letter at all": (
        lambda p: decisions.note(p, "; DROP TABLE letters"),
        NoSuchLetter,
        "is named by its id",
    ),
    "an endless number": (lambda p: decisions.note(p, "9" * 400), NoSuchLetter, "is named by its id"),
    "a date that is none": (
        lambda p: decisions.correct_date(p, "1", "2024-02-30"),
        BadDay,
        "no day 2024-02-30",
    ),
    "a date in words": (
        lambda p: decisions.correct_date(p, "1", "tomorrow"),
        BadDay,
        "write it as 2026-05-01",
    ),
    "a date of no time": (
        lambda p: decisions.correct_date(p, "1", "9999-01-01"),
        BadDay,
        "between 1990 and 2199",
    ),
    "a status that is none": (
        lambda p: decisions.correct_status(p, "1", "lost"),
        BadStatus,
        "statuses are acknowledged,",
    ),
    "a number without a sign": (
        lambda p: decisions.correct_number(p, "1", " - "),
        BadNumber,
        "letters or digits",
    ),
    "a request merged with itself": (
        lambda p: decisions.merge(p, "R-1", "r1"),
        WithItself,
        "one request already",
    ),
    "a letter split twice": (lambda p: decisions.split(p, ["1", "1"]), WithItself, "Nothing was changed"),
    "a letter split with a missing one": (lambda p: decisions.split(p, ["1", "99"]), NoSuchLetter, "99"),
    "a request that is none": (lambda p: decisions.assign(p, "1", "R-404"), LedgerError, "No request bears"),
    "a question that is none": (
        lambda p: decisions.accept(p, "1", "trust"),
        NothingToAnswer,
        "no open question",
    ),
    "a decision that is none": (lambda p: decisions.undo(p, 7), NoSuchDecision, "no decision 7"),
    "nothing to take back": (decisions.undo, NoSuchDecision, "Nothing was decided"),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_word_is_one_sentence_and_changes_nothing(person, what):
    say, trouble, words = WRONG[what]
    file(person, filing("2024-03-01", "acknowledged"))
    before = dump(person.ledger.engine)
    with pytest.raises(trouble, match=words) as caught:
        say(person)
    assert "\n" not in str(caught.value)
    assert str(caught.value).endswith(".")
    assert dump(person.ledger.engine) == before


def test_a_decision_is_taken_back_once(person):
    file(person, filing("2024-03-01", "acknowledged"))
    made = decisions.correct_status(person, "1", "denied")
    decisions.undo(person, made)
    with pytest.raises(TakenBackAlready, match="by dana"):
        decisions.undo(person, made)


def test_a_word_said_while_the_daemon_writes_waits_for_it(person):
    file(person, filing("2024-03-01", "acknowledged"))
    begun = threading.Event()

    def write():
        with store.writing(person.ledger.engine) as connection:
            begun.set()
            time.sleep(0.4)
            store.file_letter(connection, filing("2024-03-05", "extended"))

    thread = threading.Thread(target=write)
    thread.start()
    begun.wait()
    decisions.correct_status(person, "1", "denied")
    thread.join()
    assert len(every_row(person.ledger.engine, tables.letters)) == 2
    assert status(person) == "denied"


def test_a_word_said_while_the_daemon_does_not_end_is_one_sentence_and_changes_nothing(
    person, database_url, monkeypatch
):
    file(person, filing("2024-03-01", "acknowledged"))
    before = dump(person.ledger.engine)
    monkeypatch.setattr(schema, "BUSY_SECONDS", 1)
    impatient = schema.connect(database_url)
    other = Person(Ledger(impatient, person.ledger.vault), "kim")
    with (
        store.writing(person.ledger.engine),
        pytest.raises(LedgerBusy, match="nothing was changed here") as caught,
    ):
        decisions.correct_status(other, "1", "denied")
    assert "\n" not in str(caught.value)
    impatient.dispose()
    assert dump(person.ledger.engine) == before
