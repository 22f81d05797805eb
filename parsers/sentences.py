"""Text to sentences with their places, whatever hard line breaks, lists and abbreviations stand in it."""

import re
from collections.abc import Iterator

from parsers.patterns import lazy

MOST_LENGTH = 1_000  # a longer run of words is cut: no sentence of a letter is longer, hostile ones are
ABBREVIATIONS = frozenset(
    "no nos sec secs gov govt u.s u.s.c s.c dr mr mrs ms st ave blvd inc llc ltd dept div art ch stat cal tex wis "
    "wash ore ariz colo fla ill ind mass mich minn pa va ann rev p.m a.m i.e e.g ex al vs v cf jr sr ext lt capt sgt "
    "det ofc hon esq tel ph jan feb mar apr jun jul aug sept sep oct nov dec approx est ref para subd subds code.civ "
    "c.f.r r.s a.r.s n.y d.c seq pub cl reg regs attn fig abs nr az bzw ggf vgl".split()
)
WEEKDAYS = frozenset("mon tue tues wed weds thu thur thurs fri sat sun".split())
BULLET = lazy(
    r"\s*(?:[-*•·o▪‣–●○■◦►➢\uf0a7\uf0b7]\s+|\(?(?:\d{1,3}|[a-z]|[ivx]{1,4})[.)]\s+|(?:item|request)\s+(?:no\.\s*)?\d{1,3}\s*[.:)])",
    re.IGNORECASE,
)
LABEL = re.compile(r"\s*[A-Z][A-Za-z()/#'’ ]{0,40}:(?:\s|$)")
STOP = re.compile(  # both ways open with the mark: the engine leaps from one to the next
    r"[.!?](?:[\"'”’)\]]{0,3}\s+(?=[\"'“‘(\[*]{0,3}[A-Z0-9§•$£€À-ÖØ-Þ])|(?<![.!?].)[.!?]++\s++(?![$£€\d(])|(?<=\[\.\.\.)\]\s+)"
)
COLUMNS = re.compile(r"\S {3,}\S")  # a row of a table
PROSE = re.compile(
    r"^.{45,}[^\W\d][,\"'”’)]?\s*$"
)  # a line too long for a heading that ends inside a sentence
TELEPHONE = re.compile(r"\s*\(?\+?\d{3}\D")
MONTH_AFTER = re.compile(r"(?:Jan|Feb|Mär|Mar|Apr|Mai|May|Jun|Jul|Aug|Sep|Okt|Oct|Nov|Dez|Dec)")
OPENER = re.compile(
    r"\s*(?:The|There|This|These|Those|We|If|Your|You|Please|In|At|A|An|As|After|I|It|Thank|Thanks|Upon|Pursuant|No|All|On|For|Attached|Enclosed|"
    r"Unfortunately|Responsive|Records|Once|Should|However|Additionally|Also|Dear|Sincerely|To|Note|Since|While|Because|Any)\s"
)
UNFINISHED = lazy(r"\b(?:by|before|to|on|of|the|until|than|and|about|is)(?:\s\d{1,2})?\s*$", re.IGNORECASE)
TAIL = 16  # characters in which all that `UNFINISHED` can find stands
ADDRESS_AT_END = re.compile(r"https?://\S+\s*$")
LEADER = re.compile(r"[.\s]$")  # before a stop: the dots that lead to a sum in a table
LAST_WORD = re.compile(r"([\w.]+)$")


def split(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each sentence starts and ends in the text, in order."""
    for start, end in units(text):
        yield from _sentences(text, start, end)


def units(text: str) -> Iterator[tuple[int, int]]:
    """Yield paragraphs, list items, labelled lines and short lines: no sentence crosses the edge of a unit."""
    lines = [(match.start(), match.end()) for match in re.finditer(r"[^\n]+", text) if not match[0].isspace()]
    width = _wrap_width(text, lines)
    begin = None
    for number, (start, end) in enumerate(lines):
        if begin is None:
            begin = start
        following = lines[number + 1] if number + 1 < len(lines) else None
        tail = fold(text[max(begin, end - 40) : end])[-TAIL:]
        if following is None or (
            not UNFINISHED.search(tail) and _is_edge(text, (start, end), following, width)
        ):
            yield begin, end
            begin = None


def fold(text: str) -> str:
    """Return the text with every run of white space as one blank."""
    return " ".join(text.split())


def _wrap_width(text: str, lines: list[tuple[int, int]]) -> int:
    """Return the column at which the writer's program broke the lines: three in four are shorter."""
    lengths = sorted(end - start for start, end in lines if text[start:end].strip())
    return max(lengths[len(lengths) * 3 // 4], 50) if lengths else 50


def _is_edge(text: str, line: tuple[int, int], following: tuple[int, int], width: int) -> bool:
    """Say whether a line break ends a unit: a blank line, a list item, a label, or a line left short."""
    here, there = text[line[0] : line[1]].rstrip(), text[following[0] : following[1]]
    if following[0] - line[1] > 1:
        # a blank line inside a sentence is a page's end, or mixed line ends
        return not (there[:1].islower() and here[-1:].isalnum())
    if here.startswith(">") != there.startswith(">") or _is_row(here, there):
        return True
    room = len(here) + len(there.split(maxsplit=1)[0]) + 1
    if PROSE.search(here) and not TELEPHONE.match(there):
        # the next word would have fitted on this line, and it opens sentences
        return room < width * 0.9 and bool(OPENER.match(there))
    is_short = room < width * 0.8
    return is_short and not (there.lstrip()[:1].islower() or here.endswith((",", "-")))


def _is_row(here: str, there: str) -> bool:
    """Say whether one of two lines is a list item, a labelled line or a row of a table."""
    return bool(
        BULLET.match(there)
        or LABEL.match(there)
        or COLUMNS.search(here)
        or COLUMNS.search(there)
        or ADDRESS_AT_END.search(here[-2_000:])
    )


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    begin = start
    for stop in STOP.finditer(text, start, end):
        if _is_stop(
            text[max(begin, stop.start() - 14) : stop.start()],
            text[stop.start()],
            text[stop.end() : stop.end() + 6],
        ):
            yield from _cut(text, begin, stop.end())
            begin = stop.end()
    yield from _cut(text, begin, end)


def _is_stop(before: str, mark: str, after: str) -> bool:
    """Say whether a full stop ends a sentence: not after an abbreviation, an initial, or before a bare number."""
    if mark != ".":
        return True
    if LEADER.search(before) and re.match(r"[$£€\d(]", after):
        return False
    found = LAST_WORD.search(before)
    word = found[1].lower() if found else ""
    if (word.isdigit() or word in WEEKDAYS) and MONTH_AFTER.match(after):
        return False
    if word in ABBREVIATIONS or (len(word) == 1 and word.isalpha()):
        return False
    if re.fullmatch(r"(?:[a-z]\.)+[a-z]", word):
        return bool(re.match(r"[A-Z][a-z]|[\"“]", after)) and word not in ("u.s", "i.e", "e.g")
    # "March 6. 2026": a clerk's stop for a comma
    return not (word.isdigit() and len(word) <= 2 and re.match(r"(?:19|20)\d\d\b", after))


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while end - start > MOST_LENGTH:
        # the last two pieces share what is left: a stub at the end would lose its verb
        piece = min(MOST_LENGTH, (end - start + 1) // 2)
        blank = text.rfind(" ", start + piece // 2, start + piece)
        middle = blank if blank > 0 else start + piece
        yield start, middle
        start = middle + (blank > 0)
    if start < end:
        yield start, end
