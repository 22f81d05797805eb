"""OAuth 2 for Microsoft 365 (msal) and Gmail (google-auth): logging in, and a token that is good.

A token is refreshed five minutes before it ends. No error here repeats a token or a secret.
"""

import json
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from threading import Lock
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import requests

from ingest.auth import never_tell, secret
from ingest.config import MailboxSettings
from ingest.config_service import LoginSettings
from ingest.mailbox_trouble import NEEDS_LOGIN, LinkTrouble, MailboxTrouble, Throttled, plain
from ingest.tokens import keep_tokens, kept_tokens

SECONDS = 30  # that a server of tokens may take for an answer
EARLY = timedelta(minutes=5)
USER_SCOPES = ["https://outlook.office.com/IMAP.AccessAsUser.All"]
APP_SCOPES = ["https://outlook.office365.com/.default"]
GOOGLE_SCOPE = "https://mail.google.com/"
GOOGLE_ASKS = "https://accounts.google.com/o/oauth2/v2/auth"
GOOGLE_BACK = "http://127.0.0.1:1/"  # where nobody listens: the address itself holds what is needed

_ONE_AT_A_TIME = Lock()  # several folders connect at once, and one refresh serves them all

Show = Callable[[str], None]
Ask = Callable[[], str]


class NeedsLogin(MailboxTrouble):
    """Nobody has logged in, or the login has ended: a person must do it again."""

    kind = NEEDS_LOGIN

    def __init__(self, mailbox: MailboxSettings, why: str) -> None:
        super().__init__(mailbox, f"it needs a login ({why})", f"Run: foialedger login {mailbox.name}")


class TokenUnreachable(LinkTrouble):
    """Those who give tokens do not answer."""

    def __init__(self, mailbox: MailboxSettings, login: LoginSettings, why: str) -> None:
        what = f"{urlsplit(login.authority).hostname} gave no token ({why})"
        super().__init__(mailbox, what, "Check this machine's network; it is tried again")


def access_token(mailbox: MailboxSettings, login: LoginSettings, *, fresh: bool = False) -> str:
    """Return an access token for IMAP that is good for five minutes or more.

    Raises NeedsLogin, TokenUnreachable, Throttled, and what the place of a client secret raises.
    """
    with _ONE_AT_A_TIME:
        try:
            if login.provider == "google":
                return _google_token(mailbox, login, fresh)
            return _microsoft_token(mailbox, login, fresh)
        except requests.RequestException as error:
            raise _unanswered(mailbox, login, error) from None


def log_in(mailbox: MailboxSettings, login: LoginSettings, show: Show, ask: Ask) -> None:
    """Log a person in on a machine without a browser: `show` tells what to do, `ask` takes an answer.

    The tokens are kept. Raises NeedsLogin when it was refused or took too long.
    """
    try:
        if login.provider == "google":
            _google_login(mailbox, login, show, ask)
        elif login.provider == "microsoft":
            _device_login(mailbox, login, show)
        else:
            _microsoft_token(mailbox, login, fresh=True)
    except requests.RequestException as error:
        raise _unanswered(mailbox, login, error) from None


def _unanswered(
    mailbox: MailboxSettings, login: LoginSettings, error: requests.RequestException
) -> MailboxTrouble:
    status = error.response.status_code if error.response is not None else None
    if status == 429:
        return Throttled(mailbox, f"{urlsplit(login.authority).hostname} answered 429")
    return TokenUnreachable(mailbox, login, f"it answered {status}" if status else type(error).__name__)


def _app(mailbox: MailboxSettings, login: LoginSettings) -> tuple[Any, Any]:
    """Return msal's application and its cache, filled with what is kept. msal is slow to import."""
    import msal  # noqa: PLC0415 - only mailboxes of Microsoft 365 pay for its import

    cache = msal.SerializableTokenCache()
    if kept := kept_tokens(login, mailbox.user):
        cache.deserialize(kept)
    told = {
        "authority": login.authority,
        "token_cache": cache,
        "http_client": _Session(),
        "instance_discovery": False,  # the authority is the user's own choice
    }
    if login.client_secret:
        key = secret(login.client_secret)
        return msal.ConfidentialClientApplication(login.client_id, client_credential=key, **told), cache
    return msal.PublicClientApplication(login.client_id, **told), cache


class _Session(requests.Session):
    """A session that waits so long and no longer, and in which 429 and 5xx are no answers."""

    def request(self, *given: Any, **options: Any) -> Any:
        """Ask. Raises RequestException, HTTPError with the status among them."""
        answer = super().request(*given, **{"timeout": SECONDS, **options})
        if answer.status_code == 429 or answer.status_code >= 500:
            answer.raise_for_status()
        return answer


def _microsoft_token(mailbox: MailboxSettings, login: LoginSettings, fresh: bool) -> str:
    app, cache = _app(mailbox, login)
    if login.client_secret:
        if fresh:
            app.remove_tokens_for_client()
        result = app.acquire_token_for_client(APP_SCOPES)
    else:
        accounts = app.get_accounts()
        if not accounts:
            raise NeedsLogin(mailbox, "nobody has logged in yet")
        result = app.acquire_token_silent_with_error(USER_SCOPES, accounts[0], force_refresh=fresh)
    return _kept(mailbox, login, result, cache)


