"""What a sentence can signal about a request, and the engine that tries rules on sentences.

A signal is smaller than a status: "documents are attached" and "we withhold the rest" are two signals that
together make one status (parsers/weigh.py).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache

from parsers.facts import Sentence, Sure, Zone


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


LONGEST_WORD = 40  # characters; what is longer is no word
MOST_KNOWN = 30_000  # words remembered


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
    compiled = re.compile(pattern, re.IGNORECASE)
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
CONDITION = re.compile(
    r"^\W*(?:please note that |note that |however,? )?(?:if|should|unless|when|whether|in the event|in case|where|upon|once|until|after you|before)\b",
    re.IGNORECASE,
)
HYPOTHETICAL = re.compile(
    r"\b(?:you|requesters?) (?:will|would|shall) be (?:informed|advised|notified|contacted|told)\b[^.]{0,40}\b(?:if|when|whether|of any|before|in the event|once|prior)\b|"
    r"\b(?:we|i|\w+) (?:will|shall|wil) (?:inform|advise|notify|contact|let you know|tell) (?:you )?[^.]{0,30}\b(?:if|whether|when|of any)\b|"
    r"\b(?:is|are) permitted to\b|\b(?:may|might|could|can) (?:also )?(?:be )?(?:extended|charged?|required?|denied|withheld|exempt|redacted|closed|cancell?ed|subject|apply|impose|make a|request|assess\w*)\b|"
    r"^\W*(?:should|if|where|in the event)\b[^.]{0,160}\b(?:we|i|you|\w+) (?:will|shall) (?:be )?(?:first )?(?:writ|contact|notif|inform|advis|told|let you know|ask you|seek your|get your|obtain your)|"
    r"\bwhether (?:or not )?(?:the|your|a|to) [^.]{0,40}\b(?:is|are|be|should)\b|\b(?:to be|is to be|are to be|not be) (?:granted|imposed|charged|applied)\b",
    re.IGNORECASE,
)
QUOTE = re.compile(r"[\"“][^\"“”]{25,}(?:[\"”]|$)|<https?://[^>]*>|https?://\S+")


SPELT_OUT = {"re": " are", "ve": " have", "ll": " will", "m": " am"}
CONTRACTIONS = (
    (
        re.compile(r"\b(can|won)['’]t\b", re.IGNORECASE),
        lambda m: "cannot" if m[1].lower() == "can" else "will not",
    ),
    (re.compile(r"n['’]t\b", re.IGNORECASE), lambda _: " not"),
    (re.compile(r"['’](re|ve|ll|m)\b", re.IGNORECASE), lambda m: SPELT_OUT[m[1].lower()]),
    (re.compile(r"\b(it|that|here|there|what)['’]s\b", re.IGNORECASE), lambda m: m[1] + " is"),
)


def spoken(sentence: Sentence) -> str:
    """Return a sentence's own words: nothing quoted at length, no web addresses, contractions spelt out."""
    return _spoken(sentence.text)


@lru_cache(maxsize=1_024)  # each sentence of a letter is asked for several times
def _spoken(words: str) -> str:
    text = QUOTE.sub(" ", words)
    if "'" in text or "’" in text:
        for short, full in CONTRACTIONS:
            text = short.sub(full, text)
    return text


@cache
def _by_need(rules: tuple[Rule, ...]) -> dict[str, list[int]]:
    """Return the places of the rules that look at a sentence which holds a word."""
    found: dict[str, list[int]] = {}
    for place, each in enumerate(rules):
        for word in each.needs:
            found.setdefault(word, []).append(place)
    return found


@cache
def _by_token(rules: tuple[Rule, ...]) -> dict[str, list[str]]:
    """Return the words that rules need by the longest of their own words: "no further action" by "further"."""
    found: dict[str, list[str]] = {}
    for need in _by_need(rules):
        found.setdefault(max(need.split(), key=len), []).append(need)
    return found


@cache
def _of_zone(rules: tuple[Rule, ...], zone: Zone) -> tuple[Rule, ...]:
    """Return the rules that may speak of a sentence in a zone."""
    return tuple(each for each in rules if zone in each.zones)


@cache
def _known(_rules: tuple[Rule, ...]) -> dict[str, tuple[str, ...]]:
    """Return what is known so far of the words of letters: which needs a text with this word may hold."""
    return {}


def _waiting(rules: tuple[Rule, ...], lower: str) -> set[str]:
    """Return the needs that a text may hold, found word by word. The words of letters are few: most are known."""
    known = _known(rules)
    found: set[str] = set()
    for word in lower.split():
        needs = known.get(word)
        if needs is None:
            needs = tuple(need for token, all_ in _by_token(rules).items() if token in word for need in all_)
            if len(known) < MOST_KNOWN and len(word) <= LONGEST_WORD:
                known[word] = needs
        if needs:
            found.update(needs)
    return found


def find(sentences: Iterable[Sentence], rules: tuple[Rule, ...]) -> Iterator[Finding]:
    """Yield what the rules find, sentence by sentence. A condition states nothing but for rules that expect one."""
    for sentence in sentences:
        mine = _of_zone(rules, sentence.zone)
        if not mine:
            continue
        text = spoken(sentence)
        lower = text.lower()
        index = _by_need(mine)
        places = {place for need in _waiting(mine, lower) if need in lower for place in index[need]}
        if places:
            yield from _in_sentence(sentence, text, [mine[place] for place in sorted(places)])


def _in_sentence(sentence: Sentence, text: str, rules: list[Rule]) -> Iterator[Finding]:
    conditional = bool(CONDITION.match(text))
    hypothetical: bool | None = None  # asked only where a rule that minds has spoken
    for each in rules:
        if conditional and not each.even_if:
            continue
        if not each.pattern.search(text):
            continue
        if each.signal in WEIGHTY:
            hypothetical = bool(HYPOTHETICAL.search(text)) if hypothetical is None else hypothetical
            if hypothetical:
                continue
        yield Finding(each.signal, sentence, each.name, each.sure)
