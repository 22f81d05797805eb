"""What tests of the service share: the log of a test, caught; and mailboxes that stand badly."""

import io
import logging
import threading
from contextlib import contextmanager

import structlog

from ingest.logs import log_to


@contextmanager
def logging_to(form: str):
    stream = io.StringIO()
    root = logging.getLogger()
    before = root.handlers[:], root.level, threading.excepthook
    try:
        log_to(stream, form)
        yield stream
    finally:
        root.handlers[:], threading.excepthook = before[0], before[2]
        root.setLevel(before[1])
        structlog.reset_defaults()
