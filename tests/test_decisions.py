"""A person's word: what it does, that it can be taken back, and that a wrong one changes nothing."""

import pytest
from databases import dump, every_row, view
from letters import filing, moment, promise

from ingest import decisions, store
from ingest.decision_trouble import (
    AlreadyThere,
    BadDay,
    NothingToAnswer,
    SeveralDays,
    SeveralPlaces,
)
from ingest.decisions import Person
from ingest.pipeline import Ledger
from ingest.vault import Vault
from models import tables
from parsers.facts import Outcome, Sure


@pytest.fixture
def person(engine, tmp_path):
    return Person(Ledger(engine, Vault(tmp_path / "vault")), "dana")


def file(person, *filings):
    with store.writing(person.ledger.engine) as connection:
        return [store.file_letter(connection, each) for each in filings]


def status(person, number="R-1"):
    (row,) = view(person.ledger.engine, "requests_now", f"tracking_number = '{number}'")
    return row["status"]


def groups(person):
    """Return the letters of each request, and how each came there."""
    rows = every_row(person.ledger.engine, tables.request_letters)
    ids = sorted({row["request_id"] for row in rows})
    return sorted(
        sorted((row["letter_id"], row["reason"]) for row in rows if row["request_id"] == each) for each in ids
    )


def questions(person):
    return [(row["letter_id"], row["question"]) for row in view(person.ledger.engine, "review")]


def undone(person, before):
    """Take the last decision back and say whether all is as it was, but for the row of the decision."""
    decisions.undo(person)
    after = dump(person.ledger.engine)
    return all(after[name] == before[name] for name in before if name != "decisions")


def test_a_corrected_status_goes_before_what_was_read(person):
    file(person, filing("2024-03-01", "acknowledged"), filing("2024-03-05", "denied"))
    before = dump(person.ledger.engine)
    made = decisions.correct_status(person, "2", "partially_fulfilled")
    assert status(person) == "partially_fulfilled"
    (row,) = every_row(person.ledger.engine, tables.decisions)
    assert (row["id"], row["made_by"], row["was"], row["sentence"]) == (
        made,
        "dana",
        "denied",
        "It is denied.",
    )
    assert row["made_at"] is not None
    assert undone(person, before)
    assert status(person) == "denied"
    (row,) = every_row(person.ledger.engine, tables.decisions)
    assert (row["undone_by"], row["value"]) == ("dana", "partially_fulfilled")


def test_the_last_of_two_corrections_counts_and_the_first_when_it_is_taken_back(person):
    file(person, filing("2024-03-01", "denied"))
    decisions.correct_status(person, "1", "fulfilled")
    decisions.correct_status(person, "1", "no_records")
    assert status(person) == "no_records"
    decisions.undo(person)
    assert status(person) == "fulfilled"


def test_an_unsure_status_moves_the_request_once_it_is_accepted(person):
    file(person, filing("2024-03-01", "acknowledged"), filing("2024-03-05", "denied", sure=Sure.UNSURE))
    assert (status(person), questions(person)) == ("acknowledged", [(2, "status:denied")])
    before = dump(person.ledger.engine)
    decisions.accept(person, "2")
    assert (status(person), questions(person)) == ("denied", [])
    assert undone(person, before)
    decisions.reject(person, "2", "status:denied")
    assert (status(person), questions(person)) == ("acknowledged", [])


def test_a_rejected_sure_status_needs_a_correction(person):
    file(person, filing("2024-03-05", "denied"))
    with pytest.raises(NothingToAnswer, match="no open question"):
        decisions.reject(person, "1")


def outcomes(person):
    rows = view(person.ledger.engine, "promises")
    return [(row["promised_on"], row["about"], row["outcome"], row["sentence"][:9]) for row in rows]


def test_a_corrected_day_takes_the_place_of_the_one_that_was_read(person):
    file(person, filing("2024-03-01", "extended", promise("2024-02-01")))
    before = dump(person.ledger.engine)
    decisions.correct_date(person, "1", "2999-01-02".replace("2999", "2124"))
    assert outcomes(person) == [("2124-01-02", "records", "open", "We expect")]
    assert view(person.ledger.engine, "requests_now")[0]["next_promised_on"] == "2124-01-02"
    decisions.correct_date(person, "1", "2124-01-03")
    assert [row[0] for row in outcomes(person)] == ["2124-01-03"]
    decisions.undo(person)
    assert [row[0] for row in outcomes(person)] == ["2124-01-02"]
    assert undone(person, before)


