"""The user's own addresses, for `read`: from the configuration if there is one, opening no ledger."""

import os
from pathlib import Path

from ingest import config_place


def own_addresses(given: Path | None) -> frozenset[str]:
    """Return the user's own addresses, lower case; none where nothing is configured.

    Imports nothing heavy when there is nothing to read. Raises LedgerError for a configuration without use.
    """
    path = config_place.find(given)
    if path is None and not os.environ.get("FOIALEDGER_ADDRESSES"):
        return frozenset()
    from ingest import config_file  # noqa: PLC0415 - pydantic costs more than the reading of many letters

    tables, text = config_file.read(path) if path else ({}, "")
    values = config_file.check(tables, path or Path("foialedger"), text)
    users = [mailbox.user for mailbox in values.mailbox if "@" in mailbox.user]
    return frozenset(address.lower() for address in [*values.addresses, *users])
