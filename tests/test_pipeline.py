"""take_in(): one message in, its rows out, once, whatever happens in between."""

import os
import random
import signal
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from databases import dump, every_row, view
from killing import is_killed
from reading import read_once

from ingest import store
from ingest.message import Cursor, Message, Place
from ingest.pipeline import Ledger, take_in
from ingest.vault import Vault
from models import schema, tables
from parsers import registry
from parsers.facts import Direction, Outcome

FIXTURES = Path(__file__).parent / "fixtures"
SACRAMENTO = sorted((FIXTURES / "govqa").glob("0?-*.eml"))
REQUESTER = frozenset({"dana.whitlock@courier.example"})


@pytest.fixture
def ledger(engine, tmp_path):
    return Ledger(engine, Vault(tmp_path / "vault"), REQUESTER)


def _message(path, place=None):
    return Message(path.read_bytes(), place or Place.in_path(path.name))


def _letter(headers="", body="Your request R-1 has been closed.", number=1):
    text = (
        f"Message-ID: <{number}@sparrowfield.example>\nSubject: Public records request\n{headers}\n{body}\n"
    )
    return Message(text.encode(), Place.in_path(f"{number}.eml"))


def test_taking_in_twice_files_once(ledger):
    assert len(SACRAMENTO) == 7
    first = [take_in(_message(path), ledger) for path in SACRAMENTO]
    before = dump(ledger.engine)
    assert [take_in(_message(path), ledger) for path in SACRAMENTO] == [None] * 7
    assert all(isinstance(each, Outcome) for each in first)
    assert dump(ledger.engine) == before


def test_the_conversation_is_one_request(ledger):
    for path in SACRAMENTO:
        take_in(_message(path), ledger)
    (request,) = view(ledger.engine, "requests_now")
    assert (request["tracking_number"], request["status"]) == ("P015720-070319", "fulfilled")
    assert (request["times_slipped"], request["next_promised_on"]) == (1, None)
    letters = [row["direction"] for row in view(ledger.engine, "timeline") if row["kind"] == "letter"]
    assert letters == ["outgoing", "incoming", "incoming", "incoming", "outgoing", "incoming", "incoming"]
    assert [
        (row["about"], row["basis"], row["promised_on"], row["outcome"], row["days_slipped"])
        for row in view(ledger.engine, "promises")
    ] == [
        ("determination", "reckoned", "2019-07-29", "kept", 0),
        ("records", "stated", "2019-10-25", "slipped", 31),
        ("records", "stated", "2019-11-25", "kept", 0),
    ]


def test_every_fixture_in_any_order_gives_the_same_ledger(tmp_path):
    messages = [_message(path) for path in sorted(FIXTURES.rglob("*.eml"))]
    dumps = []
    for turn in range(3):
        engine = schema.connect(f"sqlite:///{tmp_path / f'{turn}.db'}")
        schema.upgrade(engine)
        random.Random(turn).shuffle(messages)
        for message in messages:
            take_in(message, Ledger(engine, Vault(tmp_path / "vault"), REQUESTER, read=read_once))
        dumps.append(dump(engine))
        engine.dispose()
    assert len(dumps[0]["letters"]) == len({message.digest for message in messages})
    assert dumps[0] == dumps[1] == dumps[2]


def test_strange_mail_is_filed_on_both_databases(ledger):
    for path in sorted((FIXTURES / "broken").glob("*.eml")):
        assert take_in(_message(path), ledger) is not None, path.name
    for message in (b"", b"\x00" * 10, b"\xff\xfe" * 50, b"Subject: \xed\xa0\x80\n\n\x00"):
        take_in(Message(message, Place.in_path(f"odd {len(message)}")), ledger)
    assert every_row(ledger.engine, tables.readings)


