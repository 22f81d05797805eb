"""Mail servers for the tests, on loopback and a free port: pymap, Dovecot, and one that follows a script.

Each is started once a session, where a test asks for it, and ended by its own pid.
"""

import imaplib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from string import Template

import pytest
import trustme
from ci import missing

from ingest.auth import SecretRef
from ingest.config import MailboxSettings

PASSWORD = "correct-horse"
VARIABLE = "FOIALEDGER_TEST_PASSWORD"
os.environ[VARIABLE] = PASSWORD
DOVECOT = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin")

DOVECOT_CONFIG = Template("""\
base_dir = $root/run
state_dir = $root/state
log_path = $root/dovecot.log
protocols = imap
listen = 127.0.0.1
$users
ssl = yes
ssl_cert = <$root/server.pem
ssl_key = <$root/server.pem
disable_plaintext_auth = no
mail_fsync = never
mail_uid = $uid
mail_gid = $gid
first_valid_uid = 1
mail_location = maildir:$root/mail/%u
namespace inbox {
  inbox = yes
  separator = /
}
passdb {
  driver = static
  args = password=$password
}
userdb {
  driver = static
  args = home=$root/mail/%u
}
service imap-login {
  chroot =
  inet_listener imap {
    port = $port
  }
  inet_listener imaps {
    port = $tls_port
  }
}
service anvil {
  chroot =
}
""")


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs: where it is, who may log in, and where its parts are."""

    port: int
    user: str
    tls_port: int = 0
    ca_file: Path | None = None
    folder: Path | None = None  # what it keeps, where it keeps files

    def settings(self, **changes) -> MailboxSettings:
        """Return the settings of a mailbox on this server."""
        base = MailboxSettings(
            "work", "127.0.0.1", self.port, "none", self.user, SecretRef("env", (VARIABLE,)), timeout=20
        )
        return replace(base, **changes)

    def as_user(self, user: str) -> "Server":
        """Return the same server for another user; Dovecot makes the mailbox at the first login."""
        return replace(self, user=user)

    @contextmanager
    def connection(self) -> Iterator[imaplib.IMAP4]:
        """Log in with the standard library, to put mail in or to look from outside."""
        with imaplib.IMAP4("127.0.0.1", self.port, timeout=20) as client:
            client.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            client.login(self.user, PASSWORD)
            yield client

    def put(self, folder: str, *raws: bytes, at: str = "03-Jul-2019 09:00:00 -0700") -> None:
        """Append messages to a folder, which is made when it is not there; `at` is their INTERNALDATE."""
        with self.connection() as client:
            client.create(f'"{folder}"')
            for raw in raws:
                status, answer = client.append(f'"{folder}"', None, f'"{at}"', raw)
                assert status == "OK", answer

    def tell(self, *commands: str, folder: str = "") -> list[tuple[str, list]]:
        """Send commands, in a folder where one is named, and return what the server answers."""
        with self.connection() as client:
            if folder:
                client.select(f'"{folder}"')
            return [client.xatom(*command.split(" ", 1)) for command in commands]

    def flags(self, folder: str) -> str:
        """Return the flags of all messages of a folder, as the server tells them."""
        with self.connection() as client:
            client.select(f'"{folder}"', readonly=True)
            return str(client.fetch("1:*", "(FLAGS)")[1])


def free_port() -> int:
    """Return a port of loopback that nobody listens on."""
    with closing(socket.socket()) as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@contextmanager
def running(words: list[str], port: int, log: Path) -> Iterator[None]:
    """Run a server until the end of the block; it is ready when the port answers."""
    with (
        log.open("wb") as out,
        subprocess.Popen(words, stdout=out, stderr=out, stdin=subprocess.DEVNULL) as process,
    ):
        try:
            _wait_for(port, process, log)
            yield
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def _wait_for(port: int, process: subprocess.Popen, log: Path) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    pytest.fail(f"{process.args[0]} did not start: {log.read_text(errors='replace')[-2000:]}")


@pytest.fixture(scope="session")
def pymap(tmp_path_factory) -> Iterator[Server]:
    """An IMAP server that pip installs; it keeps its mail in memory and has one user."""
    port = free_port()
    program = [
        str(Path(sys.executable).with_name("pymap")),
        "--no-service",
        "admin",
        "--no-service",
        "managesieve",
    ]
    where = ["--host", "127.0.0.1", "--port", str(port), "--no-tls"]
    who = ["dict", "--demo-user", "dana@newsroom.example", "--demo-password", PASSWORD]
    with running([*program, *where, *who], port, tmp_path_factory.mktemp("pymap") / "log"):
        yield Server(port, "dana@newsroom.example")


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    """A certificate authority that nobody trusts, unless told to."""
    return trustme.CA()


@pytest.fixture(scope="session")
def dovecot(authority) -> Iterator[Server]:
    """The Dovecot that is installed, with folders of its own: any user, with TLS, STARTTLS and without."""
    if DOVECOT is None:
        missing("Dovecot", "dovecot-imapd")
    with run_dovecot(authority) as server:
        yield server


@contextmanager
def run_dovecot(authority: trustme.CA, more: str = "") -> Iterator[Server]:
    """Run a Dovecot until the end of the block; `more` is added to its configuration."""
    root = Path(tempfile.mkdtemp(prefix="dovecot-", dir="/tmp"))  # short: it makes sockets there
    try:
        server = Server(free_port(), "dana", free_port(), root / "ca.pem", root / "mail")
        authority.cert_pem.write_to_path(str(root / "ca.pem"))
        config = root / "dovecot.conf"
        config.write_text(_dovecot_config(root, server, authority) + more)
        with running([DOVECOT, "-F", "-c", str(config)], server.port, root / "log"):
            yield server
    finally:
        shutil.rmtree(root, ignore_errors=True)


def _dovecot_config(root: Path, server: Server, authority: trustme.CA) -> str:
    """Write certificate and mail folder, and return the configuration; mail never belongs to root."""
    certificate = authority.issue_cert("localhost")  # not for 127.0.0.1: tests meet a wrong name too
    certificate.private_key_and_cert_chain_pem.write_to_path(str(root / "server.pem"))
    (root / "mail").mkdir()
    root.chmod(0o755)
    uid, gid = os.getuid(), os.getgid()
    me = pwd.getpwuid(uid).pw_name
    users = f"default_login_user = {me}\ndefault_internal_user = {me}\ndefault_internal_group ="
    if uid == 0:
        uid, gid, users = 65534, 65534, ""
        os.chown(root / "mail", uid, gid)
    return DOVECOT_CONFIG.substitute(
        root=root,
        users=users,
        uid=uid,
        gid=gid,
        password=PASSWORD,
        port=server.port,
        tls_port=server.tls_port,
    )


Script = Callable[[str], str | bytes | None]


@contextmanager
def scripted(script: Script, greeting: str = "* OK ready\r\n") -> Iterator[Server]:
    """Run a server that answers each command with what `script` gives for it; None hangs up.

    `{tag}` of an answer becomes the command's tag. A script may sleep, or answer what no server should.
    """
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        thread = threading.Thread(target=_serve, args=(listening, script, greeting), daemon=True)
        thread.start()
        yield Server(listening.getsockname()[1], "dana")
        listening.shutdown(socket.SHUT_RDWR)
        thread.join(5)


def _serve(listening: socket.socket, script: Script, greeting: str) -> None:
    while True:
        try:
            connection, _ = listening.accept()
        except OSError:
            return
        threading.Thread(target=_converse, args=(connection, script, greeting), daemon=True).start()


def _converse(connection: socket.socket, script: Script, greeting: str) -> None:
    tag = ""
    with connection, connection.makefile("rb") as lines, suppress(OSError):  # the client may hang up first
        connection.sendall(greeting.encode())
        for line in lines:
            command = line.decode(errors="replace").strip()
            if " " in command:  # else it goes on with the command before
                tag, _, command = command.partition(" ")
            answer = script(command)
            if answer is None:
                break
            raw = answer.encode() if isinstance(answer, str) else answer
            connection.sendall(raw.replace(b"{tag}", tag.encode()))
