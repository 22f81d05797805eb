"""What a portal is: a product that sends letters for many agencies, its senders and its reader."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from parsers.facts import Fact
from parsers.framing import Frame
from parsers.letter import Letter


def _no_site(_letter: Letter) -> str | None:
    return None


@dataclass(frozen=True, slots=True)
class Portal:
    """One product that sends letters for many agencies.

    `senders` are domains (or whole addresses) of its From; `claims` recognises one that came another way.
    `site` tells one agency's address at the portal; portal, site and tracking number name a request.
    `frames` say where its layout echoes the request; `place` is the country whose agencies use it.
    `relay` matches the addresses a platform gives its requesters, one a request: what comes from one is
    theirs, and a letter to one is another portal's where that claims it.
    """

    name: str
    senders: tuple[str, ...]
    read: Callable[[Letter], Iterator[Fact]]
    site: Callable[[Letter], str | None] = _no_site
    agency: Callable[[Letter], str | None] = _no_site
    claims: Callable[[Letter], bool] | None = None
    frames: tuple[Frame, ...] = ()
    place: str | None = None
    relay: re.Pattern[str] | None = None

    def sent(self, letter: Letter) -> bool:
        """Say whether the letter's sender is this portal."""
        return letter.sender is not None and self.owns(letter.sender.email)

    def owns(self, email: str) -> bool:
        """Say whether an address is the portal's: a whole address, a domain, or a name below it."""
        domain = email.rpartition("@")[2]
        return email in self.senders or any(f".{domain}".endswith(f".{sender}") for sender in self.senders)
