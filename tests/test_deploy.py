"""What deploy/ holds can be put in place: the unit, the example of a configuration, the image's recipe."""

import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tomllib
import zipfile
from fnmatch import fnmatch
from pathlib import Path

import pytest
from ci import missing
from reading import letters
from running import until
from servers import PASSWORD

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
UNIT = DEPLOY / "foialedger.service"
EXAMPLE = DEPLOY / "foialedger.toml"
DOCKERFILE = DEPLOY / "Dockerfile"
PROGRAM = Path(sys.executable).with_name("foialedger")
ANALYZE = shutil.which("systemd-analyze")


def unit() -> dict[str, list[str]]:
    """Return what the unit sets, each name with its values in order."""
    told: dict[str, list[str]] = {}
    for line in UNIT.read_text().splitlines():
        if line and line[0] not in "#[":
            name, _, value = line.partition("=")
            told.setdefault(name, []).append(value)
    return told


def only(name: str) -> str:
    (value,) = unit()[name]
    return value


@pytest.fixture
def analyze() -> str:
    if ANALYZE is None:
        missing("systemd-analyze", "systemd")
    return ANALYZE


def test_systemd_understands_the_unit(analyze, tmp_path):
    here = tmp_path / "foialedger.service"
    here.write_text(UNIT.read_text().replace("/opt/foialedger/bin/foialedger", str(PROGRAM)))
    done = subprocess.run([analyze, "verify", "--man=no", here], capture_output=True, text=True, check=False)
    told = [line for line in done.stderr.splitlines() if "foialedger.service" in line]
    assert (told, done.returncode) == ([], 0), done.stderr


