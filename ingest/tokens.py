"""Where OAuth 2 tokens are kept: a file for its owner's eyes only, or the system's keyring."""

import os
import stat
import tempfile
from hashlib import sha256
from pathlib import Path

import keyring
from keyring.errors import KeyringError

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
        try:
            return keyring.get_password(login.token_keyring, user)
        except KeyringError as error:
            raise TokensUnkept("the keyring", type(error).__name__) from None
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
        try:
            keyring.set_password(login.token_keyring, user, text)
        except KeyringError as error:
            raise TokensUnkept("the keyring", type(error).__name__) from None
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


def _file(login: LoginSettings) -> Path:
    return login.token_file or Path("tokens.json")
