"""Rows about the mail itself: what is quarantined, what is gone, how each mailbox stands, who reads it.

Beside `store`, the only file that writes rows. Every function that takes a connection works inside the
caller's transaction.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Engine, Table, delete, func, insert, select, update

from ingest.message import Epoch, Place
from ingest.spelling import short
from ingest.store import clean_text, writing
from models import tables
from models.schema import reaching

MOST_ERROR = 500  # characters of an error that are kept
MOST_UID = 2**32 - 1


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A message that could not be taken in: where it is, what was wrong, how often it was tried."""

    place: Place
    digest: str | None
    error: str
    attempts: int
    last_failed_at: datetime


@dataclass(frozen=True, slots=True)
class MailboxState:
    """How a mailbox stands: the row of `mailboxes`."""

    name: str
    state: str | None
    trouble: str | None
    since_at: datetime | None
    succeeded_at: datetime | None
    holder: str | None
    held_until: datetime | None


def quarantine(connection: Connection, place: Place, error: str, digest: str | None = None) -> int:
    """Write down that a message could not be taken in, once more if it is known; return the attempts."""
    table = tables.quarantine
    now = datetime.now(UTC)
    name = short(clean_text(place.name))
    told = {"error": clean_text(error)[:MOST_ERROR], "last_failed_at": now}
    known = connection.execute(select(table).where(table.c.place == name)).one_or_none()
    if known is not None:
        told |= {"attempts": known.attempts + 1, "digest": digest or known.digest}
        connection.execute(update(table).where(table.c.id == known.id).values(told))
        return int(known.attempts) + 1
    where = {
        "place": name,
        "mailbox": place.mailbox,
        "folder": place.folder,
        "uidvalidity": place.uidvalidity,
        "uid": place.uid,
        "received_at": place.received_at,
        "holds_sent": place.holds_sent,
    }
    connection.execute(
        insert(table), {**where, "digest": digest, "attempts": 1, "first_failed_at": now, **told}
    )
    return 1


def release(connection: Connection, place: Place) -> None:
    """Take a message out of the quarantine: it is filed, or gone. Nothing happens when it is not there."""
    name = short(clean_text(place.name))
    connection.execute(delete(tables.quarantine).where(tables.quarantine.c.place == name))


def quarantined(
    engine: Engine, mailbox: str | None = None, folder: str | None = None, below: int | None = None
) -> list[Quarantined]:
    """Return what is in quarantine, oldest first: of a mailbox, a folder, tried less often than `below`."""
    table = tables.quarantine
    query = select(table).order_by(table.c.id)
    if mailbox is not None:
        query = query.where(table.c.mailbox == mailbox)
    if folder is not None:
        query = query.where(table.c.folder == folder)
    if below is not None:
        query = query.where(table.c.attempts < below)
    with reaching(engine), engine.connect() as connection:
        rows = connection.execute(query).all()
    return [
        Quarantined(
            Place(
                row.place,
                row.mailbox,
                row.folder,
                row.uidvalidity,
                row.uid,
                None,
                row.received_at,
                bool(row.holds_sent),
            ),
            row.digest,
            row.error,
            row.attempts,
            row.last_failed_at,
        )
        for row in rows
    ]


def note_gone(connection: Connection, epoch: Epoch, ranges: Iterable[tuple[int, int]]) -> None:
    """Write down UIDs, first and last of each range, that the server no longer has; safe to repeat."""
    table = tables.gone
    here = _of(table, epoch)
    found = sorted(set(ranges))
    if not found:
        return
    between = table.c.first_uid.between(found[0][0], found[-1][0])
    query = select(table.c.first_uid, table.c.last_uid).where(here, between)
    known = {row.first_uid: row.last_uid for row in connection.execute(query)}
    new = []
    for first, last in found:
        if first not in known:
            new.append({**_names(epoch), "first_uid": first, "last_uid": last, "noticed_at": _now()})
        elif known[first] < last:
            connection.execute(update(table).where(here, table.c.first_uid == first).values(last_uid=last))
    if new:
        connection.execute(insert(table), new)


def gone(engine: Engine, epoch: Epoch) -> list[tuple[int, int]]:
    """Return the ranges of UIDs that are gone, sorted; some may overlap."""
    table = tables.gone
    query = select(table.c.first_uid, table.c.last_uid).where(_of(table, epoch)).order_by(table.c.first_uid)
    with reaching(engine), engine.connect() as connection:
        return [(row.first_uid, row.last_uid) for row in connection.execute(query)]


def uids_filed(engine: Engine, epoch: Epoch) -> dict[int, str]:
    """Return the UIDs of a folder that are filed, each with the digest of its message."""
    return {uid: digest for uid, (digest, _) in filed_between(engine, epoch).items()}


