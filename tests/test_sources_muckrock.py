"""MuckRock's requests: as its API gives them, and as a page saved as text."""

import json
import time
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from sources import read
from sqlalchemy import text

from ingest.batches import take_in_all
from ingest.pipeline import Ledger
from ingest.reading import read_message
from ingest.sources import messages_in
from ingest.vault import Vault
from parsers import registry
from parsers.letter import open_letter

SAVED = Path(__file__).parent / "fixtures" / "saved"
V1, V2, PAGE = (SAVED / name for name in ("request-v1.json", "communications-v2.json", "request-page.txt"))


def parsed(message):
    return message_from_bytes(message.raw, policy=policy.default)


@pytest.fixture
def ledger(engine, tmp_path):
    return Ledger(engine, Vault(tmp_path / "vault"))


def rows(engine, sql: str) -> list[tuple]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(sql))]


# The API's JSON


def test_each_communication_of_a_request_is_a_message():
    found, told = read(V1)
    assert told == ""
    letters = [parsed(message) for message in found[1:]]
    assert [str(letter["Date"]) for letter in letters] == [
        "Mon, 02 May 2022 09:15:02 -0400",
        "Wed, 04 May 2022 16:40:11 -0400",
        "Fri, 09 Dec 2022 23:30:00 -0500",
    ]
    assert str(letters[0]["From"]) == "KitLavelle <71044-00000000@requests.muckrock.com>"
    assert str(letters[1]["To"]) == "KitLavelle <71044-00000000@requests.muckrock.com>"
    assert str(letters[1]["From"]) == "Agency 902 at MuckRock <agency@requests.muckrock.invalid>"
    assert letters[2]["Subject"] == "Tow contracts"  # it has none of its own
    assert "We will respond within five business days." in letters[1].get_content()
    assert letters[2].get_content_type() == "text/html"
    assert [message.place.holds_sent for message in found[1:]] == [True, False, False]
    assert len({message.place.name for message in found}) == 4
    assert len({letter["Message-ID"] for letter in letters}) == 3


def test_the_same_request_gives_the_same_bytes_from_both_versions_of_the_api(tmp_path):
    first, _ = read(V1)
    again, _ = read(V1)
    assert [message.raw for message in first] == [message.raw for message in again]
    plain = {message.raw.partition(b"Subject: ")[2][:60] for message in first[1:3]}
    newer, told = read(V2)
    assert told == ""
    assert {message.raw.partition(b"Subject: ")[2][:60] for message in newer} == plain
    assert [parsed(each)["Message-ID"] for each in newer] == [
        parsed(each)["Message-ID"] for each in first[1:3]
    ]


def test_what_muckrock_may_change_later_changes_no_letter(tmp_path):
    told = json.loads(V1.read_text("utf-8"))
    told |= {"status": "done", "price": "12.00", "date_due": None}
    told["communications"][1] |= {"status": "processed", "delivered": "fax", "likely_foia": 3}
    (tmp_path / "later.json").write_text(json.dumps(told))
    assert [each.raw for each in read(tmp_path)[0]] == [each.raw for each in read(V1)[0]]


def test_a_list_and_a_page_of_requests_are_read_alike(tmp_path):
    told = json.loads(V1.read_text("utf-8"))
    raws = [each.raw for each in read(V1)[0]]
    for shape in ([told], {"count": 1, "next": None, "results": [told]}):
        (tmp_path / "requests.json").write_text(json.dumps(shape))
        assert [each.raw for each in read(tmp_path / "requests.json")[0]] == raws


@pytest.mark.parametrize("name", ["71044", "71044.txt", "a request"])
def test_what_is_json_is_seen_whatever_its_name(tmp_path, name):
    (tmp_path / name).write_bytes(b"\n" + V1.read_bytes())
    assert [each.raw for each in read(tmp_path)[0]] == [each.raw for each in read(V1)[0]]


def test_the_agency_may_be_named_by_whoever_saved_it(tmp_path):
    told = json.loads(V1.read_text("utf-8")) | {"agency": {"id": 902, "name": "Briarfield Police Department"}}
    (tmp_path / "x.json").write_text(json.dumps(told))
    message = read(tmp_path / "x.json")[0][2]
    assert registry.read(open_letter(message.raw, None)).agency == "Briarfield Police Department"


