"""Letter: one message decoded, and the only maker of sentences.

Its text is kept whole; which of it is the writer's own statement is told by the zone of each sentence.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import reduce
from operator import or_

from parsers import boxes, garbled, mime, zones
from parsers.attachments import Ocr, Page, read_attachments
from parsers.credentials import strike_out
from parsers.facts import Sentence
from parsers.framing import Frame
from parsers.html import html_to_text, visible_addresses
from parsers.links import find_links, is_opaque, unwrap
from parsers.mime import Mail
from parsers.needs import held

MOST_DECODED = 400_000  # characters of one text that are looked at for credentials
MOST_CHARACTERS = 60_000  # of a text that is read as a letter; what is longer holds records or old mail
HEAD = 50_000  # of these; the rest is the end of the text
MOST_LINES = 6_000  # a list of that many has records in it, and each line costs as much as a sentence
FIRST_LINES = 5_000  # of these
LEFT_OUT = "[...]"
# what a decoder may raise for mail nobody thought of: one such letter must not stop the next
FAULTS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
)
MESSAGE_ID = re.compile(r"<[^<>\s]{1,900}>")
INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u034f\u061c\u180e\x00"
BLANKS = "\u00a0\u2002\u2003\u2007\u2009\u200a\u202f\u3000\t\x0b\x0c"


@dataclass(frozen=True, slots=True)
class Address:
    """One mail address; `email` in lower case."""

    name: str
    email: str

    @property
    def domain(self) -> str:
        """The part after the last @."""
        return self.email.rpartition("@")[2]


@dataclass(frozen=True, slots=True)
class Part:
    """One text of the letter: `subject`, `body`, `attachment 1`, `attachment 1, page 2`."""

    name: str
    text: str
    is_scan: bool = False  # read by OCR: no fact in it is certain


@dataclass(frozen=True, slots=True)
class Link:
    """A web address: as it stands in the text, what is behind it, and where."""

    url: str
    target: str
    part: str
    start: int


@dataclass(slots=True)
class Found:
    """What was found in a letter, however it is laid out: several portals and readers ask for the same."""

    by_frames: dict[tuple[Frame, ...], dict[str, tuple[Sentence, ...]]] = field(default_factory=dict)
    links: list[Link] | None = None
    words: int | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """A decoded letter.

    `sent_at` is aware, in the offset of its own Date header, or None where that lies. `place` is the ISO code
    of the country it comes from, where a portal has told it; `asked` the text of the request it answers,
    where that is known.
    """

    message_id: str | None
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    subject: str
    sender: Address | None
    to: tuple[Address, ...]
    date_header: str | None
    sent_at: datetime | None
    parts: tuple[Part, ...]
    headers: dict[str, tuple[str, ...]] = field(repr=False)
    shown: dict[str, str] = field(default_factory=dict, repr=False)
    frames: tuple[Frame, ...] = ()
    place: str | None = None
    asked: str = field(default="", repr=False)
    unread_scans: int = 0
    has_records: bool = False  # attached, beside any letter
    problem: str | None = None
    _cache: dict[str, tuple[Sentence, ...]] = field(default_factory=dict, compare=False, repr=False)
    _found: Found = field(default_factory=Found, compare=False, repr=False)

    @property
    def body(self) -> str:
        """The whole text of the body, quotes and echo included."""
        return next((part.text for part in self.parts if part.name == "body"), "")

    def header(self, name: str) -> str:
        """Return the first header of this name, or an empty string."""
        return self.headers.get(name.lower(), ("",))[0]

    def laid_out(self, frames: tuple[Frame, ...], place: str | None = None) -> "Letter":
        """Return the same letter, its zones and its country as the portal that sent it knows them."""
        if (frames, place) == (self.frames, self.place):
            return self
        cache = self._cache if frames == self.frames else self._found.by_frames.setdefault(frames, {})
        return replace(self, frames=frames, place=place, _cache=cache)

    def knowing(self, asked: str) -> "Letter":
        """Return the same letter, read with the text of the sent request: what repeats it is echo."""
        return self if asked == self.asked else replace(self, asked=asked, _cache={}, _found=Found())

    def bare(self) -> "Letter":
        """Return the same letter without what is only kept to be found sooner, as it travels and waits."""
        return replace(self, _cache={}, _found=Found())

    def sentences(self) -> tuple[Sentence, ...]:
        """Return every sentence of every part, in order, each with its zone."""
        if "all" not in self._cache:
            in_form = False  # of a form with boxes that are not to be seen, which goes on overleaf
            for part in self.parts:
                in_form = in_form and "page" in part.name
                told = zones.divide(part.name, part.text, self.frames, self.asked, in_form=in_form)
                self._cache[part.name] = tuple(told)
                in_form = boxes.goes_on(part.text, in_form=in_form)
            self._cache["all"] = tuple(s for part in self.parts for s in self._cache[part.name])
        return self._cache["all"]

    def words(self) -> int:
        """Return the bits of the words that the letter may hold (parsers/needs.py)."""
        if self._found.words is None:
            self._found.words = reduce(or_, (held(sentence.text) for sentence in self.sentences()), 0)
        return self._found.words

    def sentence_at(self, part: str, start: int) -> Sentence | None:
        """Return the sentence that covers a place of a part."""
        self.sentences()
        told = self._cache.get(part, ())
        place = bisect_right(told, start, key=lambda sentence: sentence.start)
        return told[place - 1] if place else None

    def links(self) -> list[Link]:
        """Return the web addresses of the letter's texts, unwrapped where that needs no network."""
        if self._found.links is None:
            self._found.links = [
                Link(url, unwrap(url, self.shown), part.name, start)
                for part in self.parts
                for url, start in find_links(part.text)
            ]
        return self._found.links


