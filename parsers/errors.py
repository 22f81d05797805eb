"""LedgerError, the one root of all known trouble."""


class LedgerError(Exception):
    """A trouble that is known: its text is one sentence that says what happened and what to do next."""
