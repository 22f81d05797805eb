"""Bytes to the tree of a message's parts, as the standard library's parser makes it, and much sooner.

That parser tries each line of each part against each boundary. Mail of the usual shape is cut at its
boundaries here; whatever is not of that shape in every respect is left to the library.
"""

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message as Mime
from email.policy import compat32

DEEPEST = 20  # levels of parts
HEAD = re.compile(r"((?:[!-9;-~]++:[^\n]*+\n(?:[ \t][^\n]*+\n)*+)++)\r?\n")
FIELD = re.compile(r"[^\n]*+\n(?:[ \t][^\n]*+\n)*+")


class _Unusual(Exception):
    """A part that is for the library's parser."""


def parse(raw: bytes) -> Mime:
    """Return what `email.message_from_bytes` does; what stands before and behind all parts is not kept."""
    if raw.count(b"\r") != raw.count(b"\r\n"):  # a bare CR ends a line, too
        return message_from_bytes(raw)
    try:
        return _part(raw.decode("ascii", "surrogateescape"))
    except _Unusual:
        return message_from_bytes(raw)


def _part(text: str, depth: int = 0) -> Mime:
    head = HEAD.match(text)
    if head is None or depth > DEEPEST:
        raise _Unusual
    part = Mime()
    for field in FIELD.findall(head[1]):
        part.set_raw(*compat32.header_source_parse([field]))
    kind = part.get_content_maintype()
    if kind == "multipart":
        boundary = part.get_boundary()
        if not boundary or part.get_content_subtype() == "digest":  # whose parts are letters unless they say
            raise _Unusual
        for piece in _pieces(text, head.end(), f"--{boundary}"):
            part.attach(_part(piece, depth + 1))
    elif kind == "message":
        raise _Unusual
    elif depth:
        part.set_payload(_without_end(text[head.end() :]))
    else:
        part.set_payload(text[head.end() :])
    return part


def _without_end(body: str) -> str:
    """Return a body without its last line end, which belongs to the boundary below."""
    return body.removesuffix("\n").removesuffix("\r") if body.endswith("\n") else body


def _pieces(text: str, place: int, mark: str) -> Iterator[str]:
    """Yield what stands between the boundaries; every one of them must be there, the last one closed."""
    begin = None
    for start, end, is_last in _boundaries(text, place, mark):
        if (begin is None and is_last) or begin == start:
            break
        if begin is not None:
            yield text[begin:start]
        if is_last:
            return
        begin = end
    raise _Unusual


def _boundaries(text: str, place: int, mark: str) -> Iterator[tuple[int, int, bool]]:
    """Yield where each line that is a boundary starts and ends, and whether it is the last one."""
    start = text.find(mark, place)
    while start >= 0:
        end = text.find("\n", start) + 1 or len(text)
        told = text[start + len(mark) : end].rstrip("\n").removesuffix("\r")
        is_last = told.startswith("--")
        if (start == place or text[start - 1] == "\n") and not told[2 * is_last :].strip(" \t"):
            yield start, end, is_last
        start = text.find(mark, end)
