"""The keys of a letter: what it shares with other letters of its request. Values only; touches nothing."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b, sha256

from parsers.facts import (
    Direction,
    Fee,
    ItemOutcome,
    Outcome,
    PromisedDate,
    Reading,
    Status,
    StatusChange,
    Sure,
    TrackingNumber,
    Zone,
)
from parsers.letter import Letter

SHINGLE = 8  # words
SKETCH = 8  # hashes kept of a text: its smallest
MOST_ANCESTORS = 50
LONGEST = 200  # characters of a key; PostgreSQL cannot index a value of more than 2,700 bytes
EPA_OFFICE = re.compile(r"^EPA(?:HQ|R\d{1,2})(20\d{8})$")  # EPA prints one number with and without its office
WORD = re.compile(r"\w+")
ASKS_FOR_RECORDS = re.compile(
    r"\b(?:records?|documents?|foia|foil|opra|cpra|freedom of information|information act|right.to.know)\b",
    re.IGNORECASE,
)


class Kind(StrEnum):
    """What two letters can share."""

    NUMBER = "number"  # portal/site/NUMBER
    BARE = "bare"  # NUMBER, whatever the portal and site
    THREAD = "thread"  # a Message-ID, its own or one it answers
    OPENING = "opening"  # a piece of what the requester first asked for
    ECHO = "echo"  # a piece of the request as the agency repeats it


@dataclass(frozen=True, slots=True)
class Key:
    """One thing a letter can share with others."""

    kind: Kind
    value: str


def keys_of(letter: Letter, reading: Reading, direction: Direction) -> frozenset[Key]:
    """Return every key of a letter as it was read. `letter` has the frames of the portal that read it."""
    thread = (letter.message_id, *ancestors(letter))
    return frozenset(
        [
            *(Key(Kind.THREAD, short(each)) for each in thread if each),
            *_number_keys(letter, reading, direction),
            *_text_keys(letter, reading, direction),
        ]
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
    """Return the number the letter is about: the first it states that is not unsure."""
    stated = (fact for fact in reading.facts if isinstance(fact, TrackingNumber))
    return next((fact.number for fact in stated if fact.sure is not Sure.UNSURE and bare(fact.number)), None)


def bare(number: str) -> str:
    """Return a number as it is compared: letters and digits only, upper case."""
    told = "".join(each for each in number.upper() if each.isalnum())
    return EPA_OFFICE.sub(r"EPA\1", told)


def ancestors(letter: Letter) -> tuple[str, ...]:
    """Return the Message-IDs the letter answers, the nearest last (RFC 5322, section 3.6.4)."""
    older = [each for each in letter.references if each not in letter.in_reply_to]
    return tuple(older[:1] + older[1:][-MOST_ANCESTORS:]) + letter.in_reply_to[:MOST_ANCESTORS]


def short(value: str) -> str:
    """Return a value fit for an index; one that is too long ends in its own digest."""
    return (
        value
        if len(value) <= LONGEST
        else f"{value[:100]}…{sha256(value.encode('utf-8', 'replace')).hexdigest()}"
    )


def sketch(text: str) -> frozenset[str]:
    """Return the smallest hashes of a text's runs of eight words: texts that share many share these."""
    words = WORD.findall(text.casefold())
    runs = {" ".join(words[start : start + SHINGLE]) for start in range(len(words) - SHINGLE + 1)}
    return frozenset(
        sorted(blake2b(run.encode("utf-8", "replace"), digest_size=8).hexdigest() for run in runs)[:SKETCH]
    )


def _number_keys(letter: Letter, reading: Reading, direction: Direction) -> Iterator[Key]:
    if number := main_number(reading):
        other_side = letter.to[:1] if direction is Direction.OUTGOING else (letter.sender,)
        domain = next((address.email.rpartition("@")[2] for address in other_side if address), "")
        name = f"{reading.portal or ''}/{reading.site or domain}/{bare(number)}"
        yield Key(Kind.NUMBER, short(name))
        yield Key(Kind.BARE, short(bare(number)))


def _text_keys(letter: Letter, reading: Reading, direction: Direction) -> Iterable[Key]:
    in_body = (sentence for sentence in letter.sentences() if sentence.part == "body")
    if direction is not Direction.OUTGOING:
        echoed = " ".join(sentence.text for sentence in in_body if sentence.zone is Zone.ECHO)
        return {Key(Kind.ECHO, each) for each in sketch(echoed)}
    if letter.in_reply_to or letter.references or main_number(reading):
        return ()
    asked = " ".join(sentence.text for sentence in in_body if sentence.zone is not Zone.QUOTED)
    return {Key(Kind.OPENING, each) for each in sketch(asked)}
