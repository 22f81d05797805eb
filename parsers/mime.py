"""Bytes to headers and parts. The only file that imports mailparser.

mail-parser decodes the envelope: subject, addresses. The parts are walked here, because it appends the text
of an attached message to the body (an old letter would be read as the new one), names unnamed attachments at
random, holds a large attachment several times, and ends in an exception at some broken parts.
"""

import binascii
import logging
import string
from collections.abc import Iterator
from dataclasses import dataclass
from email.errors import MessageError
from email.message import Message as Mime
from email.parser import BytesHeaderParser
from email.utils import getaddresses
from functools import lru_cache
from typing import Any

from mailparser.exceptions import MailParserError
from mailparser.utils import decode_headers, get_addresses

from parsers.heavy import lighten
from parsers.mime_tree import parse

# what it warns of is in the letter's `problem`, or harmless; a log line a letter would bury the daemon's own
logging.getLogger("mailparser").setLevel(logging.CRITICAL)

MOST_DEPTH = 40
MOST_PARTS = 400
MOST_BYTES = 20_000_000  # of a message without its large attachments
MOST_HEADER = 50_000  # characters of one header that is decoded
SHORT_HEADER = 500  # characters of one that is remembered
ENVELOPE = ("subject", "from", "to", "cc")
NOT_BASE64 = bytes(set(range(256)) - set((string.ascii_letters + string.digits + "+/").encode()))
STUB_WORDS = 12  # a text/plain part of fewer words beside HTML is "your reader shows no HTML"


@dataclass(frozen=True, slots=True)
class Leaf:
    """One part that is no container. `text` is set for text/plain and text/html bodies only."""

    media_type: str
    filename: str | None
    attached: bool
    part: Mime
    heavy: memoryview | None = None  # its bytes, still encoded, where they were cut out before parsing

    def payload(self) -> bytes:
        """Return the decoded bytes; a broken transfer encoding yields what could be decoded."""
        if str(self.part.get("content-transfer-encoding", "")).strip().lower() == "base64":
            encoded = self.heavy if self.heavy is not None else _encoded(self.part)
            if encoded is not None:
                return _decode_base64(encoded)
        found = self.part.get_payload(decode=True)
        return found if isinstance(found, bytes) else b""

    def text(self) -> str:
        """Return the bytes as text, by the declared charset where that works."""
        return decode_text(self.payload(), self.part.get_content_charset())


@dataclass(frozen=True, slots=True)
class Mail:
    """A message taken apart: decoded headers, the bodies in order, the attachments."""

    subject: str
    sender: tuple[str, str] | None
    recipients: tuple[tuple[str, str], ...]
    headers: dict[str, tuple[str, ...]]
    plain: str
    html: str
    attachments: tuple[Leaf, ...]
    problem: str | None

    def header(self, name: str) -> str | None:
        """Return the first header of this name as it came, unfolded."""
        found = self.headers.get(name.lower())
        return found[0] if found else None


def decode_text(raw: bytes, charset: str | None) -> str:
    """Return bytes as text: the declared charset, else UTF-8, else Windows-1252. Never raises."""
    for name in (charset, "utf-8", "cp1252"):
        try:
            return raw.decode(name or "utf-8")
        except (LookupError, ValueError):  # a name that holds a NUL is a ValueError
            continue
    return raw.decode("latin-1")


def _encoded(part: Mime) -> str | None:
    """Return a body as it came; None where it holds 8-bit bytes and its charset is no name of one."""
    try:
        payload = part.get_payload()
    except (LookupError, ValueError):
        return None
    return payload if isinstance(payload, str) else None


def _decode_base64(payload: str | memoryview) -> bytes:
    """Return what can be decoded: a body cut off in transit loses its last letters, not all of them."""
    raw = payload.encode("ascii", "ignore") if isinstance(payload, str) else payload
    told = bytes(raw).translate(None, NOT_BASE64)
    told = told[:-1] if len(told) % 4 == 1 else told
    return binascii.a2b_base64(told + b"=" * (-len(told) % 4))


def take_apart(raw: bytes) -> Mail:
    """Return the message taken apart. Never raises for strange mail: what went wrong is its `problem`."""
    if not raw or raw.isspace():
        return _nothing("The file is empty: there is no letter in it.")
    light, cut = lighten(raw)
    try:
        message = parse(light[:MOST_BYTES])
    except RecursionError:
        message = BytesHeaderParser().parsebytes(light)
        return _mail(message, [], "Its parts are nested too deeply to be read.")
    if not _is_mail(message):
        return _nothing(
            "This is no mail: it has none of the headers From, Date, Subject, Message-ID or Received."
        )
    leaves, problem = _leaves(message, cut)
    if len(light) > MOST_BYTES:
        problem = f"It has more than {MOST_BYTES:,} bytes beside its attachments: the rest was not read."
    return _mail(message, leaves, problem)


def _mail(message: Mime, leaves: list[Leaf], problem: str | None) -> Mail:
    plain, html = _bodies(leaves)
    subject, writers, to, copies = _envelope(message)
    return Mail(
        subject=_one(subject),
        sender=next(iter(_addresses(writers)), None),
        recipients=(*_addresses(to), *_addresses(copies)),
        headers=_headers(message),
        plain=plain,
        html=html,
        attachments=tuple(leaf for leaf in leaves if leaf.attached),
        problem=problem or _without_text(message, plain, html),
    )


