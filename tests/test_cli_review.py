"""The verbs of a person's word, and why: review, accept to undo, explain; with a terminal and without one."""

import json

import pytest
from databases import dump, view
from letters import filing, promise
from verbs import foialedger, here, objects, trouble

from cli import review
from cli.options import Given
from ingest import questions, store
from models import schema
from parsers.facts import Sure

__all__ = ["here"]
pytestmark = pytest.mark.usefixtures("here")


@pytest.fixture
def filed(engine, database_url):
    with store.writing(engine) as connection:
        for each in (
            filing("2024-03-01", "acknowledged", promise("2124-04-01", sure=Sure.UNSURE), message_id="<1@b>"),
            filing("2024-03-05", "denied", sure=Sure.UNSURE),
            filing("2024-03-06", "closed", number="R-2", answers=("<1@b>",)),
            filing("2024-03-07", "fulfilled", suspicion="It comes from nobody."),
            filing("2024-02-20", number=None, direction="outgoing", message_id="<0@a>"),
        ):
            store.file_letter(connection, each)
    return database_url


def say(filed, *words, code=0):
    return foialedger(*words, "--database", filed, code=code)


def test_review_lists_every_open_question_as_json(filed):
    told = objects(say(filed, "review", "--json"))
    assert [(row["letter_id"], row["question"]) for row in told] == [
        (1, "promised_date:records:2124-04-01"),
        (2, "status:denied"),
        (3, "match"),
        (4, "trust"),
    ]
    assert told[1]["sentence"] == "It is denied."
    assert told[1]["reason"] == "unsure status: denied"
    assert told[1]["requests"][0]["tracking_number"] == "R-1"
    assert told[0]["sent_at"] == "2024-03-01T00:00:00+00:00"


def test_review_without_a_terminal_lists_the_questions_in_words(filed):
    said = say(filed, "review").stdout
    assert "3 of 4. Letter 3, 2024-03-06 00:00, agency" in said
    assert "why      it is held back: It comes from nobody." in said
    assert "read as  denied (unsure), as a letter of govqa" in said


def test_review_of_a_sure_ledger_says_so(database_url):
    assert "Nothing is open" in foialedger("review", "--database", database_url).stdout


def walk(filed, engine, *keys):
    """Walk through the questions, giving these answers, and then nothing more."""
    left = list(keys)

    def ask(_prompt):
        if not left:
            raise EOFError
        return left.pop(0)

    rows = objects(say(filed, "review", "--json"))
    review.walk(Given(None, filed), rows, "kim", ask)
    assert left == []


def test_a_walk_answers_one_question_after_the_other(filed, engine, capsys):
    walk(filed, engine, "a", "c", "status", "no_records", "r", "t", "o", "I asked them.", "a")
    assert view(engine, "review") == []
    status = {row["tracking_number"]: row["status"] for row in view(engine, "requests_now")}
    assert status["R-1"] == "fulfilled"
    made = [(row["verb"], row["letter_id"], row["made_by"]) for row in view(engine, "decisions")]
    assert made == [
        ("accept", 1, "kim"),
        ("correct", 2, "kim"),
        ("reject", 3, "kim"),
        ("note", 4, "kim"),
        ("accept", 4, "kim"),
    ]
    assert "It is fulfilled." in capsys.readouterr().out


def test_a_walk_tells_trouble_goes_on_and_takes_back(filed, engine, capsys):
    walk(filed, engine, "x", "c", "date", "soon", "a", "u", "s", "R-404", "", "n", "p")
    said = capsys.readouterr().out
    assert "There is no day soon" in said
    assert "Taken back: Letter 1" in said
    assert "No request bears the number 'R-404'" in said
    standing = [row["verb"] for row in view(engine, "decisions") if row["undone_at"] is None]
    assert standing == ["not_a_request", "split"]


def test_a_walk_can_be_left_at_any_question(filed, engine):
    walk(filed, engine, "", "q")
    walk(filed, engine, "c", "status")
    assert view(engine, "decisions") == []


