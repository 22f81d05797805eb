"""The digest: what it holds, and that it is sent once a day whatever fails or starts anew."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from databases import every_row
from letters import filing, promise
from sqlalchemy import update
from test_alarms import by_mail, mail_server, webhook
from verbs import foialedger, here, objects, trouble

from ingest import config, daemon, store, store_mail
from ingest.auth import SecretRef
from ingest.config import Settings
from ingest.config_file import BadConfig
from ingest.config_service import AlarmSettings, DigestSettings
from ingest.digest import RETRY, Digests, digest_of, subject_of, text_of
from ingest.pipeline import Ledger
from ingest.stopping import Stop
from ingest.vault import Vault
from models import tables

__all__ = ["here"]
NOW = datetime.now(UTC)
MORNING = datetime(2026, 3, 2, 7, 30, tzinfo=UTC)  # a Monday


def day(days):
    return (NOW.date() + timedelta(days=days)).isoformat()


@pytest.fixture
def ledger(engine, tmp_path):
    letters = (
        filing(day(-30), "in_process", promise(day(-20)), number="R-1", agency="Town of Brook"),
        filing(day(-21), "in_process", promise(day(4)), number="R-1"),
        filing(day(-5), "needs_payment", promise(day(2), "payment_due"), number="R-2"),
        filing(day(-60), "in_process", promise(day(-40)), number="R-3"),
        filing(day(-9), "in_process", promise(day(-1)), number="R-4", subject="Tapes\r\n\x1b[31mred"),
    )
    with store.writing(engine) as connection:
        for each in letters:
            store.file_letter(connection, each)
    return Ledger(engine, Vault(tmp_path / "vault"))


def seen_before(ledger):
    """Let what is filed have come some seconds ago: the ledger keeps whole seconds."""
    with ledger.engine.begin() as connection:
        connection.execute(update(tables.messages).values(first_seen_at=NOW - timedelta(seconds=5)))


def test_the_digest_tells_what_needs_you_what_slipped_what_is_due_and_what_arrived(ledger):
    made = digest_of(ledger.engine, NOW - timedelta(days=2))
    names = {
        kind: [row["tracking_number"] for row in getattr(made, kind)]
        for kind in ("needs_you", "slipped", "passed", "due", "late")
    }
    assert names == {
        "needs_you": ["R-2"],
        "slipped": ["R-1"],
        "passed": ["R-4"],
        "due": ["R-1"],
        "late": ["R-3"],
    }
    assert len(made.arrived) == 5
    assert subject_of(made) == "Records requests: 1 need you, 2 slipped, 1 due this week, 5 new"
    text = text_of(made)
    assert f'R-1 (Town of Brook): {day(-20)} was not kept, by 24 days - "We expect the records by' in text
    assert "Tapes [31mred" in text


def test_a_digest_of_nothing_says_so(engine):
    made = digest_of(engine, NOW)
    assert subject_of(made) == "Records requests: nothing new"
    assert "Nothing arrived, nothing slipped" in text_of(made)


def test_a_later_digest_tells_only_what_is_new_since(ledger):
    made = digest_of(ledger.engine, datetime.now(UTC) + timedelta(minutes=5))
    assert (made.arrived, made.slipped) == ([], [])
    assert [row["tracking_number"] for row in made.needs_you] == ["R-2"]


def test_a_slip_that_was_told_is_not_told_again_when_another_letter_comes(ledger):
    seen_before(ledger)
    since = datetime.now(UTC)
    with store.writing(ledger.engine) as connection:
        store.file_letter(connection, filing(day(-2), "in_process", number="R-1", name="a note"))
    made = digest_of(ledger.engine, since)
    assert [row["tracking_number"] for row in made.arrived] == ["R-1"]
    assert made.slipped == []
    with store.writing(ledger.engine) as connection:
        store.file_letter(connection, filing(day(-1), "in_process", promise(day(9)), number="R-1"))
    assert [str(row["promised_on"]) for row in digest_of(ledger.engine, since).slipped] == [day(4)]


def test_a_slip_is_told_when_a_day_for_the_next_part_moves_the_day_for_the_records(ledger):
    seen_before(ledger)
    since = datetime.now(UTC)
    with store.writing(ledger.engine) as connection:
        letter = filing(day(-1), "in_process", promise(day(30), "installment"), number="R-1")
        store.file_letter(connection, letter)
    assert [str(row["promised_on"]) for row in digest_of(ledger.engine, since).slipped] == [day(4)]


def test_a_promise_that_was_met_late_is_told_once_whatever_ends_the_request_later(ledger):
    with store.writing(ledger.engine) as connection:
        store.file_letter(connection, filing(day(-8), "partially_fulfilled", number="R-3"))
    told = digest_of(ledger.engine, NOW - timedelta(days=2)).slipped
    assert [str(row["promised_on"]) for row in told] == [day(-40), day(-20)]
    seen_before(ledger)
    since = datetime.now(UTC)
    with store.writing(ledger.engine) as connection:
        store.file_letter(connection, filing(day(-1), "fulfilled", number="R-3"))
    assert digest_of(ledger.engine, since).slipped == []


def test_it_is_sent_once_a_day_at_its_time_also_after_a_restart(ledger):
    with mail_server() as (inbox, port):
        settings = DigestSettings(time(7, 30), frozenset({0, 1}), UTC, by_mail(port))
        for moment in (
            MORNING - timedelta(minutes=1),
            MORNING,
            MORNING + timedelta(minutes=1),
            MORNING + timedelta(hours=9),
            MORNING + timedelta(days=1),
            MORNING + timedelta(days=2),  # a Wednesday, which is not asked for
        ):
            Digests(settings, ledger).send_if_due(moment)
    assert len(inbox.mails) == 2
    assert " foialedger: Records requests: 1 need you" in inbox.mails[0][2]


@pytest.mark.parametrize("at", [None, time(0)])
def test_the_daemon_keeps_a_job_for_it_only_where_a_time_is_set(ledger, at, monkeypatch):
    scheduled = []
    monkeypatch.setattr(
        daemon.BackgroundScheduler, "add_job", lambda _, job, *more, **told: scheduled.append(job)
    )
    stop = Stop()
    stop.set()
    settings = Settings("", ledger.vault.root, digest=DigestSettings(at, ways=AlarmSettings()))
    assert daemon.run(settings, ledger, stop=stop)
    jobs = [job.__name__ for job in scheduled]
    assert jobs == ["keep_house"] if at is None else jobs == ["keep_house", "send_if_due"]


def test_once_it_is_sent_the_ledger_is_left_alone_until_the_next_day(ledger, monkeypatch):
    asked = []
    claim = store_mail.claim_digest
    monkeypatch.setattr(store_mail, "claim_digest", lambda *told: asked.append(told) or claim(*told))
    with mail_server() as (inbox, port):
        digests = Digests(DigestSettings(time(7, 30), zone=UTC, ways=by_mail(port)), ledger)
        for minutes in (0, 1, 2, 24 * 60, 24 * 60 + 1):
            digests.send_if_due(MORNING + timedelta(minutes=minutes))
    assert (len(asked), len(inbox.mails)) == (2, 2)


def test_the_time_is_that_of_the_zone(ledger):
    with mail_server() as (inbox, port):
        zone = ZoneInfo("America/Los_Angeles")
        digests = Digests(DigestSettings(time(7, 30), zone=zone, ways=by_mail(port)), ledger)
        digests.send_if_due(MORNING + timedelta(hours=7))
        assert inbox.mails == []
        digests.send_if_due(MORNING + timedelta(hours=8))
    assert len(inbox.mails) == 1


def test_one_that_could_not_be_sent_is_tried_again_and_the_other_way_is_not_told_twice(ledger):
    with webhook(500) as (refused, broken), mail_server() as (inbox, port):
        ways = by_mail(port, webhook=SecretRef("command", ("echo", broken)))
        digests = Digests(DigestSettings(time(7, 30), zone=UTC, ways=ways), ledger)
        digests.send_if_due(MORNING)
        digests.send_if_due(MORNING + timedelta(minutes=1))
        assert len(refused) == 1
        with webhook() as (posted, well):
            ways = by_mail(port, webhook=SecretRef("command", ("echo", well)))
            digests.settings = DigestSettings(time(7, 30), zone=UTC, ways=ways)
            digests.send_if_due(MORNING + RETRY)
            digests.send_if_due(MORNING + 3 * RETRY)
    assert (len(inbox.mails), len(posted)) == (1, 1)
    assert posted[0]["about"] == "digest"
    assert posted[0]["counts"]["needs_you"] == 1
    kept = {row["key"]: row["value"] for row in every_row(ledger.engine, tables.ledger)}
    assert kept["digest webhook"].startswith("2026-03-02 ")


def test_the_verb_prints_it_and_sends_it_when_asked(ledger, here, database_url):
    assert "What needs you" in foialedger("digest", "--database", database_url).stdout
    (told,) = objects(foialedger("digest", "--json", "--days", "3", "--database", database_url))
    assert [row["tracking_number"] for row in told["needs_you"]] == ["R-2"]
    said = trouble(foialedger("digest", "--send", "--database", database_url, code=1))
    assert "names nobody to send a digest to" in said
    with mail_server() as (inbox, port):
        (here / "foialedger.toml").write_text(
            f'[alarm]\nmail_from = "l@courier.example"\nsmtp_host = "localhost"\nsmtp_port = {port}\n'
            'smtp_tls = "none"\n[digest]\nmail_to = ["desk@courier.example"]\n'
        )
        said = foialedger("digest", "--send", "--database", database_url).stdout
    assert said.startswith("Sent by mail: Records requests: 1 need you")
    assert inbox.mails[0][1] == ["desk@courier.example"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[digest]\nat = "07:30"\n', "nobody to tell"),
        ('[digest]\nat = "7:30"\n', "`at`"),
        ('[digest]\nzone = "Mars/Base"\n', "`zone` is no time zone"),
        ('[digest]\nmail_to = ["a@b.example"]\n', "needs `smtp_host` and `mail_from`"),
        ('[digest]\nday = ["mon"]\n', "did you mean `days`"),
    ],
)
def test_a_digest_that_could_not_be_sent_is_told_at_once(tmp_path, text, says):
    (tmp_path / "foialedger.toml").write_text(text)
    with pytest.raises(BadConfig, match=says) as trouble:
        config.load(tmp_path / "foialedger.toml")
    assert "line" in str(trouble.value) or ":1" in str(trouble.value) or ":2" in str(trouble.value)


def test_a_digest_is_configured_with_its_days_and_zone(tmp_path):
    (tmp_path / "foialedger.toml").write_text(
        '[alarm]\nwebhook_env = "HOOK"\n[digest]\nat = "18:05"\ndays = ["mon", "fri"]\n'
        'zone = "Europe/Dublin"\n'
    )
    settings = config.load(tmp_path / "foialedger.toml").digest
    assert (settings.at, settings.days, str(settings.zone)) == (time(18, 5), {0, 4}, "Europe/Dublin")
    assert isinstance(settings.ways, AlarmSettings)
    assert settings.ways.webhook
