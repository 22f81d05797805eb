"""The word to stop: one that threads wait for, and that wakes those who wait on a socket."""

import os
import threading


class Stop:
    """Set once, for ever. `fileno` can be polled beside sockets: it can be read once the word was given."""

    def __init__(self) -> None:
        self._event = threading.Event()
        self._reading, self._writing = os.pipe()

    def set(self) -> None:
        """Give the word; safe to repeat, from any thread."""
        if not self._event.is_set():
            self._event.set()
            os.write(self._writing, b"!")

    def is_set(self) -> bool:
        """Whether the word was given."""
        return self._event.is_set()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait for the word, at most so long, and return whether it was given."""
        return self._event.wait(seconds)

    def fileno(self) -> int:
        """Return the descriptor that becomes readable."""
        return self._reading

    def __del__(self) -> None:
        for number in (self._reading, self._writing):
            os.close(number)
