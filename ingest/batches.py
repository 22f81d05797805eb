"""A batch of messages filed in one transaction, and what became of each of them.

The rows are those that one message at a time would make.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ingest import store, store_batches
from ingest.filing import Filing
from ingest.message import Cursor, Message, Place
from ingest.pipeline import REFUSED, Ledger, file_or_set_aside, freshen, is_the_database, tells_more
from ingest.store_batches import Known
from models.schema import reaching
from parsers.facts import Outcome, PromisedDate, Status


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one message: `outcome` is None where it was filed before."""

    place: Place
    outcome: Outcome | None
    letter_id: int | None = None  # of a letter that is new
    portal: str | None = None
    is_about_a_request: bool = True
    problem: str | None = None
    promises: int = 0
    is_filed: bool = True


Told = tuple[Message, Filing | None, Cursor | None]


def file_all(told: Sequence[Told], ledger: Ledger, known: dict[str, Known] | None = None) -> list[Taken]:
    """File messages that were read and are safe on disk, in one transaction, and say what became of each.

    A message that is filed already, and says nothing new, may come without a filing. Where the database
    refuses what one of them says, they are filed one by one, and that one goes into quarantine.
    """
    if known and all(message.digest in known for message, _, _ in told) and _is_there(told, ledger, known):
        return [Taken(message.place, None, None, known[message.digest].portal) for message, _, _ in told]
    try:
        return _file(told, ledger)
    except REFUSED as fault:
        if is_the_database(fault):
            raise
    return [_one(message, filing, cursor, ledger) for message, filing, cursor in told]


def take_in_all(messages: Iterable[Message], ledger: Ledger) -> int:
    """File many messages in one transaction, and return how many were new; it ends as one by one would."""
    told = list(messages)
    ledger.vault.keep_all(told)
    found = file_all([(message, ledger.reading_of(message), None) for message in told], ledger)
    return sum(taken.outcome is not None for taken in found)


def _file(told: Sequence[Told], ledger: Ledger) -> list[Taken]:
    with store.writing(ledger.engine) as connection:
        known = store_batches.filed_among(connection, {message.digest for message, _, _ in told})
        new: dict[str, Filing] = {}
        anew: dict[int, Filing] = {}
        for message, filing, _ in told:
            digest = message.digest
            filed = known.get(digest) or new.get(digest)
            if filed and not tells_more(message.place, filed.direction):
                continue
            filing = filing or ledger.reading_of(message)  # noqa: PLW2901
            if digest in known:
                anew[known[digest].letter_id] = filing
                known[digest] = replace(known[digest], direction=filing.direction)
            else:
                new[digest] = filing
        ids = dict(zip(new, store.file_unsettled(connection, list(new.values())), strict=True))
        store.replace_unsettled(connection, anew)
        by_digest = {digest: each.letter_id for digest, each in known.items()} | ids
        store_batches.note_arrivals(connection, [(by_digest[each.digest], each) for each, _, _ in told])
        store_batches.keep_cursors(connection, [cursor for _, _, cursor in told if cursor])
        store.settle(connection, *ids.values(), *anew)
        freshen(connection, ledger, anew | {ids[digest]: filing for digest, filing in new.items()})
    return _taken(told, known, new, ids)


def _taken(
    told: Sequence[Told], known: dict[str, Known], new: dict[str, Filing], ids: dict[str, int]
) -> list[Taken]:
    found, seen = [], set(known)
    for message, _, _ in told:
        digest = message.digest
        if digest in seen:
            portal = known[digest].portal if digest in known else new[digest].reading.portal
            found.append(Taken(message.place, None, None, portal))
        else:
            seen.add(digest)
            found.append(_new(message.place, new[digest], ids.get(digest)))
    return found


def _new(place: Place, filing: Filing, letter_id: int | None) -> Taken:
    reading = filing.reading
    return Taken(
        place,
        reading.outcome,
        letter_id,
        reading.portal,
        reading.status is not Status.NOT_ABOUT_A_REQUEST,
        reading.problem if reading.outcome is Outcome.FAILED else None,
        sum(isinstance(fact, PromisedDate) for fact in reading.facts),
    )


def imagined(told: Sequence[Told], known: dict[str, Known], before: set[str]) -> list[Taken]:
    """Say what would become of messages, and file none; `before` is what would have been filed, and grows."""
    new = {message.digest: filing for message, filing, _ in told if filing and message.digest not in known}
    found = [
        Taken(taken.place, None, portal=taken.portal) if message.digest in before else taken
        for (message, _, _), taken in zip(told, _taken(told, known, new, {}), strict=True)
    ]
    before.update(new)
    return found


def _one(message: Message, filing: Filing | None, cursor: Cursor | None, ledger: Ledger) -> Taken:
    filing = filing or ledger.reading_of(message)
    outcome = file_or_set_aside(message, filing, ledger, cursor)
    if outcome is None:
        return Taken(message.place, None, None, filing.reading.portal)
    with reaching(ledger.engine), ledger.engine.connect() as connection:
        known = store_batches.filed_among(connection, {message.digest}).get(message.digest)
    if known is None:
        problem = "the ledger did not take it: it is in quarantine"
        return Taken(message.place, Outcome.FAILED, problem=problem, is_filed=False)
    return _new(message.place, filing, known.letter_id)


def is_to_be_read(message: Message, known: dict[str, Known]) -> bool:
    """Say whether a message is new, or its place tells more than the one it was filed from."""
    filed = known.get(message.digest)
    return filed is None or tells_more(message.place, filed.direction)


def _is_there(told: Sequence[Told], ledger: Ledger, known: dict[str, Known]) -> bool:
    """Whether there is nothing to write: every message is filed, its place is known, and no cursor moves."""
    if any(cursor or is_to_be_read(message, known) for message, _, cursor in told):
        return False
    wanted = {(store_batches.place_of(message), known[message.digest].letter_id) for message, _, _ in told}
    with reaching(ledger.engine), ledger.engine.connect() as connection:
        return wanted <= store_batches.places_among(connection, {name for name, _ in wanted})
