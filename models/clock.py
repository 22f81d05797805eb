"""The law's clock of one request: from the day it was received to the day the law sets, counted day by day.

Values in, values out. The day on which the clock starts is day 0; it stands still while the agency
waits for the requester, and what the agency adds is counted where it said so in time.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from models.deadlines import Law, Span
from models.working_days import next_business_day, rest
from parsers.facts import ANSWERS

ONE = timedelta(days=1)
WAITING = {"needs_payment", "needs_clarification"}


@dataclass(frozen=True, slots=True)
class Step:
    """One letter of a request, as the clock sees it. `status` is None where it tells none that is sure."""

    on: date
    letter_id: int
    is_own: bool = False
    status: str | None = None
    day_given: date | None = None  # for the determination, or for records
    gives_records_day: bool = False


@dataclass(frozen=True, slots=True)
class Stop:
    """Days on which the clock stands still, after `since` and up to `until`; None while it does now."""

    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Clock:
    """What the law wants by when, and how that was counted."""

    what: str
    received_on: date
    span: Span
    due_on: date | None
    answered_on: date | None = None
    extended_by: int | None = None
    extended_on: date | None = None
    days_stopped: int = 0
    stopped_on: date | None = None
    doubts: tuple[str, ...] = ()
    lines: tuple[tuple[date, date, str], ...] = field(
        default=(), repr=False
    )  # first day, last day, what it was


def clocks(law: Law, received_on: date, steps: Sequence[Step]) -> Iterator[Clock]:
    """Yield the clocks that the law sets going: for the acknowledgment, for the determination."""
    start = _received(law, received_on)
    heard = [step for step in steps if not step.is_own and step.on >= received_on]
    if law.acknowledge:
        count = _Count(law, start, ())
        count.go(law.acknowledge)
        answered = heard[0].on if heard else None
        yield Clock(
            "acknowledgment", received_on, law.acknowledge, count.last(), answered, lines=tuple(count.lines)
        )
    if law.determine and (heard or not law.from_acknowledgment):
        begin = heard[0].on if law.from_acknowledgment else start
        later = [step for step in steps if step.on >= begin]
        yield _determination(law, law.determine, begin, later)


def _determination(law: Law, span: Span, start: date, steps: Sequence[Step]) -> Clock:
    answered = next((step.on for step in steps if _answers(step)), None)
    stops = tuple(_stops(steps, answered))
    count = _Count(law, start, stops)
    count.go(span)
    base = count.last() if count.day else None
    extension = next(
        (step for step in steps if _extends(step) and (not answered or step.on < answered)), None
    )
    doubts: list[str] = []
    added = None
    if extension and base and extension.on > base:
        doubts.append(
            f"The agency took more time on {extension.on}, after the day had passed: that counts for nothing."
        )
        extension = None
    elif extension:
        added = _extend(law, count, extension, doubts)
    return Clock(
        "determination",
        start,
        span,
        count.last() if count.day else None,
        answered,
        added,
        extension.on if extension else None,
        count.stopped,
        count.stopped_on,
        tuple(doubts),
        tuple(count.lines),
    )


def _extend(law: Law, count: "_Count", step: Step, doubts: list[str]) -> int | None:
    """Add what the agency took: up to the day it named, and no more than the law lets it."""
    before = count.day
    if law.extend:
        count.go(law.extend, f"added on {step.on}", until=step.day_given)
        return (count.day - before).days if count.day and before else law.extend.days
    if step.day_given and before and step.day_given > before:
        count.name(step.day_given, f"the day the agency named on {step.on}")
        doubts.append("The law sets no length of an extension: the day is the one that the agency named.")
        return (step.day_given - before).days
    doubts.append(
        f"The agency took more time on {step.on}, and neither the law nor the letter says how much."
    )
    return None


class _Count:
    """A count under way: the day it has come to (None once it stands still), and what each day was."""

    def __init__(self, law: Law, start: date, stops: tuple[Stop, ...]) -> None:
        self.law, self.stops = law, stops
        self.day: date | None = start
        self.lines: list[tuple[date, date, str]] = [(start, start, "day 0")]
        self.counted = self.stopped = 0
        self.stopped_on: date | None = None

    def go(self, span: Span, why: str = "", until: date | None = None) -> None:
        """Count on by so many days, or to a day that comes before their end."""
        left = _length(self.day, span)
        while self.day and left > 0 and (until is None or self.day < until):
            self.day += ONE
            if self._stands_still():
                continue
            name = rest(self.day, self.law.places, self.law.closed) if span.kind == "business" else None
            if name is None:
                left -= 1
                self.counted += 1
            self._note(name or f"day {self.counted}" + (f", {why}" if why else ""))

    def name(self, day: date, why: str) -> None:
        """Come to a day that is named, not counted."""
        self.day = day
        self.lines.append((day, day, why))

    def last(self) -> date | None:
        """Return the day come to, moved to a business day where the law moves it."""
        if self.day and self.law.moves_last_day:
            moved = next_business_day(self.day, self.law.places, self.law.closed)
            if moved != self.day:
                self.name(moved, "the last day moves to the next business day")
        return self.day

    def _stands_still(self) -> bool:
        """Pass over a stop that covers this day; say whether one did."""
        stop = next(
            (each for each in self.stops if self.day and each.since < self.day <= (each.until or self.day)),
            None,
        )
        if stop is None or self.day is None:
            return False
        if stop.until is None:
            self.lines.append((self.day, self.day, "the clock stands still: the agency waits for you"))
            self.stopped_on, self.day = stop.since, None
            return True
        self.stopped += (stop.until - self.day).days + 1
        self.lines.append((self.day, stop.until, "the clock stood still: the agency waited for you"))
        self.day = stop.until
        return True

    def _note(self, what: str) -> None:
        if self.day is None:
            return
        if self.lines and self.lines[-1][2] == what and what in {"weekend", "closed by law"}:
            self.lines[-1] = (self.lines[-1][0], self.day, what)
        else:
            self.lines.append((self.day, self.day, what))


def _received(law: Law, day: date) -> date:
    for _ in range(law.received_after):
        day = next_business_day(day + ONE, law.places, law.closed)
    return day


def _length(start: date | None, span: Span) -> int:
    """Return how many days a span has; a month, as many as lead to the same day of the next."""
    if span.kind != "month" or start is None:
        return span.days
    months = start.month - 1 + span.days
    year, month = start.year + months // 12, months % 12 + 1
    following = date(year + month // 12, month % 12 + 1, 1)
    return (min(date(year, month, 1) + ONE * (start.day - 1), following - ONE) - start).days


def _answers(step: Step) -> bool:
    """Say whether a letter is what the law wants: a decision, or records found and the day they will come."""
    return not step.is_own and (
        step.status in ANSWERS or (step.status == "in_process" and step.gives_records_day)
    )


def _extends(step: Step) -> bool:
    return not step.is_own and step.status == "extended"


def _stops(steps: Sequence[Step], answered: date | None) -> Iterator[Stop]:
    """Yield when the agency waited: from its letter to the requester's next, or its own of another kind."""
    since: date | None = None
    for step in steps:
        if answered and step.on >= answered:
            if since:
                yield Stop(since, answered)
            return
        if step.status in WAITING and not step.is_own:
            since = since or step.on
        elif since and (step.is_own or step.status not in {None, "acknowledged"}):
            yield Stop(since, step.on)
            since = None
    if since:
        yield Stop(since, None)
