"""The shape of `foialedger.toml` and of the FOIALEDGER_ variables: what may stand there, and on which line.

pydantic stays behind this file; `ingest/config.py` turns what it read into plain settings.
"""

import os
import re
import tomllib
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
)

from parsers.errors import LedgerError

PREFIX = "FOIALEDGER_"
ELSEWHERE = "name the place that keeps it: password_env, password_file, password_command or password_keyring"

Location = tuple[int | str, ...]
Text = Annotated[str, Field(min_length=1, strict=True)]


class BadConfig(LedgerError):
    """The configuration cannot be used; the sentence names the file, the line and the key."""

    def __init__(self, where: str, line: int | None, what: str) -> None:
        place = where if line is None else f"{where}, line {line}"
        super().__init__(f"{place}: {what}.")


class MailboxTable(BaseModel):
    """One [[mailbox]] of the file."""

    model_config = ConfigDict(extra="forbid", strict=True)

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._@+-]*$")]
    host: Text
    port: Annotated[int, Field(ge=1, le=65535)] | None = None
    tls: Literal["tls", "starttls", "none"] = "tls"
    auth: Literal["password", "xoauth2", "oauthbearer"] = "password"
    user: Text
    password_env: Text | None = None
    password_file: Text | None = None
    password_command: Annotated[list[Text], Field(min_length=1)] | None = None
    password_keyring: Text | None = None
    folders: list[Text] = ["INBOX"]
    sent_folders: list[Text] = []
    ca_file: Text | None = None
    timeout: Annotated[float, Field(gt=0, le=3600)] = 60.0
    connections: Annotated[int, Field(ge=0, le=100)] = 10
    login: Literal["microsoft", "microsoft-app", "google"] | None = None
    client_id: Text | None = None
    tenant: Text | None = None
    authority: Text | None = None
    token_file: Text | None = None
    token_keyring: Text | None = None


class AlarmTable(BaseModel):
    """The table [alarm] of the file."""

    model_config = ConfigDict(extra="forbid", strict=True)

    silent_minutes: Annotated[int, Field(ge=5, le=100_000)] = 60
    mail_to: list[Text] = []
    mail_from: Text | None = None
    smtp_host: Text | None = None
    smtp_port: Annotated[int, Field(ge=1, le=65535)] | None = None
    smtp_tls: Literal["tls", "starttls", "none"] = "starttls"
    smtp_user: Text | None = None
    smtp_ca_file: Text | None = None
    smtp_password_env: Text | None = None
    smtp_password_file: Text | None = None
    smtp_password_command: Annotated[list[Text], Field(min_length=1)] | None = None
    smtp_password_keyring: Text | None = None
    webhook_env: Text | None = None
    webhook_file: Text | None = None
    webhook_command: Annotated[list[Text], Field(min_length=1)] | None = None
    webhook_keyring: Text | None = None


Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class DigestTable(BaseModel):
    """The table [digest] of the file: when it is sent, and to whom beside those whom alarms tell."""

    model_config = ConfigDict(extra="forbid", strict=True)

    at: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")] | None = None
    days: list[Weekday] = []
    zone: Text | None = None
    mail_to: list[Text] = []


def _words(value: Any) -> Any:
    """Split what a variable gives, `a@x.example, b@x.example`; a list of the file stays as it is."""
    return [word.strip() for word in value.split(",") if word.strip()] if isinstance(value, str) else value


def _number(value: Any) -> Any:
    return int(value) if isinstance(value, str) and value.isdecimal() else value


class ConfigFile(BaseSettings):
    """The whole file; a FOIALEDGER_ variable of the same name goes before a key of the file."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, extra="forbid")

    database: Text | None = None
    vault: Text | None = None
    addresses: Annotated[list[Text], NoDecode, BeforeValidator(_words)] = []
    request_addresses: Annotated[list[Text], NoDecode, BeforeValidator(_words)] = []
    authserv_ids: Annotated[list[Text], NoDecode, BeforeValidator(_words)] = []
    trusted_senders: Annotated[list[Text], NoDecode, BeforeValidator(_words)] = []
    interval: Annotated[int, BeforeValidator(_number), Field(ge=10, le=86400, strict=True)] = 300
    mailbox: list[MailboxTable] = []
    log: Literal["console", "json"] = "console"
    status_port: Annotated[int, BeforeValidator(_number), Field(ge=0, le=65535, strict=True)] = 0
    read_memory: Annotated[int, BeforeValidator(_number), Field(ge=256, le=65536, strict=True)] = 1024
    read_seconds: Annotated[int, BeforeValidator(_number), Field(ge=1, le=3600, strict=True)] = 30
    alarm: AlarmTable = AlarmTable()
    digest: DigestTable = DigestTable()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read the environment, then the file; nothing else."""
        del settings_cls, dotenv_settings, file_secret_settings
        return env_settings, init_settings


