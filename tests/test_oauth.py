"""OAuth 2: logging in without a browser, tokens kept for their owner alone, refreshed in time."""

import json
import tempfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from reading import letters, read
from servers import VARIABLE, run_dovecot
from tokens import introspected, token_server

from ingest.auth import LooseSecret, SecretRef, hide
from ingest.config_service import LoginSettings
from ingest.login import credential, mark
from ingest.mailbox_trouble import LinkTrouble, LoginRefused, Throttled
from ingest.oauth import NeedsLogin, TokenUnreachable, log_in


@pytest.fixture(scope="module")
def authority_file(authority, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("authority") / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    return path


@pytest.fixture
def giver(authority, authority_file, monkeypatch):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(authority_file))
    with token_server(authority) as server:
        yield server


@pytest.fixture(scope="module")
def takes_tokens(authority):
    """A Dovecot with XOAUTH2 and OAUTHBEARER, and the server that it asks about tokens."""
    folder = Path(tempfile.mkdtemp(prefix="oauth-", dir="/tmp"))
    folder.chmod(0o755)
    with (
        token_server() as introspection,
        run_dovecot(authority, introspected(folder, introspection.port)) as dovecot,
    ):
        dovecot.put("INBOX", *letters(1))
        yield dovecot, introspection


def settings(server, giver, tmp_path, provider="microsoft", **more):
    secret = SecretRef("env", (VARIABLE,)) if provider != "microsoft" else None
    authority = giver.authority.removesuffix("/tenant") if provider == "google" else giver.authority
    login = LoginSettings(provider, "client", authority, tmp_path / "tokens" / "work.json", None, secret)
    return server.settings(auth="xoauth2", login=login, **more)


def with_device_code(mailbox) -> list[str]:
    shown = []
    log_in(mailbox, mailbox.login, shown.append, lambda: "")
    return shown


@pytest.mark.dovecot
@pytest.mark.xdist_group("dovecot")
@pytest.mark.parametrize("auth", ["xoauth2", "oauthbearer"])
def test_a_device_code_logs_in_and_the_mailbox_is_read(takes_tokens, giver, tmp_path, auth):
    dovecot, introspection = takes_tokens
    mailbox = replace(settings(dovecot, giver, tmp_path), auth=auth)
    with pytest.raises(NeedsLogin, match=r"nobody has logged in yet.*Run: foialedger login work"):
        read(mailbox, "INBOX")
    assert with_device_code(mailbox) == ["Enter ABCD"]
    introspection.good = giver.good
    assert [message.raw for message in read(mailbox, "INBOX")] == letters(1)
    assert mailbox.login.token_file.stat().st_mode & 0o777 == 0o600
    assert mailbox.login.token_file.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.dovecot
@pytest.mark.xdist_group("dovecot")
@pytest.mark.parametrize("auth", ["xoauth2", "oauthbearer"])
def test_an_expired_token_is_fetched_anew_and_tried_once_more(takes_tokens, giver, tmp_path, auth):
    dovecot, introspection = takes_tokens
    mailbox = replace(settings(dovecot, giver, tmp_path), auth=auth)
    with_device_code(mailbox)
    introspection.good = giver.good
    giver.good.clear()  # what was given is good no more, whatever its time says
    assert [message.raw for message in read(mailbox, "INBOX")] == letters(1)
    assert giver.good == {"token-2"}


@pytest.mark.dovecot
@pytest.mark.xdist_group("dovecot")
def test_a_token_that_stays_refused_needs_a_login(takes_tokens, giver, tmp_path):
    dovecot, introspection = takes_tokens
    mailbox = settings(dovecot, giver, tmp_path)
    with_device_code(mailbox)
    introspection.good = set()
    with pytest.raises(LoginRefused, match="Run: foialedger login work") as caught:
        read(mailbox, "INBOX")
    assert "token-" not in str(caught.value)
    assert caught.value.kind == "needs_login"


def test_a_token_is_refreshed_before_it_ends(dovecot_free, giver, tmp_path):
    mailbox = settings(dovecot_free, giver, tmp_path)
    giver.expires_in = 200  # less than five minutes
    with_device_code(mailbox)
    giver.expires_in = 3600
    assert credential(mailbox) == "token-2"
    assert credential(mailbox) == "token-2"
    assert [form.get("grant_type") for form in giver.asked].count("refresh_token") == 1


@pytest.fixture
def dovecot_free(dovecot):
    """Any server: nothing is asked of it."""
    return dovecot


