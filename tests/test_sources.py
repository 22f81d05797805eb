"""Mail in files: what is found, in which order, and in which place."""

import mailbox
import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingest.sources import messages_in
from parsers.errors import LedgerError

LETTER = b"From: clerk@city.example\nSubject: %d\n\nYour request was received.\n"
SEPARATOR = b"From clerk@city.example Wed Jul  3 09:00:00 2019\n"


def raws(path) -> list[bytes]:
    return [message.raw for message in messages_in(path)]


def names(path) -> list[str]:
    return [message.place.name for message in messages_in(path)]


def test_a_file_is_one_message_as_it_is(tmp_path):
    path = tmp_path / "letter.txt"
    path.write_bytes(LETTER % 1 + b"\r\n\x00\xff")
    assert raws(path) == [LETTER % 1 + b"\r\n\x00\xff"]
    assert names(path) == [f"file:{path}"]


def test_a_path_is_absolute_in_the_place(tmp_path, monkeypatch):
    (tmp_path / "letter.eml").write_bytes(LETTER % 1)
    monkeypatch.chdir(tmp_path)
    (message,) = messages_in(Path("letter.eml"))
    assert message.place.path == str(tmp_path / "letter.eml")


def test_an_empty_file_is_an_empty_message(tmp_path):
    (tmp_path / "empty.eml").touch()
    assert raws(tmp_path / "empty.eml") == raws(tmp_path) == [b""]


def test_a_folder_is_read_in_order_with_what_is_below_it(tmp_path):
    (tmp_path / "b" / "deep").mkdir(parents=True)
    (tmp_path / ".hidden").mkdir()
    for number, name in enumerate(["a.eml", "b/1", "b/deep/x.EML", "b/y.eml", "c.eml"]):
        (tmp_path / name).write_bytes(LETTER % number)
    for name in ("notes.txt", "a.json", ".a.eml", ".hidden/b.eml", "b/deep/x.pdf"):
        (tmp_path / name).write_bytes(LETTER % 99)
    assert raws(tmp_path) == [LETTER % number for number in range(5)]


def test_a_folder_that_points_at_itself_is_read_once(tmp_path):
    (tmp_path / "a.eml").write_bytes(LETTER % 1)
    (tmp_path / "loop").symlink_to(tmp_path)
    assert raws(tmp_path) == [LETTER % 1]


def test_folders_in_folders_end_somewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.eml").write_bytes(LETTER % 1)
    for _ in range(1200):
        Path("d").mkdir()
        os.chdir("d")
    stream = messages_in(tmp_path)
    assert next(stream).raw == LETTER % 1
    with pytest.raises(LedgerError, match="it lies in more than 100 folders, one in another"):
        next(stream)
    monkeypatch.undo()
    subprocess.run(["rm", "-rf", tmp_path / "d"], check=True)  # Python cannot


def test_a_name_that_is_no_text_is_a_place_that_a_database_takes(tmp_path):
    path = tmp_path / os.fsdecode(b"caf\xe9.eml")
    path.write_bytes(LETTER % 1)
    assert names(tmp_path) == [f"file:{tmp_path}/caf\\udce9.eml"]


def test_a_file_that_was_found_and_not_named_may_be_no_mail(tmp_path):
    (tmp_path / "notes.txt").write_bytes(LETTER % 1)
    assert list(messages_in(tmp_path / "notes.txt", is_found=True)) == []
    assert raws(tmp_path / "notes.txt") == [LETTER % 1]


def test_a_path_that_is_not_there_is_told(tmp_path):
    with pytest.raises(
        LedgerError, match=r"no such file or folder\. Name a file, a folder, an mbox or a Maildir"
    ):
        raws(tmp_path / "absent")
    with pytest.raises(LedgerError, match="neither a file nor a folder"):
        raws(Path("/dev/null"))


def test_a_file_that_cannot_be_read_is_told_after_the_others(tmp_path):
    (tmp_path / "a.eml").symlink_to("/proc/self/mem")  # opens, and fails when it is read
    (tmp_path / "b.eml").write_bytes(LETTER % 1)
    stream = messages_in(tmp_path)
    assert next(stream).raw == LETTER % 1
    with pytest.raises(LedgerError, match=r"a\.eml could not be read \(Input/output error\)\. The rest is"):
        next(stream)


# mbox


def test_an_mbox_is_known_by_what_it_holds(tmp_path):
    path = tmp_path / "Inbox"
    path.write_bytes(b"".join(SEPARATOR + LETTER % number + b"\n" for number in range(3)))
    assert raws(path) == raws(tmp_path) == [LETTER % number for number in range(3)]
    first, second, _ = messages_in(path)
    assert first.place.name == f"mbox:{path}#0"
    assert second.place.name == f"mbox:{path}#{len(SEPARATOR + LETTER % 0) + 1}"
    assert first.place.received_at == datetime(2019, 7, 3, 9, tzinfo=UTC)


