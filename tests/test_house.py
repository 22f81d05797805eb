"""The rules of the house that a program can hold: sizes, who imports, who writes, what is not told."""

import ast
import re
import subprocess
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from parsers.registry import find_portals

ROOT = Path(__file__).parents[1]
PACKAGES = ("cli", "ingest", "migrations", "models", "parsers")
LONGEST_FILE = 300
LONGEST_FUNCTION = 40

SOURCES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
ALL_PYTHON = sorted([*SOURCES, *(ROOT / "tests").rglob("*.py"), *(ROOT / "bench").rglob("*.py")])

# The store is several files, since one would be too long: messages and readings, what
# becomes of the mail itself, requests, a person's word, what is laid by to be put in place, and copies
# of a whole ledger. The upgrade remembers in the ledger itself which views it made.
WRITERS = {
    "ingest/store.py",
    "ingest/store_copies.py",
    "ingest/store_decisions.py",
    "ingest/store_mail.py",
    "ingest/store_requests.py",
    "ingest/store_rereadings.py",
    "models/bulk.py",
    "models/reckoning.py",
    "models/search.py",
    "models/views/__init__.py",
}
WRITING_CALLS = {"insert", "update", "delete"}
WRITING_SQL = re.compile(
    r"\s*(?:INSERT INTO|UPDATE \w+ SET|DELETE FROM|REPLACE INTO|TRUNCATE)\b", re.IGNORECASE
)

# Written in pieces, so that this file does not tell what it forbids.
UNTOLD = tuple("".join(pieces) for pieces in (("/wo", "rk/"), ("../sha", "red"), ("HOUSE", ".md")))
ADDRESS = re.compile(r"[\w.+%-]+@(?P<domain>[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)")


def test_no_file_is_longer_than_a_reader_can_hold() -> None:
    lengths = {_name(path): len(path.read_text("utf-8").splitlines()) for path in ALL_PYTHON}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_no_function_is_longer_than_a_screen() -> None:
    long = [
        f"{_name(path)}:{node.lineno} {node.name}: {node.end_lineno - node.lineno + 1} lines"
        for path in ALL_PYTHON
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION
    ]
    assert long == []


def test_every_module_says_what_lives_there() -> None:
    assert [_name(path) for path in ALL_PYTHON if not ast.get_docstring(_tree(path))] == []


def test_any_exception_is_caught_in_one_place_only() -> None:
    caught = [
        _name(path)
        for path in SOURCES
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.ExceptHandler) and "Exception" in _caught(node)
    ]
    assert caught == ["parsers/registry.py"]


@pytest.mark.parametrize(
    ("library", "home"), [("mailparser", "parsers/mime.py"), ("imapclient", "ingest/mailbox.py")]
)
def test_a_library_that_surprises_stays_behind_one_file(library: str, home: str) -> None:
    importing = {
        _name(path) for path in SOURCES if library in {name.split(".")[0] for name in _imports(path)}
    }
    assert importing == {home}


def test_rows_are_written_in_the_store_only() -> None:
    assert {_name(path) for path in SOURCES if _writes(path)} - _migrations() == WRITERS


def test_the_lock_names_hashes_and_no_index() -> None:
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    assert not re.search(r"https?://|--(?:extra-)?index-url|--find-links|--trusted-host", lock)
    names = re.findall(r"^[A-Za-z0-9]\S*==\S+", lock, re.MULTILINE)
    assert names
    assert lock.count("--hash=sha256:") >= len(names)


def test_nothing_tracked_tells_where_it_was_written() -> None:
    told = [
        f"{path}: {word}"
        for path in _tracked()
        for word in UNTOLD
        if word.encode() in (ROOT / path).read_bytes()
    ]
    assert told == []


@pytest.mark.parametrize("folder", ["clerk", *(portal.name for portal in find_portals())])
def test_letters_hold_no_real_address(folder: str) -> None:
    domains = {sender.rpartition("@")[2] for portal in find_portals() for sender in portal.senders}
    letters = sorted((ROOT / "tests" / "fixtures" / folder).glob("*.eml"))
    real = {
        f"{path.name}: {match[0]}"
        for path in letters
        for text in _texts(path.read_bytes())
        for match in ADDRESS.finditer(text)
        if not _may_stand(match["domain"].lower(), domains)
    }
    assert real == set()


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def _caught(handler: ast.ExceptHandler) -> set[str]:
    """Return the names a handler catches; a bare `except:` catches any exception."""
    if handler.type is None:
        return {"Exception"}
    return {node.id for node in ast.walk(handler.type) if isinstance(node, ast.Name)}


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def _writes(path: Path) -> bool:
    """Tell whether a file makes a statement that writes, in SQLAlchemy's words or in SQL."""
    return any(_is_writing(node) for node in ast.walk(_tree(path)))


def _is_writing(node: ast.AST) -> bool:
    if isinstance(node, ast.ImportFrom):
        is_theirs = (node.module or "").startswith("sqlalchemy")
        return is_theirs and bool({alias.name for alias in node.names} & WRITING_CALLS)
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and WRITING_SQL.match(node.value) is not None
    return isinstance(node, ast.Attribute) and node.attr in WRITING_CALLS and _is_table(node.value)


def _is_table(node: ast.expr) -> bool:
    """Tell `tables.letters.insert()` from the update() of a dict."""
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "tables"


def _migrations() -> set[str]:
    return {_name(path) for path in SOURCES if path.is_relative_to(ROOT / "migrations")}


def _tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    return [name for name in listed.decode().split("\0") if name and (ROOT / name).is_file()]


def _texts(raw: bytes) -> Iterator[str]:
    """Yield all that can be read of a letter: its header, and every part of it that is text, decoded."""
    message = message_from_bytes(raw, policy=policy.default)
    for part in message.walk():
        assert isinstance(part, EmailMessage)
        yield "\n".join(f"{name}: {value}" for name, value in part.items())
        if part.get_content_maintype() == "text":
            yield part.get_content()


def _may_stand(domain: str, portals: set[str]) -> bool:
    return domain.endswith(".example") or any(
        domain == known or domain.endswith(f".{known}") for known in portals
    )
