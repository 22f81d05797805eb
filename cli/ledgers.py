"""Open the ledger that the command line and the configuration name, for reading or for filing."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine

from cli.options import Given
from ingest import config
from ingest.config import Settings
from ingest.limits import READERS, Readers
from ingest.pipeline import Ledger
from ingest.vault import Vault
from models import schema


def settings_of(given: Given) -> Settings:
    """Return the settings. Raises LedgerError."""
    return config.load(given.config, given.database)


@contextmanager
def reading(given: Given) -> Iterator[Engine]:
    """Open the ledger for questions only. Raises LedgerError when it is missing, older or newer."""
    with _reading(settings_of(given).database) as engine:
        yield engine


@contextmanager
def filing(settings: Settings, processes: int = READERS) -> Iterator[Ledger]:
    """Open the ledger to file letters, which are read in child processes with limits; in this one for 1.

    Raises LedgerError when it is missing, older or newer.
    """
    with _reading(settings.database):
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


@contextmanager
def _reading(database: str) -> Iterator[Engine]:
    engine = schema.connect(database, read_only=True)
    try:
        schema.check_version(engine)
        yield engine
    finally:
        engine.dispose()
