"""What the sentences of one letter come to: the status, the sentence that decides it, and how sure that is.

Two witnesses are heard for every sentence: the rules (phrases/status.py), which know fixed ways of saying
something, and the lexicon (phrases/lexicon.py), which knows how much each word speaks for it. What they say
of the whole letter is weighed by a table (verdict.tsv), which `make learn` makes from bench/letters.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from operator import mul

from parsers import weigh
from parsers.facts import Sentence, Status, StatusChange, Sure
from parsers.phrases.lexicon import ALL, Leaning, leanings
from parsers.phrases.signals import Finding, Signal

WEIGHT_OF = {Sure.CERTAIN: 1.0, Sure.LIKELY: 0.7, Sure.UNSURE: 0.4}
SHARE_OF_RULES = {Sure.CERTAIN: 0.25, Sure.LIKELY: 0.25, Sure.UNSURE: 0.12}
MOST_SUM = 3.0
FAINT = 0.02  # how far a sentence leans each way, whatever it says
SPEAKS = 0.35  # how far one sentence must lean for a letter without a rule to say anything
PLACES = {leaning.value: place for place, leaning in enumerate(ALL)}
LEANS_FAR, PLAIN = 0.75, 0.9  # how far a sentence leans that is taken for a finding, and for a sure one
NEUTRAL = PLACES[Leaning.NEUTRAL.value]  # the last
SIGNALS = tuple((PLACES[signal.value], signal) for signal in Signal if signal.value in PLACES)
NAMES = tuple((name, f"{name} 2", f"{name} all") for name in PLACES)
PAIRS = """
    releases&more releases&withholds releases&none releases&denies releases&bills none&none_yet none&working
    denies&none received&working received&later received&asks releases&done releases&grants closes&none
    decided&denies decided&grants releases&redacts refers&none costs&received releases&none_yet
    working&releases bills&paid
"""  # what means something else together than each alone
TOGETHER = tuple(
    (pair, PLACES[pair.partition("&")[0]], PLACES[pair.partition("&")[2]]) for pair in PAIRS.split()
)
OPEN = frozenset({Status.ACKNOWLEDGED, Status.IN_PROCESS, Status.EXTENDED})
ENDED = frozenset({Status.FULFILLED, Status.CLOSED})
REFUSED = frozenset({Status.DENIED, Status.REFERRED})
GROUPS = (OPEN, ENDED, REFUSED, *(frozenset({each}) for each in Status if each not in OPEN | ENDED | REFUSED))
GROUP_OF = {status: group for group in GROUPS for status in group}
CERTAIN_FROM = 0.88  # probability, as `make learn` finds it on letters of authors that were not learned from
LIKELY_FROM = 0.5

Evidence = dict[str, float]


@dataclass(frozen=True, slots=True)
class Heard:
    """A sentence and how far it leans each way."""

    sentence: Sentence
    leans: tuple[float, ...]


def hear(spoken: Iterable[tuple[Sentence, str]]) -> list[Heard]:
    """Return how each sentence leans; the text beside it is its own words (`phrases.signals.spoken`).

    What is said again in the same words is heard once: a list of a thousand items is not a thousand votes.
    """
    heard: dict[tuple[float, ...], Heard] = {}
    for sentence, text in spoken:
        if text.strip():
            leans = leanings(text)
            heard.setdefault(leans, Heard(sentence, leans))
    return list(heard.values())


def evidence(
    heard: Sequence[Heard],
    findings: Sequence[Finding],
    told: StatusChange | None,
    *,
    has_records: bool = False,
) -> Evidence:
    """Return everything the table weighs, by name; `has_records`: something is attached that is no letter.

    `releases` is the most any sentence leans that way, `releases 2` the second most, `releases all` their
    sum, each left out where nothing leans that way; then `releases&more`, `rule releases` (how sure a rule
    is), `both releases` (how far the lexicon agrees with it), `told fulfilled` (what the rules come to),
    and `joint fulfilled` (`_joint`).
    """
    found: Evidence = {}
    most: list[float] = []
    leaning = zip(*(each.leans for each in heard), strict=True) if heard else ((0.0,),) * len(NAMES)
    for (name, second, whole), values in zip(NAMES, leaning, strict=True):
        highest = max(values)
        most.append(highest if highest > FAINT else 0.0)
        if highest > FAINT:
            found[name], found[whole] = highest, min(MOST_SUM, sum(values))
            if len(values) > 1:
                found[second] = sorted(values)[-2]
    for name, one_place, other_place in TOGETHER:
        if most[one_place] and most[other_place]:
            found[name] = math.sqrt(most[one_place] * most[other_place])
    found |= _of_rules(heard, findings)
    for name, change in (("told", told), ("joint", _joint(heard, findings, told))):
        if change:
            found[f"{name} {change.status.value}"] = 1.0
            found[f"{name} {change.status.value} {change.sure.value}"] = 1.0
    if has_records:
        found["attached"] = 1.0
        found["attached&releases"] = most[PLACES[Leaning.RELEASES.value]]
        found["attached&silent"] = float(told is None)
    return found


def _of_rules(heard: Sequence[Heard], findings: Sequence[Finding]) -> Evidence:
    """Return how sure the rules are of each signal, and how far the lexicon agrees."""
    found: Evidence = {}
    leans = {(each.sentence.part, each.sentence.start): each.leans for each in heard}
    for finding in findings:
        place = (finding.sentence.part, finding.sentence.start)
        if place in leans and finding.signal.value in PLACES:
            agrees = leans[place][PLACES[finding.signal.value]]
            name = f"both {finding.signal.value}"
            found[name] = max(found.get(name, 0.0), agrees)
        name = f"rule {finding.signal.value}"
        found[name] = max(found.get(name, 0.0), WEIGHT_OF[finding.sure])
    return found


def _joint(
    heard: Sequence[Heard], findings: Sequence[Finding], told: StatusChange | None
) -> StatusChange | None:
    """Return what the table of precedence comes to where a sentence that leans far is a finding too."""
    far = [each for each in heard if max(each.leans[:NEUTRAL]) >= LEANS_FAR]
    known = {(each.sentence.part, each.sentence.start, each.signal) for each in findings} if far else set()
    leaning = [
        Finding(
            signal, each.sentence, f"lexicon.{signal.value}", Sure.CERTAIN if lean >= PLAIN else Sure.LIKELY
        )
        for each in far
        for place, signal in SIGNALS
        if (lean := each.leans[place]) >= LEANS_FAR
        and (each.sentence.part, each.sentence.start, signal) not in known
    ]
    return next(weigh.decide([*findings, *leaning]), None) if leaning else told


def probabilities(found: Evidence) -> dict[Status, float]:
    """Return how probable each status is, by the table. They sum to 1."""
    table = _table()
    known = [(value, weights) for name, value in found.items() if value and (weights := table.get(name))]
    values = (1.0, *(value for value, _ in known))
    columns = zip(table["*"], *(weights for _, weights in known), strict=True)  # one for each status
    scores = [sum(map(mul, values, weights)) for weights in columns]
    highest = max(scores)
    powers = [math.exp(score - highest) for score in scores]
    whole = sum(powers)
    return {status: power / whole for status, power in zip(Status, powers, strict=True)}


def pooled(odds: dict[Status, float], told: StatusChange | None) -> dict[Status, float]:
    """Return the odds with the rules' own word counted in: it holds where the words alone leave all open."""
    share = SHARE_OF_RULES[told.sure] if told else 0.0
    mixed = {status: odd * (1 - share) for status, odd in odds.items()}
    if told:
        mixed[told.status] += share
    return mixed


