"""What is to be filed of one message. Values only: whoever reads needs no database."""

from dataclasses import dataclass, field
from datetime import date, datetime

from ingest.keys import Key
from ingest.numbers import Number
from ingest.trust import Verdict
from parsers.facts import Direction, Reading
from parsers.letter import Letter


@dataclass(frozen=True, slots=True)
class Filing:
    """What is to be filed of one message: its letter, what it says, and what ties it to others.

    `reading` may know the text of the request; `opens`, `keys` and `numbers` are of the letter read alone, so
    that what a letter is matched by does not depend on what it was matched with.
    """

    digest: str
    size: int
    letter: Letter
    reading: Reading
    direction: Direction
    sent_at: datetime | None
    sent_on: date | None
    opens: bool
    keys: frozenset[Key]
    parser_version: str
    numbers: tuple[Number, ...] = ()
    verdict: Verdict = field(default_factory=Verdict)
    asked_in: int | None = None
