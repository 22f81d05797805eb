"""Reading a mailbox over real IMAP (pymap)."""

import socket
from datetime import UTC, datetime

import pytest
from reading import LETTER, cursor_at, letters, read, trouble
from servers import VARIABLE

from ingest import mailbox_fetch
from ingest.auth import SecretRef
from ingest.mailbox import chosen_folders, folders, open_mailbox
from ingest.mailbox_fetch import new_messages
from ingest.mailbox_trouble import MailboxTrouble
from ingest.message import Cursor, Message


def test_the_bytes_come_as_they_were_put_in_the_order_of_their_uids(pymap):
    raws = [*letters(1, 2), b"\xff no mail at all \r\n\r\n" + bytes(range(14, 256))]
    pymap.put("Order", *raws, at="03-Jul-2019 09:00:00 -0700")
    found = read(pymap.settings(), "Order")
    assert [message.raw for message in found] == raws
    assert [message.place.uid for message in found] == sorted(message.place.uid for message in found)
    assert found[0].place.received_at == datetime(2019, 7, 3, 16, tzinfo=UTC)
    assert found[0].place.name.startswith("imap:work/Order;")


def test_only_what_came_after_the_cursor_is_yielded(pymap):
    pymap.put("Cursor", *letters(1, 2))
    first, second = read(pymap.settings(), "Cursor")
    assert [message.raw for message in read(pymap.settings(), "Cursor", cursor_at(first))] == [second.raw]
    assert read(pymap.settings(), "Cursor", cursor_at(second)) == []
    pymap.put("Cursor", *letters(3))
    assert [message.raw for message in read(pymap.settings(), "Cursor", cursor_at(second))] == letters(3)


def test_a_new_epoch_is_walked_from_its_beginning(pymap):
    pymap.put("Epoch", *letters(1, 2))
    old = cursor_at(read(pymap.settings(), "Epoch")[1])
    for uidvalidity in (old.uidvalidity - 1, old.uidvalidity + 1):
        other = Cursor(old.mailbox, old.folder, uidvalidity, old.last_uid)
        assert len(read(pymap.settings(), "Epoch", other)) == 2


def test_reading_leaves_no_mark(pymap):
    pymap.put("Marks", *letters(1))
    before = pymap.flags("Marks")
    read(pymap.settings(), "Marks")
    assert pymap.flags("Marks") == before
    assert "Seen" not in before


def test_messages_are_fetched_in_groups_bounded_by_their_bytes(pymap, monkeypatch):
    monkeypatch.setattr(mailbox_fetch, "BATCH_BYTES", 200)
    monkeypatch.setattr(mailbox_fetch, "BATCH_UIDS", 5)
    raws = [*letters(*range(12)), LETTER % 99 + b"x" * 500, *letters(12)]
    pymap.put("Groups", *raws)
    assert [message.raw for message in read(pymap.settings(), "Groups")] == raws


def test_a_big_folder_is_searched_in_windows(pymap, monkeypatch):
    monkeypatch.setattr(mailbox_fetch, "WINDOW", 3)
    pymap.put("Windows", *letters(*range(10)))
    assert [message.raw for message in read(pymap.settings(), "Windows")] == letters(*range(10))


def test_folders_are_chosen_by_name_and_by_pattern(pymap):
    for name in ("Chosen/2019", "Chosen/2020", "[Gmail]/Sent Mail", "&AMk-t&AOk-"):
        pymap.put(name, *letters(1))
    settings = pymap.settings(
        folders=("inbox", "Chosen/*", "Été"), sent_folders=("[Gmail]/Sent*", "Chosen/2020")
    )
    with open_mailbox(settings) as mailbox:
        chosen, missing = chosen_folders(mailbox)
        sent = [each for each in new_messages(mailbox, chosen[-1]) if isinstance(each, Message)]
    assert [folder.name for folder in chosen] == [
        "INBOX",
        "Chosen/2019",
        "Été",
        "[Gmail]/Sent Mail",
        "Chosen/2020",
    ]
    assert [folder.holds_sent for folder in chosen] == [False, False, False, True, True]
    assert missing == ()
    assert sent[0].place.holds_sent


def test_a_folder_that_is_not_there_is_told_with_those_that_are(pymap):
    pymap.put("There", *letters(1))
    with open_mailbox(pymap.settings(folders=("INBOX", "Nowhere/*"))) as mailbox:
        chosen, missing = chosen_folders(mailbox)
        assert "There" in folders(mailbox)
    assert [folder.name for folder in chosen] == ["INBOX"]
    assert "there is no folder Nowhere/*. Write one of these in the configuration: " in str(missing[0])


def test_a_password_beyond_ascii_is_sent_as_utf8(pymap, monkeypatch):
    monkeypatch.setenv(VARIABLE, "pässword")
    with pytest.raises(MailboxTrouble, match="refused the login"):
        read(pymap.settings(), "INBOX")


def test_a_wrong_password_is_told_without_it(pymap, monkeypatch):
    monkeypatch.setenv(VARIABLE, "hunter2")
    sentence = trouble(pymap.settings())
    assert sentence.startswith("Mailbox work: 127.0.0.1 refused the login of dana@newsroom.example (")
    assert "password_env (FOIALEDGER_TEST_PASSWORD)" in sentence
    assert "hunter2" not in sentence


def test_a_missing_password_is_told_before_connecting(pymap):
    settings = pymap.settings(password=SecretRef("env", ("FOIALEDGER_NOT_SET",)), host="nowhere.invalid")
    assert "FOIALEDGER_NOT_SET is not set" in trouble(settings)


def test_an_unknown_host_is_told(pymap, monkeypatch):
    def unknown(*_, **__):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert "no server named mail.invalid is known. Check `host`" in trouble(
        pymap.settings(host="mail.invalid")
    )


def test_a_port_where_nobody_listens_is_told(pymap):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        assert f"port {port} takes no connection (Connection refused)" in trouble(pymap.settings(port=port))


def test_a_server_without_tls_is_told(pymap):
    assert 'does not speak tls = "tls". Try tls = "starttls"' in trouble(pymap.settings(tls="tls"))
    assert 'does not speak tls = "starttls"' in trouble(pymap.settings(tls="starttls"))


def test_an_authority_that_cannot_be_read_is_told(pymap, tmp_path):
    assert "absent.pem cannot be used" in trouble(pymap.settings(tls="tls", ca_file=tmp_path / "absent.pem"))
    (tmp_path / "text.pem").write_text("no certificate")
    assert "text.pem cannot be used" in trouble(pymap.settings(tls="tls", ca_file=tmp_path / "text.pem"))
