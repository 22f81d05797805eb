"""The verbs `today` and `search`, and the law's clock in `explain`: as a person sees them."""

import pytest
from letters import filing, promise
from verbs import foialedger, here, objects, trouble

from cli import today
from ingest import store

__all__ = ["here"]
pytestmark = pytest.mark.usefixtures("here")
ONLY_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def url(engine, database_url):
    """The URL of a ledger with an overdue request, and one that waits for an answer."""
    with store.writing(engine) as connection:
        for each in (
            filing("2024-07-01", "in_process", promise("2024-08-01"), agency="Town of Sparrowfield, IL"),
            filing("2024-07-02", "needs_clarification", number="R-2", site="b", agency="Brook\x1b[31m"),
        ):
            store.file_letter(connection, each)
    engine.dispose()
    return database_url


def test_today_is_told_in_lines_and_as_json(url):
    lines = foialedger("today", "--database", url).stdout.splitlines()
    assert lines[0] == "You, now"
    assert lines[1].startswith("  answer them  since 2024-07-02  R-2  Brook")
    assert "\x1b" not in "".join(lines)
    rows = objects(foialedger("today", "--json", "--database", url))
    assert [(row["what"], row["tracking_number"]) for row in rows] == [("clarify", "R-2"), ("overdue", "R-1")]
    assert rows[1]["due_on"] == "2024-08-01"


@ONLY_SQLITE
def test_today_of_an_empty_ledger_is_one_sentence(database_url):
    assert foialedger("today", "--database", database_url).stdout == "Nothing is due, and nobody is late.\n"


def test_a_day_that_is_today_and_one_that_is_doubtful_are_told_so():
    row = {"due_on": "2024-05-01", "days_left": 0, "doubt": None, "since_on": None}
    assert today._when(row) == "2024-05-01 (today)"
    assert today._when({**row, "days_left": -1, "doubt": "It is not sure."}) == "2024-05-01? (1 day late)"
    assert today._when({**row, "days_left": 3}) == "2024-05-01 (in 3 days)"


def test_a_terminal_is_shown_fifty_of_each_urgency_and_how_many_more_there_are(capsys):
    row = {"urgency": 4, "what": "overdue", "due_on": "2024-05-01", "days_left": -1, "doubt": None}
    row |= {
        "amount": None,
        "tracking_number": "R-1",
        "request_id": 1,
        "agency": "Brook",
        "sentence": "By May 1.",
    }
    today._print_table([row] * 53 + [{**row, "urgency": 5}])
    said = capsys.readouterr().out
    assert said.count("R-1") == 51
    assert "... and 3 more: `foialedger today | less` lists every one." in said.replace("\n", " ")


def test_explain_counts_the_laws_days_one_by_one(url):
    foialedger("correct", "1", "jurisdiction", "Illinois", "--database", url)
    said = foialedger("explain", "R-1", "--database", url).stdout
    assert "Illinois: Freedom of Information Act, 5 ILCS 140/3(d), (e); commercial 3.1; you said so." in said
    assert "Determination within 5 business days: due on 2024-07-09;" in said
    assert "Thu 2024-07-04  Independence Day" in said
    assert "Not sure: It is counted from the agency's first letter" in said
    (told,) = objects(foialedger("explain", "R-1", "--json", "--database", url))
    assert told["law"]["clocks"][0]["count"][0] == {
        "first_on": "2024-07-01", "last_on": "2024-07-01", "what": "day 0"
    }  # fmt: skip


@ONLY_SQLITE
def test_a_place_without_a_law_is_one_clear_sentence(url):
    said = trouble(foialedger("correct", "1", "jurisdiction", "Atlantis", "--database", url, code=1))
    assert said.startswith("No law of 'Atlantis' is known: write one of United States (federal), Alabama")


def test_search_prints_the_letter_and_its_words(url):
    said = foialedger("search", "records", "--database", url).stdout
    assert "2024-07-01  R-1  letter 1, agency: Public records" in said
    assert len(objects(foialedger("search", "records", "--most", "1", "--json", "--database", url))) == 1
    assert foialedger("search", "zeppelin", "--database", url).stdout == "No letter holds these words.\n"
    assert "nothing to search for" in trouble(foialedger("search", '"', "--database", url, code=1))


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM letters",
        "SELECT 1; DELETE FROM letters",
        "WITH gone AS (DELETE FROM letters RETURNING id) SELECT * FROM gone",
        "UPDATE standings SET status = 'fulfilled'",
        "DROP VIEW today",
        "INSERT INTO letter_effects SELECT * FROM letter_effects",
        "PRAGMA writable_schema = ON",
        "ATTACH 'other.db' AS other",
        "VACUUM",
        "",
        ";",
        "today",
    ],
)
def test_sql_answers_one_reading_statement_and_harms_nothing(url, statement):
    before = foialedger("today", "--json", "--database", url).stdout
    assert "It must be one SELECT" in trouble(foialedger("sql", statement, "--database", url, code=1))
    assert foialedger("today", "--json", "--database", url).stdout == before


@ONLY_SQLITE
@pytest.mark.parametrize("day", ["05/06/2024", "2024-5-6", "May 2024", "6.5.24", "tomorrow"])
def test_an_ambiguous_day_is_one_clear_sentence(url, day):
    said = trouble(foialedger("correct", "1", "date", day, "--database", url, code=1))
    assert said == f"There is no day {day}: write it as 2026-05-01, between 1990 and 2199."
