"""Open the ledger that the command line and the configuration name, for questions only.

Imports nothing that reads letters: a question is answered sooner. `cli.filing` opens one to file in.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine

from cli.options import Given
from ingest import config
from ingest.config import Settings
from models import schema


def settings_of(given: Given) -> Settings:
    """Return the settings. Raises LedgerError."""
    return config.load(given.config, given.database)


@contextmanager
def reading(given: Given) -> Iterator[Engine]:
    """Open the ledger for questions only. Raises LedgerError when it is missing, older or newer."""
    with opened(settings_of(given).database) as engine:
        yield engine


@contextmanager
def opened(database: str) -> Iterator[Engine]:
    """Open the ledger at a URL for questions only. Raises LedgerError when it is missing, older or newer."""
    engine = schema.connect(database, read_only=True)
    try:
        schema.check_version(engine)
        yield engine
    finally:
        engine.dispose()
