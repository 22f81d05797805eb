"""Datasette as a process of its own: started, waited for, and ended with the program that started it."""

import json
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection, HTTPException
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from secrets import token_hex
from shutil import rmtree
from typing import Any

from cli.browsing.metadata import metadata
from parsers.errors import LedgerError

START_SECONDS, END_SECONDS = 60, 5
SETTINGS = {
    "allow_download": "off",
    "default_page_size": "50",
    "sql_time_limit_ms": "20000",
    "facet_time_limit_ms": "2000",
    "max_csv_mb": "0",
    "default_cache_ttl": "0",
}


class NoDatasette(LedgerError):
    """Datasette is not installed."""

    def __init__(self) -> None:
        super().__init__(
            "The ledger is shown by Datasette, which is not installed here: run "
            "`pip install 'foialedger[browse]'` in foialedger's environment."
        )


class DidNotStart(LedgerError):
    """Datasette ended at once, or never answered."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"Datasette did not start: {why.rstrip('.')}. Try another --port, or look at `pip check`."
        )


class Place:
    """The folder and the process of one Datasette."""

    def __init__(self, host: str, port: int, password: str | None) -> None:
        self.host, self.port, self.password = host, port or _free_port(host), password
        self.folder = Path(tempfile.mkdtemp(prefix="foialedger-browse-"))  # for its owner only
        self.mark = token_hex(8)  # tells this Datasette from any other server on the port
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """The address to open."""
        shown = {"0.0.0.0": socket.gethostname(), "::": socket.gethostname()}.get(self.host, self.host)  # noqa: S104
        return f"http://{f'[{shown}]' if ':' in shown else shown}:{self.port}/"

    def start(self, ledger: Path) -> None:
        """Start Datasette on a ledger, and wait until it answers. Raises DidNotStart."""
        told = self.folder / "metadata.json"
        told.write_text(json.dumps(metadata(ledger.stem)), encoding="utf-8")
        ours = Path(str(files("cli") / "browsing"))
        words = [
            sys.executable,
            "-m",
            "datasette",
            "serve",
            str(ledger),
            "--host",
            self.host,
            "--port",
            str(self.port),
        ]
        words += ["--metadata", str(told), "--plugins-dir", str(ours / "plugins")]
        words += ["--template-dir", str(ours / "templates")]
        for name, value in SETTINGS.items():
            words += ["--setting", name, value]
        with (self.folder / "log").open("wb") as log:
            self.process = subprocess.Popen(
                words, stdin=subprocess.PIPE, stdout=log, stderr=log, cwd=self.folder, start_new_session=True
            )
        self._tell(
            {"hosts": self._hosts(), "password": self.password, "folder": str(self.folder), "mark": self.mark}
        )
        self._wait_until_it_answers(self.process)

    def wait(self) -> None:
        """Wait until Datasette ends, which it should not do by itself. Raises DidNotStart."""
        if self.process is not None and self.process.wait() != 0:
            raise DidNotStart(self._last_words())

    def end(self) -> None:
        """End Datasette, and take its folder away."""
        if self.process is not None:
            if self.process.stdin is not None:
                self.process.stdin.close()
            try:
                self.process.wait(END_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        rmtree(self.folder, ignore_errors=True)

    def _tell(self, told: dict[str, Any]) -> None:
        pipe: Any = self.process.stdin if self.process else None
        try:
            pipe.write(f"{json.dumps(told)}\n".encode())
            pipe.flush()
        except BrokenPipeError:
            raise DidNotStart(self._last_words()) from None

    def _hosts(self) -> list[str]:
        names = {self.host, "localhost", "127.0.0.1", "::1"}
        return [f"{f'[{name}]' if ':' in name else name}:{self.port}".casefold() for name in sorted(names)]

    def _wait_until_it_answers(self, process: subprocess.Popen[bytes]) -> None:
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until and process.poll() is None:
            if self._answers():
                return
            time.sleep(0.05)
        raise DidNotStart(self._last_words())

    def _answers(self) -> bool:
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104
        with closing(HTTPConnection(host, self.port, timeout=START_SECONDS)) as connection:
            try:
                connection.request("GET", "/-/versions.json")
                return connection.getresponse().getheader("x-foialedger") == self.mark
            except (OSError, HTTPException):
                return False

    def _last_words(self) -> str:
        lines = (self.folder / "log").read_text("utf-8", "replace").strip().splitlines()
        return lines[-1].strip() if lines else "it gave no reason"


@contextmanager
def serving(host: str, port: int, password: str | None) -> Iterator[Place]:
    """Give a place where Datasette can be started; at the end of the block it ends. Raises NoDatasette."""
    if find_spec("datasette") is None:
        raise NoDatasette
    place = Place(host, port, password)
    before = signal.signal(signal.SIGTERM, _end_by_signal)
    try:
        yield place
    finally:
        place.end()
        signal.signal(signal.SIGTERM, before)


def _end_by_signal(*_: object) -> None:
    raise SystemExit(0)


def _free_port(host: str) -> int:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with closing(socket.socket(family)) as one:
            one.bind((host, 0))
            port: int = one.getsockname()[1]
            return port
    except OSError as error:
        raise DidNotStart(f"{host} is no address of this machine ({error.strerror or error})") from None
