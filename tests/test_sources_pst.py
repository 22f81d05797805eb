"""Outlook's .pst by readpst: steady bytes, limits, and a clear word where it fails or is not there.

No .pst can be written here, so a script plays what readpst makes of one; that a broken one is told is tried
with the real program too, where it is installed.
"""

import shutil
import stat
from pathlib import Path

import pytest
from sources import read

from ingest import sources_pst

PST = b"!BDN" + bytes(2000)
LETTER = """From "clerk@city.example" Fri Dec 28 12:06:21 2001
From: clerk@city.example
Subject: Request 26-{number}
MIME-Version: 1.0
Content-Type: multipart/mixed;
\tboundary="--boundary-LibPST-iamunique-$RANDOM${{A}}_-_-"

----boundary-LibPST-iamunique-$RANDOM${{A}}_-_-
Content-Type: multipart/alternative;
\tboundary="alt---boundary-LibPST-iamunique-${{B}}_-_-"

Your request was received.
----boundary-LibPST-iamunique-$RANDOM${{A}}_-_---

"""
WRITES = "RANDOM=$$; A=7; B=-$RANDOM\nwhile [ $# -gt 1 ]; do [ $1 = -o ] && OUT=$2; shift; done\n"


@pytest.fixture
def archive(tmp_path):
    path = tmp_path / "old mail.pst"
    path.write_bytes(PST)
    return path


@pytest.fixture
def program(tmp_path, monkeypatch):
    """Return what puts a script in the place of readpst."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")

    def place(lines: str) -> Path:
        script = folder / "readpst"
        script.write_text(f"#!/bin/sh\n{WRITES}{lines}\n")
        script.chmod(script.stat().st_mode | stat.S_IXUSR)
        return script

    return place


def mbox(*numbers: int) -> str:
    return "".join(LETTER.format(number=number) for number in numbers)


def writing(folder: str, *numbers: int) -> str:
    return f'cat > "$OUT/{folder}" <<END\n{mbox(*numbers)}END'


def test_the_folders_of_a_pst_are_read_with_what_they_are_called(archive, program):
    program(f"{writing('Inbox', 1, 2)}\n{writing('Sent Items.mbox', 3)}")
    found, told = read(archive)
    assert told == ""
    assert [(each.place.name, each.place.folder, each.place.holds_sent) for each in found] == [
        (f"file:{archive}!Inbox/0", "Inbox", False),
        (f"file:{archive}!Inbox/1", "Inbox", False),
        (f"file:{archive}!Sent Items/0", "Sent Items", True),
    ]
    assert all(each.place.received_at is None for each in found)
    assert found[2].raw.startswith(b"From: clerk@city.example\nSubject: Request 26-3\n")


def test_two_runs_give_the_same_bytes_though_readpst_does_not(archive, program):
    program(writing("Inbox", 1, 2))
    first, _ = read(archive)
    second, _ = read(archive.parent)  # found in its folder as well
    assert [each.raw for each in first] == [each.raw for each in second]
    assert b'boundary="--boundary-LibPST-iamunique-1_-_-"' in first[0].raw
    assert b'boundary="alt---boundary-LibPST-iamunique-2_-_-"' in first[0].raw


def test_a_pst_without_readpst_is_told_and_the_rest_is_read(archive, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    (archive.parent / "a.eml").write_bytes(b"Subject: a\n\nx\n")
    found, told = read(archive.parent)
    assert [each.raw for each in found] == [b"Subject: a\n\nx\n"]
    assert "old mail.pst could not be read (Outlook's .pst is read with the program readpst" in told
    assert "apt install pst-utils" in told


def test_what_readpst_wrote_before_it_failed_is_read(archive, program):
    program(f"{writing('Inbox', 1)}\nkill -SEGV $$")
    found, told = read(archive)
    assert len(found) == 1
    assert "readpst ended early (signal 11), and what it had read by then is taken in" in told


def test_readpst_has_no_more_time_than_it_is_given(archive, program, monkeypatch):
    monkeypatch.setattr(sources_pst, "SECONDS", 0)
    program("sleep 60")
    found, told = read(archive)
    assert found == []
    assert "readpst took more than 0 seconds" in told


def test_readpst_has_no_more_disk_than_an_archive_can_need(archive, program, monkeypatch):
    monkeypatch.setattr(sources_pst, "SLACK", 100_000)
    for lines in ('yes > "$OUT/Inbox"', 'yes | split -b 60000 - "$OUT/x"'):
        program(lines)
        found, told = read(archive)
        assert found == []
        assert "readpst" in told
        assert "Inbox could not" not in told


def test_a_full_disk_is_told(archive, program, monkeypatch):
    monkeypatch.setattr(sources_pst, "ROOM", shutil.disk_usage("/").total * 100)
    program(writing("Inbox", 1))
    found, told = read(archive)
    assert found == []
    assert "there is no room for its mail in" in told
    assert "TMPDIR" in told


def test_readpst_is_told_no_secret_and_leaves_nothing_behind(archive, program, monkeypatch, tmp_path):
    monkeypatch.setenv("FOIALEDGER_PASSWORD", "hunter2")
    made = tmp_path / "made"
    made.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(made))
    program('(echo "From x Fri Dec 28 12:06:21 2001"; echo X-A: b; env) > "$OUT/Inbox"')
    found, _ = read(archive)
    assert b"PATH=" in found[0].raw
    assert b"hunter2" not in b"".join(each.raw for each in found)
    assert list(made.iterdir()) == []


@pytest.mark.skipif(shutil.which("readpst") is None, reason="readpst is not installed")
def test_the_real_readpst_says_of_a_broken_file_that_it_is_one(archive):
    found, told = read(archive)
    assert found == []
    assert "readpst ended early (code 1)" in told
    assert "scanpst can repair it" in told
