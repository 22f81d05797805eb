"""Text of attached letters: PDF, DOCX, RTF, HTML and plain text. What is a released record is told apart, not read.

No attachment is opened by its name, unpacked to disk or run. A page without text is a scan: it is read only by the
`ocr` function that the caller hands in.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lxml import etree

from parsers.covers import is_letter, pages_of_letter
from parsers.hard_lines import mend
from parsers.html import html_to_text
from parsers.mime import Leaf, decode_text
from parsers.patterns import lazy

Ocr = Callable[[bytes], str]  # a page as a portable graymap (PGM) in, its text out

MOST_ATTACHMENTS = 8
MOST_PAGES = 8  # of one attachment: a cover letter is shorter, what follows it are records
MOST_SCANS = 4
MOST_BYTES = 40_000_000
MOST_UNPACKED = 60_000_000  # of a DOCX, which is an archive
MOST_TEXT = 200_000
SCAN_SCALE = 200 / 72  # dots an inch for a scan: enough for Tesseract, small enough for memory
MOST_PIXELS = 12_000_000

TAKEN_FOR_FIGURES = re.compile(
    r"\b[A-Za-z]*[a-z][01][a-z]+[a-z01]*\b|\b[A-Za-z]*[a-z]{2}1\b|\b[A-Z][01][a-z]{2,}\b"
)
FEWEST_TAKEN = 3  # such words in one text
LOST_L = lazy(r"\b(?:wil|fol ow\w*|al ow\w*|specifical y)\b", re.IGNORECASE)
RECORD_ENDINGS = frozenset(
    "xls xlsx csv ods zip mp3 mp4 wav avi mov wmv m4a pst mbox kml shp accdb mdb pptx".split()
)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of an attached letter: `attachment 1, page 2`, its text, and whether it was read from a scan."""

    name: str
    text: str
    is_scan: bool = False


@dataclass(frozen=True, slots=True)
class Attached:
    """What the attachments hold: the pages of letters, and what could not be read."""

    pages: tuple[Page, ...]
    problem: str | None = None
    unread_scans: int = 0
    has_records: bool = False  # something is attached that is no letter


# all that a damaged or hostile archive makes zipfile, zlib and lxml raise
BROKEN_ARCHIVE = (
    zipfile.BadZipFile, zlib.error, etree.LxmlError, SyntaxError, KeyError, ValueError, OSError, RuntimeError, EOFError, AttributeError,
)  # fmt: skip


class Unreadable(Exception):
    """An attachment that is broken, locked or too large; the text says which."""


def read_attachments(leaves: tuple[Leaf, ...], ocr: Ocr | None = None) -> Attached:
    """Return the attached letters' pages. Never raises: what cannot be read is told in `problem`."""
    pages: list[Page] = []
    problems: list[str] = []
    scans = 0
    has_records = False
    for number, leaf in enumerate(leaves[:MOST_ATTACHMENTS], 1):
        found = []
        try:
            for page in _pages(leaf, f"attachment {number}", ocr):
                found.append(page)  # noqa: PERF402  the pages before a broken one stay
        except Unreadable as trouble:
            problems.append(f"Attachment {number} could not be read: {trouble}")
        scans += bool(found) and not found[0].text.strip()
        first = next((page.text for page in found if page.text.strip()), "")  # a scan may lie above it
        if found and is_letter(first, leaf.filename or ""):
            pages.extend(found[: pages_of_letter([page.text for page in found])])
        else:
            has_records |= bool(first) or _is_of_records(leaf)
    return Attached(tuple(pages), " ".join(problems) or None, scans, has_records)


def _is_of_records(leaf: Leaf) -> bool:
    """Say whether what cannot be read as a letter is a file that records come in: a sheet, a film, an archive."""
    ending = (leaf.filename or "").lower().rpartition(".")[2]
    return ending in RECORD_ENDINGS or leaf.media_type.startswith(("video/", "audio/"))


def _pages(leaf: Leaf, name: str, ocr: Ocr | None) -> Iterator[Page]:
    kind, ending = leaf.media_type, (leaf.filename or "").lower().rpartition(".")[2]
    if kind in ("application/pdf", "application/x-pdf") or ending == "pdf":
        yield from _pdf(_bytes(leaf), name, ocr)
    elif "wordprocessingml" in kind or ending == "docx":
        yield Page(name, _docx(_bytes(leaf)))
    elif kind in ("application/rtf", "text/rtf") or ending == "rtf":
        yield Page(name, _rtf(_bytes(leaf)))
    elif kind == "text/html" or ending in ("html", "htm"):
        yield Page(name, html_to_text(decode_text(_bytes(leaf), leaf.part.get_content_charset())[:MOST_TEXT]))
    elif kind == "text/plain" and ending in ("txt", ""):
        yield Page(
            name, _with_letters(decode_text(_bytes(leaf)[:MOST_TEXT], leaf.part.get_content_charset()))
        )


