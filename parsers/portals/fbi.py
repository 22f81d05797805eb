"""FBI eFOIPA: notices from efoia@subscriptions.fbi.gov, letters of the FBI's staff (foipaquestions@fbi.gov), most of them attached.

A notice is called "eFOIA Request Received" or "eFOIA files available"; the second lists its files as "* [name](address)" and prints
a token to open them, which is struck out. A letter has the letterhead, "FOIPA Request No.: 1592775-000", "Subject:" with the request in
a few words, and what it has to say before "FBI FOIPA Addendum" and "Part 1": the addendum denies, finds nothing and can neither
confirm nor deny in every envelope alike, and is read for nothing. Forms have boxes; what stands behind an empty one is not said.

The number is seven digits and -000; -001 is a part that was processed again.

Seen: request received, files available, fee agreement, denied under (b)(7)(A). Not seen yet: the body of "eFOIA Request Received" in
full, the mail that asks for an authorization, boxes as fonts that leave no mark in the text.
"""

import re
from collections.abc import Iterator

from parsers import clerk
from parsers.facts import Fact, RecordsLink, Sure, TrackingNumber, Zone
from parsers.framing import Frame
from parsers.letter import Letter
from parsers.links import host
from parsers.patterns import lazy
from parsers.phrases.language import read_language
from parsers.phrases.signals import Rule, Signal, rule
from parsers.portal import Portal

NUMBER = re.compile(r"(?<![\w-])(?P<number>1\d{6}-0\d{2})(?![A-Za-z0-9-])")
LABELLED = lazy(
    r"\bFOIPA Request (?:Nos?\b\.?|Number|#)[\s:]{0,6}(?P<number>1\d{6}(?:-0\d{2})?)(?![\w-])", re.IGNORECASE
)
SUBJECT = lazy(r"\beFOIA (?:Request Received|files available)\b", re.IGNORECASE)
LETTERHEAD = "federal bureau of investigation"
MOST_CHARACTERS = 20_000  # of a part, looked at for the letterhead

FRAMES = (
    Frame(
        Zone.FOOTER,
        lazy(r"^(?=[ \t]*(?:FBI FOIPA Addendum[ \t]*$|Explanation of Exemptions[ \t]*$|Part 1:))", re.IGNORECASE | re.MULTILINE),
    ),
    # below this sentence every letter goes on alike: enclosures, questions, appeals
    Frame(Zone.FOOTER, lazy(r"(?=\bPlease refer to the enclosed FBI FOIPA Addendum\b)", re.IGNORECASE)),
    Frame(
        Zone.FOOTER,
        re.compile(r"^(?=[ \t]*(?:☐|□|❑|\[ ?\]|\( ?\)|_{2,5}[ \t]))", re.MULTILINE),
        re.compile(r"\n(?=[ \t]*(?:☒|☑|■|\[[xX✓]\]|[ \t]*\n))"),
    ),
    Frame(
        Zone.ECHO,
        lazy(r"\bFOIPA Request (?:No|Number)[^\n]{0,30}\n[ \t]*Subject\s*:", re.IGNORECASE),
        re.compile(r"\n[ \t]*\n|\n(?=[ \t]*Dear\b)"),
    ),
)  # fmt: skip
RULES: tuple[Rule, ...] = (
    rule("fbi.received", Signal.RECEIVED, "efoia request received", r"\beFOIA request received\b"),
    rule("fbi.files", Signal.RELEASES, "efoia files", r"\bthere are eFOIA files available for you to download\b"),
    rule("fbi.investigative_file", Signal.DENIES, "investigative file", r"\binvestigative file which is exempt from disclosure\b"),
)  # fmt: skip


def read(letter: Letter) -> Iterator[Fact]:
    """Yield the facts of one FBI letter: its number, what stands before the addendum, its files."""
    yield from _numbers(letter)
    yield from read_language(letter, RULES)
    yield from _links(letter)
    yield from clerk.read_contacts(letter)


def site(_letter: Letter) -> str:
    """Return the one site there is."""
    return "fbi"


def agency(_letter: Letter) -> str:
    """Return the one agency that writes these."""
    return "Federal Bureau of Investigation"


def claims(letter: Letter) -> bool:
    """Say whether a letter from elsewhere is the FBI's: a notice's subject, or its letterhead above a FOIPA number."""
    if SUBJECT.search(letter.subject):
        return True
    texts = [part.text[:MOST_CHARACTERS] for part in letter.parts if part.name != "subject"]
    return any(LETTERHEAD in text[:1_500].lower() and LABELLED.search(text) for text in texts)


def _numbers(letter: Letter) -> Iterator[TrackingNumber]:
    """Yield the number the letterhead gives first, then others of its shape."""
    found: list[tuple[int, TrackingNumber]] = []
    for sentence in letter.sentences():
        if sentence.zone in (Zone.ECHO, Zone.QUOTED):
            continue
        labelled = LABELLED.search(sentence.text)
        for match in [labelled] if labelled else NUMBER.finditer(sentence.text):
            rank = 0 if labelled or sentence.part == "subject" else 1
            sure = Sure.LIKELY if rank else Sure.CERTAIN
            found.append(
                (rank, TrackingNumber(match["number"], sentence=sentence, rule="fbi.number", sure=sure))
            )
    told: set[str] = set()
    for _, fact in sorted(found, key=lambda pair: pair[0]):
        if fact.number not in told:
            told.add(fact.number)
            yield fact


def _links(letter: Letter) -> Iterator[RecordsLink]:
    """Yield the files of a notice; the FBI's own pages in a letter lead to no record."""
    told: set[str] = set()
    for link in letter.links() if SUBJECT.search(letter.subject) else ():
        sentence = letter.sentence_at(link.part, link.start)
        if sentence is None or sentence.zone in (Zone.ECHO, Zone.QUOTED, Zone.FOOTER) or link.target in told:
            continue
        if host(link.target).endswith("fbi.gov"):
            told.add(link.target)
            yield RecordsLink(link.target, "records", sentence=sentence, rule="fbi.file")


PORTAL = Portal(
    "fbi",
    ("efoia@subscriptions.fbi.gov", "foipaquestions@fbi.gov"),
    read,
    site,
    agency,
    claims,
    FRAMES,
    place="US",
)
