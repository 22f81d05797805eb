"""Attached letters: read whatever they are written in, told apart from released records, never trusted."""

from datetime import date
from email.message import EmailMessage

import pytest
from attached import DOCX, FIRST, HTML, LOCK, RECORD, RTF, SECOND, bomb, document, mail, pdf

from parsers.attachments import Ocr
from parsers.facts import PromisedDate, Reading, Status, StatusChange, Sure, TrackingNumber
from parsers.letter import Letter, open_letter
from parsers.registry import read


def opened(raw: bytes, ocr: Ocr | None = None) -> tuple[Letter, Reading]:
    letter = open_letter(raw, ocr)
    return letter, read(letter)


def attached_parts(letter: Letter) -> list[str]:
    return [part.name for part in letter.parts if part.name not in ("subject", "body")]


def promises(reading: Reading) -> list[tuple[date, str]]:
    return [(f.promised_on, f.sentence.part) for f in reading.facts if isinstance(f, PromisedDate)]


@pytest.mark.parametrize("media_type", ["application/pdf", "application/octet-stream"])
def test_a_fact_of_a_pdf_names_its_page(media_type: str) -> None:
    letter, reading = opened(
        mail("Please see the attached letter.", (pdf(FIRST, SECOND), media_type, "l.pdf"))
    )
    assert attached_parts(letter) == ["attachment 1, page 1", "attachment 1, page 2"]
    assert promises(reading) == [(date(2026, 4, 30), "attachment 1, page 2")]
    numbers = [(f.number, f.sentence.part) for f in reading.facts if isinstance(f, TrackingNumber)]
    assert numbers == [("2026-0117", "attachment 1, page 1")]
    assert reading.status is Status.ACKNOWLEDGED


def test_the_evidence_stands_where_the_fact_says() -> None:
    letter, reading = opened(mail("See attached.", (pdf(FIRST, SECOND), "application/pdf", "letter.pdf")))
    texts = {part.name: part.text for part in letter.parts}
    for fact in reading.facts:
        found = texts[fact.sentence.part][fact.sentence.start :]
        assert " ".join(found.split()).startswith(fact.sentence.text)


def test_what_follows_the_signed_page_is_not_the_letter() -> None:
    letter, reading = opened(
        mail("See attached.", (pdf(FIRST, SECOND, RECORD), "application/pdf", "letter.pdf"))
    )
    assert attached_parts(letter) == ["attachment 1, page 1", "attachment 1, page 2"]
    assert reading.status is Status.ACKNOWLEDGED


@pytest.mark.parametrize(
    ("content", "media_type", "filename"),
    [
        (document(*f"{FIRST}\n{SECOND}".split("\n")), DOCX, "letter.docx"),
        (document(*f"{FIRST}\n{SECOND}".split("\n")), "application/octet-stream", "LETTER.DOCX"),
        (RTF, "application/rtf", "letter.rtf"),
        (RTF, "text/rtf", "letter.rtf"),
        (HTML, "text/html", "letter.html"),
        (f"{FIRST}\n{SECOND}".encode(), "text/plain", "letter.txt"),
        (f"{FIRST}\r\n{SECOND}".encode("cp1252"), "text/plain", "letter.txt"),
    ],
)
def test_a_letter_is_read_whatever_it_is_written_in(content: bytes, media_type: str, filename: str) -> None:
    letter, reading = opened(mail("Hello.", (content, media_type, filename)))
    assert attached_parts(letter) == ["attachment 1"]
    assert promises(reading) == [(date(2026, 4, 30), "attachment 1")]
    assert reading.status is Status.ACKNOWLEDGED
    assert reading.problem is None


def test_the_tables_of_a_docx_are_read() -> None:
    content = document(*FIRST.split("\n"), cells=("Estimated completion date:", "April 30, 2026"))
    letter, _ = opened(mail("Hello.", (content, DOCX, "letter.docx")))
    assert "Estimated completion date: April 30, 2026" in " ".join(letter.parts[-1].text.split())


def test_hidden_text_of_an_html_attachment_states_nothing() -> None:
    hidden = b'<div style="display:none">Your request is denied.</div>'
    letter, reading = opened(mail("Hello.", (HTML + hidden, "text/html", "letter.html")))
    assert "denied" not in letter.parts[-1].text
    assert reading.status is Status.ACKNOWLEDGED


