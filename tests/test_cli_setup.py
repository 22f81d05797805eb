"""The verbs of the first day: init, check, upgrade; and what is true of every verb."""

import os
import sqlite3
import stat
import subprocess
import sys
import tomllib
from contextlib import closing
from pathlib import Path

import pytest
from servers import PASSWORD, VARIABLE, free_port
from verbs import configure, foialedger, here, mailbox, program, trouble

from cli.main import VERBS
from ingest import config

__all__ = ["here"]
pytestmark = pytest.mark.usefixtures("here")
EMPTY = "sqlite:///ledger.db"


def test_the_help_names_every_verb_with_its_line():
    text = " ".join(foialedger("--help").stdout.split())
    assert all(f"{verb} {line}" in text for verb, line in VERBS.items())


@pytest.mark.parametrize("verb", VERBS)
def test_each_verb_explains_itself_with_an_example(verb):
    text = foialedger(verb, "--help").stdout
    assert f"foialedger {verb}" in text.split("Examples:")[1]
    assert "--config" in text
    assert "--database" in text
    first = " ".join(text.split("\n\n")[1].split())
    assert first.startswith(VERBS[verb].split(":")[0].rstrip(".")[:20])


def test_help_needs_nothing_heavy():
    code = "import sys; from cli.main import app; app(['--help'], standalone_mode=False); print(*sys.modules)"
    done = run_python(code)
    assert not {"sqlalchemy", "imapclient", "pydantic", "rich.table"} & set(done.split())


