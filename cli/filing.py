"""Open the ledger that the configuration names, to file letters in."""

from collections.abc import Iterator
from contextlib import contextmanager

from cli.ledgers import opened
from ingest.config import Settings
from ingest.limits import READERS, Readers
from ingest.pipeline import Ledger
from ingest.vault import Vault
from models import schema


@contextmanager
def filing(settings: Settings, processes: int = READERS) -> Iterator[Ledger]:
    """Open the ledger to file letters, which are read in child processes with limits; in this one for 1.

    Raises LedgerError when it is missing, older or newer.
    """
    with opened(settings.database):
        pass  # looked at first: to open a SQLite file that is not there for writing would make it
    engine = schema.connect(settings.database)
    readers = Readers(settings.read_memory, settings.read_seconds, processes)
    try:
        yield Ledger(
            engine,
            Vault(settings.vault),
            frozenset(settings.addresses),
            settings.request_addresses,
            frozenset(settings.authserv_ids),
            frozenset(settings.trusted_senders),
            readers.read if processes > 1 else None,
            readers.close,
            processes,
        )
    finally:
        readers.close()
        engine.dispose()
