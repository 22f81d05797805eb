"""Where a mailbox's secret is kept, and how to fetch it: environment, file, command or keyring.

A `SecretRef` names the place and never holds the secret. No error here repeats what was found there.
"""

import os
import stat
import subprocess
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from parsers.errors import LedgerError

Kind = Literal["env", "file", "command", "keyring"]

COMMAND_SECONDS = 30.0
SHORTEST_HIDDEN = 4  # letters: a shorter secret would strike out half of every line
_FOUND: set[str] = set()


@dataclass(frozen=True, slots=True)
class SecretRef:
    """The place of a secret: a variable, a file, the words of a command, or a keyring's service and user."""

    kind: Kind
    words: tuple[str, ...]
    of: str = "password"  # what is kept there, as the configuration's keys call it

    def __str__(self) -> str:
        """Say where the secret is kept; of a command only its name, for a word of it may be secret too."""
        shown = f"{self.words[0]} ..." if self.kind == "command" else " ".join(self.words)
        return f"{self.of}_{self.kind} ({shown})"


class NoSecret(LedgerError):
    """The place that should hold a secret holds none."""

    kind = "needs_login"

    def __init__(self, ref: SecretRef, why: str, remedy: str) -> None:
        super().__init__(f"There is no {ref.of} in {ref}: {why}. {remedy}.")


class LooseSecret(LedgerError):
    """A password file can be read by other users of the machine."""

    kind = "needs_login"

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"Other users of this machine can read the password file {path}. Run: chmod 600 {path}"
        )


def never_tell(found: str) -> None:
    """Keep a secret out of every log line from now on (`hide`)."""
    if len(found) >= SHORTEST_HIDDEN:
        _FOUND.add(found)


def hide(text: str) -> str:
    """Return a text without any secret that was ever fetched: as it is, quoted for a URL, or in base64."""
    for found in sorted(_FOUND, key=len, reverse=True):
        for form in (found, quote(found, safe=""), b64encode(found.encode()).decode().rstrip("=")):
            text = text.replace(form, "[secret]")
    return text


def secret(ref: SecretRef) -> str:
    """Fetch the secret that `ref` names. Raises NoSecret or LooseSecret; neither repeats the secret."""
    found = _READERS[ref.kind](ref)
    never_tell(found)
    if not found:
        raise NoSecret(ref, "it is empty", "Put the password there and try again")
    if any(ord(letter) < 32 for letter in found):
        raise NoSecret(
            ref, "what it gives has more than one line", "It must give the password and nothing else"
        )
    return found


def _from_environment(ref: SecretRef) -> str:
    (name,) = ref.words
    if name not in os.environ:
        raise NoSecret(ref, f"the variable {name} is not set", f"Set {name} where foialedger starts")
    return os.environ[name].strip("\r\n")


def _from_file(ref: SecretRef) -> str:
    path = Path(ref.words[0])
    try:
        mode = path.stat().st_mode
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise NoSecret(
            ref, f"{why}", "Write the password into that file, on one line, and chmod 600 it"
        ) from None
    if mode & (stat.S_IRWXG | stat.S_IRWXO) and not _is_handed_over(path):
        raise LooseSecret(path)
    return text.strip("\r\n")


def _is_handed_over(path: Path) -> bool:
    """Whether systemd handed the file to this service alone (LoadCredential=).

    It guards the folder, and gives the user a right of its own, which looks like one of the group's.
    """
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    return bool(folder) and path.resolve().parent == Path(str(folder)).resolve()


def _from_command(ref: SecretRef) -> str:
    """Run the command, never through a shell, and return the first line it prints."""
    remedy = "Run it yourself to see what it says"
    try:
        done = subprocess.run(
            ref.words, stdin=subprocess.DEVNULL, capture_output=True, timeout=COMMAND_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise NoSecret(ref, f"the command gave no answer in {COMMAND_SECONDS:.0f} seconds", remedy) from None
    except OSError as error:
        raise NoSecret(ref, f"the command did not start ({error.strerror})", remedy) from None
    if done.returncode != 0:
        raise NoSecret(ref, f"the command ended with code {done.returncode}", remedy)
    try:
        return done.stdout.decode("utf-8").partition("\n")[0].strip("\r")
    except UnicodeDecodeError:
        raise NoSecret(ref, "what the command prints is not UTF-8 text", remedy) from None


def _from_keyring(ref: SecretRef) -> str:
    import keyring  # noqa: PLC0415 - it takes a tenth of a second, and few keep a secret there
    from keyring.errors import KeyringError  # noqa: PLC0415

    service, user = ref.words
    remedy = f"Store it with: keyring set {service} {user}"
    try:
        found = keyring.get_password(service, user)
    except KeyringError as error:
        raise NoSecret(ref, f"the keyring does not answer ({type(error).__name__})", remedy) from None
    if found is None:
        raise NoSecret(ref, "the keyring has no such entry", remedy)
    return found


_READERS: dict[Kind, Callable[[SecretRef], str]] = {
    "env": _from_environment,
    "file": _from_file,
    "command": _from_command,
    "keyring": _from_keyring,
}
