"""Where earlier letters, and a writer's signature, stand in a text: spans of it, found by layout alone."""

import re
from collections.abc import Iterator

from parsers.date_words import MONTHS
from parsers.patterns import lazy

Span = tuple[int, int]

ON_WROTE = re.compile(
    r"^[ \t>]*(?:On|Le|El|Am|Op|Il)\b[^\n]{6,200}(?:\n[^\n]{0,120}){0,2}?(?:wrote|écrit|escribió|schrieb[^\n]{0,60}|schreef|scritto)\s*:[ \t]*$",
    re.MULTILINE,
)
ORIGINAL = lazy(
    r"^[ \t>]*+(?:[-_][-_ ]{3,}+|(?<=[ ]{4}))\s{0,9}+(?:original message|forwarded message|begin forwarded|original appointment|"
    r"urspr[üu]ngliche nachricht|message d'origine|mensaje original|weitergeleitete nachricht)\b[^\n]*$",
    re.MULTILINE | re.IGNORECASE,
)
LOTUS = re.compile(r"^[ \t]*-{4,}+[^\n]{3,120}\bwrote:\s*-{0,6}[ \t]*$", re.MULTILINE)
HEADER_BLOCK = re.compile(
    r"^[ \t>*]*(?:\w{2,9}/)?(?:From|Von|De)\s*:[*\s][^\n]{2,300}\n(?:[ \t>*]*[^\n]{0,200}\n){0,2}?[ \t>*]*(?:\w{2,9}/)?(?:Sent|Date|Gesendet|Envoyé|Enviado)\s*:[^\n]*\n"
    r"(?:[^\n]*\n){0,8}?[ \t>*]*(?:\w{2,9}/)?(?:Subject|Betreff|Objet|Asunto|To|An)\s*:",
    re.MULTILINE,
)
GROUPWISE = re.compile(
    r"^[ \t]*>>>[ \t][^\n]{3,120}\d{1,2}/\d{1,2}/\d{2,4}[^\n]{0,20}>>>[ \t]*$", re.MULTILINE
)
DATED_BLOCK = re.compile(  # how a platform prints the letters before this one
    r"^[ \t]*On [A-Z][\w.]{2,9} \d{1,2}, \d{4}:[ \t]*\n[ \t]*(?:Subject|From|To):", re.MULTILINE
)
STAMPED = re.compile(  # how a portal's history heads an entry
    r"^[ \t]*(?:On )?\d{1,2}/\d{1,2}/\d{4},? \d{1,2}:\d\d(?::\d\d)? [AP]M,? [^\n]{2,80} wrote:[ \t]*$",
    re.MULTILINE,
)
ONE_LINE_BLOCK = re.compile(r"\bFrom:\s[^\n]{3,120}\sSent:\s[^\n]{6,80}\sTo:\s[^\n]{3,400}?\sSubject:")
# what opens an earlier letter that reaches to the end, and the words it cannot do without
BELOW = (
    (ORIGINAL, ("original", "forwarded", "nachricht", "origine")),
    (LOTUS, ("wrote:",)),
    (HEADER_BLOCK, ("sent", "date", "gesendet", "envoyé", "enviado")),
    (ONE_LINE_BLOCK, ("sent:",)),
    (GROUPWISE, (">>>",)),
    (DATED_BLOCK, ("subject:", "from:", "to:")),
    (STAMPED, (" wrote:",)),
)
WROTE = ("wrote", "écrit", "escribió", "schrieb", "schreef", "scritto")
QUOTED_LINES = re.compile(r"(?:^[ \t]*(?:>|\|)[^\n]*(?:\n|\Z))+", re.MULTILINE)
RESPOND_ABOVE = lazy(
    r"^[^\n\w]{0,10}\s{0,20}(?:please\s+)?(?:respond|reply|write|type)\s+(?:your reply\s+)?above\s+this\s+line\b[^\n]*$",
    re.MULTILINE | re.IGNORECASE,
)
IN_CAPITALS = lazy(
    r"\b(?:answers?|responses?|comments?|repl(?:y|ies)|notes?)\b[^.\n]{0,60}\b(?:caps|capitals?|capital letters)\b",
    re.IGNORECASE,
)
FEWEST_CAPITALS = 2  # words of such a line
SIGN_OFF = lazy(
    r"^[ \t]*(?:very |most )?(?:sincerely|respectfully|regards|best regards|kind(?:est)? regards|warm regards|best wishes|"
    r"yours (?:sincerely|faithfully|truly)|sincerely yours|respectfully submitted|truly yours|cordially|with kind regards|"
    r"ng[āa] mihi(?: nui)?|mit freundlichen gr[üu](?:ß|ss)en|cheers|all the best|many thanks|best)(?: yours)?\s*[,.]?[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)
LINE = re.compile(r"[^\n]*(?:\n|\Z)")
# who "wrote:" in a sentence of the letter itself, and what a mail program always puts before the word
TOLD = lazy(
    r"\b(?:as|what|which|that|when|where|who|and|we|i|you|they)\b[^\n,<]{0,60}\bwrote\s*:[ \t]*$",
    re.IGNORECASE,
)
HEADED = re.compile(r"\d|[@<]")
# a line after a sign-off that says something, and names nobody
SAYS = lazy(
    r"\b(?:your (?:[\w-]+ ){0,3}(?:request|records?|documents?|files?|response|appeal|application)\b|"
    r"(?:we|i) (?:have|has|had|will|are|am|cannot|can|could|did|do|found|sent|need|expect)\b|"
    r"(?:the|these|this|all|no) (?:[\w-]+ ){1,4}(?:has|have|is|are|was|were|will|would)\b)",
    re.IGNORECASE,
)
REQUEST_BEHIND = re.compile(  # the request as it came, put behind the letter that answers it
    r"^[ \t]*To Whom [Ii]t [Mm]ay [Cc]oncern\W*$(?=[^\f]{0,600}?\b[IlI] (?:hereby |formally |am writing to |would like to )?(?:request|requesting)\b)",
    re.MULTILINE,
)
A_NOTE = 20  # words above a request that answer it
A_LETTER = 60  # words above a signature that are a letter
ACCOUNT = lazy(  # of what a request costs: it is the letter's, wherever it stands
    r"\btotal\b[^\n\d]{0,30}\d[\d,]*\.\d\d\b|\b(?:deposit|total|balance|amount)\b[^\n]{0,30}\b(?:due|required|owed|estimate\w*)\b|\bestimated (?:cost|fee|charge)s?\b|\b(?:cost|fee) (?:estimate|itemization)\b",
    re.IGNORECASE,
)
POSTSCRIPT = lazy(r"^[ \t]*p\.? ?s\.?\b", re.IGNORECASE | re.MULTILINE)
HANDS_ON = lazy(  # who lets an earlier mail speak: "See below from Public Works"
    r"\b(?:see|find|note) (?:the )?(?:(?:response|reply|answer|message|information|e-?mails?) )?below (?:from|by|of)\b|\bbelow (?:is|please find) (?:the |their )?(?:response|reply|answer|message)\b|"
    r"\b(?:response|reply|answer|message) (?:from [\w ]{2,40} )?(?:is )?below\b|\b(?:forwarding|passing (?:on|along)) (?:the |their |our )?(?:response|reply|answer|message)\b",
    re.IGNORECASE,
)
MOST_HANDING_ON = 45  # words of such a note
REQUESTS = lazy(
    r"\bi(?:['’]d| would| am|['’]m)? (?:hereby )?(?:request(?:ing)?|like (?:to request|copies)|seek(?:ing)?)\b|\bto whom it may concern\b|\bpursuant to the\b",
    re.IGNORECASE,
)
LAW_BELOW = lazy(  # "our policy is below as we are asked to include it"
    r"\b(?:policy|polic(?:ies)|statute|law|section|rules?|procedures?|guidelines?|resolution)\b[^.\n]{0,40}\b(?:is|are) (?:\w+ )?(?:below|copied here|printed below|set out below)\b|\b(?:i|we) (?:have |['’]ve )?(?:pasted|copied|put|attached) (?:our|the) (?:\w+ )?(?:policy|statute|law|section|rules?) below\b",
    re.IGNORECASE,
)
OF_LAW_BELOW = ("below", "copied here")  # of which it holds one
HEADS_LAW = re.compile(
    r"^[ \t]*(?:[A-Z][\w'’.]*[ \t]+){0,3}(?:Polic(?:y|ies)|Code|Sec(?:tion|\.)|§|Article|Chapter|Rule|Regulation|Ordinance|Resolution|Procedure)s?\b[^\n]{0,80}$",
    re.MULTILINE,
)
_MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
DATED = re.compile(
    rf"^[^\n]{{0,90}}?\b(?P<month>{_MONTH}) (?P<day>\d{{1,2}}), (?P<year>20\d\d)[ \t]*$", re.MULTILINE
)
SALUTES = re.compile(
    r"(?:^|(?<=\s))(?:Dear\b[^\n:,]{2,50}|(?:Mr|Ms|Mrs|Mx|Dr)\.? [A-Z][^\n:,]{1,40})[:,]", re.MULTILINE
)
REACH_OF_HEAD = 700  # characters between the day of a letter and whom it greets
MOST_LETTERS = 12  # in one text
# the title of what is printed behind many letters, the same behind each
ADDENDUM = re.compile(
    r"^[ \t]*(?:[A-Z][\w/.-]* ){0,4}(?:Addendum|ADDENDUM|Explanation of Exemption|EXPLANATION OF EXEMPTION)\w*\b[^\n.]{0,60}$",
    re.MULTILINE,
)
BEHIND = re.compile(  # the heading of what is put behind a letter that is signed
    r"^[ \t\[]*(?:(?:EXHIBIT|Exhibit|ENCLOSURE|Enclosure|APPENDIX|Appendix) (?:[A-Z]|\d{1,2})\b[^\n.]{0,80}|AFFIDAVIT\b[^\n.]{0,60}|(?:RESOLUTION|ORDINANCE|POLICY) (?:NO\. ?)?\d[\w.-]*[^\n]{0,60}|[^\n]{0,40}FREQUENTLY ASKED QUESTIONS\b[^\n]{0,40}|={8,}[ \t]*)$",
    re.MULTILINE,
)
DASHES = re.compile(r"^--[ \t]?$", re.MULTILINE)


def quoted_spans(text: str) -> Iterator[Span]:
    """Yield what is an earlier letter: everything below the first header block, and every line marked `>`."""
    below = _first_below(text)
    for start, end in _runs(text, below):
        yield _with_introduction(text, start), end
    if below < len(text):
        yield below, len(text)


def answers_in_capitals(text: str, quoted: list[Span]) -> Iterator[Span]:
    """Yield the lines in capitals inside quoted mail, where the writer says above it that these are the answers."""
    if not quoted or not IN_CAPITALS.search(text, 0, min(start for start, _ in quoted)):
        return
    for start, end in quoted:
        for line in LINE.finditer(text, start, end):
            if line[0].isupper() and len(line[0].split()) >= FEWEST_CAPITALS:
                yield line.start(), line.end()


def beside(part: str, text: str) -> Iterator[Span]:
    """Yield what stands in a part beside the letter: older letters, a law that it prints, what follows its signature."""
    older = list(older_letters(text))
    yield from older
    yield from printed_law(text, len(text))
    if part.startswith("attachment") and not older:
        yield from behind_signature(text, len(text))
        request = REQUEST_BEHIND.search(text)
        if request and len(text[: request.start()].split()) >= A_NOTE:
            yield request.start(), len(text)


def older_letters(text: str) -> Iterator[Span]:
    """Yield the letters of a text that holds several, each dated and with its greeting, but the latest."""
    heads: list[tuple[tuple[int, int, int], int]] = []
    for found in DATED.finditer(text):
        following = DATED.search(text, found.end())
        reach = min(found.end() + REACH_OF_HEAD, following.start() if following else len(text))
        if SALUTES.search(text, found.end(), reach):
            day = (int(found["year"]), MONTHS[found["month"].lower()], int(found["day"]))
            heads.append((day, found.start()))
    if not 1 < len(heads) <= MOST_LETTERS:
        return
    latest = max(heads)
    ends = [place for _, place in heads[1:]] + [len(text)]
    yield from ((place, end) for (day, place), end in zip(heads, ends, strict=True) if day < latest[0])


def printed_law(text: str, end: int) -> Iterator[Span]:
    """Yield the policy or law that a letter says it prints below, from its heading to the end."""
    lower = text.lower()
    may_print = any(word in lower for word in OF_LAW_BELOW)
    cue = LAW_BELOW.search(text, 0, end) if may_print else None
    if cue and (head := HEADS_LAW.search(text, cue.end(), end)):
        yield head.start(), end


def signature_spans(text: str, end: int) -> Iterator[Span]:
    """Yield the signature: the short lines after a sign-off, or all below `-- `, before `end`."""
    signed = end
    for match in SIGN_OFF.finditer(text, 0, end):
        yield match.start(), _end_of_short_lines(text, match.end(), end)
        signed = min(signed, match.end())
    if behind := BEHIND.search(text, signed, end):
        yield behind.start(), end
    for mark in (DASHES, ADDENDUM):
        if found := mark.search(text, 0, end):
            yield found.start(), end


def behind_signature(text: str, end: int) -> Iterator[Span]:
    """Yield what stands behind the signature of an attached letter: a log, a record, the request as it came."""
    signed = max(SIGN_OFF.finditer(text, 0, end), key=lambda found: found.end(), default=None)
    if (
        signed
        and len(text[: signed.start()].split()) >= A_LETTER
        and POSTSCRIPT.search(text, signed.end()) is None
    ):
        start = _end_of_short_lines(text, signed.end(), end)
        if start < end and ACCOUNT.search(text, start, end) is None:
            yield start, end


def _runs(text: str, below: int) -> Iterator[Span]:
    """Yield the runs of quoted lines; two with only blank lines between them are one."""
    begin, finish = 0, -1
    is_marked = ">" in text or "|" in text
    for match in QUOTED_LINES.finditer(text, 0, below) if is_marked else ():
        if finish >= 0 and text[finish : match.start()].strip():
            yield begin, finish
            begin = match.start()
        elif finish < 0:
            begin = match.start()
        finish = match.end()
    if finish >= 0:
        yield begin, finish


def _first_below(text: str) -> int:
    """Return where the first earlier letter begins that reaches to the end, or the text's length."""
    lower = text.lower()
    patterns = [pattern for pattern, words in BELOW if any(word in lower for word in words)]
    places = [len(text), *(found.start() for pattern in patterns if (found := pattern.search(text)))]
    for found in RESPOND_ABOVE.finditer(text) if "above" in lower else ():
        # a portal prints the line first; below somebody's own words it opens the letter they answer
        if len(re.sub(r"\W", "", text[: found.start()])) > 60:
            places.append(found.start())
            break
    for found in ON_WROTE.finditer(text) if any(word in lower for word in WROTE) else ():
        after = text[found.end() : found.end() + 300].lstrip()
        if _is_told(found[0]):
            continue
        if not after.startswith((">", "|")):
            places.append(found.start())
            break
    start = min(places)
    if start == len(text):
        return start
    own = text[:start]
    hands_on = len(own.split()) <= MOST_HANDING_ON and HANDS_ON.search(own) is not None
    if not re.search(r"\w", own) or (hands_on and not REQUESTS.search(text, start, start + 1_500)):
        return _past_forwarded_head(text, start)
    return start


def _is_told(words: str) -> bool:
    """Say whether "On Monday ... as the clerk wrote:" is a sentence, and no line of a mail program."""
    return TOLD.search(words) is not None or not HEADED.search(words)


def _past_forwarded_head(text: str, start: int) -> int:
    """A letter that is nothing but a forwarded one is read as that one: skip its header block, quote the next."""
    head = HEADER_BLOCK.search(text, start)
    if head is None or start == len(text):
        return len(text)
    rest = text[head.end() :]
    following = min((m.start() for p in (ORIGINAL, HEADER_BLOCK) if (m := p.search(rest))), default=len(rest))
    return head.end() + following


def _with_introduction(text: str, start: int) -> int:
    """Return where the line "On ... wrote:" above a quotation starts, or the quotation's own start."""
    for match in ON_WROTE.finditer(text, max(0, start - 400), start):
        if not text[match.end() : start].strip():
            return match.start()
    return start


def _end_of_short_lines(text: str, start: int, end: int) -> int:
    """Return the end of the block of short lines that follows a sign-off: name, office, telephone."""
    place, lines = start, 0
    for match in LINE.finditer(text, start, end):
        line = match[0].strip()
        if (
            len(line) > 78
            or (line.endswith(".") and len(line.split()) > 6)
            or lines > 14
            or not match[0]
            or SAYS.search(line)
        ):
            break
        lines += bool(line)
        place = match.end()
    return place
