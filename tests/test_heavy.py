"""Large attachments: cut out before parsing, whole when asked for; text is never taken for one."""

import base64
import tracemalloc

from parsers.heavy import HEAVY, MOST_TEXT, lighten
from parsers.letter import open_letter
from parsers.mime import take_apart
from parsers.registry import read

HEAD = (
    b"From: Records <records@quillby.example>\r\nSubject: Request 2021-0305\r\nMIME-Version: 1.0\r\n"
    b"Content-Type: multipart/mixed; boundary=walk\r\n\r\n"
)
LETTER = b"Content-Type: text/plain\r\n\r\nWe have received your request 2021-0305.\r\n"
RECORDS = bytes(range(256)) * 2_000


def _part(kind: bytes, content: bytes) -> bytes:
    head = b"Content-Type: " + kind + b"\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    return head + base64.encodebytes(content).replace(b"\n", b"\r\n")


def _message(*parts: bytes) -> bytes:
    return HEAD + b"".join(b"--walk\r\n" + part for part in (LETTER, *parts)) + b"--walk--\r\n"


def test_a_large_attachment_is_parsed_as_a_mark_and_decoded_whole() -> None:
    raw = _message(_part(b"application/zip", RECORDS), _part(b"image/png", RECORDS[:900]))
    assert len(lighten(raw)[0]) < 3_000
    attachments = take_apart(raw).attachments
    assert [leaf.payload() for leaf in attachments] == [RECORDS, RECORDS[:900]]


def test_two_large_attachments_are_told_apart() -> None:
    other = RECORDS[::-1]
    attachments = take_apart(
        _message(_part(b"application/zip", RECORDS), _part(b"image/tiff", other))
    ).attachments
    assert [leaf.payload() for leaf in attachments] == [RECORDS, other]


def test_a_large_text_is_not_cut_out() -> None:
    text = b"Your request is closed. " * 20_000
    for kind in (b"text/plain", b"Text/Plain; charset=utf-8", b"\r\n text/plain"):
        raw = _message(_part(kind, text))
        assert len(text) > HEAVY
        assert lighten(raw) == (raw, {}) or not lighten(raw)[1]
        assert "Your request is closed." in open_letter(raw).body[-2_000:]


def test_a_part_that_does_not_tell_what_it_holds_is_text() -> None:
    part = _part(b"x", b"Your request is closed. " * 20_000).split(b"\r\n", 1)[1]
    assert "Your request is closed." in open_letter(_message(part)).body[-2_000:]


def test_parts_behind_an_endless_text_are_still_found() -> None:
    endless = b"We are still looking. " * (MOST_TEXT // 20)
    raw = _message(_part(b"text/plain", endless), _part(b"image/png", RECORDS[:900]))
    assert [leaf.payload() for leaf in take_apart(raw).attachments] == [RECORDS[:900]]


def test_a_letter_cut_off_inside_a_large_attachment_keeps_what_came() -> None:
    raw = _message(_part(b"application/zip", RECORDS))
    came = take_apart(raw[: len(raw) // 2]).attachments[0].payload()
    assert len(came) > 200_000
    assert came == RECORDS[: len(came)]


def test_a_message_that_holds_our_own_mark_is_read() -> None:
    forged = b"Content-Type: application/zip\r\n\r\ncut/out/00000007\r\n"
    leaf = take_apart(_message(_part(b"application/zip", RECORDS), forged)).attachments[1]
    assert leaf.payload().strip() == b"cut/out/00000007"


def test_thirty_megabytes_cost_little_memory() -> None:
    raw = _message(_part(b"application/octet-stream", b"All of it." * 3_000_000))
    tracemalloc.start()
    reading = read(open_letter(raw))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert reading.facts
    assert peak < 10_000_000
