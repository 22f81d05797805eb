"""Secrets: fetched from where the configuration says, and never repeated in an error."""

import sys

import keyring
import pytest
from keyring.backend import KeyringBackend

from ingest import auth
from ingest.auth import SecretRef, secret
from parsers.errors import LedgerError


class MemoryKeyring(KeyringBackend):
    """A keyring that forgets everything at the end of the test."""

    priority = 1.0

    def __init__(self):
        super().__init__()
        self.kept = {}

    def get_password(self, service, username):
        return self.kept.get((service, username))

    def set_password(self, service, username, password):
        self.kept[service, username] = password


@pytest.fixture
def memory_keyring():
    before = keyring.get_keyring()
    keyring.set_keyring(MemoryKeyring())
    yield
    keyring.set_keyring(before)


def command(text: str) -> SecretRef:
    return SecretRef("command", (sys.executable, "-c", text))


def test_a_variable_gives_the_secret(monkeypatch):
    monkeypatch.setenv("WORK_PASSWORD", "pass word é ")
    assert secret(SecretRef("env", ("WORK_PASSWORD",))) == "pass word é "


def test_a_file_gives_its_line(tmp_path):
    path = tmp_path / "password"
    path.write_text("hunter2 \n")
    path.chmod(0o600)
    assert secret(SecretRef("file", (str(path),))) == "hunter2 "


def test_a_command_gives_its_first_line_without_a_shell():
    assert secret(command("print('$HOME;hunter2'); print('user: dana')")) == "$HOME;hunter2"


def test_a_keyring_gives_the_secret(memory_keyring):
    keyring.set_password("foialedger", "dana", "hunter2")
    assert secret(SecretRef("keyring", ("foialedger", "dana"))) == "hunter2"


def test_a_file_that_others_can_read_is_refused(tmp_path):
    path = tmp_path / "password"
    path.write_text("hunter2\n")
    path.chmod(0o640)
    with pytest.raises(LedgerError, match=f"Run: chmod 600 {path}") as caught:
        secret(SecretRef("file", (str(path),)))
    assert "hunter2" not in str(caught.value)


def test_a_file_that_systemd_hands_over_may_look_as_if_others_could_read_it(tmp_path, monkeypatch):
    path = tmp_path / "handed-over" / "mailbox"
    path.parent.mkdir()
    path.write_text("hunter2\n")
    path.chmod(0o440)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(path.parent))
    assert secret(SecretRef("file", (str(path),))) == "hunter2"
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    with pytest.raises(LedgerError, match="chmod 600"):
        secret(SecretRef("file", (str(path),)))


@pytest.mark.parametrize(
    ("ref", "says"),
    [
        (SecretRef("env", ("FOIALEDGER_NOT_SET",)), "the variable FOIALEDGER_NOT_SET is not set"),
        (SecretRef("file", ("/nonexistent/password",)), "No such file or directory"),
        (SecretRef("command", ("/nonexistent/pass",)), "the command did not start"),
        (command("print('hunter2'); raise SystemExit(3)"), "the command ended with code 3"),
        (command("import sys; sys.stderr.write('hunter2'); raise SystemExit(1)"), "ended with code 1"),
        (command("print()"), "it is empty"),
        (command("import sys; sys.stdout.buffer.write(b'\\xff hunter2')"), "not UTF-8"),
        (command("print('hunter2\\x00')"), "more than one line"),
    ],
)
def test_a_place_without_a_secret_is_named_and_nothing_repeated(ref, says):
    with pytest.raises(LedgerError) as caught:
        secret(ref)
    assert str(caught.value).startswith(f"There is no password in password_{ref.kind} ({ref.words[0]}")
    assert says in str(caught.value)
    assert "hunter2" not in str(caught.value)


def test_a_command_that_hangs_is_given_up(monkeypatch):
    monkeypatch.setattr(auth, "COMMAND_SECONDS", 0.2)
    with pytest.raises(LedgerError, match="gave no answer"):
        secret(command("import time; time.sleep(60)"))


def test_a_keyring_without_the_entry_says_how_to_store_it(memory_keyring):
    with pytest.raises(LedgerError, match="keyring set foialedger dana"):
        secret(SecretRef("keyring", ("foialedger", "dana")))


def test_a_keyring_that_is_not_there_is_told():
    before = keyring.get_keyring()
    keyring.set_keyring(keyring.backends.fail.Keyring())
    try:
        with pytest.raises(LedgerError, match="the keyring does not answer"):
            secret(SecretRef("keyring", ("foialedger", "dana")))
    finally:
        keyring.set_keyring(before)
