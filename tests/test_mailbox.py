"""Reading a mailbox over real IMAP (pymap), and over a scripted server where things must go wrong."""

import imaplib
import socket
import struct
import time
from base64 import b64decode
from datetime import UTC, datetime

import pytest
from servers import PASSWORD, VARIABLE, scripted

from ingest import mailbox as mailbox_module
from ingest.auth import SecretRef
from ingest.mailbox import Folder, chosen_folders, folders, new_messages, open_mailbox
from ingest.mailbox_trouble import LinkTrouble, MailboxTrouble
from ingest.message import Cursor
from parsers.errors import LedgerError

LETTER = b"From: clerk@city.example\r\nSubject: %d\r\n\r\nYour request was received.\r\n"


def letters(*numbers: int) -> list[bytes]:
    return [LETTER % number for number in numbers]


def read(settings, folder: str, cursor: Cursor | None = None, **more) -> list:
    with open_mailbox(settings) as mailbox:
        return list(new_messages(mailbox, Folder(folder), cursor, **more))


def cursor_at(message) -> Cursor:
    place = message.place
    return Cursor(place.mailbox, place.folder, place.uidvalidity, place.uid)


def trouble(settings, folder: str = "INBOX") -> str:
    """Read the folder and return the one sentence it ends in, which never holds the password."""
    with pytest.raises(LedgerError) as caught:
        read(settings, folder)
    assert PASSWORD not in str(caught.value)
    assert "\n" not in str(caught.value)
    return str(caught.value)


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
    monkeypatch.setattr(mailbox_module, "BATCH_BYTES", 200)
    monkeypatch.setattr(mailbox_module, "BATCH_UIDS", 5)
    raws = [*letters(*range(12)), LETTER % 99 + b"x" * 500, *letters(12)]
    pymap.put("Groups", *raws)
    assert [message.raw for message in read(pymap.settings(), "Groups")] == raws


def test_a_big_folder_is_searched_in_windows(pymap, monkeypatch):
    monkeypatch.setattr(mailbox_module, "WINDOW", 3)
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
        sent = list(new_messages(mailbox, chosen[-1]))
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


# From here on the server follows a script: what real servers do on a bad day.

CAPABILITY = "* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n{tag} OK done\r\n"
OPENED = (
    "* 2 EXISTS\r\n* 0 RECENT\r\n* FLAGS ()\r\n"
    "* OK [UIDVALIDITY 7] epoch\r\n* OK [UIDNEXT 12] next\r\n{tag} OK done\r\n"
)
SIZES = (
    '* 1 FETCH (UID 10 RFC822.SIZE 5 INTERNALDATE "03-Jul-2019 09:00:00 -0700")\r\n'
    "* 2 FETCH (UID 11 RFC822.SIZE 5)\r\n"
)
BODIES = "* 1 FETCH (UID 10 BODY[] {5}\r\nfirst)\r\n* 2 FETCH (UID 11 BODY[] {5}\r\nother)\r\n"


def bad_day(**answers):
    """Return a script that answers as a server does, but for the commands that `answers` names."""
    usual = {
        "CAPABILITY": CAPABILITY,
        "EXAMINE": OPENED,
        "SEARCH": "* SEARCH 11 10\r\n{tag} OK done\r\n",
        "SIZE": SIZES + "{tag} OK done\r\n",
        "PEEK": BODIES.replace("{tag}", "") + "{tag} OK done\r\n",
    } | answers

    def script(command: str):
        for word, answer in usual.items():
            if word in command:
                return answer() if callable(answer) else answer
        return "{tag} OK done\r\n"

    return script


def after_a_bad_day(**answers) -> str:
    with scripted(bad_day(**answers)) as server:
        return trouble(server.settings(timeout=0.5))


def test_the_script_reads_well_when_nothing_goes_wrong():
    with scripted(bad_day()) as server:
        found = read(server.settings(), "INBOX")
    assert [(message.place.uid, message.raw) for message in found] == [(10, b"first"), (11, b"other")]
    assert found[1].place.received_at is None


def test_a_search_that_finds_the_last_message_below_the_cursor_finds_nothing():
    with scripted(bad_day(SEARCH="* SEARCH 11\r\n{tag} OK done\r\n")) as server:
        assert read(server.settings(), "INBOX", Cursor("work", "INBOX", 7, 11)) == []


def test_a_body_that_is_nil_is_skipped_and_told():
    gone = []
    nil = BODIES.replace("{5}\r\nfirst", "NIL") + "{tag} OK done\r\n"
    with scripted(bad_day(PEEK=nil)) as server:
        found = read(server.settings(), "INBOX", on_gone=gone.append)
    assert [message.raw for message in found] == [b"other"]
    assert gone == [10]


