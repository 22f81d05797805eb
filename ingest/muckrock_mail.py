"""A turn of a request at MuckRock as a message: the same turn gives the same bytes.

MuckRock does not tell anybody's address. The request's own is written as MuckRock shows it in public, with
zeros for its password, so that all turns of a request are one request's; every other address ends in
`.invalid`, which no mail can reach (RFC 2606).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ingest.made_mail import Part, address, compose, moment, text_part
from ingest.message import Message, Place

RELAY = "{request}-00000000@requests.muckrock.com"
NOWHERE = "requests.muckrock.invalid"
AGENCY = "X-MuckRock-Agency"  # the one name of the agency; a turn shows who wrote there
FILES = "Files at MuckRock:"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request at MuckRock: its address there, who asked, whom, and under which title."""

    relay: str
    requester: str
    agency: str
    title: str


@dataclass(frozen=True, slots=True)
class Turn:
    """What one side wrote: `key` names it among the turns of its request, for ever."""

    key: str
    is_response: bool
    text: str
    writer: str = ""
    subject: str = ""
    sent_at: datetime | None = None
    is_html: bool = False
    files: Sequence[tuple[str, str]] = ()  # title and address of each


def message_of(asked: Asked, turn: Turn, where: str) -> Message:
    """Return a turn as a message, found at a place that is the same on every run."""
    theirs = f"agency@{NOWHERE}"
    name = turn.writer or (asked.agency if turn.is_response else asked.requester)
    ours = asked.requester if turn.is_response else ""
    headers = (
        ("Date", moment(turn.sent_at) if turn.sent_at else ""),
        ("From", address(name, theirs if turn.is_response else asked.relay)),
        ("To", address(ours, asked.relay) if turn.is_response else address(asked.agency, theirs)),
        ("Subject", turn.subject or asked.title),
        ("Message-ID", f"<{turn.key}.{asked.relay.partition('@')[0]}@{NOWHERE}>"),
        (AGENCY, asked.agency),
    )
    raw = compose(headers, [_text(turn)], [])
    place = Place.in_path(f"{where}#{turn.key}")
    return Message(raw, Place(place.name, path=where, holds_sent=not turn.is_response))


def head_of(asked: Asked, text: str, where: str, sent_at: datetime | None = None) -> Message:
    """Return what MuckRock itself says of a request, such as its tracking number, as a message."""
    headers = (
        ("Date", moment(sent_at) if sent_at else ""),
        ("From", address("MuckRock", f"page@{NOWHERE}")),
        ("To", address(asked.requester, asked.relay)),
        ("Subject", asked.title),
        ("Message-ID", f"<head.{asked.relay.partition('@')[0]}@{NOWHERE}>"),
        (AGENCY, asked.agency),
    )
    place = Place.in_path(f"{where}#head")
    return Message(compose(headers, [text_part(text)], []), Place(place.name, path=where))


def _text(turn: Turn) -> Part:
    if turn.is_html:
        links = "".join(f'<p><a href="{_escaped(url)}">{_escaped(name)}</a></p>' for name, url in turn.files)
        return text_part(turn.text + (f"<p>{FILES}</p>{links}" if links else ""), "html")
    lines = [f"{name}: {url}" if name else url for name, url in turn.files]
    return text_part("\n".join([turn.text.rstrip(), *(["", FILES, *lines] if lines else []), ""]))


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