def test_the_same_bytes_elsewhere_are_a_new_arrival_and_nothing_else(ledger):
    message = _letter()
    take_in(message, ledger)
    before = dump(ledger.engine)
    elsewhere = replace(message, place=Place.in_folder("home", "INBOX", 1, 9, None))
    assert take_in(elsewhere, ledger, Cursor("home", "INBOX", 1, 9)) is None
    after = dump(ledger.engine)
    assert len(after.pop("arrivals")) == len(before.pop("arrivals")) + 1
    assert before.pop("folders") == []
    assert after.pop("folders") == [("mailbox=home", "folder=INBOX", "uidvalidity=1", "last_uid=9")]
    assert after == before


def test_two_letters_with_one_message_id_are_both_kept(ledger):
    take_in(_letter(body="Your request R-1 is denied."), ledger)
    take_in(_letter(body="Your request R-1 is granted."), ledger)
    assert len(every_row(ledger.engine, tables.letters)) == 2


def test_a_reader_that_fails_costs_no_letter(ledger, monkeypatch):
    def fail(_letter, _portal=None):
        raise RuntimeError("a fault in a rule")

    monkeypatch.setattr(registry, "choose", fail)
    message = _letter()
    assert take_in(message, ledger) is Outcome.FAILED
    (reading,) = every_row(ledger.engine, tables.readings)
    assert "a fault in a rule" in reading["problem"]
    assert ledger.vault.raw(message.digest) == message.raw
    assert [row["reason"] for row in view(ledger.engine, "review") if "fault" in row["reason"]]


RECEIVED = datetime(2024, 3, 5, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "sent_at", "sent_on"),
    [
        ("Mon, 4 Mar 2024 22:30:00 -0800", "2024-03-05 06:30:00", "2024-03-04"),
        ("Thu, 7 Mar 2024 11:00:00 +0000", "2024-03-07 11:00:00", "2024-03-07"),
        ("Thu, 7 Mar 2024 13:00:00 +0000", "2024-03-05 12:00:00", "2024-03-05"),
        ("Mon, 4 Mar 1985 12:00:00 +0000", "2024-03-05 12:00:00", "2024-03-05"),
        ("Mon, 1 Jan 0001 00:00:00 +0000", "2024-03-05 12:00:00", "2024-03-05"),
        ("soon", "2024-03-05 12:00:00", "2024-03-05"),
    ],
)
def test_a_date_header_is_believed_where_it_can_be(ledger, header, sent_at, sent_on):
    place = Place.in_folder("home", "INBOX", 1, 1, RECEIVED)
    take_in(replace(_letter(f"Date: {header}\n"), place=place), ledger)
    (row,) = every_row(ledger.engine, tables.letters)
    assert (f"{row['sent_at']:%Y-%m-%d %H:%M:%S}", str(row["sent_on"]), row["date_header"]) == (
        sent_at,
        sent_on,
        header,
    )


def test_without_any_date_the_letter_is_kept_and_shown(ledger):
    take_in(_letter(), ledger)
    assert every_row(ledger.engine, tables.letters)[0]["sent_at"] is None
    assert "nothing says when the letter was sent" in [row["reason"] for row in view(ledger.engine, "review")]


@pytest.mark.parametrize(
    ("sender", "holds_sent", "addresses", "direction"),
    [
        ("Dana.Whitlock@Courier.example", False, REQUESTER, "outgoing"),
        ("dana.whitlock+budget@courier.example", False, REQUESTER, "outgoing"),
        ("records@sparrowfield.example", False, REQUESTER, "incoming"),
        ("records@sparrowfield.example", False, frozenset(), "unknown"),
        ("anybody@courier.example", True, frozenset(), "outgoing"),
    ],
)
def test_who_wrote_is_told_by_the_mailbox_first(engine, tmp_path, sender, holds_sent, addresses, direction):
    place = Place.in_folder("home", "any", 1, 1, RECEIVED, holds_sent=holds_sent)
    message = replace(_letter(f"From: {sender}\n"), place=place)
    take_in(message, Ledger(engine, Vault(tmp_path / "vault"), addresses))
    assert every_row(engine, tables.letters)[0]["direction"] == direction


