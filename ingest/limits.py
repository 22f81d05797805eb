"""Reading in child processes with limits, so that no letter can take the memory, the time or the life of all.

A child is started once and reads letter after letter; a pipe there and back costs a fraction of a
millisecond. One that dies of a letter is replaced, and that letter ends as a `problem`. What comes back is
unpickled as values only: a child that a letter has taken over can make nothing else of it.
"""

import io
import os
import pickle
import select
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Condition
from typing import Any

from ingest.message import Message
from ingest.requester import Asked, Requester
from ingest.rows import Filing
from parsers.errors import LedgerError
from parsers.facts import Direction, Outcome, Reading
from parsers.letter import Letter
from parsers.registry import PARSER_VERSION

FRAME = struct.Struct(">Q")
MOST_ANSWER = 200 * 1024 * 1024  # bytes of one answer: a letter and its facts are a few hundred thousand
WALL_FACTOR = 6  # times the CPU time that a letter may take by the clock: OCR runs beside the reader
MOST_LETTERS = 2000  # that one child reads before it is replaced, so that nothing piles up in it
READERS = 2
HEADER = 64 * 1024  # bytes of a message that are read when the whole of it could not be
KEPT_VARIABLES = (
    "PATH",
    "HOME",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "TZ",
    "TESSDATA_PREFIX",
    "PYTHONPATH",
    "VIRTUAL_ENV",
)

VALUES = (
    "parsers.",
    "ingest.keys",
    "ingest.numbers",
    "ingest.rows",
    "ingest.trust",
    "datetime",
    "decimal",
)  # modules whose classes may come back
BUILTINS = {"frozenset", "set"}


class ReadingStopped(LedgerError):
    """The program ends while a letter is read; nothing is said about the letter."""

    def __init__(self) -> None:
        super().__init__("The reading of a letter was stopped. The next run reads it.")


class _Died(Exception):
    """A child ended instead of answering; the text says of what."""


class _Values(pickle.Unpickler):
    """Makes values of the parsers' own classes, and calls nothing else."""

    def find_class(self, module: str, name: str) -> Any:
        allowed = module.startswith(VALUES) and name.isidentifier() and not name.startswith("_")
        if not (allowed or (module == "builtins" and name in BUILTINS)):
            raise pickle.UnpicklingError(f"{module}.{name} is no value")
        found = super().find_class(module, name)
        if not isinstance(found, type) or not found.__module__.startswith((*VALUES, "builtins")):
            raise pickle.UnpicklingError(f"{module}.{name} is no class")
        return found


@dataclass(slots=True)
class Readers:
    """The children, and what each letter may take: `memory` in MB, `seconds` of CPU time."""

    memory: int = 1024
    seconds: int = 30
    count: int = READERS
    idle: list["_Child"] = field(default_factory=list)
    all: list["_Child"] = field(default_factory=list)
    free: Condition = field(default_factory=Condition)
    is_over: bool = False

    def read(self, message: Message, requester: Requester, asked: Asked | None = None) -> Filing:
        """Return what is to be filed of a message; where reading it breaks a limit, its header and a problem.

        The same contract as `pipeline.read_message`; safe to call from many threads. Raises ReadingStopped.
        """
        try:
            return self._ask(message, requester, asked)
        except _Died as died:
            problem = str(died)
        head = replace(message, raw=_header(message.raw))
        try:
            filing = self._ask(head, requester, asked)
        except _Died:
            return unread(message, problem)
        reading = replace(filing.reading, outcome=Outcome.FAILED, problem=problem)
        return replace(filing, digest=message.digest, size=message.size, reading=reading)

    def close(self) -> None:
        """End all children; a letter in hand is left unread."""
        with self.free:
            self.is_over = True
            for child in self.all:
                child.kill()  # who waits for one of them finds it dead
            for child in self.idle:
                child.close()
                self.all.remove(child)
            self.idle.clear()
            self.free.notify_all()

    def _ask(self, *given: Message | Requester | Asked | None) -> Filing:
        with self._borrowed() as child:
            try:
                return child.ask(given)
            except _Died:
                if self.is_over:
                    raise ReadingStopped from None
                raise

    @contextmanager
    def _borrowed(self) -> Iterator["_Child"]:
        child = self._take()
        try:
            yield child
        finally:
            self._give_back(child)

    def _take(self) -> "_Child":
        with self.free:
            while not self.idle and len(self.all) >= self.count and not self.is_over:
                self.free.wait()
            if self.is_over:
                raise ReadingStopped
            if self.idle:
                return self.idle.pop()
            child = _Child(self.memory, self.seconds)
            self.all.append(child)
            return child

    def _give_back(self, child: "_Child") -> None:
        with self.free:
            if child.is_usable() and not self.is_over:
                self.idle.append(child)
            else:
                child.close()
                self.all.remove(child)
            self.free.notify()


