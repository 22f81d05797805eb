"""`foialedger sql`: a question in SQL, which can only read."""

import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from cli.ledgers import reading
from cli.options import AsCsv, AsJson, Config, Database, given, refuse_both
from cli.plain import print_csv, print_json
from cli.tables import print_table
from ingest import answers


def sql(
    ctx: typer.Context,
    question: Annotated[str, typer.Argument(metavar="SELECT", help="One SELECT; - reads it from stdin.")],
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    config: Config = None,
    database: Database = None,
) -> None:
    """Ask the ledger a question in SQL. It can only read: nothing you type here changes the ledger.

    \b
    Views to ask: requests_now, promises, overdue, timeline, review. Moments are in UTC.

    \b
    Examples:
      foialedger sql "SELECT * FROM overdue"
      foialedger sql "SELECT agency, COUNT(*) FROM requests_now GROUP BY agency"
      foialedger sql --csv "SELECT promised_on, days_slipped FROM promises WHERE outcome = 'slipped'"
      foialedger sql - < question.sql
    """
    refuse_both(as_json, as_csv)
    statement = sys.stdin.read() if question == "-" else question
    with reading(given(ctx, config, database)) as engine:
        answer = answers.run_sql(engine, statement)
    columns = _distinct(answer.columns)
    if as_csv:
        print_csv(columns, answer.rows)
    elif as_json:
        for row in answer.rows:
            print_json(dict(zip(columns, row, strict=True)))
    else:
        print_table(columns, answer.rows)


def _distinct(columns: Sequence[str]) -> list[str]:
    """Number the columns that share a name: an object of JSON would keep only one of them."""
    given_before: list[str] = []
    for column in columns:
        name, number = column, 1
        while name in given_before:
            number += 1
            name = f"{column}_{number}"
        given_before.append(name)
    return given_before
