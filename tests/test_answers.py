"""The views for people: what is owed, what is to be done, how agencies compare; on both databases."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from databases import view
from letters import filing, promise
from sqlalchemy import text

from ingest import searching, store
from ingest.searching import NothingToFind
from parsers.facts import ExemptionCited, Fee, Outcome, Sentence, Sure

TODAY = datetime.now(UTC).date()


def day(days):
    return (TODAY + timedelta(days=days)).isoformat()


def fee(amount, about="deposit", sure=Sure.CERTAIN):
    words = Sentence(f"A {about} of ${amount} is due.", "body", 9)
    return Fee(Decimal(amount), "USD", about, sentence=words, rule="test.fee", sure=sure)


def cited(citation, about="exemption"):
    return ExemptionCited(citation, about, sentence=Sentence(f"See {citation}.", "body", 50), rule="test.law")


def file(engine, *filings):
    with store.writing(engine) as connection:
        return [store.file_letter(connection, each) for each in filings]


def test_today_tells_yours_first_then_the_laws_then_what_was_promised(engine):
    file(
        engine,
        filing(day(-40), None, number="R-1", site="a", direction="outgoing", subject="Tapes"),
        filing(day(-30), "in_process", promise(day(-3)), number="R-2", site="b", agency="Town of Brook"),
        filing(day(-9), "in_process", promise(day(5)), number="R-3", site="c"),
        filing(day(-60), "acknowledged", number="R-4", site="d", agency="Texas Harbor Office"),
        filing(
            day(-5), "needs_payment", fee("75.50"), promise(day(2), "payment_due"), number="R-5", site="e"
        ),
        filing(day(-5), "needs_clarification", promise(day(60), "respond_by"), number="R-6", site="f"),
        filing(day(-60), "in_process", promise(day(-30)), number="R-7", site="g"),
        filing(day(-50), "denied", number="R-7", site="g"),
    )
    rows = view(engine, "today")
    told = [(row["urgency"], row["who"], row["what"], row["tracking_number"], row["due_on"]) for row in rows]
    assert told[:2] == [(1, "you", "pay", "R-5", day(2)), (2, "you", "clarify", "R-6", day(60))]
    assert told[2][:4] == (3, "agency", "overdue_by_law", "R-4")
    assert told[3:] == [
        (4, "agency", "overdue", "R-2", day(-3)),
        (5, "agency", "silent", "R-1", None),
        (6, "agency", "promised", "R-3", day(5)),
    ]
    assert (rows[0]["amount"], rows[0]["currency"], rows[0]["days_left"]) == (75.5, "USD", 2)
    assert rows[0]["sentence"] == "A deposit of $75.50 is due."
    assert "guessed from the agency's name" in rows[2]["doubt"]
    assert rows[4]["since_on"] == day(-40)


def test_what_is_to_be_paid_is_the_newest_sum_and_its_day(engine):
    file(
        engine,
        filing("2024-03-01", "needs_payment", fee("200", "estimate"), promise("2024-04-01", "payment_due")),
        filing(
            "2024-03-09",
            "needs_payment",
            fee("90"),
            fee("180", "total"),
            promise("2024-05-01", "payment_due"),
        ),
        filing("2024-03-10", None, fee("999", "total", Sure.UNSURE)),
    )
    (row,) = view(engine, "needs_payment")
    assert (row["amount"], row["about"], row["asked_on"], row["due_on"]) == (
        90,
        "deposit",
        "2024-03-01",
        "2024-05-01",
    )
    assert row["letter_id"] == 2
    file(engine, filing("2024-03-20", "in_process"))
    assert view(engine, "needs_payment") == []


def test_what_is_to_be_answered_has_its_question_and_its_day(engine):
    file(engine, filing("2024-03-01", "needs_clarification", promise("2024-04-01", "respond_by")))
    (row,) = view(engine, "needs_clarification")
    assert (row["asked_on"], row["respond_by"], row["sentence"]) == (
        "2024-03-01", "2024-04-01", "It is needs_clarification."
    )  # fmt: skip
    assert row["days_left"] < 0


def _request(number, site, *letters, sent="2024-03-01"):
    own = filing(sent, None, number=number, site=site, direction="outgoing", agency=None)
    return [
        own,
        *(filing(when, status, *facts, number=number, site=site) for when, status, *facts in letters),
    ]


def test_agencies_are_compared_by_medians_and_shares(engine):
    file(
        engine,
        *_request("A-1", "fast", ("2024-03-02", "acknowledged"), ("2024-03-11", "fulfilled")),
        *_request("A-2", "fast", ("2024-03-04", "acknowledged"), ("2024-03-21", "denied")),
        *_request(
            "A-3", "fast", ("2024-03-09", "in_process", promise("2024-03-20")), ("2024-04-01", "no_records")
        ),
        *_request("A-4", "slow", ("2024-03-02", "acknowledged")),
    )
    fast, slow = view(engine, "agencies")
    assert (fast["site"], fast["requests"], fast["open"], fast["ended"]) == ("fast", 3, 0, 3)
    assert (fast["median_days_to_acknowledge"], fast["median_days_to_records"]) == (3, 10)
    assert fast["median_days_to_close"] == 20
    assert (fast["promises_kept"], fast["promises_slipped"], fast["slip_rate"]) == (0, 1, 1)
    assert round(fast["share_denied"], 3) == round(fast["share_no_records"], 3) == 0.333
    assert (slow["open"], slow["median_days_to_close"], slow["slip_rate"], slow["share_denied"]) == (
        1,
        None,
        None,
        None,
    )


def test_portal_health_shows_a_changed_template(engine):
    file(
        engine,
        filing("2024-03-01", "closed"),
        filing("2024-04-01", None, outcome=Outcome.SILENT, number=None),
        filing("2024-04-02", None, outcome=Outcome.SILENT, number=None, name="another"),
        filing("2024-04-03", None, direction="outgoing"),
    )
    march, april = view(engine, "portal_health")
    assert (march["month"], march["portal"], march["read"], march["share_not_read"]) == (
        "2024-03",
        "govqa",
        1,
        0,
    )
    assert (april["month"], april["letters"], april["silent"], april["share_not_read"]) == (
        "2024-04",
        2,
        2,
        1,
    )


def test_exemptions_are_counted_by_requests(engine):
    file(
        engine,
        filing("2024-03-01", "denied", cited("Gov. Code § 7923.600")),
        filing("2024-03-05", "denied", cited("Gov. Code § 7923.600")),
        filing(
            "2024-04-01",
            "denied",
            cited("Gov. Code § 7923.600"),
            cited("Evid. Code § 1040"),
            number="R-2",
            site="b",
        ),
    )
    first, second = view(engine, "exemptions_cited")
    assert (first["citation"], first["requests"], first["letters"], first["agencies"]) == (
        "Gov. Code § 7923.600", 2, 3, 2
    )  # fmt: skip
    assert (first["first_cited_on"], first["last_cited_on"], second["requests"]) == (
        "2024-03-01",
        "2024-04-01",
        1,
    )


def test_spend_is_the_newest_sum_of_each_kind(engine):
    file(
        engine,
        filing("2024-03-01", "needs_payment", fee("300", "estimate"), fee("150")),
        filing("2024-03-09", "in_process", fee("120", "balance"), fee("280", "estimate")),
        filing("2024-03-01", "denied", fee("10", "invoice"), number="R-2", site="b"),
    )
    first, second = view(engine, "spend")
    assert (first["estimate"], first["deposit"], first["balance"], first["cost"]) == (280, 150, 120, 270)
    assert (second["invoice"], second["cost"], second["last_named_on"]) == (10, 10, "2024-03-01")


def test_search_finds_stems_phrases_and_leaves_words_out(engine):
    file(
        engine,
        filing("2024-03-01", "closed", subject="The overtime records of the harbor patrols"),
        filing("2024-03-02", "denied", subject="Overtime of the police", number="R-2", site="b"),
    )
    assert [row["tracking_number"] for row in searching.search(engine, "record overtime")] == ["R-1"]
    assert len(searching.search(engine, "overtime")) == 2
    assert [row["letter_id"] for row in searching.search(engine, "overtime -police")] == [1]
    assert [row["letter_id"] for row in searching.search(engine, '"harbor patrol"')] == [1]
    assert searching.search(engine, '"patrol harbor"') == []


@pytest.mark.parametrize("words", ["", " ", '"', "-police", "( ) *", "' --"])
def test_a_search_for_nothing_is_one_clear_sentence(engine, words):
    with pytest.raises(NothingToFind, match="There is nothing to search for"):
        searching.search(engine, words)


@pytest.mark.parametrize(
    "words", ["a AND", "NEAR(", "subject:fee", "fee*", 'fee" OR "x', "fee; DROP TABLE letters", "^fee"]
)
def test_words_of_the_databases_own_are_words_to_find(engine, words):
    file(engine, filing("2024-03-01", "closed"))
    assert isinstance(searching.search(engine, words), list)


def test_a_letter_that_is_read_anew_is_found_by_its_new_words_alone(engine):
    (letter_id,) = file(engine, filing("2024-03-01", "closed", subject="Tariffs"))
    with store.writing(engine) as connection:
        store.replace_reading(connection, letter_id, filing("2024-03-01", "closed", subject="Ferries"))
    assert searching.search(engine, "tariff") == []
    assert [row["letter_id"] for row in searching.search(engine, "ferry")] == [letter_id]


def test_letter_search_answers_in_sql(engine):
    file(engine, filing("2024-03-01", "closed", subject="Ferries"))
    asked = {
        "sqlite": "words MATCH 'ferry'",
        "postgresql": "words @@ websearch_to_tsquery('english', 'ferry')",
    }[engine.dialect.name]
    with engine.connect() as connection:
        found = connection.execute(text(f"SELECT letter_id FROM letter_search WHERE {asked}")).scalars().all()
    assert found == [1]
