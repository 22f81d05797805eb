"""Reading filed letters again: the difference first, then all at once; a person's word stays."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from ci import in_ci
from databases import dump, every_row, view
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, update
from verbs import foialedger, here, objects

from ingest import decisions, pipeline, rereading, store
from ingest.batches import take_in_all
from ingest.decisions import Person
from ingest.message import Message, Place
from ingest.pipeline import Ledger, freshen
from ingest.rereading import letters_of, prepare, put_in_place
from ingest.vault import Vault
from models import tables
from parsers import registry
from parsers.errors import LedgerError
from parsers.facts import PromisedDate, Status, StatusChange, Sure, TrackingNumber

__all__ = ["here"]
FIXTURES = Path(__file__).parent / "fixtures"
CONVERSATIONS = ("echo-with-answers", "numbers-of-one-request", "forged")
RULES = registry.read


def messages(*folders):
    paths = [
        path for folder in folders for path in sorted((FIXTURES / "conversations" / folder).glob("*.eml"))
    ]
    return [Message(path.read_bytes(), Place.in_path(path.name)) for path in paths]


@pytest.fixture
def ledger(engine, tmp_path):
    made = Ledger(
        engine,
        Vault(tmp_path / "vault"),
        frozenset({"dana.whitlock@courier.example"}),
        (),
        frozenset({"mx.courier.example"}),
    )
    take_in_all(messages(*CONVERSATIONS), made)
    return made


def other_rules(*, drop=(), statuses=None, later=0):
    """Return rules that read otherwise: without facts of some kinds, other statuses, later days."""

    def read(letter, direction):
        reading = RULES(letter, direction)
        facts = []
        for fact in reading.facts:
            if isinstance(fact, StatusChange) and statuses:
                facts.append(replace(fact, status=statuses.get(fact.status, fact.status)))
            elif isinstance(fact, PromisedDate):
                day = fact.promised_on
                facts.append(replace(fact, promised_on=day.replace(year=day.year + later)))
            else:
                facts.append(fact)
        facts = [fact for fact in facts if not isinstance(fact, tuple(drop))]
        status = next((fact.status for fact in facts if isinstance(fact, StatusChange)), None)
        return replace(reading, facts=tuple(facts), status=status)

    return read


def reread(ledger):
    ids = letters_of(ledger)
    read = prepare(ledger, ids)
    put_in_place(ledger, ids)
    return read


def test_the_same_rules_read_the_same(ledger):
    before = dump(ledger.engine)
    read = reread(ledger)
    assert (read.letters, read.differences, read.unread) == (13, (), ())
    assert dump(ledger.engine) == before


def test_what_differs_is_told_by_rule_before_anything_changes(ledger, monkeypatch):
    before = dump(ledger.engine)
    rules = other_rules(drop=[PromisedDate], statuses={Status.DENIED: Status.NO_RECORDS})
    monkeypatch.setattr(registry, "read", rules)
    read = prepare(ledger, letters_of(ledger))
    told = {(each.kind, each.table, each.before, each.after) for each in read.differences}
    assert ("changed", "status_changes", "denied (certain)", "no_records (certain)") in told
    assert ("changed", "readings", "denied", "no_records") in told
    assert {each[0] for each in told if each[1] == "promised_dates"} == {"lost"}
    after = dump(ledger.engine)
    assert len(after.pop("rereadings")) == 13
    before.pop("rereadings")
    assert after == before
    assert put_in_place(ledger, letters_of(ledger)) == 13
    assert every_row(ledger.engine, tables.promised_dates) == []
    assert every_row(ledger.engine, tables.rereadings) == []
    monkeypatch.setattr(registry, "read", RULES)
    gained = {(each.kind, each.table) for each in reread(ledger).differences}
    assert ("gained", "promised_dates") in gained
    assert {name: rows for name, rows in dump(ledger.engine).items() if name != "rereadings"} == before


def test_a_run_that_was_stopped_goes_on_where_it_was(ledger, monkeypatch):
    def stop(done, _count):
        if done == 6:
            raise KeyboardInterrupt

    monkeypatch.setattr(rereading, "AT_ONCE", 2)
    with pytest.raises(KeyboardInterrupt):
        prepare(ledger, letters_of(ledger), stop)
    kept = len(every_row(ledger.engine, tables.rereadings))
    assert kept == 4
    seen = []
    monkeypatch.setattr(
        registry, "read", lambda letter, direction: seen.append(letter) or RULES(letter, direction)
    )
    prepare(ledger, letters_of(ledger))
    assert len({letter.message_id for letter in seen}) == 13 - kept
    seen.clear()
    put_in_place(ledger, letters_of(ledger))
    assert seen == []


def test_a_letter_that_was_filed_otherwise_meanwhile_is_read_once_more(ledger):
    prepare(ledger, letters_of(ledger))
    with store.writing(ledger.engine) as connection:
        connection.execute(
            update(tables.readings).where(tables.readings.c.letter_id == 3).values(parser_version="0")
        )
        connection.execute(delete(tables.status_changes).where(tables.status_changes.c.letter_id == 3))
    put_in_place(ledger, letters_of(ledger))
    assert {row["parser_version"] for row in every_row(ledger.engine, tables.readings)} == {
        registry.PARSER_VERSION
    }
    assert [row for row in every_row(ledger.engine, tables.status_changes) if row["letter_id"] == 3]


def test_all_readings_are_replaced_or_none(ledger, monkeypatch):
    before = dump(ledger.engine)
    monkeypatch.setattr(registry, "read", other_rules(drop=[StatusChange]))
    ids = letters_of(ledger)
    prepare(ledger, ids)

    def fail(*_given):
        raise ZeroDivisionError

    with monkeypatch.context() as broken:
        broken.setattr(store, "settle", fail)
        with pytest.raises(ZeroDivisionError):
            put_in_place(ledger, ids)
    after = dump(ledger.engine)
    assert {name for name in after if after[name] != before[name]} == {"rereadings"}


def test_a_letter_whose_bytes_are_gone_keeps_its_reading_and_is_told(ledger):
    digest = every_row(ledger.engine, tables.messages)[0]["digest"]
    (ledger.vault.root / digest[:2] / digest[2:4] / f"{digest}.eml").unlink()
    before = dump(ledger.engine)
    read = reread(ledger)
    assert len(read.unread) == 1
    assert "are not in the vault" in read.unread[0]
    assert dump(ledger.engine) == before


def test_letters_are_chosen_by_portal_and_by_request(ledger):
    assert len(letters_of(ledger, "govqa")) == 4
    assert len(letters_of(ledger, "clerk")) == 9
    (request,) = view(ledger.engine, "requests_now", "tracking_number = '2024-0117'")
    assert len(letters_of(ledger, request_id=request["request_id"])) == 4


LETTERS = st.integers(1, 13).map(str)
DAYS = st.dates(min_value=date(2030, 1, 1), max_value=date(2099, 1, 1))
SAYINGS = st.one_of(
    st.tuples(st.just("correct_status"), LETTERS, st.sampled_from(list(Status)).map(str)),
    st.tuples(
        st.just("correct_date"),
        LETTERS,
        DAYS.map(str),
        st.sampled_from(["records", "reply", "determination"]),
    ),
    st.tuples(st.just("correct_number"), LETTERS, st.sampled_from(["R-1", "2024-0117", "HS-2024-00058"])),
    st.tuples(
        st.just("assign"), LETTERS, st.sampled_from(["2024-0117", "HS-2024-00058", "R000123-120224", "#1"])
    ),
    st.tuples(st.just("accept"), LETTERS),
    st.tuples(st.just("reject"), LETTERS),
    st.tuples(st.just("not_a_request"), LETTERS),
    st.tuples(st.just("split"), st.lists(LETTERS, min_size=1, max_size=3)),
    st.tuples(
        st.just("merge"), st.sampled_from(["2024-0117", "#1"]), st.sampled_from(["HS-2024-00031", "#2"])
    ),
    st.tuples(st.just("note"), LETTERS),
    st.tuples(st.just("undo")),
)
EXAMPLES = in_ci(25, 8)
CHANGES = st.fixed_dictionaries(
    {
        "drop": st.sets(st.sampled_from([StatusChange, PromisedDate, TrackingNumber])),
        "statuses": st.dictionaries(st.sampled_from(list(Status)), st.sampled_from(list(Status)), max_size=6),
        "later": st.integers(0, 3),
    }
)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sayings=st.lists(SAYINGS, min_size=1, max_size=6), changes=CHANGES)
def test_what_a_person_said_outlives_every_reading(ledger, sayings, changes):
    with store.writing(ledger.engine) as connection:
        connection.execute(delete(tables.decisions))
        connection.execute(delete(tables.letter_keys).where(tables.letter_keys.c.kind == "said"))
        store.settle(connection, *range(1, 14))
        freshen(connection, ledger)
    person = Person(ledger, "dana")
    for verb, *given_words in sayings:
        try:
            getattr(decisions, verb)(person, *given_words)
        except LedgerError:
            continue  # a word that cannot be carried out changes nothing: test_decisions holds that
    before, said = dump(ledger.engine), every_row(ledger.engine, tables.decisions)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(registry, "read", other_rules(**changes))
        reread(ledger)
    assert every_row(ledger.engine, tables.decisions) == said
    _check_statuses(ledger, said)
    _check_days(ledger, said)
    reread(ledger)
    assert dump(ledger.engine) == before


def _standing(said, field):
    return {row["letter_id"]: row for row in said if row["field"] == field and row["undone_at"] is None}


def _check_statuses(ledger, said):
    events = {row["letter_id"]: row for row in view(ledger.engine, "events")}
    for letter_id, row in _standing(said, "status").items():
        assert letter_id not in events or events[letter_id]["status"] == row["value"]


def _check_days(ledger, said):
    events = {row["letter_id"]: row for row in view(ledger.engine, "events")}
    promises = {(row["promised_on"], row["about"]) for row in view(ledger.engine, "promises")}
    silent = ("it is your own", "it is not sure", "it is held back", "it is about something else")
    for letter_id, row in _standing(said, "date").items():
        if letter_id in events and not events[letter_id]["why"].startswith(silent):
            assert (str(row["promised_on"]), row["about"]) in promises


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_verb_shows_the_difference_and_replaces(here, database_url, ledger, monkeypatch):
    monkeypatch.setenv("FOIALEDGER_VAULT", str(ledger.vault.root))
    monkeypatch.setenv("FOIALEDGER_ADDRESSES", "dana.whitlock@courier.example")
    monkeypatch.setenv("FOIALEDGER_AUTHSERV_IDS", "mx.courier.example")
    monkeypatch.setattr(registry, "read", other_rules(drop=[PromisedDate]))
    where = ("--database", database_url)
    said = foialedger("reread", "--dry-run", *where).stdout
    assert "13 letters read; facts: 0 gained" in said
    assert "promised_dates by promises.stated: 0 gained" in said
    told = objects(foialedger("reread", "--dry-run", "--json", *where))
    assert {(each["table"], each["kind"]) for each in told} == {("promised_dates", "lost")}
    assert "13 readings replaced." in foialedger("reread", *where).stdout
    assert foialedger("reread", "--request", "2024-0117", *where).stdout.startswith(
        "4 letters read; facts: 0 gained, 0"
    )
    assert "there are: clerk" in foialedger("reread", "--portal", "nobody", *where, code=1).stderr
    assert json.loads(json.dumps(told)) == told
    assert Sure.CERTAIN.value in told[0]["before"]


def test_a_letter_whose_bytes_are_missing_is_asked_for_once_and_read_when_they_are_back(
    ledger, monkeypatch, tmp_path
):
    engine, asked_for = ledger.engine, []
    (digest,) = [row["digest"] for row in every_row(engine, tables.messages) if row["id"] == 2]
    path = ledger.vault.path(digest)
    path.rename(tmp_path / "away.eml")
    origins = pipeline.origins
    monkeypatch.setattr(pipeline, "origins", lambda *given: (asked_for.append(given[1]), origins(*given))[1])

    def freshened():
        with store.writing(engine) as connection:
            return freshen(connection, ledger)

    with store.writing(engine) as connection:
        connection.execute(tables.stale_readings.insert(), [{"letter_id": 2, "asked_in": None}])
    assert (freshened(), freshened(), asked_for) == (0, 0, [[2]])
    assert [row["letter_id"] for row in every_row(engine, tables.stale_readings)] == [2]
    (tmp_path / "away.eml").rename(path)
    assert freshened() == 1
    assert every_row(engine, tables.stale_readings) == []
