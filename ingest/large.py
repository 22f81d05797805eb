"""Messages too large to hold: read as an extract, in which large attachments are left out.

A letter is short; what makes a message large is attached records. The whole message is in the vault all the
same. The rule depends on the bytes alone, so a message reads the same from a server and from a file.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

LARGE = 16 * 1024 * 1024  # bytes: from here on a message is streamed to the vault and read as an extract
MOST_ATTACHED = 2 * 1024 * 1024  # bytes, still encoded, of an attachment that is kept in the extract
MOST_EXTRACT = 20 * 1024 * 1024
LONGEST_LINE = 64 * 1024

LEFT_OUT = (
    f"The message has more than {LARGE:,} bytes: "
    f"its attachments of more than {MOST_ATTACHED:,} were not opened."
)


@dataclass(slots=True)
class _State:
    """Where the walk through the lines of a message is."""

    in_header: bool = True
    is_text: bool = True
    held: list[bytes] = field(default_factory=list)  # of the attachment at hand, until it is too long
    count: int = 0
    left_out: bool = False


def extract(raw: bytes) -> tuple[bytes, str | None]:
    """Return what is read of a message and what was left out; the message itself where it is not large."""
    return (raw, None) if len(raw) < LARGE else extract_of(io.BytesIO(raw))


def extract_of(file: BinaryIO) -> tuple[bytes, str | None]:
    """Return the extract of a large message that is read line by line; no more of it is held than that."""
    state = _State()
    kept: list[bytes] = []
    total = 0
    for line in _lines(file):
        for piece in _passed(state, line):
            if total + len(piece) > MOST_EXTRACT:
                return b"".join(kept), LEFT_OUT
            kept.append(piece)
            total += len(piece)
    kept.extend(state.held)
    return b"".join(kept), LEFT_OUT if state.left_out else None


def _lines(file: BinaryIO) -> Iterator[bytes]:
    while line := file.readline(LONGEST_LINE):
        yield line


def _passed(state: _State, line: bytes) -> list[bytes]:
    """Return what of a line, and of those held before it, goes into the extract."""
    if line.startswith(b"--") and not state.in_header:
        passed = [*state.held, line]
        state.in_header, state.is_text, state.held, state.count = True, True, [], 0
        return passed
    if state.in_header:
        lower = line[:200].lower()
        if lower.startswith(b"content-type:"):
            state.is_text = b"text/" in lower or b"multipart/" in lower or b"message/" in lower
        state.in_header = bool(line.strip())
        return [line]
    if state.is_text:
        return [line]
    state.count += len(line)
    if state.count <= MOST_ATTACHED:
        state.held.append(line)
    else:
        state.held.clear()
        state.left_out = True
    return []
