"""Questions that a letter answers: what an answer says of the matter is no fact about the request."""

from parsers.facts import Fee, PromisedDate, Status
from parsers.letter import Letter, open_letter
from parsers.phrases import questions
from parsers.registry import read

HEAD = "From: FOI Team <foi@council.example>\nDate: Mon, 2 Mar 2026 10:00:00 +0000\nSubject: Your request\n\n"
ANSWERED = """Dear Ms. Vale,

Your request of 3 February is answered below.

Q1. How many vans do you run?
We run 41. Two more are to be delivered by 1 June 2026.

Q2. What does a resident pay for a collection?
The charge is £34.20 for each visit. Pensioners pay £20. A total due of 9.50 is added for paper.

Q3. Who makes them?
Rearguard Ltd.
"""


def _letter(words: str) -> Letter:
    return open_letter((HEAD + words).encode())


def test_questions_that_stand_answered_are_the_requesters():
    put = questions.answered(_letter(ANSWERED))
    assert {each.text for each in put.asked} == {
        "How many vans do you run?",
        "What does a resident pay for a collection?",
        "Who makes them?",
    }
    assert [each.text for each in put.answers] == [
        "We run 41.",
        "The charge is £34.20 for each visit.",
        "Rearguard Ltd.",
    ]


def test_what_answers_a_question_is_neither_a_promise_nor_a_fee():
    reading = read(_letter(ANSWERED))
    assert reading.status is Status.FULFILLED
    assert not [fact for fact in reading.facts if isinstance(fact, PromisedDate | Fee)]


def test_questions_that_wait_for_an_answer_are_the_agencys():
    put = questions.answered(
        _letter("1. Which van do you mean?\n2. On what day?\n3. Do you want the video?\n")
    )
    assert put == questions.Answered()


def test_an_answer_that_only_says_there_is_none_is_no_release():
    put = questions.answered(
        _letter(
            "1. How many?\nThe Council does not hold this.\n\n2. To whom?\nThis is exempt under section 40.\n"
        )
    )
    assert len(put.asked) == 2
    assert put.answers == ()
