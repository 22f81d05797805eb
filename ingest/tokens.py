"""Where OAuth 2 tokens are kept: a file for its owner's eyes only, or the system's keyring."""

import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

from ingest.auth import LooseSecret
from ingest.config_service import LoginSettings
from parsers.errors import LedgerError


class TokensUnkept(LedgerError):
    """The tokens could not be read or kept."""

    def __init__(self, where: str, why: str) -> None:
        super().__init__(
            f"The tokens at {where} cannot be read or kept: {why}. Correct that and log in again."
        )


def kept_tokens(login: LoginSettings, user: str) -> str | None:
    """Return what is kept for a user; None where nobody logged in. Raises TokensUnkept, LooseSecret."""
    if login.token_keyring:
        with _of_keyring() as keyring:
            found: str | None = keyring.get_password(login.token_keyring, user)
        return found
    path = _file(login)
    try:
        mode = path.stat().st_mode
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise TokensUnkept(str(path), str(getattr(error, "strerror", None) or "it is no text")) from None
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise LooseSecret(path)
    return text


def keep_tokens(login: LoginSettings, user: str, text: str) -> None:
    """Keep tokens, at once and whole, the file 0600 from its first byte on. Raises TokensUnkept."""
    if login.token_keyring:
        with _of_keyring() as keyring:
            keyring.set_password(login.token_keyring, user, text)
        return
    path = _file(login)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(beside).replace(path)
    except OSError as error:
        raise TokensUnkept(str(path), error.strerror or type(error).__name__) from None


def mark_of(login: LoginSettings, user: str) -> str:
    """Return a digest that changes when somebody logs in anew; it tells nothing of the tokens."""
    return sha256((kept_tokens(login, user) or "").encode()).hexdigest()


@contextmanager
def _of_keyring() -> Iterator[Any]:
    """Yield the keyring, its troubles told as TokensUnkept. It is slow to be there, and few need it."""
    import keyring  # noqa: PLC0415
    from keyring.errors import KeyringError  # noqa: PLC0415

    try:
        yield keyring
    except KeyringError as error:
        raise TokensUnkept("the keyring", type(error).__name__) from None


def _file(login: LoginSettings) -> Path:
    return login.token_file or Path("tokens.json")
