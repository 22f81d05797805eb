"""Hostile and broken mail: a reading or a problem, soon and in little memory, and never an exception."""

import subprocess
import sys
import time
from datetime import date
from email.utils import getaddresses
from pathlib import Path

import pytest

from parsers.facts import (
    About,
    Basis,
    Fee,
    Outcome,
    PromisedDate,
    Reading,
    Status,
    StatusChange,
    TrackingNumber,
)
from parsers.letter import Letter, open_letter
from parsers.registry import read

BROKEN = Path(__file__).parent / "fixtures" / "broken"
NAMES = sorted(path.stem for path in BROKEN.glob("*.eml"))
SECONDS = 2.0
MEGABYTES = 300

NO_LETTER = {"empty", "no-mail", "only-blank-lines"}
NO_BODY = {"headers-only", "multipart-without-parts"}
NO_WAY_IN = {"boundary-that-never-comes", "missing-boundary", "deep-parts"}  # a problem will do, silence not
OTHER_LETTERS = {"body-of-one-endless-line", "headers-cut-off", "same-message-id-b"}
WHOLE = sorted(set(NAMES) - NO_LETTER - NO_BODY - NO_WAY_IN - OTHER_LETTERS)
NOBODY = {"no-from", "from-without-address"}
UNDATED = {
    "no-date",
    "date-year-0001",
    "date-in-the-far-future",
    "date-with-impossible-zone",
    "unreadable-date",
}
BIGGEST = sorted(BROKEN.glob("*.eml"), key=lambda path: path.stat().st_size)[-7:]

READ_IN_LITTLE = """
import resource, sys
from pathlib import Path
from parsers.letter import open_letter
from parsers.registry import read
read(open_letter(b"Subject: warm-up\\n\\n<p>Your request 2021-0001 is closed.</p>"))
pages = int(Path("/proc/self/statm").read_text().split()[0])
limit = pages * resource.getpagesize() + int(sys.argv[2]) * 1024 * 1024
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
print(read(open_letter(Path(sys.argv[1]).read_bytes())).outcome)
"""


@pytest.mark.parametrize("name", NAMES)
def test_broken_mail_ends_in_a_reading_or_a_problem_soon(name: str) -> None:
    raw = _raw(name)
    start = time.process_time()
    reading = read(open_letter(raw))
    assert time.process_time() - start < SECONDS
    assert "The parser failed" not in (reading.problem or "")
    assert reading.problem or reading.outcome is not Outcome.FAILED


@pytest.mark.parametrize("name", WHOLE)
def test_one_fault_does_not_hide_what_the_letter_says(name: str) -> None:
    letter, reading = _read(name)
    assert letter.sender is None if name in NOBODY else _sender(letter) == "records@quillby.example"
    assert _numbers(reading) == ["2021-0305"]
    assert reading.status is Status.ACKNOWLEDGED
    assert _promises(reading) == [(date(2021, 5, 14), About.RECORDS, Basis.STATED)]


@pytest.mark.parametrize("name", sorted(NO_LETTER))
def test_what_is_no_letter_is_kept_with_the_reason(name: str) -> None:
    _, reading = _read(name)
    assert reading.outcome is Outcome.FAILED
    assert reading.facts == ()
    assert (reading.problem or "").endswith(".")


@pytest.mark.parametrize("name", sorted(NO_BODY))
def test_a_letter_without_a_body_still_bears_its_number(name: str) -> None:
    letter, reading = _read(name)
    assert _numbers(reading) == ["2021-0305"]
    assert reading.status is None
    assert letter.body.strip() == ""


@pytest.mark.parametrize("name", sorted(NO_WAY_IN))
def test_text_that_cannot_be_reached_is_not_lost_in_silence(name: str) -> None:
    letter, reading = _read(name)
    assert _sender(letter) == "records@quillby.example"
    assert reading.problem or reading.status is Status.ACKNOWLEDGED


@pytest.mark.parametrize("name", sorted(UNDATED))
def test_a_date_that_lies_is_no_date_and_the_header_is_kept(name: str) -> None:
    letter, _ = _read(name)
    assert letter.sent_at is None
    assert (letter.date_header is None) == (name == "no-date")


def test_an_attached_letter_says_nothing_for_the_one_it_is_attached_to() -> None:
    _, reading = _read("nested-message")
    assert "2021-0118" not in _numbers(reading)
    assert _statuses(reading) == {Status.ACKNOWLEDGED}
    assert not [fact for fact in reading.facts if isinstance(fact, Fee)]


def test_hidden_text_promises_nothing() -> None:
    letter, reading = _read("hidden-text")
    assert "June" not in letter.body
    assert _promises(reading) == [(date(2021, 5, 14), About.RECORDS, Basis.STATED)]
    assert _statuses(reading) == {Status.ACKNOWLEDGED}
    assert not [fact for fact in reading.facts if isinstance(fact, Fee)]


