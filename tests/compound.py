"""Outlook's .msg files, written for tests: a compound file ([MS-CFB]) with the properties of [MS-OXMSG]."""

import struct
from collections.abc import Mapping
from datetime import UTC, datetime

SECTOR = 512
MINI = 64
CUTOFF = 4096
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
EPOCH = datetime(1601, 1, 1, tzinfo=UTC)

Tree = Mapping[str, "bytes | Tree"]


def text(tag: int, value: str) -> dict[str, bytes]:
    """Return a property that is text."""
    return {f"__substg1.0_{tag:04X}001F": value.encode("utf-16-le")}


def binary(tag: int, value: bytes) -> dict[str, bytes]:
    """Return a property that is bytes."""
    return {f"__substg1.0_{tag:04X}0102": value}


def fixed(values: Mapping[int, int | datetime], offset: int = 32) -> dict[str, bytes]:
    """Return the table of the properties of fixed size."""
    rows = b"".join(struct.pack("<HHIQ", _kind(each), tag, 6, _number(each)) for tag, each in values.items())
    return {"__properties_version1.0": bytes(offset) + rows}


def _kind(value: int | datetime) -> int:
    return 0x0040 if isinstance(value, datetime) else 0x0003


def _number(value: int | datetime) -> int:
    return int((value - EPOCH).total_seconds()) * 10**7 if isinstance(value, datetime) else value


def compound(tree: Tree) -> bytes:
    """Return a compound file with these streams (bytes) and storages (trees)."""
    entries: list[list] = [["Root Entry", 5, b"", FREE, FREE]]  # name, type, bytes, right sibling, child
    _add(tree, 0, entries)
    small = bytearray()
    sectors: list[bytes] = []
    fat: list[int] = []
    mini_fat: list[int] = []
    starts: list[int] = []
    for _, kind, raw, _, _ in entries:
        if kind != 2 or not raw:
            starts.append(END)
        elif len(raw) < CUTOFF:
            starts.append(len(small) // MINI)
            count = -(-len(raw) // MINI)
            mini_fat += _chain(len(mini_fat), count)
            small += raw.ljust(count * MINI, b"\x00")
        else:
            starts.append(_put(raw, sectors, fat))
    root_start = _put(bytes(small), sectors, fat) if small else END
    mini_start = _put(b"".join(struct.pack("<I", each) for each in mini_fat), sectors, fat) if small else END
    rows = [
        _row(entry, root_start if place == 0 else starts[place], len(small) if place == 0 else len(entry[2]))
        for place, entry in enumerate(entries)
    ]
    directory = _put(b"".join(rows), sectors, fat)
    mini = (mini_start, -(-len(mini_fat) * 4 // SECTOR) if small else 0)
    return _header(len(sectors), directory, mini, fat) + b"".join(sectors) + _table(fat)


def _header(first_fat: int, directory: int, mini: tuple[int, int], fat: list[int]) -> bytes:
    """Return the header; the sectors of the FAT, which are added to it here, come after all others."""
    fat_count = 1
    while (len(fat) + fat_count) * 4 > fat_count * SECTOR:
        fat_count += 1
    fat += [FAT] * fat_count
    head = struct.pack(
        "<8s16x5H6x9I",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        *(0x3E, 3, 0xFFFE, 9, 6),
        *(0, fat_count, directory, 0, CUTOFF, *mini, END, 0),
    )
    places = [first_fat + each for each in range(fat_count)] + [FREE] * (109 - fat_count)
    return head + struct.pack("<109I", *places)


def _table(fat: list[int]) -> bytes:
    raw = b"".join(struct.pack("<I", each) for each in fat)
    return raw.ljust(-(-len(raw) // SECTOR) * SECTOR, b"\xff")


def _add(tree: Tree, parent: int, entries: list[list]) -> None:
    """Add what a storage holds: a chain of siblings, each at the right of the one before."""
    before = None
    for name, value in tree.items():
        place = len(entries)
        is_stream = isinstance(value, bytes)
        entries.append([name, 2 if is_stream else 1, value if is_stream else b"", FREE, FREE])
        if before is None:
            entries[parent][4] = place
        else:
            entries[before][3] = place
        before = place
        if not is_stream:
            _add(value, place, entries)


def _chain(start: int, count: int) -> list[int]:
    return [start + step + 1 for step in range(count - 1)] + [END]


def _put(raw: bytes, sectors: list[bytes], fat: list[int]) -> int:
    start = len(sectors)
    count = max(1, -(-len(raw) // SECTOR))
    sectors += [raw[each * SECTOR : (each + 1) * SECTOR].ljust(SECTOR, b"\x00") for each in range(count)]
    fat += _chain(start, count)
    return start


def _row(entry: list, start: int, size: int) -> bytes:
    name, kind, _, right, child = entry
    wide = name.encode("utf-16-le") + b"\x00\x00"
    head = struct.pack("<64sHBBIII", wide, len(wide), kind, 1, FREE, right, child)
    return head + bytes(36) + struct.pack("<IQ", start, size)