class _Child:
    """One child process and the pipes to it."""

    def __init__(self, memory: int, seconds: int) -> None:
        self._seconds = seconds
        self._memory = memory
        self._left = MOST_LETTERS
        environment = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
        command = [sys.executable, "-m", "ingest.reader", str(memory), str(seconds)]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
            stderr=subprocess.DEVNULL,
            env=environment,  # no secret of ours is in it
            cwd=Path(__file__).parent.parent,
        )

    def ask(self, given: tuple[Message | Requester | Asked | None, ...]) -> Filing:
        """Send a message, with what is known of it, and wait for what is read of it. Raises _Died."""
        self._left -= 1
        sent = pickle.dumps(given, protocol=pickle.HIGHEST_PROTOCOL)
        until = time.monotonic() + self._seconds * WALL_FACTOR
        try:
            self._send(FRAME.pack(len(sent)) + sent, until)
            (size,) = FRAME.unpack(self._receive(FRAME.size, until))
            if size > MOST_ANSWER:
                raise _Died("What was read of it is too large to be a letter.")
            answer = _Values(io.BytesIO(self._receive(size, until))).load()
        except (OSError, pickle.UnpicklingError, AttributeError, TypeError, ValueError, EOFError) as error:
            self.kill()
            raise _Died(f"The reader gave no proper answer ({type(error).__name__}).") from None
        if isinstance(answer, str):
            self.kill()
            raise _Died(answer)
        if not isinstance(answer, Filing):
            self.kill()
            raise _Died("The reader gave no proper answer.")
        return answer

    def is_usable(self) -> bool:
        """Whether it can be asked again."""
        return self._process.poll() is None and self._left > 0

    def kill(self) -> None:
        """End it at once; safe to repeat, and from another thread than the one that waits for its answer."""
        self._process.kill()
        self._process.wait()

    def close(self) -> None:
        """End it and let its pipes go; for the one who alone has it."""
        self.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                pipe.close()

    def _send(self, raw: bytes, until: float) -> None:
        pipe = self._process.stdin.fileno()  # type: ignore[union-attr]
        os.set_blocking(pipe, False)
        view = memoryview(raw)
        while view:
            self._wait(pipe, select.POLLOUT, until)
            try:
                view = view[os.write(pipe, view) :]
            except BlockingIOError:
                continue
            except BrokenPipeError:
                raise _Died(self._cause()) from None

    def _receive(self, size: int, until: float) -> bytes:
        pipe = self._process.stdout.fileno()  # type: ignore[union-attr]
        pieces = bytearray()
        while len(pieces) < size:
            self._wait(pipe, select.POLLIN, until)
            piece = os.read(pipe, min(size - len(pieces), 1 << 20))
            if not piece:
                raise _Died(self._cause())
            pieces += piece
        return bytes(pieces)

    def _wait(self, pipe: int, event: int, until: float) -> None:
        poller = select.poll()
        poller.register(pipe, event)
        if not poller.poll(max(0.0, until - time.monotonic()) * 1000):
            self._process.kill()
            raise _Died(f"Reading it took more than {self._seconds * WALL_FACTOR} seconds.")

    def _cause(self) -> str:
        """Say what a child died of."""
        try:
            code = self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return "The reader closed its pipe."
        if code == -signal.SIGXCPU:
            return f"Reading it took more than {self._seconds} seconds of CPU time."
        if code in (-signal.SIGKILL, -signal.SIGSEGV, -signal.SIGABRT, -signal.SIGBUS):
            return f"Reading it ended the reader ({signal.Signals(-code).name})."
        return f"The reader ended with code {code}."


def unread(message: Message, problem: str) -> Filing:
    """Return what is filed of a message of which nothing could be read."""
    direction = Direction.OUTGOING if message.place.holds_sent else Direction.UNKNOWN
    letter = Letter(None, (), (), "", None, (), None, None, (), {}, problem=problem)
    sent_at = message.place.received_at
    return Filing(
        digest=message.digest,
        size=message.size,
        letter=letter,
        reading=Reading(Outcome.FAILED, direction, problem=problem),
        direction=direction,
        sent_at=sent_at,
        sent_on=sent_at.date() if sent_at else None,
        opens=False,
        keys=frozenset(),
        parser_version=PARSER_VERSION,
    )


def _header(raw: bytes) -> bytes:
    head = raw[:HEADER].replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    return head + b"\n\n"
