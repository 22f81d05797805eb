"""One mailbox, kept up with: a poll at each interval over a held connection, and IDLE on every folder.

IDLE makes it quick and the poll makes it sure: the poll asks for UIDs, whatever IDLE says or does not say.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from threading import Lock, Thread

from ingest import login, store_mail
from ingest.backoff import Backoff, kind_of
from ingest.config import MailboxSettings
from ingest.health import Health
from ingest.mailbox import Folder, Mailbox, chosen_folders, open_mailbox
from ingest.mailbox_fetch import LostAt
from ingest.mailbox_idle import heard_news, idle
from ingest.mailbox_trouble import NEEDS_LOGIN, THROTTLED, FolderMissing, LinkTrouble, ServerRefused
from ingest.pipeline import Ledger
from ingest.poll import Poll, file_folder, poll_folders
from ingest.retry import retry_here
from ingest.stopping import Stop
from ingest.tally import Tally
from parsers.errors import LedgerError

REARM = 240.0  # seconds in IDLE; RFC 2177 allows 29 minutes, and many a firewall five
RELIST = 3600.0  # seconds after which folders are listed anew, and asked for their UIDs, not for UIDNEXT
MOST_ATTEMPTS = 10  # at a message in quarantine, until a person says `foialedger retry`

OnPolled = Callable[[MailboxSettings, Tally], None]


@dataclass(slots=True)
class Link:
    """A connection that is held between two polls, and what it was told."""

    closing: ExitStack
    mailbox: Mailbox
    folders: tuple[Folder, ...]
    listed: float
    uses: int = 0


@dataclass(slots=True)
class Watched:
    """One mailbox that is kept up with."""

    settings: MailboxSettings
    ledger: Ledger
    health: Health
    tell: OnPolled
    stop: Stop = field(default_factory=Stop)
    rearm: float = REARM
    link: Link | None = None
    refused: str | None = None  # the mark of the credential that the server refused
    threads: dict[str, Thread] = field(default_factory=dict)
    open_links: dict[int, Mailbox] = field(default_factory=dict)
    busy: Lock = field(default_factory=Lock)
    backoff: Backoff = field(default_factory=Backoff)
    again_at: float | None = None  # after a trouble: when to poll next, though no poll is due
    is_throttled: bool = False

    @property
    def name(self) -> str:
        """The mailbox's name."""
        return self.settings.name

    def is_shut(self) -> bool:
        """Whether the server refused a credential that is still the same."""
        return self.refused is not None and self.refused == login.mark(self.settings)

    def rests(self) -> bool:
        """Whether the server asked to be left alone, and the time for that is not over."""
        return self.is_throttled and self.again_at is not None and time.monotonic() < self.again_at

    def comes_back(self) -> bool:
        """Whether it is time to try again after a trouble; true once, until there is another."""
        if self.again_at is None or time.monotonic() < self.again_at:
            return False
        self.again_at = None
        return True

    @contextmanager
    def opening(self) -> Iterator[Mailbox]:
        """Open a connection that `hang_up` can end."""
        with open_mailbox(self.settings) as mailbox:
            self.open_links[id(mailbox)] = mailbox
            try:
                yield mailbox
            finally:
                self.open_links.pop(id(mailbox), None)

    def hang_up(self) -> None:
        """End every connection without a word: who waits on one is woken."""
        for mailbox in list(self.open_links.values()):
            mailbox.interrupt()


def poll_once(watched: Watched) -> None:
    """Poll every folder over the held connection, look after the quarantine, and see that IDLE goes on."""
    if watched.stop.is_set() or not watched.busy.acquire(blocking=False):
        return
    thread = f"{watched.name}: poll"
    watched.health.beat(thread)
    try:
        if watched.rests() or watched.is_shut():
            return
        watched.refused = None
        tally = _poll(watched)
        _note(watched, tally)
        if watched.link and not watched.stop.is_set():
            _see_to_idle(watched, watched.link)
    finally:
        watched.health.ended(thread)
        watched.busy.release()


def end(watched: Watched) -> None:
    """Tell all that belongs to a mailbox to end; its threads end when they come to it."""
    watched.stop.set()
    with watched.busy:
        _drop(watched)


def _poll(watched: Watched) -> Tally:
    """Poll over the held link, and once more over another when that one turns out to be dead."""
    held = watched.link is not None
    tally = _poll_over_link(watched)
    if held and watched.link is None and not watched.stop.is_set():
        tally = replace(tally, troubles=()) + _poll_over_link(watched)
    return tally


def _poll_over_link(watched: Watched) -> Tally:
    tally = Tally()
    try:
        link, missing = _linked(watched)
        tally = Tally(troubles=missing)
        this = Poll(
            watched.ledger,
            is_over=watched.stop.is_set,
            ask_first=link.uses > 0 and time.monotonic() < link.listed,
        )
        link.uses += 1
        counted, left = poll_folders(link.mailbox, link.folders, this)
        while left and not watched.stop.is_set():
            tally += counted
            _drop(watched)
            link, _ = _linked(watched)
            counted, left = poll_folders(link.mailbox, left, this)
        tally += counted
        if not any(isinstance(each, LinkTrouble) for each in tally.troubles):
            tally += retry_here(link.mailbox, link.folders, watched.ledger, MOST_ATTEMPTS)
        done = {folder.name for folder in link.folders}
        if not tally.troubles:
            store_mail.note_polled(watched.ledger.engine, watched.name, done)
    except LedgerError as trouble:
        tally += Tally(troubles=(trouble,))
    if any(isinstance(each, LinkTrouble | ServerRefused | FolderMissing) for each in tally.troubles):
        _drop(watched)
    return tally


