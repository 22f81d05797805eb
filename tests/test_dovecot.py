"""What only a real server shows: TLS, a folder made anew, a Maildir that others write to."""

import pytest
from reading import cursor_at, gone, letters, read, trouble

from ingest.mailbox import Folder, chosen_folders, open_mailbox
from ingest.mailbox_fetch import new_messages
from ingest.message import Message

pytestmark = [pytest.mark.dovecot, pytest.mark.xdist_group("dovecot")]


@pytest.fixture
def over_tls(dovecot):
    """Settings for the TLS port, by the name that the certificate is for."""
    return dovecot.settings(host="localhost", port=dovecot.tls_port, tls="tls", ca_file=dovecot.ca_file)


def test_reading_over_tls_with_an_authority_of_ones_own(dovecot, over_tls):
    dovecot.put("INBOX", *letters(1, 2))
    assert [message.raw for message in read(over_tls, "INBOX")] == letters(1, 2)


def test_reading_over_starttls(dovecot):
    server = dovecot.as_user("starttls")
    server.put("INBOX", *letters(1))
    settings = server.settings(host="localhost", tls="starttls", ca_file=server.ca_file)
    assert [message.raw for message in read(settings, "INBOX")] == letters(1)


@pytest.mark.parametrize("tls", ["tls", "starttls"])
def test_a_certificate_that_does_not_verify_is_refused(dovecot, over_tls, tls):
    port = dovecot.tls_port if tls == "tls" else dovecot.port
    unknown = dovecot.settings(host="localhost", port=port, tls=tls)
    assert "the certificate of localhost does not verify (" in trouble(unknown)
    misnamed = dovecot.settings(host="127.0.0.1", port=port, tls=tls, ca_file=dovecot.ca_file)
    assert "the certificate of 127.0.0.1 does not verify (" in trouble(misnamed)


def test_a_wrong_password_is_told_in_the_servers_words(dovecot, monkeypatch):
    monkeypatch.setenv("FOIALEDGER_TEST_PASSWORD", "hunter2")
    sentence = trouble(dovecot.settings())
    assert "Authentication failed" in sentence
    assert "hunter2" not in sentence


def test_a_token_that_the_server_does_not_take_is_told(dovecot):
    assert "refused the login of dana (" in trouble(dovecot.settings(auth="xoauth2"))


def test_a_folder_made_anew_is_walked_from_its_beginning(dovecot):
    server = dovecot.as_user("anew")
    server.put("Records", *letters(1, 2, 3))
    old = read(server.settings(), "Records")[-1]
    server.tell("DELETE Records")
    server.put("Records", *letters(3, 4))
    found = read(server.settings(), "Records", cursor_at(old))
    assert [message.raw for message in found] == letters(3, 4)
    assert found[0].place.uidvalidity != old.place.uidvalidity
    assert found[0].digest == old.digest


def test_reading_leaves_mail_unread_and_recent(dovecot):
    server = dovecot.as_user("unread")
    server.put("INBOX", *letters(1))
    read(server.settings(), "INBOX")
    assert not list((server.folder / "unread" / "cur").iterdir())
    assert "Recent" in server.flags("INBOX")
    assert "Seen" not in server.flags("INBOX")


def test_a_folder_that_only_holds_folders_is_passed_over(dovecot):
    server = dovecot.as_user("noselect")
    server.put("Agencies/Sacramento", *letters(1))
    with open_mailbox(server.settings(folders=("Agencies*",))) as mailbox:
        chosen, missing = chosen_folders(mailbox)
    assert [folder.name for folder in chosen] == ["Agencies/Sacramento"]
    assert missing == ()


def test_a_message_expunged_meanwhile_is_skipped_and_told(dovecot, monkeypatch):
    monkeypatch.setattr("ingest.mailbox_fetch.BATCH_BYTES", 1)
    server = dovecot.as_user("gone")
    server.put("INBOX", *letters(1, 2, 3))
    with open_mailbox(server.settings()) as mailbox:
        stream = new_messages(mailbox, Folder("INBOX"))
        first = next(stream)
        server.tell("STORE 2 +FLAGS (\\Deleted)", "EXPUNGE", folder="INBOX")
        found = [first, *stream]
    assert [each.raw for each in found if isinstance(each, Message)] == letters(1, 3)
    assert gone(found) == [(2, 2)]


def test_three_thousand_messages_come_once_and_in_order(dovecot, monkeypatch):
    monkeypatch.setattr("ingest.mailbox_fetch.WINDOW", 1000)
    server = dovecot.as_user("many")
    read(server.settings(), "INBOX")  # makes the Maildir
    new = server.folder / "many" / "new"
    for number, raw in enumerate(letters(*range(3000))):
        (new / f"{1562000000 + number}.M{number}.here").write_bytes(raw)
    found = read(server.settings(), "INBOX")
    assert [message.raw for message in found] == letters(*range(3000))
