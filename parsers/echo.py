"""What of a letter repeats a known text word for word: the sent request, in the agency's answer. Pure.

Words are compared, so line breaks, quotation marks and the marks of a list make no difference. Time grows
with the length of the two texts, not with their product.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from parsers.patterns import lazy

SHORTEST = 80  # characters of a repeated stretch: less is said by chance, or is the agency's own
BETWEEN = 16  # characters of one that stands between two others in the same order, as items of a list do
RUN = 6  # words that are looked up at once
SHORT_RUN = 3
MOST_PLACES = 4  # of one run in the known text
MOST_WORDS = 12_000  # of either text
CHANCE = 3  # words at the edge of a stretch, beyond the end of a sentence
INSERTED = 2  # words that the known text may have where the agency put in its own

WORD = re.compile(r"\w+")
MARK = lazy(
    r"^[ \t>|]*(?:\(?(?:\d{1,3}|[A-Za-z]|[ivx]{1,4})[.)]|[-*•·▪‣–—]|"
    r"(?:item|request)[ \t]+(?:no\.?[ \t]*)?\d{1,3}[.:)])[ \t]+",
    re.MULTILINE | re.IGNORECASE,
)
CUT = re.compile(r"\n|[.!?:;]\W*\s")
OPENS = re.compile(r"[\"'“‘(\[*_]*\Z")
CLOSES = re.compile(r"[^\w\n(\[]*")


class Stretch(NamedTuple):
    """A stretch of the text: repeated, or put in between by whoever repeats."""

    start: int
    end: int
    is_echo: bool


class _Words(NamedTuple):
    """The words of a text, and where each stands."""

    words: list[str]
    places: list[tuple[int, int]]


class _Block(NamedTuple):
    """Words that both texts have: from here in the one, from there in the other, so many."""

    here: int
    there: int
    length: int  # in words


def repeated(text: str, known: str) -> list[Stretch]:
    """Return the stretches of a text that repeat a known one, and what is put in between them, in order.

    What stands between two repeated stretches is an insertion where the known text has nothing there; behind
    the end of the known text all that follows is one. Where the known text goes on in other words, nothing
    is said.
    """
    here, there = _words_of(text), _words_of(known)
    blocks = list(_blocks(here.words, there.words, RUN, SHORTEST))
    blocks = _with_pieces_between(blocks, here.words, there.words)
    trimmed = (_trimmed(block, text, here.places) for block in blocks)
    blocks = [block for block in trimmed if block.length > 0]
    return list(_stretches(blocks, text, here, len(there.words)))


def may_repeat(text: str, known: str) -> bool:
    """Say whether a text has a stretch in common with a known one: where not, nothing of it is an echo.

    Whatever of the text is looked at, `repeated` finds nothing where this is false.
    """
    return any(_blocks(_words_of(text).words, _words_of(known).words, RUN, SHORTEST))


def _words_of(text: str) -> _Words:
    """Return the words of a text in one case, without the marks of its lists, as many as are compared."""
    found = list(WORD.finditer(MARK.sub(lambda mark: " " * len(mark[0]), text)))[:MOST_WORDS]
    return _Words([match[0].casefold() for match in found], [match.span() for match in found])


def _blocks(here: list[str], there: list[str], run: int, shortest: int) -> Iterator[_Block]:
    """Yield what is common, from left to right, the longest that begins at each place."""
    known: dict[tuple[str, ...], list[int]] = {}
    for place in range(len(there) - run + 1):
        places = known.setdefault(tuple(there[place : place + run]), [])
        if len(places) < MOST_PLACES:
            places.append(place)
    begin = first = 0  # `first`: where the last block ended
    while begin <= len(here) - run:
        best = _Block(begin, 0, 0)
        for place in known.get(tuple(here[begin : begin + run]), ()):
            if begin > first and place and here[begin - 1] == there[place - 1]:
                continue  # the tail of a stretch that was too short when it was met whole
            count = _common(here, there, begin, place, run)
            best = max(best, _Block(begin, place, count), key=lambda block: block.length)
        if best.length and sum(map(len, here[begin : begin + best.length])) + best.length > shortest:
            yield best
            begin = first = begin + best.length
        else:
            begin += 1


def _common(here: list[str], there: list[str], begin: int, place: int, count: int) -> int:
    end = min(len(here) - begin, len(there) - place)
    while count < end and here[begin + count] == there[place + count]:
        count += 1
    return count


def _with_pieces_between(blocks: list[_Block], here: list[str], there: list[str]) -> list[_Block]:
    """Add the short pieces that both texts have between two blocks that follow one another in both."""
    found = blocks[:1]
    for one, other in pairwise(blocks):
        ends = one.here + one.length, one.there + one.length
        if ends[1] < other.there:
            between = _blocks(here[ends[0] : other.here], there[ends[1] : other.there], SHORT_RUN, BETWEEN)
            found += [_Block(b.here + ends[0], b.there + ends[1], b.length) for b in between]
        found.append(other)
    return found


def _trimmed(block: _Block, text: str, places: list[tuple[int, int]]) -> _Block:
    """Return a block without the few words at its edges that begin or end a sentence of the agency's.

    Both went on with "The" behind a full stop: that is chance.
    """

    def is_cut(word: int) -> bool:  # between this word and the one before it
        return word == 0 or bool(CUT.search(text, places[word - 1][1], places[word][0]))

    first, last = block.here, block.here + block.length
    if last < len(places) and not is_cut(last):
        last = next((cut for cut in range(last - 1, last - CHANCE - 1, -1) if is_cut(cut)), last)
    if not is_cut(first):
        first = next((cut for cut in range(first + 1, first + CHANCE + 1) if is_cut(cut)), first)
    return _Block(first, block.there + first - block.here, last - first)


def _stretches(blocks: list[_Block], text: str, here: _Words, length: int) -> Iterator[Stretch]:
    """Yield the blocks as stretches of the text, and the insertions between them."""
    if not blocks:
        return
    last, reached = _Block(0, 0, 0), -1
    for block in blocks:
        start = _opened(text, here.places[block.here][0])
        if reached >= 0:
            put_in, skipped = block.here - last.here - last.length, block.there - last.there - last.length
            if put_in == 0 or 0 < skipped == put_in <= SHORT_RUN:
                start = reached  # nothing but marks in between, or words spelt otherwise
            elif 0 <= skipped <= INSERTED:
                yield Stretch(reached, max(start, reached), is_echo=False)
        last, reached = block, _closed(text, here.places[block.here + block.length - 1][1])
        yield Stretch(start, reached, is_echo=True)
    if length - last.there - last.length <= INSERTED:
        yield Stretch(reached, len(text), is_echo=False)


def _opened(text: str, start: int) -> int:
    """Return where a stretch begins with the marks that open it: of a list, of a quotation."""
    found = OPENS.search(text, max(0, start - 8), start)
    start = found.start() if found else start
    line = text.rfind("\n", max(0, start - 40), start) + 1
    mark = MARK.match(text, line) if line else None
    return line if mark and mark.end() == start else start


def _closed(text: str, end: int) -> int:
    found = CLOSES.match(text, end)
    return found.end() if found else end
