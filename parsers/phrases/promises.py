"""Days an agency promises, and days it sets for the requester, in any letter."""

import re
from collections.abc import Iterator
from datetime import date

from parsers import places
from parsers.dates import Day, Span, find_days, find_spans, habit
from parsers.facts import About, Basis, PromisedDate, Sentence, Sure, Zone
from parsers.letter import Letter
from parsers.phrases.signals import QUOTE

NEEDS = (
    "by ",
    "before",
    "within",
    "later th",
    "until",
    "day",
    "due",
    "week",
    "month",
    "expect",
    "estimat",
    "exten",
    "on or",
    "date",
    "to ",
    "end of",
    "bis ",
)
BEFORE_DAY = re.compile(
    r"(?:\bby\b|\bon or (?:before|about|around)\b|\bno(?:t)? later tha[nt]\b|\bbefore\b|\bprior to\b|\buntil\b|\btill\b|\baround\b|\bapproximately\b|\bbis (?:zum)?|"
    r"\b(?:is|are|be|been|now|changed|moved|revised|extended|extension|time|period|date|limit|further time|decision)\b[^.,;]{0,40}\bto\b|\bexten\w+[^.;]{0,140}\bto\b|"
    r"\b(?:due|expected|estimated|scheduled|required|completion|target|response|delivery|release|production|deadline)\b[^.;]{0,50}\b(?:date|on|is|of|for|now|:)|\bexpires? (?:on|today)|\bcompletion estimate is now|"
    r"\bready (?:on|for)|\bavailable (?:on|starting)|\bdate(?: is| of)?:?|\bis now|\b(?:respond|reply|produce|provide|release|deliver|send|determination|decision|complete)\b[^.;]{0,60}\bon)"
    r"[\s:(]*(?:(?:the )?(?:end of (?:business|day)|close of business|cob|eod|noon|5 ?(?:p\.?m\.?)|midnight|required date|date|new date|start|statutory (?:date|deadline)|due date|deadline)[\s,]*(?:of|on|by|is)?\s*)*[\s:(*]*$",
    re.IGNORECASE,
)
FUTURE = re.compile(
    r"\b(?:will|shall|'ll|expects?|expected|anticipat\w*|estimat\w*|hopes?|aims?|intends?|plans?|due|forthcoming|exten\w+|requires? until|is now|changed to|expires|calculated|required (?:by|date)|"
    r"ready|target\w*|should (?:be|have|receive|expect|take)|can (?:now )?expect|may take|up to|takes?|further time|new date|completion|scheduled|projected|likely|need until|must (?:respond|process|decide)|wird|be completed)\b",
    re.IGNORECASE,
)
PAST = re.compile(
    r"\b(?:received|submitted|dated|sent|filed|requested|entered|of your|was|were|made|wrote|since|between|from|during|signed|effective|approved|enacted|amended|adopted|passed)\b[^.;,]{0,40}$",
    re.IGNORECASE,
)
CANCELLED = re.compile(
    r"\b(?:original(?:ly)?|previous(?:ly)?|earlier|initial(?:ly)?|unable to meet|not (?:be )?able to|cannot|instead of|rather than|no longer|anticipated date|was (?:due|expected|estimated))\b",
    re.IGNORECASE,
)
REQUESTERS = re.compile(
    r"\b(?:you (?:must|need to|should (?!(?:\w+ )?(?:expect|receive|have))|have (?:until|up to|\w+ (?:\(\d+\) )?(?:business |calendar |working )?days)|are (?:asked|required|requested|invited)|may (?:respond|submit|provide|pay|contest))|please|kindly|"
    r"(?:ask|request|require)s? (?:that )?you|if you (?:do not|don't|fail|wish|would)|(?:do|does|did|have|has) not (?:hear|receive[d]?|respond|been received)|not received|response from you|"
    r"failure to|(?:your|the) (?:response|reply|payment|deposit|clarification|check) (?:is|must|should|within|by|not)|received (?:from you )?(?:by|within)|unless you|considered (?:automatically )?(?:withdrawn|abandoned)|will be (?:closed|cancel\w+|withdrawn|considered)|remit|pay\b|(?:must|needs? to|has to|is not|are not|to) be (?:paid|received|returned|submitted)|not paid)",
    re.IGNORECASE,
)
PAYS = re.compile(
    r"\b(?:pay(?:ment|able|ing)?|paid|deposit|fees?|remit\w*|check|cheque|money order|invoice|charges?|cost)\b",
    re.IGNORECASE,
)
NEVER = re.compile(
    r"\b(?:appeal|judicial|ombuds\w+|complain\w*|internal review|review by|links? (?:is|are|will)|expire\w* (?:in|after)|sign in to view|publicly|accessible to the public|retention|deleted|archived|closed (?:on|for)|holiday|office (?:is|will be) closed|"
    r"out of (?:the )?office|lawsuit|commence an action|penalt\w+|statute of limitations|survey)\b",
    re.IGNORECASE,
)
STATUTE = re.compile(
    r"\b(?:(?:act|law|statute|code|section|foia|foil|regulation|policy) (?:\w+ ){0,4}(?:requires?|provides?|allows?|permits?|states?|gives?|normally)|(?:have|has|is|are) (?:up to|allowed|permitted|required|entitled|obliged)|"
    r"statutory (?:period|time|limit|deadline)|may be extended|time limit for|normally|working days (?:period|available)|as required by|in accordance with the (?:act|law)|required (?:by law )?to (?:respond|make)|legally|pursuant to \w+ law)\b",
    re.IGNORECASE,
)
OWN_WORD = re.compile(
    r"\b(?:we|i|you|our office|(?:the|our) \w+(?: \w+)?) (?:will|shall|expects?|anticipates?|can expect)\b[^.;]{0,80}$",
    re.IGNORECASE,
)
ABOUT = (
    (
        About.INSTALLMENT,
        re.compile(
            r"\b(?:install?ments?|batch(?:es)?|(?:next|first|second|initial|partial|rolling|interim|final|subsequent) (?:\w+ )?(?:release|production|set|portion|response|segment)|segment)\b",
            re.IGNORECASE,
        ),
    ),
    (
        About.DETERMINATION,
        re.compile(
            r"\b(?:determin\w+|decisions?|decide|whether (?:\w+ ){0,6}(?:has|have|are|records|documents|possess|exist)|time limit|decid\w+)\b",
            re.IGNORECASE,
        ),
    ),
    (
        About.RECORDS,
        re.compile(
            r"\b(?:records?|documents?|files?|information|materials?|copies|data|production|footage|completion|complete[d]?|fulfil\w*|report|video)\b",
            re.IGNORECASE,
        ),
    ),
)
LAW_NAMES = re.compile(
    r"\b(?:freedom of information|official information|(?:public )?records? (?:act|law|requests?)|information (?:act|law|requests?)|requests? for (?:public )?(?:records|information|documents))\b",
    re.IGNORECASE,
)
FROM_RECEIPT = re.compile(
    r"\b(?:of|from|after|upon|following) (?:(?:the |its |our )?(?:date of )?(?:the )?(?:receipt|receiving|registration|submission|request)|(?:the )?(?:date|day) (?:of|on which|we|your|that|it))\b(?![^.]{0,20}\bthis (?:letter|e-?mail|notice|message))",
    re.IGNORECASE,
)
RECEIVED_ON = re.compile(
    r"\b(?:received|submitted|registered)\b[^.]{0,60}?\bon\b|\breceived:?\b", re.IGNORECASE
)
CONDITIONAL = re.compile(
    r"\b(?:upon|after|from|following|of|once|when)\b[^.]{0,50}\b(?:receipt|receiving|receive[d]?|payment|deposit|paid|clarification|approval|your (?:response|reply|payment))\b",
    re.IGNORECASE,
)


