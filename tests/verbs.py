"""The program as a person runs it: in this process, where that is enough, or as a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from servers import VARIABLE, Server
from typer.testing import CliRunner, Result

from cli.main import app

FIXTURES = Path(__file__).parent / "fixtures"
PROGRAM = (sys.executable, "-m", "cli.main")

MAILBOX = """
[[mailbox]]
name = "{name}"
host = "127.0.0.1"
port = {port}
tls = "none"
user = "{user}"
password_env = "{variable}"
folders = [{folders}]
timeout = 20
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, where no configuration of this machine is found."""
    for name in os.environ:
        if name.startswith("FOIALEDGER_") and name != VARIABLE:
            monkeypatch.delenv(name)
    monkeypatch.delenv("COLUMNS", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def foialedger(*words: object, code: int = 0, stdin: str | None = None) -> Result:
    """Run a verb in this process; the exit code must be the one that is told."""
    result = CliRunner().invoke(app, [str(word) for word in words], input=stdin, prog_name="foialedger")
    assert result.exit_code == code, f"{result.exit_code}: {result.output} {result.exception!r}"
    return result


def program(*words: object, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run a verb as a process of its own."""
    command = [*PROGRAM, *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, **options)


def trouble(result: Result) -> str:
    """Return the one line that stands on stderr; nothing else may."""
    lines = result.stderr.splitlines()
    assert len(lines) == 1, result.stderr
    assert "Traceback" not in result.output
    return lines[0]


def objects(result: Result) -> list[dict[str, Any]]:
    """Return the objects of JSON that stand on stdout, one a line."""
    return [json.loads(line) for line in result.stdout.splitlines()]


def mailbox(server: Server, *folders: str, name: str = "work", user: str = "") -> str:
    """Return the lines of a mailbox for a configuration."""
    listed = ", ".join(f'"{folder}"' for folder in folders)
    return MAILBOX.format(
        name=name, port=server.port, user=user or server.user, variable=VARIABLE, folders=listed
    )


def configure(text: str) -> Path:
    """Write the configuration of the working folder."""
    path = Path("foialedger.toml")
    path.write_text('database = "ledger.db"\n' + text, encoding="utf-8")
    return path
