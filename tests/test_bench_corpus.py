"""The invented mail of the benchmarks: the same bytes each time, and made as it says."""

from collections import Counter
from email import message_from_bytes
from hashlib import sha256
from pathlib import Path

import pytest

from bench import corpus
from ingest.message import Message, Place
from ingest.reading import read_message
from ingest.sources import messages_in

KNOWN = "4ed5355c1195bd6f30631a0ca60e2be42481de7b27d7af70c3c8c0949781e5b6"


@pytest.fixture(scope="module")
def set_of_500() -> list[bytes]:
    return list(corpus.messages(500))


def test_the_same_seed_gives_the_same_bytes_on_every_machine(set_of_500: list[bytes]) -> None:
    assert sha256(b"".join(set_of_500[:50])).hexdigest() == KNOWN
    assert list(corpus.messages(50)) == set_of_500[:50]
    assert list(corpus.messages(50, seed=8)) != set_of_500[:50]


def test_a_message_is_the_same_in_a_set_of_any_size(set_of_500: list[bytes]) -> None:
    assert list(corpus.messages(5, first=300)) == set_of_500[300:305]


def test_the_set_has_the_shares_it_says(set_of_500: list[bytes]) -> None:
    kinds = Counter(corpus.kind_of(number, corpus.SEED) for number in range(500))
    assert kinds == {"alternative": 350, "quoted": 100, "attached": 50}
    large = [raw for raw in set_of_500 if b"Content-Disposition: attachment" in raw]
    letters = [raw for raw in large if b"application/pdf" in raw]
    assert 48 <= len(large) <= 52
    assert len(letters) == 5
    assert all(45_000 < len(raw) < 3_200_000 for raw in large)


def test_every_charset_and_encoding_is_there(set_of_500: list[bytes]) -> None:
    leaves = [
        leaf
        for raw in set_of_500
        for leaf in message_from_bytes(raw).walk()
        if leaf.get_content_maintype() == "text"
    ]
    charsets = {leaf.get_content_charset() for leaf in leaves}
    ways = {str(leaf["Content-Transfer-Encoding"]) for leaf in leaves}
    assert charsets >= {
        "utf-8",
        "us-ascii",
        "iso-8859-1",
        "windows-1252",
        "koi8-r",
        "shift_jis",
        "gb2312",
        "utf-16",
    }
    assert ways >= {"7bit", "8bit", "base64", "quoted-printable"}


def test_an_attached_letter_is_read_and_says_what_the_message_says(set_of_500: list[bytes]) -> None:
    raw = next(raw for raw in set_of_500 if b"application/pdf" in raw)
    letter = read_message(Message(raw, Place.in_path("/x"))).letter
    parts = {sentence.part for sentence in letter.sentences()}
    assert any(part.startswith("attachment 1") for part in parts)


@pytest.mark.parametrize("form", ["maildir", "mbox", "eml"])
def test_what_is_written_is_what_a_backfill_reads(tmp_path: Path, set_of_500: list[bytes], form: str) -> None:
    raws = set_of_500[:60]
    where = tmp_path / ("all.mbox" if form == "mbox" else "all")
    getattr(corpus, f"write_{form}")(where, raws)
    read = [message.raw for message in messages_in(where)]
    ended = [raw if raw.endswith(b"\n") or form != "mbox" else raw + b"\n" for raw in raws]
    assert read == ended
