"""Numbers as letters print them: in a subject, behind a word that names the request, by their own shape."""

import pytest

from parsers.letter import open_letter
from parsers.phrases import numbers


def _numbers(subject: str, words: str) -> list[str]:
    letter = open_letter(f"From: clerk@town.example\nSubject: {subject}\n\n{words}\n".encode())
    return [fact.number for fact in numbers.read(letter)]


@pytest.mark.parametrize(
    ("subject", "number"),
    [
        ("Your RTI application 5518", "5518"),
        ("Re: Your request 660412", "660412"),
        ("Freedom of Information request 20210944", "20210944"),
        ("Right to know 23-47 - Prentiss", "23-47"),
        ("FOI response 9023", "9023"),
        ("Acknowledgement - FOI request FA 21/03/00417", "FA 21/03/00417"),
    ],
)
def test_a_subject_that_ends_in_a_number_names_the_request(subject, number):
    assert _numbers(subject, "We have your letter.")[:1] == [number]


@pytest.mark.parametrize(
    "subject",
    ["Records request 2019", "Records Request - 1450 Harbour Road", "Public records request 14", "FOIA 10/7"],
)
def test_a_year_a_house_and_a_day_at_the_end_of_a_subject_are_no_number(subject):
    assert _numbers(subject, "We have your letter.") == []


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("Please pay by bank transfer, quoting KLM/19/044.", "KLM/19/044"),
        ("01.FOI.21.004417", "01.FOI.21.004417"),
        ("BRC-FOI-031-2023.", "BRC-FOI-031-2023"),
        ("This confirms that you have withdrawn CRM-300118254.", "CRM-300118254"),
        ("Your request has been assigned 2018USMS30512.", "2018USMS30512"),
        ("The file of the region is 07-CA-111111. Your request is NLRB-2022-000913.", "NLRB-2022-000913"),
    ],
)
def test_a_number_in_the_text_is_told_by_its_shape_or_the_word_before_it(words, number):
    assert _numbers("Your letter", words)[:1] == [number]


def test_a_file_that_is_asked_for_is_not_the_request():
    assert _numbers("Variance file V-23-06", "The file is attached.") == []


@pytest.mark.parametrize("section", ["24-72-203(3)(b)", "10-7-503", "50-18-71", "25-19-105"])
def test_a_section_of_an_open_records_law_is_no_number(section):
    assert _numbers("Your letter", f"We need more time for your request under {section}.") == []


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("Your request FOIA 2024-0093 is being read.", "2024-0093"),
        ("Your request OPRA #24-017 is being read.", "24-017"),
        ("Your request PRR 24-0093111 is being read.", "PRR 24-0093111"),  # a grammar of its own
        ("Your request FOIL-2024-002-00117 is being read.", "FOIL-2024-002-00117"),
        ("Information Request ref: 117-4402", "117-4402"),
        ("We have your letter about the public records request (#4471).", "4471"),
        ("RE: Request for Judicial Records JAR-24-019", "JAR-24-019"),
        ("Attached is the first batch for PR-2291, the leases.", "PR-2291"),
        ("FOI/PA 1199202-0", "1199202-0"),
        ("QX-RT-1190.", "QX-RT-1190"),
    ],
)
def test_a_number_is_told_as_it_is_told_elsewhere(words, number):
    assert _numbers("Your letter", words)[:1] == [number]


def test_a_number_that_can_be_no_day_is_one_behind_its_label():
    assert _numbers("FOIL # 22-23-71", "We have your letter.")[:1] == ["22-23-71"]
    assert _numbers("Your letter", "It came on 4-5-24, our request no. is to follow.") == []


@pytest.mark.parametrize("law", ["RCW 42.56.120", "MCL 15.234", "IC 5-14-3", "CMR 32.08"])
def test_a_law_behind_a_word_for_a_request_is_no_number(law):
    assert _numbers("Your letter", f"We need not fill the rest of the request ({law}).") == []
