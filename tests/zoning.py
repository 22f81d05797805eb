"""The zones of a text, for tests: of each sentence, and of those that hold some words."""

from parsers.facts import Zone
from parsers.zones import divide


def zones_of(text: str, part: str = "body") -> dict[str, Zone]:
    """Return the zone of each sentence."""
    return {sentence.text: sentence.zone for sentence in divide(part, text)}


def zone_of(text: str, words: str) -> set[Zone]:
    """Return the zones of the sentences that hold these words, of which there is one at least."""
    found = {zone for sentence, zone in zones_of(text).items() if words in sentence}
    assert found, f"no sentence holds {words!r}"
    return found
