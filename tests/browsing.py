"""`foialedger browse` as a person starts it, and a browser that only asks over HTTP."""

import os
import signal
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest


@dataclass(frozen=True)
class Browse:
    """A ledger that is shown, and what was said when it was."""

    address: str
    said: str
    process: subprocess.Popen

    def get(self, path: str, method: str = "GET", **headers: str) -> tuple[int, str]:
        """Ask for a page; return status and text."""
        where = urlsplit(self.address)
        connection = HTTPConnection(where.hostname, where.port, timeout=30)
        try:
            connection.request(method, path, headers=headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode("utf-8", "replace")
        finally:
            connection.close()

    def as_user(self, path: str, password: str) -> tuple[int, str]:
        """Ask for a page with a password."""
        word = b64encode(f"dana:{password}".encode()).decode()
        return self.get(path, Authorization=f"Basic {word}")


@contextmanager
def browsing(database: str, *words: str, folder: Path, ends: int = 0) -> Iterator[Browse]:
    """Start `foialedger browse`, with a folder for what it writes; at the end nothing may be left in it."""
    command = [sys.executable, "-m", "cli.main", "browse", "--database", database, *words]
    environment = os.environ | {"TMPDIR": str(folder), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as process:
        said = ""
        try:
            while "Ctrl-C" not in said:
                line = process.stdout.readline()
                if not line:
                    pytest.fail(f"browse ended: {said} {process.stderr.read()}")
                said += line
            address = next(word for word in said.split() if word.startswith("http"))
            yield Browse(address.rstrip("."), said, process)
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(20) == ends
    assert list(folder.glob("foialedger-browse-*")) == []
