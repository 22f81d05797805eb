"""Reading a scanned page with Tesseract: a program of its name stands in for it."""

import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ingest import ocr
from parsers.attachments import Ocr

PAGE = b"P5 400 300 255\n" + b"\xff" * 120_000
Install = Callable[[str], Ocr]


@pytest.fixture(autouse=True)
def forget() -> Iterator[None]:
    """Look for the program anew: where it stands is remembered as long as the process lives."""
    ocr.find_ocr.cache_clear()
    yield
    ocr.find_ocr.cache_clear()


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Return what puts a shell script in Tesseract's place, first on the PATH, and finds it."""

    def put(script: str) -> Ocr:
        program = tmp_path / "tesseract"
        program.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
        found = ocr.find_ocr()
        assert found is not None
        return found

    return put


def test_without_tesseract_there_is_no_ocr(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert ocr.find_ocr() is None


def test_a_page_is_read(install: Install) -> None:
    assert install("cat >/dev/null; echo 'Your request is closed.'")(PAGE) == "Your request is closed.\n"


def test_the_whole_picture_reaches_the_program(install: Install) -> None:
    assert install("wc -c")(PAGE).strip() == str(len(PAGE))


def test_a_page_is_read_in_one_thread_from_one_stream_to_another(install: Install) -> None:
    read = install('cat >/dev/null; echo "$OMP_THREAD_LIMIT $1 $2"')
    assert read(PAGE).split() == ["1", "stdin", "stdout"]


def test_text_that_is_no_utf8_is_text_all_the_same(install: Install) -> None:
    read = install(r"cat >/dev/null; printf 'fee of \377 due'")
    assert read(PAGE) == "fee of \ufffd due"


def test_what_is_said_on_the_error_stream_is_not_the_page(install: Install) -> None:
    read = install("cat >/dev/null; echo 'Estimating resolution as 182' >&2; echo closed")
    assert read(PAGE) == "closed\n"


@pytest.mark.parametrize("script", ["cat >/dev/null; echo half a page; exit 1", "exit 3", "kill -SEGV $$"])
def test_a_failure_reads_nothing(install: Install, script: str) -> None:
    assert install(script)(PAGE) == ""


def test_a_page_that_takes_too_long_reads_nothing(install: Install, monkeypatch: pytest.MonkeyPatch) -> None:
    read = install("echo half a page; exec sleep 60")
    monkeypatch.setattr(ocr, "SECONDS_A_PAGE", 0.2)
    assert read(PAGE) == ""


def test_a_program_that_was_removed_since_reads_nothing(install: Install, tmp_path: Path) -> None:
    read = install("echo closed")
    (tmp_path / "tesseract").unlink()
    assert read(PAGE) == ""
