"""Reading a mailbox in tests: plain letters, what is read of a folder, and a server with a bad day."""

from functools import cache

import pytest
from servers import PASSWORD

from ingest.mailbox import Folder, open_mailbox
from ingest.mailbox_fetch import Absent, Found, new_messages
from ingest.message import Cursor, Message
from ingest.reading import read_message
from parsers.errors import LedgerError

read_once = cache(read_message)  # for ledgers of fixtures whose reading is not what is tested
LETTER = b"From: clerk@city.example\r\nSubject: %d\r\n\r\nYour request was received.\r\n"


def letters(*numbers: int) -> list[bytes]:
    return [LETTER % number for number in numbers]


def walk(settings, folder: str, cursor: Cursor | None = None, **more) -> list[Found]:
    """Return all that a walk through a folder finds."""
    with open_mailbox(settings) as mailbox:
        return list(new_messages(mailbox, Folder(folder), cursor, **more))


def read(settings, folder: str, cursor: Cursor | None = None, **more) -> list[Message]:
    """Return the messages of a folder."""
    return [found for found in walk(settings, folder, cursor, **more) if isinstance(found, Message)]


def gone(found: list[Found]) -> list[tuple[int, int]]:
    """Return the ranges of UIDs that a walk found absent."""
    return [uids for each in found if isinstance(each, Absent) for uids in each.ranges]


def cursor_at(message) -> Cursor:
    place = message.place
    return Cursor(place.mailbox, place.folder, place.uidvalidity, place.uid)


def trouble(settings, folder: str = "INBOX") -> str:
    """Read the folder and return the one sentence it ends in, which never holds the password."""
    with pytest.raises(LedgerError) as caught:
        read(settings, folder)
    assert PASSWORD not in str(caught.value)
    assert "\n" not in str(caught.value)
    return str(caught.value)


CAPABILITY = "* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n{tag} OK done\r\n"
OPENED = (
    "* 2 EXISTS\r\n* 0 RECENT\r\n* FLAGS ()\r\n"
    "* OK [UIDVALIDITY 7] epoch\r\n* OK [UIDNEXT 12] next\r\n{tag} OK done\r\n"
)
SIZES = (
    '* 1 FETCH (UID 10 RFC822.SIZE 5 INTERNALDATE "03-Jul-2019 09:00:00 -0700")\r\n'
    "* 2 FETCH (UID 11 RFC822.SIZE 5)\r\n"
)
BODIES = "* 1 FETCH (UID 10 BODY[] {5}\r\nfirst)\r\n* 2 FETCH (UID 11 BODY[] {5}\r\nother)\r\n"


def bad_day(**answers):
    """Return a script that answers as a server does, but for the commands that `answers` names."""
    usual = {
        "CAPABILITY": CAPABILITY,
        "EXAMINE": OPENED,
        "SEARCH": "* SEARCH 11 10\r\n{tag} OK done\r\n",
        "SIZE": SIZES + "{tag} OK done\r\n",
        "PEEK": BODIES.replace("{tag}", "") + "{tag} OK done\r\n",
    } | answers

    def script(command: str):
        for word, answer in usual.items():
            if word in command:
                return answer() if callable(answer) else answer
        return "{tag} OK done\r\n"

    return script
