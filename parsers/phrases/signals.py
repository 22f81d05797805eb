"""What a sentence can signal about a request, and the engine that tries rules on sentences.

A signal is smaller than a status: "documents are attached" and "we withhold the rest" are two signals that
together make one status (parsers/weigh.py).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache, reduce
from operator import or_

from parsers.facts import Sentence, Sure, Zone
from parsers.needs import bit_of, held, single
from parsers.patterns import lazy


class Signal(StrEnum):
    """What one sentence says happened, or will."""

    RECEIVED = "received"  # the request came in, has a number
    WORKING = "working"  # it is being worked on
    LATER = "later"  # more time is taken
    ASKS = "asks"  # the requester must say something first
    BILLS = "bills"  # the requester must pay first
    COSTS = "costs"  # a price is told, no demand
    RELEASES = "releases"  # records are handed over
    GRANTS = "grants"  # the request is granted or fulfilled
    DONE = "done"  # this is the last answer, whatever it is
    MORE = "more"  # some records are still to come
    WITHHOLDS = "withholds"  # some of it is kept back
    PARTLY = "partly"  # granted in part
    NONE = "none"  # there are no such records
    NONE_YET = "none_yet"  # none found so far, the search goes on
    DENIES = "denies"
    REFERS = "refers"  # another office must be asked
    PASSES_ON = "passes_on"  # the agency hands the request to another office
    WITHDRAWN = "withdrawn"
    CLOSES = "closes"
    APPEAL = "appeal"
    ASIDE = "aside"  # words of mail that is not about a request
    NOTICE = "notice"  # a header or a subject that only such mail has


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One way of saying something. A sentence without any of `needs` (lower case) is not looked at."""

    name: str
    signal: Signal
    needs: tuple[str, ...]
    pattern: re.Pattern[str]
    sure: Sure = Sure.CERTAIN
    zones: frozenset[Zone] = frozenset({Zone.STATEMENT})
    even_if: bool = False  # holds in a sentence that opens with "if", "once", "should"


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that spoke, and the sentence it spoke of."""

    signal: Signal
    sentence: Sentence
    rule: str
    sure: Sure


def rule(
    name: str,
    signal: Signal,
    needs: str,
    pattern: str,
    sure: Sure = Sure.CERTAIN,
    *,
    zones: Iterable[Zone] = (Zone.STATEMENT,),
    even_if: bool = False,
) -> Rule:
    """Return a rule; `needs` is a list of words, one of which the sentence must hold, divided by `|`."""
    compiled = lazy(pattern, re.IGNORECASE)
    return Rule(name, signal, tuple(needs.split("|")), compiled, sure, frozenset(zones), even_if)


WEIGHTY = frozenset(
    {
        Signal.BILLS,
        Signal.LATER,
        Signal.DENIES,
        Signal.WITHHOLDS,
        Signal.CLOSES,
        Signal.WITHDRAWN,
        Signal.GRANTS,
    }
)
# what a clause that waits for something else does not state
STATED = frozenset(
    {
        Signal.DENIES,
        Signal.WITHHOLDS,
        Signal.CLOSES,
        Signal.WITHDRAWN,
        Signal.GRANTS,
        Signal.RELEASES,
        Signal.DONE,
    }
)
CONDITION = lazy(
    r"^\W*(?:please note that |note that |however,? )?(?:if|should|unless|when|whether|in the event|in case|where|upon|once|until|after you|before)\b",
    re.IGNORECASE,
)
CLAUSE = lazy(  # what may yet be, within a sentence that states something
    r"\b(?:until|till|unless|once|whether|if|as soon as|in the event)\b(?:(?!,|;| and | but | so ).)*",
    re.IGNORECASE,
)
HYPOTHETICAL = lazy(
    r"\b(?:you|requesters?) (?:will|would|shall) be (?:informed|advised|notified|contacted|told)\b[^.]{0,40}\b(?:if|when|whether|of any|before|in the event|once|prior)\b|"
    r"\b(?:we|i|\w+) (?:will|shall|wil) (?:inform|advise|notify|contact|let you know|tell) (?:you )?[^.]{0,30}\b(?:if|whether|when|of any)\b|"
    r"\b(?:is|are) permitted to\b|\b(?:may|might|could|can) (?:also )?(?:be )?(?:extended|charged?|required?|denied|withheld|exempt|redacted|closed|cancell?ed|subject|apply|impose|make a|request|assess\w*)\b|"
    r"^\W*(?:should|if|where|in the event)\b[^.]{0,160}\b(?:we|i|you|\w+) (?:will|shall) (?:be )?(?:first )?(?:writ|contact|notif|inform|advis|told|let you know|ask you|seek your|get your|obtain your)|"
    r"\bwhether (?:or not )?(?:the|your|a|to) [^.]{0,40}\b(?:is|are|be|should)\b|\b(?:to be|is to be|are to be|not be) (?:granted|imposed|charged|applied)\b",
    re.IGNORECASE,
)
ASIDE = re.compile(r"(?<=\w) \((?!s\))[^()]{24,}\)")  # what a writer adds to a line of a list
QUOTE = re.compile(r"[\"“][^\"“”]{25,}(?:[\"”]|$)|<https?://[^>]*>|https?://\S+")


_DATA = (
    r"(?:(?:personal|private|identifying|personally identifiable|contact|medical|health|financial|bank|account|juvenile|victim|third[- ]party|sensitive) (?:\w+ )?(?:information|details|data|identifiers|names)|"
    r"names?|(?:home |street |e-?mail )?addresses|(?:(?:tele)?phone|cell|account|social security|driver['’]?s licen[cs]e|plate|badge) numbers?|social security|ssns?|dates? of birth|signatures?|identifiers|identit(?:y|ies))"
)
DATA_KEPT = lazy(  # what is struck out of a record, and no record: its names, its numbers
    rf"\b(?P<before>{_DATA}(?:(?:,| and| or|, and) (?:\w+ ){{0,2}}?{_DATA}){{0,4}}(?: (?:of|in|for|on) (?:\w+ ){{0,4}}\w+)? (?:has|have|had|is|are|was|were|will be|must be)(?: been| being)?(?: \w+)? )withheld\b|"
    rf"\b(?:withheld|withholding|withhold) (?P<after>(?:only |the |certain |some |any |all |and )*(?:\w+ )?{_DATA})\b",
    re.IGNORECASE,
)
NOT_REFUSED = lazy(  # "this is not a denial", "it has not been denied"
    r"\bnot (?:(?:been|being|be|to be|meant|intended|taken|read|considered|construed|constitute|as|an?|your|the|yet|outright) ){0,4}(?:denial|denied|denying|refusal|refused|rejected|withheld|withholding|withhold)\b(?! (?:in part|access to|any))",
    re.IGNORECASE,
)
ASIDE_REFUSED = lazy(  # what is refused beside the records: to be quick, or free
    r"\b(?P<what>(?:request (?:to|for an?|for) (?:be )?expedit\w+|request to waive|expedited (?:processing|treatment|review|handling|response|status)|(?:fee waiver|waiver of (?:all |the )?fees)(?: request)?)\b[^.;,]{0,50}?\b(?:is|was|has been|have been|must be) (?:\w+ ){0,2}?)(?:denied|declined|refused|not granted)\b",
    re.IGNORECASE,
)
SPELT_OUT = {"re": " are", "ve": " have", "ll": " will", "m": " am"}
CONTRACTIONS = (
    (
        lazy(r"\b(can|won)['’]t\b", re.IGNORECASE),
        lambda m: "cannot" if m[1].lower() == "can" else "will not",
    ),
    (lazy(r"n['’]t\b", re.IGNORECASE), lambda _: " not"),
    (lazy(r"['’](re|ve|ll|m)\b", re.IGNORECASE), lambda m: SPELT_OUT[m[1].lower()]),
    (lazy(r"\b(it|that|here|there|what)['’]s\b", re.IGNORECASE), lambda m: m[1] + " is"),
)


def spoken(sentence: Sentence) -> str:
    """Return a sentence's own words: nothing quoted at length, no web addresses, contractions spelt out.

    A name or a number that is "withheld" is redacted: the record that holds it is given.
    """
    return _spoken(sentence.text)


def in_short(sentence: Sentence) -> str:
    """Return a sentence's own words without what stands at length in brackets: so it is weighed."""
    text = spoken(sentence)
    return ASIDE.sub(" ", text) if "(" in text else text


