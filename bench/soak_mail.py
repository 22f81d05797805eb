"""The mail of the soak, and the second client: letters in, letters moved, flagged and expunged meanwhile."""

import imaplib
import random
import threading
import time
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

FIXTURES = Path(__file__).resolve().parent.parent / "tests" / "fixtures"
HOSTILE = 0.05
FOLDERS = ("INBOX", "Records", "Archive")
SENT = "Sent"
BAD_NAME = b"Content-Type: application/pdf; name=../../x.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"


class Postman(threading.Thread):
    """Appends mail of all kinds until told to stop, and remembers what it appended."""

    def __init__(self, server, seed: int, pause: float) -> None:
        super().__init__(name="postman")
        self._server = server
        self._chance = random.Random(seed)
        self._pause = pause
        self.over = threading.Event()
        self.put: list[str] = []  # the digests, in their order
        self.hostile = 0
        letters = [path for path in sorted(FIXTURES.rglob("*.eml")) if path.parent.name != "broken"]
        self._letters = [path.read_bytes() for path in letters]
        self._broken = [path.read_bytes() for path in sorted((FIXTURES / "broken").glob("*.eml"))]

    def run(self) -> None:
        """Append until told to stop."""
        with self._server.connection() as client:
            for folder in (*FOLDERS[1:], SENT):
                client.create(folder)
            number = 0
            while not self.over.wait(self._chance.uniform(0, 2 * self._pause)):
                number += 1
                raw = self._next(number)
                folder = SENT if self._chance.random() < 0.1 else self._chance.choice(FOLDERS)
                status, answer = client.append(folder, None, imaplib.Time2Internaldate(time.time()), raw)
                if status != "OK":
                    raise SystemExit(f"Dovecot did not take a letter: {answer}")
                self.put.append(sha256(client_form(raw)).hexdigest())

    def _next(self, number: int) -> bytes:
        chance = self._chance
        if chance.random() < HOSTILE:
            self.hostile += 1
            return self._hostile(number)
        mark = b"X-Soak: %d\r\n" % number
        raw = mark + chance.choice(self._letters)
        if chance.random() < 0.02 and self.put:
            return raw.removeprefix(mark)  # the same letter once more
        return raw

    def _hostile(self, number: int) -> bytes:
        """Return a letter that is broken, or made to break its reader."""
        kind = self._chance.randrange(6)
        head = b"X-Soak: %d\r\nFrom: x@hostile.example\r\nSubject: =?utf-8?q?=00=ff?=\r\n" % number
        if kind == 0:
            return head + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\n" * 30_000
        if kind == 1:
            return head + b"\r\n" + bytes(self._chance.randrange(1, 256) for _ in range(5_000))
        if kind == 2:
            nested = b"".join(
                b"--%d\r\nContent-Type: multipart/mixed; boundary=%d\r\n\r\n" % (n, n + 1) for n in range(900)
            )
            return head + b"Content-Type: multipart/mixed; boundary=0\r\n\r\n" + nested
        if kind == 3:
            return head + b"Content-Type: text/html\r\n\r\n" + b"<a<b " * 20_000
        if kind == 4:
            bomb = b64encode(b"%PDF-1.4\n" + b"0" * 300_000)
            return head + BAD_NAME + bomb
        return b"X-Soak: %d\r\n" % number + self._chance.choice(self._broken)


def client_form(raw: bytes) -> bytes:
    """Return the bytes that the server keeps: imaplib mends line ends, and Dovecot writes 0x80 for NUL."""
    return imaplib.MapCRLF.sub(imaplib.CRLF, raw).replace(b"\0", b"\x80")


class Meddler(threading.Thread):
    """The second client: it flags, moves and expunges at random, and remembers how often."""

    def __init__(self, server, seed: int) -> None:
        super().__init__(name="meddler")
        self._server = server
        self._chance = random.Random(seed)
        self.over = threading.Event()
        self.done = {"flagged": 0, "moved": 0, "expunged": 0}

    def run(self) -> None:
        """Meddle until told to stop."""
        chance = self._chance
        with self._server.connection() as client:
            while not self.over.wait(chance.uniform(0.05, 0.6)):
                folder = chance.choice(FOLDERS)
                if client.select(folder)[0] != "OK":
                    continue
                uids = client.uid("SEARCH", "ALL")[1][0].split()
                if not uids:
                    continue
                uid = (uids[-1] if chance.random() < 0.5 else chance.choice(uids)).decode()
                self._meddle(
                    client, folder, uid, chance.choice(("flagged", "flagged", "moved", "moved", "expunged"))
                )

    def _meddle(self, client: imaplib.IMAP4, folder: str, uid: str, what: str) -> None:
        if what == "flagged":
            client.uid("STORE", uid, "+FLAGS", "(\\Seen \\Flagged)")
        elif what == "moved":
            client.uid("MOVE", uid, self._chance.choice([each for each in FOLDERS if each != folder]))
        else:
            client.uid("STORE", uid, "+FLAGS", "(\\Deleted)")
            client.expunge()
        self.done[what] += 1
