"""How the ledger's mailboxes stand, as the ledger itself tells: what `foialedger status` prints."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Engine, func, select, text

from ingest.config import Settings
from ingest.store_mail import mailbox_states
from models import tables
from models.schema import reaching

IN_REVIEW = text("SELECT COUNT(*) FROM review")
SILENT_FACTOR = 3  # polls that may fail before a mailbox counts as silent


@dataclass(frozen=True, slots=True)
class FolderStanding:
    """One folder: how far it is filed, and when it was last read to its end."""

    folder: str
    last_uid: int
    polled_at: datetime


@dataclass(frozen=True, slots=True)
class MailboxStanding:
    """One mailbox of the configuration. `state` is `never` where no daemon has read it."""

    name: str
    state: str
    trouble: str | None
    since_at: datetime | None
    succeeded_at: datetime | None
    is_silent: bool
    quarantined: int
    folders: tuple[FolderStanding, ...]

    @property
    def is_well(self) -> bool:
        """Whether a person has nothing to do about it."""
        return not (self.trouble or self.is_silent or self.quarantined)


@dataclass(frozen=True, slots=True)
class LedgerStanding:
    """All of it: mailboxes, letters by outcome, quarantine, doubts."""

    mailboxes: tuple[MailboxStanding, ...]
    letters: dict[str, int]
    quarantined: int
    in_review: int


def standing(settings: Settings, engine: Engine) -> LedgerStanding:
    """Return how everything stands. Raises LedgerUnreachable."""
    states = mailbox_states(engine)
    readings, quarantine = tables.readings, tables.quarantine
    with reaching(engine), engine.connect() as connection:
        outcomes = select(readings.c.outcome, func.count()).group_by(readings.c.outcome)
        letters = {row[0]: int(row[1]) for row in connection.execute(outcomes)}
        aside = select(quarantine.c.mailbox, func.count()).group_by(quarantine.c.mailbox)
        counts = {row[0]: int(row[1]) for row in connection.execute(aside)}
        folders = connection.execute(select(tables.folders).order_by(tables.folders.c.folder)).all()
        in_review = int(connection.execute(IN_REVIEW).scalar_one())
    found = []
    for mailbox in settings.mailboxes:
        known = states.get(mailbox.name)
        rows = [row for row in folders if row.mailbox == mailbox.name]
        heard = [row.polled_at for row in rows] + (
            [known.succeeded_at] if known and known.succeeded_at else []
        )
        found.append(
            MailboxStanding(
                name=mailbox.name,
                state=known.state or "never" if known else "never",
                trouble=known.trouble if known else None,
                since_at=known.since_at if known else None,
                succeeded_at=max(heard, default=None),
                is_silent=_is_silent(max(heard, default=None), settings.interval),
                quarantined=counts.get(mailbox.name, 0),
                folders=tuple(FolderStanding(row.folder, row.last_uid, row.polled_at) for row in rows),
            )
        )
    return LedgerStanding(tuple(found), letters, sum(counts.values()), in_review)


def _is_silent(heard: datetime | None, interval: int) -> bool:
    return heard is None or (datetime.now(UTC) - heard).total_seconds() > SILENT_FACTOR * interval + 60