def read(letter: Letter) -> Iterator[PromisedDate]:
    """Yield every day given for something: the agency's promises, and what the requester must do by when.

    A day counted from a span ("within fourteen (14) days") is counted from the letter's own day.
    """
    sent_on = letter.sent_at.date() if letter.sent_at else None
    place = places.place_of(letter)
    day_first = habit(s.text for s in letter.sentences())
    day_first = places.writes_day_first(place) if day_first is None else day_first
    told: set[tuple[date, bool]] = set()
    cancelled: date | None = None
    for sentence in letter.sentences():
        if sentence.zone is not Zone.STATEMENT or not any(need in sentence.text.lower() for need in NEEDS):
            continue
        text = QUOTE.sub(lambda match: "…" * len(match[0]), sentence.text)
        stated = [day for day in find_days(text, sent_on, day_first=day_first) if _is_set(text, day, sent_on)]
        kept = [day for day in stated if not _is_cancelled(text, day, stated)]
        cancelled = next((day.on for day in stated if day not in kept), cancelled)
        for promise in _in_sentence(sentence, text, kept, cancelled, sent_on, place):
            key = (promise.promised_on, promise.about in (About.PAYMENT_DUE, About.RESPOND_BY))
            if key not in told:
                told.add(key)
                yield promise


def _in_sentence(
    sentence: Sentence,
    text: str,
    kept: list[Day],
    cancelled: date | None,
    sent_on: date | None,
    place: str | None,
) -> Iterator[PromisedDate]:
    if NEVER.search(text):
        return
    for day in kept:
        yield PromisedDate(
            day.on,
            _about(text, day.start),
            Basis.STATED,
            None,
            cancelled if cancelled and cancelled < day.on else None,
            sentence=sentence,
            rule="promises.stated",
            sure=_sure(day, sent_on),
        )
    if not kept and sent_on is not None:
        yield from _reckoned(sentence, text, sent_on, place)


