"""Patterns compiled when they are first tried: to compile all takes longer than to read a hundred letters."""

import re
from typing import cast

METHODS = ("search", "match", "fullmatch", "finditer", "findall", "sub", "subn", "split")


class _Pattern:
    """A pattern compiled as soon as something is asked of it; from then on its methods are those of `re`."""

    __slots__ = ("_flags", "_text", *METHODS)

    def __init__(self, text: str, flags: int) -> None:
        self._text, self._flags = text, flags

    def __getattr__(self, name: str) -> object:
        if name == "pattern":
            return self._text
        compiled = re.compile(self._text, self._flags)
        for method in METHODS:
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)


def lazy(text: str, flags: int = 0) -> re.Pattern[str]:
    """Return what `re.compile` would, later; an error in the pattern, too, comes when it is first tried."""
    return cast("re.Pattern[str]", _Pattern(text, flags))
