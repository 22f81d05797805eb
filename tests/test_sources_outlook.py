"""Outlook's .msg files as messages: the same bytes each time, the header they came with, what is attached."""

import random
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from compound import Tree, binary, compound, fixed, text

from ingest.rtf_packed import PackedWrongly, unpacked_rtf
from ingest.source_trouble import Unreadable
from ingest.sources import messages_in
from ingest.sources_outlook import Tag, opened_msg
from parsers.letter import open_letter

SENT = datetime(2026, 3, 2, 15, 4, 5, tzinfo=UTC)
HEADER = (
    "Received: from mx.city.example\r\n by mail.paper.example; Mon, 2 Mar 2026 10:04:09 -0500\r\n"
    "From: City Clerk <clerk@city.example>\r\nTo: dana@paper.example\r\nSubject: Request 26-114\r\n"
    "Date: Mon, 2 Mar 2026 10:04:05 -0500\r\nMessage-ID: <a1@city.example>\r\n"
    "Content-Type: multipart/mixed;\r\n boundary=gone\r\nMIME-Version: 1.0\r\n\r\n"
)
BODY = "Your request 26-114 was received on March 2, 2026.\r\nWe will answer by March 16, 2026.\r\n"
# The example of [MS-OXRTFCP], section 3.1.
PACKED = b"-\x00\x00\x00+\x00\x00\x00LZFu\xf1\xc5\xc7\xa7\x03\x00\n\x00rcpg125B2\n\xf3 hel\t\x00 bw\x05\xb0ld"
PACKED += b"}\n\x80\x0f\xa0"


def attachment(name: str, raw: bytes, kind: str = "application/pdf") -> dict[str, bytes]:
    return text(Tag.LONG_FILE_NAME, name) | binary(Tag.DATA, raw) | text(Tag.MIME_TYPE, kind) | fixed({}, 8)


def recipient(name: str, email: str, kind: int = 1) -> dict[str, bytes]:
    return text(Tag.NAME, name) | text(Tag.SMTP, email) | fixed({Tag.RECIPIENT_KIND: kind}, 8)


RECEIVED: Tree = {
    **fixed({Tag.DELIVERED: SENT, Tag.SUBMITTED: SENT}),
    **text(Tag.HEADERS, HEADER),
    **text(Tag.SUBJECT, "Request 26-114"),
    **text(Tag.BODY, BODY),
    "__attach_version1.0_#00000000": attachment("Détermination.pdf", bytes(range(256)) * 40),
}
SENT_ITEM: Tree = {
    **fixed({Tag.SUBMITTED: SENT, Tag.FLAGS: 0x21}),
    **text(Tag.SUBJECT, "Records, and a \u201cquestion\u201d"),
    **text(Tag.SENDER_NAME, "Dana Núñez"),
    **text(Tag.SENDER_EMAIL, "/O=PAPER/CN=DANA"),
    **text(Tag.SENDER_SMTP, "dana@paper.example"),
    **text(Tag.BODY, "Please send the log.\n"),
    **binary(Tag.HTML, "<p>Please send the log, Núñez.</p>".encode("cp1252")),
    "__recip_version1.0_#00000000": recipient("Clerk, City", "clerk@city.example"),
    "__recip_version1.0_#00000001": recipient("", "desk@paper.example", 2),
}


def parsed(raw: bytes) -> EmailMessage:
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def made(tree: Tree) -> bytes:
    opened = opened_msg(compound(tree))
    assert opened
    return opened.raw


def test_a_letter_keeps_the_header_it_came_with(tmp_path):
    (tmp_path / "letter.msg").write_bytes(compound(RECEIVED))
    (message,) = messages_in(tmp_path)
    letter = parsed(message.raw)
    assert message.raw.startswith(b"Received: from mx.city.example by mail.paper.example; Mon, 2 Mar")
    assert [letter[name] for name in ("From", "Message-ID", "Date")] == [
        "City Clerk <clerk@city.example>",
        "<a1@city.example>",
        "Mon, 02 Mar 2026 10:04:05 -0500",
    ]
    assert letter.get_body().get_content() == BODY
    (attached,) = letter.iter_attachments()
    assert attached.get_filename() == "Détermination.pdf"
    assert attached.get_content() == bytes(range(256)) * 40
    assert message.place.name == f"file:{tmp_path}/letter.msg"
    assert (message.place.received_at, message.place.holds_sent) == (SENT, False)


def test_the_house_reads_the_letter_as_it_would_have_come():
    letter = open_letter(made(RECEIVED | {"__attach_version1.0_#00000000": {}}), None)
    assert letter.problem is None
    assert (letter.sender.email, letter.subject) == ("clerk@city.example", "Request 26-114")
    assert letter.body.strip() == BODY.replace("\r\n", "\n").strip()


def test_a_letter_without_a_header_gets_one_of_what_outlook_kept(tmp_path):
    (tmp_path / "sent").write_bytes(compound(SENT_ITEM))
    (message,) = messages_in(tmp_path / "sent")
    letter = parsed(message.raw)
    assert str(letter["From"]) == "Dana Núñez <dana@paper.example>"
    assert str(letter["To"]) == '"Clerk, City" <clerk@city.example>'
    assert str(letter["Cc"]) == "desk@paper.example"
    assert letter["Subject"] == "Records, and a \u201cquestion\u201d"
    assert letter["Date"].datetime == SENT
    assert letter.get_body(("plain",)).get_content() == "Please send the log.\r\n"
    assert letter.get_body(("html",)).get_content_charset() == "utf-8"
    assert message.place.holds_sent


