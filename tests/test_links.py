"""Links that die, servers that refuse, back-off, and a poll that costs nothing."""

import imaplib
import time

import pytest
from databases import every_row
from proxy import proxied
from reading import BODIES, CAPABILITY, bad_day, letters, read, trouble
from running import Running, filed, until
from servers import scripted

from ingest import store, store_mail, watch
from ingest.backoff import FIRST, MOST, Backoff, delays
from ingest.health import Health
from ingest.mailbox_trouble import LinkTrouble, LoginRefused, NotConnected, Throttled
from ingest.message import Cursor
from ingest.pipeline import Ledger
from ingest.vault import Vault
from ingest.verify import verify_mailbox
from ingest.watch import Watched, poll_once
from models import tables

only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def ledger(engine, tmp_path) -> Ledger:
    return Ledger(engine, Vault(tmp_path / "vault"))


@only_sqlite
@pytest.mark.dovecot
@pytest.mark.xdist_group("dovecot")
@pytest.mark.parametrize("how", ["reset", "half open"])
def test_a_link_that_dies_in_idle_is_replaced(dovecot, ledger, monkeypatch, how):
    monkeypatch.setitem(FIRST, "network", 0.1)
    server = dovecot.as_user(f"dies-{how[:4]}")
    server.put("INBOX", *letters(1))
    with proxied(server.port) as proxy:
        settings = server.settings(port=proxy.port, timeout=1)
        with Running(settings, ledger, rearm=0.5) as running:
            assert until(lambda: filed(ledger) == 1)
            time.sleep(0.5)
            if how == "reset":
                proxy.cut()
            else:
                proxy.is_holding = True
                assert until(lambda: "gave no answer in 1 seconds" in running.troubles())
                proxy.cut()
                proxy.is_holding = False
            server.put("INBOX", *letters(2))
            assert until(lambda: filed(ledger) == 2)


IDLING = {
    "CAPABILITY": CAPABILITY.replace("AUTH=PLAIN", "AUTH=PLAIN IDLE"),
    "LIST": '* LIST () "/" INBOX\r\n{tag} OK done\r\n',
}


@only_sqlite
def test_a_goodbye_in_idle_ends_the_link_and_turns_no_circles(ledger, monkeypatch):
    monkeypatch.setitem(FIRST, "network", 0.3)
    monkeypatch.setitem(MOST, "network", 0.3)
    logins = []

    def login():
        logins.append(time.monotonic())
        return "{tag} OK done\r\n"

    script = bad_day(**IDLING, LOGIN=login, IDLE="+ idling\r\n* BYE Server shutting down\r\n")
    with scripted(script) as server, Running(server.settings(timeout=2), ledger) as running:
        assert until(lambda: "ended the connection (Server shutting down)" in running.troubles())
        before = time.process_time()
        time.sleep(2)
        assert time.process_time() - before < 1.0
    assert 3 <= len(logins) < 20


@only_sqlite
def test_news_that_comes_before_idle_begins_is_not_slept_through(ledger):
    searches = []

    def search():
        searches.append(1)
        return "* SEARCH 10 11\r\n{tag} OK done\r\n"

    first = ["* 3 EXISTS\r\n+ idling\r\n"]
    script = bad_day(**IDLING, SEARCH=search, IDLE=lambda: first.pop() if first else "+ idling\r\n")
    with scripted(script) as server, Running(server.settings(timeout=2), ledger):
        assert until(lambda: len(searches) >= 3)  # the poll's, the watcher's, and that of the news


@pytest.mark.parametrize(
    ("answers", "kind"),
    [
        ({"EXAMINE": "{tag} BAD User is authenticated but not connected.\r\n"}, NotConnected),
        ({"LOGIN": "{tag} NO [UNAVAILABLE] Temporary authentication failure\r\n"}, Throttled),
        ({"LOGIN": "{tag} NO [ALERT] Too many simultaneous connections. (Failure)\r\n"}, Throttled),
        ({"SEARCH": "* BYE Account exceeded command or bandwidth limits.\r\n"}, Throttled),
        ({"LOGIN": "{tag} NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)\r\n"}, LoginRefused),
        ({"PEEK": "{tag} NO [OVERQUOTA] Over quota\r\n"}, Throttled),
        ({"SEARCH": None}, LinkTrouble),
    ],
)
def test_troubles_are_told_apart(answers, kind):
    with scripted(bad_day(**answers)) as server, pytest.raises(kind) as caught:
        read(server.settings(timeout=2), "INBOX")
    expected = {NotConnected: "throttled", Throttled: "throttled", LoginRefused: "needs_login"}
    assert caught.value.kind == expected.get(kind, "network")