def unquoted(text: str) -> str:
    """Return a text without what it quotes at length and its web addresses."""
    return QUOTE.sub(" ", text) if _may_quote(text) else text


def masked(text: str) -> str:
    """Return a text with dots for what it quotes at length and its web addresses: all else keeps its place."""
    return QUOTE.sub(lambda match: "…" * len(match[0]), text) if _may_quote(text) else text


def _may_quote(text: str) -> bool:
    return '"' in text or "“" in text or "http" in text


@lru_cache(maxsize=1_024)  # each sentence of a letter is asked for several times
def _spoken(words: str) -> str:
    text = unquoted(words)
    if "'" in text or "’" in text:
        for short, full in CONTRACTIONS:
            text = short.sub(full, text)
    if "not " in text:
        text = NOT_REFUSED.sub("not decided", text)
    if "xpedit" in text or "aive" in text:
        text = ASIDE_REFUSED.sub(lambda m: f"{m['what']}settled", text)
    if "ithh" in text:
        text = DATA_KEPT.sub(
            lambda m: f"{m['before']}redacted" if m["before"] else f"redacted {m['after']}", text
        )
    return text


@dataclass(frozen=True, slots=True, eq=False)
class _Index:
    """The rules that may speak from one zone, by the words they need."""

    needs: int  # bits of all these words
    by_bit: dict[int, tuple[str, list[int]]]  # the word behind a bit, and the places of its rules
    rules: tuple[Rule, ...]


