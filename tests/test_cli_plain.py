"""Values as text: nothing of a letter reaches a terminal as a command."""

import time
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from cli.plain import moment, plain, shown


@pytest.mark.parametrize(
    ("hostile", "harmless"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("a\x1b]0;title\x07b", "ab"),
        ("a\x1b]8;;https://x.example\x1b\\b", "ab"),
        ("a\x1bPq#0\x1b\\b", "ab"),
        ("a\x9b2Jb", "ab"),
        ("a\x1b]never ended", "a]never ended"),
        ("one\r\ntwo\tthree", "one two three"),
        ("abc\b\b\bxyz\x00", "abcxyz"),
        ("\u202egnp.exe", "gnp.exe"),
        ("half \ud83d", "half "),
        ("[bold]as it stands[/bold] :smile:", "[bold]as it stands[/bold] :smile:"),
        ("Señor 🙂", "Señor 🙂"),
    ],
)
def test_what_a_terminal_would_obey_is_taken_out(hostile, harmless):
    assert shown(hostile) == harmless


@pytest.mark.parametrize("opening", ["\x1b]", "\x9d", "\x1b[", "\x9b", "\x1b[1;"])
def test_many_openings_without_an_end_cost_no_time(opening):
    began = time.monotonic()
    shown(opening * 200_000)
    assert time.monotonic() - began < 2


def test_values_are_plain_and_the_same_from_both_databases():
    pacific = datetime(2019, 7, 3, 9, tzinfo=timezone(timedelta(hours=-7)))
    assert plain(pacific) == plain(datetime(2019, 7, 3, 16)) == "2019-07-03 16:00:00"  # noqa: DTZ001
    assert plain({"day": date(2019, 7, 3), "sum": [Decimal("86.40")]}) == {"day": "2019-07-03", "sum": [86.4]}
    assert plain(float("nan")) == "nan"
    assert plain(b"\x01\xff") == "01ff"
    assert (
        moment("2019-07-03 16:00:00")
        == moment(datetime(2019, 7, 3, 16, tzinfo=UTC))
        == "2019-07-03T16:00:00+00:00"
    )
    assert moment(None) is None
