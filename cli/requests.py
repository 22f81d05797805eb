"""`foialedger requests`: every request as it stands today."""

from typing import Any

import typer

from cli.ledgers import reading
from cli.options import AsCsv, AsJson, Config, Database, given, refuse_both
from cli.plain import moment, plain, print_csv, print_json
from cli.tables import print_table
from ingest import answers

HEADS = ("number", "site", "agency", "status", "since", "next promised", "slipped", "last letter")


def requests(
    ctx: typer.Context,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    config: Config = None,
    database: Database = None,
) -> None:
    """List every request: where it stands, since when, and what is promised next.

    "slipped" is how often a promised day passed or was moved. Days are days in UTC. --json and --csv give the
    columns of the view `requests_now`.

    \b
    Examples:
      foialedger requests
      foialedger requests --csv > requests.csv
      foialedger requests --json | jq 'select(.times_slipped > 1)'
    """
    refuse_both(as_json, as_csv)
    with reading(given(ctx, config, database)) as engine:
        rows = [state(row) for row in answers.requests_now(engine)]
    if as_json:
        for row in rows:
            print_json(row)
    elif as_csv:
        print_csv(COLUMNS, [[row[name] for name in COLUMNS] for row in rows])
    else:
        _print(rows)


COLUMNS = (
    "request_id",
    "portal",
    "site",
    "tracking_number",
    "agency",
    "status",
    "status_since",
    "next_promised_on",
    "times_slipped",
    "last_letter_at",
    "filed_on",
)


def state(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row of `requests_now` as it is printed: days and moments in ISO 8601, moments in UTC."""
    known = {name: plain(row[name]) for name in COLUMNS}
    return known | {name: moment(row[name]) for name in ("status_since", "last_letter_at")}


def _print(rows: list[dict[str, Any]]) -> None:
    if not rows:
        typer.echo("There is no request in the ledger yet: run `foialedger poll` or `foialedger backfill`.")
        return
    print_table(HEADS, [_cells(row) for row in rows])


def _cells(row: dict[str, Any]) -> tuple[Any, ...]:
    return (
        answers.name_of(row),
        row["site"] or row["portal"],
        row["agency"],
        row["status"],
        (row["status_since"] or "")[:10],
        row["next_promised_on"],
        row["times_slipped"],
        (row["last_letter_at"] or "")[:10],
    )
