"""What can be wrong with a person's word: each told in one sentence, and nothing changed."""

from collections.abc import Sequence

from parsers.errors import LedgerError
from parsers.facts import Status


class NoSuchLetter(LedgerError):
    """No letter has this id or sha256."""

    def __init__(self, word: str) -> None:
        super().__init__(
            f"There is no letter {word!r}: a letter is named by its id, as `foialedger review` and "
            "`foialedger explain` print it, or by the first 8 or more signs of its sha256."
        )


class BadStatus(LedgerError):
    """A status was given that is none."""

    def __init__(self, word: str) -> None:
        super().__init__(f"{word!r} is no status; the statuses are {', '.join(Status)}.")


class BadDay(LedgerError):
    """A day was given that is none."""

    def __init__(self, word: str) -> None:
        super().__init__(f"There is no day {word}: write it as 2026-05-01, between 1990 and 2199.")


class SeveralDays(LedgerError):
    """The letter gives several days, and it was not said which is wrong."""

    def __init__(self, letter_id: int, days: Sequence[str]) -> None:
        super().__init__(
            f"Letter {letter_id} gives several days, {', '.join(days)}: "
            "say which is meant with --was DAY or --about."
        )


class BadNumber(LedgerError):
    """A tracking number was given that has neither letters nor digits, or is far too long."""

    def __init__(self, word: str) -> None:
        super().__init__(
            f"{word[:120]!r} is no tracking number: it needs letters or digits, and at most 100 signs."
        )


class BadJurisdiction(LedgerError):
    """A place was given whose law is not in the table of laws."""

    def __init__(self, word: str, known: Sequence[str]) -> None:
        super().__init__(
            f"No law of {word[:80]!r} is known: write one of {', '.join(known)}. "
            "docs/deadlines.md says what is known of each."
        )


class AlreadyThere(LedgerError):
    """The letter belongs to the request without a person's word."""

    def __init__(self, letter_id: int, request: str) -> None:
        super().__init__(f"Letter {letter_id} belongs to {request} already, and that is certain.")


class WithItself(LedgerError):
    """A request or letter was to be joined with itself, or split from itself."""

    def __init__(self, what: str) -> None:
        super().__init__(f"Nothing was changed: {what}.")


class NotInARequest(LedgerError):
    """A request has no other letter by which it could be known."""

    def __init__(self, request_id: int) -> None:
        super().__init__(
            f"Request #{request_id} has no letter but this one: there is nothing to put it beside."
        )


class NothingToAnswer(LedgerError):
    """The letter has no such open question, or several where one must be chosen."""

    def __init__(self, letter_id: int, question: str | None, there: Sequence[str]) -> None:
        if not there:
            what = (
                f"Letter {letter_id} has no open question; to change what was read of it: foialedger correct"
            )
        elif question is None:
            what = f"Letter {letter_id} says more than one status; choose with --question: {', '.join(there)}"
        else:
            what = f"Letter {letter_id} has no open question {question!r}; it has: {', '.join(there)}"
        super().__init__(f"{what}.")


class SeveralPlaces(LedgerError):
    """The letter may belong to several requests; to accept that says not which."""

    def __init__(self, letter_id: int) -> None:
        super().__init__(
            f"Letter {letter_id} may belong to several requests; "
            f"say to which: foialedger assign {letter_id} REQUEST."
        )


class NoSuchDecision(LedgerError):
    """There is nothing to take back."""

    def __init__(self, decision: int | None) -> None:
        what = "Nothing was decided yet" if decision is None else f"There is no decision {decision}"
        super().__init__(f"{what}: there is nothing to take back.")


class TakenBackAlready(LedgerError):
    """The decision was taken back before."""

    def __init__(self, decision: int, by: str) -> None:
        super().__init__(f"Decision {decision} was taken back already, by {by}: nothing was changed.")