TABLES: dict[str, type[BaseModel]] = {"alarm": AlarmTable, "digest": DigestTable}


def read(path: Path) -> tuple[dict[str, Any], str]:
    """Return the tables of the file and its text. Raises BadConfig."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise BadConfig(str(path), None, f"the configuration cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise BadConfig(str(path), None, "the configuration is not UTF-8 text. Save it as UTF-8") from None
    try:
        return tomllib.loads(text), text
    except tomllib.TOMLDecodeError as error:
        raise BadConfig(str(path), *_syntax(str(error), text)) from None


def check(tables: dict[str, Any], path: Path, text: str) -> ConfigFile:
    """Return the file's values, or raise BadConfig about the first key that is wrong."""
    for number, table in enumerate(tables.get("mailbox", [])):
        if isinstance(table, dict) and "password" in table:
            line = line_of(text, ("mailbox", number, "password"))
            raise BadConfig(
                str(path), line, f"`password` must not stand in this file; take it out and {ELSEWHERE}"
            )
    try:
        return ConfigFile(**tables)
    except SettingsError:
        raise BadConfig(
            f"The variable {PREFIX}MAILBOX", None, "mailboxes stand in the file; unset it"
        ) from None
    except ValidationError as error:
        first = min(error.errors(include_url=False), key=lambda one: line_of(text, one["loc"]) or 0)
        raise BadConfig(*_place(first["loc"], tables, path, text), _sentence(first)) from None


def line_of(text: str, location: Location) -> int | None:
    """Return the line of a key of the file, or of one of its tables; None where neither stands."""
    table = location[0] if location[0] in ("mailbox", *TABLES) else None
    number, key = (*location[1:3], 0, None)[:2] if table == "mailbox" else (0, (*location, None)[bool(table)])
    here, seen, header = table is None, -1, None
    for at, line in enumerate(text.splitlines(), start=1):
        if name := re.match(r"\s*\[+\s*([\w-]+)\s*\]", line):
            seen += name[1] == table
            here = name[1] == table and seen == number
            header = at if here else header
        elif here and key and re.match(rf"\s*[\"']?{re.escape(str(key))}[\"']?\s*[=.]", line):
            return at
    return header


def _place(location: Location, tables: dict[str, Any], path: Path, text: str) -> tuple[str, int | None]:
    """Return the file and line of a wrong key, or the variable that went before it."""
    variable = f"{PREFIX}{str(location[0]).upper()}"
    if location[0] not in tables or os.environ.get(variable):
        return f"The variable {variable}", None
    return str(path), line_of(text, location)


def _syntax(told: str, text: str) -> tuple[int | None, str]:
    """Return the line of a TOML syntax error and a sentence that names its key, never its value."""
    why, _, rest = told.partition(" (at ")
    found = re.match(r"line (\d+)", rest)
    line = int(found[1]) if found else len(text.splitlines())
    row = [*text.splitlines(), ""][line - 1]
    key = re.match(r"\s*([A-Za-z_][\w-]*)\s*=", row)
    near = f" at `{key[1]}`" if key else ""
    return line, f'this is not TOML{near}: {why[0].lower()}{why[1:]}. A text stands in quotes, key = "value"'


def _sentence(error: ErrorDetails) -> str:
    """Say what is wrong with one key; the value itself may be a secret and is not repeated."""
    keys = [str(part) for part in error["loc"] if not isinstance(part, int)]
    key = keys[-1] if keys else "the file"
    if error["type"] == "missing":
        return f'this mailbox has no `{key}`; add the line {key} = "..."'
    if error["type"] == "extra_forbidden":
        tables = {"mailbox": MailboxTable.model_fields} | {
            name: table.model_fields for name, table in TABLES.items()
        }
        known = tables.get(keys[0], ConfigFile.model_fields) if len(keys) > 1 else ConfigFile.model_fields
        near = get_close_matches(key, known, n=1)
        meant = f"did you mean `{near[0]}`?" if near else f"the keys are {', '.join(known)}"
        return f"there is no key `{key}`; {meant}"
    if error["type"] == "string_pattern_mismatch":
        return f"`{key}` takes letters, digits and . _ @ + - and no blanks"
    if error["loc"] == ("mailbox",):
        return "a mailbox stands under [[mailbox]], with two brackets"
    return f"`{key}` is wrong: {error['msg'].replace('Input should', 'it should')}"
