"""Letters with attachments for tests: small PDFs with a text layer, DOCX files, and mail around them."""

import io
import zipfile
from email.message import EmailMessage

import docx

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FIRST = (
    "Dear Ms. Vale:\n"
    "This letter responds to your request for records of the Mill Creek bridge.\n"
    "We have assigned it the reference number 2026-0117."
)
SECOND = "We expect to provide the records by April 30, 2026.\nSincerely,\nOtis Fern\nTown Clerk"
RECORD = "INCIDENT REPORT\nOfficer: O. Fern. Your request is denied. Please remit $40.00 by May 1, 2026."
RTF = (
    rb"{\rtf1\ansi{\fonttbl\f0 Times;}\f0 "
    + (FIRST + "\n\n" + SECOND).replace("\n", "\\par\n").encode()
    + rb"\par}"
)
HTML = "".join(f"<p>{line}</p>" for line in f"{FIRST}\n{SECOND}".split("\n")).encode()
LOCK = b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >>" % (b"41" * 32, b"42" * 32)
LOCK += b" /ID [<%s> <%s>]" % (b"07" * 16, b"07" * 16)


def pdf(*pages: str, trailer: bytes = b"") -> bytes:
    """Return a PDF with a text layer; a page without text is as empty as a scan's layer."""
    kids = b" ".join(b"%d 0 R" % (4 + 2 * number) for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(pages), kids),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for number, text in enumerate(pages):
        lines = b" ".join(b"(%s) Tj T*" % line.encode("ascii") for line in text.split("\n"))
        drawn = b"BT /F1 11 Tf 14 TL 40 740 Td %s ET" % lines
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] "
            b"/Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>" % (5 + 2 * number)
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn))
    return _numbered(objects, trailer)


def _numbered(objects: list[bytes], trailer: bytes) -> bytes:
    raw, places = b"%PDF-1.4\n", b"0000000000 65535 f \n"
    for number, each in enumerate(objects, 1):
        places += b"%010d 00000 n \n" % len(raw)
        raw += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    size = len(objects) + 1
    end = b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, len(raw))
    return raw + b"xref\n0 %d\n%s" % (size, places) + end


def document(*paragraphs: str, cells: tuple[str, ...] = ()) -> bytes:
    """Return a DOCX of these paragraphs, and of a table with one row."""
    written = docx.Document()
    for paragraph in paragraphs:
        written.add_paragraph(paragraph)
    if cells:
        row = written.add_table(rows=1, cols=len(cells)).rows[0]
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    held = io.BytesIO()
    written.save(held)
    return held.getvalue()


def bomb() -> bytes:
    """Return a DOCX of 60 kB whose own directory says it unpacks to 61 MB."""
    held = io.BytesIO(document(FIRST, SECOND))
    with zipfile.ZipFile(held, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/media/blank.bmp", bytes(61_000_000))
    return held.getvalue()


def mail(body: str, *attached: tuple[bytes, str, str | None]) -> bytes:
    """Return a letter with these attachments: content, media type, file name."""
    message = EmailMessage()
    message["From"] = "Otis Fern <clerk@quillby.example>"
    message["To"] = "Dana Vale <dana@courier.example>"
    message["Date"] = "Mon, 02 Mar 2026 10:00:00 -0500"
    message["Subject"] = "Public records"
    message.set_content(body)
    for content, media_type, filename in attached:
        kind, _, subtype = media_type.partition("/")
        message.add_attachment(
            content, maintype=kind, subtype=subtype, filename=filename, cte="quoted-printable"
        )
    return message.as_bytes()
