"""`foialedger export`: the views as files for other programs, or a ledger that can be shared."""

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Engine

from cli.export_files import WRITERS
from cli.ledgers import reading, settings_of
from cli.options import Config, Database, given
from ingest import exporting, public
from ingest.new_file import beside
from parsers.errors import LedgerError


class Format(StrEnum):
    """The forms of a file."""

    CSV = "csv"
    JSON = "json"
    PARQUET = "parquet"


class InTheWay(LedgerError):
    """A file stands where the export would write."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} is there already, and nothing was written: name another place with --out, "
            "or give --replace if it may go."
        )


class NoPlace(LedgerError):
    """What --out names is no place for what is exported."""

    def __init__(self, why: str) -> None:
        super().__init__(f"Nothing was exported: {why}.")


Out = Annotated[Path, typer.Option("--out", metavar="PLACE", help="A folder, or a file for one view alone.")]
Form = Annotated[Format | None, typer.Option("--format", help="The form of the files; without it, csv.")]
Views = Annotated[
    list[str] | None, typer.Option("--view", metavar="NAME", help="This view alone; several may be named.")
]
Public = Annotated[
    bool, typer.Option("--public", help="Write a ledger to share: no mail, addresses, numbers, names.")
]
Names = Annotated[
    list[str] | None,
    typer.Option("--name", metavar="NAME", help="With --public: a name to take out; several may be given."),
]
Replace = Annotated[bool, typer.Option("--replace", help="Replace files of an earlier export.")]


def export(
    ctx: typer.Context,
    *,
    out: Out,
    form: Form = None,
    view: Views = None,
    is_public: Public = False,
    name: Names = None,
    replace: Replace = False,
    config: Config = None,
    database: Database = None,
) -> None:
    """Write the views and the facts as files for other programs, or a ledger that can be shared.

    Without --view, every view and every table of facts becomes a file NAME.csv (or .json, .parquet) in the
    folder. All are of one moment, whatever is filed meanwhile. Days and moments are typed in Parquet, and ISO
    8601 in the others. In CSV, a cell that a spreadsheet would run as a formula begins with an apostrophe.

    --public writes a new SQLite ledger with the same views and tables. Letters' texts, addresses, telephone
    numbers, links, codes and the requester's names are gone from it, and visible marks stand in their places.
    Names that no letter of the ledger tells can be named with --name. Read it before you share it: what no
    rule can know, such as the name of a third person in the middle of a sentence, stays.

    \b
    Examples:
      foialedger export --out exports/
      foialedger export --format parquet --out exports/
      foialedger export --view promises --out promises.csv
      foialedger export --public --name "Dana Whitlock" --out public.db
    """
    if is_public and (form or view):
        raise typer.BadParameter("--public writes a whole ledger: it goes with neither --format nor --view")
    if name and not is_public:
        raise typer.BadParameter("--name goes with --public")
    where = given(ctx, config, database)
    with reading(where) as engine:
        if is_public:
            _share(engine, out, (*settings_of(where).addresses, *(name or ())), replace)
        else:
            _write(engine, out, form, view or (), replace)


def _share(engine: Engine, out: Path, names: Sequence[str], replace: bool) -> None:
    if out.is_dir():
        raise NoPlace(f"{out} is a folder, and --public writes one file, such as {out / 'public.db'}")
    if out.exists() and not (replace and public.is_public(out)):
        raise InTheWay(out) if public.is_public(out) else public.NotOurs(out)
    with beside(out) as part:
        shared = public.write(engine, part, names)
    typer.echo(f"{out}: {shared.letters} letters of {shared.requests} requests, without their texts.")
    typer.echo(f"Marks in it: {', '.join(shared.marks) or 'none'}. Read it before you share it.")


def _write(engine: Engine, out: Path, form: Format | None, named: Sequence[str], replace: bool) -> None:
    names = exporting.chosen(named)
    suffix = out.suffix.removeprefix(".")
    alone = suffix in WRITERS and not out.is_dir()
    if alone and len(names) > 1:
        raise NoPlace(
            f"{out} is one file, and {len(names)} views are to be written; name a folder, or one --view"
        )
    if alone and form and form != suffix:
        raise NoPlace(f"{out} does not end in .{form}")
    form = form or (Format(suffix) if alone else Format.CSV)
    places = {each: out if alone else out / f"{each}.{form}" for each in names}
    for path in places.values():
        if path.exists() and not replace:
            raise InTheWay(path)
    if out.exists() and not (alone or out.is_dir()):
        raise NoPlace(f"{out} is a file, and no folder")
    (out.parent if alone else out).mkdir(parents=True, exist_ok=True)
    with exporting.at_one_moment(engine) as connection:
        for each, path in places.items():
            with beside(path) as part:
                count = WRITERS[form](exporting.stream(connection, each), part)
            typer.echo(f"{path}: {count} row{'' if count == 1 else 's'}")
