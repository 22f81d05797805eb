"""The daemon's log: one event a line, for people or as JSON, that no letter can forge and no secret enters.

Every value stands in quotes with its controls escaped, so a subject or a server's answer is one value and
nothing more; every secret that was ever fetched is struck out of the finished line.
"""

import json
import logging
import re
import sys
import threading
from collections.abc import MutableMapping
from typing import Any, Literal, TextIO

import structlog

from ingest.auth import hide

PLAIN = re.compile(r"[\w./:@+-]{1,200}", re.ASCII)
SHOWN_FIRST = ("timestamp", "level", "event")
LONGEST = 2000  # characters of one value

Event = MutableMapping[str, Any]


def log_to(stream: TextIO, form: Literal["console", "json"], level: int = logging.INFO) -> None:
    """Write the log of this process, and the warnings of its libraries, to a stream."""
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    render = as_json if form == "json" else as_line
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(stream)
    formatter = structlog.stdlib.ProcessorFormatter(
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, render],
        foreign_pre_chain=shared,
    )
    handler.setFormatter(formatter)
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("foialedger").setLevel(level)
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # it warns of each poll that waits for the last
    threading.excepthook = _tell_fault


def as_line(_logger: Any, _name: str, event: Event) -> str:
    """Return an event as one line for people: moment, level, what happened, then name=value."""
    moment, level, told = (str(event.pop(name, "")) for name in SHOWN_FIRST)
    values = "".join(f" {_name_of(name)}={_quoted(value)}" for name, value in event.items())
    return hide(f"{moment} {level.upper():<7} {_escaped(told)}{values}")


def as_json(_logger: Any, _name: str, event: Event) -> str:
    """Return an event as one JSON object in ASCII."""
    plain = {
        str(name): value if isinstance(value, int | float) else hide(str(value))
        for name, value in event.items()
    }
    return hide(json.dumps(plain, ensure_ascii=True))


def _quoted(value: Any) -> str:
    text = hide(str(value))[:LONGEST]
    return text if PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=True)


def _escaped(text: str) -> str:
    return json.dumps(hide(text)[:LONGEST], ensure_ascii=True)[1:-1].replace('\\"', '"')


def _name_of(name: str) -> str:
    return name if PLAIN.fullmatch(name) else _quoted(name)


def _tell_fault(fault: threading.ExceptHookArgs) -> None:
    """Log what ended a thread: a fault of ours. The next poll starts that thread again."""
    where = fault.thread.name if fault.thread else "a thread"
    if fault.exc_value is not None:
        given = (fault.exc_type, fault.exc_value, fault.exc_traceback)
        structlog.get_logger("foialedger").error("a fault ended a thread", thread=where, exc_info=given)


def log_to_stderr(form: Literal["console", "json"]) -> None:
    """Write the log to stderr, where systemd and containers look for it."""
    log_to(sys.stderr, form)
