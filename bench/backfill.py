"""How fast a backfill is, and against whom: each figure with its bar. `make bench`.

Each row compares two things in one run, in alternating pairs, by the median of their ratios. A peer that is
not there is named and left out. Prints a table, and writes nothing but that. Ends with 1 if a bar is missed.
"""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from bench import corpus, fetching, peers, places
from bench.ledger import Size, fill
from bench.timing import Broke, Spent, ratio, run
from ingest.vault import Vault
from models import schema

LETTER = b"From: records@city.example\nTo: dana@paper.example\nSubject: Request R000001-010217\n"
LARGE = 25_000_000


@dataclass(frozen=True, slots=True)
class Row:
    """One figure: what it is, the ratio found, its bar, and both sides as they were measured."""

    what: str
    found: float
    bar: float
    sides: str


@dataclass(slots=True)
class Bench:
    """Where the measuring happens, and with how much."""

    folder: Path
    count: int
    pairs: int
    letters: int  # of the large ledger
    server: object = None
    _numbers: Iterator[int] = field(default_factory=count)

    def mail(self, count: int, seed: int = corpus.SEED) -> Path:
        """Return a Maildir of so many messages, which is made once. Any seed tells of the same requests."""
        folder = self.folder / f"mail-{seed}-{count}"
        if not folder.exists():
            corpus.write_maildir(folder, corpus.messages(count, seed))
        return folder

    def home(self, database: str | None = None) -> Path:
        """Return the configuration of a ledger: a new one on SQLite, or the one that is named."""
        folder = self.folder / f"ledger-{next(self._numbers)}"
        port = getattr(self.server, "port", 1)
        url = database or f"sqlite:///{folder}/ledger.db"
        config = places.configure(folder, url, port, "all")
        text = config.read_text()
        config.write_text(f'addresses = ["dana@paper.example"]\n{text}')
        engine = schema.connect(url)
        schema.upgrade(engine)
        engine.dispose()
        return config

    def backfill(self, source: object, *more: str, config: Path | None = None, watch: bool = False) -> Spent:
        """Run the command in a process of its own, into a ledger of its own, and return what it cost."""
        made = config or self.home()
        words = [sys.executable, "-m", "cli.main", "backfill", str(source), "--config", str(made), *more]
        spent = run(words, watch=watch, env=places.environment())
        if config is None:
            shutil.rmtree(made.parent)
        return spent


def against_stdlib(bench: Bench) -> Row:
    """Compare the whole process, in one process, with the bare parsing of the same files."""
    mail = bench.mail(bench.count)
    found, one, other = ratio(
        lambda: bench.backfill(mail, "--processes", "1").cpu, lambda: peers.stdlib(mail).cpu, bench.pairs
    )
    each = f"{one / bench.count * 1e3:.2f} ms a message / {other / bench.count * 1e3:.2f}"
    return Row("Maildir, 1 process: CPU / stdlib message_from_bytes", found, 2.5, each)


def against_notmuch(bench: Bench) -> Row:
    """Compare the defaults with `notmuch new`."""
    needs("notmuch")
    mail = bench.mail(bench.count)
    found, one, other = ratio(
        lambda: bench.backfill(mail).wall, lambda: peers.notmuch(mail).wall, bench.pairs
    )
    return Row("Maildir, defaults: wall / notmuch new", found, 0.65, f"{one:.1f} s / {other:.1f} s")


def against_getmail(bench: Bench) -> Row:
    """Compare an IMAP backfill with getmail6."""
    needs("getmail")
    return _over_imap(bench, "getmail6", lambda: peers.getmail(bench.server, "all").wall, 0.25)


def against_mbsync(bench: Bench) -> Row:
    """Compare an IMAP backfill with mbsync."""
    needs("mbsync")
    return _over_imap(bench, "mbsync", lambda: peers.mbsync(bench.server, "all").wall, 0.80)


def _over_imap(bench: Bench, name: str, theirs: Callable[[], float], bar: float) -> Row:
    found, one, other = ratio(lambda: bench.backfill("imap:work").wall, theirs, bench.pairs)
    return Row(f"IMAP: wall / {name} to Maildir", found, bar, f"{one:.1f} s / {other:.1f} s")


def against_socket(bench: Bench) -> Row:
    """Compare the fetch stage alone with a raw socket."""
    vault = Vault(bench.folder / "vault")
    found, one, other = ratio(
        lambda: fetching.ours(bench.server, "all", vault),
        lambda: fetching.raw_socket(bench.server, "all"),
        max(5, bench.pairs),
    )
    return Row("fetch stage alone / raw socket", found, 2.5, f"{one:.2f} s / {other:.2f} s")