def test_an_mbox_that_python_wrote_comes_back(tmp_path):
    box = mailbox.mbox(tmp_path / "box.mbox")
    letters = [LETTER % 1, LETTER % 2 + b"\nFrom now on, all is well.\n", LETTER % 3 + b"\n"]
    for letter in letters:
        box.add(letter)
    box.close()
    assert raws(tmp_path / "box.mbox") == letters


def test_an_mbox_may_end_its_lines_with_carriage_returns(tmp_path):
    crlf = [(LETTER % number).replace(b"\n", b"\r\n") for number in range(2)]
    path = tmp_path / "box"
    path.write_bytes(b"".join(SEPARATOR[:-1] + b"\r\n" + letter + b"\r\n" for letter in crlf))
    assert raws(path) == crlf


@pytest.mark.parametrize(
    ("line", "moment"),
    [
        (b"From - Wed Jul 03 09:00:00 2019\n", datetime(2019, 7, 3, 9, tzinfo=UTC)),
        (b"From 1638@xxx Wed Jul 03 09:00:00 +0200 2019\n", datetime(2019, 7, 3, 7, tzinfo=UTC)),
        (b"From a b c@city.example  Wed Jul  3 09:00 2019\n", datetime(2019, 7, 3, 9, tzinfo=UTC)),
        (b"From x Wed Jul 73 09:00:00 2019\n", None),
    ],
)
def test_separators_of_several_programs_are_known(tmp_path, line, moment):
    path = tmp_path / "box"
    path.write_bytes(line + LETTER % 1 + b"\n" + line + LETTER % 2)
    assert raws(path) == [LETTER % 1, LETTER % 2]
    assert next(messages_in(path)).place.received_at == moment


@pytest.mark.parametrize(
    "line",
    [
        b"\nFrom the clerk, received on July 3 at 9:00:00, 2019\nwe have no word.\n",
        b"\nFrom now on\nSubject: things are well\n",
        b"no empty line above\n" + SEPARATOR + b"Subject: x\n",
    ],
)
def test_a_line_of_a_letter_that_begins_with_from_ends_nothing(tmp_path, line):
    path = tmp_path / "box"
    path.write_bytes(SEPARATOR + LETTER % 1 + line + b"\n" + SEPARATOR + LETTER % 2)
    assert raws(path) == [LETTER % 1 + line, LETTER % 2]


def test_one_quoting_of_from_is_taken_off(tmp_path):
    path = tmp_path / "box"
    path.write_bytes(SEPARATOR + LETTER % 1 + b">From here\n>>From there\n> From a reply\n")
    assert raws(path) == [LETTER % 1 + b"From here\n>From there\n> From a reply\n"]


def test_a_program_that_quotes_no_from_has_its_letters_left_alone(tmp_path):
    path = tmp_path / "box"
    path.write_bytes(SEPARATOR + LETTER % 1 + b"From here\n>From there\n")
    assert raws(path) == [LETTER % 1 + b"From here\n>From there\n"]


def test_messages_keep_their_bytes_and_place_when_the_mbox_grows(tmp_path):
    path = tmp_path / "box"
    path.write_bytes(SEPARATOR + LETTER % 1 + b"\n")
    before = list(messages_in(path))
    with path.open("ab") as file:
        file.write(SEPARATOR + LETTER % 2 + b"\n")
    assert list(messages_in(path))[:1] == before


# Maildir


@pytest.fixture
def maildir(tmp_path):
    root = tmp_path / "Mail"
    for folder in (root, root / ".Records", root / "Archive"):
        for name in ("cur", "new", "tmp"):
            (folder / name).mkdir(parents=True)
    (root / "dovecot-uidlist").write_text("3 V1562 N4")
    (root / "new" / "1562000003.M3.here").write_bytes(LETTER % 3)
    (root / "cur" / "1562000001.M1.here:2,S").write_bytes(LETTER % 1)
    (root / "cur" / "1562000002.M2.here:2,").write_bytes(LETTER % 2)
    (root / "tmp" / "1562000009.M9.here").write_bytes(LETTER % 9)
    (root / ".Records" / "cur" / "1562000004.M4.here:2,RS").write_bytes(LETTER % 4)
    (root / "Archive" / "new" / "1562000005.M5.here").write_bytes(LETTER % 5)
    os.utime(root / "cur" / "1562000001.M1.here:2,S", (1562000001, 1562000001))
    return root


def test_a_maildir_is_read_with_its_folders_and_without_what_is_being_written(maildir):
    found = [LETTER % number for number in (1, 2, 3, 4, 5)]
    assert raws(maildir) == found
    assert raws(maildir.parent) == found
    assert next(messages_in(maildir)).place.received_at == datetime.fromtimestamp(1562000001, UTC)


def test_a_place_in_a_maildir_stays_when_the_message_is_read(maildir):
    before = names(maildir)
    (maildir / "new" / "1562000003.M3.here").rename(maildir / "cur" / "1562000003.M3.here:2,FS")
    assert names(maildir) == before
    assert len(set(before)) == 5
    assert [Path(message.place.path).exists() for message in messages_in(maildir)] == [True] * 5
