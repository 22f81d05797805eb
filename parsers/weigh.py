"""Weighs what the sentences of one letter signal into the one status the letter leaves the request in.

A small table of precedence, read from the top: the first row whose signals are all there, and whose
exceptions are not, decides. What contradicts itself is `unsure`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from parsers.facts import About, Fact, Outcome, PromisedDate, Status, StatusChange, Sure, TrackingNumber
from parsers.phrases.signals import Finding, Signal


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: `all_of` signals, and none of `none_of`, make `status`."""

    status: Status
    all_of: tuple[Signal, ...]
    none_of: tuple[Signal, ...] = ()
    sure: Sure = Sure.CERTAIN

    @property
    def by(self) -> Signal:
        """The signal whose sentence is the evidence."""
        return self.all_of[0]


S = Signal
TABLE: tuple[Row, ...] = (
    Row(
        Status.NOT_ABOUT_A_REQUEST, (S.NOTICE,), (S.RECEIVED, S.RELEASES, S.NONE, S.DENIES, S.LATER, S.BILLS)
    ),
    Row(Status.NOT_ABOUT_A_REQUEST, (S.NOTICE,), (), Sure.LIKELY),
    Row(Status.NOT_ABOUT_A_REQUEST, (S.ASIDE,), (S.RECEIVED, S.RELEASES, S.NONE, S.DENIES, S.LATER, S.BILLS)),
    Row(Status.APPEAL_RECEIVED, (S.APPEAL,), (S.DENIES, S.RELEASES, S.GRANTS)),
    Row(Status.WITHDRAWN, (S.WITHDRAWN,), (S.RELEASES, S.NONE)),
    # a fee that must come first stands before what would follow it
    Row(Status.NEEDS_PAYMENT, (S.BILLS,), (S.CLOSES,)),
    # "no responsive records at this time ... if any are located" is still open
    Row(Status.PARTIALLY_FULFILLED, (S.RELEASES, S.NONE_YET)),
    Row(Status.IN_PROCESS, (S.NONE_YET, S.NONE), (S.CLOSES, S.GRANTS)),
    Row(Status.IN_PROCESS, (S.NONE_YET,), (S.NONE, S.LATER, S.RELEASES, S.DENIES, S.CLOSES, S.RECEIVED)),
    Row(Status.PARTIALLY_FULFILLED, (S.PARTLY,)),
    # something is handed over
    Row(Status.PARTIALLY_FULFILLED, (S.RELEASES, S.MORE)),
    Row(Status.PARTIALLY_FULFILLED, (S.RELEASES, S.WITHHOLDS)),
    Row(Status.PARTIALLY_FULFILLED, (S.RELEASES, S.DENIES)),
    Row(Status.FULFILLED, (S.RELEASES, S.NONE, S.GRANTS), (S.MORE, S.NONE_YET)),
    Row(Status.FULFILLED, (S.RELEASES, S.NONE, S.DONE), (S.MORE, S.NONE_YET)),
    Row(Status.FULFILLED, (S.RELEASES, S.NONE, S.CLOSES), (), Sure.LIKELY),
    Row(Status.PARTIALLY_FULFILLED, (S.RELEASES, S.NONE), (), Sure.LIKELY),
    Row(Status.FULFILLED, (S.RELEASES, S.GRANTS)),
    Row(Status.FULFILLED, (S.RELEASES,), (S.LATER, S.ASKS)),
    Row(Status.EXTENDED, (S.LATER, S.RELEASES), (), Sure.UNSURE),
    # nothing is handed over
    Row(Status.EXTENDED, (S.LATER,), (S.DENIES, S.NONE, S.CLOSES)),
    Row(Status.REFERRED, (S.PASSES_ON, S.NONE), (S.RELEASES, S.DENIES), Sure.LIKELY),
    Row(Status.PARTIALLY_FULFILLED, (S.GRANTS, S.DENIES), (), Sure.LIKELY),
    Row(Status.DENIED, (S.DENIES, S.NONE), (), Sure.LIKELY),
    Row(Status.NO_RECORDS, (S.NONE,), (S.WITHHOLDS, S.ASKS)),
    Row(Status.PARTIALLY_FULFILLED, (S.WITHHOLDS, S.GRANTS)),
    Row(Status.DENIED, (S.DENIES,)),
    Row(Status.NO_RECORDS, (S.NONE,)),
    Row(Status.REFERRED, (S.PASSES_ON,), (S.RECEIVED, S.ASKS, S.LATER)),
    Row(Status.REFERRED, (S.PASSES_ON, S.DONE), (S.ASKS, S.LATER, S.WORKING), Sure.LIKELY),
    Row(Status.REFERRED, (S.PASSES_ON, S.CLOSES), (S.ASKS, S.LATER, S.WORKING), Sure.LIKELY),
    Row(Status.REFERRED, (S.REFERS,), (S.RECEIVED, S.ASKS)),
    Row(Status.NEEDS_CLARIFICATION, (S.ASKS,), (S.RECEIVED,)),
    Row(Status.NEEDS_CLARIFICATION, (S.ASKS,), (), Sure.LIKELY),
    Row(Status.FULFILLED, (S.GRANTS,), (S.RECEIVED, S.WORKING), Sure.LIKELY),
    Row(Status.EXTENDED, (S.LATER,), (), Sure.LIKELY),
    Row(Status.CLOSED, (S.CLOSES,)),
    Row(Status.FULFILLED, (S.DONE,), (S.RECEIVED, S.WORKING, S.WITHHOLDS), Sure.LIKELY),
    Row(Status.PARTIALLY_FULFILLED, (S.MORE, S.WITHHOLDS), (), Sure.LIKELY),
    Row(Status.DENIED, (S.WITHHOLDS,), (), Sure.LIKELY),
    Row(Status.IN_PROCESS, (S.COSTS,), (), Sure.LIKELY),
    Row(Status.ACKNOWLEDGED, (S.RECEIVED,)),
    Row(Status.IN_PROCESS, (S.WORKING,)),
    Row(Status.IN_PROCESS, (S.MORE,), (), Sure.LIKELY),
)


