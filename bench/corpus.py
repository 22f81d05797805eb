"""The mail of the benchmarks, invented: any number of messages, the same bytes for the same seed.

70 % are multipart/alternative of 4 to 20 kB with tables, inline styles and click-tracking links; 20 % have
quoted history; 10 % have an attachment of 50 kB to 3 MB, a tenth of those a PDF letter with a text layer. All
common charsets and encodings; one in a hundred is defective. The requests are those of bench/ledger.py.

Run as `python -m bench.corpus FOLDER --as maildir|mbox|eml --count 2000`.
"""

import argparse
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from bench.corpus_letters import Letter, letter_of
from bench.corpus_mime import attached, damaged, laid_out

SEED = 7
BLOCK = 2_000  # messages that share a hundred requests, so that a request has twenty at any count
ATTACHED, QUOTED, DEFECTIVE, REPEATED = 0.10, 0.20, 0.01, 0.0025


def messages(count: int, seed: int = SEED, first: int = 0) -> Iterator[bytes]:
    """Yield so many messages, from the nth on: each depends on the seed and its number alone."""
    return (message(number, seed) for number in range(first, first + count))


def message(number: int, seed: int = SEED) -> bytes:
    """Return one message of the set."""
    letter = letter_of(number, seed, number // BLOCK * 100)
    chance = letter.chance
    if number % BLOCK > 100 and chance.random() < REPEATED:
        return b"X-Forwarded-For: dana@paper.example\n" + message(number - chance.randrange(1, 100), seed)
    kind = kind_of(number, seed)
    quoted = kind == "quoted"
    raw = (
        attached(letter)
        if kind == "attached"
        else laid_out(letter, quoted=quoted, parts=_parts(letter, kind))
    )
    return damaged(raw, chance) if chance.random() < DEFECTIVE else raw


def kind_of(number: int, seed: int) -> str:
    """Return the kind of a message: of each ten in a row seven, two and one, in an order of their own."""
    place = (number * 7 + seed + number // 10 * 3) % 10
    return "attached" if place == 0 else "quoted" if place < 1 + QUOTED * 10 else "alternative"


def _parts(letter: Letter, kind: str) -> tuple[str, ...]:
    if kind == "alternative":
        return ("plain", "html")
    return letter.chance.choice((("plain",), ("html",), ("plain", "html")))


def write_maildir(folder: Path, raws: Iterable[bytes], owner: tuple[int, int] | None = None) -> int:
    """Write messages into a Maildir, each as a server would have delivered it; return how many bytes."""
    for name in ("cur", "new", "tmp"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    total = 0
    for number, raw in enumerate(raws, 1):
        path = folder / "cur" / f"{1_600_000_000 + number}.M{number}.bench:2,S"
        path.write_bytes(raw)
        os.utime(path, (1_600_000_000 + number, 1_600_000_000 + number))
        total += len(raw)
    if owner:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, *owner)
    return total


def write_mbox(path: Path, raws: Iterable[bytes]) -> None:
    """Write messages into an mbox (mboxrd, as Google Takeout does)."""
    with path.open("wb") as box:
        for raw in raws:
            lines = (
                b">" + line if line.lstrip(b">").startswith(b"From ") else line
                for line in raw.splitlines(True)
            )
            box.write(b"From bench@mail.example Wed Jul  3 09:00:00 2019\n" + b"".join(lines))
            box.write(b"\n" if raw.endswith(b"\n") else b"\n\n")


def write_eml(folder: Path, raws: Iterable[bytes]) -> None:
    """Write messages as files, a thousand a folder."""
    for number, raw in enumerate(raws):
        path = folder / f"{number // 1000:03d}" / f"{number:06d}.eml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(raw)


def fill_mailbox(server, user: str, raws: Iterable[bytes]) -> int:
    """Put messages into the INBOX of a user of the Dovecot of `bench.places`; return how many bytes."""
    mail = server.folder
    there = mail.stat()
    return write_maildir(mail / user, raws, (there.st_uid, there.st_gid))


def main() -> None:
    """Write a set where the command line says."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("where", type=Path)
    parser.add_argument("--as", dest="form", choices=("maildir", "mbox", "eml"), default="maildir")
    parser.add_argument("--count", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=SEED)
    told = parser.parse_args()
    write = {"maildir": write_maildir, "mbox": write_mbox, "eml": write_eml}[told.form]
    write(told.where, messages(told.count, told.seed))


if __name__ == "__main__":
    main()