def test_a_letter_found_again_among_the_sent_ones_is_the_requesters_own(engine, tmp_path):
    ledgers = []
    for turn, folders in enumerate((("All", "Sent"), ("Sent", "All"))):
        other = schema.connect(f"sqlite:///{tmp_path / f'{turn}.db'}")
        schema.upgrade(other)
        for folder in folders:
            place = Place.in_folder("home", folder, 1, 1, RECEIVED, holds_sent=folder == "Sent")
            take_in(replace(_letter(), place=place), Ledger(other, Vault(tmp_path / "vault")))
        ledgers.append(dump(other))
        assert every_row(other, tables.letters)[0]["direction"] == Direction.OUTGOING
        other.dispose()
    assert ledgers[0] == ledgers[1]


def test_two_writers_of_one_letter_file_it_once(ledger):
    outcomes, start = [], threading.Barrier(4)

    def write():
        start.wait()
        outcomes.append(take_in(_letter(), ledger))

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes, key=str).count(None) == 3
    assert len(every_row(ledger.engine, tables.letters)) == 1
    assert len(every_row(ledger.engine, tables.arrivals)) == 1


def dies_of(url: str, vault: Vault, path: Path, where: str) -> bool:
    """Take a letter in, in a child process that kills itself at a place, and return whether it was killed."""

    def take_in_and_die() -> None:
        module, name, when = where.split(".")
        _die_in({"os": os, "store": store}[module], name, when == "after")
        place = Place.in_folder("home", "INBOX", 1, 4, None)
        ledger = Ledger(schema.connect(url), vault, REQUESTER, read=read_once)
        take_in(_message(path, place), ledger, Cursor("home", "INBOX", 1, 4))

    return is_killed(take_in_and_die)


def _die_in(module, name: str, after: bool) -> None:
    whole = getattr(module, name)

    def dying(*given, **named):
        if after:
            whole(*given, **named)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(module, name, dying)


PLACES_TO_DIE = [
    "os.replace.before",
    "os.replace.after",
    "store.filed_as.before",
    "store.file_letter.before",
    "store.settle.before",
    "store.file_letter.after",
    "store.arrival.after",
    "store.keep_cursor.before",
    "store.keep_cursor.after",
]


@pytest.mark.parametrize("where", PLACES_TO_DIE)
def test_killed_anywhere_the_next_run_ends_in_the_same_rows(database_url, engine, tmp_path, where):
    *before, last = SACRAMENTO[:4]
    vault = Vault(tmp_path / "vault")
    cursor = Cursor("home", "INBOX", 1, 4)
    for path in before:
        take_in(_message(path), Ledger(engine, vault, REQUESTER, read=read_once))
    untouched = dump(engine)
    engine.dispose()  # a child that inherits a connection takes its locks for its own
    assert dies_of(database_url, vault, last, where)
    assert dump(engine) == untouched
    place = Place.in_folder("home", "INBOX", 1, 4, None)
    assert take_in(_message(last, place), Ledger(engine, vault, REQUESTER), cursor) is Outcome.READ
    assert dump(engine) == _undisturbed(tmp_path, [*map(_message, before), _message(last, place)], cursor)
    assert store.cursor(engine, "home", "INBOX") == cursor


def _undisturbed(tmp_path, messages, cursor):
    """Return the dump of a ledger that took the same messages in without a fault."""
    engine = schema.connect(f"sqlite:///{tmp_path / 'undisturbed.db'}")
    schema.upgrade(engine)
    vault = Vault(tmp_path / "other")
    for message in messages:
        last = message is messages[-1]
        take_in(message, Ledger(engine, vault, REQUESTER, read=read_once), cursor if last else None)
    found = dump(engine)
    engine.dispose()
    return found


def test_a_cursor_is_kept_with_its_letter(ledger):
    place = Place.in_folder("home", "INBOX", 5, 77, RECEIVED + timedelta(days=1))
    take_in(replace(_letter(), place=place), ledger, Cursor("home", "INBOX", 5, 77))
    assert store.cursor(ledger.engine, "home", "INBOX") == Cursor("home", "INBOX", 5, 77)
