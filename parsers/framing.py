"""Stretches of a letter that its layout marks: what a portal frames, and the echo of the request.

An echo opens with words such as "You requested the following:" and ends with its quotation, with its list, or where
the agency speaks again. What the agency says inside it, behind an item or in brackets, is its own word.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from parsers.facts import Zone
from parsers.patterns import lazy
from parsers.sentences import BULLET, fold, split, units

VOICE = lazy(
    r"\b(?:i (?:am|was|would|will|do|have|had|request|seek|ask|need|want|hereby|understand|can|also)|my|i['’](?:m|d|ll|ve)|we (?:request|seek|ask|are (?:requesting|seeking))|please (?:provide|send|include|treat|waive|let me|contact me|do not))\b",
    re.IGNORECASE,
)
TO_REQUESTER = lazy(
    r"\bi (?:looked|searched|checked|found|located|spoke|pulled|scanned|copied|uploaded|cannot|can't|can’t)\b|\bour (?:vault|files|records|office|department|system|index|staff|legal)\b|\b(?:does|do|did) not (?:hold|have|possess|maintain)\b|"
    r"\b(?:makes?|is|are) (?:this |the )?(?:\w+ )?confidential\b|\bhand (?:it |them )?out\b|\battorney general\b|\b(?:have|has) been (?:uploaded|released|redacted|withheld)\b|"
    r"\b(?:are|do|did|would|could) you (?:asking|looking|referring|want|mean|need|still|seek|like|prefer)|\bthe \w+ you (?:want|mean|need|seek|are asking)\b|\byour request\b",
    re.IGNORECASE,
)
QUOTATION = re.compile(r"[\"“'‘][^\"“”]{20,4000}[\"”]\W{0,3}", re.DOTALL)
OF_A_REQUEST = lazy(  # how a paragraph of a request goes on
    r"\W*(?:please|any|all|copies|including|specifically|also|in (?:particular|addition|the event)|for (?:example|the)|such|this request|these|the (?:following|requested|time)|time|dates?|if|should|to the extent)\b",
    re.IGNORECASE,
)
ANSWERS = lazy(  # what only who answers says, behind a paragraph of a request
    r"\byour (?:request|order)\b|\byour (?:records|documents|files?) (?:is|are|was|were|have|has|can|will)\b|\byou (?:will|may|can|should)\b|\bwe (?:have|are|will|do|did|found|cannot)\b|"
    r"\b(?:is|are|was|were|has been|have been) (?:now |also |being |currently |hereby )?(?:attached|available|ready|enclosed|uploaded|released|closed|completed?|provided|withheld|exempt|redacted|located|found|denied|granted|confidential)\b|"
    r"^closed\b|\bno (?:responsive )?(?:records|documents|redactions|reports?)\b|\brecords? center\b|\b(?:does|do|did) not (?:have|hold|maintain|exist)\b|\b(?:extension|additional time)\b",
    re.IGNORECASE,
)
MOST_FRAMES = 40  # of one kind; the last one reaches to the end
PARAGRAPH = re.compile(r"[^\n]+(?:\n(?![ \t]*\n)[^\n]+)*")


@dataclass(frozen=True, slots=True)
class Frame:
    """A stretch of text that a layout marks: it opens after one pattern and closes before another.

    Without `closes` it ends with the text. `keeps` marks what inside it is the agency speaking all the same,
    such as an answer in brackets behind an item.
    """

    zone: Zone
    opens: re.Pattern[str]
    closes: re.Pattern[str] | None = None
    keeps: re.Pattern[str] | None = None


AGENCY_SPEAKS = lazy(
    r"^[ \t]*(?:(?:the|this|your|our)\s+(?:above\s+)?(?:request|reference|tracking|city|county|town|village|state|department|district|agency|"
    r"office|division|bureau|board|university|sheriff|police|authority|council|ministry|commission|clerk|(?:\w+ ){0,4}act|law|records? custodian)\b(?!'s\b)|"
    r"we\b|please\s+(?:be advised|note|find|see|allow|contact|accept|let)|pursuant to\b(?:[^.\n]|\.(?=\d)){3,90}\b(?:the (?:city|county|town|department|agency|district|office|university|state)|we)\b|"
    r"in (?:response|accordance|reply)\b|in regards? to\b|with (?:regards?|respect) to\b|after (?:a |conducting|review|search)|"
    r"if you\b|thank you\b|upon review\b|a (?:search|review|good faith)\b|at this time\b|unfortunately\b|attached\b|enclosed\b|"
    r"your (?:\w+ )?(?:records?|documents?|files?|reports?|copies|footage|video|order) (?:is|are|was|were|has|have|can|may|will)\b|with this (?:release|response|e-?mail|message)\b|"
    r"there (?:are|were) (?:no|currently)\b|you (?:will|can|may)\b|you should\b|on (?:behalf)\b|i (?:have|am|regret|can|write|wish)\b(?! request| seek| would)|"
    r"good (?:morning|afternoon|evening|day)\b|hello\b|hi\b|greetings\b|per (?:the|our|your)\b|see (?:attached|the attached|below)\b|based (?:on|upon)\b|"
    r"(?:(?:all|these|requested|responsive|additional|police|incident|crash|case|the requested) ){1,2}(?:records?|documents?|reports?|files?|footage|videos?|e-?mails?|information) (?:[\w-]+ ){0,5}?(?:has|have|is|are|was|were|do|does|can|could|may|will)\b|"
    r"body[- ](?:worn )?cam(?:era)? (?:footage|videos?) (?:was|is|were|are|has|have|does|do|can|will)\b|this (?:completes|concludes|closes)\b|"
    r"(?:the|a) (?:original|initial|statutory|normal|usual|final|formal|new|revised|full) (?:[\w-]+ ){0,3}?(?:period|deadline|time|date|response|decision|due|limit|answer|reply|determination)\b|a (?:decision|determination|reply)\b|"
    r"responsive\b|under (?:the|section)\b[^.\n]{0,80}\b(?:council|ministry|department|agency|police|we|our|city|county)\b|records? responsive\b|no (?:responsive|records)\b|to (?:monitor|track|view|check)\b|sincerely\b|regards\b|monitor\b|a response\b|"
    r"(?:the|all|any) (?:\w+ )?(?:records?|documents?|files?|reports?|footage|recordings?|information|materials?)(?: that)? you(?:'ve| have| are)? (?:seek|seeking|sought|request(?:ed|ing)?|asked)\b|"
    r"the requested (?:records?|documents?|reports?|information|materials?) (?:are|is|were|was|have|has|do|does|can|could|may|will)\b|"
    r"(?:as|since|because) (?:we|you|our office|the \w+) (?:have|has|had|did|do|does) not\b|having (?:heard|received) (?:no|nothing)\b|"
    r"as (?:of today|such|a result)\b|decision\b|dear\b)",
    re.IGNORECASE | re.MULTILINE,
)
OURS = lazy(r"(?:we|our)\b", re.IGNORECASE)
_ADVERBS = r"(?:(?:have|had|has|also|specifically|originally|further|then|were|are|is|was) )*"
_LETTER = r"(?:request|letter|e-?mail|enquiry|inquiry|application|correspondence|message|questions?)"
OPENING = 260  # characters of the longest words that open an echo
OPENERS = ("you", "request", "record", "descri", "follow", " of ")  # no echo opens without one of these
HANDED_OVER = lazy(  # "here are the figures you asked for:" opens what is given, and no echo
    r"\b(?:pull\w*|found|finish\w*|send\w*|sent|copied|located|gathered|scanned) (?:\w+ ){0,3}what you (?:\w+ )?(?:asked|requested|wanted)\b|\byou (?:ask|asked) (?:for|about) (?:an? |the |our )?(?:[\w-]+ ){0,2}(?:date|estimate|status|update)\b|\b(?:here(?:['’]?s| is| are)|attached|enclosed)\b[^:\n.]{0,60}\b(?:that |which )?you(?:['’]ve| have)? (?:asked|requested|wanted)\b|\b(?:letter|estimate|figures|numbers|answers?) (?:that |which )?you (?:\w+ )?(?:asked|requested|wanted)\b",
    re.IGNORECASE,
)
ONCE_MORE = 90  # characters behind the words that open an echo in which it is opened again
MOST_COLONS = 300
ANSWER = lazy(
    r"\((?:responsive records?[^()\n]{0,60}|rolling release[^()\n]{0,40}|see attached|attached|no (?:responsive )?(?:records|documents)[^()\n]{0,40}|"
    r"released|withheld|exempt[^()\n]{0,40}|pending)\)",
    re.IGNORECASE,
)
COUNTED = lazy(
    r"\s*(?P<word>item|request|question|q)?\W{0,3}(?:no\.\s*)?(?P<count>\d{1,3}|[a-z])\s*[.:)]", re.IGNORECASE
)
_MARKER = r"[ \t]*(?:[-*•·o▪‣–●○■◦►➢]\s|\(?(?:\d{1,3}|[a-z]|[ivx]{1,4})[.)]\s|(?:item|request)\s+(?:no\.\s*)?\d{1,3}\s*[.:)])"
ITEM = lazy(rf"^{_MARKER}(?P<words>[^\n]*(?:\n(?![ \t]*\n|{_MARKER})[^\n]+)*)", re.MULTILINE | re.IGNORECASE)
ITEM_REACH = 160  # characters of what follows an item in which its answer begins
ITEM_ANSWER = lazy(  # the agency's own words behind an item that it repeats
    r"^\W*(?:(?:please )?(?:see )?(?:enclosed|attached)|produced|released|provided|granted|denied|refused|withheld|redacted|none\b|not held|no (?:such |responsive )?(?:records?|documents?|information)|nothing|yes\b|no[.,])|"
    r"^(?!\W*(?:if|should|please|all|any|and any)\b)[^.?]{0,120}\b(?:(?:is|are|was|were|have been|has been) (?:also |being |herewith )?(?:enclosed|attached|provided|released|produced|withheld|exempt|denied|granted|refused|not held)|(?:does|do|did) not (?:exist|have|hold|possess|maintain)|(?:never|no) (?:kept|such|responsive|records)|exempt (?:from|under)|we['’]ll|(?:we|i|the (?:city|county|department|district|university|agency|office|council|town|clerk)(?:['’]s \w+)?) (?:will|have|has|do|does|did|cannot|can|are|is|found|located|withh\w+))\b",
    re.IGNORECASE,
)
_RUN = r"(?:[^.:\n]|\n(?![ \t]*\n))"  # words of one sentence, whose lines may be broken
ECHO_FRAMES = (
    Frame(  # of these words only what is quoted behind them is the request
        Zone.ECHO,
        lazy(
            rf"\b(?:received|receipt of|got|have|regarding|refer to) (?:[\w,]+ ){{0,2}}?your (?:[\w,]+ ){{0,6}}?{_LETTER}\b{_RUN}{{0,140}}:(?=\s{{0,9}}[\"“‘])",
            re.IGNORECASE,
        ),
        AGENCY_SPEAKS,
    ),
    Frame(
        Zone.ECHO,
        lazy(
            rf"(?:records?(?:\(s\))? (?:requested|sought)|(?:request|records?) (?:description|details)|(?<=\n)description|(?-i:\bDescription)(?=: ?(?:To Whom|Dear|Hello|I|Pursuant|Please|Under|Any|All|Copies|Records)\b)|description of (?:the )?(?:records?|request|documents?)[^:\n]{{0,40}}|requested records|"
            rf"\byou {_ADVERBS}(?:requested|request|asked|ask|sought|seek|seeking|requesting|asking|wrote|stated|said|made)\b(?!,){_RUN}{{0,90}}|"
            rf"\byour (?:[\w,]+ ){{0,6}}?{_LETTER}(?: [\w,/]+){{0,9}}? (?:seeks?|sought|asks?|asked|states?|stated|mentioned|reads?|requests|requested|(?:was|is|were) (?:for|as follows))\b{_RUN}{{0,70}}|"
            rf"\b(?:you|your|request\w*)\b{_RUN}{{0,90}}\b(?:requesting|seeking|for|regarding|concerning) (?:\w+ ){{0,3}}(?:the )?following(?: \w+){{0,4}}|"
            rf"\b(?:made|worded|set out|reads?) (?:in the following terms|as follows)|\byour (?:[\w,]+ ){{0,6}}?{_LETTER} (?:dated|received|of|made|submitted|sent|which)\b{_RUN}{{0,120}}\b(?:for|seeking|regarding|concerning|requesting|about)|\bi note (?:that )?you seek{_RUN}{{0,80}}|"
            rf"\b(?:text|wording|body|details|scope) of (?:your|the) {_LETTER}{_RUN}{{0,30}}|\bfollowing (?:public )?(?:records?|information) request{_RUN}{{0,60}})"
            r"(?<!below)(?<!ready)(?<!attached)(?<!enclosed)(?<!available)(?<!fees)(?<!charges)(?<!costs)(?<!reasons)(?<!reason)(?<!reply as follows)(?<!respond as follows)(?<!responds as follows)(?<!answer as follows)(?<!following for each)(?<!following determinations)(?<!following decisions):[ \t]*\n?",
            re.IGNORECASE,
        ),
        AGENCY_SPEAKS,
        keeps=ANSWER,
    ),
)

# a law that a letter prints behind "the section reads:", to where the agency speaks again
LAW_FRAME = Frame(
    Zone.QUOTED,
    re.compile(r":[ \t]*\n\s*(?=[\"“]?(?:§{1,2}|(?:Sec(?:tion|\.)|Art(?:icle|\.)|Rule)) ?\d)"),
    re.compile(
        r"\n[ \t]*\n(?=[ \t]*(?:The (?:City|County|Town|Village|Department|District|Agency|Office|University|Authority|Board|Council|State)\b|We\b|I\b|Your\b|Please\b|If you\b|Sincerely|Thank))"
    ),
)


def framed(text: str, frame: Frame) -> Iterator[tuple[int, int, Zone]]:
    """Yield where the stretches begin and end that a frame marks, each with its zone."""
    place = count = 0
    while opened := _opening(text, frame, place):
        count += 1
        if count > MOST_FRAMES:
            yield opened.end(), len(text), frame.zone
            return
        again = frame.opens.search(text, opened.end(), opened.end() + ONCE_MORE)
        if again and frame.zone is Zone.ECHO:  # "the following request ... You requested the following:"
            opened = again
        start = opened.end()
        if frame.zone is Zone.ECHO and (quoted := QUOTATION.match(text, _past_blanks(text, start))):
            yield start, quoted.end(), frame.zone
            place = quoted.end()
            continue
        closed = frame.closes.search(text, start) if frame.closes else None
        end = min(
            closed.start() if closed else len(text),
            _end_of_echo(text, start)
            if frame in ECHO_FRAMES
            else min(_end_of_list(text, start), _end_of_request(text, start))
            if frame.zone is Zone.ECHO
            else len(text),
        )
        if frame.keeps:
            for first, last in _kept(text, start, end, frame.keeps):
                yield start, first, frame.zone
                start = last
        yield start, end, frame.zone
        place = max(end, opened.end())


def _kept(text: str, start: int, end: int, keeps: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Yield what the agency says inside an echo: in brackets, or behind an item of the list, to its end."""
    place = start
    for first, last in sorted(
        [*(m.span() for m in keeps.finditer(text, start, end)), *_behind_items(text, start, end)]
    ):
        if first >= place:
            yield first, last
            place = last


