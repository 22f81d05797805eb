"""What one message costs, where a hundred million would hurt: `python -m bench.scale --letters 100000`.

Reads, keeps and files invented mail in one process, into a PostgreSQL of its own that holds so many letters
already. Time is the processor's, of this process and of PostgreSQL's, so that a busy machine does not count.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, text

from bench import corpus, ledger, places
from ingest.batches import file_all
from ingest.message import Message, Place
from ingest.pipeline import Ledger, read_message
from ingest.requester import Requester
from ingest.vault import Vault
from models import schema

BATCH = 200
ME = "dana@paper.example"
ROWS = """
SELECT relname AS name, pg_table_size(oid) AS rows, pg_indexes_size(oid) AS indexes
  FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
"""


def main() -> None:
    """Measure, and print each figure for one message."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=2_000, help="messages")
    parser.add_argument("--letters", type=int, default=0, help="that the ledger has before")
    told = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="foialedger-scale-") as folder, places.postgresql() as url:
        if told.letters:
            ledger.fill(url, ledger.Size(told.letters, max(1, told.letters // 20)))
        engine = schema.connect(url)
        schema.upgrade(engine)
        _measure(Ledger(engine, Vault(Path(folder) / "vault"), frozenset({ME})), told.count, told.letters)
        engine.dispose()


def _measure(where: Ledger, count: int, letters: int) -> None:
    mail = [
        Message(raw, Place.in_path(f"/archive/{number}.eml"))
        for number, raw in enumerate(corpus.messages(count, first=letters))
    ]
    read_message(mail[0], Requester(where.addresses))  # opens every table there is
    read = _processor(lambda: [read_message(each, Requester(where.addresses)) for each in mail])
    kept = _processor(lambda: [where.vault.keep_all(batch) for batch in _batches(mail)])
    filings = iter([(each, read_message(each, Requester(where.addresses)), None) for each in mail])
    before, wal = _sizes(where.engine), _wal(where.engine)
    server = _server(where.engine)
    began = server()
    client = _processor(lambda: [file_all(batch, where) for batch in _batches(filings)])
    behind = server() - began
    after = _sizes(where.engine)
    _print("read: ms of the processor", 1e3 * read / count)
    _print("vault: ms of the processor", 1e3 * kept / count)
    _print("vault: bytes of the message", sum(each.size for each in mail) / count)
    _print("vault: bytes on disk", _on_disk(where.vault.root) / count)
    _print("file: ms of the processor, the program", 1e3 * client / count)
    _print("file: ms of the processor, PostgreSQL", 1e3 * behind / count)
    _print("PostgreSQL: bytes of the log (WAL)", (_wal(where.engine) - wal) / count)
    grown = {name: (after[name][0] - rows, after[name][1] - index) for name, (rows, index) in before.items()}
    _print("PostgreSQL: bytes of rows", sum(rows for rows, _ in grown.values()) / count)
    _print("PostgreSQL: bytes of indexes", sum(index for _, index in grown.values()) / count)
    for name, (rows, index) in sorted(grown.items(), key=lambda each: -sum(each[1]))[:6]:
        _print(f"  {name}: bytes of rows, of indexes", rows / count, index / count)


def _print(what: str, *found: float) -> None:
    print(f"{what:<48}" + "".join(f"{each:>12,.2f}" for each in found), flush=True)


def _batches(items: Any) -> Iterator[list[Any]]:
    left = iter(items)
    while batch := list(islice(left, BATCH)):
        yield batch


def _processor(call: Callable[[], object]) -> float:
    began = time.process_time()
    call()
    return time.process_time() - began


def _server(engine: Engine) -> Callable[[], float]:
    """Return what tells the seconds of the processor that PostgreSQL has spent on our one connection."""
    with engine.connect() as connection:
        pid = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()

    def spent() -> float:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    return spent


def _sizes(engine: Engine) -> dict[str, tuple[int, int]]:
    with engine.connect() as connection:
        return {row.name: (row.rows, row.indexes) for row in connection.execute(text(ROWS))}


def _wal(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.execute(text("SELECT pg_current_wal_lsn() - '0/0'::pg_lsn")).scalar_one())


def _on_disk(folder: Path) -> int:
    """Return what a folder and all in it take on disk."""
    return sum(each.lstat().st_blocks for each in (folder, *folder.rglob("*"))) * 512


if __name__ == "__main__":
    main()
