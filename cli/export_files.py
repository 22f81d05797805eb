"""The files of an export: CSV, JSON and Parquet, each written beside its place and then renamed."""

import csv
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cli.plain import lines, plain
from ingest.exporting import Kind, Stream
from parsers.errors import LedgerError

# A spreadsheet runs a cell that begins so as a formula, and letters are hostile. Sums and numbers are none.
FORMULA = re.compile(r"[=+\-@](?![\d\s().,/-]*\Z)")


class NoParquet(LedgerError):
    """The library that writes Parquet is not installed."""

    def __init__(self) -> None:
        super().__init__(
            "Parquet is written by pyarrow, which is not installed here: run "
            "`pip install 'foialedger[parquet]'` in foialedger's environment, or export as CSV or JSON."
        )


def write_csv(rows: Stream, path: Path) -> int:
    """Write rows as CSV, their first line the names of the columns; return how many there are."""
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([name for name, _ in rows.columns])
        for batch in rows.batches:
            writer.writerows([_cell(value) for value in row] for row in batch)
            count += len(batch)
    return count


def write_json(rows: Stream, path: Path) -> int:
    """Write rows as an array of objects, one object a line; return how many there are."""
    count, names = 0, [name for name, _ in rows.columns]
    with path.open("w", encoding="utf-8") as file:
        file.write("[")
        for batch in rows.batches:
            for row in batch:
                told = dict(zip(names, map(_told, row), strict=True))
                file.write(",\n" if count else "\n")
                file.write(json.dumps(told, ensure_ascii=False))
                count += 1
        file.write("\n]\n")
    return count


def write_parquet(rows: Stream, path: Path) -> int:
    """Write rows as Parquet with typed columns, a group of rows a batch. Raises NoParquet."""
    try:
        import pyarrow as pa  # noqa: PLC0415 - an extra, and heavy
        from pyarrow import parquet  # noqa: PLC0415
    except ImportError:
        raise NoParquet from None
    types = {
        Kind.FLAG: pa.bool_(),
        Kind.INTEGER: pa.int64(),
        Kind.REAL: pa.float64(),
        Kind.TEXT: pa.string(),
        Kind.DAY: pa.date32(),
        Kind.MOMENT: pa.timestamp("s", tz="UTC"),
    }
    schema = pa.schema([(name, types[kind]) for name, kind in rows.columns])
    count = 0
    with parquet.ParquetWriter(path, schema) as writer:
        for batch in rows.batches:
            columns = zip(*batch, strict=True)
            arrays = [pa.array(values, each.type) for values, each in zip(columns, schema, strict=True)]
            writer.write_batch(pa.record_batch(arrays, schema=schema))
            count += len(batch)
    return count


WRITERS: dict[str, Callable[[Stream, Path], int]] = {
    "csv": write_csv,
    "json": write_json,
    "parquet": write_parquet,
}


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    text = lines(_told(value))
    return f"'{text}" if isinstance(text, str) and isinstance(value, str) and FORMULA.match(text) else text


def _told(value: Any) -> Any:
    """Return a value as the other verbs tell it; a moment as ISO 8601 has it, with its zone."""
    return value.isoformat() if hasattr(value, "isoformat") else plain(value)
