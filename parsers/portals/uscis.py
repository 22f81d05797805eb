"""USCIS: letters of U.S. Citizenship and Immigration Services, most of them from its National Records Center.

The number is three capital letters for the place (NRC, COW, APP), the year and six digits without a break: NRC2024001234. The
letter names the agency in full; the rest is prose, and often stands in the attached letter only.

Seen: the number, in letters. Not seen yet: the addresses USCIS sends from, the layout of its mail, how FIRST (its online
system) announces records, what APP stands for, fixed phrases of its own.
"""

import re
from collections.abc import Iterator

from parsers import clerk
from parsers.facts import Fact, TrackingNumber, Zone
from parsers.letter import Letter
from parsers.needs import any_of
from parsers.patterns import lazy
from parsers.phrases.language import read_language
from parsers.portal import Portal

NUMBER = re.compile(r"(?<![\w-])(?P<number>(?:NRC|COW|APP) ?20\d{2}\d{6})(?!\d)")
NAME = lazy(
    r"\bUSCIS\b|\bU\.?S\.? Citizenship and Immigration Services\b|\bNational Records Center\b", re.IGNORECASE
)
NAMED = any_of("uscis|immigration services|records center")
MOST_CHARACTERS = 20_000  # of a part, looked at for the name: the head of a letter


def read(letter: Letter) -> Iterator[Fact]:
    """Yield the facts of one letter: its number, then what its words state."""
    yield from _numbers(letter)
    yield from read_language(letter)
    yield from clerk.read_links(letter)
    yield from clerk.read_contacts(letter)


def site(_letter: Letter) -> str:
    """Return the one site there is."""
    return "uscis"


def agency(_letter: Letter) -> str:
    """Return the one agency whose numbers these are."""
    return "U.S. Citizenship and Immigration Services"


def claims(letter: Letter) -> bool:
    """Say whether a letter bears a number of this shape and names USCIS."""
    if not letter.words() & NAMED:
        return False
    texts = [part.text[:MOST_CHARACTERS] for part in letter.parts]
    return any(NUMBER.search(text) for text in texts) and any(NAME.search(text) for text in texts)


def _numbers(letter: Letter) -> Iterator[TrackingNumber]:
    told: set[str] = set()
    for sentence in letter.sentences():
        if sentence.zone in (Zone.ECHO, Zone.QUOTED):
            continue
        for match in NUMBER.finditer(sentence.text):
            number = match["number"].replace(" ", "")
            if number not in told:
                told.add(number)
                yield TrackingNumber(number, sentence=sentence, rule="uscis.number")


PORTAL = Portal("uscis", (), read, site, agency, claims, place="US")
