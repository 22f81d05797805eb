"""Messages too large to hold: streamed to the vault, read as an extract, from a server as from a file."""

import io
import tracemalloc
from base64 import encodebytes

import pytest
from databases import every_row
from reading import LETTER, letters, walk

from ingest import large, mailbox_fetch
from ingest.large import LEFT_OUT, extract, extract_of
from ingest.mailbox_trouble import LinkTrouble
from ingest.message import Message, Place
from ingest.pipeline import Ledger, take_in
from ingest.poll import poll
from ingest.reading import read_message
from ingest.vault import Vault
from models import tables

HEAD = (
    b"From: clerk@city.example\r\nSubject: Request R-2041\r\nDate: Wed, 3 Jul 2019 09:00:00 -0700\r\n"
    b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
    b"--b\r\nContent-Type: text/plain\r\n\r\nYour request R-2041 has been closed.\r\n"
)
PART = b"--b\r\nContent-Type: application/%s\r\nContent-Transfer-Encoding: base64\r\n\r\n"


def with_attachments(*sizes: int) -> bytes:
    parts = [PART % b"octet-stream" + encodebytes(bytes(size)).replace(b"\n", b"\r\n") for size in sizes]
    return HEAD + b"".join(parts) + b"--b--\r\n"


@pytest.fixture
def small_limits(monkeypatch):
    """The limits a thousandth of what they are, so that a test is quick."""
    for module in (large, mailbox_fetch):
        monkeypatch.setattr(module, "LARGE", 16_000)
    monkeypatch.setattr(large, "MOST_ATTACHED", 2_000)
    monkeypatch.setattr(mailbox_fetch, "PIECE", 1_000)
    monkeypatch.setattr(mailbox_fetch, "BATCH_BYTES", 8_000)


def test_a_message_that_is_not_large_is_read_as_it_is():
    raw = with_attachments(50_000)
    assert extract(raw) == (raw, None)


def test_large_attachments_are_left_out_and_all_else_stays(small_limits):
    raw = with_attachments(500, 30_000, 500)
    kept, left_out = extract(raw)
    assert left_out == LEFT_OUT
    assert kept == raw.replace(encodebytes(bytes(30_000)).replace(b"\n", b"\r\n"), b"")


def test_lines_without_end_are_no_way_around(small_limits):
    raw = HEAD + PART % b"pdf" + b"A" * 200_000
    kept, left_out = extract(raw)
    assert (kept, left_out) == (HEAD + PART % b"pdf", LEFT_OUT)


def test_an_extract_has_a_bound_whatever_the_message_is(monkeypatch):
    monkeypatch.setattr(large, "MOST_EXTRACT", 100_000)
    kept, left_out = extract_of(io.BytesIO(b"Subject: x\r\n\r\n" + b"text\r\n" * 1_000_000))
    assert len(kept) <= 100_000
    assert left_out == LEFT_OUT


@pytest.mark.dovecot
@pytest.mark.xdist_group("dovecot")
def test_a_large_message_reads_the_same_from_a_server_and_from_a_file(
    dovecot, engine, tmp_path, small_limits, request
):
    server = dovecot.as_user(f"large-{request.node.callspec.id}")
    raw = with_attachments(500, 30_000, 500)
    server.put("INBOX", *letters(1), raw, *letters(2))
    ledger = Ledger(engine, Vault(tmp_path / "vault"))
    tally = poll(server.settings(), ledger)
    assert (tally.seen, tally.troubles) == (3, ())
    message = Message(raw, Place.in_path("/large.eml"))
    assert ledger.vault.raw(message.digest) == raw
    assert not list((tmp_path / "vault" / "arriving").iterdir())
    before = every_row(engine, tables.readings)
    assert before[1]["problem"] == LEFT_OUT
    assert before[1]["status"] == "closed"
    assert take_in(message, ledger) is None
    (found,) = [
        each for each in walk(server.settings(), "INBOX", vault=ledger.vault) if getattr(each, "kept", None)
    ]
    given, here = read_message(found), read_message(message)
    assert (given.digest, given.size, given.reading) == (here.digest, here.size, here.reading)


@pytest.mark.dovecot
@pytest.mark.xdist_group("dovecot")
def test_a_stream_that_is_cut_leaves_nothing_behind(dovecot, tmp_path, small_limits, monkeypatch):
    server = dovecot.as_user("cut-stream")
    server.put("INBOX", with_attachments(30_000))
    vault = Vault(tmp_path / "vault")
    pieces = mailbox_fetch._pieces

    def cut(mailbox, uid):
        for number, piece in enumerate(pieces(mailbox, uid)):
            if number == 3:
                mailbox.hang_up()
            yield piece

    monkeypatch.setattr(mailbox_fetch, "_pieces", cut)
    with pytest.raises(LinkTrouble):
        walk(server.settings(), "INBOX", vault=vault)
    assert [path for path in vault.root.rglob("*") if path.is_file()] == []


def test_streaming_holds_a_few_pieces_and_never_the_whole(tmp_path):
    """110 MB through the vault and into an extract, in under 60 MB."""
    line = b"A" * 76 + b"\r\n"
    block = line * 13_000
    tracemalloc.start()
    vault = Vault(tmp_path / "vault")
    kept = vault.receive(piece for piece in (HEAD + PART % b"pdf", *[block] * 109, b"--b--\r\n"))
    assert kept.size > 110_000_000
    with vault.path(kept.digest).open("rb") as file:
        raw, left_out = extract_of(file)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (raw, left_out) == (HEAD + PART % b"pdf" + b"--b--\r\n", LEFT_OUT)
    assert most < 60_000_000


def test_a_letter_is_a_letter(small_limits):
    assert extract(LETTER % 1) == (LETTER % 1, None)
