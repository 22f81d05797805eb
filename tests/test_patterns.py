"""A pattern that is compiled late and tried seldom finds what it would find at once and everywhere."""

import re
from importlib import import_module
from itertools import islice
from pkgutil import walk_packages

import pytest

import parsers
from bench import reading
from parsers.letter import open_letter
from parsers.patterns import WORTH_IT, Told, _Pattern, lazy, needed
from parsers.phrases.status import RULES


def _patterns() -> dict[str, _Pattern]:
    found = {each.name: each.pattern for each in RULES}
    for module in walk_packages(parsers.__path__, "parsers."):
        for name, value in vars(import_module(module.name)).items():
            found[f"{module.name}.{name}"] = getattr(value, "pattern", value)
    return {name: each for name, each in found.items() if isinstance(each, _Pattern)}


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        (r"\bthe (?:record|file)s? (?:is|are) ready\b", [{" ready"}, {"the record", "the file"}]),
        (r"deni(?:ed|al)", [{"deni"}, {"denied", "denial"}]),
        (r"(?:withheld|\d+ pages)", [{"withheld", " pages"}]),
        (r"(?:withheld|\d+)", []),
        (r"(?:closed)? or (?!not )[abc]pen(?<=Open)", [{"open"}]),
        (r"(?:appeal){2}(?:late){0,3}", [{"appeal"}]),
    ],
)
def test_the_words_that_a_pattern_needs_are_read_from_it(pattern: str, words: list[set[str]]) -> None:
    assert [set(each) for each in needed(pattern, re.IGNORECASE)] == words


def test_a_pattern_is_compiled_when_it_is_first_tried() -> None:
    broken = lazy("(")
    assert broken.pattern == "("
    with pytest.raises(re.error):
        broken.search("a")


def test_no_pattern_of_the_parsers_passes_over_what_it_matches() -> None:
    sentences = {
        s.text for each in islice(reading.letters(), 0, None, 12) for s in open_letter(each.raw).sentences()
    }
    long = {name: each for name, each in _patterns().items() if len(each.pattern) >= WORTH_IT}
    assert len(long) > 60
    for name, each in long.items():
        whole = re.compile(each.pattern, each.flags)
        for text in islice(sorted(sentences), 0, None, 3):
            assert bool(each.search(text)) == bool(whole.search(text)), f"{name} passes over {text!r}"


def test_a_match_found_in_lower_case_tells_all_that_another_match_does() -> None:
    text = "Your FOIA request 17-92 of May"
    pattern = r"\bfoia (?P<what>request|appeal) (?P<number>[\d-]+)(?P<none> no)?" + "|no more than this" * 7
    whole, told = re.search(pattern, text, re.IGNORECASE), lazy(pattern, re.IGNORECASE).search(text)
    assert len(pattern) >= WORTH_IT
    assert isinstance(told, Told)
    assert whole is not None
    for name in sorted({each for each in dir(whole) if not each.startswith("_")} - {"expand", "re"}):
        theirs, ours = getattr(whole, name), getattr(told, name)
        assert (theirs() if callable(theirs) else theirs) == (ours() if callable(ours) else ours), name
    assert told.group("what", "number") == whole.group("what", "number")
    assert told.groups("-") == whole.groups("-")
    assert told.groupdict("-") == whole.groupdict("-")
    assert (told["number"], told[0], told.span("number")) == (whole["number"], whole[0], whole.span("number"))
