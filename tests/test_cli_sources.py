"""Backfill from whatever a newsroom has, as a user runs it: the rest is filed, what was not is named."""

import json
import re
import tarfile
import zipfile

import pytest
from compound import compound, fixed, text
from verbs import FIXTURES, foialedger, here, objects, trouble

from ingest.sources_outlook import Tag

__all__ = ["here"]
pytestmark = pytest.mark.usefixtures("here")
SEPARATOR = b"From clerk@city.example Mon Mar  2 15:00:00 2026\n"
DATABASE = ("--database", "ledger.db")


def letter(number: int) -> bytes:
    return (
        f"From: clerk@city.example\nTo: dana@paper.example\nSubject: Request 26-{number}\n"
        f"Date: Mon, 2 Mar 2026 10:00:{number % 60:02} -0500\n\nYour request 26-{number} was received.\n"
    ).encode()


@pytest.fixture
def newsroom(here, monkeypatch):
    """A folder with one of everything, and with something wrong in most of it."""
    folder = here / "old mail"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(here))  # no readpst
    (folder / "a.eml").write_bytes(letter(110))
    takeout = b"From 1@xxx Mon Mar 02 15:00:00 +0000 2026\nX-Gmail-Labels: Inbox,Records\n" + letter(111)
    (folder / "Takeout.mbox").write_bytes(takeout + b"\n" + SEPARATOR + letter(112)[:-20])
    with zipfile.ZipFile(folder / "mail.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("b.eml", letter(113))
        archive.writestr("../../c.eml", letter(199))
        archive.writestr("bomb.eml", bytes(40_000_000))
    with tarfile.open(folder / "mail.tar.gz", "w:gz") as archive:
        archive.add(folder / "a.eml", "again.eml")
    tree = (
        fixed({}) | text(Tag.HEADERS, letter(114).decode().partition("\n\n")[0]) | text(Tag.BODY, "Received.")
    )
    (folder / "letter.msg").write_bytes(compound(tree))
    (folder / "archive.pst").write_bytes(b"!BDN" + bytes(2000))
    (folder / "request.json").write_bytes((FIXTURES / "saved" / "request-v1.json").read_bytes())
    (folder / "cut.json").write_text('{"communications": [')
    (folder / "page.txt").write_bytes((FIXTURES / "saved" / "request-page.txt").read_bytes())
    return folder


def test_everything_a_newsroom_has_is_taken_in_and_what_is_not_is_named(newsroom):
    foialedger("upgrade", *DATABASE)
    done = foialedger("backfill", *DATABASE, newsroom, code=1)
    counts = dict(re.findall(r"^ *([a-z ]+?) +(\d+)$", done.stdout, re.MULTILINE))
    # one of a.eml, two of Takeout, one of each archive and of Outlook, four of the JSON, four of the page
    assert counts["seen"] == str(1 + 2 + 1 + 1 + 1 + 4 + 4)
    assert counts["filed before"] == "1"  # a.eml in the archive
    told = trouble(done)
    for name, why in (
        ("mail.zip!../../c.eml", "its name leads out of the archive"),
        ("mail.zip!bomb.eml", "it unpacks to more than 100 times its size"),
        ("archive.pst", "Outlook's .pst is read with the program readpst, which is not installed: install"),
        ("cut.json", "it is no proper JSON, or was cut short"),
    ):
        assert f"{newsroom}/{name} could not be read ({why}" in told
    assert told.endswith("The rest is taken in: correct that and run it again.")
    assert told.count("could not be read") == 4


def test_a_second_run_over_everything_files_nothing(newsroom):
    foialedger("upgrade", *DATABASE)
    foialedger("backfill", *DATABASE, newsroom, code=1)
    again = foialedger("backfill", *DATABASE, newsroom, code=1)
    counts = {name: int(n) for name, n in re.findall(r"^ *([a-z ]+?) +(\d+)$", again.stdout, re.MULTILINE)}
    assert counts["filed before"] == counts["seen"] == 14
    (row,) = objects(foialedger("sql", *DATABASE, "--json", "SELECT COUNT(*) AS n FROM arrivals"))
    assert row == {"n": 14}


def test_the_labels_of_takeout_can_be_asked_for(newsroom):
    foialedger("upgrade", *DATABASE)
    foialedger("backfill", *DATABASE, newsroom / "Takeout.mbox")
    words = "SELECT subject, folder FROM letters JOIN arrivals ON letter_id = letters.id WHERE folder > ''"
    (row,) = objects(foialedger("sql", *DATABASE, "--json", words))
    assert row == {"subject": "Request 26-111", "folder": "Inbox,Records"}


def test_reading_an_archive_names_each_letter_as_the_user_would(newsroom):
    done = foialedger("read", "--json", newsroom / "mail.tar.gz")
    (reading,) = [json.loads(line) for line in done.stdout.splitlines()]
    assert reading["file"] == f"{newsroom}/mail.tar.gz!again.eml"
    assert reading["tracking_numbers"] == ["26-110"]
