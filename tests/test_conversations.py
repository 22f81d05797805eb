"""Whole conversations: taken in in any order and in batches of any size they end in one ledger, and tell
one story.
"""

import random
from dataclasses import replace
from pathlib import Path

import pytest
from ci import in_ci
from databases import dump, every_row, view
from reading import read_once
from sqlalchemy import delete

from ingest.batches import take_in_all
from ingest.message import Message, Place
from ingest.pipeline import Ledger, take_in
from ingest.reading import read_message
from ingest.vault import Vault
from models import tables

FIXTURES = Path(__file__).parent / "fixtures"
FOLDERS = sorted({path.parent for path in FIXTURES.rglob("*.eml")} - {FIXTURES / "broken"})
ORDERS = in_ci(20, 6)
REQUESTER = {
    "addresses": frozenset({"dana.whitlock@courier.example", "owen@saltlick.example"}),
    "request_addresses": ("dana+*@courier.example",),
    "authserv_ids": frozenset({"mx.courier.example"}),
}


@pytest.fixture
def ledger(engine, tmp_path):
    return Ledger(engine, Vault(tmp_path / "vault"), **REQUESTER, read=read_once)


def messages_of(folder):
    return [Message(path.read_bytes(), Place.in_path(path.name)) for path in sorted(folder.glob("*.eml"))]


def empty(engine):
    with engine.begin() as connection:
        for table in reversed(tables.metadata.sorted_tables):
            if table.name != "ledger":
                connection.execute(delete(table))


def in_batches(messages, ledger, dice):
    """Take messages in, in batches of random sizes; a batch of one is a letter as the daemon takes it."""
    left = list(messages)
    while left:
        size = dice.choice([1, 1, 2, 3, 5, len(left)])
        if size == 1:
            take_in(left[0], ledger)
        else:
            take_in_all(left[:size], ledger)
        left = left[size:]


@pytest.mark.parametrize("folder", FOLDERS, ids=[folder.name for folder in FOLDERS])
def test_any_order_and_any_size_of_batches_give_equal_dumps(ledger, folder):
    messages = messages_of(folder)
    expected = None
    for turn in range(ORDERS):
        dice = random.Random(f"{folder.name} {turn}")
        shuffled = list(messages)
        if turn:
            dice.shuffle(shuffled)
        empty(ledger.engine)
        if turn:
            in_batches(shuffled, ledger, dice)
        else:
            for message in shuffled:
                take_in(message, ledger)
        found = dump(ledger.engine)
        assert found["stale_readings"] == []
        expected = expected or found
        assert found == expected, turn
    assert len(expected["letters"]) == len(messages)


def test_all_conversations_at_once_do_not_disturb_one_another(ledger):
    messages = [message for folder in FOLDERS for message in messages_of(folder)]
    dumps = []
    for turn in range(2):
        dice = random.Random(turn)
        dice.shuffle(messages)
        empty(ledger.engine)
        in_batches(messages, ledger, dice)
        dumps.append(dump(ledger.engine))
    assert dumps[0] == dumps[1]


def told(ledger, name):
    take_in_all(messages_of(FIXTURES / "conversations" / name), ledger)
    return view(ledger.engine, "requests_now")


def reasons(engine):
    return [
        (row["letter_id"], row["reason"], row["sure"])
        for row in sorted(every_row(engine, tables.request_letters), key=lambda row: row["letter_id"])
    ]


def test_answers_between_the_items_of_a_known_request_are_heard(ledger):
    (request,) = told(ledger, "echo-with-answers")
    assert (request["tracking_number"], request["status"], request["filed_on"]) == (
        "2024-0117",
        "fulfilled",
        "2024-03-04",
    )
    assert {row["asked_in"] for row in every_row(ledger.engine, tables.readings)} == {None, 1}
    sentences = {row["sentence"] for row in view(ledger.engine, "timeline") if row["sentence"]}
    assert not [each for each in sentences if "payment is denied" in each or "$40.00" in each]
    assert reasons(ledger.engine) == [
        (1, "echo", "likely"),
        (2, "echo", "likely"),
        (3, "number", "certain"),
        (4, "number", "certain"),
    ]


