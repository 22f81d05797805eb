"""All the language of a letter at once: status, promises, fees, exemptions, items."""

from collections.abc import Iterator

from parsers.facts import Fact
from parsers.letter import Letter
from parsers.phrases import exemptions, fees, items, promises, status


def read_language(letter: Letter) -> Iterator[Fact]:
    """Yield what the words of a letter state, but for its tracking numbers and links, which layout knows better."""
    yield from status.read(letter)
    yield from promises.read(letter)
    yield from fees.read(letter)
    yield from exemptions.read(letter)
    yield from items.read(letter)
