"""An archive cut into shards that can be read apart: files, Maildirs, handfuls of files. Only reads."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest.sources import is_maildir

MOST_FILES = 500  # of one shard
MOST_BYTES = 32 * 1024 * 1024  # of one shard that is several files; a single file may be larger


@dataclass(frozen=True, slots=True)
class Shard:
    """What one worker reads at a time: paths that `messages_in` reads one after the other."""

    paths: tuple[Path, ...]
    is_named: bool = False  # by the user, and not found in a folder

    @property
    def name(self) -> str:
        """What a person calls it: its first path, and how many more there are."""
        more = f" and {len(self.paths) - 1} more" if len(self.paths) > 1 else ""
        return f"{self.paths[0]}{more}"


def shards_of(source: Path, *, is_named: bool = True) -> Iterator[Shard]:
    """Yield the shards of a file or a folder; together they hold what `messages_in` finds in it.

    A file and a Maildir are one shard each, whatever their size. The files of a folder are put together until
    they are as much as is worth a worker's while. What cannot be looked into is a shard too: who reads it
    tells why.
    """
    source = source.expanduser().absolute()
    if source.is_dir() and not is_maildir(source):
        yield from _in_folder(source)
    else:
        yield Shard((source,), is_named)


def _in_folder(folder: Path) -> Iterator[Shard]:
    try:
        entries = sorted(folder.iterdir())
    except OSError:
        yield Shard((folder,))
        return
    yield from _by_handfuls(each for each in entries if each.is_file() and not each.name.startswith("."))
    for each in entries:
        if each.is_dir() and not each.name.startswith(".") and not each.is_symlink():
            yield from shards_of(each, is_named=False)


def _by_handfuls(files: Iterator[Path]) -> Iterator[Shard]:
    hand: list[Path] = []
    weight = 0
    for file in files:
        size = file.stat().st_size
        if hand and (weight + size > MOST_BYTES or len(hand) >= MOST_FILES):
            yield Shard(tuple(hand))
            hand, weight = [], 0
        hand.append(file)
        weight += size
    if hand:
        yield Shard(tuple(hand))
