"""`make demo`: what it prints, and that it ends in time."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.slow
def test_the_demo_tells_the_story_within_a_minute(tmp_path):
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "bench.demo", str(tmp_path / "demo")],
        cwd=ROOT,
        env=os.environ | {"COLUMNS": "120"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert time.monotonic() - began < 60
    assert "0 filed before" in done.stdout
    assert "2019-10-25  records (stated)            slipped by 31 days" in done.stdout
    assert done.stdout.count("$ foialedger sql") == 3
    assert "Your deposit is $8.64." in done.stdout
    assert "Now ask the ledger yourself" in done.stdout