def test_an_application_logs_in_with_its_secret(dovecot_free, giver, tmp_path):
    mailbox = settings(dovecot_free, giver, tmp_path, "microsoft-app")
    assert credential(mailbox) == "token-1"
    assert credential(mailbox) == "token-1"
    assert credential(mailbox, fresh=True) == "token-2"
    assert giver.asked[0]["grant_type"] == "client_credentials"
    assert giver.asked[0]["scope"] == "https://outlook.office365.com/.default"


@pytest.mark.parametrize("provider", ["microsoft", "google"])
def test_a_login_that_was_taken_back_needs_a_person(dovecot_free, giver, tmp_path, provider):
    mailbox = logged_in(dovecot_free, giver, tmp_path, provider)
    giver.refuse = (400, "invalid_grant")
    with pytest.raises(NeedsLogin, match="invalid_grant") as caught:
        credential(mailbox, fresh=True)
    assert caught.value.kind == "needs_login"
    assert "refresh-" not in str(caught.value)


@pytest.mark.parametrize("provider", ["microsoft", "google"])
def test_givers_of_tokens_who_are_down_are_no_trouble_of_the_login(dovecot_free, giver, tmp_path, provider):
    mailbox = logged_in(dovecot_free, giver, tmp_path, provider)
    giver.refuse = (503, "server_error")
    with pytest.raises(TokenUnreachable) as caught:
        credential(mailbox, fresh=True)
    assert (caught.value.kind, isinstance(caught.value, LinkTrouble)) == ("network", True)


def test_too_many_questions_for_tokens_are_throttling(dovecot_free, giver, tmp_path):
    mailbox = logged_in(dovecot_free, giver, tmp_path, "microsoft")
    giver.refuse = (429, "slow_down")
    with pytest.raises((Throttled, NeedsLogin)) as caught:
        credential(mailbox, fresh=True)
    assert caught.value.kind == "throttled"


def logged_in(server, giver, tmp_path, provider):
    mailbox = settings(server, giver, tmp_path, provider)
    if provider == "google":
        past = (datetime.now(UTC) - timedelta(hours=1)).isoformat()
        kept = {"access_token": "old", "refresh_token": "refresh-0", "expires_at": past}
        mailbox.login.token_file.parent.mkdir()
        mailbox.login.token_file.write_text(json.dumps(kept))
        mailbox.login.token_file.chmod(0o600)
    else:
        with_device_code(mailbox)
    return mailbox


def test_gmail_is_logged_in_by_the_address_the_browser_ends_at(dovecot_free, giver, tmp_path):
    mailbox = settings(dovecot_free, giver, tmp_path, "google")
    shown = []

    def browse() -> str:
        state = shown[0].partition("state=")[2].partition("&")[0]
        return f"http://127.0.0.1:1/?state={state}&code=the-code&scope=x"

    log_in(mailbox, mailbox.login, shown.append, browse)
    assert "https://accounts.google.com/o/oauth2/v2/auth?client_id=client" in shown[0]
    assert giver.asked[-1]["code"] == "the-code"
    assert giver.asked[-1]["code_verifier"]
    assert credential(mailbox) == "token-1"
    kept = json.loads(mailbox.login.token_file.read_text())
    mailbox.login.token_file.write_text(json.dumps(kept | {"expires_at": datetime.now(UTC).isoformat()}))
    assert credential(mailbox) == "token-2"


def test_an_address_of_another_login_is_refused(dovecot_free, giver, tmp_path):
    mailbox = settings(dovecot_free, giver, tmp_path, "google")
    with pytest.raises(NeedsLogin, match="not the one that this login ends at"):
        log_in(mailbox, mailbox.login, lambda _: None, lambda: "http://127.0.0.1:1/?state=forged&code=x")


def test_tokens_that_others_can_read_are_refused(dovecot_free, giver, tmp_path):
    mailbox = logged_in(dovecot_free, giver, tmp_path, "microsoft")
    mailbox.login.token_file.chmod(0o644)
    with pytest.raises(LooseSecret):
        credential(mailbox)


def test_a_new_login_changes_the_mark_and_a_token_is_told_nowhere(dovecot_free, giver, tmp_path):
    mailbox = logged_in(dovecot_free, giver, tmp_path, "microsoft")
    before = mark(mailbox)
    assert mark(mailbox) == before
    token = credential(mailbox)
    assert hide(f"it is {token}") == "it is [secret]"
    giver.pending = 0
    with_device_code(mailbox)
    assert mark(mailbox) != before


def test_tls_is_verified_with_those_who_give_tokens(dovecot_free, giver, tmp_path, monkeypatch):
    mailbox = logged_in(dovecot_free, giver, tmp_path, "microsoft")
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    with pytest.raises(TokenUnreachable, match="SSLError"):
        credential(mailbox, fresh=True)
