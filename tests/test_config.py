"""The configuration: what it gives, and the one sentence it ends in when it cannot be used."""

import re
import tomllib
from pathlib import Path

import pytest

from ingest import config
from ingest.auth import SecretRef
from parsers.errors import LedgerError

MAILBOX = """
[[mailbox]]
name = "work"
host = "mail.newsroom.example"
user = "Dana@newsroom.example"
password_env = "WORK_PASSWORD"
"""


@pytest.fixture(autouse=True)
def _no_settings_around(monkeypatch, tmp_path):
    for name in ("CONFIG", "DATABASE", "VAULT", "ADDRESSES", "INTERVAL", "MAILBOX"):
        monkeypatch.delenv(f"FOIALEDGER_{name}", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "cwd").mkdir()
    monkeypatch.chdir(tmp_path / "cwd")


@pytest.fixture
def file(tmp_path) -> Path:
    return tmp_path / "foialedger.toml"


def told(file: Path, text: str) -> str:
    """Write the file, load it, and return the sentence it ends in."""
    file.write_text(text, encoding="utf-8")
    with pytest.raises(LedgerError) as caught:
        config.load(file)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_mailbox_gets_what_it_does_not_say(file):
    file.write_text(MAILBOX)
    (mailbox,) = config.load(file).mailboxes
    assert (mailbox.port, mailbox.tls, mailbox.folders, mailbox.sent_folders) == (993, "tls", ("INBOX",), ())
    assert mailbox.password == SecretRef("env", ("WORK_PASSWORD",))


def test_starttls_has_its_own_port(file):
    file.write_text(MAILBOX + 'tls = "starttls"\n')
    assert config.load(file).mailbox("work").port == 143


def test_paths_of_the_file_start_at_its_folder(file, tmp_path):
    file.write_text('database = "data/mine.db"\nvault = "raw"\n' + MAILBOX + 'ca_file = "ca.pem"\n')
    settings = config.load(file)
    assert settings.database == f"sqlite:///{tmp_path}/data/mine.db"
    assert settings.vault == tmp_path / "raw"
    assert settings.mailboxes[0].ca_file == tmp_path / "ca.pem"


def test_the_vault_is_beside_the_database_unless_named(file, tmp_path):
    file.write_text('database = "data/mine.db"\n')
    assert config.load(file).vault == tmp_path / "data" / "vault"


def test_the_users_own_addresses_are_named_or_log_in(file):
    file.write_text('addresses = ["D@home.example", "dana@newsroom.example"]\n' + MAILBOX)
    assert config.load(file).addresses == ("d@home.example", "dana@newsroom.example")


def test_the_command_line_goes_before_the_variable_and_the_variable_before_the_file(
    file, monkeypatch, tmp_path
):
    file.write_text('database = "file.db"\ninterval = 60\n')
    monkeypatch.setenv("FOIALEDGER_DATABASE", "variable.db")
    monkeypatch.setenv("FOIALEDGER_INTERVAL", "120")
    monkeypatch.setenv("FOIALEDGER_ADDRESSES", "a@x.example, b@x.example")
    settings = config.load(file)
    assert settings.database == f"sqlite:///{tmp_path}/cwd/variable.db"
    assert (settings.interval, settings.addresses) == (120, ("a@x.example", "b@x.example"))
    assert config.load(file, "given.db").database == f"sqlite:///{tmp_path}/cwd/given.db"


def test_a_variable_that_is_wrong_is_named(file, monkeypatch):
    monkeypatch.setenv("FOIALEDGER_INTERVAL", "often")
    assert told(file, "").startswith("The variable FOIALEDGER_INTERVAL: ")
    monkeypatch.delenv("FOIALEDGER_INTERVAL")
    monkeypatch.setenv("FOIALEDGER_MAILBOX", "work")
    assert told(file, "").startswith("The variable FOIALEDGER_MAILBOX: ")


def test_the_file_is_found_in_the_working_folder_then_at_home(tmp_path, monkeypatch):
    home = tmp_path / "home" / ".config" / "foialedger" / "foialedger.toml"
    home.parent.mkdir(parents=True)
    home.write_text("interval = 11\n")
    assert config.load().interval == 11
    Path("foialedger.toml").write_text("interval = 12\n")
    assert config.load().interval == 12
    (tmp_path / "other.toml").write_text("interval = 13\n")
    monkeypatch.setenv("FOIALEDGER_CONFIG", str(tmp_path / "other.toml"))
    assert config.load().interval == 13


def test_a_database_alone_is_enough(tmp_path):
    assert config.load(database="some.db").vault == tmp_path / "cwd" / "vault"


def test_without_any_file_the_next_step_is_init():
    with pytest.raises(LedgerError, match="Run: foialedger init"):
        config.load()


