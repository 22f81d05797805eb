"""The daemon: polls each mailbox at an interval until it is told to stop, and stops between two messages."""

import logging
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Event, Thread
from types import FrameType

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from ingest.config import MailboxSettings, Settings
from ingest.pipeline import Ledger
from ingest.poll import Tally, poll

log = logging.getLogger("foialedger")

OnPolled = Callable[[MailboxSettings, Tally], None]


def run(
    settings: Settings, ledger: Ledger, on_polled: OnPolled | None = None, stop: Event | None = None
) -> None:
    """Poll every mailbox now and then every `settings.interval` seconds, until SIGTERM, SIGINT or `stop`.

    One thread a mailbox; a poll that takes longer than the interval is not doubled. A trouble is told to
    `on_polled`, or logged, and the next poll tries again. Ends after the message in hand is filed.
    """
    over = stop or Event()
    scheduler = _scheduler(len(settings.mailboxes))
    for mailbox in settings.mailboxes:
        scheduler.add_job(
            _poll_once,
            "interval",
            args=(mailbox, ledger, on_polled or tell, over),
            seconds=settings.interval,
            next_run_time=datetime.now(UTC),
            id=mailbox.name,
        )
    with _ending(over):
        scheduler.start()
        over.wait()
        scheduler.shutdown(wait=True)


def tell(mailbox: MailboxSettings, tally: Tally) -> None:
    """Log what came of a poll: one line for what is new, one for each trouble."""
    if tally.seen:
        log.info("Mailbox %s: %d new letters, %d filed before", mailbox.name, tally.filed, tally.again)
    for trouble in tally.troubles:
        log.warning("%s", trouble)


def _scheduler(mailboxes: int) -> BackgroundScheduler:
    """Return a scheduler that misses no poll: APScheduler's default gives a late one up after a second."""
    return BackgroundScheduler(
        executors={"default": ThreadPoolExecutor(max(1, mailboxes))},
        job_defaults={"max_instances": 1, "coalesce": True, "misfire_grace_time": None},
        timezone=UTC,
    )


def _poll_once(mailbox: MailboxSettings, ledger: Ledger, on_polled: OnPolled, over: Event) -> None:
    on_polled(mailbox, poll(mailbox, ledger, is_over=over.is_set))


@contextmanager
def _ending(over: Event) -> Iterator[None]:
    """Let SIGTERM and SIGINT set `over`; the second of them ends the program as it always does."""
    numbers = (signal.SIGTERM, signal.SIGINT)
    before = {number: signal.getsignal(number) or signal.SIG_DFL for number in numbers}

    def restore() -> None:
        for number, handler in before.items():
            signal.signal(number, handler)

    def end(number: int, frame: FrameType | None) -> None:
        del number, frame
        restore()
        Thread(target=over.set).start()  # here it could wait for the very lock that this thread holds

    for number in numbers:
        signal.signal(number, end)
    try:
        yield
    finally:
        restore()
