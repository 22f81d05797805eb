"""Killed at each database call, rename and IMAP command in turn, the next run ends in the same rows."""

import imaplib
import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from ci import in_ci
from databases import dump
from killing import is_killed
from reading import read_once
from sqlalchemy import Engine, delete, event, insert, select

from ingest.pipeline import Ledger
from ingest.poll import poll
from ingest.vault import Vault
from models import schema, tables

CONVERSATION = sorted((Path(__file__).parent / "fixtures" / "govqa").glob("0*.eml"))[:2]
FEWEST = 30
EVERY = in_ci(1, 6)  # of the statements; there are hundreds


class Failpoints:
    """Counts what the program does to the world, and kills this very process at the nth time."""

    def __init__(self, fatal: int = 0) -> None:
        self.fatal = fatal
        self.names: list[str] = []

    def pass_by(self, name: str) -> None:
        self.names.append(name)
        if len(self.names) == self.fatal:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(self, name: str, call: Callable) -> Callable:
        def counted(*given, **more):
            self.pass_by(f"before {name}")
            result = call(*given, **more)
            self.pass_by(f"after {name}")
            return result

        return counted

    def watch(self, engine, monkeypatch: pytest.MonkeyPatch) -> None:
        """Stand at every statement and commit, every fsync and rename, every IMAP command."""
        event.listen(engine, "before_cursor_execute", lambda *_: self.pass_by("before a statement"))
        event.listen(engine, "commit", lambda *_: self.pass_by("before a commit"))
        monkeypatch.setattr(os, "fsync", self.around("fsync", os.fsync))
        monkeypatch.setattr(Path, "replace", self.around("rename", Path.replace))
        give = imaplib.IMAP4.send

        def send(client, data):
            words = bytes(data).decode("latin-1").split()
            return self.around(f"IMAP {words[1] if len(words) > 1 else ''}".strip(), give)(client, data)

        monkeypatch.setattr(imaplib.IMAP4, "send", send)


def run(engine: Engine, vault: Path, settings, fatal: int = 0) -> list[str]:
    """Poll once with failpoints; return the names of those that were passed."""
    points = Failpoints(fatal)
    with pytest.MonkeyPatch.context() as monkeypatch:
        points.watch(engine, monkeypatch)
        go_on(engine, vault, settings)
    return points.names


def go_on(engine: Engine, vault: Path, settings) -> None:
    """Poll once."""
    assert poll(settings, Ledger(engine, Vault(vault), read=read_once)).troubles == ()


def killed(url: str, vault: Path, settings, fatal: int) -> bool:
    """Poll in a child process that dies at a failpoint, and return whether it was killed there."""
    return is_killed(lambda: run(schema.connect(url), vault, settings, fatal))


def chosen(names: list[str], first: int) -> list[int]:
    """Return the points to be killed at: every commit, fsync, rename and IMAP command, and every statement.

    Without CI=true only one statement of six is taken, on each database another.
    """
    statements = [at for at, name in enumerate(names, start=1) if name == "before a statement"]
    return sorted({*range(1, len(names) + 1)} - {*statements} | {*statements[first::EVERY]})


@pytest.mark.slow
@pytest.mark.dovecot
@pytest.mark.xdist_group("failpoints")  # a Dovecot of its own, so that another process has the other tests
@pytest.mark.timeout(1200)
def test_killed_anywhere_the_next_run_ends_in_the_same_rows(dovecot, engine, database_url, tmp_path, request):
    server = dovecot.as_user(f"failpoints-{request.node.callspec.id}")
    server.put("INBOX", *[path.read_bytes() for path in CONVERSATION])
    settings = server.settings()
    empty, first = dump(engine), rows_of_itself(engine)
    watched = schema.connect(database_url)
    names = run(watched, tmp_path / "golden vault", settings)
    watched.dispose()
    golden = dump(engine)
    assert len(golden["messages"]) == len(CONVERSATION)
    assert len(names) >= FEWEST
    assert {"before a commit", "before rename", "after rename", "before fsync"} <= set(names)
    assert {"before IMAP UID", "after IMAP UID", "after IMAP EXAMINE"} <= set(names)
    points = chosen(names, 0 if database_url.startswith("sqlite") else EVERY // 2)
    assert len(points) >= FEWEST
    for fatal in points:
        vault = tmp_path / f"vault {fatal}"
        empty_again(engine, first)
        assert dump(engine) == empty
        if engine.dialect.name == "sqlite":
            engine.dispose()  # a child that inherits a connection takes its locks for its own
        assert killed(database_url, vault, settings, fatal), f"it did not come to {fatal}, {names[fatal - 1]}"
        go_on(engine, vault, settings)
        assert dump(engine) == golden, f"killed {names[fatal - 1]} (point {fatal})"
        assert not list(vault.rglob("*.eml.part"))
        shutil.rmtree(vault)


def rows_of_itself(engine: Engine) -> list[dict]:
    """Return what an empty ledger holds: what it says of itself."""
    with engine.connect() as connection:
        return [dict(row) for row in connection.execute(select(tables.ledger)).mappings()]


def empty_again(engine: Engine, first: list[dict]) -> None:
    """Take all letters out of a ledger, so that it stands as it was made."""
    with engine.begin() as connection:
        for table in reversed(tables.metadata.sorted_tables):
            connection.execute(delete(table))
        connection.execute(insert(tables.ledger), first)
