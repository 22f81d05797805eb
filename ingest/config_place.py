"""Where the configuration file is looked for. Imports nothing heavy, so that `read` may ask."""

import os
from pathlib import Path

FILE_NAME = "foialedger.toml"
VARIABLE = "FOIALEDGER_CONFIG"


def places() -> tuple[Path, ...]:
    """Return the places that are looked at when nobody names a file, in order."""
    return Path(FILE_NAME), Path("~/.config/foialedger").expanduser() / FILE_NAME


def find(given: Path | None) -> Path | None:
    """Return the file that is named, be it there or not, else the first place that has one, else None."""
    named = given or (Path(os.environ[VARIABLE]) if os.environ.get(VARIABLE) else None)
    return named.expanduser() if named else next((path for path in places() if path.is_file()), None)
