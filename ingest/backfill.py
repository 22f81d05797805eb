"""Backfill: many messages from files and whole mailboxes, each taken in, and an account of them all."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, text

from ingest.config import MailboxSettings
from ingest.message import Message
from ingest.pipeline import Ledger, take_in
from ingest.poll import OnFiled, Tally, poll
from ingest.sources import NoSource, Unreadable, messages_in
from models.schema import reaching
from parsers.errors import LedgerError
from parsers.facts import Outcome, Status

Source = Path | MailboxSettings

IN_REVIEW = "SELECT messages.digest FROM messages WHERE messages.id IN (SELECT letter_id FROM review)"
READINGS = """
SELECT messages.digest, readings.outcome, readings.status, readings.problem
  FROM messages JOIN readings ON readings.letter_id = messages.id
"""


@dataclass(frozen=True, slots=True)
class Failed:
    """A message that is filed and could not be read: where it was found, and why."""

    place: str
    problem: str


@dataclass(frozen=True, slots=True)
class Account:
    """What became of the messages of a backfill: `seen` is the sum of the five that follow it."""

    seen: int
    filed: int  # and about a request, with nothing left for a person to do
    filed_before: int
    not_about_a_request: int
    needs_review: int
    failed: tuple[Failed, ...]
    troubles: tuple[LedgerError, ...]  # what could not be looked at, each a sentence


def backfill_all(sources: Iterable[Source], ledger: Ledger, on_filed: OnFiled | None = None) -> Account:
    """Take in every message of the sources, a mailbox from its beginning, and return an account of them.

    Safe to repeat. A source that cannot be read does not stop the others; a ledger or vault that cannot be
    written does. The troubles are in the account. `on_filed` is told of each message.
    """
    new: dict[str, str] = {}
    total = Tally()

    def note(message: Message, outcome: Outcome | None) -> None:
        if outcome:
            new[message.digest] = message.place.name
        if on_filed:
            on_filed(message, outcome)

    for source in sources:
        tally, goes_on = _take_in(source, ledger, note)
        total += tally
        if not goes_on:
            break
    return account_of(ledger.engine, total, new)


def _take_in(source: Source, ledger: Ledger, note: OnFiled) -> tuple[Tally, bool]:
    """Take in one source, as far as it goes, and say whether another can be tried."""
    if isinstance(source, MailboxSettings):
        return poll(source, ledger, note, anew=True), True
    tally = Tally()
    try:
        for message in messages_in(source):
            outcome = take_in(message, ledger)
            note(message, outcome)
            tally = tally.counting(outcome)
    except LedgerError as trouble:
        return tally + Tally(troubles=(trouble,)), isinstance(trouble, NoSource | Unreadable)
    return tally, True


def account_of(engine: Engine, tally: Tally, new: dict[str, str]) -> Account:
    """Sort the new letters by what the ledger now says of them; each is counted once."""
    with reaching(engine), engine.connect() as connection:
        in_review = set(connection.scalars(text(IN_REVIEW)))
        readings = [row for row in connection.execute(text(READINGS)) if row.digest in new]
    failed = {row.digest: row.problem for row in readings if row.outcome == Outcome.FAILED}
    not_about = {row.digest for row in readings if row.status == Status.NOT_ABOUT_A_REQUEST} - failed.keys()
    review = (in_review & new.keys()) - failed.keys() - not_about
    return Account(
        seen=tally.seen,
        filed=len(new) - len(failed) - len(not_about) - len(review),
        filed_before=tally.again,
        not_about_a_request=len(not_about),
        needs_review=len(review),
        failed=tuple(Failed(new[digest], why or "no reason given") for digest, why in failed.items()),
        troubles=tally.troubles,
    )
