"""The programs that foialedger's backfill is held against, each on its own fresh folder."""

import os
import pwd
import shutil
import sys
import tempfile
from pathlib import Path

from bench import places
from bench.timing import Spent, run

NOBODY = "nobody"
STDLIB = """
import sys
from email import message_from_bytes
from pathlib import Path
for file in sorted(Path(sys.argv[1]).iterdir()):
    message_from_bytes(file.read_bytes())
"""

MBSYNC = """\
IMAPStore far
Host 127.0.0.1
Port {port}
User {user}
Pass {secret}
SSLType None
AuthMechs LOGIN

MaildirStore near
Path {folder}/mail/
Inbox {folder}/mail/INBOX

Channel all
Far :far:
Near :near:
Patterns INBOX
Create Near
Sync Pull
SyncState {folder}/state-
"""


def stdlib(maildir: Path) -> Spent:
    """Parse every file of a Maildir with the standard library, in a process of its own."""
    return run([sys.executable, "-c", STDLIB, str(maildir / "cur")])


def notmuch(maildir: Path) -> Spent:
    """Index a Maildir from the beginning."""
    with tempfile.TemporaryDirectory(prefix="notmuch-") as folder:
        config = Path(folder) / "config"
        config.write_text(
            f"[database]\npath={folder}/index\nmail_root={maildir}\n[user]\nname=Dana\n"
            "primary_email=dana@paper.example\n[new]\ntags=new\nignore=\n[search]\n[maildir]\nsynchronize_flags=false\n"
        )
        (Path(folder) / "index").mkdir()
        return run(["notmuch", "new", "--quiet"], env=places.environment() | {"NOTMUCH_CONFIG": str(config)})


def mbsync(server, user: str) -> Spent:
    """Copy a mailbox to a Maildir with isync."""
    with tempfile.TemporaryDirectory(prefix="mbsync-") as folder:
        config = Path(folder) / "mbsyncrc"
        config.write_text(
            MBSYNC.format(port=server.port, user=user, secret=places.servers.PASSWORD, folder=folder)
        )
        (Path(folder) / "mail").mkdir()
        spent = run(["mbsync", "-q", "-c", str(config), "all"])
        _check(Path(folder) / "mail")
        return spent


def getmail(server, user: str) -> Spent:
    """Fetch a mailbox to a Maildir with getmail6, which does not run as root."""
    folder = Path(tempfile.mkdtemp(prefix="getmail-"))
    try:
        for name in ("cur", "new", "tmp"):
            (folder / "mail" / name).mkdir(parents=True)
        (folder / "getmailrc").write_text(
            "[retriever]\ntype = SimpleIMAPRetriever\nserver = 127.0.0.1\n"
            f"port = {server.port}\nusername = {user}\npassword = {places.servers.PASSWORD}\n\n"
            f"[destination]\ntype = Maildir\npath = {folder}/mail/\n\n"
            "[options]\nread_all = true\ndelete = false\nverbose = 0\n"
        )
        (folder / "getmailrc").chmod(0o600)
        as_user = {}
        if os.getuid() == 0:
            who = pwd.getpwnam(NOBODY)
            for path in (folder, *folder.rglob("*")):
                os.chown(path, who.pw_uid, who.pw_gid)
            as_user = {"user": NOBODY, "group": who.pw_gid, "extra_groups": []}
        home = places.environment() | {"HOME": str(folder)}
        spent = run(
            ["getmail", f"--getmaildir={folder}", "--rcfile=getmailrc"], cwd=folder, env=home, **as_user
        )
        _check(folder / "mail")
        return spent
    finally:
        shutil.rmtree(folder)


def _check(mail: Path) -> None:
    if not any(path.is_file() for name in ("cur", "new") for path in mail.rglob(f"{name}/*")):
        raise SystemExit(f"Nothing was fetched to {mail}: the comparison would be worth nothing.")
