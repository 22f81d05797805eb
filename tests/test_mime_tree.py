"""The tree of a message's parts is the one that the standard library's parser makes, whatever the mail."""

import random
from email import message_from_bytes
from email.message import Message as Mime
from pathlib import Path

import pytest

from bench import corpus
from parsers import mime_tree

FIXTURES = Path(__file__).parent / "fixtures"
NEW = (
    b"--outer\n",
    b"--outer--\n",
    b"\n",
    b"\r\n",
    b"\r",
    b" folded\n",
    b": nameless\n",
    b"From x\n",
    b"--\n",
    b"--inner \t\n",
)
NESTED = b"""From: records@city.example
Content-Type: multipart/mixed; boundary="outer"

A preamble.
--outer
Content-Type: multipart/alternative;
 boundary=inner

--inner
Content-Type: text/plain

Your request is closed.
--inner-and-more is no boundary
 --inner

--inner
Content-Type: text/html

<p>Your request is closed.</p>

--inner--
--outer \t
Content-Type: application/pdf
Content-Transfer-Encoding: base64

QUJD

--outer--
The end.
"""


def _shape(part: Mime) -> object:
    payload = part.get_payload()
    inside = [_shape(each) for each in payload] if isinstance(payload, list) else payload
    return [(name, str(value)) for name, value in part.raw_items()], inside, part.get_default_type()


def _broken(raw: bytes, chance: random.Random) -> bytes:
    """Return a message with some of its lines gone, put elsewhere, or new."""
    lines = raw.splitlines(keepends=True)
    for _ in range(chance.randrange(3)):
        lines.insert(chance.randrange(len(lines) + 1), chance.choice(NEW))
        del lines[chance.randrange(len(lines))]
    moved = lines.pop(chance.randrange(len(lines))) if len(lines) > 1 else b""
    lines.insert(chance.randrange(len(lines) + 1), moved)
    return b"".join(lines)[: chance.choice((None, chance.randrange(len(raw) + 1)))]


def _same(raw: bytes) -> bool:
    return _shape(mime_tree.parse(raw)) == _shape(message_from_bytes(raw))


def test_nested_parts_are_cut_at_their_boundaries() -> None:
    assert _same(NESTED)
    assert mime_tree._part(NESTED.decode()).is_multipart()  # without the library
    assert _same(NESTED.replace(b"\n", b"\r\n"))


def test_no_letter_of_the_fixtures_is_taken_apart_otherwise() -> None:
    assert all(
        _same(path.read_bytes()) for path in sorted(FIXTURES.rglob("*.eml")) if path.stem != "deep-parts"
    )


@pytest.mark.parametrize("seed", range(20))
def test_broken_mail_is_taken_apart_as_the_library_does(seed: int) -> None:
    chance = random.Random(seed)
    told = [NESTED] * 30 + [raw[:20_000] for raw in corpus.messages(4, seed)]
    assert all(_same(_broken(raw, chance)) for raw in told)
