"""`make learn`: makes the tables of parsers/phrases/lexicon.tsv and parsers/verdict.tsv from invented mail.

bench/sentences/*.tsv hold sentences with what each says, bench/letters/*.jsonl whole letters with what they
come to (bench/README.md says how both were written). Prints how right the statuses are for letters that were
not learned from: each author's are judged by tables made from what the others wrote.
"""

import argparse
import hashlib
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from unittest.mock import patch

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from bench.reading import ALIKE, Letter, letters
from parsers import registry, verdict
from parsers.facts import Sentence, Status, StatusChange, Sure
from parsers.letter import open_letter
from parsers.phrases import lexicon
from parsers.phrases.signals import Finding, in_short

ROOT = Path(__file__).resolve().parent.parent
SENTENCES = ROOT / "bench" / "sentences"
LEXICON = ROOT / "parsers" / "phrases" / "lexicon.tsv"
VERDICT = ROOT / "parsers" / "verdict.tsv"
SENTENCE_C, LETTER_C = 20.0, 1.0  # inverse strengths of the penalty on large weights
LEAST_SEEN = 2  # times a feature occurs before it is weighed
LEAST_WEIGHT = 0.5  # smaller weights are left out
Leanings = Callable[[str], tuple[float, ...]]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A sentence as the reader hears it, what it says, and the letter it stands in, if it does."""

    text: str
    labels: frozenset[str]
    letter: str


@dataclass(frozen=True, slots=True)
class Counted:
    """The features of every sentence of a bank, and what each sentence says, a row a sentence."""

    names: list[str]
    matrix: csr_matrix
    says: np.ndarray


@dataclass(frozen=True, slots=True)
class Case:
    """A letter with what its reading heard; `told` is its status where no verdict was asked."""

    letter: Letter
    heard: list[Sentence] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    ruled: StatusChange | None = None
    is_weighed: bool = False
    has_records: bool = False  # attached, beside any letter
    told: StatusChange | None = None


def main() -> None:
    """Make both tables and print what they are worth; --check prints alone."""
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("--check", action="store_true", help="write nothing")
    only_check = words.parse_args().check
    bank = read_bank()
    cases = [open_case(letter) for letter in letters()]
    print(f"{len(bank):,} sentences, {len(cases):,} letters")
    told = counted(bank)
    evidence = stacked(bank, told, cases)
    tell(cases, evidence)
    if not only_check:
        write(LEXICON, lexicon_of(told, range(len(bank)))[2])
        write(VERDICT, verdict_of(cases, evidence))


def digest() -> str:
    """Return the sha256 of all that is learned from; the tables' first lines bear it."""
    paths = sorted([*SENTENCES.glob("*.tsv"), *(ROOT / "bench" / "letters").glob("*.jsonl")])
    return hashlib.sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()


def read_bank() -> list[Labelled]:
    """Return every sentence of the bank: labels, the sentence, and the letter where it is one's."""
    found = []
    for path in sorted(SENTENCES.glob("*.tsv")):
        for line in path.read_text("utf-8").splitlines():
            labels, text, *letter = line.split("\t")
            heard = in_short(Sentence(text, "body", 0)).strip()
            if heard:
                found.append(Labelled(heard, frozenset(labels.split("|")), letter[0] if letter else ""))
    return found


def authors(cases: Sequence[Case]) -> list[str]:
    """Return who wrote letters."""
    return sorted({case.letter.author for case in cases})


def open_case(letter: Letter) -> Case:
    """Read a letter and keep what was heard before its verdict."""
    case: list[Case] = []

    def listen(
        heard: Sequence[verdict.Heard],
        found: Sequence[Finding],
        ruled: StatusChange | None,
        *,
        has_records: bool,
    ):
        told = [each.sentence for each in heard]
        case.append(Case(letter, told, list(found), ruled, is_weighed=True, has_records=has_records))
        return iter(())

    apart = count()  # every sentence is to be heard, and no lexicon is asked yet
    with patch("parsers.verdict.decide", listen), patch("parsers.verdict.leanings", lambda _: (next(apart),)):
        reading = registry.read(open_letter(letter.raw))
    if case:
        return case[-1]
    return Case(letter, told=next((fact for fact in reading.facts if isinstance(fact, StatusChange)), None))


