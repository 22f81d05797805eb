"""Completeness: what is missing anywhere is found, mended, and told."""

import pytest
from databases import dump, every_row
from reading import bad_day, letters
from servers import scripted
from sqlalchemy import delete
from verbs import configure, foialedger, here, mailbox, trouble

from ingest import store, store_mail
from ingest.message import Epoch, Message, Place
from ingest.pipeline import Ledger, take_in
from ingest.poll import poll
from ingest.retry import retry
from ingest.vault import Vault
from ingest.verify import Check, verify_mailbox
from ingest.verify_vault import verify_vault
from models import tables

__all__ = ["here"]
pytestmark = [pytest.mark.dovecot, pytest.mark.xdist_group("dovecot")]


@pytest.fixture
def ledger(engine, tmp_path) -> Ledger:
    return Ledger(engine, Vault(tmp_path / "vault"))


@pytest.fixture
def server(dovecot, request):
    name = "".join(letter if letter.isalnum() else "-" for letter in request.node.name)
    return dovecot.as_user(name[-40:].strip("-"))


def test_a_whole_mailbox_is_told_to_be_whole(server, ledger):
    server.put("INBOX", *letters(1, 2, 3))
    server.tell("STORE 2 +FLAGS (\\Deleted)", "EXPUNGE", folder="INBOX")
    check = verify_mailbox(server.settings(), ledger)
    assert (check.on_server, check.filed, check.gone, check.missing) == (2, 2, 1, 0)
    assert check.is_whole
    before = dump(ledger.engine)
    assert verify_mailbox(server.settings(), ledger) == check
    assert verify_vault(ledger) == Check(messages=2)
    assert dump(ledger.engine) == before


def test_what_the_ledger_lacks_is_fetched_and_a_uid_without_a_row_is_noted(server, ledger):
    server.put("INBOX", *letters(1, 2, 3, 4))
    poll(server.settings(), ledger)
    before = dump(ledger.engine)
    server.tell("STORE 4 +FLAGS (\\Deleted)", "EXPUNGE", folder="INBOX")
    with ledger.engine.begin() as connection:
        for number in (2, 4):
            place = tables.arrivals.c.uid == number
            connection.execute(delete(tables.arrivals).where(place))
    check = verify_mailbox(server.settings(), ledger)
    assert (check.on_server, check.filed, check.missing, check.mended) == (3, 2, 2, 2)
    assert check.is_whole
    assert dump(ledger.engine)["messages"] == before["messages"]
    (row,) = every_row(ledger.engine, tables.folders)
    assert store_mail.gone(ledger.engine, Epoch("work", "INBOX", row["uidvalidity"])) == [(4, 4)]


def test_letters_that_are_only_here_are_counted_and_kept(server, ledger):
    server.put("INBOX", *letters(1, 2))
    poll(server.settings(), ledger)
    server.tell("STORE 1:2 +FLAGS (\\Deleted)", "EXPUNGE", folder="INBOX")
    check = verify_mailbox(server.settings(), ledger)
    assert (check.on_server, check.kept_only_here, check.gone) == (0, 2, 0)
    assert len(every_row(ledger.engine, tables.messages)) == 2


def test_damaged_bytes_are_fetched_again_and_those_nobody_has_are_told(server, ledger):
    server.put("INBOX", *letters(1, 2, 3))
    poll(server.settings(), ledger)
    first, second, third = (row["digest"] for row in every_row(ledger.engine, tables.messages))
    ledger.vault.path(first).unlink()
    ledger.vault.path(second).write_bytes(b"damaged")
    ledger.vault.path(third).unlink()
    server.tell("STORE 3 +FLAGS (\\Deleted)", "EXPUNGE", folder="INBOX")
    check = verify_vault(ledger, [server.settings()])
    assert (check.damaged, check.restored) == (3, 2)
    assert check.lost == (f"The bytes of message {third} are in no mailbox any more.",)
    assert ledger.vault.raw(second) == letters(2)[0]


