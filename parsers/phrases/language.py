"""All the language of a letter at once: status, promises, fees, exemptions, items."""

from collections.abc import Iterator

from parsers.facts import Fact
from parsers.letter import Letter
from parsers.phrases import exemptions, fees, items, promises, status
from parsers.phrases.signals import Rule


def read_language(letter: Letter, rules: tuple[Rule, ...] = ()) -> Iterator[Fact]:
    """Yield what the words of a letter state, a portal's own `rules` of status first.

    Tracking numbers and links are left out: layout knows them better.
    """
    yield from status.read(letter, rules)
    yield from promises.read(letter)
    yield from fees.read(letter)
    yield from exemptions.read(letter)
    yield from items.read(letter)
