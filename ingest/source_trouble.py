"""What can go wrong where mail is read from files: named, one by one, after all that could be read."""

import lzma
import tarfile
import zipfile
import zlib
from pathlib import Path

from parsers.errors import LedgerError

MOST_NAMED = 50
LONGEST_NAME = 300

Unread = list[tuple[str, str]]  # where it is, and why it was not read


class NoSource(LedgerError):
    """There is no mail at a path."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(
            f"There is no mail to read at {path}: {why}. Name a file, a folder, an mbox or a Maildir."
        )


class Unreadable(LedgerError):
    """Some things could not be read; all the others were."""

    def __init__(self, unread: Unread) -> None:
        told = "; ".join(f"{where} could not be read ({why})" for where, why in unread[:MOST_NAMED])
        more = f"; nor could {len(unread) - MOST_NAMED} more" if len(unread) > MOST_NAMED else ""
        super().__init__(f"{told}{more}. The rest is taken in: correct that and run it again.")


class NotRead(Exception):
    """Why one thing of a source is not read, in words that say how to go on."""


BROKEN = (
    OSError,
    EOFError,
    UnicodeError,  # zipfile: a name that is not what it says it is
    NotImplementedError,  # zipfile: packed in a way it does not know
    NotRead,
    lzma.LZMAError,
    tarfile.TarError,
    zipfile.BadZipFile,
    zlib.error,
)


def why_of(error: BaseException) -> str:
    """Return why something could not be read, for a person."""
    if isinstance(error, NotRead):
        return str(error)
    if isinstance(error, NotImplementedError):
        return "it is packed in a way that is not known here: unpack it and name what comes out"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return "it is damaged or cut short: fetch it once more"


def tellable(name: str) -> str:
    """Return a name that an archive gives in a form that a database takes and a terminal does not obey."""
    clean = "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in name)
    return clean if len(clean) <= LONGEST_NAME else f"{clean[:LONGEST_NAME]}…"
