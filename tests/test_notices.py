"""Mail that is nobody's letter about a request: known as such, and moving nothing."""

import pytest

from parsers import registry
from parsers.facts import Status
from parsers.letter import open_letter


def _status(subject: str, words: str) -> Status | None:
    raw = f"From: clerk@town.example\nSubject: {subject}\nDate: Mon, 5 Feb 2024 10:00:00 +0000\n\n{words}\n"
    return registry.read(open_letter(raw.encode())).status


@pytest.mark.parametrize(
    ("subject", "words"),
    [
        (
            "Automatic reply: records",
            "Thank you for your email. I am out of the office and will be back on Monday.",
        ),
        (
            "Scheduled outage of the portal",
            "The portal will be unavailable from Friday until Sunday. Requests keep their numbers.",
        ),
        ("Planned maintenance", "The service will be offline on Sunday while we move to a new server."),
    ],
)
def test_an_absence_and_an_outage_move_nothing(subject, words):
    assert _status(subject, words) is Status.NOT_ABOUT_A_REQUEST


def test_an_automatic_receipt_of_a_request_is_one():
    words = "Thank you for your request for public records. It was received on February 5, 2024."
    assert _status("Automatic reply: Public records request", words) is Status.ACKNOWLEDGED
