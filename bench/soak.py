"""`make soak MINUTES=30`: the daemon on a bad network, killed again and again, every letter accounted for.

Dovecot on loopback behind a proxy that cuts, resets, delays and swallows; mail of all kinds coming in, one in
twenty hostile; a second client that moves, flags and expunges it; two daemons, one on SQLite and one on
PostgreSQL, each killed by SIGKILL at random moments. At the end the network is well, `foialedger poll`,
`retry` and `verify` run once, and it is proved that every UID is filed, quarantined or gone, that no row is
doubled, and that the facts are those of a clean run over the same letters. Prints the tally, and fails
otherwise.
"""

import argparse
import random
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from bench import places
from bench.soak_mail import FOLDERS, SENT, Meddler, Postman
from bench.soak_tally import Verdict, judge
from models import schema

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from proxy import FAULTS, proxied

NEEDED_KILLS = 100  # in thirty minutes or more; fewer in proportion
LIVES = (3.0, 25.0)  # seconds that a daemon lives before it is killed


@dataclass
class Life:
    """One daemon on one ledger, and how often it was killed."""

    name: str
    url: str
    config: Path
    log: Path
    kills: int = 0
    early: int = 0  # ends that nobody caused
    over: threading.Event = field(default_factory=threading.Event)

    def live(self, seed: int) -> None:
        """Run the daemon and kill it, again and again, until told to stop."""
        chance = random.Random(seed)
        while not self.over.is_set():
            with self.log.open("ab") as log:
                daemon = subprocess.Popen(
                    [sys.executable, "-m", "cli.main", "run", "--config", str(self.config)],
                    env=places.environment(),
                    stderr=log,
                    stdout=log,
                )
                self.over.wait(chance.uniform(*LIVES))
                if daemon.poll() is None:
                    daemon.kill()
                    self.kills += 1
                else:
                    self.early += 1
                daemon.wait()

    def ask(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a verb on its ledger."""
        command = [sys.executable, "-m", "cli.main", *words, "--config", str(self.config)]
        return subprocess.run(
            command, env=places.environment(), capture_output=True, text=True, timeout=1800, check=False
        )


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--minutes", type=float, default=30)
    arguments.add_argument("--seed", type=int, default=7)
    arguments.add_argument("--pause", type=float, default=0.5, help="seconds between two letters, on average")
    arguments.add_argument("--keep", type=Path, help="a folder in which ledgers, vaults and logs stay")
    told = arguments.parse_args()
    if told.keep:
        told.keep.mkdir(parents=True, exist_ok=True)
        verdict = soak(told.keep.resolve(), told)
    else:
        with tempfile.TemporaryDirectory(prefix="foialedger-soak-") as folder:
            verdict = soak(Path(folder), told)
    sys.exit(0 if verdict else 1)


def soak(folder: Path, told: argparse.Namespace) -> bool:
    with (
        places.dovecot() as server,
        places.postgresql() as url,
        proxied(server.port, faults=FAULTS, seed=told.seed) as proxy,
    ):
        lives = [prepare(folder, "sqlite", f"sqlite:///{folder}/sqlite/ledger.db", proxy.port, server.user)]
        lives.append(prepare(folder, "postgresql", url, proxy.port, server.user))
        postman, meddler = Postman(server, told.seed, told.pause), Meddler(server, told.seed + 1)
        threads = [
            threading.Thread(target=life.live, args=(told.seed + 2 + n,)) for n, life in enumerate(lives)
        ]
        for thread in (postman, *threads):
            thread.start()
        time.sleep(2)
        meddler.start()
        time.sleep(told.minutes * 60)
        for one in (postman, meddler, *lives):
            one.over.set()
        for thread in (postman, meddler, *threads):
            thread.join()
        proxy.faults = ()
        print(
            f"mail        {len(postman.put)} letters put, {postman.hostile} of them hostile; "
            f"{told_of(meddler.done)}"
        )
        print(f"network     {told_of(proxy.dealt)}")
        needed = max(1, round(NEEDED_KILLS * min(1.0, told.minutes / 30)))
        verdicts = [settle(life, server, postman, needed) for life in lives]
        return all(verdicts)


def prepare(folder: Path, name: str, url: str, port: int, user: str) -> Life:
    """Make a ledger and its configuration."""
    here = folder / name
    config = places.configure(
        here, url, port, user, interval=10, folders=list(FOLDERS), sent=[SENT], timeout=5
    )
    engine = schema.connect(url)
    schema.upgrade(engine)
    engine.dispose()
    return Life(name, url, config, here / "log")


def settle(life: Life, server, postman: Postman, needed: int) -> bool:
    """Let the ledger catch up on a good network, and judge it."""
    last = {verb: life.ask(verb) for verb in ("poll", "retry", "verify")}
    verdict: Verdict = judge(life.url, life.config.parent, server, postman.put)
    print(f"\n{life.name}")
    print(f"  kills     {life.kills} by SIGKILL ({needed} needed), {life.early} other ends")
    for verb, done in last.items():
        for line in (done.stdout + done.stderr).splitlines()[:12]:
            print(f"  {verb:<9} {line}")
    for line in verdict.lines:
        print(f"  {line}")
    faults = [*verdict.faults]
    if life.kills < needed:
        faults.append(f"only {life.kills} kills")
    if life.early:
        faults.append(f"the daemon ended {life.early} times by itself: see {life.log}")
    faults += [f"{verb} ended with {done.returncode}" for verb, done in last.items() if done.returncode]
    print(f"  verdict   {'whole' if not faults else 'NOT WHOLE: ' + '; '.join(faults)}")
    return not faults


def told_of(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counts.items())


if __name__ == "__main__":
    main()
