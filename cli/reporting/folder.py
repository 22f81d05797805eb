"""The folder of a report: pages come into it whole and all together, and nothing else in it is touched.

A file in it, the mark, names the pages that are ours. Only those are ever replaced or taken away.
"""

import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from parsers.errors import LedgerError

MARK = ".foialedger-report"
HEAD = "The pages of a report by foialedger; the next report replaces these files and no others."
PART = ".foialedger-part-"
NAME = re.compile(r"(?:requests/)?[\w-]+\.html")


class NotOurFolder(LedgerError):
    """The folder holds files that no report wrote, or is none."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"Nothing was written, because {path} {why}: name a new or empty folder with --out.")


class Pages:
    """Pages on their way into the folder of a report."""

    def __init__(self, part: Path) -> None:
        self._part = part
        self.names: list[str] = []

    def write(self, name: str, text: str) -> None:
        """Write a page; it is seen in the folder when all pages are there."""
        path = self._part / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        self.names.append(name)


@contextmanager
def writing(folder: Path) -> Iterator[Pages]:
    """Give a place for the pages of a report, which come into the folder when the block ends well.

    Ended before that, however it was, the folder holds what it held, and the next report clears up. Raises
    NotOurFolder.
    """
    before = _ours(folder)
    folder.mkdir(parents=True, exist_ok=True)
    _mark(folder, before)
    for left in folder.glob(f"{PART}*"):
        shutil.rmtree(left)
    part = Path(tempfile.mkdtemp(prefix=PART, dir=folder))
    try:
        pages = Pages(part)
        yield pages
        _put(folder, part, pages.names, before)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _ours(folder: Path) -> list[str]:
    """Return the pages of the last report in a folder. Raises NotOurFolder where something else is there."""
    if not folder.exists():
        return []
    if not folder.is_dir():
        raise NotOurFolder(folder, "is a file")
    mark = folder / MARK
    if mark.is_file():
        head, *names = mark.read_text("utf-8").splitlines()
        if head == HEAD:
            return [name for name in names if NAME.fullmatch(name)]
    if any(path.name != f"{MARK}.new" for path in folder.iterdir()):
        raise NotOurFolder(folder, "holds files that are no report")
    return []


def _put(folder: Path, part: Path, names: list[str], before: list[str]) -> None:
    """Move the pages to their places, and take away those of the last report that have no successor."""
    for name in names:
        if name not in before and (folder / name).exists():
            raise NotOurFolder(folder, f"holds a file {name} that no report wrote")
    _mark(folder, sorted({*before, *names}))
    for name in names:
        (folder / name).parent.mkdir(exist_ok=True)
        (part / name).replace(folder / name)
    for name in set(before) - set(names):
        (folder / name).unlink(missing_ok=True)
    _mark(folder, names)


def _mark(folder: Path, names: list[str]) -> None:
    fresh = folder / f"{MARK}.new"
    fresh.write_text("\n".join([HEAD, *names, ""]), encoding="utf-8")
    fresh.replace(folder / MARK)