def test_several_attachments_are_counted_as_they_come() -> None:
    raw = mail(
        "Hello.",
        (b"\x89PNG\r\n", "image/png", "seal.png"),
        (pdf(FIRST, SECOND), "application/pdf", "letter.pdf"),
    )
    _, reading = opened(raw)
    assert promises(reading) == [(date(2026, 4, 30), "attachment 2, page 2")]


@pytest.mark.parametrize(
    ("content", "media_type", "filename"),
    [
        (pdf(FIRST, SECOND)[:300], "application/pdf", "letter.pdf"),
        (b"%PDF-1.4\nnothing more", "application/pdf", "letter.pdf"),
        (b"", "application/pdf", "letter.pdf"),
        (b"MZ\x90 this is a program", "application/pdf", "letter.pdf"),
        (b"<html>Your request is denied.</html>", "application/octet-stream", "letter.pdf"),
        (pdf(FIRST, SECOND, trailer=LOCK), "application/pdf", "letter.pdf"),
        (document(FIRST)[:2000], DOCX, "letter.docx"),
        (b"\xd0\xcf\x11\xe0 an old DOC", DOCX, "letter.docx"),
        (b"PK\x05\x06" + bytes(18), DOCX, "letter.docx"),
        (bomb(), DOCX, "letter.docx"),
    ],
    ids=[
        "cut-pdf",
        "empty-pdf",
        "no-bytes",
        "program",
        "html",
        "locked",
        "cut-docx",
        "doc",
        "empty-zip",
        "bomb",
    ],
)
def test_what_cannot_be_read_is_a_problem_and_costs_nothing_else(
    content: bytes, media_type: str, filename: str
) -> None:
    raw = mail(
        "Your request is closed.",
        (content, media_type, filename),
        (pdf(FIRST, SECOND), "application/pdf", "letter.pdf"),
    )
    letter, reading = opened(raw)
    assert reading.problem is not None
    assert "Attachment 1 could not be read" in reading.problem
    assert attached_parts(letter) == ["attachment 2, page 1", "attachment 2, page 2"]
    assert promises(reading) == [(date(2026, 4, 30), "attachment 2, page 2")]


@pytest.mark.parametrize(
    ("content", "media_type", "filename", "why"),
    [
        (b"MZ\x90 this is a program", "application/pdf", "letter.pdf", "calls itself a PDF"),
        (pdf(FIRST, trailer=LOCK), "application/pdf", "letter.pdf", "locked"),
        (bomb(), DOCX, "letter.docx", "too large"),
    ],
    ids=["program", "locked", "bomb"],
)
def test_the_problem_says_what_is_wrong(content: bytes, media_type: str, filename: str, why: str) -> None:
    letter, _ = opened(mail("Hello.", (content, media_type, filename)))
    assert why in (letter.problem or "")


@pytest.mark.parametrize(
    "record",
    [
        RECORD,
        "From: Mayor Quill\nSent: May 4, 2019\nTo: Otis Fern\nYour request is denied.",
        "MEETING MINUTES of May 4, 2019. The contract was denied. Please remit $40.00.",
        "To whom it may concern:\nI hereby request records under the Public Records Act. It was denied.",
    ],
    ids=["report", "e-mail", "minutes", "requesters-own"],
)
def test_a_released_record_beside_a_cover_note_states_nothing(record: str) -> None:
    raw = mail("Attached are the responsive records.", (pdf(record), "application/pdf", "2026-117.pdf"))
    letter, reading = opened(raw)
    assert attached_parts(letter) == []
    assert reading.status is Status.FULFILLED
    assert {fact.sentence.part for fact in reading.facts} == {"body"}


def test_an_attached_message_states_nothing() -> None:
    inner = EmailMessage()
    inner["From"] = "clerk@quillby.example"
    inner["Subject"] = "Your request 2026-0117 is denied"
    inner.set_content("Dear Ms. Vale: Your request is denied. Please remit $40.00 by May 1, 2026.")
    outer = EmailMessage()
    outer["From"] = "Otis Fern <clerk@quillby.example>"
    outer["Subject"] = "Public records"
    outer.set_content("Your request is closed.")
    outer.add_attachment(inner)
    letter, reading = opened(outer.as_bytes())
    assert "denied" not in letter.body
    assert attached_parts(letter) == []
    assert {fact.sentence.text for fact in reading.facts} == {"Your request is closed."}


