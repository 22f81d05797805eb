"""`foialedger read`: letters told without configuration, database or network."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from verbs import FIXTURES, PROGRAM, configure, foialedger, here, objects, program, trouble

__all__ = ["here"]
pytestmark = pytest.mark.usefixtures("here")
FOUND = FIXTURES / "govqa" / "04-records-found.eml"
REQUEST = FIXTURES / "govqa" / "01-request.eml"
BROKEN = sorted((FIXTURES / "broken").glob("*.eml"))
HEAVY = {"sqlalchemy", "alembic", "imapclient", "keyring", "apscheduler", "rich.table", "psycopg"}

HOSTILE = b"""From: =?utf-8?q?=1B[2J=1B[31mEve?= <eve@agency.example>
Date: Mon, 3 Feb 2020 10:00:00 +0000
Subject: =?utf-8?b?W2JvbGRdUmVkG1szMW0gYWxlcnQHIBtdMDtvd25lZAcgUmVxdWVzdCAyMDIwLTAwMDEbWzJK?=
Content-Type: text/plain; charset=utf-8

Your request 2020-0001 \x1b[8mis hidden\x1b[0m [red]has been denied[/red].\x9b31m
We expect records by March 3, 2020.
"""


def test_a_letter_is_told_with_its_sentences():
    said = foialedger("read", FOUND).stdout
    assert "status:  in_process" in said
    assert "promised date: 2019-10-25 (records)" in said
    assert '"We anticipate that any records identified will be made available to you by October' in said


def test_json_is_one_object_a_letter_and_what_the_golden_says():
    (told,) = objects(foialedger("read", "--json", FOUND))
    golden = json.loads(FOUND.with_suffix(".json").read_text())
    assert told.pop("file") == str(FOUND)
    golden.pop("file")
    assert told == golden


def test_a_file_is_named_as_it_was_given(here):
    (here / "mail" / "deep").mkdir(parents=True)
    (here / "mail" / "deep" / "a.eml").write_bytes(FOUND.read_bytes())
    (here / "old.mbox").write_bytes(b"From x Mon Feb  3 10:00:00 2020\n" + HOSTILE + b"\n")
    told = objects(foialedger("read", "--json", "mail", "mail/deep/a.eml", "old.mbox"))
    assert [one["file"] for one in told] == ["mail/deep/a.eml", "mail/deep/a.eml", "old.mbox#0"]


def test_a_missing_file_is_told_and_the_others_are_read(here):
    done = foialedger("read", "--json", REQUEST, "missing.eml", FOUND, code=1)
    assert f"There is no mail to read at {here}/missing.eml" in trouble(done)
    assert len(objects(done)) == 2


@pytest.mark.parametrize("path", BROKEN, ids=[path.stem for path in BROKEN])
@pytest.mark.parametrize("form", ["--json", None])
def test_broken_mail_is_told_without_a_word_on_stderr(path, form):
    done = foialedger("read", path, *([form] if form else []))
    assert done.stderr == ""
    if form:
        (told,) = objects(done)
        assert told["outcome"] in {"read", "silent", "unclaimed", "failed"}


def test_an_empty_file_and_one_that_is_no_mail_say_why():
    for name in ("empty", "no-mail"):
        (told,) = objects(foialedger("read", "--json", FIXTURES / "broken" / f"{name}.eml"))
        assert told["outcome"] == "failed"
        assert told["problem"]


def test_the_addresses_of_a_configuration_tell_whose_letter_it_is():
    (unknown,) = objects(foialedger("read", "--json", REQUEST))
    assert unknown["direction"] != "incoming"
    Path("me.toml").write_text('addresses = ["Dana.Whitlock@courier.example"]\n')
    told = objects(foialedger("read", "--json", "--config", "me.toml", REQUEST, FOUND))
    assert [one["direction"] for one in told] == ["outgoing", "incoming"]


def test_a_configuration_that_is_named_and_absent_is_a_trouble():
    trouble(foialedger("read", "--config", "absent.toml", FOUND, code=1))


@pytest.mark.parametrize("configured", [False, True])
def test_reading_imports_neither_database_nor_mailbox(configured):
    if configured:
        configure('addresses = ["dana@newsroom.example"]\n')
    code = f"import sys; from cli.main import app; app(['read', {str(FOUND)!r}], standalone_mode=False)"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}; print(*sys.modules)"], capture_output=True, text=True, check=True
    )
    heavy = HEAVY if configured else HEAVY | {"pydantic_settings"}
    assert heavy & set(done.stdout.splitlines()[-1].split()) == set()


def test_reading_150_letters_is_a_matter_of_seconds(here):
    for number in range(150):
        (here / f"{number}.eml").write_bytes(FOUND.read_bytes())
    began = time.monotonic()
    done = program("read", "--json", *sorted(here.glob("*.eml")))
    assert time.monotonic() - began < 10
    assert len(done.stdout.splitlines()) == 150


@pytest.mark.parametrize("form", ["--json", None])
def test_a_hostile_letter_cannot_talk_to_the_terminal(here, form):
    (here / "hostile.eml").write_bytes(HOSTILE)
    said = foialedger("read", "hostile.eml", *([form] if form else [])).stdout
    assert not [letter for letter in said if ord(letter) < 32 and letter != "\n"]
    assert not set("\x7f\x9b\x9d") & set(said)
    assert "[bold]Red" in said
    assert "[red]has been denied[/red]" in said


def test_a_terminal_that_lacks_a_letter_is_no_trouble(here):
    (here / "a.eml").write_bytes("Subject: Señor “Request” 2020-0001\n\nYour request is closed.\n".encode())
    for form in ([], ["--json"]):
        done = program(
            "read", "a.eml", *form, env={"PYTHONIOENCODING": "ascii", "PYTHONPATH": str(FIXTURES.parents[1])}
        )
        assert (done.returncode, done.stderr) == (0, "")
        if form:
            json.loads(done.stdout)


def test_a_reader_that_has_seen_enough_ends_it_quietly(here):
    for number in range(300):
        (here / f"{number}.eml").write_bytes(FOUND.read_bytes())
    command = [*PROGRAM, "read", "--json", "."]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stdout.readline().startswith("{")
        running.stdout.close()
        assert running.stderr.read() == ""
    assert running.returncode == 0


def test_a_full_disk_is_one_line():
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*PROGRAM, "read", str(FOUND)],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "No space left" in done.stderr