def test_bytes_that_no_row_speaks_of_are_filed(ledger, server):
    """Killed after the vault and before the row, and expunged since: the vault alone has the letter."""
    ledger.vault.keep(Message(letters(7)[0], Place.in_path("/x.eml")))
    assert verify_vault(ledger).unfiled == 1
    assert verify_vault(ledger) == Check(messages=1)


def test_a_new_epoch_is_accounted_for_on_its_own(server, ledger):
    settings = server.settings(folders=("Records",))
    server.put("Records", *letters(1, 2, 3))
    poll(settings, ledger)
    server.tell("DELETE Records")
    server.put("Records", *letters(2, 4))
    check = verify_mailbox(settings, ledger)
    assert (check.on_server, check.filed, check.missing) == (2, 2, 0)
    assert len(every_row(ledger.engine, tables.messages)) == 4


def refusing(refused: dict[str, str]):
    """Return a script that refuses to hand out what `refused` names, as long as it names it."""
    usual = bad_day(LIST='* LIST () "/" INBOX\r\n{tag} OK done\r\n')

    def script(command: str):
        for uid, why in refused.items():
            if "PEEK" in command and uid in command.split()[2].split(","):
                return f"{{tag}} NO {why}\r\n"
        if "FETCH 10 (BODY" in command:
            return "* 1 FETCH (UID 10 BODY[] {5}\r\nfirst)\r\n{tag} OK done\r\n"
        return usual(command)

    return script


def test_attempts_are_counted_and_a_message_that_is_handed_out_at_last_is_filed(ledger):
    refused = {"10": "Damaged"}
    with scripted(refusing(refused)) as server:
        settings = server.settings()
        poll(settings, ledger)
        for attempts in (1, 2, 3):
            (row,) = store_mail.quarantined(ledger.engine)
            assert (row.place.uid, row.attempts) == (10, attempts)
            tally = retry(settings, ledger)
        assert (tally.quarantined, tally.troubles) == (1, ())
        refused.clear()
        tally = retry(settings, ledger)
    assert (tally.seen, tally.troubles) == (1, ())
    assert store_mail.quarantined(ledger.engine) == []
    assert {row["uid"] for row in every_row(ledger.engine, tables.arrivals)} == {10, 11}


def test_what_no_database_takes_is_quarantined_with_its_bytes_and_filed_after_a_fix(ledger, monkeypatch):
    message = Message(letters(1)[0], Place.in_folder("work", "INBOX", 1, 1, None))
    file_letter = store.file_letter

    def refuse(connection, filing):
        connection.exec_driver_sql("INSERT INTO readings (letter_id) VALUES (NULL)")

    monkeypatch.setattr(store, "file_letter", refuse)
    assert take_in(message, ledger) == "failed"
    (row,) = store_mail.quarantined(ledger.engine)
    assert (row.digest, row.error) == (message.digest, "The ledger did not take it: IntegrityError.")
    assert every_row(ledger.engine, tables.messages) == []
    monkeypatch.setattr(store, "file_letter", file_letter)
    with scripted(refusing({})) as server:
        assert retry(server.settings(), ledger).seen == 1
    assert store_mail.quarantined(ledger.engine) == []
    assert len(every_row(ledger.engine, tables.messages)) == 1


@pytest.mark.usefixtures("here")
def test_the_verbs_tell_the_tally_and_what_is_left(server):
    server.put("INBOX", *letters(1, 2))
    configure(mailbox(server, "INBOX"))
    foialedger("upgrade")
    done = foialedger("verify", "work")
    assert done.stdout == (
        "work: 2 on the server, 2 of them filed, 0 in quarantine, 0 gone, "
        "0 kept only here, 0 missing, 0 mended\n"
        "vault: 2 messages, 0 damaged, 0 restored, 0 that no row spoke of, filed now\n"
    )
    done = foialedger("retry")
    assert done.stdout.startswith("quarantine: 0 tried, 0 let out, 0 left\n")
    assert "no mailbox named other" in trouble(foialedger("verify", "other", code=1))
