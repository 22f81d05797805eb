"""The settings of logins by OAuth 2 and of alarms, and the place of a secret wherever one is named."""

from dataclasses import dataclass, field, replace
from datetime import time, tzinfo
from pathlib import Path
from typing import Any, Literal, get_args
from zoneinfo import ZoneInfo

from ingest.auth import SecretRef
from ingest.config_file import AlarmTable, BadConfig, DigestTable, Location, MailboxTable, Weekday, line_of

Provider = Literal["microsoft", "microsoft-app", "google"]
DAYS = get_args(Weekday)  # Monday is 0
WAYS = ("env", "file", "command", "keyring")
NOWHERE = SecretRef("env", ("",))  # where no secret is needed


@dataclass(frozen=True, slots=True)
class LoginSettings:
    """An OAuth 2 login: whose, as which client, and where its tokens are kept."""

    provider: Provider
    client_id: str
    authority: str
    token_file: Path | None = None
    token_keyring: str | None = None
    client_secret: SecretRef | None = None


@dataclass(frozen=True, slots=True)
class AlarmSettings:
    """Whom to tell when a mailbox falls silent or a login fails, beside the log."""

    silent_minutes: int = 60
    mail_to: tuple[str, ...] = ()
    mail_from: str = ""
    smtp_host: str = ""
    smtp_port: int = 587
    smtp_tls: Literal["tls", "starttls", "none"] = "starttls"
    smtp_user: str | None = None
    smtp_password: SecretRef | None = None
    smtp_ca_file: Path | None = None
    webhook: SecretRef | None = None


@dataclass(frozen=True, slots=True)
class DigestSettings:
    """When the digest is sent, by the clock of `zone` (None: this machine's), and the ways it goes."""

    at: time | None = None
    days: frozenset[int] = frozenset(range(7))  # Monday is 0
    zone: tzinfo | None = None
    ways: AlarmSettings = field(default_factory=AlarmSettings)


def secret_place(
    table: Any, prefix: str, location: Location, path: Path, text: str, of: str, is_needed: bool = True
) -> SecretRef:
    """Return the place of the secret that the keys PREFIX_env, _file, _command and _keyring name.

    Raises BadConfig when several do, or none where one is needed; NOWHERE stands for none.
    """
    given = [f"{prefix}_{way}" for way in WAYS if getattr(table, f"{prefix}_{way}") is not None]
    if len(given) > 1 or (is_needed and not given):
        line = line_of(text, (*location, given[-1] if given else "name"))
        keys = f"{prefix}_env, {prefix}_file, {prefix}_command or {prefix}_keyring"
        has = (
            f"has {' and '.join(given)}, and needs one of them"
            if given
            else f"has no {prefix}; name the place that keeps it: {keys}"
        )
        raise BadConfig(str(path), line, f"{of} {has}")
    if not given:
        return NOWHERE
    value = getattr(table, given[0])
    if given[0].endswith("_file"):
        return SecretRef("file", (str(path.parent.resolve() / Path(value).expanduser()),), prefix)
    if given[0].endswith("_command"):
        return SecretRef("command", tuple(value), prefix)
    if given[0].endswith("_env"):
        return SecretRef("env", (value,), prefix)
    user = getattr(table, "user", None) or getattr(table, "smtp_user", None) or prefix
    return SecretRef("keyring", (value, user), prefix)


def login_settings(
    table: MailboxTable, number: int, path: Path, text: str, secret: SecretRef
) -> LoginSettings | None:
    """Return the OAuth 2 login of a mailbox, or None where its secret is used as it is. Raises BadConfig."""
    if table.login is None:
        return None
    if not table.client_id:
        line = line_of(text, ("mailbox", number, "login"))
        raise BadConfig(
            str(path), line, f'the mailbox {table.name} has a `login` and needs `client_id = "..."` with it'
        )
    if table.login == "microsoft-app" and not (table.tenant or table.authority):
        line = line_of(text, ("mailbox", number, "login"))
        raise BadConfig(
            str(path), line, f"the mailbox {table.name} logs in as an application and needs `tenant`"
        )
    home = path.parent.resolve()
    default = home / "tokens" / f"{table.name}.json"
    named = home / Path(table.token_file).expanduser() if table.token_file else default
    return LoginSettings(
        provider=table.login,
        client_id=table.client_id,
        authority=table.authority or _authority(table),
        token_file=None if table.token_keyring else named,
        token_keyring=table.token_keyring,
        client_secret=None if table.login == "microsoft" else secret,
    )


def _authority(table: MailboxTable) -> str:
    if table.login == "google":
        return "https://oauth2.googleapis.com"
    return f"https://login.microsoftonline.com/{table.tenant or 'organizations'}"


def alarm_settings(table: AlarmTable, path: Path, text: str) -> AlarmSettings:
    """Return whom to tell. Raises BadConfig when mail is wanted and no server named to send it."""
    password = secret_place(table, "smtp_password", ("alarm",), path, text, "the table [alarm]", False)
    webhook = secret_place(table, "webhook", ("alarm",), path, text, "the table [alarm]", False)
    if table.mail_to and not (table.smtp_host and table.mail_from):
        raise BadConfig(
            str(path),
            line_of(text, ("alarm",)),
            "[alarm] has `mail_to` and needs `smtp_host` and `mail_from`",
        )
    ports = {"tls": 465, "starttls": 587, "none": 25}
    home = path.parent.resolve()
    return AlarmSettings(
        silent_minutes=table.silent_minutes,
        mail_to=tuple(table.mail_to),
        mail_from=table.mail_from or "",
        smtp_host=table.smtp_host or "",
        smtp_port=table.smtp_port or ports[table.smtp_tls],
        smtp_tls=table.smtp_tls,
        smtp_user=table.smtp_user,
        smtp_password=None if password is NOWHERE else password,
        smtp_ca_file=home / Path(table.smtp_ca_file).expanduser() if table.smtp_ca_file else None,
        webhook=None if webhook is NOWHERE else webhook,
    )


def digest_settings(table: DigestTable, alarm: AlarmSettings, path: Path, text: str) -> DigestSettings:
    """Return when and how the digest is sent: as alarms are, to its own `mail_to` where it has one.

    Raises BadConfig when a time is given and no way, or a zone that is none.
    """
    here = line_of(text, ("digest",))
    ways = replace(alarm, mail_to=tuple(table.mail_to)) if table.mail_to else alarm
    if table.mail_to and not (alarm.smtp_host and alarm.mail_from):
        raise BadConfig(
            str(path), here, "[digest] has `mail_to` and needs `smtp_host` and `mail_from` in [alarm]"
        )
    if table.at and not (ways.mail_to or ways.webhook):
        raise BadConfig(
            str(path), here, "[digest] has `at` and nobody to tell: give it `mail_to`, or [alarm] a webhook"
        )
    try:
        zone = ZoneInfo(table.zone) if table.zone else None
    except (KeyError, ValueError, OSError):
        line = line_of(text, ("digest", "zone"))
        raise BadConfig(str(path), line, "`zone` is no time zone; write one as America/Los_Angeles") from None
    days = frozenset(DAYS.index(day) for day in table.days) or frozenset(range(7))
    return DigestSettings(time.fromisoformat(table.at) if table.at else None, days, zone, ways)
