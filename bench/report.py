"""How long a report takes: `python -m bench.report`, of 1,000 requests with 20 letters each.

An invented ledger is filled in a temporary folder, or `--database URL` names one that is filled. The second
of two reports counts, which replaces the first; the bar is 20 seconds.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.ledger import Size, fill

BAR = 20.0


def main() -> int:
    """Write two reports, and return 1 when the second took longer than the bar."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", help="a ledger that is filled; without it, one is made on SQLite")
    parser.add_argument("--requests", type=int, default=1_000)
    parser.add_argument("--letters", type=int, default=20_000)
    told = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="foialedger-report-") as folder:
        url = told.database or f"sqlite:///{folder}/ledger.db"
        if not told.database:
            fill(url, Size(told.letters, told.requests))
        out = Path(folder) / "report"
        for _ in range(2):
            took, processor = _report(url, out)
        pages = list(out.rglob("*.html"))
        size = sum(page.stat().st_size for page in pages) / 1e6
    spent = f"{took:.1f} s, {processor:.1f} s of a processor"
    print(f"{len(pages):,} pages, {size:.0f} MB: {spent} (bar: {BAR:.0f} s)")
    return int(took > BAR)


def _report(url: str, out: Path) -> tuple[float, float]:
    """Write a report as a person does, and return how long it took, and how long a processor worked."""
    command = [sys.executable, "-m", "cli.main", "report", "--database", url, "--out", str(out)]
    began, before = time.monotonic(), _processor()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - began, _processor() - before


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    sys.exit(main())
