"""Who the requester is, as far as the configuration tells: their addresses, and whom they trust. Values
only.
"""

from dataclasses import dataclass

from ingest.keys import is_request_address


@dataclass(frozen=True, slots=True)
class Requester:
    """The requester's own addresses, and the mail servers whose checks they believe; all in lower case.

    `request_addresses` are patterns (* and ?) of addresses that serve one request each:
    dana+*@courier.example. `authserv_ids` name the servers whose Authentication-Results count (RFC 8601,
    section 2.5). `trusted_senders` are addresses and domains that may send a portal's letters though they
    are not the portal's.
    """

    addresses: frozenset[str] = frozenset()
    request_addresses: tuple[str, ...] = ()
    authserv_ids: frozenset[str] = frozenset()
    trusted_senders: frozenset[str] = frozenset()

    def owns(self, email: str) -> bool:
        """Say whether an address is the requester's: one of theirs, with a tag or without (RFC 5233)."""
        return bool({email, _untagged(email)} & self.addresses) or is_request_address(
            email, self.request_addresses
        )

    def trusts(self, email: str) -> bool:
        """Say whether an address, or its domain, may send letters of any portal."""
        return bool({email, email.rpartition("@")[2]} & self.trusted_senders)


def _untagged(email: str) -> str:
    """Return dana@courier.example for dana+budget@courier.example: the same mailbox."""
    user, _, domain = email.rpartition("@")
    return f"{user.partition('+')[0]}@{domain}"


@dataclass(frozen=True, slots=True)
class Asked:
    """The letter by which a request was sent: its id, and the words of it that an agency may repeat."""

    letter_id: int
    text: str
