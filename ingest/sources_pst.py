"""Outlook's .pst archives, by the program readpst where it is installed: a child process with limits."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from ingest.message import Message, Place
from ingest.source_kinds import HEAD
from ingest.source_trouble import NotRead, Unread, tellable
from ingest.sources_mbox import is_mbox, messages_of_mbox

GIB = 1024**3
SECONDS = 600  # of CPU time, and as many again for each GiB; three times that by the clock
MEMORY = 4 * GIB
GROWS = 4  # times the archive's size that its mail may have in all: base64 makes it larger by a third
SLACK = 64 * 1024**2
ROOM = 256 * 1024**2  # bytes that stay free on the disk meanwhile
LOOK = 0.2  # seconds between two looks at what the child does
# readpst makes its boundaries by chance, so that no two runs give the same bytes
BOUNDARY = re.compile(rb"(boundary-LibPST-iamunique-)(-?\d+)(_-_-)")
SENT = frozenset({"sent items", "sent", "gesendete elemente", "gesendete objekte", "elementos enviados"})
SENT |= {"éléments envoyés", "posta inviata", "verzonden items", "itens enviados"}
LIMITED = """
import os, resource, sys
cpu, size, memory = map(int, sys.argv[1:4])
for what, most in (("RLIMIT_CPU", cpu), ("RLIMIT_FSIZE", size), ("RLIMIT_AS", memory), ("RLIMIT_CORE", 0)):
    try:
        resource.setrlimit(getattr(resource, what), (most, most))
    except (ValueError, OSError):
        pass  # a system that has no such limit; the clock and the disk are watched all the same
os.execv(sys.argv[4], sys.argv[4:])
"""


def messages_of_pst(path: Path, unread: Unread) -> Iterator[Message]:
    """Yield the letters of a .pst, folder by folder; the same file gives the same bytes.

    They are written to a temporary folder that is gone afterwards. What stops readpst early is told in
    `unread`, and what it had read by then is taken in. Raises NotRead where it is not installed.
    """
    program = shutil.which("readpst")
    if not program:
        raise NotRead(
            "Outlook's .pst is read with the program readpst, which is not installed: install it "
            "(Debian and Ubuntu: apt install pst-utils; macOS: brew install libpst)"
        )
    with TemporaryDirectory(prefix="foialedger-pst-") as made:
        folder = Path(made) / "mail"
        folder.mkdir()
        why = _unpack(program, path, folder)
        if why:
            unread.append((str(path), why))
        for file in sorted(folder.iterdir()):
            if file.is_file() and not file.is_symlink():
                yield from _of_folder(path, file)


def _of_folder(path: Path, file: Path) -> Iterator[Message]:
    """Yield the letters of one folder, which readpst has written as an mbox."""
    name = tellable(file.name.removesuffix(".mbox"))
    is_sent = name.casefold() in SENT
    with file.open("rb") as opened:
        head = opened.read(HEAD)
        found = messages_of_mbox(name, head, opened, []) if is_mbox(head) else ()
        for number, message in enumerate(found):
            # no arrival: the moment on readpst's separator is made up where the letter has none
            place = Place.in_path(f"{path}!{name}/{number}")
            yield Message(_steady(message.raw), replace(place, folder=name, holds_sent=is_sent))


def _steady(raw: bytes) -> bytes:
    """Number the boundaries of a message in the order they come, in place of readpst's chance."""
    numbers: dict[bytes, int] = {}

    def numbered(found: re.Match[bytes]) -> bytes:
        number = numbers.setdefault(found[2], len(numbers) + 1)
        return b"%b%d%b" % (found[1], number, found[3])

    return BOUNDARY.sub(numbered, raw)


def _unpack(program: str, path: Path, folder: Path) -> str | None:
    """Let readpst write the mail of an archive into a folder, and return why it did not do so to the end."""
    size = path.stat().st_size
    most = GROWS * size + SLACK
    if shutil.disk_usage(folder).free < size + ROOM:
        return _no_room(folder)
    seconds = SECONDS * (1 + size // GIB)
    command = [sys.executable, "-c", LIMITED, str(seconds), str(most), str(MEMORY), program]
    command += ["-q", "-te", "-j", "0", "-8", "-o", str(folder), str(path)]
    environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    child = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment,  # no secret of ours is in it
        cwd=folder,
        start_new_session=True,  # so that all it may start ends with it
    )
    try:
        return _watched(child, seconds * 3, folder, most)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def _watched(child: "subprocess.Popen[bytes]", seconds: int, folder: Path, most: int) -> str | None:
    """Wait for a child's end; return why it was not a good one, or what it is ended for."""
    until = time.monotonic() + seconds
    while child.poll() is None:
        if time.monotonic() > until:
            return f"readpst took more than {seconds} seconds, and what it had read by then is taken in"
        if why := _overflow(folder, most):
            return why
        time.sleep(LOOK)
    if child.returncode == 0:
        return None
    cause = f"signal {-child.returncode}" if child.returncode < 0 else f"code {child.returncode}"
    return (
        f"readpst ended early ({cause}), and what it had read by then is taken in: the archive is damaged "
        "or no .pst; Outlook's own scanpst can repair it"
    )


def _overflow(folder: Path, most: int) -> str | None:
    """Say what is wrong where a child has written more than it may, or than the disk should take."""
    if shutil.disk_usage(folder).free < ROOM:
        return _no_room(folder)
    if sum(_size(each) for each in os.scandir(folder)) > most:
        return f"readpst wrote more than {most:,} bytes, which is more than an archive of its size holds"
    return None


def _size(file: "os.DirEntry[str]") -> int:
    try:
        return file.stat(follow_symlinks=False).st_size
    except FileNotFoundError:
        return 0  # readpst takes away what stayed empty


def _no_room(folder: Path) -> str:
    return (
        f"there is no room for its mail in {folder.parent.parent}: free some, or name a folder with room "
        "in the environment variable TMPDIR"
    )
