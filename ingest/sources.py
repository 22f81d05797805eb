"""Mail in files: .eml, folders of them, mbox and Maildir, told apart by what they hold. Only reads."""

import mmap
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz
from pathlib import Path

from ingest.message import Message, Place
from parsers.errors import LedgerError

# RFC 4155: "From ", an address, a day of asctime's shape. A body may have lines that begin with "From ":
# only one that follows an empty line, bears a time and a year, and stands above a header begins a message.
SEPARATOR = re.compile(
    rb"(?:\A|(?<=\n\n)|(?<=\n\r\n))"
    rb"From [^\n]{0,500}?\d:\d\d[^\n]{0,50}?\b(?:19|20)\d\d\b[^\n]{0,50}\n"
    rb"(?=[!-9;-~]+[ \t]*:|>From |\Z)"
)
QUOTED = re.compile(rb"^>(?=>*From )", re.MULTILINE)
UNQUOTED = re.compile(rb"^From ", re.MULTILINE)
FLAGS = re.compile(r"[:;!]2,[A-Za-z]*$")  # a Maildir's marks; some systems allow no colon in a name
MAILDIR = ("cur", "new")
PEEK = 1000


class NoSource(LedgerError):
    """There is no mail at a path."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(
            f"There is no mail to read at {path}: {why}. Name a file, a folder, an mbox or a Maildir."
        )


class Unreadable(LedgerError):
    """Some files could not be read; all the others were."""

    def __init__(self, files: list[tuple[Path, str]]) -> None:
        path, why = files[0]
        more = f", nor could {len(files) - 1} more" if len(files) > 1 else ""
        super().__init__(
            f"{path} could not be read ({why}){more}. The rest is taken in: correct that and run it again."
        )


def messages_in(path: Path) -> Iterator[Message]:
    """Yield the messages of a file or a folder, in the order of their names; of an mbox, in its own.

    In a folder, and the folders below it, mail is what ends in `.eml`, what begins as an mbox does, what a
    Maildir keeps and what is named with digits only (MH); dotfiles and all else are passed over. A file that
    is named itself is mail whatever its name; one that is empty is an empty message. Raises NoSource, and
    Unreadable after the last message.
    """
    path = path.expanduser().absolute()
    if not path.exists():
        raise NoSource(path, "there is no such file or folder")
    unread: list[tuple[Path, str]] = []
    if path.is_dir():
        yield from _in_folder(path, unread)
    elif path.is_file():
        yield from _in_file(path, unread)
    else:
        raise NoSource(path, "it is neither a file nor a folder")
    if unread:
        raise Unreadable(unread)


def _in_folder(folder: Path, unread: list[tuple[Path, str]]) -> Iterator[Message]:
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        unread.append((folder, error.strerror or "no reason given"))
        return
    is_maildir = any((folder / name).is_dir() for name in MAILDIR)
    if is_maildir:
        yield from _in_maildir(folder, unread)
    for entry in entries:
        if entry.is_dir():
            if not entry.is_symlink() and _is_open(entry, in_maildir=is_maildir):
                yield from _in_folder(entry, unread)
        elif not is_maildir and entry.is_file() and is_mail(entry):
            yield from _in_file(entry, unread)


def _is_open(folder: Path, *, in_maildir: bool) -> bool:
    """Whether a folder below another is read: no dotfolder, but for the folders of a Maildir (Maildir++)."""
    if in_maildir:
        return folder.name not in (*MAILDIR, "tmp") and any((folder / name).is_dir() for name in MAILDIR)
    return not folder.name.startswith(".")


def is_mail(file: Path) -> bool:
    """Say whether a file that lies in a folder is mail."""
    if file.name.startswith("."):
        return False
    return file.suffix.lower() == ".eml" or file.name.isdecimal() or _is_mbox(file)


def _is_mbox(file: Path) -> bool:
    try:
        with file.open("rb") as opened:
            return SEPARATOR.match(opened.read(PEEK)) is not None
    except OSError:
        return False  # whoever reads it next tells why


def _in_file(file: Path, unread: list[tuple[Path, str]]) -> Iterator[Message]:
    try:
        if _is_mbox(file):
            yield from _in_mbox(file)
        else:
            yield Message(file.read_bytes(), Place.in_path(str(file)))
    except OSError as error:
        unread.append((file, error.strerror or "no reason given"))


def _in_maildir(folder: Path, unread: list[tuple[Path, str]]) -> Iterator[Message]:
    """Yield what `cur` and `new` keep; a place has no `cur` and no marks, and stays when those change."""
    kept = [file for name in MAILDIR for file in (folder / name).glob("[!.]*") if file.is_file()]
    for file in sorted(kept, key=lambda one: one.name):
        try:
            raw, arrived = file.read_bytes(), datetime.fromtimestamp(file.stat().st_mtime, UTC)
        except OSError as error:
            unread.append((file, error.strerror or "no reason given"))
            continue
        steady = Place.in_path(str(folder / FLAGS.sub("", file.name))).name
        yield Message(raw, replace(Place.in_path(str(file), None, arrived), name=steady))


def _in_mbox(file: Path) -> Iterator[Message]:
    """Yield the messages of an mbox, from a map of it: the file is never in memory whole."""
    with file.open("rb") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        begins = SEPARATOR.match(mapped)
        while begins:
            follows = SEPARATOR.search(mapped, begins.end())
            stop = follows.start() if follows else len(mapped)
            raw = _without_empty_line(mapped[begins.end() : stop])
            place = Place.in_path(str(file), begins.start(), _arrival(begins[0]))
            yield Message(_unquoted(raw), place)
            begins = follows


def _without_empty_line(raw: bytes) -> bytes:
    """Leave out the empty line that an mbox adds below each message."""
    for end in (b"\r\n\r\n", b"\n\n"):
        if raw.endswith(end):
            return raw[: -len(end) // 2]
    return raw


def _unquoted(raw: bytes) -> bytes:
    """Take the `>` off that an mbox puts before a line with "From ", so that the line is the writer's again.

    A message that holds such a line without `>` comes from a program that quotes none, and stays as it is.
    """
    return raw if UNQUOTED.search(raw) else QUOTED.sub(b"", raw)


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
