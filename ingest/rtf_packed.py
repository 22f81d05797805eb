"""Rich text as Outlook packs it ([MS-OXRTFCP]): the text of a letter that has neither plain text nor HTML."""

import struct

HEADER = struct.Struct("<IIII")  # bytes that follow, bytes when unpacked, kind, sum
PACKED = 0x75465A4C
PLAIN = 0x414C454D
MOST = 16 * 1024 * 1024  # bytes unpacked
RING = 4096
BEGINS = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor "
    rb"MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0" + b"\r\n"
    rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)


class PackedWrongly(ValueError):
    """The bytes are not packed as they say."""


def unpacked_rtf(raw: bytes) -> bytes:
    """Return the rich text of its packed form. Raises PackedWrongly."""
    if len(raw) < HEADER.size:
        raise PackedWrongly
    _, size, kind, _ = HEADER.unpack_from(raw)
    if kind == PLAIN:
        return raw[HEADER.size : HEADER.size + size]
    if kind != PACKED or size > MOST:
        raise PackedWrongly
    return _unpacked(raw[HEADER.size :])


def _unpacked(raw: bytes) -> bytes:
    """Each bit of a control byte says whether a byte follows, or a place and a length in the last 4096."""
    ring = bytearray(BEGINS.ljust(RING, b"\x00"))
    write = len(BEGINS)
    out = bytearray()
    place = 0
    while place < len(raw) and len(out) <= MOST:
        control = raw[place]
        place += 1
        for bit in range(8):
            if control >> bit & 1:
                pair = int.from_bytes(raw[place : place + 2], "big")
                place += 2
                start, length = pair >> 4, (pair & 0xF) + 2
                if start == write % RING:
                    return bytes(out)  # the mark of the end
                piece = bytes(0)
                for step in range(length):
                    sign = ring[(start + step) % RING]
                    ring[write % RING] = sign
                    write += 1
                    piece += bytes((sign,))
            else:
                piece = raw[place : place + 1]
                place += 1
                ring[write % RING : write % RING + 1] = piece
                write += 1
            out += piece
    return bytes(out)
