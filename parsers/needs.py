"""Which words a text holds of those that patterns cannot do without: asked before they are tried.

To look for hundreds of words in a sentence, one by one, costs more than the patterns. So each word that is
needed is a bit, and the words of letters are few: what a word holds is found once and remembered.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache, reduce
from operator import or_

from parsers.patterns import lazy

LONGEST_WORD = 40  # characters; what is longer is no word
MOST_KNOWN = 30_000  # words remembered

_bits: dict[str, int] = {}  # of each word that is needed
_pieces: dict[str, int] = {}  # what a word must hold for them
_known: dict[str, int] = {}


def bit_of(need: str) -> int:
    """Return the bit of a word, or of words that stand side by side, in lower case."""
    if need not in _bits:
        _bits[need] = 1 << len(_bits)
        piece = max(need.split(), key=len)  # "no further action" is told by "further"
        _pieces[piece] = _pieces.get(piece, 0) | _bits[need]
        _known.clear()
        held.cache_clear()
        _finder.cache_clear()
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
    finder, bits = _finder()
    found = 0
    for piece in finder.findall(word):
        found |= bits[piece]
    if len(_known) >= MOST_KNOWN:
        _known.clear()
    if len(word) <= LONGEST_WORD:
        _known[word] = found
    return found


@cache
def _finder() -> tuple[re.Pattern[str], dict[str, int]]:
    """Return what finds the longest piece at each place of a word, and the bits of it and its beginnings."""
    beginnings = {piece: [piece[: end + 1] for end in range(len(piece))] for piece in _pieces}
    bits = {piece: reduce(or_, (_pieces.get(each, 0) for each in told)) for piece, told in beginnings.items()}
    return re.compile(f"(?=({_any_piece(_pieces)}))"), bits


def _any_piece(pieces: Iterable[str]) -> str:
    """Return a pattern of all these pieces that tries no letter twice."""
    ways: dict[str, list[str]] = {}
    for piece in pieces:
        ways.setdefault(piece[:1], []).append(piece[1:])
    told = "|".join(re.escape(letter) + _any_piece(rest) for letter, rest in ways.items() if letter)
    return f"(?:{told}){'?' * ('' in ways)}" if told else ""


DIGITS = any_of("0|1|2|3|4|5|6|7|8|9")