def test_a_day_can_be_given_to_a_letter_that_states_none(person):
    file(person, filing("2024-03-01", "extended"))
    decisions.correct_date(person, "1", "2124-05-01", "determination")
    assert outcomes(person) == [("2124-05-01", "determination", "open", "")]


def test_of_several_days_the_wrong_one_must_be_named(person):
    file(person, filing("2024-03-01", "extended", promise("2124-04-01"), promise("2124-05-01", "reply")))
    with pytest.raises(SeveralDays, match=r"2124-04-01 \(records\), 2124-05-01 \(reply\)"):
        decisions.correct_date(person, "1", "2124-06-01")
    decisions.correct_date(person, "1", "2124-06-01", was="2124-05-01")
    assert sorted(row[:2] for row in outcomes(person)) == [("2124-04-01", "records"), ("2124-06-01", "reply")]
    with pytest.raises(BadDay, match="does not give"):
        decisions.correct_date(person, "1", "2124-06-02", was="2124-07-07")


def test_an_unsure_day_counts_once_it_is_accepted_and_never_once_it_is_rejected(person):
    file(person, filing("2024-03-01", "extended", promise("2124-04-01", sure=Sure.UNSURE)))
    assert outcomes(person) == []
    decisions.accept(person, "1", "promised_date:records:2124-04-01")
    assert [row[0] for row in outcomes(person)] == ["2124-04-01"]
    decisions.undo(person)
    decisions.reject(person, "1")
    assert (outcomes(person), questions(person)) == ([], [])


def test_a_corrected_number_moves_the_letter_and_what_comes_later(person):
    file(person, filing("2024-03-01", "acknowledged"), filing("2024-03-05", "denied", number="R-l"))
    assert len(groups(person)) == 2
    before = dump(person.ledger.engine)
    decisions.correct_number(person, "2", "r 1")
    assert groups(person) == [[(1, "number"), (2, "number")]]
    assert status(person) == "denied"
    assert undone(person, before)
    decisions.correct_number(person, "2", "R-77")
    file(person, filing("2024-03-09", "fulfilled", number="R-77"))
    assert status(person, "R-77") == "fulfilled"


def test_an_assigned_letter_belongs_there_and_takes_its_answers_along(person):
    file(
        person,
        filing("2024-03-01", "acknowledged"),
        filing("2024-03-02", "in_process", number=None, message_id="<2@b>"),
        filing("2024-03-03", "denied", number=None, message_id="<3@b>", answers=("<2@b>",)),
    )
    decisions.assign(person, "2", "R-1")
    assert groups(person) == [[(1, "number"), (2, "person"), (3, "thread")]]
    file(person, filing("2024-03-04", "fulfilled", number=None, answers=("<2@b>", "<3@b>")))
    assert status(person) == "fulfilled"
    with pytest.raises(AlreadyThere):
        decisions.assign(person, "2", "R-1")
    decisions.undo(person)
    assert [len(each) for each in groups(person)] == [1, 3]


def test_a_split_letter_makes_a_request_of_its_own_and_merge_joins_it_again(person):
    file(
        person,
        filing("2024-03-01", "acknowledged"),
        filing("2024-03-05", "denied"),
        filing("2024-03-07", "closed"),
    )
    before = dump(person.ledger.engine)
    decisions.split(person, ["2", "3"])
    assert groups(person) == [[(1, "number")], [(2, "person"), (3, "person")]]
    decisions.merge(person, "#1", "#2")
    assert [len(each) for each in groups(person)] == [3]
    decisions.undo(person)
    decisions.undo(person)
    assert undone(person, before)


def test_merged_requests_stay_one_when_letters_come_to_either(person):
    file(person, filing("2024-03-01", "acknowledged"), filing("2024-03-05", "extended", number="Q-9"))
    decisions.merge(person, "R-1", "Q-9")
    file(person, filing("2024-04-01", "denied", number="Q-9"), filing("2024-03-10", "in_process"))
    (row,) = view(person.ledger.engine, "requests_now")
    assert (row["tracking_number"], row["status"]) == ("R-1", "denied")
    assert {each["number"] for each in every_row(person.ledger.engine, tables.request_numbers)} == {
        "R-1",
        "Q-9",
    }