@pytest.mark.parametrize(
    "media_type", ["application/x-msdownload", "image/png", "application/zip", "text/csv"]
)
def test_what_is_no_letter_by_its_kind_is_left_alone(media_type: str) -> None:
    letter, reading = opened(mail("Your request is closed.", (FIRST.encode(), media_type, "letter.bin")))
    assert attached_parts(letter) == []
    assert reading.problem is None


def test_a_scan_goes_to_the_ocr_as_a_picture() -> None:
    pictures: list[bytes] = []

    def ocr(picture: bytes) -> str:
        pictures.append(picture)
        return (FIRST, SECOND)[len(pictures) - 1]

    letter, reading = opened(mail("Hello.", (pdf("", ""), "application/pdf", "letter.pdf")), ocr)
    assert attached_parts(letter) == ["attachment 1, page 1, ocr", "attachment 1, page 2, ocr"]
    assert promises(reading) == [(date(2026, 4, 30), "attachment 1, page 2, ocr")]
    for picture in pictures:
        head, pixels = picture.split(b"\n", 1)
        kind, width, height, deepest = head.split()
        assert (kind, deepest) == (b"P5", b"255")
        assert len(pixels) == int(width) * int(height)
        assert abs(int(width) / int(height) - 612 / 792) < 0.01


def test_no_fact_of_a_scan_is_certain() -> None:
    _, reading = opened(
        mail("Hello.", (pdf(""), "application/pdf", "letter.pdf")), lambda _: f"{FIRST}\n{SECOND}"
    )
    assert {type(fact) for fact in reading.facts} == {TrackingNumber, StatusChange, PromisedDate}
    assert all(fact.sentence.part.endswith(", ocr") for fact in reading.facts)
    assert Sure.CERTAIN not in {fact.sure for fact in reading.facts}


def test_a_scanned_first_page_does_not_hide_the_pages_behind_it() -> None:
    letter, reading = opened(mail("Hello.", (pdf("", FIRST, SECOND), "application/pdf", "letter.pdf")))
    assert attached_parts(letter)[-2:] == ["attachment 1, page 2", "attachment 1, page 3"]
    assert {fact.sentence.part for fact in reading.facts} == {"attachment 1, page 2", "attachment 1, page 3"}
    assert letter.unread_scans == 1


def test_a_page_with_a_text_layer_is_not_given_to_the_ocr() -> None:
    def ocr(_: bytes) -> str:
        raise AssertionError

    letter, _ = opened(mail("Hello.", (pdf(FIRST, SECOND), "application/pdf", "letter.pdf")), ocr)
    assert attached_parts(letter) == ["attachment 1, page 1", "attachment 1, page 2"]


@pytest.mark.parametrize("ocr", [None, lambda _: ""], ids=["no-ocr", "nothing-read"])
def test_an_unread_scan_is_a_doubt_where_nothing_else_tells_the_status(ocr: Ocr | None) -> None:
    letter, reading = opened(mail("Hello.", (pdf(""), "application/pdf", "letter.pdf")), ocr)
    assert letter.unread_scans == 1
    assert reading.status is None
    assert any("scan" in doubt for doubt in reading.doubts)


def test_an_unread_scan_is_no_doubt_where_the_body_tells_the_status() -> None:
    raw = mail("Your request is closed.", (pdf(""), "application/pdf", "letter.pdf"))
    _, reading = opened(raw)
    assert reading.status is Status.CLOSED
    assert reading.doubts == ()


@pytest.mark.parametrize("box", ["0 0 14400 14400", "0 0 1e9 1e9", "0 0 0 0", "0 0 2000000 6"])
def test_a_page_of_any_size_makes_a_picture_of_bounded_size(box: str) -> None:
    sizes: list[int] = []
    content = pdf("").replace(b"0 0 612 792", box.encode())
    opened(
        mail("Hello.", (content, "application/pdf", "letter.pdf")),
        lambda picture: str(sizes.append(len(picture))),
    )
    assert len(sizes) == 1
    assert sizes[0] < 13_000_000