def growth(bench: Bench) -> Row:
    """Compare the cost of a message in a large ledger with that in a small one; both have its request."""
    configs = {}
    for letters in (bench.letters, 10_000):
        url = f"sqlite:///{bench.folder}/{letters}.db"
        fill(url, Size(letters, letters // 20))
        configs[letters] = bench.home(url)
    seeds = {letters: count(corpus.SEED) for letters in configs}

    def spend(letters: int) -> float:
        mail = bench.mail(bench.count, next(seeds[letters]))
        return bench.backfill(mail, config=configs[letters]).cpu / bench.count * 1e3

    found, one, other = ratio(lambda: spend(bench.letters), lambda: spend(10_000), bench.pairs)
    what = f"CPU a message, ledger of {bench.letters:,} letters / of 10,000"
    return Row(what, found, 1.15, f"{one:.2f} ms / {other:.2f} ms")


def memory(bench: Bench) -> Row:
    """Compare the peak of memory for ten times the messages."""
    many, few = bench.mail(bench.count * 10), bench.mail(bench.count)
    found, one, other = ratio(
        lambda: float(bench.backfill(many, watch=True).peak),
        lambda: float(bench.backfill(few, watch=True).peak),
        1,
    )
    what = f"peak memory, {bench.count * 10:,} messages / {bench.count:,}"
    return Row(what, found, 1.2, f"{one / 1e6:.0f} MB / {other / 1e6:.0f} MB")


def large_message(bench: Bench) -> Row:
    """Compare what one message of 25 MB adds to the peak with its size."""
    small, large = bench.folder / "small.eml", bench.folder / "large.eml"
    small.write_bytes(LETTER + b"\nYour request was received.\n")
    head = LETTER + b"Content-Type: application/zip\nContent-Transfer-Encoding: base64\n\n"
    large.write_bytes(head + (b"QUJD" * 19 + b"\n") * (LARGE // 77))
    peaks = [
        (bench.backfill(large, watch=True).peak, bench.backfill(small, watch=True).peak)
        for _ in range(bench.pairs)
    ]
    grown = sorted(one - other for one, other in peaks)[len(peaks) // 2]
    return Row(
        "growth of memory for a 25 MB message / its size", grown / LARGE, 3.0, f"{grown / 1e6:.0f} MB / 25 MB"
    )


def postgresql(bench: Bench) -> Row:
    """Compare the rate on PostgreSQL with that on SQLite; higher is better."""
    mail = bench.mail(bench.count)
    with ExitStack() as held:

        def on_postgresql() -> float:
            url = held.enter_context(places.postgresql())
            return bench.backfill(mail, config=bench.home(url)).wall

        found, one, other = ratio(lambda: bench.backfill(mail).wall, on_postgresql, bench.pairs)
    return Row("PostgreSQL rate / SQLite rate", found, -0.8, f"{other:.1f} s against {one:.1f} s")


def again(bench: Bench) -> Row:
    """Compare a second run over the same source with the first."""
    mail = bench.mail(bench.count)
    found = []
    for _ in range(bench.pairs):
        config = bench.home()
        first, second = (bench.backfill(mail, config=config).wall for _ in range(2))
        found.append((second / first, second, first))
        shutil.rmtree(config.parent)
    middle = sorted(found)[len(found) // 2]
    return Row("second run / first", middle[0], 0.2, f"{middle[1]:.2f} s / {middle[2]:.2f} s")


class NotHere(Exception):
    """A peer is not installed."""


def needs(program: str) -> None:
    """Raise NotHere unless a program is installed."""
    if shutil.which(program) is None:
        raise NotHere(f"{program} is not installed")


ROWS: dict[str, Callable[[Bench], Row]] = {
    "stdlib": against_stdlib,
    "notmuch": against_notmuch,
    "getmail": against_getmail,
    "mbsync": against_mbsync,
    "socket": against_socket,
    "growth": growth,
    "memory": memory,
    "large": large_message,
    "postgresql": postgresql,
    "again": again,
}
NEED_SERVER = {"getmail", "mbsync", "socket"}


def main() -> None:
    """Measure the rows that the command line names, all of them without one."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("rows", nargs="*", metavar="ROW", help=", ".join(ROWS))
    parser.add_argument("--count", type=int, default=2_000, help="messages")
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--letters", type=int, default=1_000_000, help="of the large ledger")
    told = parser.parse_args()
    missed = 0
    with tempfile.TemporaryDirectory(prefix="foialedger-bench-") as folder, ExitStack() as held:
        bench = Bench(Path(folder), told.count, told.pairs, told.letters)
        print(f"{'what':<58} {'found':>6} {'bar':>8}         both sides", flush=True)
        for name in told.rows or ROWS:
            if name in NEED_SERVER and bench.server is None:
                if places.servers.DOVECOT is None:
                    print(f"{name:<58} left out: dovecot is not installed", flush=True)
                    continue
                bench.server = held.enter_context(places.dovecot())
                corpus.fill_mailbox(bench.server, "all", corpus.messages(told.count))
            missed += not _print(name, bench)
    raise SystemExit(1 if missed else 0)


def _print(name: str, bench: Bench) -> bool:
    """Measure and print one row, and say whether its bar is met."""
    try:
        row = ROWS[name](bench)
    except NotHere as why:
        print(f"{name:<58} left out: {why}", flush=True)
        return True
    except Broke as why:
        print(f"{name:<58} FAIL: {why}", flush=True)
        return False
    is_met = row.found >= -row.bar if row.bar < 0 else row.found <= row.bar
    sign, verdict = (">=" if row.bar < 0 else "<="), "pass" if is_met else "FAIL"
    print(f"{row.what:<58} {row.found:>6.2f} {sign} {abs(row.bar):.2f}  {verdict}  {row.sides}", flush=True)
    return is_met


if __name__ == "__main__":
    main()