@only_sqlite
def test_a_refused_password_is_tried_once_until_it_is_another(ledger, monkeypatch):
    logins = []

    def login():
        logins.append(1)
        return "{tag} NO [AUTHENTICATIONFAILED] no\r\n"

    with scripted(bad_day(LOGIN=login)) as server:
        watched = Watched(server.settings(), ledger, Health(), lambda *_: None)
        for _ in range(3):
            poll_once(watched)
        assert len(logins) == 1
        assert watched.health.mailboxes()["work"].state == "needs_login"
        monkeypatch.setenv("FOIALEDGER_TEST_PASSWORD", "another")
        poll_once(watched)
        assert len(logins) == 2


@only_sqlite
def test_a_poll_that_failed_comes_back_before_the_next_is_due(ledger, monkeypatch):
    monkeypatch.setitem(FIRST, "network", 0.1)
    logins = []

    def login():
        logins.append(1)
        return None if len(logins) < 3 else "{tag} OK done\r\n"

    script = bad_day(LIST=IDLING["LIST"], LOGIN=login)
    with scripted(script) as server, Running(server.settings(), ledger, interval=3600) as running:
        assert until(lambda: filed(ledger) == 2)
        assert "ended the connection" in running.troubles()


@only_sqlite
def test_a_server_that_asks_to_be_left_alone_is(ledger):
    logins = []

    def login():
        logins.append(1)
        return "{tag} NO [LIMIT] Too many logins\r\n"

    with scripted(bad_day(LOGIN=login)) as server:
        watched = Watched(server.settings(), ledger, Health(), lambda *_: None)
        for _ in range(3):
            poll_once(watched)
        assert len(logins) == 1
        assert watched.again_at - time.monotonic() > 25
        assert not watched.comes_back()
        watched.again_at = 0.0
        assert watched.comes_back()
        poll_once(watched)
        assert len(logins) == 2
        assert watched.again_at - time.monotonic() > 50


@pytest.mark.parametrize("tls", ["tls", "starttls"])
def test_a_link_that_is_stripped_of_tls_gets_no_password(tls):
    said = []

    def script(command: str):
        said.append(command)
        return {"CAPABILITY": CAPABILITY}.get(command, "{tag} BAD no\r\n")

    with scripted(script) as server:
        assert "does not speak tls" in trouble(server.settings(tls=tls, timeout=2))
    assert not [command for command in said if "LOGIN" in command or "AUTHENTICATE" in command]


def test_a_greeting_that_claims_a_login_gets_no_trust():
    """PREAUTH before STARTTLS (CVE-2021-23953's kin): the link stays in the clear, so it is given up."""
    with scripted(bad_day(), greeting="* PREAUTH welcome\r\n") as server:
        assert "does not speak tls" in trouble(server.settings(tls="starttls", timeout=2))


def test_delays_grow_to_a_bound_and_are_never_the_same():
    first = [delay for delay, _ in zip(delays("network"), range(12), strict=False)]
    other = [delay for delay, _ in zip(delays("network"), range(12), strict=False)]
    assert first != other
    for number, delay in enumerate(first):
        longest = min(300.0, 2.0**number)
        assert longest / 2 <= delay <= longest
    assert FIRST["throttled"] > 30 * FIRST["network"]
    assert MOST["throttled"] > MOST["network"]


def test_delays_begin_anew_with_another_kind_of_trouble(pymap):
    backoff = Backoff()
    settings = pymap.settings()
    for _ in range(8):
        backoff.after(LinkTrouble(settings, "x", "y"))
    assert backoff.after(Throttled(settings, "x")) <= 60
    backoff.reset()
    assert backoff.after(LinkTrouble(settings, "x", "y")) <= 1


