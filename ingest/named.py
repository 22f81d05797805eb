"""How a request and a number of days are told to people. Imports no database, so that `read` needs none."""

from collections.abc import Mapping
from typing import Any


def name_of(row: Mapping[str, Any]) -> str:
    """Return how a request is named: its number, or `#ID` where no letter gave one. `show` takes both."""
    return str(row["tracking_number"] or f"#{row['request_id']}")


def days_of(count: int) -> str:
    """Return a number of days in words: `1 day`, `14 days`."""
    return "1 day" if count == 1 else f"{count} days"
