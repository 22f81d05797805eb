"""What is kept of each request always equals what its letters and decisions yield."""

import random

import pytest
from databases import every_row, view
from letters import filing, promise
from sqlalchemy import select, text

from ingest import decisions, store
from ingest.decision_trouble import BadJurisdiction
from ingest.decisions import Person
from ingest.pipeline import Ledger
from ingest.vault import Vault
from models import reckoning, schema, tables
from parsers.facts import ENDED, Status, Sure

STATUSES = (None, *sorted(Status))


@pytest.fixture
def person(engine, tmp_path):
    return Person(Ledger(engine, Vault(tmp_path / "vault")), "dana")


def kept_and_told(engine):
    """Return the rows that are kept, and those that the letters yield now, table by table."""
    with engine.connect() as connection:
        ids = list(connection.execute(select(tables.requests.c.id)).scalars())
        for table, told in reckoning.reckoned(connection, ids).items():
            names = [column for column in table.c if column.name != "id"]
            yield table.name, _sorted(connection.execute(select(*names))), _sorted(told)


def _sorted(rows):
    return sorted(tuple(map(_plain, row)) for row in rows)


def _plain(value):
    return "" if value is None else str(int(value) if isinstance(value, bool) else value)[:19]


def test_what_ends_a_request_and_meets_a_promise_is_the_same_in_sql(engine):
    with store.writing(engine) as connection:
        for status in sorted(Status):
            store.file_letter(connection, filing("2024-03-01", None, promise("2024-03-30"), number=status))
            store.file_letter(connection, filing("2024-03-05", status, number=status))
    query = (
        "SELECT tracking_number, ended_on, outcome FROM requests "
        "JOIN standings ON standings.request_id = requests.id "
        "JOIN given_days ON given_days.request_id = requests.id"
    )
    with engine.connect() as connection:
        rows = connection.execute(text(query)).all()
    assert len(rows) == len(Status)
    assert {row.tracking_number for row in rows if row.ended_on} == ENDED
    assert {row.tracking_number for row in rows if row.outcome == "kept"} == {
        *ENDED,
        Status.PARTIALLY_FULFILLED,
    }


def random_letter(chance):
    status, day = chance.choice(STATUSES), f"2024-{chance.randint(1, 9):02d}-{chance.randint(10, 28)}"
    facts = [
        promise(
            f"2024-{chance.randint(1, 12):02d}-15",
            chance.choice(["records", "determination", "payment_due", "reply"]),
            chance.choice([Sure.CERTAIN, Sure.CERTAIN, Sure.UNSURE]),
        )
        for _ in range(chance.randint(0, 2))
    ]
    return filing(
        f"{day} 10:{chance.randint(10, 59)}",
        status,
        *facts,
        number=chance.choice(["R-1", "R-2", None]),
        direction=chance.choice(["incoming"] * 4 + ["outgoing"]),
        sure=chance.choice([Sure.CERTAIN] * 3 + [Sure.UNSURE]),
        message_id=f"<{chance.randint(1, 9)}@sparrowfield.example>",
        answers=(f"<{chance.randint(1, 9)}@sparrowfield.example>",),
        agency=chance.choice(["Town of Sparrowfield", "Town of Sparrowfield, CA"]),
        suspicion=chance.choice([None] * 5 + ["It came from elsewhere."]),
        name=str(chance.random()),
    )


def a_persons_word(person, chance, letters):
    letter = str(chance.randint(1, letters))
    what = chance.choice(["status", "date", "law", "split", "undo", "none"])
    if what == "status":
        decisions.correct_status(person, letter, chance.choice(STATUSES[1:]))
    elif what == "date":
        decisions.correct_date(person, letter, "2024-11-11", about="installment")
    elif what == "law":
        decisions.correct_jurisdiction(person, letter, chance.choice(["Texas", "Illinois", "Florida"]))
    elif what == "split":
        decisions.split(person, [letter])
    elif what == "undo" and every_row(person.ledger.engine, tables.decisions):
        standing = [row for row in every_row(person.ledger.engine, tables.decisions) if not row["undone_at"]]
        if standing:
            decisions.undo(person, standing[-1]["id"])


@pytest.mark.parametrize("seed", range(4))
def test_what_is_kept_equals_what_the_letters_yield(person, seed):
    engine, chance = person.ledger.engine, random.Random(seed)
    for letters in range(1, 15):
        with store.writing(engine) as connection:
            store.file_letter(connection, random_letter(chance))
        a_persons_word(person, chance, letters)
        if letters % 3 == 0:
            for name, kept, told in kept_and_told(engine):
                assert kept == told, name


def test_an_upgrade_reckons_anew_what_other_rules_reckoned(person):
    engine = person.ledger.engine
    with store.writing(engine) as connection:
        store.file_letter(connection, filing("2024-03-01", "denied", promise("2024-05-01")))
    before = [list(each) for each in kept_and_told(engine)]
    with engine.begin() as connection:
        connection.execute(text("UPDATE standings SET status = 'fulfilled'"))
        connection.execute(text("UPDATE ledger SET value = 'other rules' WHERE key = 'reckoned'"))
    with pytest.raises(schema.LedgerOlder, match="run `foialedger upgrade`"):
        schema.check_version(engine)
    told = []
    assert schema.upgrade(engine, lambda done, every: told.append((done, every))).views_renewed
    assert told == [(1, 1)]
    schema.check_version(engine)
    assert [list(each) for each in kept_and_told(engine)] == before


def test_nothing_is_kept_of_a_transaction_that_was_taken_back(person):
    engine = person.ledger.engine
    with pytest.raises(ZeroDivisionError):
        _file_and_fail(engine)
    with store.writing(engine) as connection:
        store.file_letter(connection, filing("2024-03-02", "closed", number="R-2"))
    assert [row["status"] for row in every_row(engine, tables.standings)] == ["closed"]


def _file_and_fail(engine):
    with store.writing(engine) as connection:
        store.file_letter(connection, filing("2024-03-01", "denied"))
        raise ZeroDivisionError


def test_a_person_says_whose_law_it_is_and_takes_it_back(person):
    engine = person.ledger.engine
    with store.writing(engine) as connection:
        store.file_letter(connection, filing("2024-07-01", "acknowledged"))
    assert view(engine, "deadlines") == []
    decisions.correct_jurisdiction(person, "1", "illinois")
    (row,) = view(engine, "deadlines")
    assert (row["jurisdiction"], row["due_on"], row["known_by"]) == ("Illinois", "2024-07-09", "person")
    assert "counted from the agency's first letter" in row["doubt"]
    assert [each["days_overdue"] > 500 for each in view(engine, "overdue_by_law")] == [True]
    decisions.undo(person)
    assert view(engine, "deadlines") == []
    with pytest.raises(BadJurisdiction, match=r"No law of 'Atlantis' is known: write one of .*Texas"):
        decisions.correct_jurisdiction(person, "1", "Atlantis")
