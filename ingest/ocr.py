"""Reads scanned pages with Tesseract, where it is installed; starts no program otherwise."""

import os
import shutil
import subprocess
from collections.abc import Callable
from functools import cache

from parsers.attachments import Ocr

SECONDS_A_PAGE = 20
THREADS = {"OMP_THREAD_LIMIT": "1"}  # two pages on two cores are faster than one page on both


@cache
def find_ocr() -> Ocr | None:
    """Return what turns a page (PGM) into text, or None where Tesseract is not installed."""
    program = shutil.which("tesseract")
    return _reader(program) if program else None


def _reader(program: str) -> Callable[[bytes], str]:
    def read_page(picture: bytes) -> str:
        """Return the text of one page; nothing where Tesseract fails or takes too long."""
        command = [program, "stdin", "stdout", "--psm", "3", "-l", "eng"]
        try:
            run = subprocess.run(
                command,
                input=picture,
                capture_output=True,
                timeout=SECONDS_A_PAGE,
                check=False,
                env=os.environ | THREADS,
            )
        except (subprocess.TimeoutExpired, OSError):
            return ""
        return run.stdout.decode("utf-8", "replace") if run.returncode == 0 else ""

    return read_page