def test_a_request_from_the_api_is_one_request_with_its_number_days_and_files(ledger):
    take_in_all(messages_in(V1), ledger)
    assert rows(ledger.engine, "SELECT agency, tracking_number, status FROM requests_now") == [
        ("Agency 902 at MuckRock", "BPD-2022-0311", "fulfilled")
    ]
    ((day, *told),) = rows(ledger.engine, "SELECT promised_on, basis, sentence FROM promises")
    assert str(day) == "2022-05-10"
    assert told == ["reckoned", "We will respond within five business days."]
    links = rows(ledger.engine, "SELECT url, about FROM links")
    assert links == [("https://cdn.muckrock.com/foia_files/2022/12/10/tow_contracts_2021.pdf", "records")]
    assert rows(ledger.engine, "SELECT direction FROM letters ORDER BY sent_at")[1] == ("outgoing",)


def test_taking_it_in_again_files_nothing(ledger):
    assert take_in_all(messages_in(SAVED), ledger) > 0
    assert take_in_all(messages_in(SAVED), ledger) == 0


def test_json_of_another_shape_is_told_where_it_is_named_and_passed_over_in_a_folder(tmp_path):
    (tmp_path / "settings.json").write_text('{"theme": "dark"}')
    assert read(tmp_path) == ([], "")
    found, told = read(tmp_path / "settings.json")
    assert found == []
    assert "settings.json[0] could not be read (it is no request of MuckRock's: save what api_v1/foia" in told


def test_one_request_of_another_shape_does_not_cost_the_others(tmp_path):
    whole = json.loads(V1.read_text("utf-8"))
    alone = {"id": 9, "title": "x", "requested_docs": "y", "tracking_id": ""}
    nameless = {"communications": [{"communication": "hello"}]}
    mixed = whole | {"id": 10, "communications": [7, whole["communications"][0]]}
    (tmp_path / "all.json").write_text(json.dumps({"results": [alone, nameless, 5, mixed, whole]}))
    found, told = read(tmp_path)
    assert len(found) == 2 + 4
    assert "all.json[0] could not be read (it is a request without its communications: save what" in told
    assert "all.json[1] could not be read (nothing says which request it is" in told
    assert "all.json[2] could not be read (it is no request" in told
    assert "all.json[3] could not be read (1 of its communications are no texts" in told


@pytest.mark.parametrize(
    "raw", [b'{"communications": [', b'{"communications": ' + b"[" * 100_000, b'{"communications": \xff\xfe}']
)
def test_json_that_is_cut_short_or_hostile_is_told(tmp_path, raw):
    (tmp_path / "cut.json").write_bytes(raw)
    found, told = read(tmp_path)
    assert found == []
    assert "cut.json could not be read (it is no proper JSON, or was cut short" in told


@pytest.mark.parametrize("day", [None, "", "soon", "0001-01-01T00:00:00", "9999-12-31T23:59:59+00:00", 17])
def test_a_communication_without_a_readable_day_has_none(tmp_path, day):
    told = json.loads(V1.read_text("utf-8"))
    told["communications"] = [told["communications"][1] | {"datetime": day}]
    (tmp_path / "x.json").write_text(json.dumps(told))
    message = read(tmp_path / "x.json")[0][1]
    letter = open_letter(message.raw, None)
    assert letter.sent_at is None or letter.sent_at > datetime(9999, 1, 1, tzinfo=UTC)
    assert read_message(message).sent_at is None


# The page


def test_each_turn_of_a_page_is_a_message_without_a_date():
    found, told = read(PAGE)
    assert told == ""
    letters = [parsed(message) for message in found]
    assert [letter["From"].addresses[0].display_name for letter in letters] == [
        "MuckRock",
        "Kit Lavelle",
        "Briarfield Police Department",
        "June Halloran",
    ]
    assert [letter["Date"] for letter in letters] == [None] * 4
    assert letters[2]["Subject"] == "RE: Illinois Freedom of Information Act Request: Tow contracts"
    assert [message.place.holds_sent for message in found] == [False, True, False, False]
    head = letters[0].get_content().split("\r\n\r\n")
    assert head[:2] == [
        "Kit Lavelle filed this request with the Police Department of Briarfield, IL.",
        "Tracking # BPD-2022-0311",
    ]
    assert head[2].strip() == "Status: Partially Completed"