@only_sqlite
@pytest.mark.dovecot
@pytest.mark.xdist_group("dovecot")
def test_an_idle_poll_lists_nothing_and_asks_little(dovecot, ledger, monkeypatch):
    server = dovecot.as_user("idle-poll")
    for folder in ("INBOX", "Records"):
        server.put(folder, *letters(1, 2))
    sent, send = [], imaplib.IMAP4.send
    monkeypatch.setattr(
        imaplib.IMAP4, "send", lambda self, data: (sent.append(bytes(data)), send(self, data))[1]
    )
    settings = server.settings(folders=("INBOX", "Records"), connections=0)
    watched = Watched(settings, ledger, Health(), lambda *_: None)
    poll_once(watched)
    sent.clear()
    poll_once(watched)
    words = b"".join(sent).decode().splitlines()
    assert [line.split()[1] for line in words] == ["STATUS", "NOOP", "UID"]
    assert len(b"".join(sent)) < 200
    server.put("Records", *letters(3))
    server.put("INBOX", *letters(4))
    poll_once(watched)
    assert filed(ledger) == 4
    watch.end(watched)


@only_sqlite
@pytest.mark.dovecot
@pytest.mark.xdist_group("dovecot")
def test_a_letter_in_many_folders_is_filed_once_with_every_place_and_moving_loses_none(dovecot, ledger):
    """Labels show one message in many folders; a filter moves another on as soon as it is there."""
    server = dovecot.as_user("labels")
    server.put("INBOX", *letters(1, 2))
    server.put("All Mail", *letters(1))
    server.put("Archive")
    settings = server.settings(folders=("*",), connections=0)
    watched = Watched(settings, ledger, Health(), lambda *_: None)
    poll_once(watched)
    assert filed(ledger) == 2
    server.tell("UID MOVE 2 Archive", folder="INBOX")
    server.put("INBOX", *letters(3))
    poll_once(watched)
    watch.end(watched)
    places = sorted((row["letter_id"], row["folder"]) for row in every_row(ledger.engine, tables.arrivals))
    assert places == [(1, "All Mail"), (1, "INBOX"), (2, "Archive"), (2, "INBOX"), (3, "INBOX")]
    assert filed(ledger) == 3
    check = verify_mailbox(settings, ledger)
    assert check.is_whole
    assert (check.missing, check.kept_only_here) == (0, 1)


@only_sqlite
def test_uids_that_a_server_gives_anew_are_read_again(ledger):
    """A server that was restored from a backup counts on from there, and says nothing of a new epoch."""
    fetched = []

    def bodies():
        fetched.append(1)
        return BODIES + "{tag} OK done\r\n"

    script = bad_day(
        LIST=IDLING["LIST"],
        PEEK=bodies,
        STATUS="* STATUS INBOX (UIDNEXT 12 UIDVALIDITY 7 MESSAGES 2)\r\n{tag} OK done\r\n",
    )
    with store.writing(ledger.engine) as connection:
        store.keep_cursor(connection, Cursor("work", "INBOX", 7, 500))
    with scripted(script) as server:
        watched = Watched(server.settings(connections=0), ledger, Health(), lambda *_: None)
        for _ in range(3):
            poll_once(watched)
            assert filed(ledger) == 2
        watch.end(watched)
    assert len(fetched) == 1
    assert store.cursor(ledger.engine, "work", "INBOX").last_uid == 11


@only_sqlite
def test_quarantine_is_tried_again_by_the_poll_and_not_for_ever(ledger, monkeypatch):
    usual = bad_day(LIST=IDLING["LIST"])

    def script(command: str):
        return "{tag} NO Damaged\r\n" if "PEEK" in command else usual(command)

    with scripted(script) as server:
        watched = Watched(server.settings(connections=0), ledger, Health(), lambda *_: None)
        for _ in range(15):
            poll_once(watched)
        watch.end(watched)
    assert [row.attempts for row in store_mail.quarantined(ledger.engine)] == [watch.MOST_ATTEMPTS] * 2
