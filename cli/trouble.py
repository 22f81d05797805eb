"""How known trouble ends a verb: one line on stderr and an exit code, never a traceback."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer

from cli.plain import shown
from parsers.errors import LedgerError

TROUBLE, INTERRUPTED = 1, 130


class SystemTrouble(LedgerError):
    """The system refused a file: the disk is full, a right is missing."""

    def __init__(self, error: OSError) -> None:
        where = f"{error.filename}: " if error.filename else ""
        super().__init__(
            f"{where}{error.strerror or error}. Correct that and run the same command again: that is safe."
        )


@contextmanager
def telling() -> Iterator[None]:
    """Run a verb. LedgerError ends in 1, Ctrl-C in 130; a reader that has seen enough ends it quietly."""
    try:
        yield
        sys.stdout.flush()  # here, not at the exit, where nobody could tell what went wrong
    except LedgerError as trouble:
        tell(trouble)
        raise typer.Exit(TROUBLE) from None
    except KeyboardInterrupt:
        typer.echo("Stopped. What was filed stays filed; the same command goes on from there.", err=True)
        raise typer.Exit(INTERRUPTED) from None
    except BrokenPipeError:
        _silence()
        raise typer.Exit from None
    except OSError as error:
        _silence()
        tell(SystemTrouble(error))
        raise typer.Exit(TROUBLE) from None


def tell(trouble: LedgerError) -> None:
    """Say a trouble on stderr, in one line that cannot harm a terminal."""
    typer.echo(shown(str(trouble)), err=True)


def _silence() -> None:
    """Let what stdout still holds go nowhere, or the exit would stumble over it again."""
    try:
        number = sys.stdout.fileno()
    except (OSError, ValueError):
        return  # stdout is no file: nothing will be flushed at the exit
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, number)
    os.close(nowhere)
