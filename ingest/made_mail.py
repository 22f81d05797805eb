"""Messages made of what was none, such as Outlook's files (RFC 5322): the same bytes for the same input.

The standard library is not asked to write them: its lines differ from one version of Python to the next.
"""

import re
from base64 import b64encode, encodebytes
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

END = "\r\n"
LONGEST_LINE = 990  # RFC 5322, section 2.1.1
LONGEST_WORD = 42  # bytes of text in one encoded word, which may have 75 characters (RFC 2047, section 2)
CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029\ud800-\udfff]+")
ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")
UNRESERVED = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._"
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a message: its content type, its bytes; the name of an attachment."""

    content_type: str
    raw: bytes
    name: str | None = None


def text_part(text: str, subtype: str = "plain") -> Part:
    """Return a part of text; what cannot be encoded, half of a surrogate pair, is replaced."""
    return Part(f"text/{subtype}; charset=utf-8", text.encode("utf-8", "replace"))


def compose(
    headers: Iterable[tuple[str, str]], texts: Sequence[Part], attached: Sequence[Part] = ()
) -> bytes:
    """Return a message with these headers, its text in one or more forms, and what is attached.

    A header's value is written as it is where it is plain, else as encoded words; an empty one is left out.
    """
    lines = [f"{name}: {_worded(value)}" for name, value in headers if value.strip()]
    body = _together("alternative", [_of_part(part) for part in texts] or [_of_part(text_part(""))])
    body = _together("mixed", [body, *(_of_part(part) for part in attached)])
    return f"{END.join([*lines, 'MIME-Version: 1.0'])}{END}".encode("utf-8", "replace") + body


def address(name: str, email: str) -> str:
    """Return an address as a header has it; the name alone where there is no address."""
    name, email = CONTROL.sub(" ", name).strip(), CONTROL.sub("", email).strip().strip("<>")
    if "@" not in email:
        return name or email
    if not name or name == email:
        return f"<{email}>"
    if not name.isascii():
        return f"{_worded(name)} <{email}>"
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    return f"{name} <{email}>" if ATOMS.fullmatch(name) else f'"{quoted}" <{email}>'


def moment(when: datetime) -> str:
    """Return a moment, with its offset, as a Date header has it (RFC 5322, section 3.3)."""
    day = f"{DAYS[when.weekday()]}, {when.day:02} {MONTHS[when.month - 1]} {when.year:04}"
    return f"{day} {when:%H:%M:%S %z}"


def _together(kind: str, parts: list[bytes]) -> bytes:
    """Return parts as one; a single one stays as it is. The boundary is told by what the parts hold."""
    if len(parts) == 1:
        return parts[0]
    boundary = f"=_{sha256(kind.encode() + b''.join(parts)).hexdigest()[:32]}"
    head = f'Content-Type: multipart/{kind}; boundary="{boundary}"{END}{END}'.encode()
    inner = b"".join(f"--{boundary}{END}".encode() + part + END.encode() for part in parts)
    return head + inner + f"--{boundary}--{END}".encode()


def _of_part(part: Part) -> bytes:
    """Return a part with its header: text as it is where mail can carry it, all else in base64."""
    lines = [f"Content-Type: {part.content_type}"]
    if part.name is not None:
        lines.append(f"Content-Disposition: attachment; {_file_name(part.name)}")
    is_message = part.content_type == "message/rfc822"  # may not be encoded (RFC 2046, section 5.2.1)
    text = _as_lines(part.raw) if part.content_type.startswith("text/") else None
    if is_message or text is not None:
        lines.append("Content-Transfer-Encoding: 8bit")
        body = part.raw if text is None else text
    else:
        lines.append("Content-Transfer-Encoding: base64")
        body = encodebytes(part.raw).replace(b"\n", b"\r\n")
    return END.join([*lines, "", ""]).encode("utf-8", "replace") + body


def _as_lines(raw: bytes) -> bytes | None:
    """Return text with the line ends of mail; None where its lines are too long, or hold a NUL."""
    lines = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    if b"\x00" in raw or any(len(line) > LONGEST_LINE for line in lines):
        return None
    return b"\r\n".join(lines)


def _file_name(name: str) -> str:
    clean = CONTROL.sub(" ", name).strip()
    if clean.isascii():
        quoted = clean.replace("\\", "\\\\").replace('"', '\\"')
        return f'filename="{quoted}"'
    encoded = "".join(
        chr(byte) if byte in UNRESERVED else f"%{byte:02X}" for byte in clean.encode("utf-8", "replace")
    )
    return f"filename*=UTF-8''{encoded}"  # RFC 2231, section 4


def _worded(value: str) -> str:
    """Return a header's value without anything that ends a header; encoded (RFC 2047) if it is not plain."""
    clean = CONTROL.sub(" ", value).strip()
    if clean.isascii():
        return _folded(clean)
    words: list[str] = []
    chunk = b""
    for sign in clean:
        raw = sign.encode("utf-8", "replace")
        if len(chunk) + len(raw) > LONGEST_WORD:
            words.append(f"=?utf-8?b?{b64encode(chunk).decode()}?=")
            chunk = b""
        chunk += raw
    words.append(f"=?utf-8?b?{b64encode(chunk).decode()}?=")
    return f"{END} ".join(words)


def _folded(value: str) -> str:
    """Return a value in lines that mail can carry, broken where a blank stands."""
    lines = [""]
    for word in value.split(" "):
        if lines[-1] and len(lines[-1]) + len(word) > LONGEST_LINE // 2:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}" if lines[-1] else word
    return f"{END} ".join(lines)
