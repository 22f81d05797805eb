"""The files in a .zip, a .tar or a packed file, as streams, with limits. Nothing is unpacked to disk."""

import bz2
import gzip
import io
import struct
import tarfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import IO, BinaryIO, Self, cast

from ingest.source_kinds import GZIP, Kind
from ingest.source_trouble import BROKEN, NotRead, Unread, tellable, why_of

MOST_UNPACKED = 200 * 1024**3  # bytes that all files of one archive may have together
MOST_RATIO = 100  # times its packed size; the plainest mail has 20
SLACK = 16 * 1024 * 1024  # bytes of one file from which on the ratio counts
SLACK_IN_ALL = 256 * 1024 * 1024  # of the archive: a few bombs in it leave the others to be read
BUFFER = 256 * 1024
MOST_BEFORE = 1024 * 1024  # bytes of what a tar says of a file before it
BEFORE_FILES = (b"L", b"K", b"x", b"g", b"X")  # tar's types of such
MOST_LISTED = (
    128 * 1024 * 1024
)  # bytes of the list at a .zip's end, which is in memory whole; 2 million files
LIST_END, LARGE_LIST_END = 22, 76  # bytes of the record at its end, and of the one before it in a zip64
IS_ENCRYPTED = 0x1
UNPACK = "unpack it and name what comes out"
PASSED_OVER = ("__MACOSX", "tmp")  # a Mac's notes beside each file; what a Maildir is still writing


@dataclass(frozen=True, slots=True)
class Entry:
    """A file in an archive: its place, its name there, its bytes as a stream, when it was last changed."""

    where: str
    name: str
    stream: BinaryIO
    changed_at: datetime | None = None


class _Metered(io.RawIOBase):
    """A stream that ends in NotRead where it unpacks to more than its packed bytes can honestly hold."""

    def __init__(self, stream: IO[bytes], budget: "_Budget", packed: int | None = None) -> None:
        self._stream, self._budget, self._packed, self._count = stream, budget, packed, 0

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Read some bytes, and count them."""
        piece = self._stream.read(min(len(buffer), BUFFER))
        buffer[: len(piece)] = piece
        self._count += len(piece)
        self._budget.spend(len(piece))
        if self._packed is not None and self._count > SLACK + MOST_RATIO * self._packed:
            raise NotRead(
                f"it unpacks to more than {MOST_RATIO} times its size, as a bomb does: look into it"
            )
        return len(piece)


class _Member(tarfile.TarInfo):
    """A member of a tar; a long name, or what else stands before a file, is no longer than it need be."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
        """Read the header of a member. Raises NotRead for one that would take the memory."""
        member = super().frombuf(buf, encoding, errors)
        if member.type in BEFORE_FILES and member.size > MOST_BEFORE:
            raise NotRead("a header in it is larger than any is: look into it")
        return member


@dataclass(slots=True)
class _Budget:
    """What an archive may still unpack to, all its files together."""

    packed: int
    spent: int = 0

    @property
    def is_spent(self) -> bool:
        """Whether no more of the archive is read."""
        return self.spent > min(MOST_UNPACKED, SLACK_IN_ALL + MOST_RATIO * self.packed)

    def spend(self, count: int) -> None:
        """Count bytes. Raises NotRead where there are too many."""
        self.spent += count
        if self.is_spent:
            raise NotRead(
                "it and what follows it are left out, since by then the archive has unpacked to "
                f"{self.spent:,} bytes, which is more than one of its size holds"
            )


def entries_of(where: str, kind: Kind, file: BinaryIO, unread: Unread) -> Iterator[Entry]:
    """Yield the files of an archive in their order, each to be read before the next is asked for.

    Links and devices are passed over. What is encrypted, or named to lie outside of the archive, is told in
    `unread`, and so is what is damaged; the rest goes on.
    """
    file.seek(0, io.SEEK_END)
    budget = _Budget(file.tell())
    file.seek(0)
    try:
        if kind is Kind.ZIP:
            yield from _in_zip(where, file, budget, unread)
        elif kind is Kind.TAR:
            yield from _in_tar(where, file, budget, unread)
        else:
            yield from _in_packed(where, file, budget, unread)
    except BROKEN as error:
        unread.append((where, why_of(error)))


