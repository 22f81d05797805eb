"""Values as text that is safe to print: letters are hostile, and a terminal obeys what it is sent."""

import csv
import json
import math
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import typer

# Whole escape sequences (ECMA-48: CSI, then the strings OSC, DCS, SOS, PM and APC), then lone controls,
# marks that turn the direction of text, and halves of surrogate pairs.
SEQUENCE = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"
    r"|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x80-\x9f]*(?:\x07|\x1b\\|\x9c)"
)
BREAKS = re.compile(r"[\t\n\x0b\x0c\r\x85\u2028\u2029]+")
HARMFUL = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)
UNSAFE_IN_JSON = re.compile(r"[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d")


def shown(value: object) -> str:
    """Return a value as one line of text without anything a terminal would obey."""
    text = SEQUENCE.sub("", "" if value is None else str(plain(value)))
    return HARMFUL.sub("", BREAKS.sub(" ", text))


def plain(value: Any) -> Any:
    """Return a value of a database as JSON has it; a moment as text in UTC, the same on both databases."""
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return value if value is None or isinstance(value, str | int) else _plain(value)


def _plain(value: Any) -> str | float:
    """Return what JSON has no word for: days, moments, decimals, bytes."""
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%d %H:%M:%S}" if value.tzinfo else f"{value:%Y-%m-%d %H:%M:%S}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal | float):
        return float(value) if math.isfinite(value) else str(value)
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    return str(value)


def moment(value: object) -> str | None:
    """Return a moment in ISO 8601, in UTC; SQLite tells it as text without a zone."""
    text = plain(value)
    if text is None or not MOMENT.match(text):
        return text if text is None else str(text)
    return f"{text[:19].replace(' ', 'T')}+00:00"


def print_json(value: Mapping[str, Any]) -> None:
    """Print one object on one line; what a terminal would obey is escaped, as JSON allows."""
    as_utf8 = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    text = json.dumps(plain(value), ensure_ascii=not as_utf8)
    typer.echo(UNSAFE_IN_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", text))


def print_csv(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Print rows as CSV (RFC 4180, but for plain line ends); lines within a value stay."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow(["" if value is None else lines(value) for value in row])


def lines(value: object) -> object:
    """Return a value for CSV: text keeps its line ends and loses what a terminal would obey."""
    value = plain(value)
    return HARMFUL.sub("", SEQUENCE.sub("", value)) if isinstance(value, str) else value
