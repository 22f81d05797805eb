"""The messages of an mbox, from a stream: no more of it is in memory than the message at hand."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.utils import parsedate_tz
from typing import BinaryIO

from ingest.message import Message, Place
from ingest.source_trouble import Unread

# RFC 4155: "From ", an address, a day of asctime's shape. A body may have lines that begin with "From ":
# only one that follows an empty line, bears a time and a year, and stands above a header begins a message.
SEPARATOR = re.compile(
    rb"(?:\A|(?<=\n\n)|(?<=\n\r\n))"
    rb"From [^\n]{0,500}?\d:\d\d[^\n]{0,50}?\b(?:19|20)\d\d\b[^\n]{0,50}\n"
    rb"(?=[!-9;-~]{1,500}[ \t]*:|>From |\Z)"
)
LONGEST_SEPARATOR = 2000  # bytes, with what stands before and after it
QUOTED = re.compile(rb"^>(?=>*From )", re.MULTILINE)
LABELS = re.compile(rb"^X-Gmail-Labels:[ \t]*([^\n]*(?:\n[ \t][^\n]*)*)", re.MULTILINE | re.IGNORECASE)
LONGEST_HEADER = 64 * 1024
CHUNK = 1024 * 1024
MOST_MESSAGE = 512 * 1024 * 1024  # bytes that one message of an mbox may have
SENT = frozenset({"sent", "sent mail", "gesendet", "enviados", "messages envoyés", "posta inviata"})


def is_mbox(head: bytes) -> bool:
    """Say whether a file that begins like this is an mbox; some begin with an empty line, or a mark."""
    return SEPARATOR.match(head[_blank(head) :]) is not None


def messages_of_mbox(where: str, head: bytes, rest: BinaryIO, unread: Unread) -> Iterator[Message]:
    """Yield the messages of an mbox; `head` is what has been read of it already.

    What stands before the first separator, as in an mbox that lost its beginning, is a message too.
    """
    for start, separator, raw in _pieces(where, head, rest, unread):
        received_at = _arrival(separator) if separator else None
        yield Message(_unquoted(raw), _labelled(Place.in_path(where, start, received_at), raw))


def _pieces(where: str, head: bytes, rest: BinaryIO, unread: Unread) -> Iterator[tuple[int, bytes, bytes]]:
    """Yield where each message starts, its separator, and what follows it up to the next."""
    window = _Window(bytearray(head), rest)
    window.drop(_blank(head))
    begins = window.find(0)
    if begins is None or begins[0] > 0:
        begins = (0, 0)
    while begins:
        start, length = window.begins_at, begins[1] - begins[0]
        separator = bytes(window.held[:length])
        follows = window.find(length)
        raw = window.take(length, follows[0] if follows else None)
        if window.lost:
            unread.append((f"{where}#{start}", f"the message has more than {MOST_MESSAGE:,} bytes"))
        elif separator or raw:
            yield start, separator, raw
        begins = follows


class _Window:
    """The part of a stream that is held: it begins where the message at hand does."""

    def __init__(self, held: bytearray, rest: BinaryIO) -> None:
        self.held = held
        self.begins_at = 0  # the byte of the stream that is the first held
        self.lost = False  # whether the message at hand was too large to hold
        self._rest = rest
        self._is_over = False

    def find(self, start: int) -> tuple[int, int] | None:
        """Return where the next separator begins and ends; read on until it is there."""
        self.lost = False
        while True:
            found = _separator(self.held, start)
            if found and (self._is_over or found.end() + LONGEST_SEPARATOR <= len(self.held)):
                return found.span()
            if self._is_over:
                return None
            start = max(start, len(self.held) - LONGEST_SEPARATOR) if found is None else found.start()
            start = self._shortened(start)
            piece = self._rest.read(CHUNK)
            self._is_over = not piece
            self.held += piece

    def take(self, start: int, stop: int | None) -> bytes:
        """Return what is held from `start` to `stop`, without the empty line an mbox adds, and let it go."""
        stop = len(self.held) if stop is None else stop
        end = stop
        for line in (b"\r\n\r\n", b"\n\n"):
            if self.held.endswith(line, start, stop):
                end = stop - len(line) // 2
                break
        with memoryview(self.held) as view:
            taken = bytes(view[start:end])
        self.drop(stop)
        return taken

    def drop(self, count: int) -> None:
        """Let the first bytes go."""
        del self.held[:count]
        self.begins_at += count

    def _shortened(self, start: int) -> int:
        """Let what is held go where it is more than a message may have; return where `start` is then."""
        if len(self.held) <= MOST_MESSAGE:
            return start
        self.lost = True
        count = max(0, min(start, len(self.held)) - LONGEST_SEPARATOR)
        self.drop(count)
        return start - count


def _separator(held: bytearray, start: int) -> re.Match[bytes] | None:
    """Return the first separator at or after a byte; looked for by its word, which is faster by far."""
    found = SEPARATOR.match(held, start) if start == 0 else None
    place = held.find(b"\nFrom ", max(0, start - 1))
    while place >= 0 and not found:
        found = SEPARATOR.match(held, place + 1)
        place = held.find(b"\nFrom ", place + 1)
    return found


def _blank(head: bytes) -> int:
    """Return how many bytes of a mark (BOM) and of empty lines stand before the first line."""
    marked = 3 if head.startswith(b"\xef\xbb\xbf") else 0
    return len(head) - len(head[marked:].lstrip(b"\r\n"))


def _unquoted(raw: bytes) -> bytes:
    """Take the `>` off that an mbox puts before a line with "From ", so that the line is the writer's again.

    A message that holds such a line without `>` comes from a program that quotes none, and stays as it is.
    """
    is_quoted = b">From " in raw and b"\nFrom " not in raw and not raw.startswith(b"From ")
    return QUOTED.sub(b"", raw) if is_quoted else raw


def _labelled(place: Place, raw: bytes) -> Place:
    """Return the place with the labels that Google Takeout writes into the header, as its folder."""
    head = raw[:LONGEST_HEADER].replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    found = LABELS.search(head)
    if not found:
        return place
    told = " ".join(found[1].decode("utf-8", "replace").split())
    try:
        labels = str(make_header(decode_header(told)))
    except (HeaderParseError, LookupError, UnicodeError, ValueError):
        labels = told
    clean = "".join(sign for sign in labels[:LONGEST_HEADER] if sign.isprintable())
    names = [each.strip(' "') for each in clean.split(",")]
    is_sent = any(each.casefold() in SENT for each in names)
    return replace(place, folder=",".join(names), holds_sent=is_sent)


def _arrival(separator: bytes) -> datetime | None:
    """Return the moment a separator bears; RFC 4155 says UTC, and some programs add an offset."""
    day = re.search(r"[A-Z][a-z]{2} +[A-Z][a-z]{2} .*", separator.decode("latin-1").rstrip())
    parsed = parsedate_tz(day[0]) if day else None
    if parsed is None:
        return None
    try:
        return datetime(*parsed[:6], tzinfo=timezone(timedelta(seconds=parsed[9] or 0))).astimezone(UTC)
    except (ValueError, OverflowError):
        return None  # a day that no calendar has
