"""The page of a request at MuckRock, saved as plain text, as messages: one a turn, none with a date.

The page shows a title, who "filed this request with the ... of ...", "Tracking #", "Status", then turns that
open with "From: ..." and perhaps "Subject: ...". When a turn was sent it does not show; no day is made up.
"""

import re
from collections.abc import Iterator
from hashlib import sha256

from ingest.message import Message
from ingest.muckrock_mail import NOWHERE, RELAY, Asked, Turn, head_of, message_of
from ingest.source_kinds import text_of
from ingest.source_trouble import NotRead

FILED = re.compile(
    r"^[ \t]{0,99}(?P<who>\S[^\n]{0,120}?)\s{1,9}filed\s{1,9}this\s{1,9}request\s{1,9}"
    r"with\s{1,9}(?:the\s{1,9})?"
    r"(?P<agency>[^\n]{1,300}?(?:\n[^\n:#]{1,200}?)??(?=\.[ \t]*$)|[^\n]{1,300}?)\.?[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
# A turn shows a name. A mail that somebody quotes shows an address, or goes on with when and to whom.
TURN = re.compile(
    r"^[ \t]*From:[ \t]*(?P<who>[^\n@<>]{1,200}?)[ \t]*\n"
    r"(?!\s*(?:Sent|Date|To|Cc|Bcc|Reply-To|Sent by|Posted At)[ \t]*:)"
    r"(?:\s*Subject:[ \t]*(?P<subject>[^\n]*)\n(?!\s*(?:Sent|Date|To|Cc)[ \t]*:))?",
    re.MULTILINE,
)
QUOTED = re.compile(
    r"(?:-{3,}[ \t]*(?:Original|Forwarded)[^\n]*|_{10,}[ \t]*|[Bb]egin forwarded message:?)\s*\Z"
)
TRACKING = re.compile(
    r"^[ \t]*Tracking #:?[ \t]*(?P<numbers>.{0,400}?)(?=^[ \t]*(?:Multi Request|Submitted|Due|Last Response|"
    r"Est\.|Status|MuckRock #|Tags|From:|Communications?)|\n[ \t]*\n[ \t]*\n|\Z)",
    re.MULTILINE | re.DOTALL,
)
STATUS = re.compile(r"^[ \t]*Status(?::|[ \t]*\n)?\s*(?P<status>\S[^\n]{0,60})", re.MULTILINE)
NUMBER = re.compile(r"\bMuckRock #:?\s*(?P<a>\d{1,9})\b|\b(?P<b>\d{1,9})-\d{3,10}@requests\.muckrock\.com")
REACH = 200  # characters above a turn in which a program says that it quotes
MOST_PAGE = 16 * 1024 * 1024  # bytes
PLATFORM = re.compile(r"\bmuckrock\b", re.IGNORECASE)
SHARES = frozenset({"tweet", "share", "email", "post", "print", "facebook", "twitter", "link"})


def messages_of_page(where: str, raw: bytes) -> Iterator[Message]:
    """Yield what the page's head says, then its turns in their order. Raises NotRead for another text."""
    text = text_of(raw)
    filed = FILED.search(text)
    turns = list(_turns(text, filed.end())) if filed else []
    if not filed or not turns:
        raise NotRead("it speaks of a MuckRock request and shows none of its letters: save the whole page")
    head = text[filed.start() : turns[0].start()]
    asked = _asked(text, filed)
    yield head_of(asked, _head(filed, head), where)
    for number, (turn, after) in enumerate(zip(turns, [*turns[1:], None], strict=True), start=1):
        yield message_of(asked, _turn(text, turn, after, number, asked), where)


def _turns(text: str, start: int) -> Iterator[re.Match[str]]:
    return (
        each
        for each in TURN.finditer(text, start)
        if not QUOTED.search(text, max(0, each.start() - REACH), each.start())
    )


def _turn(text: str, turn: re.Match[str], after: re.Match[str] | None, number: int, asked: Asked) -> Turn:
    who = " ".join(turn["who"].split())
    is_own = who.casefold().startswith(asked.requester.casefold()) or bool(PLATFORM.search(who))
    written = text[turn.end() : after.start() if after else len(text)]
    subject = " ".join((turn["subject"] or "").split())
    return Turn(str(number), not is_own, written.strip("\n") + "\n", writer=who, subject=subject)


def _asked(text: str, filed: re.Match[str]) -> Asked:
    """Return whose request it is; a page that does not tell its number is told apart by its first lines."""
    who = " ".join(filed["who"].split())
    agency = " ".join((filed["agency"] or "").split())
    title = _title(text[: filed.start()])
    if number := NUMBER.search(text):
        relay = RELAY.format(request=number["a"] or number["b"])
    else:
        name = f"{title}\n{who}\n{agency}".casefold()
        relay = f"page-{sha256(name.encode('utf-8', 'replace')).hexdigest()[:12]}@{NOWHERE}"
    return Asked(relay, who, agency, title)


def _title(above: str) -> str:
    lines = [" ".join(line.split()) for line in above.splitlines()]
    return next((line for line in reversed(lines) if line and line.casefold() not in SHARES), "")


def _head(filed: re.Match[str], head: str) -> str:
    """Return what the page says of the request before the first turn, in its own words."""
    tracking, status = TRACKING.search(head), STATUS.search(head)
    numbers = " ".join(tracking["numbers"].split()) if tracking else ""
    lines = [" ".join(filed[0].split())]
    lines += [f"Tracking # {numbers}"] if numbers else []
    lines += [f"Status: {status['status'].strip()}"] if status else []
    return "\n\n".join(lines) + "\n"
