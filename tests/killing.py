"""A child process of a test that does something and is killed in the middle of it."""

import os
import signal
import sys
from collections.abc import Callable


def is_killed(work: Callable[[], object]) -> bool:
    """Do something in a forked child, and return whether it was killed by SIGKILL before its end."""
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
