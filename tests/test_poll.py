"""A poll: real IMAP at one end, a real ledger at the other."""

from pathlib import Path

import pytest
from databases import dump, every_row
from reading import bad_day, letters
from servers import PASSWORD, scripted

from ingest import store, store_mail
from ingest.message import Epoch
from ingest.pipeline import Ledger
from ingest.poll import poll
from ingest.tally import Tally
from ingest.vault import Vault
from models import tables
from parsers.facts import Outcome

CONVERSATION = sorted((Path(__file__).parent / "fixtures" / "govqa").glob("0*.eml"))


@pytest.fixture
def ledger(engine, tmp_path) -> Ledger:
    return Ledger(engine, Vault(tmp_path / "vault"))


def test_a_conversation_is_filed_once_and_only_what_is_new_thereafter(pymap, ledger, request):
    folder = f"Conversation {request.node.callspec.id}"
    raws = [path.read_bytes() for path in CONVERSATION]
    pymap.put(folder, *raws[:5])
    settings = pymap.settings(folders=(folder,))
    first = poll(settings, ledger)
    assert (first.seen, first.filed, first.troubles) == (5, 5, ())
    assert poll(settings, ledger) == Tally()
    pymap.put(folder, *raws[5:])
    assert poll(settings, ledger).seen == len(raws) - 5
    assert {row["size"] for row in every_row(ledger.engine, tables.messages)} == {len(raw) for raw in raws}
    assert "Seen" not in pymap.flags(folder)


def test_walking_anew_changes_nothing(pymap, ledger, request):
    folder = f"Anew {request.node.callspec.id}"
    pymap.put(folder, *letters(1, 2, 3))
    settings = pymap.settings(folders=(folder,))
    poll(settings, ledger)
    before = dump(ledger.engine)
    tally = poll(settings, ledger, anew=True)
    assert (tally.seen, tally.again, tally.filed) == (3, 3, 0)
    assert dump(ledger.engine) == before


def test_a_poll_that_is_stopped_goes_on_where_it_was(pymap, ledger, request):
    folder = f"Stopped {request.node.callspec.id}"
    pymap.put(folder, *letters(1, 2, 3))
    settings = pymap.settings(folders=(folder,))
    seen = []
    told = lambda message, outcome: seen.append((message.place.uid, outcome))  # noqa: E731
    assert poll(settings, ledger, told, is_over=lambda: len(seen) == 2).seen == 2
    assert poll(settings, ledger, told, is_over=lambda: True) == Tally()
    assert poll(settings, ledger, told).seen == 1
    assert [uid for uid, _ in seen] == sorted({uid for uid, _ in seen})
    assert all(isinstance(outcome, Outcome) for _, outcome in seen)


def test_mail_of_a_sent_folder_is_the_users_own(pymap, ledger, request):
    folder = f"Mine {request.node.callspec.id}"
    pymap.put(folder, *letters(1))
    poll(pymap.settings(folders=(), sent_folders=(folder,)), ledger)
    assert [row["direction"] for row in every_row(ledger.engine, tables.letters)] == ["outgoing"]


@pytest.mark.dovecot
@pytest.mark.xdist_group("dovecot")
def test_a_message_of_a_new_epoch_is_recognised(dovecot, ledger, request):
    server = dovecot.as_user(f"epoch-{request.node.callspec.id}")
    settings = server.settings(folders=("Records",))
    server.put("Records", *letters(1, 2, 3))
    poll(settings, ledger)
    server.tell("DELETE Records")
    server.put("Records", *letters(2, 4))
    tally = poll(settings, ledger)
    assert (tally.seen, tally.again, tally.filed) == (2, 1, 1)
    assert len(every_row(ledger.engine, tables.arrivals)) == 5
    assert store.cursor(ledger.engine, "work", "Records").last_uid == 2


def test_a_missing_folder_does_not_stop_the_others(pymap, ledger, request):
    folder = f"Present {request.node.callspec.id}"
    pymap.put(folder, *letters(1))
    tally = poll(pymap.settings(folders=("Absent", folder)), ledger)
    assert tally.seen == 1
    assert "there is no folder Absent" in str(tally.troubles[0])


