"""Charts as values: shapes and words for a template to draw, and the same numbers as a table. Pure.

A chart is 360 wide, so that its letters can be read on a telephone; it is drawn larger where there is room.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import log1p
from statistics import quantiles

WIDTH, ROW, BAR = 360, 38, 11
MOST_WORDS = 34  # letters of a label that fit beside its numbers
KINDS = ("blue", "red", "grey")  # in the order of the parts of a bar
DAYS = ((1, "1"), (7, "7"), (30, "30"), (90, "90"), (365, "1 year"), (1095, "3 years"), (3650, "10 years"))
SPANS = (
    (1, "0 to 1 day"),
    (5, "2 to 5 days"),
    (10, "6 to 10 days"),
    (20, "11 to 20 days"),
    (30, "21 to 30 days"),
    (60, "31 to 60 days"),
    (90, "61 to 90 days"),
    (180, "91 to 180 days"),
    (365, "181 to 365 days"),
)
LONGER = "more than 365 days"

BOXES = (
    "The line goes from the shortest to the longest wait, the box holds the middle half, and the stroke "
    "stands where half of them had ended. Days lie closer together to the right."
)


@dataclass(frozen=True, slots=True)
class Rect:
    """A bar, or a part of one."""

    x: float
    y: float
    width: float
    height: float
    kind: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line across or down."""

    x1: float
    y1: float
    x2: float
    y2: float
    kind: str = "rule"


@dataclass(frozen=True, slots=True)
class Label:
    """Words in a chart."""

    x: float
    y: float
    words: str
    anchor: str = "start"


@dataclass(frozen=True, slots=True)
class Chart:
    """What is drawn, in words too, and the numbers as a table: `head` and `rows`."""

    name: str
    title: str
    words: str
    height: float
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    labels: tuple[Label, ...]
    bars: tuple[Rect, ...] = ()
    lines: tuple[Line, ...] = ()  # below the bars
    marks: tuple[Line, ...] = ()  # above them
    note: str = ""
    key: tuple[tuple[str, str], ...] = ()  # what each colour stands for
    width: int = WIDTH


def bars(name: str, title: str, head: Sequence[str], counts: Mapping[str, int]) -> Chart | None:
    """Return a bar for each count; None where all of them are 0."""
    most = max(counts.values(), default=0)
    if not most:
        return None
    drawn, labels = [], []
    for place, (label, count) in enumerate(counts.items()):
        width = _round((WIDTH - 50) * count / most)
        drawn.append(Rect(0, place * ROW + 18, width, BAR, "blue"))
        labels.append(Label(0, place * ROW + 13, label))
        labels.append(Label(width + 5, place * ROW + 28, str(count)))
    rows = tuple((label, str(count)) for label, count in counts.items())
    words = "; ".join(f"{label}: {number}" for label, number in rows)
    height = len(rows) * ROW
    return Chart(name, title, f"{words}.", height, tuple(head), rows, tuple(labels), tuple(drawn))


def shares(
    name: str, title: str, head: Sequence[str], tallies: Mapping[str, Mapping[str, int]]
) -> Chart | None:
    """Return a bar of full width for each tally, cut in the shares of its parts; None where there is none."""
    parts = tuple(head[1:])
    drawn: list[Rect] = []
    labels: list[Label] = []
    rows: list[tuple[str, ...]] = []
    for label, tally in tallies.items():
        numbers, y = [tally.get(part, 0) for part in parts], len(rows) * ROW
        drawn += _cut_bar(numbers, y + 18)
        labels += [
            Label(0, y + 13, _short(label)),
            Label(WIDTH, y + 13, " / ".join(map(str, numbers)), "end"),
        ]
        rows.append((label, *map(str, numbers)))
    if not rows:
        return None
    words = "; ".join(
        f"{row[0]}: " + ", ".join(f"{number} {part}" for number, part in zip(row[1:], parts, strict=True))
        for row in rows
    )
    return Chart(
        name,
        title,
        f"{words}.",
        len(rows) * ROW,
        tuple(head),
        tuple(rows),
        tuple(labels),
        tuple(drawn),
        note="In each bar, from the left:",
        key=tuple(zip(KINDS, parts, strict=True)),
    )


def _cut_bar(numbers: Sequence[int], y: float) -> list[Rect]:
    parts, before, total = [], 0, sum(numbers)
    for number, kind in zip(numbers, KINDS, strict=True):
        if number:
            x, end = _round(WIDTH * before / total), _round(WIDTH * (before + number) / total)
            parts.append(Rect(x, y, _round(end - x), BAR, kind))
        before += number
    return parts


def waits(name: str, title: str, days: Sequence[int]) -> Chart | None:
    """Return how waits are distributed, a bar for each span of days; None where there is no wait."""
    counts = dict.fromkeys([label for _, label in SPANS] + [LONGER], 0)
    for each in days:
        counts[next((label for most, label in SPANS if each <= most), LONGER)] += 1
    drawn = bars(name, title, ("Wait", "Requests"), counts)
    if drawn is None:
        return None
    _, first, middle, third, _ = five_of(days)
    half = f"the middle half from {first:g} to {third:g} days"
    note = f"{len(days)} request{'' if len(days) == 1 else 's'}: half within {middle:g} days, {half}."
    return replace(drawn, note=note)


def boxes(name: str, title: str, head: str, groups: Mapping[str, Sequence[int]]) -> Chart | None:
    """Return a box plot of days for each group: shortest to longest, the middle half as a box, the median."""
    if not groups:
        return None
    last, bottom = max(7, *(max(days) for days in groups.values())), len(groups) * ROW

    def x(days: float) -> float:
        return _round(6 + log1p(days) * (WIDTH - 12) / log1p(last))

    ticks = [(x(days), label) for days, label in DAYS if days <= last]
    labels = [Label(at, bottom + 17, label, "middle" if at < WIDTH - 30 else "end") for at, label in ticks]
    lines = [Line(at, 0, at, bottom + 4) for at, _ in ticks]
    drawn: list[Rect] = []
    marks: list[Line] = []
    rows: list[tuple[str, ...]] = []
    for label, group in groups.items():
        five, y = five_of(group), len(rows) * ROW
        low, first, middle, third, high = map(x, five)
        lines.append(Line(low, y + 24, high, y + 24, "grey"))
        drawn.append(Rect(first, y + 18, max(_round(third - first), 1), 12, "blue"))
        marks.append(Line(middle, y + 15, middle, y + 33))
        labels.append(Label(0, y + 13, _short(label)))
        rows.append((label, str(len(group)), *(f"{each:g}" for each in five)))
    return Chart(
        name,
        title,
        "; ".join(f"{row[0]}: half within {row[4]} days" for row in rows) + ".",
        bottom + 22,
        (head, "Requests", "Shortest", "A quarter within", "Half within", "Three quarters within", "Longest"),
        tuple(rows),
        tuple(labels),
        tuple(drawn),
        tuple(lines),
        tuple(marks),
        note=BOXES,
    )


def five_of(days: Sequence[int]) -> tuple[float, float, float, float, float]:
    """Return the shortest, the quartiles and the longest of some waits."""
    if len(days) == 1:
        return days[0], days[0], days[0], days[0], days[0]
    first, middle, third = quantiles(days, n=4, method="inclusive")
    return min(days), round(first, 1), round(middle, 1), round(third, 1), max(days)


def _short(label: str) -> str:
    return label if len(label) <= MOST_WORDS else f"{label[: MOST_WORDS - 1].rstrip()}…"


def _round(number: float) -> float:
    return round(number, 1)
