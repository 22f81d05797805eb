"""Find the portals, choose whose letter it is, and read it. The one place that catches any exception."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache, lru_cache
from importlib import import_module
from importlib.metadata import entry_points
from pkgutil import iter_modules

from parsers import clerk, portals, weigh
from parsers.errors import LedgerError
from parsers.facts import Direction, Fact, Outcome, Reading, Sure, TrackingNumber
from parsers.letter import Letter
from parsers.phrases import promises
from parsers.portal import Portal

PARSER_VERSION = "1"
UNREAD_SCAN = "The letter may stand in an attached scan, which was not read: install Tesseract to read scans."
UNDATED = "The letter bears no date, so no day was reckoned from: {}"


class TwoClaims(LedgerError):
    """Two portals claim one letter."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(
            f"The portals {' and '.join(names)} both claim this letter: make one of their `claims` narrower."
        )


@cache
def find_portals() -> tuple[Portal, ...]:
    """Return every portal: each module of parsers/portals, then those of the group `foialedger.portals`."""
    names = sorted(module.name for module in iter_modules(portals.__path__))
    own = [import_module(f"{portals.__name__}.{name}").PORTAL for name in names]
    others = [found.load() for found in entry_points(group="foialedger.portals")]
    return (*own, *others)


def choose(letter: Letter) -> Portal | None:
    """Return the portal that claims a letter: by its sender first, by its looks where no sender tells."""
    found = [*_owners(letter.sender.email)] if letter.sender else []
    if not found:
        found = [portal for portal in find_portals() if portal.claims and portal.claims(letter)]
    if len(found) > 1:
        # a relay carries the letters of every other portal
        found = [portal for portal in found if portal.relay is None] or found
    if len(found) > 1:
        raise TwoClaims([portal.name for portal in found])
    return found[0] if found else None


@lru_cache(maxsize=4_096)  # few addresses send most of the mail
def _owners(email: str) -> tuple[Portal, ...]:
    """Return the portals whose address this is."""
    return tuple(portal for portal in find_portals() if portal.owns(email))


def read(letter: Letter, direction: Direction = Direction.UNKNOWN) -> Reading:
    """Return what a letter says, read alone. Never raises: a fault in a rule is a reading that failed."""
    try:
        reading = _read(letter, direction)
    except LedgerError as trouble:
        return Reading(Outcome.FAILED, direction, problem=str(trouble))
    except Exception as fault:  # noqa: BLE001  a fault in a rule must cost no letter
        return Reading(Outcome.FAILED, direction, problem=f"The parser failed: {fault!r}")
    if letter.problem and not letter.body and not reading.facts:
        return replace(reading, outcome=Outcome.FAILED)
    return reading


def _read(letter: Letter, direction: Direction) -> Reading:
    portal = choose(letter)
    direction = _direction(letter, portal, direction)
    if direction is Direction.OUTGOING:
        return _read_own(letter)
    reader = portal or clerk.CLERK
    letter = letter.laid_out(reader.frames, reader.place)
    scanned = {part.name for part in letter.parts if part.is_scan}
    facts = tuple(_of_scan(fact, scanned) for fact in _distinct(reader.read(letter)))
    weighed = weigh.weigh(facts)
    scans = () if weighed.status or not letter.unread_scans else (UNREAD_SCAN,)
    uncounted = promises.uncounted(letter)
    undated = (UNDATED.format(uncounted.text),) if uncounted else ()
    return Reading(
        weigh.outcome_of(weighed.facts, is_claimed=portal is not None),
        direction,
        portal.name if portal else None,
        reader.site(letter),
        reader.agency(letter),
        weighed.status,
        weighed.facts,
        letter.problem,
        (*weighed.doubts, *scans, *undated),
    )


def _of_scan(fact: Fact, scanned: set[str]) -> Fact:
    """Return a fact read from a scan as no more than likely: OCR mistakes one figure for another."""
    is_read = fact.sentence.part in scanned and fact.sure is Sure.CERTAIN
    return replace(fact, sure=Sure.LIKELY) if is_read else fact


def _direction(letter: Letter, portal: Portal | None, told: Direction) -> Direction:
    """Say who wrote: what the mailbox knows goes first, then the portal's own addresses."""
    if told is not Direction.UNKNOWN:
        return told
    if portal and portal.sent(letter):
        return Direction.INCOMING
    if letter.sender and any(p.relay and p.relay.fullmatch(letter.sender.email) for p in find_portals()):
        return Direction.OUTGOING
    if any(_owners(address.email) for address in letter.to):
        return Direction.OUTGOING
    return Direction.OUTGOING if portal is None and clerk.is_a_request(letter) else Direction.UNKNOWN


def _read_own(letter: Letter) -> Reading:
    """Read the requester's own letter: no status is theirs to give; the number names the request."""
    owners = [portal for address in letter.to for portal in _owners(address.email)]
    portal = next((portal for portal in find_portals() if portal in owners), None)
    reader = portal or clerk.CLERK
    numbers = tuple(_distinct(fact for fact in reader.read(letter) if isinstance(fact, TrackingNumber)))
    outcome = Outcome.READ if numbers else Outcome.UNCLAIMED
    return Reading(
        outcome,
        Direction.OUTGOING,
        portal.name if portal else None,
        reader.site(letter),
        facts=numbers,
        problem=letter.problem,
    )


def _distinct(facts: Iterator[Fact]) -> Iterator[Fact]:
    """Leave out a fact told again in the same place by the same rule."""
    seen: set[object] = set()
    for fact in facts:
        if fact not in seen:
            seen.add(fact)
            yield fact
