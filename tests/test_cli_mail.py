"""The verbs that file: poll, run, backfill."""

import re
import signal
import subprocess
from hashlib import sha256
from pathlib import Path

import pytest
from servers import PASSWORD
from verbs import FIXTURES, PROGRAM, configure, foialedger, here, mailbox, objects, trouble

__all__ = ["here"]
pytestmark = pytest.mark.usefixtures("here")
GOVQA = sorted((FIXTURES / "govqa").glob("*.eml"))
BROKEN = FIXTURES / "broken"


def tally(text: str) -> dict[str, int]:
    """Return the counts of a backfill's account."""
    return {name: int(count) for name, count in re.findall(r"^ *([a-z ]+?) +(\d+)$", text, re.MULTILINE)}


def test_poll_files_what_is_new_and_then_nothing(pymap):
    pymap.put("Polled", *(path.read_bytes() for path in GOVQA[1:4]))
    configure(mailbox(pymap, "Polled"))
    foialedger("upgrade")
    assert foialedger("poll").stdout == "work: 3 new letters filed, 0 filed before\n"
    assert foialedger("poll").stdout == "work: 0 new letters filed, 0 filed before\n"
    assert [row["tracking_number"] for row in objects(foialedger("requests", "--json"))] == ["P015720-070319"]


def test_poll_of_a_mailbox_in_trouble_reads_the_next_and_ends_in_1(pymap):
    pymap.put("Polled next", GOVQA[0].read_bytes())
    configure(mailbox(pymap, "INBOX", name="one", user="eve") + mailbox(pymap, "Polled next", name="two"))
    foialedger("upgrade")
    done = foialedger("poll", code=1)
    assert trouble(done).startswith("Mailbox one: 127.0.0.1 refused the login of eve")
    assert "two: 1 new letters filed" in done.stdout
    assert PASSWORD not in done.output


@pytest.mark.parametrize("verb", ["poll", "run"])
def test_without_a_mailbox_there_is_nothing_to_poll(verb):
    configure("")
    foialedger("upgrade")
    assert "add a [[mailbox]] to" in trouble(foialedger(verb, code=1))


@pytest.mark.parametrize("verb", ["poll", "run"])
def test_polling_into_no_ledger_says_upgrade(pymap, verb):
    configure(mailbox(pymap, "INBOX"))
    assert "run `foialedger upgrade`" in trouble(foialedger(verb, code=1))
    assert not Path("ledger.db").exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_daemon_files_and_ends_well_when_it_is_told_to(pymap, number):
    folder = f"Daemon {number.name}"
    pymap.put(folder, GOVQA[0].read_bytes())
    configure(mailbox(pymap, folder))
    foialedger("upgrade")
    with subprocess.Popen([*PROGRAM, "run"], stderr=subprocess.PIPE, text=True) as running:
        said = [running.stderr.readline() for _ in range(2)]
        running.send_signal(number)
        said += running.stderr.readlines()
        assert running.wait(30) == 0
    assert said[0] == "Reading work, and polling every 300 seconds; Ctrl-C ends it.\n"
    assert re.search(r" INFO +filed mailbox=work new=1 again=0 failed=0$", said[1].rstrip())
    assert said[2:] == ["Stopped. Every letter that was begun is filed.\n"]


def test_backfill_accounts_for_every_message():
    foialedger("upgrade", "--database", "ledger.db")
    words = ("--database", "ledger.db", "backfill", FIXTURES / "govqa", FIXTURES / "clerk", BROKEN)
    done = foialedger(*words)
    counts = tally(done.stdout)
    seen = counts.pop("seen")
    assert seen == len(
        [path for name in ("govqa", "clerk", "broken") for path in (FIXTURES / name).glob("*.eml")]
    )
    assert sum(counts.values()) == seen
    assert counts["failed"] == done.stdout.count("\nfailed: ") == 3
    assert counts["not about a request"] > 0
    assert re.search(r"^failed: file:.*/empty\.eml: .+", done.stdout, re.MULTILINE)
    again = tally(foialedger(*words).stdout)
    assert again["filed before"] == again["seen"] == seen
    assert again["filed"] == again["failed"] == 0


