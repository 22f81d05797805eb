"""Outlook's .msg files ([MS-OXMSG]) as messages, with the header a letter came with where there is one."""

import io
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property

from olefile import OleFileIO
from oxmsg.domain.encodings import encoding_from_codepage
from oxmsg.domain.model import UnrecognizedCodePageError, UnsupportedEncodingError
from oxmsg.storage import Storage

from ingest.made_mail import Part, address, compose, moment, text_part
from ingest.rtf_packed import PackedWrongly, unpacked_rtf
from ingest.source_trouble import NotRead

PROPERTIES = "__properties_version1.0"
AMPLE = 4  # times the file's size that its streams may have in all: each has its own place in the file
DEEPEST = 5  # letters within letters
EPOCH = datetime(1601, 1, 1, tzinfo=UTC)  # of Windows' FILETIME
FROM_ME = 0x20  # of PidTagMessageFlags: who received it sent it
RECIPIENTS = {1: "To", 2: "Cc", 3: "Bcc"}
FIELD = re.compile(r"[!-9;-~]+:")
OURS = ("content-", "mime-version:")  # the parts are made anew, and say what they are themselves
MIME = re.compile(r"[A-Za-z0-9][\w.+-]*/[A-Za-z0-9][\w.+-]*")
BROKEN_OLE = (  # what the libraries meet in files that do not hold together
    OSError,
    LookupError,
    ValueError,
    AttributeError,
    TypeError,
    ArithmeticError,
    MemoryError,
    RecursionError,
    struct.error,
)


class Tag:
    """The properties that are read, by their numbers ([MS-OXPROPS])."""

    SUBJECT, SUBMITTED, DELIVERED, FLAGS = 0x0037, 0x0039, 0x0E06, 0x0E07
    HEADERS, MESSAGE_ID, IN_REPLY_TO, REFERENCES = 0x007D, 0x1035, 0x1042, 0x1039
    SENDER_NAME, SENDER_EMAIL, SENDER_SMTP = 0x0C1A, 0x0C1F, 0x5D01
    FOR_NAME, FOR_EMAIL, FOR_SMTP = 0x0042, 0x0065, 0x5D02
    BODY, HTML, RTF = 0x1000, 0x1013, 0x1009
    CODEPAGE, BODY_CODEPAGE = 0x3FFD, 0x3FDE
    RECIPIENT_KIND, NAME, EMAIL, SMTP = 0x0C15, 0x3001, 0x3003, 0x39FE
    DATA, LONG_FILE_NAME, FILE_NAME, MIME_TYPE = 0x3701, 0x3707, 0x3704, 0x370E


@dataclass(frozen=True, slots=True)
class Opened:
    """A message made of a .msg file: its bytes, when it arrived, and whether its keeper sent it."""

    raw: bytes
    received_at: datetime | None
    is_sent: bool


def opened_msg(raw: bytes) -> Opened | None:
    """Return the message in a .msg file; None for another file that Microsoft's programs put in such a house.

    The same file gives the same bytes. Raises NotRead for a file that is damaged.
    """
    try:
        with OleFileIO(io.BytesIO(raw)) as ole:
            if not ole.exists(PROPERTIES):
                return None
            if sum(entry.size for entry in ole.direntries if entry) > AMPLE * len(raw):
                raise NotRead("it says that it holds more than a file of its size can")
            root = _Item(Storage.from_ole(ole), 32)
        return Opened(
            _message(root, DEEPEST), root.when(Tag.DELIVERED), bool(root.number(Tag.FLAGS) & FROM_ME)
        )
    except BROKEN_OLE as error:
        raise NotRead("it is a damaged Outlook file: save the letter once more from Outlook") from error


