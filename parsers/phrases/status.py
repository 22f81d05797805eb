"""What a letter's own sentences signal about where the request stands."""

import re
from collections.abc import Iterator

from parsers import verdict, weigh
from parsers.facts import Fact, Sentence, Status, StatusChange, Sure, Zone
from parsers.letter import Letter
from parsers.patterns import lazy
from parsers.phrases import asking, giving, lexicon, notices, opening, questions, refusing
from parsers.phrases.main_part import has_attached_letter, is_attached, stands_in_body
from parsers.phrases.signals import Finding, Rule, Signal, find, in_short, spoken

RULES: tuple[Rule, ...] = (
    *opening.RECEIVED, *opening.WORKING, *opening.NONE_YET, *opening.LATER, *asking.ASKS, *asking.BILLS, *asking.COSTS,
    *giving.RELEASES, *giving.GRANTS, *giving.DONE, *giving.MORE, *refusing.PARTLY, *refusing.WITHHOLDS, *refusing.NONE, *refusing.DENIES,
    *refusing.REFERS, *refusing.PASSES_ON, *refusing.WITHDRAWN, *refusing.CLOSES, *refusing.APPEAL,
)  # fmt: skip
SPEAKS = frozenset(zone for each in RULES for zone in each.zones)
DULL = 0.9
COVERS = lazy(
    r"\b(?:attach|enclos)\w*|\bsee (?:the )?(?:letter|response|reply)\b|\bfiles? (?:are |is )?available for (?:you to )?download",
    re.IGNORECASE,
)
MORE_THAN_REDACTED = lazy(
    r"\bwithh|\bden(?:y|ied|ial)|\brefus|\bin part\b|\bentire|\bin full\b", re.IGNORECASE
)
NOTHING_ELSE = lazy(
    r"\b(?:no|not (?:\w+ ){0,4}any|n['’]t (?:\w+ ){0,4}any|nothing|without) (?:other|further|additional|more|else)\b",
    re.IGNORECASE,
)
COVER_NOTE = frozenset(
    {
        "status.releases.attached",
        "status.releases.records_attached",
        "fbi.files",
        "status.releases.find",
        "status.releases.bare",
    }
)


def findings(letter: Letter, extra: tuple[Rule, ...] = ()) -> list[Finding]:
    """Return every signal of a letter, the portal's own rules (`extra`) first."""
    sentences = [
        s for s in letter.sentences() if s.zone in SPEAKS and s.part != "subject" and not _is_dull(s)
    ]
    found = [*notices.read(letter), *find(letter.sentences(), extra), *find(sentences, RULES)]
    found = [each for each in found if each.signal not in _KEPT_BACK or not _is_redaction(each.sentence.text)]
    found = [_as_last(each) for each in found]
    if has_attached_letter(letter) and not stands_in_body(letter):
        # "attached please find" means the letter that now speaks for itself
        found = [each for each in found if each.sentence.part != "body" or each.rule not in COVER_NOTE]
    elif letter.has_records:
        found += [
            Finding(Signal.RELEASES, each, "status.releases.attached_file", Sure.LIKELY)
            for each in sentences
            if giving.ATTACHES.search(spoken(each))
        ]
    return found


_KEPT_BACK = frozenset({Signal.WITHHOLDS, Signal.DENIES})
_BEGUN = frozenset({Status.ACKNOWLEDGED, Status.IN_PROCESS})


def _as_last(finding: Finding) -> Finding:
    """Return a finding, or that this was all where it only says that there is nothing else."""
    if finding.signal is Signal.NONE and NOTHING_ELSE.search(finding.sentence.text):
        return Finding(Signal.DONE, finding.sentence, "status.done.nothing_else", Sure.LIKELY)
    return finding


def _is_redaction(text: str) -> bool:
    """Say whether a sentence only tells what is blacked out in records that are given."""
    return "redact" in text.lower() and not MORE_THAN_REDACTED.search(text)


def _is_dull(sentence: Sentence) -> bool:
    """Say whether no word of a sentence says anything, so that no rule need be asked."""
    *leans, neutral = lexicon.leanings(spoken(sentence))
    return neutral >= DULL and max(leans) <= 1 - DULL


def read(letter: Letter, extra: tuple[Rule, ...] = ()) -> Iterator[Fact]:
    """Yield where the letter leaves the request, if it says."""
    yield from weighed(letter, findings(letter, extra))


def weighed(letter: Letter, found: list[Finding]) -> Iterator[StatusChange]:
    """Yield the status that a letter's words come to: what the rules found, and how each sentence leans."""
    told = [each for each in letter.sentences() if each.zone is Zone.STATEMENT and each.part != "subject"]
    put = questions.answered(letter)
    found = [each for each in found if each.sentence not in put.asked]
    found += [Finding(Signal.RELEASES, each, "status.releases.answer", Sure.LIKELY) for each in put.answers]
    spoken_of = [each for each in _statements(letter, told) if each not in put.asked | put.facts]
    if stands_in_body(letter):
        own = [each for each in found if not is_attached(each.sentence.part)]
        mine = [each for each in spoken_of if each.part == "body"]
        change = next(_come_to(letter, mine, own), None)
        if change and change.sure is not Sure.UNSURE and change.status not in _BEGUN:
            yield change
            return
    yield from _come_to(letter, spoken_of, found)


def _come_to(letter: Letter, told: list[Sentence], found: list[Finding]) -> Iterator[StatusChange]:
    heard = verdict.hear((each, in_short(each)) for each in told)
    change = next(weigh.decide(found), None)
    if change and _is_template(change) and not (change.status is Status.FULFILLED and _goes_on(found)):
        yield change
    else:
        yield from verdict.decide(heard, found, change, has_records=letter.has_records)


def _goes_on(found: list[Finding]) -> bool:
    """Say whether something speaks of what is still to come, or kept back, beside the words that tell of a release."""
    return any(each.signal in (Signal.MORE, Signal.WITHHOLDS, Signal.NONE_YET) for each in found)


def _is_template(told: StatusChange) -> bool:
    """Say whether a portal's own fixed words tell the status: they leave nothing to weigh, but for a bare "closed"."""
    is_own = told.rule.partition(".")[0] not in ("status", "notices")
    return is_own and told.sure is Sure.CERTAIN and told.status is not Status.CLOSED


def _statements(letter: Letter, told: list[Sentence]) -> Iterator[Sentence]:
    """Yield what the writer says now; a note that only covers an attached letter leaves the word to that letter."""
    is_cover = has_attached_letter(letter)
    for sentence in told:
        if not (is_cover and sentence.part == "body" and COVERS.search(sentence.text)):
            yield sentence
