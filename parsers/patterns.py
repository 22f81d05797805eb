"""Patterns that are compiled when they are first needed, and tried only on texts that they may match.

To compile all of them takes longer than to read a hundred letters; and a long pattern is tried at every place
of a sentence, while most sentences lack a word without which it cannot match anywhere. Which words these are
is read from the pattern itself.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import chain
from re import _constants as kinds  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, cast

METHODS = ("search", "match", "fullmatch", "finditer", "findall", "sub", "subn", "split")
GUARDED = ("search", "match")
WORTH_IT = 120  # characters of a pattern that takes longer to try than words to look for
SHORTEST = 3  # letters; a shorter word stands in every sentence
MOST_WORDS = 60  # of one group
MOST_GROUPS = 3
REPEATS = (kinds.MAX_REPEAT, kinds.MIN_REPEAT, kinds.POSSESSIVE_REPEAT)

Words = frozenset[str]  # in lower case; every match holds one of them
Search = Callable[..., re.Match[str] | None]


class _Pattern:
    """A pattern compiled when it is first tried on a text it may match; its methods are those of `re`."""

    __slots__ = ("_code", "_flags", "_text", *METHODS)

    def __init__(self, text: str, flags: int) -> None:
        self._text, self._flags = text, flags
        self._code: re.Pattern[str] | None = None

    def __getattr__(self, name: str) -> object:
        if name == "pattern":
            return self._text
        is_guarded = name in GUARDED and len(self._text) >= WORTH_IT
        if is_guarded and (groups := needed(self._text, self._flags)):
            self.search = partial(_guarded, groups, partial(self._tried, "search"))
            self.match = partial(_guarded, groups, partial(self._tried, "match"))
            return getattr(self, name)
        found = getattr(self._compiled(), name)
        if name in METHODS:
            setattr(self, name, found)
        return found

    def _compiled(self) -> re.Pattern[str]:
        if self._code is None:
            self._code = re.compile(self._text, self._flags)
        return self._code

    def _tried(self, method: str, text: str, *bounds: int) -> re.Match[str] | None:
        found: re.Match[str] | None = getattr(self._compiled(), method)(text, *bounds)
        return found


def lazy(text: str, flags: int = 0) -> re.Pattern[str]:
    """Return what `re.compile` would, later; an error in the pattern, too, comes when it is first tried."""
    return cast("re.Pattern[str]", _Pattern(text, flags))


def needed(text: str, flags: int = 0) -> tuple[Words, ...]:
    """Return groups of words, in lower case: what the pattern matches holds one of each."""
    kept: list[Words] = []
    for words in _groups(parser.parse(text, flags)):
        short = frozenset(word for word in words if not any(each in word for each in words - {word}))
        if len(kept) < MOST_GROUPS and not any(_tells(each, short) for each in kept):
            kept.append(short)
    return tuple(kept)


def _tells(words: Words, others: Words) -> bool:
    """Say whether a text with one of these words holds one of the others for that alone."""
    return all(any(other in word for other in others) for word in words)


def _guarded(groups: tuple[Words, ...], search: Search, text: str, *bounds: int) -> re.Match[str] | None:
    lower = text.lower()
    for words in groups:
        for word in words:
            if word in lower:
                break
        else:
            return None
    return search(text, *bounds)


def _groups(pieces: Iterable[tuple[Any, Any]]) -> list[Words]:
    """Return the groups of words that a sequence of pieces needs, the most telling first."""
    run, found = "", list[Words]()
    for kind, told in pieces:
        if kind is kinds.LITERAL:
            run += chr(told).lower()
        elif kind not in (kinds.AT, kinds.ASSERT_NOT):  # these take no room
            found += [frozenset({run}), *_of_piece(kind, told, run)]
            run = run if kind is kinds.ASSERT else ""
    found.append(frozenset({run}))
    telling = {words for words in found if len(words) <= MOST_WORDS and _least(words) >= SHORTEST}
    return sorted(telling, key=lambda words: (len(words) / _least(words), sorted(words)))


def _of_piece(kind: Any, told: Any, run: str) -> Iterator[Words]:
    """Yield the groups of one piece, behind a run of letters that it goes on from."""
    before = [(kinds.LITERAL, ord(letter)) for letter in run]
    if kind is kinds.BRANCH:  # the parser takes a beginning that all ways share out of them
        ways = [_groups([*before, *way]) for way in told[1]]
        if all(ways):
            for place in range(max(map(len, ways))):
                yield frozenset(chain.from_iterable(way[min(place, len(way) - 1)] for way in ways))
    elif kind is kinds.SUBPATTERN:
        yield from _groups([*before, *told[3]])
    elif kind is kinds.ATOMIC_GROUP:
        yield from _groups([*before, *told])
    elif kind is kinds.ASSERT:
        yield from _groups(told[1])
    elif kind in REPEATS and told[0]:
        yield from _groups(told[2])


def _least(words: Words) -> int:
    return min(len(word.strip()) for word in words)
