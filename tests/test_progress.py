"""What a backfill tells while it goes on: how far it is, how fast, how long it takes, what it found."""

import re
import shutil
import zipfile

from verbs import FIXTURES

from cli import progress
from ingest.account import Tallying
from ingest.backfill import backfill_all
from ingest.extent import bytes_in
from ingest.pipeline import Ledger
from ingest.vault import Vault


def test_what_is_told_on_the_way_is_how_far_how_fast_and_what_was_found(monkeypatch, engine, tmp_path):
    told = []
    pace = progress._Pace(1, 0.0)
    monkeypatch.setattr(progress.typer, "echo", lambda line, **_: told.append(line))
    letters = sorted((FIXTURES / "govqa").glob("*.eml"))[:3]
    (tmp_path / "mail").mkdir()
    for letter in letters:
        shutil.copy(letter, tmp_path / "mail")
    ledger = Ledger(engine, Vault(tmp_path / "vault"))
    account = backfill_all([tmp_path / "mail"], ledger, on_taken=pace.tell_in_lines)
    assert len(told) == account.total.seen == len(letters)
    speed, found = told[0].split("; ")
    assert re.fullmatch(r"1 seen, [\d,.]+ a second, about \d+ (?:seconds|minutes) left", speed)
    assert re.fullmatch(r"1 new letters, \d+ promised dates found", found)
    assert f"{account.total.seen} seen" in told[-1]
    assert "about 0 seconds left" in told[-1]


def test_the_time_left_is_reckoned_from_the_bytes_that_are_filed(monkeypatch):
    monkeypatch.setattr(progress, "monotonic", lambda: 100.0)
    pace = progress._Pace(2, 0.0, began=0.0, source="old.mbox", nth=1)
    tallying = Tallying(seen=50, new=40, promises=3, source="old.mbox", extent=1000, passed=100, began=0.0)
    assert pace.line(tallying).split("; ") == [
        "old.mbox (1 of 2): 50 seen, 0.5 a second, about 15 minutes left",
        "40 new letters, 3 promised dates found",
    ]


def test_how_much_there_is_is_told_of_what_is_not_packed(tmp_path):
    folder = FIXTURES / "govqa"
    assert bytes_in(folder) == sum(path.stat().st_size for path in folder.iterdir())
    with zipfile.ZipFile(tmp_path / "mail.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("one.eml", "a" * 5000)
    assert bytes_in(tmp_path / "mail.zip") == 5000
    (tmp_path / "mail.tar.gz").touch()
    assert bytes_in(tmp_path) is None
    assert bytes_in(tmp_path / "nowhere") is None
