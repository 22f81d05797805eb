"""The keys of a letter: what it shares with other letters of its request. Values only; touches nothing."""

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from fnmatch import fnmatchcase
from hashlib import blake2b, sha256
from typing import NamedTuple
from urllib.parse import urlsplit

from ingest.numbers import numbers_of
from ingest.spelling import short
from parsers.facts import (
    Direction,
    Fee,
    ItemOutcome,
    Outcome,
    PromisedDate,
    Reading,
    RecordsLink,
    Status,
    StatusChange,
    Sure,
    Zone,
)
from parsers.letter import Letter
from parsers.registry import find_portals

__all__ = ["Key", "Kind", "ancestors", "keys_of", "main_number", "opens_request", "sketch"]

SHINGLE = 8  # words
SKETCH = 8  # hashes kept of a text: its smallest
MOST_ANCESTORS = 50
WORD = re.compile(r"\w+")
REPLY = re.compile(
    r"^\s*(?:(?:re|aw|sv|fwd?|wg|antw)\s*(?:\[\d+\])?:|\[external\]|\*+ ?external[^*]*\*+)\s*", re.IGNORECASE
)
DELIVERED = ("delivered-to", "x-original-to", "envelope-to")
REQUEST_PAGE = re.compile(
    r"/(?:requests?|foi/[\w-]+)/(?:view/|details?/)?(?!(?:new|view|details?|login|submit|search|list)\b)(?P<id>[\w.-]*\d[\w.-]*|[\w-]{6,})/?$"
    r"|[?&](?:trackingnumber|objectid|request_?id|rid|view)=(?P<parameter>[\w-]*\d[\w-]*)",
    re.IGNORECASE,
)
ASKS_FOR_RECORDS = re.compile(
    r"\b(?:records?|documents?|foia|foil|opra|cpra|freedom of information|information act|right.to.know)\b",
    re.IGNORECASE,
)


class Kind(StrEnum):
    """What two letters can share."""

    BARE = "bare"  # a number, whatever the portal and site
    THREAD = "thread"  # a Message-ID, its own or one it answers
    RELAY = "relay"  # the address a platform made for one request
    ADDRESS = "address"  # the requester's own address for one request
    LINK = "link"  # the page of one request at its portal
    SUBJECT = "subject"  # the subject and the agency's domain, of a letter that bears nothing better
    OPENING = "opening"  # a piece of what the requester first asked for
    ECHO = "echo"  # a piece of the request as the agency repeats it


TIES = (Kind.RELAY, Kind.ADDRESS, Kind.LINK)  # each is of one request, by whoever made it


class Key(NamedTuple):
    """One thing a letter can share with others."""

    kind: Kind
    value: str


def keys_of(
    letter: Letter, reading: Reading, direction: Direction, request_addresses: Sequence[str] = ()
) -> frozenset[Key]:
    """Return every key of a letter as it was read. `letter` has the frames of the portal that read it.

    `request_addresses` are the patterns of the requester's own addresses that serve one request each.
    """
    thread = (letter.message_id, *ancestors(letter))
    return frozenset(
        Key(kind, short(value))
        for kind, value in (
            *((Kind.THREAD, each) for each in thread if each),
            *((Kind.BARE, each.bare) for each in numbers_of(reading)),
            *_address_keys(letter, request_addresses),
            *((Kind.LINK, each) for each in _pages(reading)),
            *_subject_keys(letter, reading, direction),
            *_text_keys(letter, reading, direction),
        )
    )


def opens_request(letter: Letter, reading: Reading, direction: Direction) -> bool:
    """Tell whether the letter alone is enough to open a request.

    A newsletter, an automatic reply or the requester's mail about other things is not; it can still join one.
    """
    if main_number(reading):
        return True
    if reading.status is Status.NOT_ABOUT_A_REQUEST:
        return False
    if direction is Direction.OUTGOING:
        return bool(ASKS_FOR_RECORDS.search(f"{letter.subject}\n{letter.body}"))
    telling = (StatusChange, PromisedDate, Fee, ItemOutcome)
    return reading.outcome is Outcome.READ and any(
        isinstance(fact, telling) and fact.sure is not Sure.UNSURE for fact in reading.facts
    )