def test_a_file_that_is_named_must_exist(tmp_path):
    with pytest.raises(
        LedgerError, match=r"absent\.toml: there is no such file\. Write one with: foialedger init"
    ):
        config.load(tmp_path / "absent.toml")


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("interval = 60\nintervall = 5\n", 2, "there is no key `intervall`; did you mean `interval`?"),
        (MAILBOX + "prot = 993\n", 7, "there is no key `prot`; did you mean `port`?"),
        (
            MAILBOX + MAILBOX.replace("work", "home") + "port = '993'\n",
            13,
            "`port` is wrong: it should be a valid integer",
        ),
        (MAILBOX + 'folders = "INBOX"\n', 7, "`folders` is wrong: it should be a valid list"),
        (MAILBOX + 'tls = "no"\n', 7, "`tls` is wrong: it should be 'tls', 'starttls' or 'none'"),
        (
            MAILBOX + 'tls = "none"\n',
            7,
            'would send the password in the clear to mail.newsroom.example; use "tls"',
        ),
        (MAILBOX.replace('host = "mail.newsroom.example"\n', ""), 2, "this mailbox has no `host`"),
        (
            MAILBOX.replace("password_env", "# password_env"),
            3,
            "the mailbox work has no password; name the place",
        ),
        (MAILBOX + 'password_file = "p"\n', 7, "has password_env and password_file, and needs one of them"),
        (MAILBOX + MAILBOX, 9, "two mailboxes are named work"),
        (MAILBOX.replace('"work"', '"wo rk"'), 3, "`name` takes letters, digits"),
        (MAILBOX.replace("[[mailbox]]", "[mailbox]"), 2, "under [[mailbox]], with two brackets"),
        ("interval = true\n", 1, "`interval` is wrong: it should be a valid integer"),
        ("interval = 60\nvault = raw\n", 2, "this is not TOML at `vault`"),
        (MAILBOX + "port = 993\nport = 143\n", 8, "this is not TOML"),
        ('database = "ledger', 1, "this is not TOML at `database`"),
        ('database = "postgresql:/x:y@"\ndatabase2 = 1', 2, "no key `database2`"),
    ],
)
def test_what_is_wrong_is_told_with_file_line_and_key(file, text, line, says):
    sentence = told(file, text)
    assert sentence.startswith(f"{file}, line {line}: ")
    assert says in sentence


def test_a_password_in_the_file_is_refused_and_not_repeated(file):
    sentence = told(file, MAILBOX.replace("password_env", "password"))
    assert "line 6" in sentence
    assert "password_keyring" in sentence
    assert "WORK_PASSWORD" not in sentence
    sentence = told(file, 'database = "postgresql://ledger:hunter2@db.example/l"\n' + MAILBOX)
    assert "~/.pgpass" in sentence
    assert "hunter2" not in sentence


def test_a_broken_line_does_not_repeat_a_password(file):
    assert "hunter2" not in told(file, MAILBOX + "password = hunter2\n")
    assert "hunter2" not in told(file, MAILBOX + 'passwort = "hunter2"\n')
    assert "hunter2" not in told(
        file, MAILBOX.replace("password_env", "# ") + "password_command = 'pass hunter2'\n"
    )


def test_a_file_that_is_not_utf8_is_told(file):
    file.write_bytes(b'vault = "\xff"\n')
    with pytest.raises(LedgerError, match="not UTF-8"):
        config.load(file)


def test_tls_may_be_off_on_this_machine_only(file):
    for host in ("127.0.0.1", "::1", "localhost"):
        file.write_text(MAILBOX.replace("mail.newsroom.example", host) + 'tls = "none"\n')
        assert config.load(file).mailboxes[0].tls == "none"


def test_a_database_url_is_shown_without_its_password():
    url = config.database_url("postgresql://ledger:hunter2@127.0.0.1/l", Path("/"))
    assert "hunter2" in url
    assert config.shown(url) == "postgresql+psycopg://ledger:***@127.0.0.1/l"
    assert "hunter2" not in repr(config.Settings(url, Path("vault")))


def test_a_relative_sqlite_url_starts_at_the_folder_too(tmp_path):
    assert config.database_url("sqlite:///x/l.db", tmp_path) == f"sqlite:///{tmp_path}/x/l.db"
    assert config.database_url("sqlite:////x/l.db", tmp_path) == "sqlite:////x/l.db"


def test_an_unknown_mailbox_is_told_with_those_there_are(file):
    file.write_text(MAILBOX)
    with pytest.raises(LedgerError, match=r"no mailbox named home\. It has: work\."):
        config.load(file).mailbox("home")


def test_the_template_loads_as_it_is(file, tmp_path):
    file.write_text(config.template())
    settings = config.load(file)
    assert (settings.database, settings.mailboxes) == (f"sqlite:///{tmp_path}/ledger.db", ())


def test_the_examples_of_the_template_load_when_uncommented(file):
    examples = config.template().partition("# Gmail:")[2]
    keys = re.sub(r"^# (?=\[\[mailbox|[a-z_]+ = )", "", examples, flags=re.MULTILINE)
    text = "\n".join(line for line in keys.splitlines() if re.match(r"\[\[|[a-z_]+ = ", line))
    file.write_text(text)
    assert [mailbox.name for mailbox in config.load(file).mailboxes] == ["gmail", "office", "records"]


def test_the_template_has_a_sentence_for_each_key():
    keys = set(config.config_file.MailboxTable.model_fields) | set(config.config_file.ConfigFile.model_fields)
    assert {key for key in keys if not re.search(rf"\b{key}\b", config.template())} == set()
    assert tomllib.loads(config.template())["interval"] == 300
