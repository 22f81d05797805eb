"""Text without what could harm a person: each address, number, link, code and name becomes a visible mark."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from ingest import scrub_patterns as patterns
from parsers.credentials import strike_out

ADDRESS, NUMBER = "[address removed]", "[number removed]"
LINK, CODE, NAME = "[link removed]", "[code removed]", "[name removed]"
FEWEST_DIGITS = 9  # of a telephone number with a leading 0; a day has eight
SHORTEST_WITHIN = 5  # letters: a name as long as that is also taken out of a longer word


@dataclass(slots=True)
class Scrubber:
    """What takes harmful words out of text, and remembers the marks it leaves.

    `names` are the people to be taken out, `numbers` those of requests, which stay although they look like
    telephone numbers.
    """

    names: re.Pattern[str] | None = None
    numbers: frozenset[str] = frozenset()
    marks: set[str] = field(default_factory=set)

    def scrub(self, text: str) -> str:
        """Return the text with a mark in the place of all that a shared ledger must not hold."""
        text = patterns.INVISIBLE.sub("", text)
        if patterns.WIDE.search(text):
            text = unicodedata.normalize("NFKC", text)
        text = self._put(patterns.LINK, LINK, text)
        if "@" in text or "%40" in text or re.search(r"\bat\b", text, re.IGNORECASE):
            text = self._put(patterns.EMAIL, ADDRESS, text)
        text = strike_out(text)
        text = self._put(patterns.CODE, CODE, text).replace(f"[{CODE}]", CODE)
        if any(letter.isdigit() for letter in text):
            text = self._without_digits(text)
        text = self._without_greetings(text)
        return self._put(self.names, NAME, text) if self.names else text

    def _without_digits(self, text: str) -> str:
        """Take postal addresses and telephone numbers out."""
        for pattern in (patterns.STREET, patterns.STREET_ANY_CASE, patterns.POSTAL, patterns.TOWN):
            text = self._put(pattern, ADDRESS, text)
        text = self._put(patterns.PHONE, NUMBER, text)
        return self._put(patterns.LOOKS_LIKE_PHONE, NUMBER, text, self._is_phone)

    def _without_greetings(self, text: str) -> str:
        for pattern in (patterns.GREETING, patterns.LABELLED, patterns.TITLED):
            text = pattern.sub(self._ungreeted, text)
        return text

    def _ungreeted(self, found: re.Match[str]) -> str:
        if not words_of(found["name"]):
            return found[0]
        self.marks.add(NAME)
        return found["opening"] + NAME

    def _is_phone(self, found: str) -> bool:
        digits = sum(letter.isdigit() for letter in found)
        leading = found.lstrip("(").startswith("0")
        return not (
            found in self.numbers or patterns.DATED.search(found) or (leading and digits < FEWEST_DIGITS)
        )

    def _put(
        self, pattern: re.Pattern[str], mark: str, text: str, is_so: Callable[[str], bool] = lambda _: True
    ) -> str:
        def replace(found: re.Match[str]) -> str:
            if not found[0] or not is_so(found[0]):
                return found[0]
            self.marks.add(mark)
            return mark

        return pattern.sub(replace, text)


def greeted(text: str) -> Iterator[str]:
    """Yield the people whom a letter greets."""
    for pattern in (patterns.GREETING, patterns.LABELLED):
        for found in pattern.finditer(text):
            name = re.sub(rf"^{patterns.TITLES}+", "", found["name"])
            if len(words_of(name)) == len(name.split()):  # "Dear Records Officer" greets nobody
                yield name


def pattern_of_names(names: Iterable[str]) -> re.Pattern[str] | None:
    """Return what finds people: their names in any order, each part alone, and as addresses spell them.

    Of an address, its first half is taken for a name. "Records" and "May" are no names on their own.
    """
    within, alone = set(), set()
    for name in names:
        words = words_of(name.partition("@")[0] if "@" in name else name)
        common = {word for word in words if word.casefold() in patterns.ALSO_WORDS}
        alone |= {rf"(?-i:{word.capitalize()}|{word.upper()})" for word in common}
        within |= {word for word in words if len(word) >= SHORTEST_WITHIN} - common
        alone |= {word for word in words if len(word) < SHORTEST_WITHIN} - common
        parts = re.findall(r"[^\W\d_]+", name.partition("@")[0])
        if len(parts) > 1:
            alone |= {
                r"[\W_]*".join(map(re.escape, order))
                for order in (parts, parts[::-1], [parts[0][0], parts[-1]])
            }
    pieces = [rf"\w*{re.escape(word)}\w*" for word in sorted(within)]
    pieces += [rf"(?<!\w){each}(?!\w)" for each in sorted(alone, key=len, reverse=True)]
    return re.compile("|".join(pieces), re.IGNORECASE) if pieces else None


def words_of(name: str) -> list[str]:
    """Return the words of a name that can stand for a person alone."""
    name = re.sub(rf"^{patterns.TITLES}+", "", name)
    words = [word for word in re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", name) if len(word) > 1]
    return [word for word in words if word.casefold() not in patterns.NO_NAME]