def test_a_source_that_is_missing_does_not_stop_the_others(here):
    foialedger("upgrade", "--database", "ledger.db")
    done = foialedger("backfill", "--database", "ledger.db", "nowhere", GOVQA[0], code=1)
    assert f"There is no mail to read at {here}/nowhere" in trouble(done)
    assert tally(done.stdout)["seen"] == 1


def test_a_whole_mailbox_is_backfilled_whatever_was_polled(pymap):
    pymap.put("Backfilled", *(path.read_bytes() for path in GOVQA[:2]))
    configure(mailbox(pymap, "Backfilled"))
    foialedger("upgrade")
    foialedger("backfill", GOVQA[0])
    foialedger("poll")
    counts = tally(foialedger("backfill", "imap:work").stdout)
    assert (counts["seen"], counts["filed before"]) == (2, 2)
    assert "no mailbox named other. It has: work" in trouble(foialedger("backfill", "imap:other", code=1))


def test_a_mailbox_puts_back_what_the_vault_lost_and_is_not_fetched_otherwise(pymap):
    pymap.put("Put back", *(path.read_bytes() for path in GOVQA[:3]))
    configure(mailbox(pymap, "Put back"))
    foialedger("upgrade")
    dry = foialedger("backfill", "imap:work", "--dry-run")
    assert dry.stdout.startswith("Nothing was filed: this is what the same command would do")
    assert (tally(dry.stdout)["seen"], Path("vault").exists()) == (3, False)
    assert tally(foialedger("backfill", "imap:work", "--limit", 2).stdout)["seen"] == 2
    counts = tally(foialedger("backfill", "imap:work", "--folder", "Put*").stdout)
    assert (counts["seen"], counts["filed before"]) == (3, 2)
    files = sorted(Path("vault").rglob("*.eml"))
    files[0].write_bytes(b"x" * files[0].stat().st_size)
    files[1].unlink()
    counts = tally(foialedger("backfill", "imap:work").stdout)
    assert (counts["seen"], counts["filed before"]) == (3, 3)
    assert [sha256(file.read_bytes()).hexdigest() for file in files] == [file.stem for file in files]


def test_a_big_attachment_is_no_trouble():
    letter = GOVQA[0].read_bytes().split(b"\n\n")[0]
    head = re.sub(rb"(?im)^content-[^\n]*\n(?:[ \t][^\n]*\n)*", b"", letter + b"\n")
    line = b"QUJD" * 19 + b"\r\n"
    raw = (
        head + b'Content-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/plain\n\n'
        b"Your request 2020-0001 is closed.\n--b\nContent-Type: application/octet-stream\n"
        b"Content-Transfer-Encoding: base64\n\n" + line * (30_000_000 // len(line)) + b"--b--\n"
    )
    Path("big.eml").write_bytes(raw)
    foialedger("upgrade", "--database", "ledger.db")
    assert tally(foialedger("backfill", "--database", "ledger.db", "big.eml").stdout)["seen"] == 1


def test_a_vault_that_takes_nothing_stops_the_backfill_with_one_line():
    configure('vault = "file"\n')
    Path("file").touch()
    foialedger("upgrade")
    done = foialedger("backfill", *GOVQA, code=1)
    assert trouble(done).startswith("The vault cannot use")
    assert tally(done.stdout)["seen"] == 0


@pytest.fixture
def hears_ctrl_c():
    """Let children hear Ctrl-C: tests that a shell runs in the background ignore it, and theirs would too."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("hears_ctrl_c")
def test_ctrl_c_ends_in_130_with_one_line_and_what_was_filed_stays():
    foialedger("upgrade", "--database", "ledger.db")
    source = [str(GOVQA[0]), *[str(FIXTURES / "govqa")] * 2000]
    command = [*PROGRAM, "backfill", "--database", "ledger.db", *source]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as running:
        while not objects(foialedger("requests", "--database", "ledger.db", "--json")):
            assert running.poll() is None
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=30)
    assert (running.returncode, out) == (130, "")
    *progress, last = err.splitlines()
    assert last == "Stopped. What was filed stays filed; the same command goes on from there."
    assert all(" seen, " in line for line in progress)
    assert objects(foialedger("requests", "--database", "ledger.db", "--json"))
