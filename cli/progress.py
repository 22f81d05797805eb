"""How far a backfill is: a bar on a terminal, and a plain line now and then without one. On stderr."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn

from cli.plain import shown
from ingest.account import Tallying
from ingest.backfill import OnTaken
from ingest.batches import Taken

OFTEN, SELDOM = 0.2, 10.0  # seconds between two tellings: on a terminal, and in plain lines
HOUR, MINUTE = 3600, 60


@contextmanager
def telling_progress(sources: int) -> Iterator[OnTaken]:
    """Give what is to be told of each message; it tells the user now and then how far all of it is."""
    if not sys.stderr.isatty():
        yield _Pace(sources, SELDOM).tell_in_lines
        return
    columns = (TextColumn("{task.description}", markup=False), BarColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        yield _Pace(sources, OFTEN, bar, bar.add_task("looking", total=None)).tell_on_bar


@dataclass(slots=True)
class _Pace:
    """How far it is and how fast it goes; the time left is of the source at hand."""

    sources: int
    pause: float
    bar: Progress | None = None
    task: TaskID | None = None
    began: float = field(default_factory=monotonic)
    told_at: float = field(default_factory=monotonic)
    source: str = ""
    nth: int = 0

    def tell_in_lines(self, _taken: Taken, tallying: Tallying) -> None:
        """Print a line if it is time for one."""
        if self._is_time(tallying):
            typer.echo(self.line(tallying), err=True)

    def tell_on_bar(self, _taken: Taken, tallying: Tallying) -> None:
        """Draw the bar anew if it is time."""
        if self._is_time(tallying) and self.bar and self.task is not None:
            done = min(tallying.passed, tallying.extent or 0)
            line = self.line(tallying)
            self.bar.update(self.task, completed=done, total=tallying.extent or None, description=line)

    def line(self, tallying: Tallying) -> str:
        """Say how far it is in one line."""
        rate = tallying.seen / max(monotonic() - self.began, 0.001)
        where = f"{shown(self.source)} ({self.nth} of {self.sources}): " if self.sources > 1 else ""
        found = f"{tallying.new:,} new letters, {tallying.promises:,} promised dates found"
        left = self._left(tallying)
        speed = f"{rate:,.0f}" if rate >= 10 else f"{rate:.1f}"
        return f"{where}{tallying.seen:,} seen, {speed} a second{left}; {found}"

    def _is_time(self, tallying: Tallying) -> bool:
        now = monotonic()
        if tallying.source != self.source:
            self.source, self.nth = tallying.source, self.nth + 1
        if now - self.told_at < self.pause:
            return False
        self.told_at = now
        return True

    def _left(self, tallying: Tallying) -> str:
        """Return the time left of the source at hand, as far as its extent is known."""
        passed, extent = tallying.passed, tallying.extent
        if not extent or not 0 < passed <= extent:
            return ""
        seconds = (monotonic() - tallying.began) * (extent - passed) / passed
        if seconds >= HOUR:
            return f", about {seconds / HOUR:.1f} hours left"
        if seconds >= MINUTE:
            return f", about {seconds / MINUTE:.0f} minutes left"
        return f", about {seconds:.0f} seconds left"