def decide(
    heard: Sequence[Heard],
    findings: Sequence[Finding],
    told: StatusChange | None,
    *,
    has_records: bool = False,
) -> Iterator[StatusChange]:
    """Yield the one status a letter comes to, with the sentence that speaks most for it, if any speaks.

    `told` is what the rules alone come to (parsers/weigh.py).
    """
    if told is None and not has_records and not any(_speaks(each) for each in heard):
        return
    found = evidence(heard, findings, told, has_records=has_records)
    status, sure = choose(probabilities(found), told)
    group = GROUP_OF[status]
    if told and told.status not in group and _alone(heard, told):  # nothing else is there to be weighed
        yield StatusChange(told.status, sentence=told.sentence, rule=told.rule, sure=Sure.LIKELY)
        return
    if told and told.status in group and (told.status is status or told.sure is Sure.CERTAIN):
        yield StatusChange(told.status, sentence=told.sentence, rule=told.rule, sure=sure)
        return
    if decisive := _decisive(heard, status):
        each, leaning = decisive
        yield StatusChange(status, sentence=each.sentence, rule=f"lexicon.{leaning.value}", sure=sure)


def choose(odds: dict[Status, float], told: StatusChange | None) -> tuple[Status, Sure]:
    """Return the likeliest status and how sure it is.

    The rules' own word helps to choose, and makes nothing certain: for that the table alone must find it
    probable, and the rules, where they speak, must not say something else.
    """
    mixed = pooled(odds, told)
    group = max(GROUPS, key=lambda group: sum(mixed[status] for status in group))
    status = max(group, key=lambda each: mixed[each])
    if sum(odds[each] for each in group) >= CERTAIN_FROM and (told is None or told.status in group):
        return status, Sure.CERTAIN
    return status, Sure.LIKELY if sum(mixed[each] for each in group) >= LIKELY_FROM else Sure.UNSURE


def _alone(heard: Sequence[Heard], told: StatusChange) -> bool:
    """Say whether a rule that is sure speaks of the one sentence of a letter that says anything."""
    speaking = [each for each in heard if _speaks(each)]
    return told.sure is Sure.CERTAIN and [each.sentence for each in speaking] == [told.sentence]


def _speaks(heard: Heard) -> bool:
    return max(heard.leans[:NEUTRAL]) >= SPEAKS


def _decisive(heard: Sequence[Heard], status: Status) -> tuple[Heard, Leaning] | None:
    """Return the sentence that speaks most for a status, and in which way it leans."""
    column = list(Status).index(status)
    weights = {leaning: _table()[leaning.value][column] for leaning in ALL}
    speaking = (
        (lean * weights[leaning], place, leaning)
        for place, each in enumerate(heard)
        for lean, leaning in zip(each.leans, ALL, strict=True)
        if leaning is not Leaning.NEUTRAL
    )
    _, place, leaning = max(speaking, default=(0.0, -1, Leaning.NEUTRAL))
    return (heard[place], leaning) if place >= 0 else None


@cache
def _table() -> dict[str, tuple[float, ...]]:
    """Return the weight of each piece of evidence for each status, in the order of `Status`. Read once."""
    found = {}
    text = files("parsers").joinpath("verdict.tsv").read_text("utf-8")
    for line in text.splitlines():
        if not line.startswith("# "):
            name, _, told = line.partition("\t")
            weights = dict(each.split(":") for each in told.split(" "))
            found[name] = tuple(int(weights.get(status.value, 0)) / 100 for status in Status)
    return found