@cache
def _by_zone(rules: tuple[Rule, ...]) -> dict[Zone, _Index]:
    """Return the rules for a sentence of each zone, with the words that tell which of them to ask."""
    found = {}
    for zone in Zone:
        mine = tuple(each for each in rules if zone in each.zones)
        by_bit: dict[int, tuple[str, list[int]]] = {}
        for place, each in enumerate(mine):
            for word in each.needs:
                by_bit.setdefault(bit_of(word), (word, []))[1].append(place)
        found[zone] = _Index(reduce(or_, by_bit, 0), by_bit, mine)
    return found


def find(sentences: Iterable[Sentence], rules: tuple[Rule, ...]) -> Iterator[Finding]:
    """Yield what the rules find, sentence by sentence. A condition states nothing but for rules that expect one."""
    by_zone = _by_zone(rules)
    for sentence in sentences:
        index = by_zone[sentence.zone]
        for each in _speaking(index, spoken(sentence)) if index.needs else ():
            yield Finding(each.signal, sentence, each.name, each.sure)


@lru_cache(maxsize=4_096)  # as those of zones: template sentences come again and again
def _speaking(index: _Index, text: str) -> tuple[Rule, ...]:
    """Return the rules that speak of a sentence, in their order."""
    waiting = held(text) & index.needs
    if not waiting:
        return ()
    lower = text.lower()
    places: set[int] = set()
    for bit in single(waiting):
        need, asking = index.by_bit[bit]
        if need in lower:
            places.update(asking)
    return tuple(_in_sentence(text, [index.rules[place] for place in sorted(places)])) if places else ()


def _in_sentence(text: str, rules: list[Rule]) -> Iterator[Rule]:
    conditional = bool(CONDITION.match(text))
    hypothetical: bool | None = None  # asked only where a rule that minds has spoken
    stated: str | None = None
    for each in rules:
        if conditional and not each.even_if:
            continue
        if not each.pattern.search(text):
            continue
        if each.signal in WEIGHTY:
            hypothetical = bool(HYPOTHETICAL.search(text)) if hypothetical is None else hypothetical
            if hypothetical:
                continue
        if each.signal in STATED and not each.even_if:
            stated = CLAUSE.sub(" ", text) if stated is None else stated
            if not each.pattern.search(stated):
                continue
        yield each
