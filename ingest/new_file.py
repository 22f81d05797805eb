"""Writing a file for the user: whole or not at all, and never over something else of theirs."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from parsers.errors import LedgerError


class WouldOverwrite(LedgerError):
    """A file is there already, and it is not one that this verb made."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} is there already and was left as it is: name another file, or move it away."
        )


class CannotWrite(LedgerError):
    """The file cannot be written."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path} cannot be written: {why}.")


@contextmanager
def beside(path: Path) -> Iterator[Path]:
    """Give a place beside `path` to write to, which takes its place when the block ends well."""
    part = path.with_name(f".{path.name[:100]}.{os.getpid()}.part")
    try:
        yield part
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def write_new(path: Path, content: bytes, replaces: bytes | None = None) -> None:
    """Write a file whole, or leave what is there. A file that begins with `replaces` may be replaced.

    Raises WouldOverwrite and CannotWrite.
    """
    path = path.expanduser()
    try:
        if path.exists() and not (replaces and path.is_file() and path.read_bytes().startswith(replaces)):
            raise WouldOverwrite(path)
        with beside(path) as part:
            part.touch(mode=0o600, exist_ok=False)  # letters are the user's own
            part.write_bytes(content)
    except OSError as error:
        raise CannotWrite(path, error.strerror or "no reason given") from error