def run_python(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize(
    "words", [["bogus"], ["requests", "--bogus"], ["show"], ["read"], ["requests", "--json", "--csv"], []]
)
def test_wrong_usage_ends_in_2(words):
    assert "Usage:" in foialedger(*words, code=2).output


def test_the_version_is_told():
    assert foialedger("--version").stdout.startswith("foialedger 0.")


@pytest.mark.parametrize("before", [True, False])
def test_options_stand_before_the_verb_or_after_it(here, before):
    (here / "far").mkdir()
    given = ["--config", here / "far" / "my.toml"]
    foialedger(*given, "init") if before else foialedger("init", *given)
    given += ["--database", here / "other.db"]
    foialedger(*given, "upgrade") if before else foialedger("upgrade", *given)
    assert (here / "other.db").is_file()
    foialedger(*given, "requests") if before else foialedger("requests", *given)


def test_the_option_after_the_verb_goes_first(here):
    foialedger("--database", "one.db", "upgrade", "--database", "two.db")
    assert [path.name for path in here.glob("*.db")] == ["two.db"]


def test_init_writes_a_configuration_that_loads(here):
    said = foialedger("init").stdout
    assert "foialedger check" in said
    assert Path("foialedger.toml").read_text() == config.template()
    assert config.load(None).path == here / "foialedger.toml"


def test_init_leaves_a_configuration_that_is_there():
    Path("foialedger.toml").write_text("interval = 60\n")
    assert "is there already and stays as it is" in trouble(foialedger("init", code=1))
    assert Path("foialedger.toml").read_text() == "interval = 60\n"


def test_init_takes_the_database_and_never_its_password():
    foialedger("init", "--database", "postgresql://ledger@db.example/ledger")
    written = tomllib.loads(Path("foialedger.toml").read_text())
    assert written["database"] == "postgresql://ledger@db.example/ledger"
    secret = "postgresql://ledger:tuna-melt@db.example/ledger"
    refused = foialedger("init", "--config", "other.toml", "--database", secret, code=1)
    assert "~/.pgpass" in trouble(refused)
    assert "tuna-melt" not in refused.output
    assert not Path("other.toml").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_init_says_where_it_may_not_write(here):
    here.chmod(stat.S_IRUSR | stat.S_IXUSR)
    assert "Permission denied" in trouble(foialedger("init", code=1))


def test_init_where_a_file_is_in_the_way_is_one_line():
    Path("file").touch()
    trouble(foialedger("init", "--config", "file/foialedger.toml", code=1))


def test_upgrade_makes_the_ledger_and_is_safe_to_repeat(empty_url):
    assert "the ledger is made" in foialedger("upgrade", "--database", empty_url).stdout
    assert "nothing to do" in foialedger("upgrade", "--database", empty_url).stdout


@pytest.mark.parametrize("words", [["requests"], ["show", "1"], ["sql", "SELECT 1"], ["backfill", "."]])
def test_without_a_ledger_one_sentence_says_upgrade_and_no_file_is_made(words):
    assert "run `foialedger upgrade`" in trouble(foialedger("--database", "ledger.db", *words, code=1))
    assert not Path("ledger.db").exists()


@pytest.mark.parametrize("words", [["requests"], ["sql", "SELECT 1"], ["upgrade"], ["backfill", "."]])
def test_a_newer_ledger_is_left_alone(words):
    foialedger("upgrade", "--database", "ledger.db")
    with closing(sqlite3.connect("ledger.db")) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    said = trouble(foialedger(*words, "--database", "ledger.db", code=1))
    assert "9999" in said
    assert "upgrade the program" in said


def test_an_older_ledger_is_told_and_upgraded():
    foialedger("upgrade", "--database", "ledger.db")
    with closing(sqlite3.connect("ledger.db")) as connection, connection:
        connection.execute("UPDATE ledger SET value = 'of another day' WHERE key LIKE '%view%'")
    assert "run `foialedger upgrade`" in trouble(foialedger("requests", "--database", "ledger.db", code=1))
    assert "its views are renewed" in foialedger("upgrade", "--database", "ledger.db").stdout
    foialedger("requests", "--database", "ledger.db")


def test_a_file_that_is_no_database_is_one_line():
    Path("ledger.db").write_bytes(b"From: me\n\nthis is no database at all\n" * 100)
    assert "not a database" in trouble(foialedger("requests", "--database", "ledger.db", code=1))


def test_a_database_nobody_knows_is_one_line_without_its_password():
    said = foialedger("requests", "--database", "mysql://me:tuna-melt@127.0.0.1/x", code=1)
    assert "sqlite" in trouble(said)
    away = f"postgresql://me:tuna-melt@127.0.0.1:{free_port()}/x"
    refused = foialedger("requests", "--database", away, code=1)
    trouble(refused)
    assert "tuna-melt" not in said.output + refused.output


def test_without_anything_the_next_step_is_init():
    assert "foialedger init" in trouble(foialedger("requests", code=1))


@pytest.mark.parametrize("verb", ["check", "requests", "read letter.eml", "poll"])
def test_a_wrong_configuration_names_file_line_and_key(verb):
    configure('\nintervall = 5\n[[mailbox]]\nname = "x"\n')
    said = trouble(foialedger(*verb.split(), code=1))
    assert "foialedger.toml, line 3" in said
    assert "did you mean `interval`?" in said


def test_check_has_a_line_for_each_thing_that_is_well(pymap):
    pymap.put("Checked", b"Subject: one\n\ntext\n")
    configure(mailbox(pymap, "Checked"))
    foialedger("upgrade")
    lines = foialedger("check").stdout.splitlines()
    assert [line.split()[:2] for line in lines] == [
        ["ok", "configuration:"],
        ["ok", "ledger:"],
        ["ok", "mailbox"],
    ]
    assert lines[2].endswith("reads Checked")


def test_check_says_what_is_wrong_with_each_mailbox_and_tries_the_others(pymap, monkeypatch):
    pymap.put("Checked too", b"Subject: one\n\ntext\n")
    configure(
        mailbox(pymap, "Checked too", "Absent")
        + mailbox(pymap, "INBOX", name="stranger", user="eve")
        + mailbox(pymap, "INBOX", name="far")
        .replace("127.0.0.1", "no-such-host.invalid")
        .replace("none", "tls")
    )
    monkeypatch.setenv(VARIABLE, PASSWORD)
    lines = foialedger("check", code=1).stdout.splitlines()
    wrong = [line.removeprefix("wrong  ") for line in lines if line.startswith("wrong")]
    assert wrong[0].endswith("run `foialedger upgrade`.")
    assert wrong[1].startswith("Mailbox work: there is no folder Absent. Write one of these")
    assert wrong[2].startswith("Mailbox stranger: 127.0.0.1 refused the login of eve")
    assert wrong[3].startswith("Mailbox far: no server named no-such-host.invalid is known")
    assert len(lines) == 6
    assert PASSWORD not in "".join(lines)


def test_a_wrong_password_is_never_repeated(pymap, monkeypatch):
    monkeypatch.setenv(VARIABLE, "a-wrong-password")
    configure(mailbox(pymap, "INBOX"))
    foialedger("upgrade")
    for verb in ("check", "poll"):
        output = foialedger(verb, code=1).output
        assert "refused the login" in output
        assert "a-wrong-password" not in output


def test_check_of_a_new_configuration_says_what_comes_next():
    foialedger("init")
    foialedger("upgrade")
    assert "add a [[mailbox]]" in foialedger("check").stdout


def test_the_program_runs_as_a_process():
    done = program("upgrade", "--database", EMPTY)
    assert (done.returncode, done.stderr) == (0, "")
    assert "the ledger is made" in done.stdout
