"""The memory that a large message costs the daemon: `python -m bench.large [--megabytes 110]`.

`foialedger run` in its own process, with Dovecot on loopback. A letter is filed first, so that everything is
loaded; then comes one message with so many MB of attachments. The kernel tells the most that the daemon, and
its readers, ever had resident since then (VmHWM). Prints the difference; fails above 60 MB.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from base64 import encodebytes
from pathlib import Path
from typing import Any

from bench import places
from bench.live import LETTER, reader, wait_for
from models import schema

MOST_EXTRA = 60.0
HEAD = (
    b"From: records@city.example\r\nDate: Wed, 03 Jul 2019 09:00:00 -0700\r\n"
    b"Subject: Your request R000007-070319\r\n"
    b"Message-ID: <large@city.example>\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    b"--b\r\nContent-Type: text/plain\r\n\r\nYour request R000007-070319 is closed. Records are attached.\r\n"
    b"--b\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\r\n"
)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--megabytes", type=int, default=110)
    told = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="foialedger-large-") as folder, places.dovecot() as server:
        sys.exit(0 if measure(Path(folder), server, told.megabytes) else 1)


def measure(folder: Path, server: Any, megabytes: int) -> bool:
    url = f"sqlite:///{folder}/ledger.db"
    server.put("INBOX", LETTER % (1, 1))
    config = places.configure(folder, url, server.port, server.user)
    engine = schema.connect(url)
    schema.upgrade(engine)
    engine.dispose()
    count = reader(url)
    command = [sys.executable, "-m", "cli.main", "run", "--config", str(config)]
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen(command, env=places.environment(), stderr=log) as daemon,
    ):
        try:
            wait_for(count, 1)
            time.sleep(3)  # the folder is in IDLE by then, and what was only needed to start is gone
            before = {pid: size(pid, "VmRSS") for pid in family(daemon.pid)}
            for pid in before:
                Path(f"/proc/{pid}/clear_refs").write_text("5")  # the peak is counted anew from now on
            raw = message(megabytes)
            server.put("INBOX", raw)
            wait_for(count, 2)
            time.sleep(1)
            after = {pid: size(pid, "VmHWM") for pid in family(daemon.pid)}
            kept = max(path.stat().st_size for path in (folder / "vault").rglob("*.eml"))
            if kept != len(raw):
                raise SystemExit(f"the vault holds {kept} bytes of {len(raw)}")
            return tell(daemon.pid, before, after, len(raw))
        finally:
            daemon.terminate()
            daemon.wait(15)


def message(megabytes: int) -> bytes:
    """Return a message of about so many MB, in lines of base64 as a mail program writes them."""
    line = encodebytes(bytes(range(57))).replace(b"\n", b"\r\n")
    return HEAD + line * (megabytes * 1_000_000 // len(line)) + b"--b--\r\n"


def family(pid: int) -> list[int]:
    """Return a process and its children."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        found += map(int, (task / "children").read_text().split())
    return [pid, *sorted(set(found))]


def size(pid: int, name: str) -> float:
    """Return what the kernel tells of a process's memory, in MB."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) / 1024
    return 0.0


def tell(daemon: int, before: dict[int, float], after: dict[int, float], count: int) -> bool:
    print(f"message   {count / 1e6:.0f} MB, byte for byte in the vault")
    extra = {pid: most - before.get(pid, 0.0) for pid, most in after.items()}
    for pid, most in after.items():
        name = "daemon" if pid == daemon else "reader"
        print(
            f"{name}    {before.get(pid, 0.0):.0f} MB before, {most:.0f} MB at most: {extra[pid]:.0f} MB more"
        )
    print(f"together  {sum(extra.values()):.0f} MB more")
    return sum(extra.values()) < MOST_EXTRA


if __name__ == "__main__":
    main()
