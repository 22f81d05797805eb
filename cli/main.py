"""The program `foialedger`: its verbs and the options of all of them. Imports a verb when it is called."""

import os
import sys
from importlib import import_module
from importlib.metadata import version as version_of
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from cli.options import Config, Database, Given
from cli.trouble import telling

VERBS = {
    "init": "Write a commented foialedger.toml for you to fill in.",
    "check": "Try the configuration, the ledger and each mailbox, and say what is wrong.",
    "upgrade": "Make the ledger, or bring an older one up to this program's version.",
    "poll": "File what is new in the mailboxes, once.",
    "run": "File what is new in the mailboxes, as it comes, until told to stop.",
    "login": "Log in to a mailbox that wants OAuth 2: Microsoft 365, Gmail.",
    "status": "Say how each mailbox stands, and what waits for a person.",
    "verify": "Compare the mail server, the ledger and the vault, and mend what is missing.",
    "retry": "Try again what is in quarantine or could not be read.",
    "backfill": "File the mail you have already: files, folders, mboxes, whole mailboxes.",
    "read": "Say what letters say, without filing anything.",
    "today": "Say who owes you what and what you must do, the most urgent first.",
    "requests": "List every request: where it stands, and what is promised next.",
    "show": "Tell the story of one request, each fact with the sentence that states it.",
    "explain": "Say why a request has its status and its date, in plain words.",
    "search": "Find letters by the words they hold.",
    "sql": "Ask the ledger a question in SQL.",
    "browse": "Show the ledger in a browser, to look around in.",
    "report": "Write the ledger as web pages: today, every request, agencies, charts.",
    "export": "Write the views and the facts as files, or a ledger that can be shared.",
    "digest": "Say what arrived, what slipped, what is due, what needs you.",
    "calendar": "Write promised days, the law's days and the days set for you as iCalendar.",
    "draft": "Write a follow-up letter that cites the agency's own words; nothing is sent.",
    "review": "Walk through the open questions: what the ledger is not sure of.",
    "accept": "Say that what is in question of a letter is so.",
    "reject": "Say that what is in question of a letter is not so.",
    "correct": "Say what a letter's status, date or number is, or whose law its request is under.",
    "assign": "Say which request a letter belongs to.",
    "split": "Say that letters make a request of their own.",
    "merge": "Say that two requests are one.",
    "not-a-request": "Say that a letter is about no request.",
    "note": "Keep a note of yours with a letter.",
    "undo": "Take a decision back.",
    "reread": "Read the filed letters with today's rules, and show what differs.",
}
DECIDING = ("accept", "reject", "correct", "assign", "split", "merge", "not-a-request", "note", "undo")


class Verbs(TyperGroup):
    """The verbs. Each is imported when it is called, so that none waits for what another needs."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - the signature is typer's
        """Return the verbs in the order a newcomer needs them."""
        return list(VERBS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002
        """Import a verb: the function `cli.VERB.VERB`, or `cli.decide.VERB` for a person's word."""
        if cmd_name not in VERBS:
            return None
        alone = typer.Typer(rich_markup_mode=None, add_completion=False, pretty_exceptions_enable=False)
        home = "decide" if cmd_name in DECIDING else cmd_name
        alone.command(cmd_name)(getattr(import_module(f"cli.{home}"), cmd_name.replace("-", "_")))
        return typer.main.get_command(alone)

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002
        """List the verbs, each with one line, importing none."""
        with formatter.section("Verbs"):
            formatter.write_dl(list(VERBS.items()))

    def invoke(self, ctx: Any) -> Any:
        """Run a verb, and tell known trouble in one line."""
        with telling():
            return super().invoke(ctx)


app = typer.Typer(
    cls=Verbs,
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    add_completion=False,
    pretty_exceptions_enable=False,
    epilog="Exit codes: 0 done, 1 a trouble that is told in one line, 2 wrong usage.",
)


def _tell_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"foialedger {version_of('foialedger')}")
        raise typer.Exit


@app.callback()
def _before_verb(
    ctx: typer.Context,
    config: Config = None,
    database: Database = None,
    version: Annotated[  # noqa: ARG001 - its callback has answered
        bool,
        typer.Option("--version", callback=_tell_version, is_eager=True, help="Say which version this is."),
    ] = False,
) -> None:
    """Read what agencies answer to requests for public records, into a ledger you question with SQL.

    \b
    The first day:
      foialedger init        writes foialedger.toml; fill in your mailbox
      foialedger check       says whether all of it works
      foialedger upgrade     makes the ledger
      foialedger poll        files your mail
      foialedger requests    says where each request stands

    \b
    Without any of that:
      foialedger read letter.eml

    `foialedger VERB --help` explains a verb, with examples.
    """
    ctx.obj = Given(config, database)


def main() -> None:
    """Run the program; this is what the command `foialedger` calls."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a terminal that lacks a letter is no trouble
    try:
        app(prog_name="foialedger")
    except KeyboardInterrupt:  # before or after a verb; within one it is told there
        os._exit(130)


if __name__ == "__main__":
    main()