# what else a letter may well say beside a status; any other signal makes it less than certain
_BESIDE = frozenset({S.RECEIVED, S.WORKING, S.CLOSES, S.DONE})
HARMLESS: dict[Status, frozenset[Signal]] = {
    Status.NOT_ABOUT_A_REQUEST: frozenset({S.ASIDE, S.NOTICE, S.REFERS}),
    Status.ACKNOWLEDGED: frozenset({S.WORKING, S.COSTS}),
    Status.IN_PROCESS: frozenset({S.RECEIVED, S.MORE, S.NONE_YET}),
    Status.EXTENDED: frozenset({S.RECEIVED, S.WORKING, S.NONE_YET, S.MORE}),
    Status.NEEDS_CLARIFICATION: frozenset({S.RECEIVED, S.WORKING}),
    Status.NEEDS_PAYMENT: frozenset({S.RECEIVED, S.WORKING, S.COSTS, S.ASKS, S.GRANTS, S.PARTLY}),
    Status.PARTIALLY_FULFILLED: _BESIDE
    | {S.RELEASES, S.MORE, S.WITHHOLDS, S.PARTLY, S.GRANTS, S.DENIES, S.NONE_YET},
    Status.FULFILLED: _BESIDE | {S.RELEASES, S.GRANTS},
    Status.NO_RECORDS: _BESIDE | {S.REFERS, S.NONE},
    Status.DENIED: _BESIDE | {S.WITHHOLDS, S.DENIES},
    Status.REFERRED: _BESIDE | {S.REFERS, S.PASSES_ON},
    Status.WITHDRAWN: _BESIDE | {S.WITHDRAWN},
    Status.CLOSED: _BESIDE,
    Status.APPEAL_RECEIVED: frozenset({S.RECEIVED, S.WORKING}),
}


IMPLIED = {About.PAYMENT_DUE: Status.NEEDS_PAYMENT, About.RESPOND_BY: Status.NEEDS_CLARIFICATION}


