"""`make demo`: a mailbox on a throw-away server, polled over IMAP into demo/ledger.db, and questioned.

The server is pymap on loopback, started here and ended here; what is asked is what a person would type.
`python -m bench.demo FOLDER` puts ledger and vault elsewhere.
"""

import contextlib
import imaplib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from email import message_from_bytes
from email.utils import parsedate_to_datetime
from pathlib import Path

from cli.main import app

ROOT = Path(__file__).resolve().parent.parent
LETTERS = ROOT / "tests" / "fixtures"
OUR_OWN = ("01-request.eml", "05-follow-up.eml")
CLERKS = (
    "acknowledged.eml",
    "denied.eml",
    "fee-estimate.eml",
    "more-time.eml",
    "newsletter.eml",
    "no-records.eml",
)
USER, PASSWORD, VARIABLE = "dana.whitlock@courier.example", "for-the-demo-only", "DEMO_PASSWORD"
SECONDS = 30

CONFIG = """\
# Written by `make demo`. Its mail server has ended since: `poll` finds nobody there, all else works.
database = "ledger.db"

[[mailbox]]
name = "demo"
host = "127.0.0.1"
port = {port}
tls = "none"
user = "{user}"
password_env = "{variable}"
folders = ["INBOX"]
sent_folders = ["Sent"]
"""

QUESTIONS = (
    (
        "Which promise slipped, by how many days, and in which words was it made?",
        "SELECT tracking_number, promised_on, days_slipped, sentence FROM promises WHERE outcome = 'slipped'",
    ),
    (
        "Who owes me an answer, and since when?",
        "SELECT tracking_number, agency, promised_on, days_overdue, about FROM overdue",
    ),
    (
        "What was I asked to pay, and until when?",
        """\
SELECT r.tracking_number, r.agency, f.amount, f.about, d.promised_on AS until, f.sentence
  FROM fees f JOIN request_letters l ON l.letter_id = f.letter_id JOIN requests r ON r.id = l.request_id
  LEFT JOIN promised_dates d ON d.letter_id = f.letter_id AND d.about = 'payment_due'
 WHERE f.sure <> 'unsure' ORDER BY r.id, l.letter_id""",
    ),
)


def main(folder: Path) -> None:
    """Run the demo; its configuration, ledger and vault go into the folder."""
    config = folder / "foialedger.toml"
    began = time.monotonic()
    os.chdir(ROOT)
    os.environ[VARIABLE] = PASSWORD
    os.environ.setdefault("COLUMNS", "120")
    for name in [name for name in os.environ if name.startswith("FOIALEDGER_")]:
        del os.environ[name]  # the demo's own ledger, whatever else is configured
    os.environ["FOIALEDGER_CONFIG"] = str(config)
    _start_afresh(folder)
    with _server() as port:
        config.write_text(CONFIG.format(port=port, user=USER, variable=VARIABLE), encoding="utf-8")
        count = _fill(port)
        print(f"A mailbox with {count} letters is on 127.0.0.1, port {port}.\n")
        print(f"$ export FOIALEDGER_CONFIG={config}")
        for verb in ("upgrade", "check", "poll"):
            _type(verb)
    _ask()
    print(f"\nThat took {time.monotonic() - began:.0f} seconds. Now ask the ledger yourself:\n")
    print(f"  .venv/bin/foialedger --config {config} show lakemontwa/P015720-070319")
    print(f'  .venv/bin/foialedger --config {config} sql "SELECT * FROM review"')
    print("  .venv/bin/foialedger read tests/fixtures/govqa/07-final.eml")
    print("\nand read your own mail: .venv/bin/foialedger init")


def _ask() -> None:
    _type("requests")
    _type("show", "sacramentoca/P015720-070319")
    for question, statement in QUESTIONS:
        print(f"\n{question}")
        _type("sql", statement)


def _start_afresh(folder: Path) -> None:
    """Take the last demo's ledger and vault away, and nothing else."""
    folder.mkdir(exist_ok=True)
    for old in folder.glob("ledger.db*"):
        old.unlink()
    shutil.rmtree(folder / "vault", ignore_errors=True)


def _type(*words: str) -> None:
    """Show a command and run it, as a person would type it."""
    line = " ".join(f'"{word}"' if " " in word else word for word in words)
    print(f"\n$ foialedger {line}", flush=True)
    code = app([*words], prog_name="foialedger", standalone_mode=False)
    if code:
        raise SystemExit(code)


@contextlib.contextmanager
def _server() -> Iterator[int]:
    """Run a mail server on a free port of loopback until the end of the block."""
    with contextlib.closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = [
        str(Path(sys.executable).with_name("pymap")),
        "--no-service",
        "admin",
        "--no-service",
        "managesieve",
    ]
    where = ["--host", "127.0.0.1", "--port", str(port), "--no-tls"]
    who = ["dict", "--demo-user", USER, "--demo-password", PASSWORD]
    with (
        tempfile.TemporaryFile() as log,
        subprocess.Popen(
            [*program, *where, *who], stdout=log, stderr=log, stdin=subprocess.DEVNULL
        ) as process,
    ):
        try:
            _wait_for(port, process)
            yield port
        finally:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(10)
            process.kill()


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise SystemExit(
        "The demo's mail server did not start: run `.venv/bin/pymap --help` to see whether it is there."
    )


def _fill(port: int) -> int:
    """Put the letters into the mailbox, unread, each on the day it was sent; return how many."""
    govqa = sorted((LETTERS / "govqa").glob("*.eml"))
    clerks = [LETTERS / "clerk" / name for name in CLERKS]
    letters = sorted([*govqa, *clerks], key=lambda path: _sent_at(path.read_bytes()))
    with imaplib.IMAP4("127.0.0.1", port, timeout=SECONDS) as client:
        client.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # an APPEND would wait 40 ms
        client.login(USER, PASSWORD)
        client.create("Sent")
        for path in letters:
            raw = path.read_bytes()
            folder = "Sent" if path.name in OUR_OWN else "INBOX"
            status, answer = client.append(folder, "", imaplib.Time2Internaldate(_sent_at(raw)), raw)
            if status != "OK":
                raise SystemExit(f"The demo's mail server did not take {path.name}: {answer!r}")
    return len(letters)


def _sent_at(raw: bytes) -> float:
    return parsedate_to_datetime(str(message_from_bytes(raw)["Date"])).timestamp()


if __name__ == "__main__":
    main(Path(*sys.argv[1:] or ["demo"]))
