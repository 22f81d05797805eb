"""Mail in files and folders, told apart by what they hold, and never by asking. Only reads."""

import os
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from ingest.message import Message, Place
from ingest.source_kinds import ARCHIVES, HEAD, Kind, kind_of, kind_of_packed
from ingest.source_trouble import BROKEN, NoSource, NotRead, Unread, Unreadable, why_of
from ingest.sources_archive import UNPACK, Entry, entries_of
from ingest.sources_mbox import messages_of_mbox
from ingest.sources_muckrock import MOST_JSON, is_muckrock, messages_of_json
from ingest.sources_page import MOST_PAGE, messages_of_page
from ingest.sources_pst import messages_of_pst

__all__ = ["NoSource", "Unreadable", "messages_in"]

FLAGS = re.compile(r"[:;!]2,[A-Za-z]*$")  # a Maildir's marks; some systems allow no colon in a name
MAILDIR = ("cur", "new")
PIECE = 256 * 1024
DEEPEST = 100  # folders, one in another
MOST_LETTER = 512 * 1024 * 1024  # bytes of one letter in an archive


def messages_in(path: Path, *, is_found: bool = False) -> Iterator[Message]:
    """Yield the messages of a file or a folder, in the order of their names; of an mbox, in its own.

    In a folder, and the folders below it, mail is what ends in `.eml`, what begins as an mbox does, what a
    Maildir keeps, what is named with digits only (MH), Outlook's files, MuckRock's requests, and archives of
    all these; dotfiles and all else are passed over. A file that is named itself is mail whatever its name;
    one that is empty is an empty message. `is_found` says that it was not named, but found in a folder.
    Raises NoSource, and Unreadable after the last message.
    """
    path = path.expanduser().absolute()
    if not path.exists():
        raise NoSource(path, "there is no such file or folder")
    unread: Unread = []
    if path.is_dir():
        yield from _in_folder(path, unread)
    elif path.is_file():
        yield from _in_file(path, unread, is_named=not is_found)
    else:
        raise NoSource(path, "it is neither a file nor a folder")
    if unread:
        raise Unreadable(unread)


def _in_folder(folder: Path, unread: Unread, depth: int = 0) -> Iterator[Message]:
    if depth > DEEPEST:
        unread.append(
            (str(folder), f"it lies in more than {DEEPEST} folders, one in another: name it by itself")
        )
        return
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        unread.append((str(folder), why_of(error)))
        return
    in_maildir = is_maildir(folder)
    if in_maildir:
        yield from _in_maildir(folder, unread)
    for entry in entries:
        if entry.is_dir():
            if not entry.is_symlink() and _is_open(entry, in_maildir=in_maildir):
                yield from _in_folder(entry, unread, depth + 1)
        elif not in_maildir and entry.is_file() and not entry.name.startswith("."):
            yield from _in_file(entry, unread)


def _is_open(folder: Path, *, in_maildir: bool) -> bool:
    """Whether a folder below another is read: no dotfolder, but for the folders of a Maildir (Maildir++)."""
    if in_maildir:
        return folder.name not in (*MAILDIR, "tmp") and is_maildir(folder)
    return not folder.name.startswith(".")


def is_maildir(folder: Path) -> bool:
    """Say whether a folder is a Maildir: one of its two folders of mail is there."""
    return any((folder / name).is_dir() for name in MAILDIR)


def _in_file(file: Path, unread: Unread, *, is_named: bool = False) -> Iterator[Message]:
    try:
        with file.open("rb") as opened:
            head = opened.read(HEAD)
            kind = _kind(file.name, head)
            if kind is Kind.PST:
                yield from messages_of_pst(file, unread)
            elif kind in ARCHIVES:
                yield from _in_archive(file, kind, opened, unread, is_named=is_named)
            elif kind or is_named:
                yield from _of_kind(str(file), kind or Kind.LETTER, head, opened, unread, is_named=is_named)
    except BROKEN as error:
        unread.append((str(file), why_of(error)))


def _kind(name: str, head: bytes) -> Kind | None:
    """Return what a file is; None for what is no mail, packed or not."""
    kind = kind_of(name, head)
    return kind if kind is not Kind.PACKED or kind_of_packed(name, head) else None