def test_a_mail_that_a_turn_quotes_is_no_turn():
    quoting = parsed(read(PAGE)[0][2]).get_content()
    assert "June Halloran\r\nFOIA Officer\r\n\r\nFrom: Kit Lavelle\r\nSent: Monday, May 2, 2022" in quoting


def test_what_is_reckoned_from_a_letters_day_stays_unreckoned_and_says_so():
    reading = registry.read(open_letter(read(PAGE)[0][2].raw, None))
    assert reading.status == "acknowledged"
    assert not [fact for fact in reading.facts if type(fact).__name__ == "PromisedDate"]
    assert reading.doubts == (
        "The letter bears no date, so no day was reckoned from: We will respond within five business days.",
    )
    assert registry.read(open_letter(read(V1)[0][2].raw, None)).doubts == ()


def test_a_page_is_one_request_with_its_number_and_agency(ledger):
    take_in_all(messages_in(PAGE), ledger)
    assert rows(ledger.engine, "SELECT agency, tracking_number FROM requests_now") == [
        ("Police Department of Briarfield, IL", "BPD-2022-0311")
    ]
    assert rows(ledger.engine, "SELECT COUNT(*) FROM letters WHERE sent_at IS NULL") == [(4,)]
    told = {row[0] for row in rows(ledger.engine, "SELECT reason FROM review")}
    assert "nothing says when the letter was sent" in told
    assert any("no day was reckoned from: We will respond" in reason for reason in told)


def test_a_page_may_be_saved_by_windows(tmp_path):
    plain = PAGE.read_text("utf-8")
    expected = [parsed(each).get_content() for each in read(PAGE)[0]]
    for name, raw in (
        ("utf16.txt", plain.replace("\n", "\r\n").encode("utf-16")),
        ("ansi.txt", plain.replace("\n", "\r\n").encode("cp1252")),
        ("marked.txt", plain.encode("utf-8-sig")),
    ):
        (tmp_path / name).write_bytes(raw)
        assert [parsed(each).get_content() for each in read(tmp_path / name)[0]] == expected


def test_a_page_with_the_number_at_muckrock_joins_that_request(tmp_path):
    (tmp_path / "page.txt").write_text(PAGE.read_text("utf-8").replace("Tweet", "MuckRock # 71044"), "utf-8")
    found = parsed(read(tmp_path / "page.txt")[0][2])
    assert found["To"].addresses[0].addr_spec == "71044-00000000@requests.muckrock.com"


def test_a_page_without_letters_is_told_and_a_letter_about_one_is_a_letter(tmp_path):
    (tmp_path / "bare.txt").write_text(
        "Tow contracts\n\nKit filed this request with the Town of Briarfield.\n"
    )
    letter = b"From: a@b.example\nSubject: x\n\nKit filed this request with the Town.\nFrom: y\nz\n"
    (tmp_path / "letter.txt").write_bytes(letter)
    found, told = read(tmp_path)
    assert found == []
    assert "bare.txt could not be read (it speaks of a MuckRock request and shows none of its letters" in told
    assert [message.raw for message in read(tmp_path / "letter.txt")[0]] == [letter]


@pytest.mark.parametrize(
    "filler",
    [
        " " * 2_000_000,
        "\n" * 2_000_000,
        "x filed " * 200_000,
        "-- Original\n" * 50_000,
        (" " * 110 + "\n") * 20_000,
    ],
)
def test_a_hostile_page_takes_seconds_and_no_more(tmp_path, filler):
    page = PAGE.read_text("utf-8").replace("From: June", f"{filler}\nFrom: June")
    (tmp_path / "page.txt").write_text(page)
    began = time.process_time()
    assert len(read(tmp_path)[0]) == 4
    assert time.process_time() - began < 10
