"""What a mailbox is logged in with: its secret as it is, or a token that foialedger keeps fresh itself."""

from collections.abc import Callable
from hashlib import sha256

from ingest.auth import never_tell, secret
from ingest.config import MailboxSettings
from ingest.mailbox_trouble import plain
from ingest.tokens import mark_of
from parsers.errors import LedgerError


def credential(settings: MailboxSettings, *, fresh: bool = False) -> str:
    """Return the password or the access token; a `fresh` token is fetched even where one is still good.

    Raises NoSecret, LooseSecret, NeedsLogin, and LinkTrouble when those who give tokens do not answer.
    """
    if settings.login is None:
        return secret(settings.password)
    from ingest import oauth  # noqa: PLC0415 - what speaks HTTP takes a tenth of a second, and few log in so

    token = oauth.access_token(settings, settings.login, fresh=fresh)
    never_tell(token)
    return token


def mark(settings: MailboxSettings) -> str:
    """Return a digest that changes when the credential does: a refused one is not tried a second time."""
    try:
        if settings.login:
            return mark_of(settings.login, settings.user)
        return sha256(secret(settings.password).encode()).hexdigest()
    except LedgerError as trouble:
        return str(trouble)


def bearer(settings: MailboxSettings, token: str, said: list[str]) -> Callable[[bytes], bytes]:
    """Return what answers a server in XOAUTH2, or in OAUTHBEARER (RFC 7628).

    A server that refuses the token first sends a challenge that says why, kept in `said`; the answer to that
    is empty, or a lone 0x01.
    """
    if settings.auth == "oauthbearer":
        user = settings.user.replace("=", "=3D").replace(",", "=2C")
        opening, closing = f"n,a={user},\1auth=Bearer {token}\1\1", b"\1"
    else:
        opening, closing = f"user={settings.user}\1auth=Bearer {token}\1\1", b""

    def respond(challenge: bytes) -> bytes:
        if not challenge:
            return opening.encode()
        said.append(plain(challenge.decode("utf-8", "replace"), token))
        return closing

    return respond
