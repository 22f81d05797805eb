"""The vault: bytes that are safe before a row speaks of them."""

import os

import pytest

from ingest.message import Message, Place
from ingest.vault import Vault
from parsers.errors import LedgerError

MESSAGE = Message(b"Subject: hello\r\n\r\n\x00\xff", Place.in_path("/a.eml"))
DIGEST = MESSAGE.digest


@pytest.fixture
def vault(tmp_path) -> Vault:
    return Vault(tmp_path / "deep" / "vault")


def file_of(vault: Vault):
    return vault.root / DIGEST[:2] / DIGEST[2:4] / f"{DIGEST}.eml"


def test_what_is_kept_comes_back(vault):
    assert not vault.has(DIGEST)
    assert vault.keep(MESSAGE) == DIGEST
    assert vault.has(DIGEST)
    assert vault.raw(DIGEST) == MESSAGE.raw
    assert file_of(vault).read_bytes() == MESSAGE.raw


def test_keeping_twice_keeps_the_file_that_is_there(vault):
    vault.keep(MESSAGE)
    before = file_of(vault).stat()
    vault.keep(MESSAGE)
    assert file_of(vault).stat().st_ino == before.st_ino
    assert [path.name for path in file_of(vault).parent.iterdir()] == [f"{DIGEST}.eml"]


@pytest.mark.parametrize("damage", [b"", b"Subject: hel", b"Subject: hello\r\n\r\n\x00\xfe"])
def test_a_damaged_file_is_told_and_then_replaced(vault, damage):
    vault.keep(MESSAGE)
    file_of(vault).write_bytes(damage)
    with pytest.raises(LedgerError, match=f"message {DIGEST} are damaged.*foialedger backfill"):
        vault.raw(DIGEST)
    vault.keep(MESSAGE)
    assert vault.raw(DIGEST) == MESSAGE.raw


def test_a_missing_file_is_told(vault):
    with pytest.raises(LedgerError, match=r"is missing\. Restore it from a backup"):
        vault.raw(DIGEST)


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_nobody_else_can_read_the_vault_whatever_the_umask(vault, umask):
    before = os.umask(umask)
    try:
        vault.keep(MESSAGE)
    finally:
        os.umask(before)
    assert file_of(vault).stat().st_mode & 0o777 == 0o600
    for folder in (file_of(vault).parent, file_of(vault).parent.parent, vault.root):
        assert folder.stat().st_mode & 0o777 == 0o700


def test_the_bytes_are_on_disk_before_the_name_and_the_name_before_the_return(vault, monkeypatch):
    done = []
    fsync, replace = os.fsync, os.replace
    vault.keep(Message(b"other", Place.in_path("/b.eml")))
    monkeypatch.setattr(os, "fsync", lambda handle: (done.append("fsync"), fsync(handle)))
    monkeypatch.setattr(os, "replace", lambda *paths: (done.append("rename"), replace(*paths)))
    vault.keep(MESSAGE)
    assert done[-3:] == ["fsync", "rename", "fsync"]


def test_a_write_that_fails_is_told_and_leaves_nothing(vault, monkeypatch):
    def full(handle):
        raise OSError(28, "No space left on device")

    vault.keep(Message(b"other", Place.in_path("/b.eml")))
    file_of(vault).parent.mkdir(parents=True)
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(LedgerError, match="No space left on device"):
        vault.keep(MESSAGE)
    assert list(file_of(vault).parent.iterdir()) == []


def test_a_vault_that_is_a_file_is_told(tmp_path):
    (tmp_path / "vault").write_text("in the way")
    with pytest.raises(LedgerError, match="The vault cannot use"):
        Vault(tmp_path / "vault").keep(MESSAGE)
