"""Reading a source in tests: the messages that came out of it, and what was told of the rest."""

from pathlib import Path

from ingest.message import Message
from ingest.source_trouble import Unreadable
from ingest.sources import messages_in


def read(path: Path) -> tuple[list[Message], str]:
    """Return the messages of a source, and the sentence about what could not be read; empty where all was."""
    found: list[Message] = []
    try:
        for message in messages_in(path):
            found.append(message)
    except Unreadable as trouble:
        return found, str(trouble)
    return found, ""