def _in_zip(where: str, file: BinaryIO, budget: _Budget, unread: Unread) -> Iterator[Entry]:
    with _zip(file) as archive:
        for info in archive.infolist():
            place = f"{where}!{tellable(info.filename)}"
            if info.is_dir() or _is_passed_over(info.filename):
                continue
            if budget.is_spent:
                return
            if why := _refused(info.filename, is_encrypted=bool(info.flag_bits & IS_ENCRYPTED)):
                unread.append((place, why))
                continue
            try:
                with archive.open(info) as opened:
                    metered = _Metered(opened, budget, info.compress_size)
                    yield Entry(place, info.filename, io.BufferedReader(metered, BUFFER))
            except BROKEN as error:
                unread.append((place, why_of(error)))


def _zip(file: BinaryIO) -> zipfile.ZipFile:
    if _listed(file) > MOST_LISTED:
        raise NotRead(f"it lists more files than can be looked at together: {UNPACK}")
    try:
        return zipfile.ZipFile(file)
    except (ValueError, OverflowError, struct.error) as error:  # what its own checks do not find
        raise zipfile.BadZipFile from error


def _listed(file: BinaryIO) -> int:
    """Return how many bytes a .zip's list of files has: looked up where zipfile does, before it is read."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - LIST_END - 0xFFFF))
    tail = file.read()
    file.seek(0)
    place = len(tail) - LIST_END
    if not (tail.startswith(b"PK\x05\x06", max(0, place)) and tail.endswith(b"\x00\x00")):
        place = tail.rfind(b"PK\x05\x06")
    if place < 0:
        return 0  # no .zip, as whoever reads it tells
    large = place - LARGE_LIST_END
    if large >= 0 and tail.startswith(b"PK\x06\x06", large) and tail.startswith(b"PK\x06\x07", place - 20):
        return int.from_bytes(tail[large + 40 : large + 48], "little")
    return int.from_bytes(tail[place + 12 : place + 16], "little")


def _in_tar(where: str, file: BinaryIO, budget: _Budget, unread: Unread) -> Iterator[Entry]:
    """Yield the files of a tar that is read from its beginning to its end, once."""
    with tarfile.open(fileobj=file, mode="r|", errorlevel=1, tarinfo=_Member) as archive:
        for member in archive:
            archive.members = []  # type: ignore[attr-defined]  # else it remembers all of a large archive
            place = f"{where}!{tellable(member.name)}"
            if not member.isreg() or _is_passed_over(member.name):
                continue
            if why := _refused(member.name):
                unread.append((place, why))
                continue
            opened = archive.extractfile(member)
            if opened:
                changed_at = _moment(member.mtime)
                yield Entry(
                    place, member.name, io.BufferedReader(_Metered(opened, budget), BUFFER), changed_at
                )


def _in_packed(where: str, file: BinaryIO, budget: _Budget, unread: Unread) -> Iterator[Entry]:
    """Yield what a gzip or bzip2 file holds: the files of a tar, or the one file it is."""
    is_gzip = file.read(2) == GZIP
    file.seek(0)
    with cast("BinaryIO", gzip.GzipFile(fileobj=file) if is_gzip else bz2.BZ2File(file)) as unpacked:
        stream = io.BufferedReader(_Metered(unpacked, budget), BUFFER)
        if stream.peek(512)[257:262] == b"ustar":
            yield from _in_tar(where, stream, _Budget(MOST_UNPACKED), unread)
        else:
            name = PurePosixPath(where).stem
            yield Entry(f"{where}!{name}", name, stream)


def _refused(name: str, *, is_encrypted: bool = False) -> str | None:
    """Return why a file of an archive is not looked at."""
    if is_encrypted:
        return f"it is encrypted: {UNPACK}"
    if (
        name.startswith(("/", "\\"))
        or ".." in name.replace("\\", "/").split("/")
        or name[1:3] in (":\\", ":/")
    ):
        return "its name leads out of the archive: look at what it is, and name it by itself"
    return None


def _is_passed_over(name: str) -> bool:
    """Say whether a file is no mail by its folders: hidden, or not whole yet; Maildir's dotfolders are."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    if not parts or parts[-1].startswith("."):
        return True
    hidden = [each for each in parts[:-1] if each.startswith(".") and each not in (".", "..")]
    is_maildir = len(parts) > 1 and parts[-2] in ("cur", "new")
    return any(each in PASSED_OVER for each in parts[:-1]) or bool(hidden and not is_maildir)


def _moment(seconds: float) -> datetime | None:
    try:
        return datetime.fromtimestamp(seconds, UTC) if seconds > 0 else None
    except (ValueError, OverflowError, OSError):
        return None
