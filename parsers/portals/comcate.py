"""Comcate: notes on a case in a city's feedback system, from donotreply@ at the city's own domain.

The subject is "RE: City of <name> case number <number>". The body is what a member of staff typed, and the page to answer on,
clients.comcate.com/myfeedbackView.php?view=...&id=...: what stands behind `view` and `id` is the page's own key, not the
number. The number is a plain integer, each city's own.

Seen: a note of the staff with its link. Not seen yet: the receipt that the system itself may send, a change of status,
separators or footers of a template.
"""

import re
from collections.abc import Iterator

from parsers import clerk
from parsers.facts import Fact, RecordsLink, Sentence, TrackingNumber, Zone
from parsers.letter import Letter
from parsers.links import host
from parsers.needs import any_of
from parsers.phrases.language import read_language
from parsers.portal import Portal

HOST = "clients.comcate.com"
NAMED = any_of("case")
CASE = re.compile(
    r"\b(?P<agency>(?:City|Town|County|Village) of [A-Z][\w.'’-]{0,30}(?: [A-Z][\w.'’-]{0,30}){0,3}|[A-Z][\w.'’-]{0,30}(?: [A-Z][\w.'’-]{0,30}){0,2} County) case number (?P<number>\d{3,8})\b"
)


def read(letter: Letter) -> Iterator[Fact]:
    """Yield the facts of one note: the case number of its subject, then what the staff wrote."""
    yield from _numbers(letter)
    yield from read_language(letter)
    yield from _links(letter)
    yield from clerk.read_contacts(letter)


def site(letter: Letter) -> str | None:
    """Return the domain of the city that wrote: the link does not tell it."""
    return letter.sender.domain if letter.sender else None


def agency(letter: Letter) -> str | None:
    """Return the city whose case it is."""
    found = CASE.search(letter.subject) or CASE.search(letter.body)
    return found["agency"] if found else None


def claims(letter: Letter) -> bool:
    """Say whether a letter names a city's case and comes from an address nobody reads, or links to Comcate."""
    if not letter.words() & NAMED:
        return False
    from_nobody = letter.sender is not None and letter.sender.email.startswith("donotreply@")
    if not from_nobody and all(host(link.target) != HOST for link in letter.links()):
        return False
    return bool(CASE.search(letter.subject) or CASE.search(letter.body))


def _numbers(letter: Letter) -> Iterator[TrackingNumber]:
    told: set[str] = set()
    for sentence in letter.sentences():
        if sentence.zone in (Zone.ECHO, Zone.QUOTED):
            continue
        for match in CASE.finditer(sentence.text):
            if match["number"] not in told:
                told.add(match["number"])
                yield TrackingNumber(match["number"], sentence=sentence, rule="comcate.number")


def _links(letter: Letter) -> Iterator[RecordsLink]:
    told: set[str] = set()
    for link in letter.links():
        sentence = letter.sentence_at(link.part, link.start)
        if sentence and host(link.target) == HOST and _is_own(sentence) and link.target not in told:
            told.add(link.target)
            yield RecordsLink(link.target, "portal", sentence=sentence, rule="comcate.link")
    yield from (fact for fact in clerk.read_links(letter) if host(fact.url) != HOST)


def _is_own(sentence: Sentence) -> bool:
    return sentence.zone not in (Zone.ECHO, Zone.QUOTED)


PORTAL = Portal("comcate", (), read, site, agency, claims, place="US")
