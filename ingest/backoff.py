"""How long to wait before the next try: longer each time, and never at the same moment as everybody else."""

import random
from collections.abc import Iterator

from ingest.mailbox_trouble import NEEDS_LOGIN, NETWORK, SERVER, THROTTLED
from parsers.errors import LedgerError

LEDGER = "ledger"  # the trouble is the database or the vault, and no mailbox

FIRST = {NETWORK: 1.0, SERVER: 5.0, THROTTLED: 60.0, LEDGER: 1.0, NEEDS_LOGIN: 60.0}  # seconds
MOST = {NETWORK: 300.0, SERVER: 300.0, THROTTLED: 3600.0, LEDGER: 60.0, NEEDS_LOGIN: 3600.0}


def kind_of(trouble: LedgerError) -> str:
    """Return what a trouble asks for: needs_login, throttled, network, server; ledger where it is our own."""
    return str(getattr(trouble, "kind", LEDGER))


def delays(kind: str) -> Iterator[float]:
    """Yield the seconds to wait before each try: doubled up to a bound, each anywhere in its upper half."""
    longest = FIRST[kind]
    while True:
        yield longest * random.uniform(0.5, 1.0)  # noqa: S311 - to spread tries, not to keep a secret
        longest = min(longest * 2, MOST[kind])


class Backoff:
    """The delays of one connection: they grow while troubles of one kind follow one another."""

    def __init__(self) -> None:
        self._kind: str | None = None
        self._delays = delays(NETWORK)

    def after(self, trouble: LedgerError) -> float:
        """Return how many seconds to wait after a trouble."""
        if kind_of(trouble) != self._kind:
            self._kind = kind_of(trouble)
            self._delays = delays(self._kind)
        return next(self._delays)

    def reset(self) -> None:
        """Begin again with a short delay: the connection has served."""
        self._kind = None
