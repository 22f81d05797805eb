"""The fetch stage alone, and the floor below it: one raw socket that reads the same bytes with one FETCH."""

import socket
import time

from bench import places
from ingest.mailbox import Folder, open_mailbox
from ingest.mailbox_fetch import new_messages
from ingest.message import Message
from ingest.vault import Vault

CHUNK = 1 << 20


def ours(server, user: str, vault: Vault) -> float:
    """Return the seconds that it takes to fetch every message of a mailbox's INBOX; none is read or kept."""
    settings = server.as_user(user).settings(user=user)
    with open_mailbox(settings) as mailbox:
        began = time.monotonic()
        walk = new_messages(mailbox, Folder("INBOX"), None, vault)
        total = sum(len(found.raw) for found in walk if isinstance(found, Message))
        wall = time.monotonic() - began
    if not total:
        raise SystemExit("Nothing was fetched: the comparison would be worth nothing.")
    return wall


def raw_socket(server, user: str) -> float:
    """Return the seconds in which the server sends the same bytes to somebody who only reads."""
    with socket.create_connection(("127.0.0.1", server.port)) as link:
        link.recv(CHUNK)
        _ask(link, b"a", f"LOGIN {user} {places.servers.PASSWORD}".encode())
        _ask(link, b"b", b"EXAMINE INBOX")
        began = time.monotonic()
        _ask(link, b"c", b"UID FETCH 1:* (BODY.PEEK[])")
        return time.monotonic() - began


def _ask(link: socket.socket, tag: bytes, command: bytes) -> None:
    """Send a command and read until its tagged answer."""
    link.sendall(tag + b" " + command + b"\r\n")
    end = b""
    while b"\r\n" + tag + b" OK" not in b"\r\n" + end:
        chunk = link.recv(CHUNK)
        if not chunk or tag + b" NO" in end:
            raise SystemExit(f"The server did not answer {command!r}.")
        end = (end + chunk)[-8_000:]  # longer than any answer's last line