def _envelope(message: Mime) -> tuple[object, object, object, object]:
    """Return Subject, From, To and Cc as mail-parser decodes them; as they came, where it cannot."""
    told = Mime()
    for name, value in message.raw_items():
        if name.lower() in ENVELOPE:
            told.set_raw(name, value[:MOST_HEADER])
    subject, *addresses = (told.get_all(name) for name in ENVELOPE)
    try:
        return decode_headers(subject), *(_decoded(values) for values in addresses)
    except (MailParserError, MessageError, ValueError, LookupError, AttributeError, TypeError):
        as_it_came, *others = (str(told.get(name, "")) for name in ENVELOPE)
        # where a header is missing or senseless it is one empty address
        writers, to, copies = ([pair for pair in getaddresses([other]) if pair[1]] for other in others)
        return as_it_came, writers, to, copies


def _decoded(values: list[Any] | None) -> list[tuple[str, str]]:
    """Return the addresses of the first header of a name."""
    value = values[0] if values else ""
    is_short = isinstance(value, str) and len(value) <= SHORT_HEADER
    return _remembered(value) if is_short else _addresses_in(value)


def _addresses_in(value: Any) -> list[tuple[str, str]]:
    return [
        ("" if name == address else name, address)
        for name, address in get_addresses(value, decode_names=True)
        if address
    ]


_remembered = lru_cache(maxsize=1_024)(_addresses_in)  # few write to a mailbox, and they write to one


def _without_text(message: Mime, plain: str, html: str) -> str | None:
    """Say so where a container with parts turned out to hold none."""
    if message.get_content_maintype() != "multipart" or message.is_multipart():
        return None
    return (
        "Its parts could not be found: what follows the headers was read as plain text."
        if (plain or html).strip()
        else "It has no text: its parts could not be found."
    )


def _is_mail(message: Mime) -> bool:
    return any(message.get(name) for name in ("From", "Date", "Subject", "Message-ID", "Received"))


def _nothing(problem: str) -> Mail:
    return Mail("", None, (), {}, "", "", (), problem)


def _one(value: object) -> str:
    """Return one header's text: a repeated header is a list, and its first is what a reader shows."""
    first = value[0] if isinstance(value, list) and value else value
    return " ".join(str(first or "").split())


def _addresses(pairs: object) -> tuple[tuple[str, str], ...]:
    if not isinstance(pairs, list):
        return ()
    return tuple((" ".join(str(name).split()), str(address).lower()) for name, address in pairs)


def _headers(message: Mime) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for name, value in message.items():
        found.setdefault(name.lower(), []).append(" ".join(str(value).split()))
    return {name: tuple(values) for name, values in found.items()}


def _leaves(message: Mime, cut: dict[str, memoryview]) -> tuple[list[Leaf], str | None]:
    """Walk the tree in order; an attached message is a leaf, its inside is another letter."""
    leaves: list[Leaf] = []
    problem = None
    for part, depth in _walk(message):
        if depth > MOST_DEPTH or len(leaves) >= MOST_PARTS:
            problem = f"It has more than {MOST_PARTS} parts or {MOST_DEPTH} levels: the rest was not read."
            break
        leaves.append(_leaf(part, cut))
    return leaves, problem


def _walk(message: Mime) -> Iterator[tuple[Mime, int]]:
    stack = [(message, 0)]
    while stack:
        part, depth = stack.pop()
        inside = part.get_payload() if part.is_multipart() else None
        if part.get_content_maintype() == "multipart" and isinstance(inside, list):
            if depth > MOST_DEPTH:
                yield part, depth
                return
            chosen = _best(inside) if part.get_content_subtype() == "alternative" else inside
            stack.extend((child, depth + 1) for child in reversed(chosen) if isinstance(child, Mime))
        else:
            yield part, depth


def _best(versions: list[Any]) -> list[Any]:
    """Return the versions of one text worth having: a calendar or AMP twin says nothing new."""
    return [part for part in versions if part.get_content_type() not in ("text/calendar", "text/x-amp-html")]


def _leaf(part: Mime, cut: dict[str, memoryview]) -> Leaf:
    # a container whose boundary never comes holds one text
    kind = "text/plain" if part.get_content_maintype() == "multipart" else part.get_content_type()
    filename = _file_name(part)
    is_text = kind in ("text/plain", "text/html")
    attached = part.get_content_disposition() == "attachment" or not is_text or bool(filename)
    heavy = cut.get((_encoded(part) or "").strip()) if cut else None
    return Leaf(kind, str(filename) if filename else None, attached, part, heavy)


def _file_name(part: Mime) -> str | None:
    """Return the name a part gives its file; None where it is written in no charset at all (RFC 2231)."""
    try:
        return part.get_filename()
    except ValueError:
        return None


def _bodies(leaves: list[Leaf]) -> tuple[str, str]:
    """Return the plain and the HTML body; several of a kind follow one another."""
    texts = [(leaf.media_type, leaf.text()) for leaf in leaves if not leaf.attached]
    plain = "\n\n".join(text for kind, text in texts if kind == "text/plain")
    html = "\n".join(text for kind, text in texts if kind == "text/html")
    return plain, html


def is_stub(plain: str) -> bool:
    """Say whether a plain body is too short to be the letter when there is HTML beside it."""
    return len(plain.split()) < STUB_WORDS