def main_number(reading: Reading) -> str | None:
    """Return the number the letter is about, as printed: the first it states that is not unsure."""
    return next((each.printed for each in numbers_of(reading)), None)


def is_request_address(email: str, patterns: Iterable[str]) -> bool:
    """Tell whether an address is one that the requester keeps for one request, by patterns such as
    dana+*@x.
    """
    return any(fnmatchcase(email, pattern) for pattern in patterns)


def ancestors(letter: Letter) -> tuple[str, ...]:
    """Return the Message-IDs the letter answers, the nearest last (RFC 5322, section 3.6.4)."""
    older = [each for each in letter.references if each not in letter.in_reply_to]
    return tuple(older[:1] + older[1:][-MOST_ANCESTORS:]) + letter.in_reply_to[:MOST_ANCESTORS]


def sketch(text: str) -> frozenset[str]:
    """Return the smallest hashes of a text's runs of eight words: texts that share many share these."""
    words = WORD.findall(text.casefold())
    runs = {" ".join(words[start : start + SHINGLE]) for start in range(len(words) - SHINGLE + 1)}
    return frozenset(
        sorted(blake2b(run.encode("utf-8", "replace"), digest_size=8).hexdigest() for run in runs)[:SKETCH]
    )


def digest_of_words(text: str) -> str | None:
    """Return a digest of a text's words: two letters with one say the same. None for a text without words."""
    words = " ".join(WORD.findall(text.casefold()))
    return blake2b(words.encode("utf-8", "replace"), digest_size=16).hexdigest() if words else None


def subject_words(subject: str) -> str:
    """Return a subject without what mail programs put before it, in one case and with single blanks."""
    while found := REPLY.match(subject):
        subject = subject[found.end() :]
    return " ".join(subject.casefold().split())


def _address_keys(letter: Letter, patterns: Sequence[str]) -> Iterator[tuple[Kind, str]]:
    told = [address.email for address in (*letter.to, *filter(None, [letter.sender]))]
    for email in told:
        for portal in find_portals():
            if found := portal.relay.fullmatch(email) if portal.relay else None:
                # the rest of such an address is its password
                which = (
                    found.groupdict().get("request")
                    or sha256(email.encode("utf-8", "replace")).hexdigest()[:20]
                )
                yield Kind.RELAY, f"{portal.name}/{which}"
    told += [
        value.strip().strip("<>").lower() for name in DELIVERED for value in letter.headers.get(name, ())
    ]
    yield from ((Kind.ADDRESS, email) for email in told if is_request_address(email, patterns))


def _pages(reading: Reading) -> Iterator[str]:
    """Yield the pages of single requests among the links: the host, and what names the request there."""
    for fact in reading.facts:
        if isinstance(fact, RecordsLink) and (found := REQUEST_PAGE.search(fact.url)):
            try:
                host = urlsplit(fact.url).hostname
            except ValueError:
                continue
            yield f"{host}/{(found['id'] or found['parameter']).casefold()}"


def _subject_keys(letter: Letter, reading: Reading, direction: Direction) -> Iterator[tuple[Kind, str]]:
    """Yield subject and domain where nothing else ties the letter to its request: no number, no thread."""
    words = subject_words(letter.subject)
    if not words or main_number(reading) or letter.in_reply_to or letter.references:
        return
    if opens_request(letter, reading, direction):
        others = letter.to if direction is Direction.OUTGOING else filter(None, [letter.sender])
        yield from ((Kind.SUBJECT, f"{domain} {words}") for domain in {address.domain for address in others})


def _text_keys(letter: Letter, reading: Reading, direction: Direction) -> Iterator[tuple[Kind, str]]:
    in_body = (sentence for sentence in letter.sentences() if sentence.part == "body")
    if direction is not Direction.OUTGOING:
        echoed = " ".join(sentence.text for sentence in in_body if sentence.zone is Zone.ECHO)
        yield from ((Kind.ECHO, each) for each in sketch(echoed))
    elif not (letter.in_reply_to or letter.references or main_number(reading)):
        asked = " ".join(sentence.text for sentence in in_body if sentence.zone is not Zone.QUOTED)
        yield from ((Kind.OPENING, each) for each in sketch(asked))