def counted(bank: Sequence[Labelled]) -> Counted:
    """Return which features the sentences of a bank have, counted once for every table that is made of it."""
    told = [sorted(lexicon.features(each.text)) for each in bank]
    seen: dict[str, int] = defaultdict(int)
    for each in told:
        for feature in each:
            seen[feature] += 1
    names = sorted(feature for feature, times in seen.items() if times >= LEAST_SEEN)
    place = {feature: number for number, feature in enumerate(names)}
    rows = [[place[feature] for feature in each if feature in place] for each in told]
    matrix = csr_matrix(
        (
            np.concatenate([np.full(len(row), 1 / np.sqrt(len(row) or 1)) for row in rows]),
            (np.repeat(np.arange(len(rows)), [len(row) for row in rows]), np.concatenate(rows).astype(int)),
        ),
        shape=(len(rows), len(names)),
    )
    says = np.array([[leaning.value in each.labels for leaning in lexicon.ALL] for each in bank])
    return Counted(names, matrix, says)


def lexicon_of(told: Counted, chosen: Sequence[int]) -> tuple[lexicon.Table, tuple[float, ...], list[str]]:
    """Return the table of the chosen sentences, where each leaning starts, and the table's lines."""
    matrix, says = told.matrix[list(chosen)], told.says[list(chosen)]
    table: dict[str, list[tuple[str, float]]] = defaultdict(list)
    start = []
    for number in range(len(lexicon.ALL)):
        learned = LogisticRegression(C=SENTENCE_C, solver="liblinear", dual=True, tol=0.01, random_state=0)
        learned.fit(matrix, says[:, number])
        start.append(float(learned.intercept_[0]))
        for feature, weight in zip(told.names, learned.coef_[0], strict=True):
            if abs(weight) >= LEAST_WEIGHT:
                table[feature].append((lexicon.ALL[number].value, float(weight)))
    lines = [_line(name, table[name]) for name in told.names if table[name]]
    rows = lexicon.Table(dict(line.split("\t") for line in lines))
    beginning = _line("*", [(lexicon.ALL[n].value, w) for n, w in enumerate(start)])
    return rows, tuple(start), [beginning, *lines]


def stacked(bank: Sequence[Labelled], told: Counted, cases: Sequence[Case]) -> list[verdict.Evidence]:
    """Return the evidence of each letter, heard with a lexicon that has learned from none of its author's."""
    wrote = {case.letter.id: case.letter.author for case in cases}
    found: list[verdict.Evidence] = [{} for _ in cases]
    for author in authors(cases):
        rest = [place for place, each in enumerate(bank) if wrote.get(each.letter) != author]
        table, start, _ = lexicon_of(told, rest)
        for number, case in enumerate(cases):
            if case.letter.author == author and case.is_weighed:
                found[number] = evidence_of(case, lambda text: lexicon.leanings_by(table, start, text))  # noqa: B023
    return found


def evidence_of(case: Case, leanings: Leanings) -> verdict.Evidence:
    """Return what the verdict's table weighs of one letter."""
    with patch("parsers.verdict.leanings", leanings):
        heard = verdict.hear((each, in_short(each)) for each in case.heard)
    return verdict.evidence(heard, case.findings, case.ruled, has_records=case.has_records)


def learn_verdict(
    cases: Sequence[Case], evidence: Sequence[verdict.Evidence]
) -> tuple[list[str], LogisticRegression]:
    """Return the names of the pieces of evidence and the weights that fit these letters best."""
    names = sorted({name for each in evidence for name in each})
    matrix = np.array([[each.get(name, 0.0) for name in names] for each in evidence])
    status = np.array([case.letter.labels["status"] for case in cases])
    return names, LogisticRegression(C=LETTER_C, max_iter=1_000, tol=1e-3).fit(matrix, status)


