"""The daemon: keeps up with every mailbox until it is told to stop, and ends within ten seconds then."""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Thread
from types import FrameType

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from ingest.config import MailboxSettings, Settings
from ingest.digest import LOOK, Digests
from ingest.health import STANDBY, Health
from ingest.housekeeping import Housekeeping, keep_house
from ingest.leases import Leases
from ingest.pipeline import Ledger
from ingest.service import notify
from ingest.stopping import Stop
from ingest.tally import Tally
from ingest.watch import REARM, OnPolled, Watched, end, poll_once

log = structlog.get_logger("foialedger")

TICK = 1.0  # seconds between two looks at the clock and at the leases
HOUSEKEEPING = 10  # seconds between two times that state is written down and alarms are thought of
DRAIN, HANG_UP = 5.0, 3.0  # seconds for the letter in hand; then for what waits on a dead link
JUMP = 30.0  # seconds that the wall clock may run off before polls are set anew
SILENT = 900.0  # seconds without a sign of life from a thread, after which systemd is told no more


@dataclass(slots=True)
class Daemon:
    """All that runs."""

    settings: Settings
    ledger: Ledger
    tell: OnPolled
    over: Stop
    health: Health
    leases: Leases
    scheduler: BackgroundScheduler
    house: Housekeeping
    rearm: float
    clock_offset: float
    at_work: dict[str, Watched] = field(default_factory=dict)


def run(
    settings: Settings,
    ledger: Ledger,
    on_polled: OnPolled | None = None,
    stop: Stop | None = None,
    health: Health | None = None,
    rearm: float = REARM,
) -> bool:
    """Keep up with every mailbox until SIGTERM, SIGINT or `stop`; return whether all threads ended in time.

    A full poll every `settings.interval` seconds on APScheduler's clock, and IDLE on every folder beside it.
    A trouble is told to `on_polled`, or logged, and tried again. Ends after the letter in hand is filed; what
    does not end within eight seconds is left, and the next run goes on from there.
    """
    over = stop or Stop()
    health = health or Health()
    daemon = Daemon(
        settings,
        ledger,
        on_polled or tell,
        over,
        health,
        Leases(ledger.engine),
        _scheduler(len(settings.mailboxes)),
        Housekeeping(settings, ledger, health),
        rearm,
        _clock_offset(),
    )
    with _ending(over):
        _schedule_house(daemon)
        daemon.scheduler.start()
        _take_up(daemon)
        notify("READY=1", f"STATUS=reading {len(settings.mailboxes)} mailboxes")
        _work(daemon)
        notify("STOPPING=1")
        return _drain(daemon)


def tell(mailbox: MailboxSettings, tally: Tally) -> None:
    """Log what came of a poll: one line for what is new, one for each trouble."""
    if tally.seen:
        log.info("filed", mailbox=mailbox.name, new=tally.filed, again=tally.again, failed=tally.failed)
    if tally.quarantined:
        log.warning("quarantined", mailbox=mailbox.name, messages=tally.quarantined)
    for trouble in tally.troubles:
        log.warning("trouble", mailbox=mailbox.name, why=str(trouble))


def _schedule_house(daemon: Daemon) -> None:
    """Schedule what is done beside reading mail: housekeeping, and the digest where one is wanted."""
    daemon.scheduler.add_job(keep_house, "interval", args=(daemon.house,), seconds=HOUSEKEEPING)
    if daemon.settings.digest.at is not None:
        digests = Digests(daemon.settings.digest, daemon.ledger)
        daemon.scheduler.add_job(
            digests.send_if_due, "interval", seconds=LOOK, next_run_time=datetime.now(UTC)
        )


def _scheduler(mailboxes: int) -> BackgroundScheduler:
    """Return a scheduler that misses no poll: APScheduler's default gives a late one up after a second."""
    return BackgroundScheduler(
        executors={"default": ThreadPoolExecutor(mailboxes + 3)},
        job_defaults={"max_instances": 1, "coalesce": True, "misfire_grace_time": None},
        timezone=UTC,
    )