def test_messages_that_are_gone_by_the_second_question_are_skipped_and_told():
    gone = []
    with scripted(bad_day(SIZE=SIZES.partition("\n")[2] + "{tag} OK done\r\n")) as server:
        found = read(server.settings(), "INBOX", on_gone=gone.append)
    assert [message.raw for message in found] == [b"other"]
    assert gone == [10]


def group_refused(why: str):
    """Return a script that refuses message 10, and any group that holds it."""
    usual = bad_day()

    def script(command: str):
        if command.startswith("UID FETCH 10") and "PEEK" in command:
            return f"{{tag}} NO {why}\r\n"
        return usual(command)

    return script


def test_one_message_that_is_gone_does_not_take_its_group_with_it():
    gone = []
    with scripted(group_refused("[EXPUNGEISSUED] Some messages are gone")) as server:
        found = read(server.settings(), "INBOX", on_gone=gone.append)
    assert [message.raw for message in found] == [b"other"]
    assert gone == [10]


def test_a_message_that_the_server_cannot_hand_out_is_named():
    with scripted(group_refused("Message is damaged")) as server:
        assert "refused to hand out message 10 (Message is damaged)" in trouble(server.settings())


@pytest.mark.parametrize("command", ["LOGIN", "EXAMINE", "SEARCH", "SIZE", "PEEK"])
def test_a_server_that_hangs_up_is_told(command):
    assert "127.0.0.1 ended the connection" in after_a_bad_day(**{command: None})


@pytest.mark.parametrize("command", ["LOGIN", "EXAMINE", "PEEK"])
def test_a_server_that_falls_silent_is_told_after_the_timeout(command):
    def silent():
        time.sleep(1)

    assert "gave no answer in 0.5 seconds" in after_a_bad_day(**{command: silent})


@pytest.mark.parametrize("command", ["EXAMINE", "SEARCH", "SIZE", "PEEK"])
def test_a_goodbye_is_told_with_its_reason(command):
    sentence = after_a_bad_day(**{command: "* BYE Too many connections\r\n"})
    assert "ended the connection (Too many connections)" in sentence


def test_a_reset_is_told():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        real = imaplib.IMAP4._get_response

        def reset(self):
            connection, _ = listening.accept()
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            connection.close()
            return real(self)

        with scripted(bad_day()) as server, pytest.MonkeyPatch.context() as patch:
            patch.setattr(imaplib.IMAP4, "_get_response", reset)
            settings = server.settings(port=listening.getsockname()[1])
            assert "ended the connection" in trouble(settings)


@pytest.mark.parametrize(
    ("command", "answer", "says"),
    [
        (
            "EXAMINE",
            "{tag} NO [SERVERBUG] Internal error\r\n",
            "refused to open the folder INBOX ([SERVERBUG] Internal error)",
        ),
        ("SEARCH", "{tag} BAD Unknown command\r\n", "refused a search (Unknown command)"),
        ("PEEK", "{tag} NO Some messages could not be read\r\n", "Some messages could not be read"),
        ("EXAMINE", OPENED.replace("[UIDVALIDITY 7]", ""), "no UIDVALIDITY"),
        (
            "SIZE",
            "* 1 FETCH (UID 10 RFC822.SIZE\r\n{tag} OK done\r\n",
            "refused to tell the size of messages",
        ),
    ],
)
def test_a_refusal_is_told_with_the_servers_words(command, answer, says):
    assert says in after_a_bad_day(**{command: answer})


def test_a_refusal_that_repeats_the_password_is_not_told():
    assert "repeats the password" in after_a_bad_day(LOGIN=f"{{tag}} NO {PASSWORD} is wrong\r\n")


def test_a_lost_link_is_known_from_a_refusal():
    with scripted(bad_day(EXAMINE=None)) as server, pytest.raises(LinkTrouble):
        read(server.settings(), "INBOX")


def test_a_token_is_sent_as_xoauth2():
    said = []

    def script(command: str):
        said.append(command)
        if command == "CAPABILITY":
            return CAPABILITY.replace("PLAIN", "XOAUTH2")
        return "+ \r\n" if command.startswith("AUTHENTICATE") else "{tag} NO expired\r\n"

    with scripted(script) as server:
        assert "(expired)" in trouble(server.settings(auth="xoauth2"))
    assert said[-2] == "AUTHENTICATE XOAUTH2"
    assert b64decode(said[-1]) == f"user=dana\1auth=Bearer {PASSWORD}\1\1".encode()