def test_html_is_kept_in_the_code_page_it_is_in():
    tree = SENT_ITEM | fixed({Tag.BODY_CODEPAGE: 1252})
    assert "Núñez" in parsed(made(tree)).get_body(("html",)).get_content()


def test_the_same_file_gives_the_same_bytes():
    assert made(RECEIVED) == made(RECEIVED)
    assert made(RECEIVED) != made(RECEIVED | text(Tag.BODY, "Another."))


def test_a_letter_attached_to_a_letter_is_one():
    inner = fixed({Tag.SUBMITTED: SENT}, 24) | text(Tag.SUBJECT, "First") | text(Tag.BODY, "Old news.\n")
    outer = RECEIVED | {"__attach_version1.0_#00000000": {"__substg1.0_3701000D": inner, **fixed({}, 8)}}
    (attached,) = parsed(made(outer)).iter_attachments()
    assert attached.get_content_type() == "message/rfc822"
    assert attached.get_content()["Subject"] == "First"
    assert attached.get_content().get_content() == "Old news.\r\n"


def test_letters_within_letters_end_somewhere():
    inner: Tree = fixed({}, 24) | text(Tag.BODY, "deep")
    for _ in range(20):
        inner = {
            "__attach_version1.0_#00000000": {"__substg1.0_3701000D": inner, **fixed({}, 8)},
            **fixed({}, 24),
        }
    assert made(inner).count(b"message/rfc822") == 5


def test_a_letter_that_has_rich_text_only_carries_it():
    tree = {name: value for name, value in SENT_ITEM.items() if not name.startswith("__substg1.0_101")}
    tree = {name: value for name, value in tree.items() if not name.startswith("__substg1.0_1000")}
    (attached,) = parsed(made(tree | binary(Tag.RTF, PACKED))).iter_attachments()
    assert attached.get_content() == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"


def test_rich_text_comes_out_of_its_packing():
    assert unpacked_rtf(PACKED) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
    # repeats itself: a reference that reads what it has just written ([MS-OXRTFCP], section 3.2)
    crossing = b"\x1a\x00\x00\x00\x1c\x00\x00\x00LZFu\xe2\xd4KQA\x00\x04 WXYZ\rn}\x01\x0e\xb0"
    assert unpacked_rtf(crossing) == b"{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}"
    assert unpacked_rtf(bytes.fromhex("10000000040000004d454c4100000000") + b"{\\x}") == b"{\\x}"
    for wrong in (b"", b"short", bytes(40)):
        with pytest.raises(PackedWrongly):
            unpacked_rtf(wrong)


def test_a_header_cannot_be_broken_out_of():
    tree = SENT_ITEM | text(Tag.SUBJECT, "Records\r\nBcc: all@paper.example\r\n\r\nforged")
    letter = parsed(made(tree))
    assert letter["Bcc"] is None
    assert letter["Subject"] == "Records Bcc: all@paper.example forged"
    name = attachment('a"\r\nX-Forged: 1\r\n.pdf', b"x", "text/html\r\nX-Forged: 1")
    letter = parsed(made(RECEIVED | {"__attach_version1.0_#00000000": name}))
    (attached,) = letter.iter_attachments()
    assert attached["X-Forged"] is None
    assert attached.get_content_type() == "application/octet-stream"


def test_another_file_of_microsofts_is_no_mail(tmp_path):
    (tmp_path / "report.doc").write_bytes(compound({"WordDocument": b"x" * 5000}))
    assert list(messages_in(tmp_path)) == []
    with pytest.raises(
        Unreadable, match=r"report\.doc could not be read \(it is an Office file and no letter"
    ):
        list(messages_in(tmp_path / "report.doc"))


def test_a_damaged_file_is_told_and_the_others_are_read(tmp_path):
    whole = compound(RECEIVED)
    (tmp_path / "a.msg").write_bytes(whole[:700])
    (tmp_path / "b.msg").write_bytes(whole)
    found = []
    with pytest.raises(Unreadable, match=r"a\.msg could not be read \(it is a damaged Outlook file"):
        found.extend(messages_in(tmp_path))  # extend keeps what came before
    assert [message.place.path for message in found] == [str(tmp_path / "b.msg")]


def test_whatever_is_damaged_is_told_or_read(tmp_path):
    whole = compound(RECEIVED)
    dice = random.Random(6)
    path = tmp_path / "x.msg"
    told = 0
    for _ in range(150):
        raw = bytearray(whole)
        for _ in range(dice.randint(1, 20)):
            raw[dice.randrange(8, len(raw))] = dice.randrange(256)
        path.write_bytes(raw[: dice.choice((len(raw), dice.randrange(600, len(raw))))])
        try:
            assert sum(1 for _ in messages_in(path)) == 1
        except Unreadable:
            told += 1
    assert 0 < told < 150