def test_systemd_finds_the_unit_well_confined(analyze):
    words = [analyze, "security", "--offline=true", "--threshold=20", "--no-pager", str(UNIT)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_unit_gives_the_readers_what_they_need():
    """They set limits for themselves, and one that takes too much is no end of the daemon; nor is SIGTERM."""
    limits = 1024 * 2 + 300  # MB: two readers with what the configuration gives them, and the daemon
    assert int(only("MemoryMax").removesuffix("M")) > limits
    assert only("OOMPolicy") == "continue"
    assert only("KillMode") == "mixed"
    assert unit()["SystemCallFilter"] == ["@system-service", "~@privileged"]
    assert set(only("RestrictAddressFamilies").split()) == {"AF_INET", "AF_INET6", "AF_UNIX"}


def test_the_unit_writes_where_the_example_keeps_its_ledger():
    told = tomllib.loads(EXAMPLE.read_text())
    state = Path("/var/lib") / only("StateDirectory")
    assert Path(told["database"]).parent == Path(told["vault"]).parent == state
    (mailbox,) = told["mailbox"]
    name, _, kept = only("LoadCredential").partition(":")
    assert mailbox["password_file"] == f"/run/credentials/{UNIT.name}/{name}"
    assert kept.startswith("/etc/foialedger/")


@pytest.mark.dovecot
@pytest.mark.xdist_group("dovecot")
def test_the_commands_of_the_unit_run_as_systemd_runs_them(dovecot, tmp_path):
    """With the example, a credential handed over with a right of its own, and a socket that is told."""
    server = dovecot.as_user("deployed")
    server.put("INBOX", *letters(1))
    server.put("Sent", *letters(2))
    environment = handed_over(tmp_path, server)
    log = tmp_path / "log"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening, log.open("wb") as out:
        listening.bind(environment["NOTIFY_SOCKET"])
        listening.settimeout(60)
        for before in unit()["ExecStartPre"]:
            subprocess.run(words_of(before, tmp_path), env=environment, check=True, capture_output=True)
        with subprocess.Popen(
            words_of(only("ExecStart"), tmp_path),
            env=environment,
            stderr=out,
            start_new_session=True,
        ) as daemon:
            try:
                assert listening.recv(1000).startswith(b"READY=1\nSTATUS=reading 1 mailboxes")
                assert listening.recv(1000) == b"WATCHDOG=1"
                assert until(lambda: len(list((tmp_path / "state" / "vault").rglob("*.eml"))) == 2)
                os.killpg(daemon.pid, signal.SIGTERM)
                assert daemon.wait(15) == 0
                assert b"STOPPING=1" in iter(lambda: listening.recv(1000), b"")
            finally:
                daemon.kill()
    assert PASSWORD not in log.read_text()


def handed_over(folder: Path, server) -> dict[str, str]:
    """Put the example in place for a server on loopback, and return the environment that systemd gives."""
    (folder / "state").mkdir()
    credentials = folder / "credentials"
    credentials.mkdir(mode=0o700)
    (credentials / "mailbox").write_text(f"{PASSWORD}\n")
    (credentials / "mailbox").chmod(0o440)  # as it looks with an access list on it
    text = EXAMPLE.read_text().replace("/var/lib/foialedger", str(folder / "state"))
    text = text.replace("/run/credentials/foialedger.service", str(credentials))
    text = text.replace('host = "mail.newsroom.example"', f'host = "127.0.0.1"\nport = {server.port}')
    text = text.replace("status_port = 9325", "status_port = 0").replace(
        'user = "records@newsroom.example"', f'user = "{server.user}"\ntls = "none"'
    )
    (folder / "foialedger.toml").write_text(text)
    return {
        "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin",
        "LANG": "C.UTF-8",
        "HOME": str(folder / "state"),
        "NOTIFY_SOCKET": str(folder / "notify"),
        "CREDENTIALS_DIRECTORY": str(credentials),
        "STATE_DIRECTORY": str(folder / "state"),
    }


def words_of(command: str, folder: Path) -> list[str]:
    here = {
        "/opt/foialedger/bin/foialedger": str(PROGRAM),
        "/etc/foialedger/foialedger.toml": str(folder / "foialedger.toml"),
    }
    return [here.get(word, word) for word in shlex.split(command)]


def recipe(word: str) -> list[list[str]]:
    """Return the words of each line of the Dockerfile that begins with `word`."""
    lines = DOCKERFILE.read_text().splitlines()
    return [shlex.split(line)[1:] for line in lines if line.startswith(f"{word} ")]


def copied() -> list[str]:
    """Return what the image is built from."""
    return [name for *names, _ in recipe("COPY") if not names[0].startswith("--from") for name in names]


def test_the_image_runs_as_a_user_without_rights():
    user = recipe("USER")[-1][0]
    made = " ".join(" ".join(words) for words in recipe("RUN"))
    uid, gid = user.split(":")
    assert f"useradd --system --uid {uid} --gid {gid}" in made
    assert int(uid) > 0
    assert (recipe("ENTRYPOINT"), recipe("CMD")) == ([["[foialedger]"]], [["[run]"]])
    assert recipe("VOLUME")[0] == recipe("WORKDIR")[-1]


def test_what_the_image_copies_is_there_and_is_let_in():
    rules = (DEPLOY / "Dockerfile.dockerignore").read_text().splitlines()
    let_in = {rule[1:] for rule in rules if rule.startswith("!")}
    assert rules[1] == "*"
    assert set(copied()) == let_in
    assert [name for name in copied() if not (ROOT / name).exists()] == []


@pytest.mark.slow
@pytest.mark.xdist_group("wheel")
def test_the_image_is_built_of_what_it_copies(tmp_path):
    """The last step of the first stage, on those files alone; the step before it needs a registry."""
    for name in copied():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        if (ROOT / name).is_dir():
            ours = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / name, tmp_path / name, symlinks=True, ignore=ours)
        else:
            shutil.copy(ROOT / name, tmp_path / name)
    last = recipe("RUN")[2]
    assert last[1:4] == ["-m", "pip", "install"]
    words = [sys.executable, "-m", "pip", "wheel", "--wheel-dir", "made", *last[4:]]
    subprocess.run(words, cwd=tmp_path, check=True, capture_output=True)
    (wheel,) = (tmp_path / "made").glob("foialedger-*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    code = ("cli/main.py", "migrations/env.py", "models/views/*.sql", "parsers/phrases/*.tsv")
    for wanted in (*code, "models/docs/schema.md", "models/docs/cookbook.md"):
        assert any(fnmatch(name, wanted) for name in names), wanted


def test_the_lock_of_the_image_is_part_of_the_one_that_is_tested():
    pinned = re.compile(r"^([A-Za-z0-9][\w.-]*)(?:\[[^]]*\])?==([^\s;]+)", re.MULTILINE)
    locks = [path.read_text() for path in (DEPLOY / "requirements.lock", ROOT / "requirements.lock")]
    ours, tested = (dict(pinned.findall(lock)) for lock in locks)
    assert {name: ours[name] for name in ours if tested.get(name) != ours[name]} == {}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    needed = {re.match(r"[\w.-]+", each)[0] for each in project["dependencies"]} | {"setuptools", "wheel"}
    assert needed - ours.keys() == set()
    assert locks[0].count("--hash=sha256:") >= len(ours)
    assert not re.search(r"https?://|--(?:extra-)?index-url", locks[0])
