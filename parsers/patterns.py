"""Patterns that are compiled when they are first needed, and tried only on texts that they may match.

To compile all of them takes longer than to read a hundred letters; and a long pattern is tried at every place
of a sentence, while most sentences lack a word without which it cannot match anywhere. Which words these are
is read from the pattern itself.
"""

import re
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import chain
from re import _constants as kinds  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, cast

METHODS = ("search", "match", "fullmatch", "finditer", "findall", "sub", "subn", "split")
TRIED = ("search", "match", "fullmatch")
GUARDED = ("search", "match")
LETTERS = re.compile(r"\\.|\(\?P[<=]\w+[>)]|(?P<plain>[^\\(]+)")  # not of an escape or the name of a group
OWN_FLAGS = re.compile(r"\(\?[a-zA-Z-]")
WORTH_IT = 120  # characters of a pattern that takes longer to try than words to look for
SHORTEST = 3  # letters; a shorter word stands in every sentence
MOST_WORDS = 60  # of one group
MOST_GROUPS = 3
REPEATS = (kinds.MAX_REPEAT, kinds.MIN_REPEAT, kinds.POSSESSIVE_REPEAT)

Words = frozenset[str]  # in lower case; every match holds one of them


class Told:
    """A match of a text as it is written, found in the same text in lower case: asked as `re.Match` is."""

    __slots__ = ("_found", "string")

    def __init__(self, found: re.Match[str], text: str) -> None:
        self._found, self.string = found, text

    def __getitem__(self, group: str | int) -> str | None:
        start, end = self._found.span(group)
        return self.string[start:end] if start >= 0 else None

    def start(self, group: str | int = 0) -> int:
        """Return where a group begins, or -1."""
        return self._found.start(group)

    def end(self, group: str | int = 0) -> int:
        """Return where a group ends, or -1."""
        return self._found.end(group)

    def span(self, group: str | int = 0) -> tuple[int, int]:
        """Return where a group begins and ends."""
        return self._found.span(group)

    def group(self, *groups: str | int) -> str | tuple[str | None, ...] | None:
        """Return a group, or several, the whole where none is named."""
        told = tuple(self[group] for group in groups or (0,))
        return told if len(told) > 1 else told[0]

    def groups(self, default: str | None = None) -> tuple[str | None, ...]:
        """Return all groups but the whole."""
        told = (self[number] for number in range(1, self._found.re.groups + 1))
        return tuple(default if each is None else each for each in told)

    def groupdict(self, default: str | None = None) -> dict[str, str | None]:
        """Return all groups that have a name."""
        told = ((name, self[name]) for name in self._found.re.groupindex)
        return {name: default if each is None else each for name, each in told}

    def __getattr__(self, name: str) -> object:
        """Return what else a match tells that is no text: `lastgroup`, `pos`, `re`."""
        if name == "expand":
            raise AttributeError(name)
        return getattr(self._found, name)


class _Pattern:
    """A pattern compiled when it is first tried on a text it may match; its methods are those of `re`.

    To look for capital and small letters alike takes more than twice as long as to look for small ones in a
    text of small ones. So that is done, where no part of a pattern says that case matters.
    """

    __slots__ = ("_code", "_flags", "_of_small", "_text", *METHODS)

    def __init__(self, text: str, flags: int) -> None:
        self._text, self._flags = text, flags
        self._code: re.Pattern[str] | None = None
        self._of_small: re.Pattern[str] | None = None

    def __getattr__(self, name: str) -> object:
        if name == "pattern":
            return self._text
        is_long = len(self._text) >= WORTH_IT
        is_guarded = is_long and name in GUARDED
        groups = needed(self._text, self._flags) if is_guarded else ()
        is_caseless = is_long and bool(self._flags & re.IGNORECASE) and in_small(self._text) is not None
        found: object
        if name in TRIED and (groups or is_caseless):
            found = partial(_tried, groups, self, name, is_caseless)
        elif name == "finditer" and is_caseless:
            found = self._each
        else:
            found = getattr(self.compiled(), name)
        if name in METHODS:
            setattr(self, name, found)
        return found

    def compiled(self) -> re.Pattern[str]:
        """Return the pattern as it stands."""
        if self._code is None:
            self._code = re.compile(self._text, self._flags)
        return self._code

    def of_small(self) -> re.Pattern[str]:
        """Return the pattern for a text in lower case."""
        if self._of_small is None:
            self._of_small = re.compile(cast("str", in_small(self._text)), self._flags & ~re.IGNORECASE)
        return self._of_small

    def _each(self, text: str, *bounds: int) -> Iterator[re.Match[str]]:
        lower = text.lower()
        if len(lower) != len(text):
            return self.compiled().finditer(text, *bounds)
        found = self.of_small().finditer(lower, *bounds)
        return (cast("re.Match[str]", Told(each, text)) for each in found)


def lazy(text: str, flags: int = 0) -> re.Pattern[str]:
    """Return what `re.compile` would, later; an error in the pattern, too, comes when it is first tried."""
    return cast("re.Pattern[str]", _Pattern(text, flags))


def in_small(text: str) -> str | None:
    """Return what finds in lower case what this does in any; None where it says that case matters."""
    if OWN_FLAGS.search(text.replace("(?P", "")):
        return None
    return LETTERS.sub(lambda found: found[0].lower() if found["plain"] else found[0], text)


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


def _tried(
    groups: tuple[Words, ...], pattern: _Pattern, method: str, is_caseless: bool, text: str, *bounds: int
) -> re.Match[str] | None:
    lower = text.lower()
    for words in groups:
        for word in words:
            if word in lower:
                break
        else:
            return None
    if not is_caseless or len(lower) != len(text):  # in lower case some letters of other languages are two
        return cast("re.Match[str] | None", getattr(pattern.compiled(), method)(text, *bounds))
    found = getattr(pattern.of_small(), method)(lower, *bounds)
    return None if found is None else cast("re.Match[str]", Told(found, text))


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
