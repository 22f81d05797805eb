"""Every block of commands in README.md and docs/ is run as a reader would run it, or says why not."""

import shutil
from collections import Counter
from pathlib import Path

import documents
import pytest
from documents import Block, Command, blocks, commands
from servers import PASSWORD, VARIABLE, Server
from verbs import FIXTURES, mailbox

from ingest.message import Message
from ingest.message import Place as Found
from ingest.pipeline import Ledger, take_in
from ingest.vault import Vault
from models import schema

BLOCKS = blocks()
TO_RUN = [block for block in BLOCKS if block.language in documents.RUN and not block.reason]

# What nobody runs, by page: each says above itself why. A new one is added here on purpose, or run.
NOT_RUN = Counter(
    {
        "README.md": 3,  # make, the installation, what `make demo` prints
        "CONTRIBUTING.md": 1,  # make
        "docs/operations.md": 5,  # a server, Docker, copies by other tools; the reader's mail and PostgreSQL
        "docs/performance.md": 1,  # a cluster
        "docs/quickstart.md": 4,  # the installation, the keyring, a login, a file of the reader's
    }
)

ORDER = """
    govqa/01-request govqa/02-acknowledged govqa/03-more-time govqa/04-records-found govqa/05-follow-up
    govqa/06-date-moved govqa/07-final clerk/acknowledged clerk/clarification conversations/forged/01-received
    conversations/forged/02-dmarc-fails conversations/forged/03-foreign-sender clerk/denied
    conversations/forged/04-more-time clerk/fee-estimate
    clerk/fulfilled-attached clerk/more-time clerk/no-records clerk/partial clerk/referred govqa/cancelled
    govqa/clarification govqa/no-records govqa/partly-denied govqa/rolling-release
    conversations/numbers-of-one-request/01-received
""".split()  # the letter in question is the twelfth, and there are seventeen requests and one more
LAST = b"""From: Robin Records <records@robinrecords.example>
To: dana.whitlock@courier.example
Subject: Request R-2041
Date: Mon, 02 Mar 2026 09:00:00 +0000

Your request R-2041 has been received. Its tracking number is R-2041.
"""
CONFIG = """\
database = "ledger.db"
addresses = ["dana.whitlock@courier.example"]
"""


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory, pymap: Server) -> Path:
    """A folder such as a reader has after a while, and beside it the reader's home and editor."""
    root = tmp_path_factory.mktemp("reader")
    folder, home = root / "folder", root / "home"
    (folder / "tests" / "fixtures" / "robin").mkdir(parents=True)
    (home / "Mail").mkdir(parents=True)
    (home / "Downloads" / "letters").mkdir(parents=True)
    pymap.put("Documents", *(path.read_bytes() for path in sorted((FIXTURES / "nextrequest").glob("*.eml"))))
    config = CONFIG + "".join(mailbox(pymap, "Documents", name=name) for name in ("gmail", "office"))
    (folder / "foialedger.toml").write_text(config)
    (root / "config").write_text(config)
    (root / "editor").write_text(f'#!/bin/sh\ncp {root / "config"} "$1"\n')
    (root / "editor").chmod(0o755)
    _fill(folder)
    (folder / "letter.eml").write_bytes(LAST)
    (folder / "tests" / "fixtures" / "robin" / "closed.eml").write_bytes(LAST)
    (folder / "question.sql").write_text("SELECT * FROM overdue\n")
    (home / "Downloads" / "letters" / "one.eml").write_bytes(LAST)
    (home / "Mail" / "foia.mbox").write_bytes(b"From a Mon Mar  2 09:00:00 2026\n" + LAST)
    return folder


def _fill(folder: Path) -> None:
    engine = schema.connect(f"sqlite:///{folder / 'ledger.db'}")
    schema.upgrade(engine)
    ledger = Ledger(engine, Vault(folder / "vault"), frozenset({"dana.whitlock@courier.example"}))
    for name in ORDER:
        take_in(Message((FIXTURES / f"{name}.eml").read_bytes(), Found.in_path(f"{name}.eml")), ledger)
    take_in(Message(LAST, Found.in_path("last.eml")), ledger)
    engine.dispose()


@pytest.mark.slow
@pytest.mark.parametrize("block", TO_RUN, ids=str)
def test_every_command_does_what_the_page_says(block: Block, prepared: Path, tmp_path: Path) -> None:
    home = documents.copied(prepared.parent / "home", tmp_path / "home")
    environment = documents.environment(home, prepared.parent / "editor") | {VARIABLE: PASSWORD}
    folder = None
    for number, command in enumerate(commands(block)):
        if folder is None or block.apart:
            folder = documents.copied(prepared, tmp_path / f"folder-{number}")
            _make_ready(folder, block, command, environment)
        code, said = documents.run(command, folder, environment)
        assert (command.line, code) == (command.line, 0), said
        assert "Traceback" not in said
        assert command.shown is None or documents.is_as_shown(command.shown, said), said


def _make_ready(folder: Path, block: Block, command: Command, environment: dict[str, str]) -> None:
    """Take away what a newcomer does not have yet, or say a first word that can be taken back."""
    if "foialedger init" in block.text:
        (folder / "foialedger.toml").unlink()
        shutil.rmtree(folder / "vault")
        for path in folder.glob("ledger.db*"):
            path.unlink()
    if command.line.startswith("foialedger undo"):
        assert documents.run(Command("foialedger note 12 'Said before.'"), folder, environment)[0] == 0


def test_what_is_not_run_says_why_and_is_known() -> None:
    skipped = Counter(block.page for block in BLOCKS if block.reason)
    assert skipped == {page: count for page, count in NOT_RUN.items() if count}
    assert [str(block) for block in BLOCKS if block.reason and len(block.reason) < 10] == []


def test_no_command_hides_in_a_block_that_is_not_run() -> None:
    hidden = [
        str(block)
        for block in BLOCKS
        if block.language not in documents.RUN
        and not block.reason
        and documents.LOOKS_LIKE_A_COMMAND.search(block.text)
    ]
    assert hidden == []


def test_the_pages_hold_commands_at_all() -> None:
    told = [command.line for block in TO_RUN for command in commands(block)]
    assert len(told) > 30
    assert {line.split()[0] for line in told} >= {"foialedger", "$EDITOR"}


def test_a_block_is_cut_into_whole_commands() -> None:
    text = '$ foialedger sql "SELECT 1\n  FROM x"\n1\n...\n2\n$ echo a \\\n  b\na b\n'
    assert commands(Block("page", 1, "console", text)) == [
        Command('foialedger sql "SELECT 1\n  FROM x"', "1\n...\n2"),
        Command("echo a \\\n  b", "a b"),
    ]
    assert commands(Block("page", 1, "sh", "# why\na   # b\n\nc\n")) == [Command("a   # b"), Command("c")]
    assert documents.is_as_shown("1\n...\n2", "1\nx\ny\n2\n")
    assert not documents.is_as_shown("1\n...\n2", "1\nx\ny\n3\n")
