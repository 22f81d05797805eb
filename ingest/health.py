"""How the daemon is: what each mailbox and folder last did, and what came of the letters. In memory only."""

import time
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from threading import Lock

from ingest.backoff import LEDGER, kind_of
from ingest.mailbox_trouble import LinkTrouble
from ingest.tally import Tally
from parsers.errors import LedgerError

LIVE, STOPPED, STANDBY = "live", "stopped", "standby"


@dataclass(frozen=True, slots=True)
class Standing:
    """How one mailbox stands. `succeeded_at` is when all its folders were last read to their ends."""

    state: str
    trouble: str | None = None
    succeeded_at: datetime | None = None
    began_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    quiet_since: float = field(
        default_factory=time.monotonic
    )  # since when it has not succeeded; no wall clock


class Health:
    """What all threads tell of, and what the status page, the metrics and the alarms are made of."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._mailboxes: dict[str, Standing] = {}
        self._folders: dict[tuple[str, str], float] = {}
        self._beats: dict[str, float] = {}
        self.counts: Counter[str] = Counter()
        self.lag_seconds = 0.0  # of all filings in live folders together
        self.lag_count = 0

    def begin(self, mailbox: str, state: str = LIVE) -> None:
        """Count a mailbox in, or out of use (`stopped`, `standby`)."""
        with self._lock:
            known = self._mailboxes.get(mailbox)
            self._mailboxes[mailbox] = replace(known, state=state, trouble=None) if known else Standing(state)

    def succeed(self, mailbox: str) -> None:
        """Note that a mailbox was read to its end."""
        with self._lock:
            began = self._mailboxes.get(mailbox, Standing(LIVE)).began_at
            self._mailboxes[mailbox] = Standing(LIVE, None, datetime.now(UTC), began)

    def fail(self, mailbox: str, trouble: LedgerError) -> None:
        """Note what is wrong with a mailbox."""
        with self._lock:
            known = self._mailboxes.get(mailbox, Standing(LIVE))
            self._mailboxes[mailbox] = replace(known, state=kind_of(trouble), trouble=str(trouble))
            self.counts["reconnects" if isinstance(trouble, LinkTrouble) else "troubles"] += 1

    def reach(self, mailbox: str, folder: str) -> None:
        """Note that a folder was read to its end just now."""
        with self._lock:
            self._folders[mailbox, folder] = time.time()

    def count(self, tally: Tally) -> None:
        """Add what came of letters."""
        with self._lock:
            for name in ("read", "silent", "unclaimed", "failed", "again", "quarantined", "gone"):
                self.counts[name] += getattr(tally, name)

    def lag(self, seconds: float) -> None:
        """Add how long it took from the server's word of new mail to its committed rows."""
        with self._lock:
            self.lag_seconds += seconds
            self.lag_count += 1

    def beat(self, thread: str) -> None:
        """Note that a thread is alive and does its work."""
        with self._lock:
            self._beats[thread] = time.monotonic()

    def ended(self, thread: str) -> None:
        """Expect no more of a thread."""
        with self._lock:
            self._beats.pop(thread, None)

    def late(self, seconds: float) -> list[str]:
        """Return the threads that have not been heard of for so long."""
        with self._lock:
            return [name for name, at in self._beats.items() if time.monotonic() - at > seconds]

    def mailboxes(self) -> dict[str, Standing]:
        """Return how each mailbox stands."""
        with self._lock:
            return dict(self._mailboxes)

    def folders(self) -> dict[tuple[str, str], float]:
        """Return when each folder was last read to its end, in seconds of the epoch."""
        with self._lock:
            return dict(self._folders)

    def is_well(self) -> bool:
        """Whether nothing is wrong that a person should know of."""
        bad = {LEDGER, "needs_login"}
        return not any(standing.state in bad for standing in self.mailboxes().values())