def filed_between(
    engine: Engine, epoch: Epoch, low: int = 0, high: int = MOST_UID
) -> dict[int, tuple[str, str | None]]:
    """Return the UIDs of a folder that are filed, from one to another: the digest and the portal of each."""
    arrivals, messages, readings = tables.arrivals, tables.messages, tables.readings
    query = (
        select(arrivals.c.uid, messages.c.digest, readings.c.portal)
        .join_from(arrivals, messages, arrivals.c.letter_id == messages.c.id)
        .outerjoin(readings, readings.c.letter_id == messages.c.id)
        .where(_of(arrivals, epoch), arrivals.c.uid.between(low, high))
    )
    with reaching(engine), engine.connect() as connection:
        return {row.uid: (row.digest, row.portal) for row in connection.execute(query)}


def note_polled(engine: Engine, mailbox: str, folders: Iterable[str]) -> None:
    """Write down that folders were read to their ends just now."""
    table = tables.folders
    here = (table.c.mailbox == mailbox) & table.c.folder.in_(list(folders))
    with writing(engine) as connection:
        connection.execute(update(table).where(here).values(polled_at=_now()))


def keep_state(
    engine: Engine, name: str, state: str, trouble: str | None, succeeded: datetime | None
) -> None:
    """Write down how a mailbox stands; `since_at` moves only when its state does."""
    table = tables.mailboxes
    values = {"state": state, "trouble": clean_text(trouble)[:MOST_ERROR] if trouble else None}
    with writing(engine) as connection:
        known = connection.execute(select(table).where(table.c.name == name)).one_or_none()
        if known is None:
            connection.execute(
                insert(table), {"name": name, **values, "since_at": _now(), "succeeded_at": succeeded}
            )
            return
        since = known.since_at if known.state == state else _now()
        moments = {"since_at": since, "succeeded_at": succeeded or known.succeeded_at}
        connection.execute(update(table).where(table.c.name == name).values({**values, **moments}))


def mailbox_states(engine: Engine) -> dict[str, MailboxState]:
    """Return how each mailbox stands that a daemon ever read, by name."""
    with reaching(engine), engine.connect() as connection:
        rows = connection.execute(select(tables.mailboxes)).mappings()
        return {row["name"]: MailboxState(**row) for row in rows}


def take_lease(engine: Engine, name: str, holder: str, seconds: int, is_dead: Callable[[str], bool]) -> bool:
    """Take or renew the lease on a mailbox; False while another daemon holds it that is not known to be dead.

    The database's clock counts.
    """
    table = tables.mailboxes
    with writing(engine) as connection:
        now = _database_now(connection)
        known = connection.execute(select(table).where(table.c.name == name)).one_or_none()
        held = {"holder": holder, "held_until": now + timedelta(seconds=seconds)}
        if known is None:
            connection.execute(insert(table), {"name": name, **held})
            return True
        is_held = known.held_until is not None and known.held_until > now
        if known.holder not in (None, holder) and is_held and not is_dead(known.holder):
            return False
        connection.execute(update(table).where(table.c.name == name).values(held))
        return True


def drop_lease(engine: Engine, name: str, holder: str) -> None:
    """Give the lease on a mailbox back, so that another daemon need not wait for its end."""
    table = tables.mailboxes
    with writing(engine) as connection:
        mine = (table.c.name == name) & (table.c.holder == holder)
        connection.execute(update(table).where(mine).values(holder=None, held_until=None))


def _database_now(connection: Connection) -> datetime:
    """Return the database's own moment: the clocks of two machines may differ."""
    if connection.dialect.name == "sqlite":
        return _now()  # one machine, one clock
    found: datetime = connection.execute(select(func.clock_timestamp())).scalar_one()
    return found.astimezone(UTC)


def _of(table: Table, epoch: Epoch) -> ColumnElement[bool]:
    columns = table.c
    found: ColumnElement[bool] = (
        (columns.mailbox == epoch.mailbox)
        & (columns.folder == epoch.folder)
        & (columns.uidvalidity == epoch.uidvalidity)
    )
    return found


def _names(epoch: Epoch) -> dict[str, str | int]:
    return {"mailbox": epoch.mailbox, "folder": epoch.folder, "uidvalidity": epoch.uidvalidity}


def _now() -> datetime:
    return datetime.now(UTC)


def claim_digest(engine: Engine, way: str, day: date, moment: datetime) -> tuple[bool, str | None]:
    """Write down that a day's digest goes out one way, unless it did; return whether, and what stood there.

    Two daemons that ask at once cannot both have it. Raises LedgerUnreachable.
    """
    key = f"digest {way}"
    with writing(engine) as connection:
        before = connection.scalar(select(tables.ledger.c.value).where(tables.ledger.c.key == key))
        if before and before.partition(" ")[0] >= day.isoformat():
            return False, before
        connection.execute(delete(tables.ledger).where(tables.ledger.c.key == key))
        value = f"{day.isoformat()} {moment.isoformat()}"
        connection.execute(insert(tables.ledger).values(key=key, value=value))
    return True, before


def unclaim_digest(engine: Engine, way: str, before: str | None) -> None:
    """Put back what stood there, since the digest could not be sent. Raises LedgerUnreachable."""
    key = f"digest {way}"
    with writing(engine) as connection:
        connection.execute(delete(tables.ledger).where(tables.ledger.c.key == key))
        if before:
            connection.execute(insert(tables.ledger).values(key=key, value=before))
