"""LedgerError, the one root of all known trouble, and what can go wrong in a letter."""


class LedgerError(Exception):
    """A trouble that is known: its text is one sentence that says what happened and what to do next."""


class UnknownTerm(LedgerError):
    """A portal used a word in a place it knows, and the word is new."""

    def __init__(self, portal: str, term: str, sentence: str) -> None:
        super().__init__(
            f"{portal} wrote {term!r} where a known word was expected: {sentence!r}. "
            f"Add it to parsers/portals/{portal}.py with a fixture."
        )


class NoMail(LedgerError):
    """The bytes hold no letter: nothing in them looks like a header or a text."""

    def __init__(self, why: str) -> None:
        super().__init__(f"This is no mail: {why}. It is kept as it came.")
