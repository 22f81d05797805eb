"""The child that reads letters: `python -m ingest.reader MEMORY SECONDS`, started by `limits` alone.

It takes one message after another from its standard input and gives what is to be filed, or one sentence that
says why not. Each letter has its own allowance of CPU time. It opens no socket and writes no file.
"""

import copyreg
import gc
import os
import pickle
import resource
import signal
import sys
from enum import Enum
from typing import Any, BinaryIO

from ingest.limits import FRAME
from ingest.message import Message, Place
from ingest.reading import read_message

MEGABYTE = 1024 * 1024
OPEN_FILES = 64
SELDOM = 20_000  # objects that are made before the collector looks for some that nobody holds


def main(memory: int, seconds: int) -> None:
    """Read until the standard input ends: then the daemon has ended too."""
    take, give = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_RDWR), 1)  # what a library prints is no answer
    for ending in (signal.SIGINT, signal.SIGTERM):  # they are the daemon's; it ends this child by its input
        signal.signal(ending, signal.SIG_IGN)
    read_message(
        Message(b"Subject: a\n\nYour request is closed.\n", Place("warm-up"))
    )  # opens every table there is
    gc.freeze()  # what is there by now stays: to look through it again and again is a tenth of the reading
    gc.set_threshold(SELDOM)
    confine(memory)
    plainly(Enum)
    sys.excepthook = lambda kind, _error, _trace: _give(give, f"The reader failed: {kind.__name__}.")
    while header := take.read(FRAME.size):
        given = pickle.loads(take.read(FRAME.unpack(header)[0]))  # noqa: S301 - our own parent's
        allow(seconds)
        answer: Any
        try:
            answer = read_message(*given)
        except MemoryError:
            answer = f"Reading it takes more than {memory} MB of memory."
        _give(give, answer)


def plainly(kind: type[Enum]) -> None:
    """Have words of enumerations pickled by their value: Python before 3.11.4 pickles a call of `getattr`.

    The parent takes values alone, and calls nothing (`ingest/limits.py`).
    """
    for each in kind.__subclasses__():
        copyreg.pickle(each, lambda member: (type(member), (member.value,)))
        plainly(each)


def confine(memory: int) -> None:
    """Bound what this process can take, for good: memory, open files, files written, cores dumped."""
    limits: dict[int, int] = {
        resource.RLIMIT_AS: memory * MEGABYTE,
        resource.RLIMIT_NOFILE: OPEN_FILES,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
    }
    for which, most in limits.items():
        _, hard = resource.getrlimit(which)
        bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(which, (bound, bound))


def allow(seconds: int) -> None:
    """Allow so many seconds of CPU time from now on; the kernel ends the process after that (SIGXCPU)."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    soft = int(used.ru_utime + used.ru_stime) + seconds + 1
    resource.setrlimit(
        resource.RLIMIT_CPU, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard)
    )


def _give(give: BinaryIO, answer: Any) -> None:
    """Answer; a fault tells its name alone, for its text may repeat the letter."""
    told = pickle.dumps(answer, protocol=pickle.HIGHEST_PROTOCOL)
    give.write(FRAME.pack(len(told)) + told)
    give.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
