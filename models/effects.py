"""What each letter did to the status of its request, and why: the rules of docs/design.md. Pure.

The letters count in the order in which they were sent, whatever order they came in.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

BATCH = timedelta(seconds=61)  # letters sent within a minute of one another: a release and its closing notice
FAR_FUTURE = datetime(9999, 1, 1, tzinfo=UTC)
FINALITY = {
    "acknowledged": 0,
    "extended": 1,
    "in_process": 2,
    "needs_clarification": 3,
    "needs_payment": 3,
    "appeal_received": 3,
    "closed": 4,
    "partially_fulfilled": 5,
}
ON_ITS_OWN, REASON = 3, 6  # the least finality that moves whatever stood before; that of an end with a reason
ENDING = {4, REASON}
NEVER_A_COPY = {"needs_clarification", "needs_payment"}  # to miss one costs a deadline

COPY = "a copy of an earlier letter does not bring back what has ended since"
GIVES_WAY = "an acknowledgment gives way to any other status"
NO_REOPENING = "work or more time does not reopen what has ended"
BARE_CLOSED = 'a bare "closed" does not overwrite the reason'


class Told(NamedTuple):
    """A letter in its place in a request: what was read of it, a person's word put over that."""

    request_id: int
    letter_id: int
    place_sure: str
    sent_at: datetime | None
    sent_on: date | None
    direction: str
    words: str | None
    sender: str | None
    digest: str
    status: str | None
    sure: str | None
    suspicion: str | None  # why it is held back, where no person accepted it
    is_said: bool = False  # the status is a person's word

    @property
    def is_heard(self) -> bool:
        """Whether the letter may move the request."""
        return (
            self.sent_at is not None
            and self.direction != "outgoing"
            and self.place_sure != "unsure"
            and self.suspicion is None
            and self.status != "not_about_a_request"
        )

    @property
    def says(self) -> str | None:
        """The status it tells; none where that is unsure."""
        return self.status if self.is_said or self.sure not in (None, "unsure") else None


class Effect(NamedTuple):
    """A row of `letter_effects`."""

    request_id: int
    letter_id: int
    sent_at: datetime | None
    sent_on: date | None
    direction: str
    is_heard: bool
    status: str | None
    sure: str | None
    place: int | None
    moved: int
    why: str


def heard_of(letters: Collection[Told]) -> list[Told]:
    """Return the letters of a request that may move it, in the order they were sent in."""
    return sorted((each for each in letters if each.is_heard), key=lambda each: (sent_at(each), each.digest))


def sent_at(letter: Told) -> datetime:
    """Return when a letter was sent; one that nothing dates comes last."""
    return letter.sent_at or FAR_FUTURE


def effects_of(letters: Sequence[Told], heard: Sequence[Told]) -> list[Effect]:
    """Return what each letter of a request did; `heard` are those that `heard_of` gives."""
    places: dict[int, int] = {}
    whys: dict[int, str | None] = {}
    moves: dict[int, bool] = {}
    before: str | None = None
    for place, (letter, why_not) in enumerate(_weighed(_placed(heard)), 1):
        places[letter.letter_id], whys[letter.letter_id] = place, why_not
        if why_not is None:
            moves[letter.letter_id] = before is None or before != letter.says
            before = letter.says
    return [
        Effect(
            each.request_id,
            each.letter_id,
            each.sent_at,
            each.sent_on,
            each.direction,
            each.is_heard,
            each.status,
            each.sure,
            places.get(each.letter_id),
            int(moves.get(each.letter_id, False)),
            whys.get(each.letter_id) or _why(each, moves.get(each.letter_id)),
        )
        for each in letters
    ]


def _placed(heard: Sequence[Told]) -> list[Told]:
    """Return the letters that tell a status in the order they count in: of one batch, the most final last."""
    batch, last = 0, None
    found = []
    for letter in heard:
        if letter.says is not None:
            batch += last is None or letter.sent_at is None or letter.sent_at - last > BATCH
            last = letter.sent_at
            found.append((batch, _finality(letter), letter))
    return [letter for _, _, letter in sorted(found, key=lambda each: each[:2])]


def _finality(letter: Told) -> int:
    return FINALITY.get(letter.says or "", REASON)


def _weighed(letters: Sequence[Told]) -> Iterator[tuple[Told, str | None]]:
    """Yield each letter with the reason why it moves nothing; None where it does."""
    highest = max(map(_finality, letters), default=0)
    firm = reasoned = ended = (
        0  # the last finality that moves on its own; the last with a reason; ends so far
    )
    first: dict[tuple[str | None, str], int] = {}  # how often it had ended when these words were first sent
    for letter in letters:
        finality, ends = _finality(letter), _finality(letter) in ENDING
        if finality >= ON_ITS_OWN:
            firm = finality
            reasoned = finality if letter.says != "closed" else reasoned
        since = 0
        if letter.words is not None and finality >= ON_ITS_OWN and letter.says not in NEVER_A_COPY:
            since = ended - first.setdefault((letter.says, letter.words), ended) - ends
        ended += ends
        yield letter, _why_not(letter.says, finality, since, (highest, firm, reasoned))


def _why_not(status: str | None, finality: int, since: int, before: tuple[int, int, int]) -> str | None:
    """Return why a letter moves nothing. `since` tells how often the request ended since its words came."""
    highest, firm, reasoned = before
    if since > 0:
        return COPY
    if finality == 0 and highest > 0:
        return GIVES_WAY
    if finality in (1, 2) and firm in ENDING:
        return NO_REOPENING
    if status == "closed" and reasoned == REASON:
        return BARE_CLOSED
    return None


def _why(letter: Told, moves: bool | None) -> str:  # noqa: PLR0911 - one reason a line
    """Return the words for what a letter did; `moves` is None where it tells no status that counts."""
    if letter.direction == "outgoing":
        return "it is your own"
    if letter.place_sure == "unsure":
        return "it is not sure that it belongs to this request"
    if letter.sent_at is None:
        return "nothing says when it was sent"
    if letter.status == "not_about_a_request":
        return "it is about something else"
    if letter.suspicion is not None:
        return f"it is held back: {letter.suspicion}"
    if moves is not None:
        return ("a person said so" if letter.is_said else "it says so") if moves else REPEATS
    if letter.is_said:
        return "a person rejected what was read"
    return UNSURE if letter.sure == "unsure" else "it tells no status"


REPEATS = "it repeats where the request stands"
UNSURE = "what it says of the status is not sure"
