"""Raw bytes on disk, each message under its sha256, safe before any row speaks of it.

A message is `ab/cd/<sha256>.eml` below the root; folders and files are for their owner's eyes only.
"""

import os
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import file_digest, sha256
from pathlib import Path
from typing import BinaryIO

from ingest.durable import safe
from ingest.message import Kept, Message
from parsers.errors import LedgerError


class VaultClosed(LedgerError):
    """The disk did not take the bytes, or did not give them back."""

    def __init__(self, path: Path, error: OSError) -> None:
        why = error.strerror or type(error).__name__
        super().__init__(f"The vault cannot use {path} ({why}). Free the disk or correct its rights.")


class RawMissing(LedgerError):
    """The ledger knows a message whose bytes the vault does not have."""

    def __init__(self, digest: str, path: Path) -> None:
        super().__init__(f"The bytes of message {digest} are not in the vault: {path} is missing. {RESTORE}.")


class RawDamaged(LedgerError):
    """The bytes in the vault are not the message they are named for."""

    def __init__(self, digest: str, path: Path) -> None:
        super().__init__(f"The bytes of message {digest} are damaged: {path} has another sha256. {RESTORE}.")


ARRIVING = "arriving"  # the folder of what is not whole yet; what a kill leaves there is nobody's

RESTORE = "Restore it from a backup, or take the message in again from its mailbox with: foialedger backfill"


@dataclass(frozen=True, slots=True)
class Vault:
    """The folder of all raw messages."""

    root: Path

    def keep(self, message: Message) -> str:
        """Make the bytes safe on disk and return their digest.

        Safe to repeat, and to kill at any point: the file is written beside its place, fsynced, renamed, and
        the folder fsynced. A file that is damaged is replaced. Raises VaultClosed.
        """
        digest = message.digest
        if message.kept:
            return digest
        path = self.path(digest)
        try:
            _make_folders(path.parent, self.root)
            if not (path.is_file() and path.read_bytes() == message.raw):
                _write(path, message.raw)
            _sync(path.parent)
        except OSError as error:
            raise VaultClosed(path, error) from None
        return digest

    def keep_all(self, messages: Iterable[Message]) -> None:
        """Make the bytes of many messages safe on disk, with few waits for the disk; as safe as `keep`.

        Raises VaultClosed.
        """
        new = {each.digest: each for each in messages if not each.kept}
        path = self.root
        try:
            _make_folders(self.root / ARRIVING, self.root)
            moved: list[tuple[Path, Path]] = []
            for digest, message in new.items():
                path = self.path(digest)
                if not (path.is_file() and path.read_bytes() == message.raw):
                    moved.append((_arrive(self.root / ARRIVING, message.raw), path))
            safe(self.root, [beside for beside, _ in moved])
            folders = {each.parent for each in map(self.path, new)}
            made = {above for each in folders for above in _make_quickly(each, self.root)}
            for beside, path in moved:
                beside.replace(path)
            safe(self.root, sorted(folders | made))
        except OSError as error:
            raise VaultClosed(path, error) from None

    def receive(self, chunks: Iterable[bytes]) -> Kept:
        """Make bytes safe that come in pieces, none of them held for long, and return their digest.

        As safe to repeat and to kill as `keep`. What `chunks` raises passes. Raises VaultClosed.
        """
        arriving = self.root / ARRIVING
        found = sha256()
        size = 0
        try:
            _make_folders(arriving, self.root)
            handle, beside = tempfile.mkstemp(dir=arriving, suffix=".part")
        except OSError as error:
            raise VaultClosed(arriving, error) from None
        try:
            with os.fdopen(handle, "wb") as file:
                for chunk in chunks:
                    self._append(file, chunk, Path(beside))
                    found.update(chunk)
                    size += len(chunk)
                self._place(file, Path(beside), found.hexdigest())
        finally:
            Path(beside).unlink(missing_ok=True)
        return Kept(found.hexdigest(), size)

    def _append(self, file: BinaryIO, chunk: bytes, beside: Path) -> None:
        try:
            file.write(chunk)
        except OSError as error:
            raise VaultClosed(beside, error) from None

    def _place(self, file: BinaryIO, beside: Path, digest: str) -> None:
        """Make a file safe that was received, and put it in its place at once."""
        path = self.path(digest)
        try:
            file.flush()
            os.fsync(file.fileno())
            _make_folders(path.parent, self.root)
            beside.replace(path)
            _sync(path.parent)
        except OSError as error:
            raise VaultClosed(path, error) from None

    def digests(self) -> Iterator[str]:
        """Yield the digest of every message that has a file, sorted. Raises VaultClosed."""
        try:
            for first in sorted(self.root.glob("[0-9a-f][0-9a-f]")):
                yield from sorted(file.stem for file in first.glob("[0-9a-f][0-9a-f]/*.eml"))
        except OSError as error:
            raise VaultClosed(self.root, error) from None

    def is_sound(self, digest: str) -> bool:
        """Whether the file of a message is there and has its sha256; read in pieces. Raises VaultClosed."""
        path = self.path(digest)
        try:
            with path.open("rb") as file:
                return file_digest(file, "sha256").hexdigest() == digest
        except FileNotFoundError:
            return False
        except OSError as error:
            raise VaultClosed(path, error) from None

    def raw(self, digest: str) -> bytes:
        """Return the bytes of a message. Raises RawMissing, RawDamaged, VaultClosed."""
        path = self.path(digest)
        try:
            raw = path.read_bytes()
        except FileNotFoundError:
            raise RawMissing(digest, path) from None
        except OSError as error:
            raise VaultClosed(path, error) from None
        if sha256(raw).hexdigest() != digest:
            raise RawDamaged(digest, path)
        return raw

    def holds(self, message: Message) -> bool:
        """Whether the bytes of a message are there, and are the same. Raises VaultClosed."""
        path = self.path(message.digest)
        try:
            return bool(message.kept) or (path.is_file() and path.read_bytes() == message.raw)
        except OSError as error:
            raise VaultClosed(path, error) from None

    def has(self, digest: str) -> bool:
        """Whether there is a file for the message; `raw` tells whether it is sound."""
        return self.path(digest).is_file()

    def path(self, digest: str) -> Path:
        """Return where the bytes of a message are, or would be."""
        return self.root / digest[:2] / digest[2:4] / f"{digest}.eml"


def _make_folders(folder: Path, root: Path) -> None:
    """Make a folder and those above it, each safe on disk and, from the root down, closed to others."""
    if folder.is_dir():
        return
    _make_folders(folder.parent, root)
    is_ours = folder == root or root in folder.parents
    folder.mkdir(mode=0o700 if is_ours else 0o777, exist_ok=True)
    _sync(folder.parent)


def _make_quickly(folder: Path, root: Path) -> Iterator[Path]:
    """Make a folder below the root, and yield what is still to be made safe: it and those above it."""
    missing = [each for each in (folder.parent, folder) if not each.is_dir()]
    for each in missing:
        each.mkdir(mode=0o700, exist_ok=True)
    if missing:
        yield from (root, folder.parent)


def _arrive(folder: Path, raw: bytes) -> Path:
    """Write bytes into a file of their own; nothing says yet that they are safe."""
    handle, beside = tempfile.mkstemp(dir=folder, suffix=".part")
    with os.fdopen(handle, "wb") as file:
        file.write(raw)
    return Path(beside)


def _write(path: Path, raw: bytes) -> None:
    """Put a file in its place at once and whole; mkstemp closes it to others, whatever the umask."""
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        Path(beside).replace(path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
