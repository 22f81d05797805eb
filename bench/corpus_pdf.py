"""A letter as a PDF: a page with a text layer, and the picture of a letterhead that gives it its size."""

import random
import textwrap
from collections.abc import Sequence

WIDTH = 80


def pdf_letter(paragraphs: Sequence[str], size: int, chance: random.Random) -> bytes:
    """Return a PDF of about `size` bytes whose page holds these paragraphs as text."""
    lines = [line for paragraph in paragraphs for line in (*textwrap.wrap(paragraph, WIDTH), "")]
    shown = b" ".join(b"(%s) Tj T*" % _escaped(line) for line in lines)
    text = b"BT /F1 11 Tf 14 TL 60 640 Td %s ET\nq 200 0 0 60 60 700 cm /Im1 Do Q" % shown
    side = max(8, int((size / 3) ** 0.5))
    picture = chance.randbytes(side * side * 3)
    head = b"/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceRGB /BitsPerComponent 8"
    return _numbered(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> /XObject << /Im1 6 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< %s /Length %d >>\nstream\n%s\nendstream" % (head % (side, side), len(picture), picture),
    )


def _escaped(line: str) -> bytes:
    raw = line.encode("windows-1252", "replace")
    return raw.replace(b"\\", rb"\\").replace(b"(", rb"\(").replace(b")", rb"\)")


def _numbered(*objects: bytes) -> bytes:
    raw, places = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", b"0000000000 65535 f \n"
    for number, each in enumerate(objects, 1):
        places += b"%010d 00000 n \n" % len(raw)
        raw += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    count = len(objects) + 1
    end = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, len(raw))
    return raw + b"xref\n0 %d\n%s" % (count, places) + end