def two_folders(**answers):
    """Return a script of a server with the folders First and Second, where First has a bad day."""
    state = {"folder": None, "logins": 0}
    well, ill = bad_day(), bad_day(**answers)

    def script(command: str):
        if command.startswith("LOGIN"):
            state["logins"] += 1
        if command.startswith("LIST"):
            return '* LIST () "/" First\r\n* LIST () "/" Second\r\n{tag} OK done\r\n'
        if command.startswith("EXAMINE"):
            state["folder"] = command.split()[1].strip('"')
        return (ill if state["folder"] == "First" else well)(command)

    return script, state


@pytest.mark.parametrize(
    ("answers", "says", "logins"),
    [
        ({"EXAMINE": "{tag} NO [SERVERBUG] no\r\n"}, "refused to open the folder First ([SERVERBUG] no)", 1),
        ({"SEARCH": "* BYE good night\r\n"}, "ended the connection (good night)", 2),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_folder_that_fails_does_not_stop_the_next(ledger, answers, says, logins):
    script, state = two_folders(**answers)
    with scripted(script) as server:
        tally = poll(server.settings(folders=("*",), timeout=5), ledger)
    assert tally.seen == 2
    assert [says in str(trouble) for trouble in tally.troubles] == [True]
    assert state["logins"] == logins


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_messages_that_break_the_link_are_quarantined_and_passed_over(ledger):
    script, state = two_folders(PEEK=None)
    with scripted(script) as server:
        settings = server.settings(folders=("*",), timeout=5)
        tally = poll(settings, ledger)
        assert (tally.seen, tally.troubles) == (2, ())
        rows = store_mail.quarantined(ledger.engine, "work", "First")
        assert [(row.place.uid, row.attempts) for row in rows] == [(10, 3), (11, 3)]
        assert "ended the connection" in rows[0].error
        assert store.cursor(ledger.engine, "work", "First").last_uid == 11
        logins = state["logins"]
        assert poll(settings, ledger) == Tally()
    assert state["logins"] == logins + 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_message_that_is_refused_is_quarantined_and_holds_up_no_other(ledger):
    usual = bad_day(LIST='* LIST () "/" INBOX\r\n{tag} OK done\r\n')

    def script(command: str):
        if "PEEK" in command and command.split()[2].startswith("10"):
            return "{tag} NO Message is damaged\r\n"
        return usual(command)

    with scripted(script) as server:
        tally = poll(server.settings(folders=("INBOX",)), ledger)
    assert (tally.seen, tally.quarantined, tally.troubles) == (1, 1, ())
    (row,) = store_mail.quarantined(ledger.engine)
    assert "refused to hand out message 10 (Message is damaged)" in row.error
    assert store.cursor(ledger.engine, "work", "INBOX").last_uid == 11
    assert store_mail.gone(ledger.engine, Epoch("work", "INBOX", 7)) == [(1, 9)]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_mailbox_that_fails_does_not_stop_the_next(pymap, ledger, monkeypatch):
    pymap.put("Next mailbox", *letters(1))
    absent = pymap.settings(name="absent", host="127.0.0.2", port=1)
    mailboxes = (absent, pymap.settings(folders=("Next mailbox",)))
    tally = sum((poll(mailbox, ledger) for mailbox in mailboxes), Tally())
    assert tally.seen == 1
    assert str(tally.troubles[0]).startswith("Mailbox absent: 127.0.0.2 port 1 takes no connection")
    assert PASSWORD not in str(tally.troubles)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_when_the_vault_cannot_be_written_no_cursor_moves_and_it_is_told_once(pymap, ledger, tmp_path):
    pymap.put("Full disk", *letters(1, 2))
    pymap.put("Full disk too", *letters(3))
    settings = pymap.settings(folders=("Full disk*",))
    (tmp_path / "file").touch()
    tally = poll(settings, Ledger(ledger.engine, Vault(tmp_path / "file")))
    assert tally.seen == 0
    assert [str(trouble).startswith("The vault cannot use") for trouble in tally.troubles] == [True]
    assert poll(settings, ledger).filed == 3
