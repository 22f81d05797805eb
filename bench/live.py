"""From the server's EXISTS to a committed row, on loopback: `python -m bench.live [--letters 50]`.

A bare IDLE observer, on a connection of its own, notes when the server says EXISTS; another connection to
the database notes when the letter's row can be read. Between them lie the daemon's search, fetch, vault,
reading in the child, and commit. The daemon is `foialedger run` in its own process, with `--folders` folders.
Prints the median and p99 in milliseconds, and the resident memory of the daemon and of its reader in MB.
"""

import argparse
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psycopg

from bench import places
from models import schema

LETTER = (
    b"From: records@city.example\r\nTo: dana@courier.example\r\nDate: Wed, 03 Jul 2019 09:00:00 -0700\r\n"
    b"Message-ID: <%d@city.example>\r\nSubject: Your request R%06d-070319\r\n\r\n"
    b"Your public records request was received. We will respond by July 19, 2019.\r\n"
)
SECONDS = 20
LETTERS = "SELECT COUNT(*) FROM readings"

Count = Callable[[], int]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--letters", type=int, default=50)
    arguments.add_argument("--folders", type=int, default=10)
    arguments.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    told = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="foialedger-live-") as folder, places.dovecot() as server:
        if told.database == "sqlite":
            measure(Path(folder), server, f"sqlite:///{folder}/ledger.db", told)
        else:
            with places.postgresql() as url:
                measure(Path(folder), server, url, told)


def measure(folder: Path, server, url: str, told: argparse.Namespace) -> None:
    names = ["INBOX", *(f"Records {number}" for number in range(1, told.folders))]
    for name in names:
        server.put(name, LETTER % (hash(name) % 10**9, 0))
    config = places.configure(folder, url, server.port, server.user, folders=names)
    writer = schema.connect(url)
    schema.upgrade(writer)
    writer.dispose()
    count = reader(url)
    command = [sys.executable, "-m", "cli.main", "run", "--config", str(config)]
    log = (folder / "log").open("wb")
    with subprocess.Popen(command, env=places.environment(), stderr=log) as daemon:
        try:
            wait_for(count, told.folders)
            time.sleep(2)  # every folder is in IDLE by then
            waits = [one_letter(server, count, number) for number in range(told.letters)]
            tell(waits, memory(daemon.pid), told)
        finally:
            daemon.terminate()
            daemon.wait(15)


def one_letter(server, count: Count, number: int) -> float:
    """Deliver one letter and return the milliseconds from EXISTS to its row."""
    moments: list[float] = []
    ready = threading.Event()
    observer = threading.Thread(target=observe, args=(server, ready, moments))
    observer.start()
    ready.wait(SECONDS)
    before = count()
    server.put("INBOX", LETTER % (number + 1, number + 1))
    until = time.monotonic() + SECONDS
    while count() == before:
        if time.monotonic() > until:
            raise SystemExit("a letter was not filed in time")
        time.sleep(0.001)
    filed = time.perf_counter()
    observer.join(SECONDS)
    return (filed - moments[0]) * 1000


def observe(server, ready: threading.Event, moments: list[float]) -> None:
    """Note when the server says EXISTS to somebody who does nothing but wait."""
    with server.connection() as client:
        client.select("INBOX", readonly=True)
        client.send(b"x1 IDLE\r\n")
        client.readline()
        ready.set()
        while b"EXISTS" not in client.readline():
            pass
        moments.append(time.perf_counter())
        client.send(b"DONE\r\n")
        while not client.readline().startswith(b"x1 "):
            pass


def reader(url: str) -> Count:
    """Return what counts the filed letters, on a connection of its own that costs the daemon little."""
    if url.startswith("sqlite"):
        plain = sqlite3.connect(url.removeprefix("sqlite:///"))
        return lambda: int(plain.execute(LETTERS).fetchone()[0])
    connection = psycopg.connect(url, autocommit=True)
    return lambda: int((connection.execute(LETTERS).fetchone() or (0,))[0])


def wait_for(count: Count, letters: int) -> None:
    until = time.monotonic() + 60
    while count() < letters:
        if time.monotonic() > until:
            raise SystemExit("the daemon did not file what was there")
        time.sleep(0.2)


def memory(pid: int) -> dict[str, float]:
    """Return the resident memory of a process and of its children, in MB."""
    found = {"daemon": resident(pid)}
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    for task in Path(f"/proc/{pid}/task").iterdir():
        children += (task / "children").read_text().split()
    for child in sorted(set(children)):
        found[f"reader {child}"] = resident(int(child))
    return found


def resident(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


def tell(waits: list[float], found: dict[str, float], told: argparse.Namespace) -> None:
    waits.sort()
    p99 = waits[min(len(waits) - 1, int(len(waits) * 0.99))]
    print(f"database       {told.database}, {told.folders} folders in IDLE, {len(waits)} letters")
    print(
        f"EXISTS to row  median {statistics.median(waits):.1f} ms, p99 {p99:.1f} ms, most {waits[-1]:.1f} ms"
    )
    for name, size in found.items():
        print(f"resident       {name.split()[0]} {size:.0f} MB")


if __name__ == "__main__":
    main()
