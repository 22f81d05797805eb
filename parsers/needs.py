"""Which words a text holds of those that patterns cannot do without: asked before they are tried.

To look for hundreds of words in a sentence, one by one, costs more than the patterns. So each word that is
needed is a bit, and the words of letters are few: what a word holds is found once and remembered.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from operator import add

from parsers.patterns import lazy

LONGEST_WORD = 40  # characters; what is longer is no word
MOST_KNOWN = 30_000  # words remembered

_bits: dict[str, int] = {}  # of each word that is needed
_pieces: dict[str, list[tuple[str, int]]] = {}  # what a word must hold, by its first letters
_known: dict[str, int] = {}


def bit_of(need: str) -> int:
    """Return the bit of a word, or of words that stand side by side, in lower case."""
    if need not in _bits:
        _bits[need] = 1 << len(_bits)
        piece = max(need.split(), key=len)  # "no further action" is told by "further"
        _pieces.setdefault(piece[:2], []).append((piece, _bits[need]))
        _known.clear()
        held.cache_clear()
    return _bits[need]


def any_of(needs: str) -> int:
    """Return the bits of several words, divided by `|`."""
    found = 0
    for need in needs.split("|"):
        found |= bit_of(need)
    return found


@lru_cache(maxsize=2_048)  # each sentence of a letter is asked for many times
def held(text: str) -> int:
    """Return the bits of the words a text may hold; of those side by side only the longest is looked for."""
    found = 0
    for word in text.lower().split():
        bits = _known.get(word)
        found |= _bits_in(word) if bits is None else bits
    return found


def single(bits: int) -> Iterator[int]:
    """Yield each of several bits, the lowest first."""
    while bits:
        lowest = bits & -bits
        yield lowest
        bits ^= lowest


DIGITS = any_of("0|1|2|3|4|5|6|7|8|9")


@dataclass(frozen=True, slots=True)
class Guarded:
    """A pattern that is tried only on texts which hold one of the words it cannot do without."""

    needs: int
    pattern: re.Pattern[str]

    def search(self, text: str) -> re.Match[str] | None:
        """Return the first match in a text that is no longer than a sentence."""
        return self.pattern.search(text) if held(text) & self.needs else None

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Yield all matches in such a text."""
        return self.pattern.finditer(text) if held(text) & self.needs else iter(())


def guarded(needs: str, pattern: str) -> Guarded:
    """Return a pattern, case aside, and the words of which any match holds one."""
    return Guarded(any_of(needs), lazy(pattern, re.IGNORECASE))


def _bits_in(word: str) -> int:
    found = 0
    for letter in _pieces.keys() & set(word):
        found |= _pieces[letter][0][1]
    for pair in _pieces.keys() & set(map(add, word, word[1:])):
        for piece, bits in _pieces[pair]:
            if piece in word:
                found |= bits
    if len(_known) >= MOST_KNOWN:
        _known.clear()
    if len(word) <= LONGEST_WORD:
        _known[word] = found
    return found
