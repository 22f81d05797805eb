"""The numbers of a letter and what each is: the request's, another request's, an appeal's, the agency's
own.
"""

import pytest

from ingest.message import Message, Place
from ingest.numbers import numbers_of
from ingest.reading import read_message
from parsers.facts import Outcome, Reading, Sentence, Sure, TrackingNumber


def told(*sentences: tuple[str, str], sure: Sure = Sure.CERTAIN):
    """Return the numbers of a letter that states each number in the sentence beside it."""
    facts = tuple(
        TrackingNumber(number, sentence=Sentence(words, "body", len(words)), rule="test", sure=sure)
        for number, words in sentences
    )
    return [(each.printed, each.kind.value) for each in numbers_of(Reading(Outcome.READ, facts=facts))]


MAIN = ("2024-117", "Your request 2024-117 was received.")


@pytest.mark.parametrize(
    ("number", "words", "kind"),
    [
        ("2024-9", "Your appeal number 2024-9 was logged.", "appeal"),
        ("A-2024-00123", "It is tracked as A-2024-00123.", "appeal"),
        ("2021-ICAP-00128", "It is tracked as 2021-ICAP-00128.", "appeal"),
        ("2021-ICLI-00042", "Documents in 2021-ICLI-00042 follow.", "litigation"),
        ("24-0815", "In the lawsuit no. 24-0815 the court ordered it.", "litigation"),
        ("2024-031", "It was formerly request 2024-031.", "refiled"),
        ("2024-200", "It has been re-filed as number 2024-200.", "refiled"),
        ("2024-201", "Your new tracking number is 2024-201.", "refiled"),
        ("HB-12", "Our file number is HB-12.", "agency"),
        ("PW/77/24", "The department's reference: PW/77/24.", "agency"),
        ("X-1-2-3", "Please quote X-1-2-3.", "other"),
    ],
)
def test_a_second_number_is_what_the_letter_calls_it(number, words, kind):
    assert told(MAIN, (number, words)) == [("2024-117", "main"), (number, kind)]


@pytest.mark.parametrize(
    "words",
    ["See also 2024-99, which is a different matter.", "As in 2023-550, the records are exempt."],
)
def test_a_number_of_the_same_series_in_passing_names_no_request(words):
    number = next(word.strip(",.") for word in words.split() if word[0] == "2")
    assert told(MAIN, (number, words)) == [("2024-117", "main")]


def test_an_unsure_number_is_none():
    assert told(MAIN, sure=Sure.UNSURE) == []


def test_a_number_of_another_series_that_is_only_likely_joins_nothing():
    assert told(MAIN, ("X-1-2-3", "Please quote X-1-2-3."), sure=Sure.LIKELY) == [("2024-117", "main")]


@pytest.mark.parametrize(
    "words",
    [
        "Your requests 24-17 and 24-18 are closed.",
        "Regarding your requests 24-17, 24-18: we are done.",
        "We consider requests no. 24-17 and no. 24-18 together.",
        "Your FOIA requests #24-17 & #24-18",
    ],
)
def test_a_list_of_requests_names_each(words):
    assert told(("24-17", words), ("24-18", words)) == [("24-17", "main"), ("24-18", "also")]


def test_the_appeal_of_a_request_names_the_request():
    words = "Your appeal A-2024-00123 of request F-2024-00009"
    assert told(("A-2024-00123", words), ("F-2024-00009", words)) == [
        ("A-2024-00123", "appeal"),
        ("F-2024-00009", "main"),
    ]


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("Your request HS-2024-00058, formerly HS-2024-00031, is open.", "HS-2024-00031"),
        ("Request HS-2024-00058 (previously known as HS-24/31) is open.", "HS-24/31"),
        ("Request number HS-2024-00058 was re-filed as HS-2025-00001.", "HS-2025-00001"),
    ],
)
def test_a_former_number_that_no_rule_reads_is_found_beside_one_that_is_read(words, number):
    raw = f"From: a@b.example\nSubject: Your request HS-2024-00058\n\n{words}\n".encode()
    filing = read_message(Message(raw, Place.in_path("a")))
    assert (number, "refiled") in [(each.printed, each.kind.value) for each in filing.numbers]
    (fact,) = [each for each in filing.reading.facts if getattr(each, "number", "") == number]
    assert fact.sentence.text == words
