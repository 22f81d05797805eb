"""What a file is, told by how it begins: a letter, an mbox, an archive, Outlook's, MuckRock's."""

import bz2
import re
import zlib
from enum import Enum, auto
from pathlib import PurePath

from ingest.sources_mbox import is_mbox

HEAD = 16 * 1024  # bytes that tell what a file is
ZIPS = (b"PK\x03\x04", b"PK\x05\x06")
GZIP = b"\x1f\x8b"
BZIP2 = re.compile(rb"BZh[1-9]1AY&SY")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the house of Outlook's .msg, and of old Word and Excel files
PST = b"!BDN"
OFFICE = (b"[Content_Types].xml", b"mimetype", b"_rels/", b"META-INF/", b"word/", b"xl/")
OTHERS = {b"7z\xbc\xaf\x27\x1c": "7z", b"Rar!\x1a\x07": "RAR", b"\xfd7zXZ\x00": "xz"}
TELLING = (b'"communications"', b'"communication"', b'"requested_docs"')  # MuckRock's words for what it has
UNPACKED = 16 * 1024
PAGE = re.compile(r"\bfiled\s+this\s+request\s+with\b", re.IGNORECASE)
HEADER = re.compile(rb"(?:[!-9;-~]{1,100}:[^\n]*\n(?:[ \t]+\S[^\n]*\n)*){2,}\r?\n")


class Kind(Enum):
    """What a file can be."""

    LETTER = auto()
    MBOX = auto()
    ZIP = auto()
    TAR = auto()
    PACKED = auto()  # one file, packed by itself
    OTHER_ARCHIVE = auto()  # of a kind that is not opened here
    OLE = auto()
    PST = auto()
    JSON = auto()
    PAGE = auto()


ARCHIVES = (Kind.ZIP, Kind.TAR, Kind.PACKED, Kind.OTHER_ARCHIVE)


def kind_of(name: str, head: bytes) -> Kind | None:
    """Return what a file is; None for what is no mail by its name and its beginning.

    `head` is its first HEAD bytes. What is named `.eml` or with digits only (MH) is a letter, or an mbox.
    """
    path = PurePath(name)
    suffix = path.suffix.lower()
    archive = _archive(head)
    if is_mbox(head) or (suffix in (".mbox", ".mbx") and not archive):
        return Kind.MBOX
    if suffix != ".eml" and _is_json(head) and (suffix == ".json" or any(word in head for word in TELLING)):
        return Kind.JSON
    if suffix == ".eml" or path.name.isdecimal():
        return Kind.LETTER
    if archive:
        return archive
    outlook = {OLE: Kind.OLE, PST: Kind.PST}
    told = next((kind for magic, kind in outlook.items() if head.startswith(magic)), None)
    return told or (Kind.PAGE if is_page(head) else None)


def kind_of_packed(name: str, head: bytes) -> Kind | None:
    """Return what is in a file that is packed by itself, such as a tar or an mbox."""
    try:
        if head.startswith(GZIP):
            inner = zlib.decompressobj(31).decompress(head, UNPACKED)
        else:
            inner = bz2.BZ2Decompressor().decompress(head, UNPACKED)
    except (OSError, zlib.error):
        return None
    stem = PurePath(name).stem
    return kind_of(stem, inner) if inner else Kind.PACKED  # its first block is longer than the head


def text_of(raw: bytes) -> str:
    """Return the text of a file that a person saved: UTF-8, UTF-16 with its mark, or Windows' own."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "replace").replace("\r\n", "\n")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def is_page(head: bytes) -> bool:
    """Say whether this is the text of a MuckRock request's page, and not a letter that tells of one."""
    if b"<html" in head[:1000].lower() or HEADER.match(head):
        return False
    text = text_of(head)
    return bool(PAGE.search(text))


def _is_json(head: bytes) -> bool:
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"["))


def _archive(head: bytes) -> Kind | None:
    if head.startswith(ZIPS):
        return None if head[30:].startswith(OFFICE) else Kind.ZIP
    if head[257:262] == b"ustar":
        return Kind.TAR
    if head.startswith(GZIP) or BZIP2.match(head):
        return Kind.PACKED
    return Kind.OTHER_ARCHIVE if head.startswith(tuple(OTHERS)) else None