@dataclass(frozen=True)
class _Item:
    """A letter, a recipient or an attachment: properties of fixed size in a table, the others in streams."""

    storage: Storage
    offset: int  # where the table of properties begins

    def text(self, tag: int) -> str:
        """Return a property that is text; nothing where it is not there."""
        if (wide := self._stream(tag, "001F")) is not None:
            return wide.decode("utf-16-le", "replace").rstrip("\x00")
        narrow = self._stream(tag, "001E") or b""
        return narrow.decode(self.charset(Tag.CODEPAGE) or "cp1252", "replace").rstrip("\x00")

    def binary(self, tag: int) -> bytes | None:
        """Return a property that is bytes."""
        return self._stream(tag, "0102")

    def number(self, tag: int) -> int:
        """Return a property that is a number; 0 where it is not there."""
        return int.from_bytes(self._fixed.get(tag, b"")[:4], "little")

    def when(self, tag: int) -> datetime | None:
        """Return a property that is a moment."""
        ticks = int.from_bytes(self._fixed.get(tag, b""), "little")
        try:
            return EPOCH + timedelta(seconds=ticks // 10**7) if ticks else None
        except OverflowError:
            return None

    def charset(self, tag: int) -> str | None:
        """Return the name of the code page that a property tells."""
        try:
            return encoding_from_codepage(self.number(tag)) if self.number(tag) else None
        except (UnrecognizedCodePageError, UnsupportedEncodingError):
            return None

    def inner(self, prefix: str, offset: int) -> Iterator["_Item"]:
        """Yield the items below this one whose names begin so."""
        return (_Item(each, offset) for each in self.storage.storages if each.name.startswith(prefix))

    def _stream(self, tag: int, kind: str) -> bytes | None:
        name = f"__substg1.0_{tag:04X}{kind}"
        return next((each.bytes_ for each in self.storage.streams if each.name == name), None)

    @cached_property
    def _fixed(self) -> dict[int, bytes]:
        table = next((each.bytes_ for each in self.storage.streams if each.name == PROPERTIES), b"")
        rows = (table[start : start + 16] for start in range(self.offset, len(table) - 15, 16))
        return {int.from_bytes(row[2:4], "little"): row[8:] for row in rows}


def _message(item: _Item, depth: int) -> bytes:
    attached = [
        part
        for each in item.inner("__attach_version1.0_#", 8)
        if (part := _attached(each, depth)) is not None
    ]
    texts = list(_texts(item))
    if not texts and (packed := item.binary(Tag.RTF)):
        try:
            attached.insert(0, Part("application/rtf", unpacked_rtf(packed), "letter.rtf"))
        except PackedWrongly:
            attached.insert(0, Part("application/octet-stream", packed, "letter.rtf.lzfu"))
    return compose(_headers(item), texts, attached)


def _texts(item: _Item) -> Iterator[Part]:
    if plain := item.text(Tag.BODY):
        yield text_part(plain)
    if raw := item.binary(Tag.HTML):
        yield Part(f"text/html; charset={item.charset(Tag.BODY_CODEPAGE) or 'utf-8'}", raw)
    elif html := item.text(Tag.HTML):
        yield text_part(html, "html")


def _headers(item: _Item) -> list[tuple[str, str]]:
    """Return the header the letter came with, and of what it lacks that which Outlook kept elsewhere."""
    came = list(_came_with(item.text(Tag.HEADERS)))
    has = {name.lower() for name, _ in came}
    return came + [(name, value) for name, value in _kept(item) if name.lower() not in has]


def _came_with(text: str) -> Iterator[tuple[str, str]]:
    """Yield the fields of a header without those that tell of its parts; what is no field is left out."""
    unfolded = re.sub(r"\r?\n[ \t]+", " ", text.strip())
    for line in unfolded.splitlines():
        if FIELD.match(line) and not line.lower().startswith(OURS):
            name, _, value = line.partition(":")
            yield name, value.strip()


def _kept(item: _Item) -> Iterator[tuple[str, str]]:
    sent_at = item.when(Tag.SUBMITTED)
    yield "Date", moment(sent_at) if sent_at else ""
    smtp = item.text(Tag.SENDER_SMTP) or item.text(Tag.FOR_SMTP)
    email = smtp or item.text(Tag.SENDER_EMAIL) or item.text(Tag.FOR_EMAIL)
    yield "From", address(item.text(Tag.SENDER_NAME) or item.text(Tag.FOR_NAME), email)
    found: dict[str, list[str]] = {}
    for each in item.inner("__recip_version1.0_#", 8):
        kind = RECIPIENTS.get(each.number(Tag.RECIPIENT_KIND) & 0xF, "To")
        email = each.text(Tag.SMTP) or each.text(Tag.EMAIL)
        found.setdefault(kind, []).append(address(each.text(Tag.NAME), email))
    yield from ((kind, ", ".join(found[kind])) for kind in RECIPIENTS.values() if kind in found)
    yield "Subject", item.text(Tag.SUBJECT)
    yield "Message-ID", item.text(Tag.MESSAGE_ID)
    yield "In-Reply-To", item.text(Tag.IN_REPLY_TO)
    yield "References", item.text(Tag.REFERENCES)


def _attached(item: _Item, depth: int) -> Part | None:
    name = item.text(Tag.LONG_FILE_NAME) or item.text(Tag.FILE_NAME) or item.text(Tag.NAME)
    raw = item.binary(Tag.DATA)
    if raw is not None:
        told = item.text(Tag.MIME_TYPE)
        is_safe = MIME.fullmatch(told) and not told.lower().startswith(("multipart/", "message/"))
        return Part(told.lower() if is_safe else "application/octet-stream", raw, name or "attachment")
    inner = next(item.inner(f"__substg1.0_{Tag.DATA:04X}000D", 24), None)
    if inner is None or depth == 0:
        return None  # a link to a file elsewhere, or an object of another program
    return Part("message/rfc822", _message(inner, depth - 1), name or "letter")
