"""The words of a letter weighed: what a sentence leans to, what a letter comes to, and what tells it."""

import hashlib
from pathlib import Path

import pytest

from parsers import verdict
from parsers.facts import Sentence, Status, StatusChange, Sure
from parsers.letter import open_letter
from parsers.phrases import lexicon
from parsers.phrases.lexicon import ALL, Leaning, leanings
from parsers.registry import read

ROOT = Path(__file__).parents[1]
TABLES = (ROOT / "parsers" / "verdict.tsv", ROOT / "parsers" / "phrases" / "lexicon.tsv")


def _leans_most(text: str) -> Leaning:
    return max(zip(leanings(text), ALL, strict=True))[1]


@pytest.mark.parametrize(
    ("text", "leaning"),
    [
        ("Nobody here was able to turn up anything of that kind.", Leaning.NONE),
        ("You will find the spreadsheet in the folder behind this link.", Leaning.RELEASES),
        ("Could you tell me which of the two bridges you mean?", Leaning.ASKS),
        ("Until your check for $40.00 reaches us we cannot start copying.", Leaning.BILLS),
        ("We are going to need another ten days for this.", Leaning.LATER),
        ("I am out of the office until Monday.", Leaning.ASIDE),
        ("Thank you for your interest in our town.", Leaning.NEUTRAL),
        ("You may appeal this decision to the Secretary within 30 days.", Leaning.NEUTRAL),
    ],
)
def test_a_sentence_leans_to_what_it_says_in_words_no_rule_knows(text: str, leaning: Leaning) -> None:
    assert _leans_most(text) is leaning


def test_figures_and_days_are_one_word_however_they_are_written() -> None:
    assert lexicon.features("We can not pay $1,200.50 by March 3, 2021.") == lexicon.features(
        "we cannot pay $7 by 4 May 2019"
    )


def test_the_odds_sum_to_one_and_a_letter_that_says_nothing_has_no_status() -> None:
    sentence = Sentence("The harbour is blue.", "body", 0)
    heard = verdict.hear([(sentence, sentence.text)])
    assert sum(verdict.probabilities(verdict.evidence(heard, [], None)).values()) == pytest.approx(1)
    assert list(verdict.decide(heard, [], None)) == []


def test_what_is_said_again_in_the_same_words_is_heard_once() -> None:
    sentences = [(Sentence(f"{n}. one", "body", n), f"{n}. one") for n in range(3_000)]
    assert len(verdict.hear(sentences)) == 1


def test_the_status_bears_the_sentence_that_speaks_most_for_it() -> None:
    raw = (
        b"From: Records <r@town.example>\r\nSubject: your question\r\n\r\nHi Dana,\r\n\r\n"
        b"I went through both cabinets. Nothing like that has ever been kept by this office.\r\n\r\nPat\r\n"
    )
    reading = read(open_letter(raw))
    change = next(fact for fact in reading.facts if isinstance(fact, StatusChange))
    assert (reading.status, change.rule) == (Status.NO_RECORDS, "lexicon.none")
    assert change.sentence.text == "Nothing like that has ever been kept by this office."
    assert change.sure is not Sure.UNSURE


def test_the_tables_were_made_from_the_sentences_and_letters_that_stand_here() -> None:
    paths = [*(ROOT / "bench" / "sentences").glob("*.tsv"), *(ROOT / "bench" / "letters").glob("*.jsonl")]
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(paths))).hexdigest()
    for table in TABLES:
        first = table.read_text("utf-8").partition("\n")[0]
        assert first.endswith(digest), f"{table.name} is older than what it is made from: run make learn"


def _status(words: str) -> Status | None:
    head = "From: clerk@town.example\nDate: Mon, 2 Mar 2026 10:00:00 +0000\nSubject: Re\n\n"
    return read(open_letter((head + words + "\n").encode())).status


def test_the_one_sentence_that_says_anything_is_not_outweighed():
    assert (
        _status("The report you requested has been sent to you via email through our locker.")
        is Status.FULFILLED
    )


def test_that_there_is_nothing_else_takes_nothing_from_what_is_given():
    assert (
        _status("Attached is our policy. We do not have any other documents on the matter.")
        is Status.FULFILLED
    )


def test_names_that_are_withheld_from_what_is_given_are_redactions():
    words = "The reports are attached. The names of two witnesses have been withheld under section 552.101."
    assert _status(words) is Status.FULFILLED