def _linked(watched: Watched) -> tuple[Link, tuple[FolderMissing, ...]]:
    """Return the held link, opened where there is none, with the folders as they were last listed."""
    link = watched.link
    if link and time.monotonic() < link.listed:
        return link, ()
    if link is None:
        with ExitStack() as closing:
            mailbox = closing.enter_context(watched.opening())
            folders, missing = chosen_folders(mailbox)
            link = Link(closing.pop_all(), mailbox, folders, time.monotonic() + RELIST)
    else:
        folders, missing = chosen_folders(link.mailbox)
        link.folders, link.listed, link.uses = folders, time.monotonic() + RELIST, 0
    watched.link = link
    return link, missing


def _drop(watched: Watched) -> None:
    """Close the held link, whatever state it is in."""
    link, watched.link = watched.link, None
    if link:
        link.mailbox.hang_up()
        link.closing.close()


def _note(watched: Watched, tally: Tally) -> None:
    """Tell what came of a poll, in the log and in the state of the mailbox."""
    watched.health.count(tally)
    troubles = [each for each in tally.troubles if not isinstance(each, FolderMissing)]
    if watched.stop.is_set():
        return
    if troubles:
        watched.health.fail(watched.name, troubles[0])
        _shut(watched, troubles[0])
        _wait_after(watched, troubles[0])
    else:
        watched.backoff.reset()
        watched.again_at = None
        watched.health.succeed(watched.name)
        for folder in watched.link.folders if watched.link else ():
            watched.health.reach(watched.name, folder.name)
    watched.tell(watched.settings, tally)


def _wait_after(watched: Watched, trouble: LedgerError) -> None:
    """Come back before the next poll is due, or after it where the server asked for that."""
    kind = kind_of(trouble)
    watched.is_throttled = kind == THROTTLED
    watched.again_at = None if kind == NEEDS_LOGIN else time.monotonic() + watched.backoff.after(trouble)


def _shut(watched: Watched, trouble: LedgerError) -> None:
    """Remember a refused credential: the server is not asked again until it is another."""
    if kind_of(trouble) == NEEDS_LOGIN:
        watched.refused = login.mark(watched.settings)
        watched.hang_up()


def _see_to_idle(watched: Watched, link: Link) -> None:
    """Start a thread for each folder that has none, as many as the mailbox may have connections."""
    for folder in link.folders[: watched.settings.connections]:
        thread = watched.threads.get(folder.name)
        if thread is None or not thread.is_alive():
            name = f"{watched.name}: {folder.name}"
            watched.threads[folder.name] = Thread(
                target=watch_folder, args=(watched, folder, name), name=name, daemon=True
            )
            watched.threads[folder.name].start()


def watch_folder(watched: Watched, folder: Folder, thread: str) -> None:
    """Keep up with one folder by IDLE until told to stop: connect, file what is new, wait, and again.

    After a trouble it waits, longer each time, and comes back on a new connection. A server without IDLE, a
    folder that is no more, or a refused login ends it: the poll goes on, and starts it again.
    """
    backoff = Backoff()
    while not watched.stop.is_set() and not watched.is_shut():
        watched.health.beat(thread)
        try:
            with watched.opening() as mailbox:
                if not mailbox.can_idle():
                    break
                _live(watched, mailbox, folder, thread, backoff)
        except LedgerError as trouble:
            if watched.stop.is_set():
                break
            watched.health.fail(watched.name, trouble)
            watched.tell(watched.settings, Tally(troubles=(trouble,)))
            if kind_of(trouble) == NEEDS_LOGIN or isinstance(trouble, ServerRefused):
                _shut(watched, trouble)
                break
            watched.stop.wait(backoff.after(trouble))
    watched.health.ended(thread)


def _live(watched: Watched, mailbox: Mailbox, folder: Folder, thread: str, backoff: Backoff) -> None:
    """Wait in IDLE and file what comes, until told to stop. Raises the first LedgerError there is."""
    this = Poll(watched.ledger, is_over=watched.stop.is_set)
    opened = mailbox.select(folder)
    news = True
    while not watched.stop.is_set():
        watched.health.beat(thread)
        if news:
            began = time.monotonic()
            tally = file_folder(mailbox, folder, this, opened)
            opened = replace(opened, uidnext=0, exists=0)  # from now on only a search tells
            _raise_first(watched, tally)
            if tally.seen:
                watched.health.lag(time.monotonic() - began)
                watched.tell(watched.settings, tally)
            backoff.reset()
            watched.health.reach(watched.name, folder.name)
            news = heard_news(mailbox)
            continue
        until = time.monotonic() + watched.rearm
        news = idle(mailbox, watched.rearm, watched.stop.fileno()) or time.monotonic() >= until


def _raise_first(watched: Watched, tally: Tally) -> None:
    watched.health.count(tally)
    for trouble in tally.troubles:
        raise trouble.cause if isinstance(trouble, LostAt) else trouble