def _behind_items(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield where an item of an echoed list is answered in its own paragraph: "2. Your letters. None were kept." """
    for item in ITEM.finditer(text, start, end):
        pieces = [item.start("words") + first for first, _ in split(item["words"])]
        for first in pieces[1:]:
            if ITEM_ANSWER.search(fold(text[first : item.end()])[:ITEM_REACH]):
                yield first, item.end()
                break


def _past_blanks(text: str, start: int) -> int:
    return start + len(text[start : start + 200]) - len(text[start : start + 200].lstrip())


def _opening(text: str, frame: Frame, place: int) -> re.Match[str] | None:
    """Return where a frame opens next; a general echo opens before a colon, so only what stands before one is searched."""
    if frame not in ECHO_FRAMES:
        return frame.opens.search(text, place)
    for _ in range(MOST_COLONS):
        colon = text.find(":", place)
        if colon < 0:
            return None
        start = max(place, colon - OPENING)
        before = text[start:colon].lower()
        if "description of" not in before:  # what opens so may go on behind a stop
            start = max(start, text.rfind(".", start, colon))
            before = before[start - colon :]
        if (
            any(word in before for word in OPENERS)
            and (found := frame.opens.search(text, start, colon + 12))
            and not HANDED_OVER.search(text, start, found.end())
        ):
            return found
        place = colon + 1
    return None


def _end_of_echo(text: str, start: int) -> int:
    """Return where an echo that no layout frames ends: with its list, its quotation, or the requester's voice."""
    end = start
    for begin, finish in units(text[start : start + 40_000]):
        words = text[start + begin : start + finish].lstrip()
        if BULLET.match(words) and end == start:
            return _end_of_list(text, start)
        if end > start and not (BULLET.match(words) or VOICE.search(words) or words[:1].islower()):
            break
        if end > start and TO_REQUESTER.search(words):
            break
        quoted = QUOTATION.match(text, start + finish - len(words))
        end = quoted.end() if quoted else start + finish
        if quoted:
            break
    return end if end > start else len(text)


def _end_of_request(text: str, start: int) -> int:
    """Return where a request that stands without quotation marks ends: at a paragraph that answers it."""
    for number, paragraph in enumerate(PARAGRAPH.finditer(text, start, start + 40_000)):
        words = paragraph[0]
        if not number or BULLET.match(words) or words.lstrip()[:1].islower():
            continue
        if ANSWERS.search(words) and not VOICE.search(words) and not OF_A_REQUEST.match(words):
            return paragraph.start()
    return len(text)


def _end_of_list(text: str, start: int) -> int:
    """Return where a list that begins here ends: at the first paragraph that is no item, where none follows soon."""
    paragraphs = [(start + m.start(), m[0]) for m in PARAGRAPH.finditer(text[start : start + 40_000])]
    if not paragraphs or not BULLET.match(paragraphs[0][1]):
        return len(text)
    items = [number for number, (_, words) in enumerate(paragraphs) if BULLET.match(words)]
    last = 0
    for number in items:
        words = paragraphs[number][1]
        if number and (_begins_anew(paragraphs[0][1], words) or _is_own(paragraphs[0][1], words)):
            return paragraphs[number][0]
        if number - last > 2 or any(AGENCY_SPEAKS.match(words) for _, words in paragraphs[last + 1 : number]):
            break
        last = number
    return paragraphs[last + 1][0] if last + 1 < len(paragraphs) else len(text)


def _is_own(first: str, words: str) -> bool:
    """Say whether a list of dashes is followed by a number of the agency's own list: "- all maps", "2. We hold some"."""
    if COUNTED.match(first) or not (other := COUNTED.match(words)):
        return False
    behind = words[other.end() :].lstrip()
    return other["count"].isdigit() and any(each.match(behind) for each in (OURS, AGENCY_SPEAKS))


def _begins_anew(first: str, words: str) -> bool:
    """Say whether an item is the first of a second list, which answers the first one."""
    one, other = COUNTED.match(first), COUNTED.match(words)
    if one is None or other is None:
        return False
    return one["count"].lower() == other["count"].lower() or bool(other["word"]) > bool(one["word"])
