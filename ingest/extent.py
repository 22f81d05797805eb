"""How much there is in a source of files, so that the time left can be told. Only reads."""

import os
import zipfile
from pathlib import Path

PACKED = {".gz", ".tgz", ".bz2", ".xz", ".pst"}  # what comes out of them is more than what they take


def bytes_in(path: Path) -> int | None:
    """Return about how many bytes of mail a file or a folder holds; None where that is not to be told.

    What is not mail is counted with the rest: it is an estimate, and it only reads names and sizes.
    """
    try:
        return sum(_size(file) for file in _files(path.expanduser()))
    except (OSError, ValueError, zipfile.BadZipFile):
        return None


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    return [Path(folder) / name for folder, _, names in os.walk(path) for name in names if name[0] != "."]


def _size(file: Path) -> int:
    if file.suffix.lower() in PACKED:
        raise ValueError(file)
    if file.suffix.lower() == ".zip":
        with zipfile.ZipFile(file) as archive:
            return sum(entry.file_size for entry in archive.infolist())
    return file.stat().st_size
