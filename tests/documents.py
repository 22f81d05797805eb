"""The command blocks of README.md, CONTRIBUTING.md and docs/: found, cut into commands, and run.

In a block ```sh every line is a command; in ```console those behind `$ ` are, and the lines below one are
what it prints, where `...` stands for any lines. Above a block, `<!-- not run: WHY -->` says why nobody runs
it, and `<!-- each on its own -->` that its commands are alternatives, each tried in a folder of its own.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import textwrap
import threading
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
FENCE = re.compile(
    r"(?:^ *<!-- (?P<mark>not run: (?P<reason>[^\n]+)|each on its own) -->\n\s*)?"
    r"^(?P<indent> *)```(?P<language>\w*)[^\n]*\n(?P<text>.*?)^(?P=indent)```",
    re.MULTILINE | re.DOTALL,
)
RUN = {"sh", "console", "bash"}
LOOKS_LIKE_A_COMMAND = re.compile(
    r"^\s*(?:\$ )?(?:sudo |export )?(?:foialedger|make|pipx?|uv|git|psql|createdb|sqlite3|rsync|python3?|curl"
    r"|docker|systemctl)\s",
    re.MULTILINE,
)
LASTING = re.compile(r"^foialedger (?:run|browse)\b")  # goes on until it is told to stop
SECONDS = 60


@dataclass(frozen=True)
class Block:
    """A block of commands: where it stands, and whether and how it is run."""

    page: str
    line: int
    language: str
    text: str
    reason: str | None = None
    apart: bool = False

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


@dataclass(frozen=True)
class Command:
    """A command as a reader types it, and what the page shows of its output; None where it shows nothing."""

    line: str
    shown: str | None = None


def blocks() -> list[Block]:
    """Return every fenced block of the pages."""
    return [
        Block(
            page.relative_to(ROOT).as_posix(),
            text.count("\n", 0, found.start("language")) + 1,
            found["language"],
            textwrap.dedent(found["text"]),
            found["reason"],
            found["mark"] == "each on its own",
        )
        for page in PAGES
        for text in [page.read_text("utf-8")]
        for found in FENCE.finditer(text)
    ]


def commands(block: Block) -> list[Command]:
    """Cut a block into commands; one that goes over several lines is whole when bash can parse it."""
    found: list[Command] = []
    open_line, shown = "", []
    for line in [*block.text.splitlines(), None]:
        starts = line is None or block.language != "console" or line.startswith("$ ")
        if open_line and (not starts or not _is_whole(open_line)):
            if line is not None and not _is_whole(open_line):
                open_line += f"\n{line}"
            elif line is not None:
                shown.append(line)
            continue
        if open_line:
            found.append(Command(open_line, "\n".join(shown) if shown else None))
        open_line, shown = (line or "").removeprefix("$ "), []
        if not open_line.strip() or open_line.lstrip().startswith("#"):
            open_line = ""
    return found


def _is_whole(text: str) -> bool:
    done = subprocess.run(["bash", "-n", "-c", text], capture_output=True, text=True, check=False)
    return done.returncode == 0 and not text.endswith("\\") and "here-document" not in done.stderr


def run(command: Command, folder: Path, environment: dict[str, str]) -> tuple[int, str]:
    """Run a command in a folder as a person would, by bash; return its exit code and what it printed."""
    words = ["bash", "-o", "pipefail", "-c", command.line]
    with subprocess.Popen(
        words,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as process:
        if LASTING.match(command.line):
            return _until_told(process)
        try:
            said, _ = process.communicate(timeout=SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            raise
        return process.returncode, said


def _until_told(process: subprocess.Popen) -> tuple[int, str]:
    """Wait for the first words of a command that goes on, and tell it to stop."""
    guard = threading.Timer(SECONDS, os.killpg, (process.pid, signal.SIGKILL))
    guard.start()
    try:
        first = process.stdout.readline()
        os.killpg(process.pid, signal.SIGTERM)
        said, _ = process.communicate(timeout=SECONDS)
    finally:
        guard.cancel()
    return process.returncode, first + said


def is_as_shown(shown: str, said: str) -> bool:
    """Compare what a page shows with what was said; a line `...` stands for any lines."""
    pieces = [
        re.escape(line.rstrip()) if line.strip() != "..." else None for line in shown.strip().splitlines()
    ]
    pattern = r"\n".join(piece if piece is not None else r"(?:[^\n]*\n?)*?[^\n]*" for piece in pieces)
    return re.fullmatch(pattern, "\n".join(line.rstrip() for line in said.strip().splitlines())) is not None


def environment(home: Path, editor: Path) -> dict[str, str]:
    """Return the environment of a reader: foialedger is installed, nothing of ours is configured."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("FOIALEDGER_", "PYTHON"))
    }
    programs = Path(sys.executable).parent
    return kept | {
        "PATH": f"{programs}:{os.environ.get('PATH', '')}",
        "HOME": str(home),
        "EDITOR": str(editor),
        "TMPDIR": str(home),
        "COLUMNS": "120",
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
    }


def copied(prepared: Path, target: Path) -> Path:
    """Copy the folder that a reader works in."""
    shutil.copytree(prepared, target, symlinks=True)
    return target
