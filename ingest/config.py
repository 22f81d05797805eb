"""One TOML file and the environment, read into settings; a secret is named, never held.

The file is --config, else $FOIALEDGER_CONFIG, else ./foialedger.toml, else the one in ~/.config/foialedger.
"""

import ipaddress
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from ingest import config_file, config_place
from ingest.auth import SecretRef
from ingest.config_file import BadConfig, MailboxTable
from ingest.config_service import (
    AlarmSettings,
    DigestSettings,
    LoginSettings,
    alarm_settings,
    digest_settings,
    login_settings,
    secret_place,
)
from ingest.config_template import TEMPLATE
from parsers.errors import LedgerError

PORTS = {"tls": 993, "starttls": 143, "none": 143}

Tls = Literal["tls", "starttls", "none"]
Auth = Literal["password", "xoauth2", "oauthbearer"]


@dataclass(frozen=True, slots=True)
class MailboxSettings:
    """One mailbox: where it is, who logs in, and which folders are read. `timeout` is in seconds."""

    name: str
    host: str
    port: int
    tls: Tls
    user: str
    password: SecretRef
    folders: tuple[str, ...] = ("INBOX",)
    sent_folders: tuple[str, ...] = ()
    ca_file: Path | None = None
    auth: Auth = "password"
    timeout: float = 60.0
    connections: int = 10  # how many folders are watched at once, each on a connection of its own
    login: LoginSettings | None = None  # an OAuth 2 login that foialedger keeps itself


@dataclass(frozen=True, slots=True)
class Settings:
    """All that foialedger is told: `database` is a SQLAlchemy URL, `interval` the seconds between polls."""

    database: str = field(repr=False)
    vault: Path
    addresses: tuple[str, ...] = ()
    request_addresses: tuple[str, ...] = ()
    authserv_ids: tuple[str, ...] = ()
    trusted_senders: tuple[str, ...] = ()
    mailboxes: tuple[MailboxSettings, ...] = ()
    interval: int = 300
    path: Path | None = None  # the file it was read from
    log: Literal["console", "json"] = "console"
    status_port: int = 0  # of loopback, for /healthz and /metrics; 0 is none
    read_memory: int = 1024  # MB that the reading of one letter may take
    read_seconds: int = 30  # of CPU time that it may take
    alarm: AlarmSettings = field(default_factory=AlarmSettings)
    digest: DigestSettings = field(default_factory=DigestSettings)

    def mailbox(self, name: str) -> MailboxSettings:
        """Return the mailbox of that name. Raises NoMailbox."""
        for one in self.mailboxes:
            if one.name == name:
                return one
        raise NoMailbox(name, [one.name for one in self.mailboxes])


class NoConfig(LedgerError):
    """There is no configuration, and no database was named either."""

    def __init__(self, looked: Iterable[Path]) -> None:
        places = " or ".join(str(path) for path in looked)
        super().__init__(
            f"There is no {places}. Run: foialedger init; or give --config FILE or --database URL."
        )


class NoMailbox(LedgerError):
    """A mailbox was named that the configuration does not have."""

    def __init__(self, name: str, known: list[str]) -> None:
        has = f"It has: {', '.join(known)}" if known else "It has none: add a [[mailbox]]"
        super().__init__(f"The configuration has no mailbox named {name}. {has}.")


def load(path: Path | None = None, database: str | None = None) -> Settings:
    """Return the settings. `path` and `database` are what the command line gave; they go before all else.

    Paths in the file are relative to the file's folder, those of the command line and of variables to the
    working folder. Without any file, `database` (or FOIALEDGER_DATABASE) alone is enough. Raises LedgerError.
    """
    found = _find(path)
    tables, text = config_file.read(found) if found else ({}, "")
    where = found or Path("foialedger")
    values = config_file.check(tables, where, text)
    home = found.parent.resolve() if found else Path.cwd()
    outside = database or os.environ.get(f"{config_file.PREFIX}DATABASE")
    if not (found or outside):
        raise NoConfig(config_place.places())
    if not outside and values.database:
        _refuse_inline(values.database, where, text)
    url = database_url(outside, Path.cwd()) if outside else database_url(values.database or "ledger.db", home)
    mailboxes = tuple(_mailbox(table, number, where, text) for number, table in enumerate(values.mailbox))
    _refuse_twins(mailboxes, where, text)
    alarm = alarm_settings(values.alarm, where, text)
    return Settings(
        database=url,
        vault=_vault(values.vault, url, home),
        addresses=_addresses(values.addresses, mailboxes),
        request_addresses=_lower(values.request_addresses),
        authserv_ids=_lower(values.authserv_ids),
        trusted_senders=_lower(values.trusted_senders),
        mailboxes=mailboxes,
        interval=values.interval,
        path=found.resolve() if found else None,
        log=values.log,
        status_port=values.status_port,
        read_memory=values.read_memory,
        read_seconds=values.read_seconds,
        alarm=alarm,
        digest=digest_settings(values.digest, alarm, where, text),
    )