def test_the_name_of_an_attachment_is_never_a_path() -> None:
    letter, _ = _read("path-traversal-name")
    assert not [part.name for part in letter.parts if "/" in part.name or "\\" in part.name]
    assert not Path("/tmp/foialedger-was-here.txt").exists()
    assert not Path("/etc/foialedger-was-here.txt").exists()


def test_the_first_of_two_headers_counts() -> None:
    letter, _ = _read("two-from-headers")
    assert letter.subject == "Your records request 2021-0305"
    assert letter.sent_at is not None
    assert letter.sent_at.date() == date(2021, 4, 16)


def test_two_letters_may_bear_one_message_id() -> None:
    (one, first), (other, second) = _read("same-message-id-a"), _read("same-message-id-b")
    assert one.message_id == other.message_id == "<monday@quillby.example>"
    assert (first.status, second.status) == (Status.ACKNOWLEDGED, Status.FULFILLED)


def test_an_endless_line_still_promises() -> None:
    _, reading = _read("body-of-one-endless-line")
    assert _promises(reading) == [(date(2021, 5, 14), About.RECORDS, Basis.STATED)]
    assert max(len(fact.sentence.text) for fact in reading.facts) <= 1500


@pytest.mark.parametrize(
    "name", ["nul-bytes", "lone-surrogate", "lone-surrogate-html", "lone-surrogate-utf-16"]
)
def test_text_is_fit_for_any_database(name: str) -> None:
    letter, reading = _read(name)
    texts = [letter.subject, letter.body, *(fact.sentence.text for fact in reading.facts)]
    for text in texts:
        assert "\x00" not in text
        assert text.encode("utf-8").decode("utf-8") == text  # raises for half of a surrogate pair


@pytest.mark.slow
@pytest.mark.skipif(
    not Path("/proc/self/statm").exists(), reason="only Linux tells how much memory is in use"
)
@pytest.mark.parametrize("path", BIGGEST, ids=[path.stem for path in BIGGEST])
def test_hostile_mail_is_read_in_little_memory(path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", READ_IN_LITTLE, str(path), str(MEGABYTES)],
        capture_output=True,
        text=True,
        cwd=BROKEN.parents[2],
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() in set(Outcome)


@pytest.mark.slow
def test_a_letter_with_thirty_megabytes_attached_is_read() -> None:
    head, body = _raw("path-traversal-name").split(b"--walk\r\n", 2)[:2]
    attached = b"Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    payload = b"QWxsIHRoZSByZWNvcmRzIG9mIHRoZSBicmlkZ2UgYXQgTWlsbCBDcmVlaywgc2Nhbm5lZC4=\r\n" * 550_000
    raw = b"--walk\r\n".join([head, body, attached + payload]) + b"--walk--\r\n"
    reading = read(open_letter(raw))
    assert reading.status is Status.ACKNOWLEDGED
    assert _promises(reading) == [(date(2021, 5, 14), About.RECORDS, Basis.STATED)]


def _raw(name: str) -> bytes:
    return (BROKEN / f"{name}.eml").read_bytes()


def _read(name: str) -> tuple[Letter, Reading]:
    letter = open_letter(_raw(name))
    return letter, read(letter)


def _sender(letter: Letter) -> str | None:
    return letter.sender.email if letter.sender else None


def _numbers(reading: Reading) -> list[str]:
    return [fact.number for fact in reading.facts if isinstance(fact, TrackingNumber)]


def _statuses(reading: Reading) -> set[Status]:
    return {fact.status for fact in reading.facts if isinstance(fact, StatusChange)}


def _promises(reading: Reading) -> list[tuple[date, About, Basis]]:
    return [
        (fact.promised_on, fact.about, fact.basis) for fact in reading.facts if isinstance(fact, PromisedDate)
    ]


def test_a_fault_in_decoding_is_a_problem_of_that_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_raw: bytes) -> None:
        raise TypeError("no such part")

    monkeypatch.setattr("parsers.mime.take_apart", fail)
    letter = open_letter(b"From: a@b.example\r\n\r\nDear Ms. Ferro\r\n")
    assert "could not be opened" in (letter.problem or "")
    assert read(letter).outcome is Outcome.FAILED


def test_a_header_that_is_missing_names_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    def as_older_pythons_do(values: list[str]) -> list[tuple[str, str]]:
        return getaddresses(values) or [("", "")]

    monkeypatch.setattr("parsers.mime.getaddresses", as_older_pythons_do)
    letter = open_letter((BROKEN / "encoded-word-cut-short.eml").read_bytes())
    assert [address.email for address in letter.to] == ["lena.ferro@bridgewatch.example"]