def _bytes(leaf: Leaf) -> bytes:
    raw = leaf.payload()
    if len(raw) > MOST_BYTES:
        raise Unreadable(f"it has {len(raw):,} bytes, more than {MOST_BYTES:,}.")
    return raw


def _pdf(raw: bytes, name: str, ocr: Ocr | None) -> Iterator[Page]:
    import pypdfium2  # noqa: PLC0415  most letters have no PDF: 40 ms saved

    if not raw.lstrip()[:1024].startswith(b"%PDF") and b"%PDF" not in raw[:1024]:
        raise Unreadable("it calls itself a PDF and is none.")
    try:
        document = pypdfium2.PdfDocument(raw)
    except pypdfium2.PdfiumError as trouble:
        raise Unreadable(f"the PDF is locked or broken ({trouble}).") from trouble
    try:
        for number in range(min(len(document), MOST_PAGES)):
            reader = ocr if number < MOST_SCANS else None
            yield _pdf_page(document, number, f"{name}, page {number + 1}", reader)
    except pypdfium2.PdfiumError as trouble:
        raise Unreadable(f"a page of the PDF is broken ({trouble}).") from trouble
    finally:
        document.close()


def _pdf_page(document: object, number: int, name: str, ocr: Ocr | None) -> Page:
    page = document[number]  # type: ignore[index]  # pypdfium2 has no types
    try:
        layer = page.get_textpage()
        text = str(layer.get_text_range(0, min(layer.count_chars(), MOST_TEXT)))
        layer.close()
        if len(text.split()) > 8 or ocr is None:
            return Page(name, _flow(text))
        seen = ocr(_picture(page))
        return Page(f"{name}, ocr", seen, is_scan=True) if seen.strip() else Page(name, _flow(text))
    finally:
        page.close()


def _picture(page: object) -> bytes:
    """Return a page as a portable graymap, small enough for memory whatever its size on paper."""
    width, height = page.get_size()  # type: ignore[attr-defined]  # pypdfium2 has no types
    scale = min(SCAN_SCALE, (MOST_PIXELS / max(width * height, 1)) ** 0.5)
    bitmap = page.render(scale=scale, grayscale=True)  # type: ignore[attr-defined]
    rows = bytes(bitmap.buffer)
    lines = (rows[y * bitmap.stride : y * bitmap.stride + bitmap.width] for y in range(bitmap.height))
    return b"P5 %d %d 255\n" % (bitmap.width, bitmap.height) + b"".join(lines)


def _flow(text: str) -> str:
    """Return a page's text with its line ends, hyphens at a line's end closed."""
    text = text.replace("\r\n", "\n").replace("\ufffe\n", "").replace("\ufffe", "-")
    text = _with_letters(mend(re.sub(r"(?<=[a-z])-\n(?=[a-z])", "", text)))
    return _with_double_l(text) if LOST_L.search(text) else text


def _with_letters(text: str) -> str:
    """Mend the words of a scan in which a program took letters for figures: "unab1e", "resp0nse"."""
    taken = TAKEN_FOR_FIGURES.findall(text)
    if len(taken) < FEWEST_TAKEN:
        return text
    return TAKEN_FOR_FIGURES.sub(lambda found: found[0].replace("1", "l").replace("0", "o"), text)


def _with_double_l(text: str) -> str:
    """Mend a text whose "ll" was one sign of a font that the PDF does not name: "wil", "fol owing"."""
    text = re.sub(r"\b([Ww])il\b", r"\1ill", text)
    return re.sub(
        r"(?<=[a-z])l (?=(?:ow(?:s|ed|ing|ance)?|ect(?:s|ed|ing|ion)?|ing|y|ed|ocat\w+)\b)", "ll", text
    )


def _docx(raw: bytes) -> str:
    import docx  # noqa: PLC0415  most letters have no DOCX

    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MOST_UNPACKED:
                raise Unreadable("unpacked it would be too large.")
        document = docx.Document(io.BytesIO(raw))
    except BROKEN_ARCHIVE as trouble:
        raise Unreadable("the DOCX is broken.") from trouble
    lines = [paragraph.text for paragraph in document.paragraphs]
    cells = ["   ".join(cell.text for cell in row.cells) for table in document.tables for row in table.rows]
    return "\n\n".join(lines + cells)[:MOST_TEXT]


def _rtf(raw: bytes) -> str:
    from striprtf.striprtf import rtf_to_text  # noqa: PLC0415  most letters have no RTF

    try:
        return str(
            rtf_to_text(  # type: ignore[no-untyped-call]  # striprtf has no types
                raw[:MOST_TEXT].decode("latin-1"), errors="ignore"
            )
        )
    except (ValueError, IndexError, TypeError, KeyError, AttributeError) as trouble:
        raise Unreadable("the RTF is broken.") from trouble
