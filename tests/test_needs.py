"""What a pattern cannot do without is told of it in full: no text that it could match is passed over."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages
from re import _constants as kinds  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import pytest

import parsers
from parsers.needs import Guarded, any_of, held


def _guarded() -> Iterator[tuple[str, Guarded]]:
    for module in walk_packages(parsers.__path__, "parsers."):
        for name, value in vars(import_module(module.name)).items():
            guards = [value, *(each[1] for each in value)] if name == "LAWS" else [value]
            yield from ((f"{module.name}.{name}", guard) for guard in guards if isinstance(guard, Guarded))


def _uncovered(pieces: Any, guard: Guarded) -> set[str]:
    """Return words that a match could do with, though none of them is needed; none where all is well."""
    runs = [""]
    least: list[set[str]] = []
    for kind, told in pieces:
        if kind is kinds.LITERAL:
            runs[-1] += chr(told).lower()
            continue
        if kind is kinds.BRANCH:  # the parser takes a beginning that all ways share out of them
            before = [(kinds.LITERAL, ord(letter)) for letter in runs[-1]]
            ways = [_uncovered([*before, *way], guard) for way in told[1]]
            least.append(set().union(*ways))
        elif kind is kinds.SUBPATTERN:
            before = [(kinds.LITERAL, ord(letter)) for letter in runs[-1]]
            least.append(_uncovered([*before, *told[3]], guard))
        elif kind in (kinds.MAX_REPEAT, kinds.MIN_REPEAT, kinds.POSSESSIVE_REPEAT) and told[0]:
            least.append(_uncovered(told[2], guard))
        runs.append("")
    least += [set() if held(run) & guard.needs else {run} for run in runs if run.strip()]
    return min(least, key=len, default={"?"})


@pytest.mark.parametrize(("name", "guard"), [pytest.param(*each, id=each[0]) for each in _guarded()])
def test_a_pattern_is_passed_over_only_where_it_cannot_match(name: str, guard: Guarded) -> None:
    missing = _uncovered(parser.parse(guard.pattern.pattern), guard)
    assert not missing, f"{name} may match without any word it is said to need: add one for each of {missing}"


def test_a_word_is_found_inside_another_and_beside_punctuation() -> None:
    inside, side_by_side = any_of("foresee"), any_of("no further action")
    assert held("(Unforeseen.)") & inside
    assert not held("Seen before.") & inside
    assert held("No further ado") & side_by_side  # the longest word stands for all


def test_words_that_are_needed_later_are_found_in_what_was_seen_before() -> None:
    before = held("zanzibar")
    needed = any_of("anziba")
    assert not before & needed
    assert held("zanzibar") & needed