def _of_kind(
    where: str, kind: Kind, head: bytes, rest: BinaryIO, unread: Unread, *, is_named: bool = False
) -> Iterator[Message]:
    """Yield the messages of one file of which `head` has been read, on disk or in an archive."""
    if kind is Kind.MBOX:
        yield from messages_of_mbox(where, head, rest, unread)
    elif kind is Kind.OLE:
        yield from _of_outlook(where, _whole(head, rest), is_named=is_named)
    elif kind is Kind.JSON:
        raw = _whole(head, rest, MOST_JSON)
        if is_named or is_muckrock(raw):
            yield from messages_of_json(where, raw, unread)
    elif kind is Kind.PAGE:
        yield from messages_of_page(where, _whole(head, rest, MOST_PAGE))
    else:
        yield Message(_whole(head, rest), Place.in_path(where))


def _of_outlook(where: str, raw: bytes, *, is_named: bool) -> Iterator[Message]:
    from ingest.sources_outlook import opened_msg  # noqa: PLC0415 - few keep such files

    opened = opened_msg(raw)
    if opened:
        place = Place.in_path(where, None, opened.received_at)
        yield Message(opened.raw, replace(place, holds_sent=opened.is_sent))
    elif is_named:
        raise NotRead("it is an Office file and no letter of Outlook's")


def _whole(head: bytes, rest: BinaryIO, most: int = MOST_LETTER) -> bytes:
    """Return all bytes of a file of which `head` has been read, in one piece where it can be read anew."""
    if len(head) < HEAD:
        return head
    is_too_large = f"it has more than {most:,} bytes, which no letter and no request has"
    if rest.seekable():
        if rest.seek(0, os.SEEK_END) > most:
            raise NotRead(is_too_large)
        rest.seek(0)
        return rest.read()
    raw = bytearray(head)
    while piece := rest.read(PIECE):
        raw += piece
        if len(raw) > most:
            raise NotRead(is_too_large)
    return bytes(raw)


def _in_archive(
    file: Path, kind: Kind, opened: BinaryIO, unread: Unread, *, is_named: bool
) -> Iterator[Message]:
    """Yield the messages of an archive; one that holds none is told where it was named itself."""
    if kind is Kind.OTHER_ARCHIVE:
        if is_named:
            raise NotRead(f"it is an archive of a kind that is not opened here: {UNPACK}")
        return
    seen = False
    for entry in entries_of(str(file), kind, opened, unread):
        try:
            for message in _of_entry(entry, unread):
                seen = True
                yield message
        except BROKEN as error:
            unread.append((entry.where, why_of(error)))
    if is_named and not (seen or unread):
        raise NotRead("there is no letter, mbox or Maildir in it")


def _of_entry(entry: Entry, unread: Unread) -> Iterator[Message]:
    """Yield the messages of one file of an archive."""
    head = entry.stream.read(HEAD)
    parts = PurePosixPath(entry.name).parts
    if len(parts) > 1 and parts[-2] in MAILDIR:
        place = Place.in_path(entry.where, None, entry.changed_at)
        raw = _whole(head, entry.stream)
        steady = f"{entry.where.removesuffix('/'.join(parts[-2:]))}{FLAGS.sub('', parts[-1])}"
        yield Message(raw, replace(place, name=Place.in_path(steady).name))
        return
    kind = _kind(parts[-1], head)
    if kind in ARCHIVES or kind is Kind.PST:
        raise NotRead(f"it is an archive in an archive: {UNPACK}")
    if kind:
        yield from _of_kind(entry.where, kind, head, entry.stream, unread)


def _in_maildir(folder: Path, unread: Unread) -> Iterator[Message]:
    """Yield what `cur` and `new` keep; a place has no `cur` and no marks, and stays when those change."""
    kept = [file for name in MAILDIR for file in (folder / name).glob("[!.]*") if file.is_file()]
    for file in sorted(kept, key=lambda one: one.name):
        try:
            raw, arrived = file.read_bytes(), datetime.fromtimestamp(file.stat().st_mtime, UTC)
        except OSError as error:
            unread.append((str(file), why_of(error)))
            continue
        steady = Place.in_path(str(folder / FLAGS.sub("", file.name))).name
        yield Message(raw, replace(Place.in_path(str(file), None, arrived), name=steady))
