"""The user's own addresses, for `read`: from the configuration if there is one, opening no ledger."""

import os
from pathlib import Path


def own_addresses(given: Path | None) -> frozenset[str]:
    """Return the user's own addresses, lower case; none where nothing is configured.

    Looks where every verb looks, and imports nothing heavy when there is nothing to read. Raises LedgerError
    when a configuration is there and cannot be used.
    """
    path = given or (Path(os.environ["FOIALEDGER_CONFIG"]) if os.environ.get("FOIALEDGER_CONFIG") else None)
    path = path.expanduser() if path else next((each for each in _places() if each.is_file()), None)
    if path is None and not os.environ.get("FOIALEDGER_ADDRESSES"):
        return frozenset()
    return _addresses(path)


def _addresses(path: Path | None) -> frozenset[str]:
    from ingest import config_file  # noqa: PLC0415 - pydantic costs more than the reading of many letters

    tables, text = config_file.read(path) if path else ({}, "")
    values = config_file.check(tables, path or Path("foialedger"), text)
    users = [mailbox.user for mailbox in values.mailbox if "@" in mailbox.user]
    return frozenset(address.lower() for address in [*values.addresses, *users])


def _places() -> tuple[Path, ...]:
    """Return where a configuration may be: as in `ingest.config`, whose import brings the database along."""
    return Path("foialedger.toml"), Path("~/.config/foialedger/foialedger.toml").expanduser()
