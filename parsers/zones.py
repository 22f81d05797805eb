"""Which zone each sentence of a letter stands in: decided here, once, before any phrase is tried.

Most wrong facts come from right patterns in wrong places. Layout decides first (quoted mail, the echo a portal
frames, the signature), then the words a sentence opens with (history, remedies, notices).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import lru_cache

from parsers import boxes, quoting
from parsers.echo import Stretch, repeated
from parsers.facts import Sentence, Zone
from parsers.framing import ECHO_FRAMES, LAW_FRAME, Frame, framed
from parsers.needs import guarded
from parsers.sentences import fold, split

EMPTY_FIELDS = 2  # "Deposit $ ____ Balance due $ ____": a form that nobody filled in
MOST_SPANS = 300  # marked stretches of one text; a letter answered line by line has a tenth of them

REMEDIES = guarded(
    "appeal|review|complain|satisf|unhappy|disagree|believe|feel|consider|mandamus|ombud|commissioner|attorney|services|dispute|liaison|access|government|ogis|internal",
    r"^(?!.*\bappeal (?:was|has been|is) (?:\w+ )?(?:received|assigned|logged|docketed)\b)(?!.*\b(?:hear|outcome|decision|response)\b.{0,30}\bby \d).*(?:\b(?:(?:right|file|lodge|submit|make|wish|want|entitled|able|desire|choose|decide) (?:to |of |an |any |a |your )*(?:an? )?(?:administrative )?(?:appeal|internal review|complain\w*|review of)|"
    r"(?:may|can|must|should) (?:also )?(?:appeal|seek (?:judicial |an )?(?:review|internal)|request (?:an? )?(?:internal )?review|complain|contact (?:the )?(?:ombud|information commissioner|office of government information|public access|ogis|foia public liaison))|"
    r"(?:not|are dis)\s?satisfied with|if you (?:are unhappy|disagree|are dissatisfied|believe|feel|consider)|"
    r"judicial review|court (?:can|may|to) (?:be asked to )?review|writ of mandamus|ombuds\w+|information commissioner|attorney general(?:'s office)? (?:may|can)|"
    r"appeal(?:s)? (?:must|should|may|can|rights|process|officer(?! will\b))|(?:your|an) appeal (?:must|should|may|can|to)|"
    r"(?:following|after|upon|on|of) (?:the )?receipt of (?:the|an|any|your|such an?) (?:\w+ )?appeal|"
    r"office of government information services|dispute resolution services|foia public liaison|"
    r"within (?:\w+[- ]?){0,3}\(?\d{0,3}\)? ?(?:calendar |business |working )?days (?:of|from|after) (?:the date of )?(?:this|the|receipt of this) (?:letter|notice|determination|decision|denial|response)\b[^.]{0,60}appeal))",
)
_PAST_DAY = r"(?:\w+ \d{1,2}(?:st|nd|rd|th)?(?:,? (?:19|20)\d\d)?|\d{1,2}/\d{1,2}(?:/\d{2,4})?|\d{1,2} \w+ (?:19|20)\d\d)"
HISTORY = guarded(
    "prior|withheld|denied|refused|granted|disclosed|invoked|took|taken|exercised|posted|given|uploaded|had|previous|earlier|last|already|promised|mailed|called|phoned|spoke|left|contacted|informed|notified|advised|told|wrote|said|sent|provided|indicated|responded|extended|received|acknowledged|stated|asked|requested|issued|replied|released|produced|noted|discussed|mentioned",
    r"^\W*(?:on|in|by) (?:or about )?(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,? )?(?:our |my |an? )?(?:(?:\w+ \d{1,2}(?:st|nd|rd|th)?(?:,? (?:19|20)\d\d)?|\d{1,2}/\d{1,2}/\d{2,4}|\d{1,2}(?:st|nd|rd|th)? (?:\w+ (?:19|20)\d\d|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*))|"
    r"(?:previous|earlier|prior|last|initial) (?:letter|e-?mail|response|correspondence|message|communication))[^.]{0,60}?,? (?:we|i|the \w+|our office|this office|\w+ \w+)(?: \w+){0,4}? "
    r"(?:informed|notified|advised|told|wrote|said|sent|provided|indicated|responded|extended|received(?! (?:your|a|the|this)\b)|acknowledged(?! (?:your|a|the|this)\b)|stated|asked|requested|issued|replied|released|produced|e-?mailed|mailed|called|phoned|spoke|left|contacted|had|invoked|took|exercised|posted)\b|"
    rf"^\W*(?:on|in) (?:or about )?(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,? )?{_PAST_DAY},? (?:an?|the|your|our|that|these) [^.:]{{0,70}}?\b(?:was|were) (?:\w+ )?(?:posted|sent|mailed|e-?mailed|provided|issued|given|taken|invoked|told|notified|informed|advised|asked|uploaded|released)\b|"
    r"^\W*your (?:earlier|previous|prior) (?:[\w/]+ ){0,2}?(?:request|application|enquiry)\b|"
    r"\b(?:we|i|our office) had (?:\w+ )?(?:estimated|expected|hoped|planned|promised|anticipated|said|told)\b(?![^.]{0,140}\b(?:but|now|however|instead)\b)|\b(?:we|i|our office) (?:previously|earlier|last|already) (?:informed|notified|advised|told|wrote|said|sent|indicated|extended|stated|estimated|anticipated)\b|"
    r"\bas (?:we |i |was )?(?:previously |earlier )?(?:informed|notified|advised|stated|indicated|noted|discussed|mentioned) (?:in|on|by|earlier|previously)\b|"
    r"\b(?:time ?(?:frame|limit)?|period|deadline|due date|date)\b[^.]{0,90}\b(?:was|had been|were) (?:\w+ )?extended\b(?![^.]{0,80}\b(?:to|until|through) (?:\w+ \d|\d))|"
    r"^\W*(?:(?:as you (?:know|may recall|will recall)|last \w+|earlier|previously),? )?(?:we|i|our office) (?:had |first |originally )?(?:told|promised|said to|informed) you\b(?![^.]{0,120}\b(?:but|now|instead)\b)|"
    r"\b(?:that|the (?:earlier|initial|original|first)|(?:its|his|her)) (?:determination|decision|response|denial|letter) (?:had )?(?:released|withheld|denied|refused|granted|provided|disclosed)\b|"
    r"\b(?:informed|notified|advised|told) you (?:on|in|that|by|to expect)\b|\b(?:was|were) previously (?:due|estimated|expected|scheduled|promised)\b",
)
RESTATEMENT = guarded(
    "request|asked|seek|sought|wrote|stated|indicated|mentioned|asks|asking",
    r"^(?!.*\b(?:here (?:it|they) (?:is|are)|here you go|attached|enclosed)\b)\W*(?:(?:in|by|with) (?:your|the) (?:e-?mail|letter|request|correspondence|message)[^.]{0,60},? )?(?:you|your (?:e-?mail|letter|request)) "
    r"(?:had |have |has |also |specifically |originally )*(?:requested|asked|seeks?|sought|wrote|stated|indicated|mentioned|asks|are (?:requesting|seeking|asking)|were (?:requesting|seeking))\b",
)
# what makes "log in to the portal" more than a notice
_HANDED = r"(?:releas\w+|responsive|attached|uploaded|available|download\w*|retrieve|ready|posted|provided|fulfilled|closed|denied|complete[d]?)"
NOTICE = guarded(
    "confiden|complying|copyright|intended|privileged|error|mail|reply|unmonitored|virus|survey|law|disclosure|caution|message|reserved|reader|hours|powered|unsubscribe|privacy|support|help|log|link|expire|expressed|scanned|click|environment|code",
    r"\b(?:confidential(?:ity)? (?:notice|note|statement)|intended (?:only |solely )?(?:for the |recipient)|intended recipient|"
    r"(?:this|the information (?:contained )?in this|any) (?:\w+ )?(?:e-?mail|message|communication|transmission|transmittal|fax)\b[^.]{0,160}\b(?:confidential|privileged)|"
    r"(?:may )?contains? (?:\w+ ){0,4}(?:confidential|privileged)\b[^.]{0,60}\b(?:information|material)\b[^.]{0,40}\b(?:intended|only|which is|and is)|if you (?:have )?received? this (?:e-?mail|message|communication) in error|"
    r"(?:this|external) e-?mail (?:was sent|is from an unmonitored|originated|has been)|do not reply|unmonitored|please consider the environment|virus|"
    r"broad public records law|e-?mails?\b[^.]{0,60}\b(?:may be|are|is) (?:\w+ )?(?:public records?\b[^.]{0,60})?subject to (?:public )?disclosure|e-?mail (?:correspondence )?to and from|customer (?:satisfaction )?survey|caution: |this message (?:has been|was) sent|all rights reserved|"
    r"(?:adobe|acrobat) reader|office hours|hours of operation|powered by|unsubscribe|privacy policy|technical support|help page|"
    rf"^(?!.*\b{_HANDED}\b).*\blog ?in to (?:the|your)|"
    r"links? (?:are|is) valid|(?:links?|message|password|code)\b[^.]{0,60} will expire|"
    r"in complying with (?:their|its|our) statutory duty|copyright owner of the enclosed|views expressed|scanned (?:for|by)(?! (?:close|(?:the )?end|then|this|next|noon|\w+day))|click here to)\b",
)
# what the words of a sentence tell of its zone, asked in this order
BY_WORDS = (
    (Zone.REMEDIES, REMEDIES),
    (Zone.HISTORY, HISTORY),
    (Zone.ECHO, RESTATEMENT),
    (Zone.FOOTER, NOTICE),
)


def divide(
    part: str, text: str, frames: tuple[Frame, ...] = (), asked: str = "", *, in_form: bool = False
) -> Iterator[Sentence]:
    """Yield the sentences of one part in order, each with its zone; what repeats `asked` is echo."""
    spans = _spans(part, text, frames, asked, in_form) if part != "subject" else []
    for start, end in _cut_at_edges(split(text), spans):
        words = fold(text[start:end])
        if words:
            begin = start + len(text[start:end]) - len(text[start:end].lstrip())
            yield Sentence(words, part, begin, _zone(words, begin, spans))


def _spans(
    part: str, text: str, frames: tuple[Frame, ...], asked: str, in_form: bool
) -> list[tuple[int, int, Zone]]:
    """Return what layout marks, the strongest first: quoted mail, the known echo, frames, signatures."""
    quoted = [(start, end, Zone.QUOTED) for start, end in quoting.quoted_spans(text)]
    pairs = [(start, end) for start, end, _ in quoted]
    typed = [(start, end, Zone.STATEMENT) for start, end in quoting.answers_in_capitals(text, pairs)]
    own_end = quoted[-1][0] if quoted and quoted[-1][1] == len(text) else len(text)
    marked = [span for frame in (*frames, *ECHO_FRAMES, LAW_FRAME) for span in framed(text[:own_end], frame)]
    known = repeated(text[:own_end], asked) if asked else []
    echoed = [(each.start, each.end, Zone.ECHO) for each in known if each.is_echo]
    marked = [piece for span in marked for piece in _without_insertions(span, known)]
    signed = [(start, end, Zone.FOOTER) for start, end in quoting.signature_spans(text, own_end)]
    unticked = [(start, end, Zone.ECHO) for start, end in boxes.unticked(text[:own_end], in_form=in_form)]
    beside = [(start, end, Zone.QUOTED) for start, end in quoting.beside(part, text[:own_end])]
    ticked = [(start, end, Zone.STATEMENT) for start, end in boxes.ticked(text[:own_end])]
    return _few([*typed, *quoted, *beside, *ticked, *echoed, *marked, *signed, *unticked], len(text))


def _without_insertions(span: tuple[int, int, Zone], known: list[Stretch]) -> Iterator[tuple[int, int, Zone]]:
    """Yield what is left of an echo that a frame marks, without what the agency is known to have put into it."""
    start, end, zone = span
    for stretch in known if zone is Zone.ECHO else ():
        if not stretch.is_echo and start < stretch.end and stretch.start < end:
            if start < stretch.start:
                yield start, stretch.start, zone
            start = stretch.end
    if start < end:
        yield start, end, zone


def _few(spans: list[tuple[int, int, Zone]], length: int) -> list[tuple[int, int, Zone]]:
    """Return no more stretches than a letter has; from where the others begin nothing counts as a statement."""
    if len(spans) <= MOST_SPANS:
        return spans
    return [(min(start for start, _, _ in spans[MOST_SPANS:]), length, Zone.QUOTED), *spans[:MOST_SPANS]]


def _cut_at_edges(
    pieces: Iterator[tuple[int, int]], spans: list[tuple[int, int, Zone]]
) -> Iterator[tuple[int, int]]:
    """Cut sentences where a marked stretch begins or ends: none stands in two zones."""
    edges = sorted(
        edge
        for number, (first, last, _) in enumerate(spans)
        for edge in {first, last}
        if not any(start < edge < end for start, end, _ in spans[:number])  # inside a stronger stretch
    )
    for start, end in pieces:
        begin = start
        for edge in dict.fromkeys(edges[bisect_right(edges, start) : bisect_left(edges, end)]):
            yield begin, edge
            begin = edge
        yield begin, end


def _zone(words: str, start: int, spans: list[tuple[int, int, Zone]]) -> Zone:
    if words.count("___") >= EMPTY_FIELDS:
        return Zone.ECHO
    for first, last, zone in spans:
        if first <= start < last:
            return zone
    return _by_words(words)


@lru_cache(maxsize=4_096)  # greetings, footers and template sentences come again and again
def _by_words(words: str) -> Zone:
    return next((zone for zone, pattern in BY_WORDS if pattern.search(words)), Zone.STATEMENT)
