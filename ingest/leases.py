"""One writer a ledger: a file lock beside a SQLite file; on PostgreSQL, a lease on each mailbox.

Were two daemons to read one mailbox all the same, each letter would still be filed once: this keeps the work
from being done twice, not the rows.
"""

import fcntl
import os
import secrets
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog
from sqlalchemy import Engine

from ingest import store_mail
from parsers.errors import LedgerError

log = structlog.get_logger("foialedger")

SECONDS = 45  # that a lease lasts: another daemon takes over a dead one's mailbox within a minute
RENEWED = 10.0  # seconds after which it is renewed, or asked for again


class AnotherDaemon(LedgerError):
    """Another daemon files into this ledger."""

    def __init__(self, database: str, who: str) -> None:
        super().__init__(
            f"Another foialedger runs on {database} already (process {who or 'unknown'}): stop it first. "
            "`foialedger poll` and the other verbs may run beside it."
        )


@contextmanager
def sole_daemon(engine: Engine) -> Iterator[None]:
    """Hold the lock of a SQLite ledger while the block runs; PostgreSQL has leases. Raises AnotherDaemon.

    The lock is the system's and ends with the process, however that ends.
    """
    database = engine.url.database
    if engine.dialect.name != "sqlite" or not database or database == ":memory:":
        yield
        return
    handle = os.open(f"{database}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            who = Path(f"{database}.lock").read_text(encoding="utf-8").strip()
            raise AnotherDaemon(database, who) from None
        os.ftruncate(handle, 0)
        os.write(handle, f"{os.getpid()}\n".encode())
        yield
    finally:
        os.close(handle)


class Leases:
    """The mailboxes that this daemon may read. On SQLite all of them, for it has the file lock."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._needed = engine.dialect.name == "postgresql"
        self._until: dict[str, float] = {}
        self._asked = time.monotonic()
        self.holder = f"{_here()}:{os.getpid()}:{secrets.token_hex(4)}"

    def are_due(self) -> bool:
        """Whether it is time to renew; and if so, count from now."""
        if not self._needed or time.monotonic() - self._asked < RENEWED:
            return False
        self._asked = time.monotonic()
        return True

    def hold(self, name: str) -> bool:
        """Take or renew the lease on a mailbox, and return whether it is this daemon's.

        When the database does not answer, a lease that is held lasts as long as it was taken for.
        """
        if not self._needed:
            return True
        began = time.monotonic()
        try:
            if store_mail.take_lease(self._engine, name, self.holder, SECONDS, _is_dead):
                self._until[name] = began + SECONDS
                return True
        except LedgerError as trouble:
            log.warning("no lease", mailbox=name, why=str(trouble))
            return time.monotonic() < self._until.get(name, 0.0)
        self._until.pop(name, None)
        return False

    def drop(self) -> None:
        """Give all leases back."""
        for name in list(self._until):
            try:
                store_mail.drop_lease(self._engine, name, self.holder)
            except LedgerError as trouble:
                log.warning("the lease was not given back", mailbox=name, why=str(trouble))
        self._until.clear()


def _here() -> str:
    """Return the name of this machine and of what it calls processes: containers may share the first."""
    return f"{socket.gethostname()}/{Path('/proc/self/ns/pid').stat().st_ino}"


def _is_dead(holder: str) -> bool:
    """Whether the process that holds a lease is one of this machine that has ended; False when unsure."""
    where, _, rest = holder.rpartition(":")[0].rpartition(":")
    if where != _here() or not rest.isdecimal():
        return False
    try:
        os.kill(int(rest), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