def _work(daemon: Daemon) -> None:
    """Look after clock, leases and watchdog, until told to stop."""
    while not daemon.over.wait(TICK):
        if abs(_clock_offset() - daemon.clock_offset) > JUMP:
            daemon.clock_offset = _clock_offset()
            log.warning("the clock was set; every mailbox is polled now")
            for job in daemon.scheduler.get_jobs():
                job.modify(next_run_time=datetime.now(UTC))
        for name, watched in daemon.at_work.items():
            if watched.comes_back():
                daemon.scheduler.modify_job(name, next_run_time=datetime.now(UTC))
        if daemon.leases.are_due():
            _take_up(daemon)
        if not daemon.health.late(SILENT):
            notify("WATCHDOG=1")


def _clock_offset() -> float:
    """Return how far the wall clock is from the one that nobody sets."""
    return time.time() - time.monotonic()


def _take_up(daemon: Daemon) -> None:
    """Work on each mailbox that is this daemon's, and no more on one that another has taken over."""
    for mailbox in daemon.settings.mailboxes:
        is_ours = daemon.leases.hold(mailbox.name)
        if is_ours and mailbox.name not in daemon.at_work:
            _begin(daemon, mailbox)
        elif not is_ours:
            _give_up(daemon, mailbox.name)


def _begin(daemon: Daemon, mailbox: MailboxSettings) -> None:
    watched = Watched(mailbox, daemon.ledger, daemon.health, daemon.tell, rearm=daemon.rearm)
    daemon.at_work[mailbox.name] = watched
    daemon.health.begin(mailbox.name)
    daemon.scheduler.add_job(
        poll_once,
        "interval",
        args=(watched,),
        seconds=daemon.settings.interval,
        next_run_time=datetime.now(UTC),
        id=mailbox.name,
        replace_existing=True,
    )


def _give_up(daemon: Daemon, name: str) -> None:
    """Leave a mailbox to another daemon."""
    daemon.health.begin(name, STANDBY)
    watched = daemon.at_work.pop(name, None)
    if watched:
        daemon.scheduler.remove_job(name)
        watched.stop.set()
        watched.hang_up()


def _drain(daemon: Daemon) -> bool:
    """End every thread: first politely, then by hanging up. Return whether all of them ended."""
    daemon.scheduler.shutdown(wait=False)
    ending = [Thread(target=end, args=(watched,), daemon=True) for watched in daemon.at_work.values()]
    for watched in daemon.at_work.values():
        watched.stop.set()
    for thread in ending:
        thread.start()
    threads = [*ending, *(one for each in daemon.at_work.values() for one in each.threads.values())]
    if not _have_ended(threads, DRAIN):
        for watched in daemon.at_work.values():
            watched.hang_up()
        if daemon.ledger.stop_reading:
            daemon.ledger.stop_reading()
    is_done = _have_ended(threads, HANG_UP)
    if is_done:
        daemon.leases.drop()
        daemon.house.close()
    return is_done


def _have_ended(threads: list[Thread], seconds: float) -> bool:
    until = time.monotonic() + seconds
    for thread in threads:
        thread.join(max(0.0, until - time.monotonic()))
    return not any(thread.is_alive() for thread in threads)


@contextmanager
def _ending(over: Stop) -> Iterator[None]:
    """Let SIGTERM and SIGINT set `over`; the second of them ends the program as it always does."""
    numbers = (signal.SIGTERM, signal.SIGINT)
    before = {number: signal.getsignal(number) or signal.SIG_DFL for number in numbers}

    def restore() -> None:
        for number, handler in before.items():
            signal.signal(number, handler)

    def finish(number: int, frame: FrameType | None) -> None:
        del number, frame
        restore()
        Thread(target=over.set).start()  # here it could wait for the very lock that this thread holds

    for number in numbers:
        signal.signal(number, finish)
    try:
        yield
    finally:
        restore()
