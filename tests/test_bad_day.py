"""What mail servers do on a bad day, played by a script: each ends in one sentence, and no letter is lost."""

import imaplib
import socket
import struct
import time
from base64 import b64decode

import pytest
from reading import BODIES, CAPABILITY, OPENED, SIZES, bad_day, gone, read, trouble, walk
from servers import PASSWORD, scripted

from ingest.mailbox_fetch import Refused
from ingest.mailbox_trouble import LinkTrouble
from ingest.message import Cursor, Message


def after_a_bad_day(timeout: float = 20, **answers) -> str:
    with scripted(bad_day(**answers)) as server:
        return trouble(server.settings(timeout=timeout))


def test_the_script_reads_well_when_nothing_goes_wrong():
    with scripted(bad_day()) as server:
        found = read(server.settings(), "INBOX")
    assert [(message.place.uid, message.raw) for message in found] == [(10, b"first"), (11, b"other")]
    assert found[1].place.received_at is None


def test_a_search_that_finds_the_last_message_below_the_cursor_finds_nothing():
    with scripted(bad_day(SEARCH="* SEARCH 11\r\n{tag} OK done\r\n")) as server:
        assert read(server.settings(), "INBOX", Cursor("work", "INBOX", 7, 11)) == []


def messages(found) -> list[bytes]:
    return [each.raw for each in found if isinstance(each, Message)]


def refused(found) -> list[tuple[int, str]]:
    return [(each.place.uid, each.why) for each in found if isinstance(each, Refused)]


NIL = BODIES.replace("{5}\r\nfirst", "NIL") + "{tag} OK done\r\n"


def test_a_body_that_is_nil_is_refused_when_the_message_is_still_there():
    with scripted(bad_day(PEEK=NIL)) as server:
        found = walk(server.settings(), "INBOX")
    assert messages(found) == [b"other"]
    assert refused(found) == [(10, "127.0.0.1 hands out no bytes (NIL) of message 10")]


def test_a_body_that_is_nil_is_gone_when_the_message_is():
    answers = ["* SEARCH 10 11\r\n{tag} OK done\r\n", "* SEARCH\r\n{tag} OK done\r\n"]
    with scripted(bad_day(PEEK=NIL, SEARCH=lambda: answers.pop(0))) as server:
        found = walk(server.settings(), "INBOX")
    assert messages(found) == [b"other"]
    assert gone(found) == [(1, 9), (10, 10)]


def test_messages_that_are_gone_by_the_second_question_are_skipped_and_told():
    with scripted(bad_day(SIZE=SIZES.partition("\n")[2] + "{tag} OK done\r\n")) as server:
        found = walk(server.settings(), "INBOX")
    assert messages(found) == [b"other"]
    assert gone(found) == [(1, 9), (10, 10)]


def group_refused(why: str, **answers):
    """Return a script that refuses message 10, and any group that holds it."""
    usual = bad_day(**answers)

    def script(command: str):
        if command.startswith("UID FETCH 10") and "PEEK" in command:
            return f"{{tag}} NO {why}\r\n"
        return usual(command)

    return script


def test_one_message_that_is_gone_does_not_take_its_group_with_it():
    found_then = ["* SEARCH 10 11\r\n{tag} OK done\r\n", "* SEARCH\r\n{tag} OK done\r\n"]
    script = group_refused("[EXPUNGEISSUED] Some messages are gone", SEARCH=lambda: found_then.pop(0))
    with scripted(script) as server:
        found = walk(server.settings(), "INBOX")
    assert messages(found) == [b"other"]
    assert gone(found) == [(1, 9), (10, 10)]


def test_a_message_that_the_server_cannot_hand_out_is_named_and_holds_up_no_other():
    with scripted(group_refused("Message is damaged")) as server:
        found = walk(server.settings(), "INBOX")
    ((uid, why),) = refused(found)
    assert uid == 10
    assert "refused to hand out message 10 (Message is damaged)" in why
    assert messages(found) == [b"other"]


@pytest.mark.parametrize("command", ["LOGIN", "EXAMINE", "SEARCH", "SIZE", "PEEK"])
def test_a_server_that_hangs_up_is_told(command):
    assert "127.0.0.1 ended the connection" in after_a_bad_day(**{command: None})


@pytest.mark.parametrize("command", ["LOGIN", "EXAMINE", "PEEK"])
def test_a_server_that_falls_silent_is_told_after_the_timeout(command):
    def silent():
        time.sleep(1)

    assert "gave no answer in 0.5 seconds" in after_a_bad_day(0.5, **{command: silent})


@pytest.mark.parametrize("command", ["EXAMINE", "SEARCH", "SIZE", "PEEK"])
def test_a_goodbye_is_told_with_its_reason(command):
    sentence = after_a_bad_day(**{command: "* BYE Server shutting down\r\n"})
    assert "ended the connection (Server shutting down)" in sentence


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