def test_a_question_that_was_settled_meanwhile_is_not_asked(filed, engine):
    rows = questions.open_questions(engine)
    say(filed, "accept", "1")
    asked = []

    def ask(prompt):
        asked.append(prompt)
        return ""

    review.walk(
        Given(None, filed),
        [{**row, "requests": []} | {"sent_at": str(row["sent_at"])} for row in rows],
        "kim",
        ask,
    )
    assert len(asked) == 3


def test_each_verb_decides_tells_how_to_take_it_back_and_tells_json(filed, engine):
    assert "undo 1" in say(filed, "accept", "2", "--by", "kim").stdout
    (told,) = objects(say(filed, "correct", "1", "date", "2124-05-05", "--was", "2124-04-01", "--json"))
    assert (told["id"], told["field"], told["value"], told["was"]) == (2, "date", "2124-05-05", "2124-04-01")
    assert told["made_at"].endswith("+00:00")
    assert "the number is R-3, not R-2" in say(filed, "correct", "3", "number", "R-3").stdout
    assert "assigned with the request of letter" in say(filed, "assign", "3", "R-1").stdout
    assert len(objects(say(filed, "split", "2", "3", "--json"))) == 2
    one, other = [f"#{row['request_id']}" for row in view(engine, "requests_now") if row["tracking_number"]]
    assert "merged with the request of letter" in say(filed, "merge", one, other).stdout
    assert "about no request" in say(filed, "not-a-request", "4", "--note", "spam").stdout
    (told,) = objects(say(filed, "note", "1", "They called.", "--json"))
    assert told["note"] == "They called."
    (told,) = objects(say(filed, "undo", "--json"))
    assert told["verb"] == "note"
    assert "Taken back: decision 1" in say(filed, "undo", "1").stdout
    assert "taken back already" in trouble(say(filed, "undo", "1", code=1))


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("correct", "99", "status", "denied"), "There is no letter '99'"),
        (("correct", "1", "date", "2024-02-30"), "There is no day 2024-02-30"),
        (("merge", "R-1", "r-1"), "one request already"),
        (("assign", "1", "nowhere"), "No request bears the number"),
        (("undo",), "Nothing was decided yet"),
        (("reject", "5"), "has no open question"),
    ],
)
def test_a_wrong_word_is_one_line_and_changes_nothing(filed, engine, words, says):
    before = dump(engine)
    assert says in trouble(say(filed, *words, code=1))
    assert dump(engine) == before


def test_a_field_that_is_none_is_wrong_usage(filed):
    assert "'status', 'date', 'number'" in say(filed, "correct", "1", "colour", "red", code=2).output


def test_explain_says_why_in_words_and_in_json(filed, engine):
    say(filed, "correct", "2", "status", "no_records", "--by", "kim", "--note", "by phone")
    said = say(filed, "explain", "R-1").stdout
    assert "R-1 is no_records since 2024-03-05." in said
    assert "told by letter 2 of that day; a person said so." in said
    assert (
        "It reads acknowledged, and moved nothing: an acknowledgment gives way to any other status." in said
    )
    assert "Held back: It comes from nobody." in said
    assert "It belongs here because it bears the number (certain)." in said
    assert "kim: Letter 2: corrected: the status is no_records, not denied: by phone." in said
    told = json.loads(say(filed, "explain", "R-1", "--json").stdout)
    assert [(row["letter_id"], row["moved"]) for row in told["letters"]] == [(1, 0), (2, 1), (4, 0)]
    assert told["decisions"][0]["made_by"] == "kim"


def test_explain_says_how_a_day_was_reckoned(engine, database_url):
    counted = promise("2124-03-15")
    with store.writing(engine) as connection:
        store.file_letter(connection, filing("2024-03-01", "extended", counted))
    said = foialedger("explain", "R-1", "--database", database_url).stdout
    assert "The next promised day is 2124-03-15, for records; the letter writes the day out" in said
    assert "near it: sparrowfield/R-1" in trouble(
        foialedger("explain", "R-11", "--database", database_url, code=1)
    )


def test_the_ledger_of_an_older_program_is_told(empty_url):
    schema.connect(empty_url).dispose()
    assert "foialedger upgrade" in trouble(foialedger("review", "--database", empty_url, code=1))