def _is_set(text: str, day: Day, sent_on: date | None) -> bool:
    """Say whether a day is one that something is promised or due by, and not one that is told."""
    before = text[: day.start]
    if not BEFORE_DAY.search(before) or (
        PAST.search(re.sub(r"\b(?:by|on|before)\s*$", "", before)[-60:]) and not FUTURE.search(before[-90:])
    ):
        return False
    if sent_on is not None and day.on < sent_on and not CANCELLED.search(before):
        return False
    return bool(
        FUTURE.search(text)
        or REQUESTERS.search(text)
        or re.match(r"\W*(?:due|response|expected|estimated|completion)", text, re.IGNORECASE)
    )


def _is_cancelled(text: str, day: Day, stated: list[Day]) -> bool:
    """Say whether a sentence names this day only to replace it by a later one."""
    return bool(CANCELLED.search(text[max(0, day.start - 110) : day.start])) and (
        len(stated) == 1 or any(other.on > day.on for other in stated)
    )


def _sure(day: Day, sent_on: date | None) -> Sure:
    if not day.is_clear:
        return Sure.UNSURE
    return Sure.CERTAIN if sent_on is not None and (day.on - sent_on).days < 3 * 366 else Sure.LIKELY


def _about(text: str, place: int) -> About:
    """Say what a day is for, by the sentence; who must act by it decides first."""
    before = text[:place]
    if REQUESTERS.search(before) and not re.search(
        r"\b(?:we|department|city|office|agency|county)\b[^.]{0,20}\b(?:will|expect\w*|anticipat\w*|estimat\w*)\b[^.]{0,120}$",
        before,
        re.IGNORECASE,
    ):
        return About.PAYMENT_DUE if PAYS.search(text) else About.RESPOND_BY
    told = LAW_NAMES.sub(" ", text)
    return next((about for about, words in ABOUT if words.search(told)), About.REPLY)


def _reckoned(sentence: Sentence, text: str, sent_on: date, place: str | None) -> Iterator[PromisedDate]:
    """Count the spans that a sentence binds itself to, from the letter's day."""
    for span in find_spans(text):
        about = _about(text, span.start)
        before = text[: span.start]
        if about in (About.PAYMENT_DUE, About.RESPOND_BY):
            if not re.search(
                r"\b(?:within|in|have|next|by)\W*(?:the )?(?:next )?$", before[-16:], re.IGNORECASE
            ) or _waits(text, span):
                continue
        elif not _binds(text, before, span):
            continue
        reckoned = span.after(sent_on, place)
        rule = f"promises.within_{span.unit}"
        sure = (
            Sure.LIKELY
            if span.unit in ("days", "weeks", "business")
            and not FROM_RECEIPT.search(text[span.end : span.end + 60])
            else Sure.UNSURE
        )
        yield PromisedDate(reckoned, about, Basis.RECKONED, sent_on, sentence=sentence, rule=rule, sure=sure)


def _binds(text: str, before: str, span: Span) -> bool:
    """Say whether the agency binds itself to a span now: not what a law allows, nor what waits for a payment."""
    if _waits(text, span) or span.is_more or (STATUTE.search(text) and not OWN_WORD.search(before)):
        return False
    led = re.search(
        r"\b(?:within|in|approximately|about|up to|take|another|next|additional|an?|around|estimated?)\W*(?:the |approximately |about |up to )?(?:next )?$",
        before[-24:],
        re.IGNORECASE,
    )
    return bool(led and FUTURE.search(text))


def _waits(text: str, span: Span) -> bool:
    return bool(CONDITIONAL.match(text[span.end :].lstrip()[:90])) and not re.match(
        r"\s*of (?:the date of )?this\b", text[span.end :]
    )