def _device_login(mailbox: MailboxSettings, login: LoginSettings, show: Show) -> None:
    """Log in with a code that is typed on another device (RFC 8628)."""
    app, cache = _app(mailbox, login)
    flow = app.initiate_device_flow(USER_SCOPES)
    if "user_code" not in flow:
        raise NeedsLogin(mailbox, _why(flow))
    show(str(flow["message"]))
    _kept(mailbox, login, app.acquire_token_by_device_flow(flow), cache)


def _kept(mailbox: MailboxSettings, login: LoginSettings, result: dict[str, Any] | None, cache: Any) -> str:
    """Keep what is new in the cache and return the access token of an answer. Raises MailboxTrouble."""
    if not result or "access_token" not in result:
        error = (result or {}).get("error")
        if error in ("temporarily_unavailable", "server_error", "service_unavailable"):
            raise TokenUnreachable(mailbox, login, _why(result))
        raise NeedsLogin(mailbox, _why(result))
    token = str(result["access_token"])
    never_tell(token)
    if cache.has_state_changed:
        keep_tokens(login, mailbox.user, cache.serialize())
    return token


def _why(answer: dict[str, Any] | None) -> str:
    told = answer or {"error": "the login has ended"}
    return plain(": ".join(str(told[key]) for key in ("error", "error_description") if told.get(key)))


def _google_token(mailbox: MailboxSettings, login: LoginSettings, fresh: bool) -> str:
    from google.auth.exceptions import GoogleAuthError, RefreshError  # noqa: PLC0415 - as msal
    from google.auth.transport.requests import Request  # noqa: PLC0415
    from google.oauth2.credentials import Credentials  # noqa: PLC0415

    text = kept_tokens(login, mailbox.user)
    if text is None:
        raise NeedsLogin(mailbox, "nobody has logged in yet")
    kept = json.loads(text)
    if not fresh and datetime.now(UTC) + EARLY < datetime.fromisoformat(kept["expires_at"]):
        return str(kept["access_token"])
    told: Any = Credentials(  # type: ignore[no-untyped-call]
        None, kept["refresh_token"], None, f"{login.authority}/token", login.client_id, _client_secret(login)
    )
    try:
        told.refresh(Request(_Session()))
    except RefreshError as error:
        if error.retryable:
            raise TokenUnreachable(mailbox, login, plain(str(error))) from None
        raise NeedsLogin(mailbox, plain(str(error.args[0] if error.args else error))) from None
    except GoogleAuthError as error:
        raise TokenUnreachable(mailbox, login, type(error).__name__) from None
    expires_at = told.expiry.replace(tzinfo=UTC)
    _keep_google(mailbox, login, told.token, told.refresh_token, expires_at)
    return str(told.token)


def _google_login(mailbox: MailboxSettings, login: LoginSettings, show: Show, ask: Ask) -> None:
    """Log in at Google, which gives no mail to device codes: the browser may be on any machine (RFC 7636)."""
    verifier, state = secrets.token_urlsafe(48), secrets.token_urlsafe(16)
    challenge = urlsafe_b64encode(sha256(verifier.encode()).digest()).decode().rstrip("=")
    question = {
        "client_id": login.client_id,
        "redirect_uri": GOOGLE_BACK,
        "response_type": "code",
        "scope": GOOGLE_SCOPE,
        "access_type": "offline",
        "prompt": "consent",
        "login_hint": mailbox.user,
        "state": state,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    show(
        "Open this address in a browser on any machine and log in:\n\n"
        f"{GOOGLE_ASKS}?{urlencode(question)}\n\n"
        "The browser ends at a page that cannot be shown. Copy the whole address of that page to here."
    )
    answer = parse_qs(urlsplit(ask().strip()).query)
    if answer.get("state") != [state] or not answer.get("code"):
        raise NeedsLogin(mailbox, "that address is not the one that this login ends at")
    grant = {
        "client_id": login.client_id,
        "client_secret": _client_secret(login),
        "code": answer["code"][0],
        "code_verifier": verifier,
        "grant_type": "authorization_code",
        "redirect_uri": GOOGLE_BACK,
    }
    found = _Session().post(f"{login.authority}/token", data=grant).json()
    if "refresh_token" not in found:
        raise NeedsLogin(mailbox, _why(found))
    expires_at = datetime.now(UTC) + timedelta(seconds=int(found.get("expires_in", 0)))
    _keep_google(mailbox, login, found["access_token"], found["refresh_token"], expires_at)


def _keep_google(
    mailbox: MailboxSettings, login: LoginSettings, token: str, refresh: str, expires_at: datetime
) -> None:
    never_tell(token)
    never_tell(refresh)
    kept = {"access_token": token, "refresh_token": refresh, "expires_at": expires_at.isoformat()}
    keep_tokens(login, mailbox.user, json.dumps(kept))


def _client_secret(login: LoginSettings) -> str:
    return secret(login.client_secret) if login.client_secret else ""
