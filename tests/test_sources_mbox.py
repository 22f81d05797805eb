"""An mbox read as a stream: Takeout's labels, damage, large messages, bounded memory."""

import io
import random
import tracemalloc

import pytest

from ingest import sources_mbox
from ingest.source_trouble import Unread
from ingest.sources import messages_in
from ingest.sources_mbox import messages_of_mbox

LETTER = b"From: clerk@city.example\nSubject: %d\n\nYour request was received.\n"
SEPARATOR = b"From clerk@city.example Wed Jul  3 09:00:00 2019\n"
TAKEOUT = b"From 1638@xxx Wed Jul 03 09:00:00 +0000 2019\nX-GM-THRID: 1638\nX-Gmail-Labels: %s\n"


def read(raw: bytes, unread: Unread | None = None) -> list[bytes]:
    stream = io.BytesIO(raw)
    return [m.raw for m in messages_of_mbox("box", stream.read(7), stream, [] if unread is None else unread)]


@pytest.mark.parametrize(
    ("told", "folder", "is_sent"),
    [
        (b"Inbox,Important,Records requests", "Inbox,Important,Records requests", False),
        (b"Sent,Opened", "Sent,Opened", True),
        (b"=?UTF-8?Q?Antr=C3=A4ge,Gesendet?=", "Anträge,Gesendet", True),
        (b"=?UTF-8?Q?Gesendete_?=\n =?UTF-8?Q?Antr=C3=A4ge?=,Inbox", "Gesendete Anträge,Inbox", False),
        (b"=?no-charset?Q?Inbox?=,a", "=?no-charset?Q?Inbox?=,a", False),
    ],
)
def test_the_labels_of_google_takeout_are_where_a_letter_was(tmp_path, told, folder, is_sent):
    path = tmp_path / "All mail Including Spam and Trash.mbox"
    path.write_bytes(TAKEOUT % told + LETTER % 1 + b"\n" + SEPARATOR + LETTER % 2)
    labelled, plain = messages_in(path)
    assert (labelled.place.folder, labelled.place.holds_sent) == (folder, is_sent)
    assert (plain.place.folder, plain.place.holds_sent) == (None, False)
    assert labelled.raw.startswith(b"X-GM-THRID: 1638\nX-Gmail-Labels: ")


def test_a_label_in_the_text_of_a_letter_is_none(tmp_path):
    path = tmp_path / "box"
    path.write_bytes(SEPARATOR + LETTER % 1 + b"X-Gmail-Labels: Sent\n")
    (message,) = messages_in(path)
    assert message.place.folder is None


def test_messages_come_back_wherever_the_stream_is_cut(monkeypatch):
    monkeypatch.setattr(sources_mbox, "LONGEST_SEPARATOR", 700)
    letters = [LETTER % n + b"x" * random.Random(n).randint(0, 900) + b"\n" for n in range(60)]
    raw = b"".join(SEPARATOR + letter + b"\n" for letter in letters)
    for chunk in (1, 13, 64, 1000, 10**6):
        monkeypatch.setattr(sources_mbox, "CHUNK", chunk)
        assert read(raw) == letters


def test_an_mbox_that_lost_its_beginning_keeps_all_that_is_left(tmp_path):
    path = tmp_path / "Records.mbox"
    path.write_bytes((LETTER % 1)[9:] + b"\n" + SEPARATOR + LETTER % 2 + b"\n" + SEPARATOR + LETTER % 3)
    assert [message.raw for message in messages_in(path)] == [(LETTER % 1)[9:], LETTER % 2, LETTER % 3]


def test_an_mbox_that_is_cut_short_keeps_all_that_is_left(tmp_path):
    path = tmp_path / "Records.mbox"
    path.write_bytes(SEPARATOR + LETTER % 1 + b"\n" + SEPARATOR + (LETTER % 2)[:30])
    assert [message.raw for message in messages_in(path)] == [LETTER % 1, (LETTER % 2)[:30]]


def test_an_mbox_may_begin_with_a_mark_and_empty_lines(tmp_path):
    path = tmp_path / "box"
    path.write_bytes(b"\xef\xbb\xbf\r\n\n" + SEPARATOR + LETTER % 1 + b"\n" + SEPARATOR + LETTER % 2)
    first, second = messages_in(path)
    assert [first.raw, second.raw] == [LETTER % 1, LETTER % 2]
    assert second.place.name == f"mbox:{path}#{path.read_bytes().rindex(SEPARATOR)}"


def test_an_empty_mbox_holds_nothing(tmp_path):
    (tmp_path / "Empty.mbox").touch()
    assert list(messages_in(tmp_path / "Empty.mbox")) == []


def test_a_message_too_large_to_hold_is_told_and_the_others_are_read(monkeypatch):
    monkeypatch.setattr(sources_mbox, "MOST_MESSAGE", 50_000)
    monkeypatch.setattr(sources_mbox, "CHUNK", 10_000)
    unread: Unread = []
    large = LETTER % 2 + b"x" * 200_000 + b"\n"
    raw = b"".join(SEPARATOR + letter + b"\n" for letter in (LETTER % 1, large, LETTER % 3))
    assert read(raw, unread) == [LETTER % 1, LETTER % 3]
    start = len(SEPARATOR + LETTER % 1) + 1
    assert unread == [(f"box#{start}", "the message has more than 50,000 bytes")]


def test_no_more_is_in_memory_than_the_message_at_hand(tmp_path):
    path = tmp_path / "box"
    with path.open("wb") as file:
        for number in range(40):
            file.write(SEPARATOR + LETTER % number + b"all is well\n" * 80_000 + b"\n")
    tracemalloc.start()
    assert sum(1 for _ in messages_in(path)) == 40
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert path.stat().st_size > 38_000_000
    assert peak < 8_000_000