def template() -> str:
    """Return the commented file that `foialedger init` writes; it loads as it is."""
    return TEMPLATE


def database_url(given: str, home: Path) -> str:
    """Return the SQLAlchemy URL of a path or a URL; a relative SQLite path is taken from `home`."""
    if "://" not in given:
        return f"sqlite:///{home / Path(given).expanduser()}"
    try:
        url = make_url(given)
    except ArgumentError:
        raise BadConfig(
            "database", None, "this is no database URL; write a path or postgresql://user@host/name"
        ) from None
    if url.drivername in ("postgres", "postgresql"):
        url = url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:":
        url = url.set(database=str(home / Path(url.database).expanduser()))
    return url.render_as_string(hide_password=False)


def shown(database: str) -> str:
    """Return a database URL for people to read: with *** in the place of a password."""
    return make_url(database).render_as_string(hide_password=True)


def _find(given: Path | None) -> Path | None:
    named = config_place.find(given)
    if named and not named.is_file():
        raise BadConfig(str(named), None, "there is no such file. Write one with: foialedger init")
    return named


def _vault(given: str | None, url: str, home: Path) -> Path:
    """Return the folder of the raw bytes: the one that is named, else `vault` beside the SQLite database."""
    if os.environ.get(f"{config_file.PREFIX}VAULT"):
        home = Path.cwd()
    if given:
        return home / Path(given).expanduser()
    parsed: URL = make_url(url)
    is_file = parsed.get_backend_name() == "sqlite" and parsed.database not in (None, "", ":memory:")
    return Path(str(parsed.database)).parent / "vault" if is_file else home / "vault"


def _addresses(given: list[str], mailboxes: tuple[MailboxSettings, ...]) -> tuple[str, ...]:
    """Return the user's own addresses: those of the file, and each mailbox's user that is an address."""
    users = [mailbox.user for mailbox in mailboxes if "@" in mailbox.user]
    return tuple(dict.fromkeys(address.lower() for address in [*given, *users]))


def _lower(words: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word.lower() for word in words))


def _mailbox(table: MailboxTable, number: int, path: Path, text: str) -> MailboxSettings:
    home = path.parent.resolve()
    if table.tls == "none" and not _is_loopback(table.host):
        line = config_file.line_of(text, ("mailbox", number, "tls"))
        raise BadConfig(
            str(path), line, f'tls = "none" would send the password in the clear to {table.host}; use "tls"'
        )
    location = ("mailbox", number)
    is_needed = table.login in (None, "microsoft-app", "google")
    password = secret_place(table, "password", location, path, text, f"the mailbox {table.name}", is_needed)
    return MailboxSettings(
        name=table.name,
        host=table.host,
        port=table.port or PORTS[table.tls],
        tls=table.tls,
        user=table.user,
        password=password,
        folders=tuple(table.folders),
        sent_folders=tuple(table.sent_folders),
        ca_file=home / Path(table.ca_file).expanduser() if table.ca_file else None,
        auth="xoauth2" if table.login and table.auth == "password" else table.auth,
        timeout=table.timeout,
        connections=table.connections,
        login=login_settings(table, number, path, text, password),
    )


def _refuse_inline(database: str, path: Path, text: str) -> None:
    """Raise BadConfig when the database URL of the file holds a password."""
    if "://" in database and make_url(database_url(database, path.parent)).password:
        line = config_file.line_of(text, ("database",))
        raise BadConfig(
            str(path),
            line,
            "`database` holds a password; leave it out here and keep it in ~/.pgpass (or PGPASSFILE)",
        )


def _refuse_twins(mailboxes: tuple[MailboxSettings, ...], path: Path, text: str) -> None:
    names = [mailbox.name for mailbox in mailboxes]
    for number, name in enumerate(names):
        if name in names[:number]:
            line = config_file.line_of(text, ("mailbox", number, "name"))
            raise BadConfig(
                str(path), line, f"two mailboxes are named {name}; the ledger tells them apart by name"
            )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"
