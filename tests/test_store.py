"""Writing rows, and asking for them again: whatever a letter holds, both databases take it."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from databases import dump, every_row
from letters import filing, promise
from sqlalchemy import event
from sqlalchemy.exc import DataError, IntegrityError

from ingest import answers, store
from ingest.answers import BadQuestion, NoSuchRequest, SeveralRequests
from ingest.message import Cursor, Message, Place
from models import schema, tables
from models.schema import LedgerUnreachable


def _file(engine, *filings):
    with store.writing(engine) as connection:
        for each in filings:
            store.file_letter(connection, each)


def test_nul_bytes_and_half_characters_are_left_out(engine):
    odd = filing("2024-03-01", "denied", agency="Town\x00 of \ud800Sparrow\udfff", problem="\x00odd")
    _file(engine, odd)
    (row,) = every_row(engine, tables.readings)
    assert (row["agency"], row["problem"]) == ("Town of Sparrow", "odd")


def test_an_endless_message_id_fits_every_index(engine):
    endless = "<" + "".join(f"{n:x}ü" for n in range(3_000)) + "@x>"
    _file(
        engine,
        filing("2024-03-01", "denied", message_id=endless, number=None),
        filing("2024-03-02", "denied", answers=(endless,), number="9" * 5_000),
    )
    assert len(every_row(engine, tables.requests)) == 1


def test_a_fact_is_stored_with_its_sentence(engine):
    _file(engine, filing("2024-03-01", "in_process", promise("2024-04-01")))
    (row,) = every_row(engine, tables.promised_dates)
    assert (row["promised_on"], row["about"], row["basis"]) == (date(2024, 4, 1), "records", "stated")
    assert (row["sentence"], row["part"], row["start"]) == (
        "We expect the records by 2024-04-01.",
        "body",
        40,
    )
    assert (row["rule"], row["sure"]) == ("test.promise", "certain")


def test_moments_come_back_in_utc(engine):
    _file(engine, filing("2024-03-01 23:30", "denied"))
    (row,) = every_row(engine, tables.letters)
    assert row["sent_at"] == datetime(2024, 3, 1, 23, 30, tzinfo=UTC)


def test_another_reading_takes_the_place_of_the_first_whole(engine):
    first = filing("2024-03-01", "denied", promise("2024-04-01"), message_id="<1@a>")
    second = filing("2024-03-01", "fulfilled", number="R-2", message_id="<1@a>")
    _file(engine, first)
    with store.writing(engine) as connection:
        letter_id, _ = store.filed_as(connection, first.digest)
        store.replace_reading(connection, letter_id, replace(second, digest=first.digest))
    after = dump(engine)
    assert [row["tracking_number"] for row in every_row(engine, tables.requests)] == ["R-2"]
    assert after["promised_dates"] == []
    assert [row["status"] for row in every_row(engine, tables.status_changes)] == ["fulfilled"]


def test_a_message_found_twice_in_one_place_arrived_once(engine):
    place = Place.in_folder("home", "INBOX", 7, 12, datetime(2024, 3, 1, tzinfo=UTC))
    _file(engine, filing("2024-03-01", "denied"))
    for _ in range(2):
        with store.writing(engine) as connection:
            store.arrival(connection, 1, Message(b"", place))
    (row,) = every_row(engine, tables.arrivals)
    assert (row["place"], row["uid"], row["received_at"].year) == ("imap:home/INBOX;7/12", 12, 2024)


def test_the_cursor_never_goes_back_within_an_epoch(engine):
    assert store.cursor(engine, "home", "INBOX") is None
    reached = []
    for epoch, uid in ((7, 10), (7, 5), (7, 4_294_967_295), (3, 2)):
        with store.writing(engine) as connection:
            store.keep_cursor(connection, Cursor("home", "INBOX", epoch, uid))
        found = store.cursor(engine, "home", "INBOX")
        reached.append((found.uidvalidity, found.last_uid))
    assert reached == [(7, 10), (7, 10), (7, 4_294_967_295), (3, 2)]


def test_a_transaction_that_fails_leaves_nothing(engine):
    before = dump(engine)
    with pytest.raises(IntegrityError):
        _file(engine, filing("2024-03-01", "denied"), filing("2024-03-01", "denied"))
    assert dump(engine) == before


def test_a_ledger_without_tables_is_a_known_trouble(empty_url):
    engine = schema.connect(empty_url)
    if engine.dialect.name == "sqlite":
        with pytest.raises(LedgerUnreachable):
            _file(engine, filing("2024-03-01", "denied"))
    engine.dispose()


@pytest.fixture
def filed(engine):
    """A ledger with a number that two sites share, and one that is alone."""
    _file(
        engine,
        filing("2024-03-01", "extended", promise("2024-04-01"), number="P015720-070319"),
        filing("2024-03-02", "denied", number="P015720-070319", site="larkhaven"),
        filing("2024-03-03", "closed", number="W/12-b"),
        filing("2024-03-04", "closed", number=None),
    )
    return engine


@pytest.mark.parametrize("spelling", ["W/12-b", "w12B", " w 12 b ", "sparrowfield/W/12-b", "#3"])
def test_a_request_is_found_however_its_number_is_spelt(filed, spelling):
    assert answers.find_request(filed, spelling)["tracking_number"] == "W/12-b"


def test_a_number_of_two_sites_asks_which(filed):
    with pytest.raises(SeveralRequests, match=r"larkhaven/P015720-070319, sparrowfield/P015720-070319"):
        answers.find_request(filed, "p015720070319")
    assert answers.find_request(filed, "LARKHAVEN/P015720-070319")["status"] == "denied"


@pytest.mark.parametrize("unknown", ["P1", "", "elsewhere/P015720-070319", "#99", "#"])
def test_a_number_nobody_bears_is_one_clear_sentence(filed, unknown):
    with pytest.raises(NoSuchRequest, match="foialedger requests"):
        answers.find_request(filed, unknown)


def test_answers_give_days_and_moments_on_both_databases(filed):
    row = answers.find_request(filed, "sparrowfield/P015720-070319")
    assert (row["status_since"], row["next_promised_on"]) == (
        datetime(2024, 3, 1, tzinfo=UTC),
        date(2024, 4, 1),
    )
    (promised,) = answers.promises(filed, row["request_id"])
    assert (promised["promised_on"], promised["outcome"]) == (date(2024, 4, 1), "open")
    assert [each["kind"] for each in answers.timeline(filed, row["request_id"])] == [
        "letter",
        "tracking_number",
        "status",
        "promised_date",
    ]
    assert len(answers.requests_now(filed)) == 4


def test_sql_gives_columns_and_rows(filed):
    answer = answers.run_sql(
        filed, "-- mine\nSELECT site, COUNT(*) AS n FROM requests_now GROUP BY site ORDER BY n, site;"
    )
    assert answer.columns == ("site", "n")
    assert answer.rows == (("larkhaven", 1), ("sparrowfield", 3))
    assert answers.run_sql(filed, "WITH a AS (SELECT '100%' AS b) SELECT b FROM a").rows == (("100%",),)


@pytest.mark.parametrize(
    "statement",
    [
        "",
        "DELETE FROM letters",
        "SELECT 1; SELECT 2",
        "SELECT 1; DELETE FROM request_letters",
        "WITH gone AS (SELECT 1) DELETE FROM letters",
        "WITH gone AS (DELETE FROM request_letters RETURNING letter_id) SELECT * FROM gone",
        "PRAGMA query_only = OFF",
        "ATTACH 'other.db' AS other",
        "CREATE TABLE mine (a integer)",
        "COPY letters TO '/tmp/letters'",
        "DO $$ BEGIN DELETE FROM letters; END $$",
        "EXPLAIN ANALYZE DELETE FROM request_letters",
        "SELECT * FROM no_such_table",
        "SELECT nonsense(",
        "VACUUM",
    ],
)
def test_sql_that_would_not_only_read_is_refused_and_changes_nothing(filed, statement):
    before = dump(filed)
    with pytest.raises(BadQuestion, match="must be one SELECT"):
        answers.run_sql(filed, statement)
    assert dump(filed) == before


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("place", ["before", "within", "behind"])
def test_a_server_that_goes_away_is_told_wherever_it_does(engine, monkeypatch, place):
    give = store.insert_readings

    def go_away(connection):
        pid = connection.connection.dbapi_connection.info.backend_pid
        with engine.connect() as other:
            other.exec_driver_sql(f"SELECT pg_terminate_backend({pid}, 5000)")

    def insert_readings(connection, readings):
        if place == "within":
            go_away(connection)
        give(connection, readings)

    monkeypatch.setattr(store, "insert_readings", insert_readings)

    def file_one():
        with store.writing(engine) as connection:
            if place == "before":
                go_away(connection)
            store.file_letter(connection, filing("2024-03-01", "denied"))
            if place == "behind":
                go_away(connection)

    with pytest.raises(LedgerUnreachable, match=r"terminat|closed|lost"):
        file_one()
    monkeypatch.undo()
    _file(engine, filing("2024-03-01", "denied"))
    assert len(every_row(engine, tables.letters)) == 1


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_letter_that_the_server_refuses_is_the_letters_fault(engine):
    odd = replace(filing("2024-03-01", "denied"), size=2**40)
    with pytest.raises(DataError):
        _file(engine, odd)
    assert every_row(engine, tables.messages) == []
    _file(engine, filing("2024-03-01", "denied"))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_to_file_a_letter_no_table_is_read_from_end_to_end(engine):
    asked = []

    def note(_connection, _cursor, statement, given, _context, is_many):
        if statement.startswith(("SELECT", "DELETE", "UPDATE")):
            asked.append((statement, given[0] if is_many else given))

    event.listen(engine, "before_cursor_execute", note)
    with store.writing(engine) as connection:
        for status in ("in_process", "denied"):
            letter = filing("2024-03-01", status, promise("2024-04-01"), echo="a b c d " * 9)
            store.file_letter(connection, letter)
    event.remove(engine, "before_cursor_execute", note)
    with engine.connect() as connection:
        plans = [
            (row.detail, statement)
            for statement, given in asked
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given)
        ]
    assert any("SEARCH letter_keys USING INDEX" in detail for detail, _ in plans)
    assert [plan for plan in plans if plan[0].startswith("SCAN") and "VIRTUAL TABLE" not in plan[0]] == []
