"""Backfill: many messages from files and whole mailboxes, taken in batch by batch, and an account of them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from ingest.account import Account, Failed, Tallying
from ingest.backfilling import Backfilling
from ingest.batches import Taken
from ingest.config import MailboxSettings
from ingest.days import Days
from ingest.extent import bytes_in
from ingest.intake import Intake
from ingest.pipeline import Ledger
from ingest.poll import poll
from ingest.sources import NoSource, Unreadable, messages_in
from parsers.errors import LedgerError

Source = Path | MailboxSettings


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the sources is wanted, and how: `limit` new messages at most, `processes` that read."""

    since: date | None = None
    until: date | None = None
    limit: int | None = None
    folders: tuple[str, ...] = ()  # patterns, instead of the configured ones
    dry_run: bool = False
    processes: int = 1


OnTaken = Callable[[Taken, Tallying], None]


def backfill_all(
    sources: Iterable[Source], ledger: Ledger, wanted: Wanted | None = None, on_taken: OnTaken | None = None
) -> Account:
    """Take in every message of the sources, a mailbox from its beginning, and return an account of them.

    Safe to repeat. A source that cannot be read does not stop the others; a ledger or vault that cannot be
    written does. The troubles are in the account. `on_taken` is told of each message.
    """
    wanted = wanted or Wanted()
    tallying = Tallying()
    for source in sources:
        if not _take_in(source, ledger, wanted, tallying, on_taken):
            break
    return tallying.account(ledger.engine)


@dataclass(frozen=True, slots=True)
class _Run:
    """One source at hand: where it is filed, what is wanted of it, who counts."""

    name: str
    ledger: Ledger
    wanted: Wanted
    tallying: Tallying
    intake: Intake
    is_watched: bool  # somebody is told of the time left


def _take_in(
    source: Source, ledger: Ledger, wanted: Wanted, tallying: Tallying, on_taken: OnTaken | None
) -> bool:
    """Take in one source, as far as it goes, and say whether another can be tried."""
    name = name_of(source)

    def count(taken: Taken) -> None:
        tallying.count(name, taken)
        tallying.passed = tallying.passed + 1 if isinstance(source, MailboxSettings) else intake.passed
        if on_taken:
            on_taken(taken, tallying)

    try:
        left = None if wanted.limit is None else wanted.limit - tallying.new
        with Intake(ledger, count, wanted.processes, wanted.dry_run, left, tallying.dreamt) as intake:
            run = _Run(name, ledger, wanted, tallying, intake, on_taken is not None)
            _walk_mailbox(source, run) if isinstance(source, MailboxSettings) else _walk_files(source, run)
            intake.flush()
    except LedgerError as trouble:
        tallying.troubles.append(trouble)
        return False
    tallying.is_cut = wanted.limit is not None and tallying.new >= wanted.limit
    return not tallying.is_cut


def _walk_files(path: Path, run: _Run) -> None:
    days = Days(run.wanted.since, run.wanted.until)
    run.tallying.begin(run.name, bytes_in(path) if run.is_watched else None)
    try:
        for message in messages_in(path):
            if not days.hold(message):
                run.tallying.other_days += 1
                continue
            run.intake.add(message)
            if run.intake.is_full:
                break
    except (NoSource, Unreadable) as trouble:
        run.tallying.troubles.append(trouble)


def _walk_mailbox(settings: MailboxSettings, run: _Run) -> None:
    """Read a mailbox from its beginning; what is filed already from there is counted, and not fetched."""
    wanted = run.wanted
    part = Backfilling(
        run.intake,
        partial(run.tallying.again, run.name),
        lambda place, why: run.tallying.fail(run.name, Failed(place.name, why, is_filed=False)),
        partial(run.tallying.begin, run.name),
        Days(wanted.since, wanted.until),
        wanted.folders,
    )
    tally = poll(settings, run.ledger, is_over=lambda: run.intake.is_full, anew=True, backfilling=part)
    run.tallying.troubles += tally.troubles


def name_of(source: Source) -> str:
    """Return a source as the command line names it."""
    return f"imap:{source.name}" if isinstance(source, MailboxSettings) else str(source)
