"""What a program costs: seconds, seconds of the processor, memory; and two programs compared in pairs."""

import os
import statistics
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

PAUSE = 0.02  # seconds between two looks at a program's memory


@dataclass(frozen=True, slots=True)
class Spent:
    """What one run cost; `peak` is the resident memory of the program and all its children, where watched."""

    wall: float
    cpu: float
    peak: int = 0


class Broke(Exception):
    """A program that was measured did not do its work."""


def run(words: Sequence[str], *, watch: bool = False, **more) -> Spent:
    """Run a program to its end and return what it cost, its children included."""
    began = time.monotonic()
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, **more
    ) as process:
        told: list[bytes] = []
        listening = threading.Thread(target=lambda: told.append(process.stdout.read()))
        listening.start()
        peak = _watched(process.pid) if watch else 0
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.monotonic() - began
        listening.join()
    if process.returncode:
        raise Broke(
            f"{words[0]} ended with {process.returncode}: {b''.join(told)[-2000:].decode(errors='replace')}"
        )
    return Spent(wall, usage.ru_utime + usage.ru_stime, peak)


def _watched(pid: int) -> int:
    """Look at a process until it has ended, and return the most memory that it and its children had."""
    peak = 0
    while True:
        ended = os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        if ended is not None:
            return peak
        peak = max(peak, sum(map(_resident, _family(pid))))
        time.sleep(PAUSE)


def _family(pid: int) -> list[int]:
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        children = [int(each) for task in tasks for each in (task / "children").read_text().split()]
    except OSError:
        return []
    return [pid, *(each for child in children for each in _family(child))]


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError):
        return 0


def ratio(ours: Callable[[], float], theirs: Callable[[], float], pairs: int) -> tuple[float, float, float]:
    """Measure two things in alternating pairs; return the median of ours / theirs, and of each."""
    found = []
    for number in range(pairs):
        if number % 2:
            other = theirs()
            one = ours()
        else:
            one = ours()
            other = theirs()
        found.append((one, other))
    medians = [statistics.median(column) for column in zip(*found, strict=True)]
    return statistics.median(one / other for one, other in found), medians[0], medians[1]