def test_a_letter_about_no_request_leaves_it_and_the_review(person):
    file(person, filing("2024-03-01", "acknowledged"), filing("2024-03-05", "denied", sure=Sure.UNSURE))
    before = dump(person.ledger.engine)
    decisions.not_a_request(person, "2")
    assert (groups(person), questions(person)) == ([[(1, "number")]], [])
    assert len(every_row(person.ledger.engine, tables.letters)) == 2
    assert undone(person, before)


def test_a_note_moves_nothing(person):
    file(person, filing("2024-03-01", "acknowledged"))
    before = dump(person.ledger.engine)
    decisions.note(Person(person.ledger, "kim", "They called."), "1")
    after = dump(person.ledger.engine)
    assert {name for name in after if after[name] != before[name]} == {"decisions"}
    (row,) = every_row(person.ledger.engine, tables.decisions)
    assert (row["note"], row["made_by"]) == ("They called.", "kim")


def test_a_place_that_is_unsure_is_accepted_or_rejected(person):
    file(
        person,
        filing("2024-03-01", "acknowledged", message_id="<1@b>"),
        filing("2024-03-02", "denied", number="R-2", message_id="<2@b>", answers=("<1@b>",)),
    )
    assert (questions(person), status(person, "R-2")) == ([(2, "match")], None)
    decisions.accept(person, "2")
    assert (questions(person), status(person, "R-2")) == ([], "denied")
    decisions.undo(person)
    decisions.reject(person, "2", "match")
    assert questions(person) == []
    assert groups(person) == [[(1, "number")], [(2, "person")]]


def test_a_letter_of_two_requests_is_assigned_not_accepted(person):
    own = {"number": None, "direction": "outgoing", "message_id": "<1@a>"}
    file(
        person,
        filing("2024-03-01", **own),
        filing("2024-03-02", "acknowledged", answers=("<1@a>",)),
        filing("2024-03-03", "acknowledged", site="larkhaven", answers=("<1@a>",)),
    )
    assert (1, "match") in questions(person)
    with pytest.raises(SeveralPlaces, match="foialedger assign 1 REQUEST"):
        decisions.accept(person, "1")
    decisions.assign(person, "1", "larkhaven/R-1")
    assert questions(person) == []


def test_a_letter_held_back_is_believed_once_a_person_accepts_it(person):
    file(
        person,
        filing("2024-03-01", "acknowledged"),
        filing("2024-03-05", "denied", suspicion="It is forged."),
    )
    assert (status(person), questions(person)) == ("acknowledged", [(2, "trust")])
    decisions.accept(person, "2", "trust")
    assert (status(person), questions(person)) == ("denied", [])
    decisions.undo(person)
    decisions.reject(person, "2")
    assert (status(person), questions(person)) == ("acknowledged", [])


def test_what_could_not_be_read_is_seen_and_done_with(person):
    file(
        person,
        filing("2024-03-01", outcome=Outcome.SILENT, number=None),
        filing(None, "denied", problem="A page."),
    )
    assert sorted(questions(person)) == [(1, "silent"), (2, "problem"), (2, "sent_at")]
    decisions.accept(person, "1")
    assert len(decisions.accept(person, "2")) == 2
    assert questions(person) == []


def test_a_letter_is_named_by_its_digest_too(person):
    file(person, filing("2024-03-01", "denied"))
    digest = every_row(person.ledger.engine, tables.messages)[0]["digest"]
    decisions.correct_status(person, digest[:12].upper(), "fulfilled")
    assert status(person) == "fulfilled"


def test_a_correction_outlives_any_later_letter_and_reading(person):
    first = filing("2024-03-01", "denied", promise("2124-04-01"))
    file(person, first)
    decisions.correct_status(person, "1", "in_process")
    decisions.correct_date(person, "1", "2124-06-01")
    with store.writing(person.ledger.engine) as connection:
        store.replace_reading(connection, 1, filing("2024-03-01", "closed", promise("2124-04-01", "reply")))
    assert status(person) == "in_process"
    assert "2124-06-01" in {row[0] for row in outcomes(person)}
    assert moment("2024-03-01") == every_row(person.ledger.engine, tables.letters)[0]["sent_at"]
