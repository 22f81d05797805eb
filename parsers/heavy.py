"""Large attachments cut out of a message's bytes before it is parsed: parsing would hold each several times.

Text is only shortened. What was cut stays where it is in the bytes, and is decoded when somebody asks for it.
"""

import re
from collections.abc import Iterator

HEAVY = 200_000  # bytes of one part
MOST_TEXT = 2_000_000  # bytes of an encoded text; no more of it is read
LONGEST_HEAD = 20_000  # bytes of the headers of one part
ENCODED = re.compile(rb"^content-transfer-encoding:[ \t]*base64[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
IS_TEXT = re.compile(rb"^content-type:\s*(?:text|multipart|message)/", re.IGNORECASE | re.MULTILINE)
NAMES_TYPE = re.compile(rb"^content-type:", re.IGNORECASE | re.MULTILINE)
EMPTY_LINE = re.compile(rb"\r?\n\r?\n")


def lighten(raw: bytes) -> tuple[bytes, dict[str, memoryview]]:
    """Return the message, marks in place of its large attachments in base64, and what the marks stand for."""
    if len(raw) <= HEAVY:
        return raw, {}
    whole = memoryview(raw)
    kept: list[memoryview | bytes] = []
    cut: dict[str, memoryview] = {}
    place = 0
    for start, end, is_text in _bodies(raw):
        if is_text:
            kept.append(whole[place : min(end, start + MOST_TEXT)])
            place = end
            continue
        mark = f"cut/out/{len(cut):08d}"
        cut[mark] = whole[start:end]
        kept += [whole[place:start], mark.encode()]
        place = end
    return (b"".join([*kept, whole[place:]]), cut) if kept else (raw, cut)


def _bodies(raw: bytes) -> Iterator[tuple[int, int, bool]]:
    """Yield where each large body in base64 starts and ends, and whether it is a text."""
    place = end = 0
    while found := ENCODED.search(raw, place):
        place = found.end()
        empty = EMPTY_LINE.search(raw, found.end(), found.end() + LONGEST_HEAD)
        if empty is None:
            continue
        if end < empty.end():  # else the next boundary is still the one that was found
            end = raw.find(b"\n--", empty.end() - 1)  # no line of base64 begins with a hyphen
            end = len(raw) if end < 0 else end
        if end - empty.end() > HEAVY:
            yield empty.end(), end, _is_text(raw, found.start(), empty.start())
            place = end


def _is_text(raw: bytes, header: int, end: int) -> bool:
    """Say whether the part with this header holds a text or other parts, or does not tell what it holds."""
    earliest = max(0, header - LONGEST_HEAD)
    boundary = raw.rfind(b"\n--", earliest, header)
    head = raw[boundary + 1 if boundary >= 0 else earliest : end + 1]
    return bool(IS_TEXT.search(head)) or not NAMES_TYPE.search(head)