def open_letter(raw: bytes, ocr: Ocr | None = None) -> Letter:
    """Return the letter in these bytes, the letters attached to it read as its parts.

    Never raises for strange mail: what went wrong is its `problem`. Scans stay unread without `ocr`.
    """
    try:
        return _opened(raw, ocr)
    except FAULTS as fault:
        problem = f"The letter could not be opened: {fault!r}. It is kept as it came."
        parts = (Part("subject", ""), Part("body", ""))
        return Letter(None, (), (), "", None, (), None, None, parts, {}, problem=problem)


def _opened(raw: bytes, ocr: Ocr | None) -> Letter:
    mail = mime.take_apart(raw)
    whole, shown = _body(mail)
    body = shorten(whole)
    attached = read_attachments(mail.attachments, ocr)
    date_header = mail.header("date")
    return Letter(
        message_id=next(iter(_ids(mail.header("message-id"))), None),
        in_reply_to=_ids(mail.header("in-reply-to")),
        references=_ids(mail.header("references")),
        subject=clean(mail.subject)[:2_000],
        sender=Address(*mail.sender) if mail.sender else None,
        to=tuple(Address(*pair) for pair in mail.recipients[:200]),
        date_header=date_header[:200] if date_header else None,
        sent_at=_moment(date_header),
        parts=(
            Part("subject", clean(mail.subject)[:2_000]),
            Part("body", body),
            *_attached_parts(attached.pages),
        ),
        headers=mail.headers,
        shown=shown,
        unread_scans=attached.unread_scans,
        has_records=attached.has_records,
        problem=" ".join(filter(None, (mail.problem, _cut_out(whole, body), attached.problem))) or None,
    )


def clean(text: str) -> str:
    """Return text fit for reading and for a database: plain blanks and line ends, nothing invisible."""
    text = garbled.mend(text).replace("\r\n", "\n").replace("\r", "\n")
    text = text.replace("\\'", "'").replace('\\"', '"')
    for letters, instead in ((INVISIBLE, ""), (BLANKS, " ")):
        for letter in letters:  # to look for each costs less than to look each letter up
            text = text.replace(letter, instead)
    text = strike_out(text)
    return text.encode("utf-8", "replace").decode("utf-8") if not text.isascii() else text


def shorten(text: str) -> str:
    """Return a text that is too long for a letter without its middle: what is said stands at its two ends."""
    if len(text) > MOST_CHARACTERS:
        text = f"{text[:HEAD]}\n\n{LEFT_OUT}\n\n{text[HEAD - MOST_CHARACTERS :]}"
    if text.count("\n") <= MOST_LINES:
        return text
    lines = text.split("\n")
    return "\n".join([*lines[:FIRST_LINES], "", LEFT_OUT, "", *lines[FIRST_LINES - MOST_LINES :]])


def _cut_out(whole: str, body: str) -> str | None:
    if whole == body:
        return None
    return f"Its text has {len(whole):,} characters: the middle of it was not read."


def _attached_parts(pages: tuple[Page, ...]) -> Iterator[Part]:
    """Yield the pages of attached letters, as many as a letter can have."""
    room = MOST_CHARACTERS
    for page in pages:
        if room <= 0:
            break
        text = clean(page.text[:room])
        room -= len(text)
        text = shorten(text)
        yield Part(page.name, text, page.is_scan)


def _body(mail: Mail) -> tuple[str, dict[str, str]]:
    """Return the text of the body and what its wrapped links show. HTML is read only where it must be."""
    plain = clean(mail.plain[:MOST_DECODED])
    if _is_markup(plain):
        return clean(html_to_text(plain)), visible_addresses(plain)
    if not mail.html or not mime.is_stub(plain):
        return plain, visible_addresses(mail.html) if is_opaque(plain) else {}
    shown = visible_addresses(mail.html)
    return clean(html_to_text(mail.html)) or plain, shown


def _is_markup(plain: str) -> bool:
    """Say whether a program sent its HTML as the plain text too."""
    return (
        bool(re.match(r"\s*<(?:!doctype|html|head|body|div|table|p|span|font|br)\b", plain, re.IGNORECASE))
        and "</" in plain
    )


def _ids(header: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(MESSAGE_ID.findall(header or "")))[:100]


def _moment(header: str | None) -> datetime | None:
    """Return the moment of a Date header (RFC 5322, section 3.3), or None where it cannot be believed."""
    if not header:
        return None
    try:
        moment = parsedate_to_datetime(header)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    # the standard library reads the year 0001 as 2001
    if not re.search(r"\b(?:19|20)?\d\d\s+\d\d?:", header):
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