def verdict_of(cases: Sequence[Case], evidence: Sequence[verdict.Evidence]) -> list[str]:
    """Return the lines of the verdict's table, learned from every letter."""
    chosen = [number for number, case in enumerate(cases) if case.is_weighed]
    names, learned = learn_verdict([cases[n] for n in chosen], [evidence[n] for n in chosen])
    start = {status: float(w) for status, w in zip(learned.classes_, learned.intercept_, strict=True)}
    lines = [_line("*", [(status.value, start.get(status.value, -9.0)) for status in Status])]
    for name, weights in zip(names, learned.coef_.T, strict=True):
        lines.append(_line(name, list(zip(learned.classes_, weights, strict=True))))
    return lines


@dataclass(frozen=True, slots=True)
class Judged:
    """How a letter was read by tables that know nothing of its author's."""

    author: str
    is_right: bool
    sure: Sure
    odds: float = 1.0  # that the table gives to what was chosen


def tell(cases: Sequence[Case], evidence: Sequence[verdict.Evidence]) -> None:
    """Print how right the statuses are, each author's letters judged by tables learned from the others."""
    judged: list[Judged] = []
    for author in authors(cases):
        rest = [n for n, case in enumerate(cases) if case.letter.author != author and case.is_weighed]
        names, learned = learn_verdict([cases[n] for n in rest], [evidence[n] for n in rest])
        judged += [
            _judge(case, evidence[number], names, learned)
            for number, case in enumerate(cases)
            if case.letter.author == author
        ]
    for level in (0.98, 0.95, 0.92, 0.9, 0.88, 0.85, 0.8, 0.7, 0.6, 0.5):
        above = [each.is_right for each in judged if each.odds >= level]
        print(
            f"at least {level:.2f} probable  {sum(above) / len(above):.1%} of {len(above) / len(judged):.0%}"
        )
    for author in (*authors(cases), "all"):
        _tell_of(author, [each for each in judged if author in (each.author, "all")])


def _tell_of(author: str, judged: Sequence[Judged]) -> None:
    certain = [each.is_right for each in judged if each.sure is Sure.CERTAIN]
    right = sum(each.is_right for each in judged) / len(judged)
    share, of_these = len(certain) / len(judged), sum(certain) / max(1, len(certain))
    told = f"{author:18} right {right:6.1%} of {len(judged):5,}"
    print(f"{told}; certain {share:4.0%}, of these right {of_these:6.1%}")


def _judge(case: Case, found: verdict.Evidence, names: list[str], learned: LogisticRegression) -> Judged:
    author = case.letter.author
    right = {
        ALIKE.get(Status(each), each)
        for each in (case.letter.labels["status"], *case.letter.labels.get("status_also", []))
    }
    if not case.is_weighed:
        told = case.told
        is_right = told is not None and ALIKE.get(told.status, told.status) in right
        return Judged(author, is_right, told.sure if told else Sure.UNSURE)
    shares = learned.predict_proba([[found.get(name, 0.0) for name in names]])[0]
    odds = dict.fromkeys(Status, 0.0)
    odds |= {Status(each): float(share) for each, share in zip(learned.classes_, shares, strict=True)}
    status, sure = verdict.choose(odds, case.ruled)
    found_probable = sum(odds[each] for each in verdict.GROUP_OF[status])
    return Judged(author, ALIKE.get(status, status) in right, sure, found_probable)


def _line(name: str, pairs: Sequence[tuple[str, float]]) -> str:
    return name + "\t" + " ".join(f"{of}:{round(weight * 100)}" for of, weight in pairs)


def write(path: Path, lines: Sequence[str]) -> None:
    """Write a table; its first line says what it was learned from."""
    head = f"# made by `make learn` from bench/sentences and bench/letters: {digest()}"
    path.write_text("\n".join([head, *lines]) + "\n", "utf-8")


if __name__ == "__main__":
    main()
