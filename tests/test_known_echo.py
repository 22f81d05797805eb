"""The sent letter, when it is known, tells exactly what the echo is: no more of the answer, and no less."""

import random
import time

import pytest

from parsers.echo import may_repeat, repeated
from parsers.facts import Status, StatusChange, Zone
from parsers.letter import open_letter
from parsers.registry import read
from parsers.zones import divide

ITEMS = (
    "All contracts between the Town of Quillby and Harrow Towing LLC that were in force on May 1, 2026.",
    "Every invoice that was paid, or denied, under these contracts, with the letter that explains why.",
    "The minutes of the meeting at which your office closed the bridge, and any fee of $40.00 it charged.",
)
ASKED = "Dear clerk,\n\nUnder the public records law I request:\n\n" + "\n".join(
    f"{number}. {item}" for number, item in enumerate(ITEMS, 1)
)


def zones_of(text: str, asked: str = ASKED) -> dict[str, Zone]:
    return {sentence.text: sentence.zone for sentence in divide("body", text, (), asked)}


def statements(text: str, asked: str = ASKED) -> list[str]:
    return [words for words, zone in zones_of(text, asked).items() if zone is Zone.STATEMENT]


def test_words_of_the_request_are_echo_wherever_they_stand():
    text = f"Dear Ms. Vale,\n\nHere is what we have.\n\n{ITEMS[1]} It will take a week."
    assert statements(text, "") == [
        "Dear Ms. Vale,",
        "Here is what we have.",
        ITEMS[1],
        "It will take a week.",
    ]
    assert statements(text) == ["Dear Ms. Vale,", "Here is what we have.", "It will take a week."]


@pytest.mark.parametrize(
    "told",
    [
        "  ".join(ITEMS[1].split()),
        "\n> ".join(("", *ITEMS[1].split())),
        f"“{ITEMS[1]}”",
        f"* {ITEMS[1].upper()}",
        f"(b) {ITEMS[1].replace('paid, or', 'paid - or')}",
    ],
    ids=["blanks", "quoted lines", "quotation marks", "a bullet, capitals", "a letter, a dash"],
)
def test_blanks_quotes_and_marks_make_no_difference(told):
    assert not [words for words in statements(f"We looked.\n\n{told}\n\nWe are done.") if "denied" in words]


def test_an_answer_put_between_two_items_stays_a_statement():
    text = (
        f"You asked for the following:\n\n1) {ITEMS[0]}\nThe responsive contracts are attached.\n"
        f"2) {ITEMS[1]}\nThe Town has no such invoice.\n3) {ITEMS[2]}\nThis item is denied.\n"
    )
    assert statements(text) == [
        "The responsive contracts are attached.",
        "The Town has no such invoice.",
        "This item is denied.",
    ]


def test_a_short_item_between_two_long_ones_is_echo():
    asked = f"{ITEMS[0]}\n- The fee of this.\n{ITEMS[1]}"
    assert statements(f"{ITEMS[0]}\n- The fee of this.\n(See attached.)\n{ITEMS[1]}", asked) == [
        "(See attached.)"
    ]


def test_a_word_that_the_agency_spells_otherwise_is_echo():
    told = ASKED.replace("Harrow Towing LLC", "Harow Towing LLC").replace("denied", "refused")
    assert not [
        words for words in statements(f"We looked.\n{told}") if "Harow" in words or "refused" in words
    ]


def test_a_frame_that_runs_on_ends_where_the_request_ended():
    after = "total estimate $86.40, payable by June 1"
    text = "\n".join(("Description of records requested:", *ITEMS, after))
    assert after not in statements(text, "")
    assert after in statements(text)


def test_a_frame_holds_where_the_request_goes_on_in_other_words():
    text = f"Description of records requested:\n- {ITEMS[0]}\n- and every letter that was denied in 2026\n"
    assert statements(text) == ["Description of records requested:"]


def test_what_both_say_by_chance_is_no_echo():
    words = "The contracts between the Town and Harrow Towing LLC are denied."
    assert statements(words) == [words]


def test_signatures_and_quoted_mail_stay_what_they_are():
    quoted = f"On Mon, Mar 2, 2026 at 10:14 AM Dana Vale <d@v.example> wrote:\n\n> {ITEMS[0]}\n"
    text = f"{ASKED}\n\nSincerely,\nOtis Fern\nTown Clerk\n\n{quoted}"
    zones = zones_of(text)
    assert {zone for words, zone in zones.items() if "Fern" in words} == {Zone.FOOTER}
    assert zones[f"> {ITEMS[0]}"] is Zone.QUOTED


def test_a_letter_read_with_the_request_states_no_status_of_the_requests_words():
    asked = (
        "I ask for the letter in which you wrote that my earlier request is denied in full under section 12, "
        "and for the log in which that denial was entered."
    )
    raw = (
        "From: clerk@quillby.example\nSubject: Request R-1\nDate: Mon, 2 Mar 2026 10:00:00 +0000\n\n"
        f"Dear Ms. Vale,\n\nYour request was received today.\n\n{asked.replace('I ask for', 'Asked:')}\n"
    ).encode()
    letter = open_letter(raw)
    alone = {fact.status for fact in read(letter).facts if isinstance(fact, StatusChange)}
    known = {fact.status for fact in read(letter.knowing(asked)).facts if isinstance(fact, StatusChange)}
    assert (alone, known) == ({Status.DENIED}, {Status.ACKNOWLEDGED})
    assert read(letter.knowing("")) == read(letter)


def test_every_word_stands_in_one_sentence_however_it_is_cut():
    dice = random.Random(4)
    for _ in range(60):
        pieces = [*ITEMS, "We have none.", "(see attached)", "3.", "", "Sincerely,\nOtis"]
        text = "\n".join(dice.choices(pieces, k=7))
        sentences = list(divide("body", text, (), ASKED))
        assert [word for each in sentences for word in each.text.split()] == text.split()


def test_where_nothing_may_repeat_nothing_is_repeated_in_any_piece_of_the_text():
    dice, answers = random.Random(6), set()
    pieces = [
        *ITEMS,
        *(" ".join(item.split()[:9]) for item in ITEMS),
        "We have none.",
        "3.",
        "Sincerely,\nOtis",
    ]
    for _ in range(200):
        text = "\n".join(dice.choices(pieces, k=4))
        answers.add(may_repeat(text, ASKED))
        end = dice.randint(0, len(text))
        assert may_repeat(text, ASKED) or not (repeated(text, ASKED) or repeated(text[:end], ASKED))
    assert answers == {True, False}


HOSTILE = {
    "one word": ("a " * 30_000, "a " * 30_000),
    "two words": ("a b " * 15_000, "b a a " * 9_000),
    "nearly": ("one two three four five six seven " * 4_000, "one two three four five six eight " * 4_000),
    "one line": ("x" * 60_000, "x" * 60_000),
    "digits": ("1 2 3 4 5 6 7 8 9 " * 3_000, "1 2 3 4 5 6 7 9 8 " * 3_000),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_no_text_makes_the_comparison_slow(name):
    began = time.process_time()
    repeated(*HOSTILE[name])
    assert time.process_time() - began < 1.0
