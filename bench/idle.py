"""What a poll costs that finds nothing new, in a mailbox of 200,000: `python -m bench.idle [--messages N]`.

Dovecot on loopback, a Maildir of hard links to a few letters, and a ledger whose cursor stands at the last of
them. The poll is the daemon's own, over the connection that it holds: question, answer, and the row that says
when. Bytes are counted where the client sends and reads them, and every command is noted. Prints the time by
the clock, the bytes both ways, and the commands; fails where a poll lists anything, or costs more than 5 ms
or 4 kB.
"""

import argparse
import imaplib
import os
import re
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench import places
from ingest import store
from ingest.health import Health
from ingest.message import Cursor
from ingest.pipeline import Ledger
from ingest.vault import Vault
from ingest.watch import Watched, end, poll_once
from models import schema

LINKS = 50_000  # names that one file may have; ext4 allows 65,000
MOST_MILLISECONDS, MOST_BYTES = 5.0, 4096
LETTER = b"From: records@city.example\r\nSubject: Your request %d\r\n\r\nYour request was received.\r\n"


@dataclass
class Heard:
    """What went over the wire."""

    commands: list[str] = field(default_factory=list)
    sent: int = 0
    received: int = 0

    def listen(self) -> None:
        """Note each command, and count what the client sends and reads."""
        send, read_line, read = imaplib.IMAP4.send, imaplib.IMAP4.readline, imaplib.IMAP4.read

        def counted_send(client: Any, data: Any) -> None:
            self.commands.append(bytes(data).decode("latin-1").partition(" ")[2].strip())
            self.sent += len(data)
            send(client, data)

        def counted(give: Any) -> Any:
            def counting(client: Any, *given: Any) -> bytes:
                answer: bytes = give(client, *given)
                self.received += len(answer)
                return answer

            return counting

        imaplib.IMAP4.send = counted_send  # type: ignore[method-assign]
        imaplib.IMAP4.readline = counted(read_line)  # type: ignore[method-assign]
        imaplib.IMAP4.read = counted(read)  # type: ignore[method-assign]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--messages", type=int, default=200_000)
    arguments.add_argument("--polls", type=int, default=200)
    told = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="foialedger-idle-") as folder, places.dovecot() as server:
        fill(server, told.messages)
        sys.exit(0 if measure(Path(folder), server, told) else 1)


def fill(server: Any, messages: int) -> None:
    """Lay so many messages into the mailbox of the server's user, before anybody has looked at it."""
    mailbox = server.folder / server.user
    owner = server.folder.stat()
    for name in ("", "cur", "new", "tmp"):
        (mailbox / name).mkdir()
        os.chown(mailbox / name, owner.st_uid, owner.st_gid)
    for number in range(messages):
        if number % LINKS == 0:
            raw = LETTER % number
            first = mailbox / "cur" / f"{1_500_000_000 + number}.M{number}P1.bench,S={len(raw)}:2,S"
            first.write_bytes(raw)
            os.chown(first, owner.st_uid, owner.st_gid)
        else:
            os.link(first, mailbox / "cur" / f"{1_500_000_000 + number}.M{number}P1.bench,S={len(raw)}:2,S")


def measure(folder: Path, server: Any, told: argparse.Namespace) -> bool:
    engine = schema.connect(f"sqlite:///{folder}/ledger.db")
    schema.upgrade(engine)
    with server.connection() as client:
        client.sock.settimeout(600)
        answer = client.status("INBOX", "(UIDVALIDITY UIDNEXT)")[1][0].decode()
    validity, there = (int(re.search(rf"{word} (\d+)", answer)[1]) for word in ("UIDVALIDITY", "UIDNEXT"))
    there -= 1
    with store.writing(engine) as connection:
        store.keep_cursor(connection, Cursor("work", "INBOX", validity, there))
    heard = Heard()
    heard.listen()
    watched = Watched(
        server.settings(connections=0), Ledger(engine, Vault(folder / "vault")), Health(), trouble
    )
    poll_once(watched)  # logs in, lists the folders, opens the mailbox
    heard.commands.clear()
    heard.sent = heard.received = 0
    waits = [one_poll(watched) for _ in range(told.polls)]
    end(watched)
    engine.dispose()
    return tell(waits, heard, there, told.polls)


def trouble(_mailbox: Any, tally: Any) -> None:
    """End at once where a poll is not what is to be measured."""
    if tally.troubles or tally.seen:
        raise SystemExit(f"this was no idle poll: {tally}")


def one_poll(watched: Watched) -> float:
    began = time.perf_counter()
    poll_once(watched)
    return (time.perf_counter() - began) * 1000


def tell(waits: list[float], heard: Heard, there: int, polls: int) -> bool:
    waits.sort()
    median, p99 = statistics.median(waits), waits[int(len(waits) * 0.99)]
    each = (heard.sent + heard.received) / polls
    shapes = sorted({" ".join(command.split()[:2]) for command in heard.commands if command})
    print(f"mailbox   {there:,} messages, {polls} polls that find nothing")
    print(f"time      median {median:.2f} ms, p99 {p99:.2f} ms, the row of the ledger included")
    print(f"wire      {each:.0f} bytes a poll, both ways; commands: {', '.join(shapes)}")
    is_listed = any(command.startswith(("LIST", "LSUB")) for command in heard.commands)
    return not is_listed and median <= MOST_MILLISECONDS and each <= MOST_BYTES


if __name__ == "__main__":
    main()
