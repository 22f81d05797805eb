"""What agencies say and what it signals: one sentence a row, in words of our own."""

import pytest
from sayings import SAYS
from sayings_not import SAYS_NOT

from parsers import zones
from parsers.phrases.signals import Signal, find
from parsers.phrases.status import RULES


def _signals(text: str) -> set[Signal]:
    sentences = list(zones.divide("body", text))
    assert sentences, text
    return {finding.signal for finding in find(sentences, RULES)}


@pytest.mark.parametrize(
    ("signal", "text"), [(signal, text) for signal, texts in SAYS.items() for text in texts]
)
def test_a_sentence_signals_what_it_says(signal: Signal, text: str) -> None:
    assert signal in _signals(text)


@pytest.mark.parametrize(
    ("signal", "text"), [(signal, text) for signal, texts in SAYS_NOT.items() for text in texts]
)
def test_a_sentence_does_not_signal_what_it_only_names(signal: Signal, text: str) -> None:
    assert signal not in _signals(text)