@dataclass(frozen=True, slots=True)
class Weighed:
    """The facts of a letter with the status they come to, and why a person should look."""

    facts: tuple[Fact, ...]
    status: Status | None
    doubts: tuple[str, ...]


def decide(findings: Sequence[Finding]) -> Iterator[StatusChange]:
    """Yield the one status these signals come to, with the decisive sentence; nothing where none speak."""
    told = list(findings)
    row = _row({finding.signal for finding in told if finding.sure is not Sure.UNSURE})
    row = _with_weak(row, {finding.signal for finding in told})
    if row is None:
        return
    decisive = _decisive([finding for finding in told if finding.signal is row.by])
    # a weak signal that another one bears out is as sure as the two together
    backed = len(row.all_of) > 1 and decisive.sure is Sure.UNSURE
    sure = Sure.LIKELY if backed else _least(row.sure, decisive.sure)
    beside = {finding.signal for finding in told if finding.sure is not Sure.UNSURE} - {*row.all_of}
    if beside - HARMLESS[row.status]:
        sure = _least(sure, Sure.LIKELY)
    yield StatusChange(row.status, sentence=decisive.sentence, rule=decisive.rule, sure=sure)


def weigh(facts: tuple[Fact, ...]) -> Weighed:
    """Put the main tracking number first and say what a letter's status facts come to."""
    if not any(isinstance(fact, StatusChange) for fact in facts):
        facts = (*facts, *_implied(facts))
    numbers = [fact for fact in facts if isinstance(fact, TrackingNumber)]
    others = [fact for fact in facts if not isinstance(fact, TrackingNumber)]
    changes = [fact for fact in others if isinstance(fact, StatusChange)]
    if any(fact.status is Status.NOT_ABOUT_A_REQUEST for fact in changes):
        others = list(changes)
    words = {fact.status for fact in changes if fact.sure is not Sure.UNSURE}
    doubts = []
    if len(words) > 1:
        doubts.append(f"The letter gives more than one status: {', '.join(sorted(words))}.")
        others = [
            replace(fact, sure=Sure.UNSURE) if isinstance(fact, StatusChange) else fact for fact in others
        ]
    doubts += [
        f"The {type(fact).__name__} in {fact.sentence.text[:80]!r} is not sure."
        for fact in others
        if fact.sure is Sure.UNSURE
    ][:5]
    return Weighed((*numbers, *others), changes[0].status if changes else None, tuple(doubts))


def _implied(facts: tuple[Fact, ...]) -> Iterator[StatusChange]:
    """Yield what a set day alone implies: the agency's, more is to come; the requester's, it waits."""
    days = [fact for fact in facts if isinstance(fact, PromisedDate) and fact.sure is not Sure.UNSURE]
    for day in days[:1]:
        status = IMPLIED.get(day.about, Status.IN_PROCESS)
        yield StatusChange(status, sentence=day.sentence, rule="status.implied_by_day", sure=Sure.LIKELY)


def outcome_of(facts: Sequence[Fact], *, is_claimed: bool) -> Outcome:
    """Say how a reading ended: a claimed letter without facts is how a changed template looks."""
    if facts:
        return Outcome.READ
    return Outcome.SILENT if is_claimed else Outcome.UNCLAIMED


def _row(signals: set[Signal]) -> Row | None:
    for row in TABLE:
        if signals.issuperset(row.all_of) and signals.isdisjoint(row.none_of):
            return row
    return None


def _with_weak(row: Row | None, signals: set[Signal]) -> Row | None:
    """Let weak signals speak only where they complete a row about the same signal, or alone."""
    other = _row(signals)
    if row is None or (other is not None and len(other.all_of) > 1 and row.by in other.all_of):
        return other
    return row


def _decisive(findings: list[Finding]) -> Finding:
    """Return the surest finding, the first of several."""
    order = list(Sure)
    return min(findings, key=lambda finding: order.index(finding.sure))


def _least(one: Sure, other: Sure) -> Sure:
    order = list(Sure)
    return max(one, other, key=order.index)