def test_what_the_request_says_counts_until_the_request_is_known(ledger):
    _, _, number, answers = messages_of(FIXTURES / "conversations" / "echo-with-answers")
    take_in_all([number, answers], ledger)
    assert {row["asked_in"] for row in every_row(ledger.engine, tables.readings)} == {None}
    alone = {row["sentence"] for row in view(ledger.engine, "timeline") if row["sentence"]}
    take_in(messages_of(FIXTURES / "conversations" / "echo-with-answers")[0], ledger)
    known = {row["sentence"] for row in view(ledger.engine, "timeline") if row["sentence"]}
    assert {row["asked_in"] for row in every_row(ledger.engine, tables.readings)} == {None, 3}
    assert alone != known


def test_only_letters_that_may_repeat_the_request_are_read_with_it(ledger):
    read = []

    def reading(message, requester, asked=None):
        read.append((message.place.name, asked is not None))
        return read_message(message, requester, asked)

    counting = replace(ledger, read=reading)
    messages = messages_of(FIXTURES / "conversations" / "echo-with-answers")
    take_in_all(messages, counting)
    known = {row["letter_id"]: row["asked_in"] for row in every_row(ledger.engine, tables.readings)}
    assert known == {1: None, 2: 1, 3: 1, 4: 1}
    again = [name for name, is_known in read if is_known]
    assert again == [message.place.name for message in messages[2:]]
    assert len(read) == len(messages) + 2


def test_every_number_a_request_had_leads_to_it(ledger):
    (request,) = told(ledger, "numbers-of-one-request")
    assert (request["tracking_number"], request["status"]) == ("HS-2024-00031", "fulfilled")
    numbers = {row["number"]: row["kind"] for row in every_row(ledger.engine, tables.request_numbers)}
    assert numbers == {"HS-2024-00031": "main", "HS-2024-00058": "refiled", "AP-24-7": "appeal"}


def test_a_letter_that_names_several_requests_belongs_to_each(ledger):
    requests = told(ledger, "one-letter-several-requests")
    assert [(row["tracking_number"], row["status"]) for row in requests] == [
        ("24-17", "no_records"),
        ("24-18", "no_records"),
    ]
    assert [row for row in view(ledger.engine, "review") if row["question"] == "match"] == []


def test_a_relays_address_keeps_letters_together_before_any_number(ledger):
    requests = {row["tracking_number"]: row["status"] for row in told(ledger, "relay-address")}
    assert requests == {"HS-2024-00101": "fulfilled", None: "acknowledged"}
    assert ("relay", "certain") in {each[1:] for each in reasons(ledger.engine)}


def test_an_alias_of_the_requester_keeps_letters_together(ledger):
    (request,) = told(ledger, "alias-of-the-requester")
    assert (request["status"], request["filed_on"]) == ("no_records", "2024-09-02")


def test_a_request_never_acknowledged_is_silent_whatever_a_machine_answered(ledger):
    (request,) = told(ledger, "never-acknowledged")
    assert (request["status"], request["filed_on"]) == (None, "2024-10-07")
    (silent,) = view(ledger.engine, "silent")
    assert (silent["recipients"], silent["follow_ups"], silent["last_sent_at"]) == (
        "records@tarrow.example",
        1,
        "2024-11-04 09:00:00",
    )
    assert silent["days_silent"] > 400
    (asked,) = view(ledger.engine, "asked")
    assert asked["text"].startswith("Under the public records act I request the menus")


def test_an_answer_in_a_thread_of_its_own_is_known_by_agency_and_subject(ledger):
    (request,) = told(ledger, "answer-by-subject")
    assert (request["status"], request["filed_on"]) == ("fulfilled", "2024-11-11")
    assert ("subject", "likely") in {each[1:] for each in reasons(ledger.engine)}
    assert view(ledger.engine, "silent") == []


def test_forged_letters_are_filed_and_shown_and_move_nothing(ledger):
    (request,) = told(ledger, "forged")
    assert (request["status"], request["next_promised_on"]) == ("extended", "2025-01-10")
    assert len(every_row(ledger.engine, tables.request_letters)) == 4
    held = [row["reason"] for row in view(ledger.engine, "review") if row["question"] == "trust"]
    assert len(held) == 2
    assert "mx.courier.example" in held[0]
    assert "comes from records@bad.example" in held[1]
