"""HTML to text, as a person would see it: hidden text stays out, quoted text is marked with `> `."""

import re
import warnings
from collections import Counter
from collections.abc import Iterator

from bs4 import BeautifulSoup
from bs4.element import Comment, NavigableString, PageElement, Tag

from parsers.links import host, is_opaque, unwrap
from parsers.patterns import lazy

MOST_CHARACTERS = 80_000  # of markup; a letter's own words stand at its top, what follows is older mail
MOST_TAGS = 8_000  # in these, ends counted too
BALLAST = (  # what opens and what closes a stretch without a word in it
    (re.compile(r"<!--"), re.compile(r"-->")),
    (lazy(r"<style\b", re.IGNORECASE), lazy(r"</style\s{0,9}>", re.IGNORECASE)),
    (lazy(r"data:[\w/+.-]{1,60};base64,", re.IGNORECASE), re.compile(r"(?=[^\w+/=\s])")),
)
BLOCKS = frozenset(
    "address article blockquote body center dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr "
    "li main nav ol p pre section table tbody td tfoot th thead tr ul".split()
)
PARAGRAPHS = frozenset("blockquote h1 h2 h3 h4 h5 h6 ol p table ul".split())
SILENT = frozenset("head script style template title noscript object svg".split())
ANCHOR = lazy(r"<a\b([^<>]{1,4000})>(.{1,400}?)</a", re.IGNORECASE | re.DOTALL)
TARGET = lazy(r"href\s{0,9}=\s{0,9}[\"']([^\"']{1,4000})[\"']", re.IGNORECASE)
MARKS = re.compile(r"<[^<>]*>|\s+")
SHOWN = re.compile(r"(?:https?://|www\.)\S+$|[\w-]+(?:\.[\w-]+)+/\S*$")
BLANKS = re.compile(r"[ \t\r\n]+")
HIDDEN = lazy(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|font-size\s*:\s*0(?:px|pt|em|%)?\s*(?:;|$|!)|"
    r"opacity\s*:\s*0\s*(?:;|$|!)|(?:max-)?(?:height|width)\s*:\s*0(?:px)?\s*;[^\"]{0,500}overflow\s*:\s*hidden",
    re.IGNORECASE,
)
QUOTE_CLASSES = frozenset({"gmail_quote", "gmail_quote_container", "yahoo_quoted", "moz-cite-prefix"})


def html_to_text(html: str) -> str:
    """Return the visible text, a line per block and a blank line between paragraphs. Never raises for bad HTML."""
    for opens, closes in BALLAST if len(html) > MOST_CHARACTERS else ():
        html = _without(html, opens, closes)
    html = "<".join(html[:MOST_CHARACTERS].split("<", MOST_TAGS)[:MOST_TAGS])
    with warnings.catch_warnings():  # that it looks like XML, or like a file's name, is no trouble
        warnings.simplefilter("ignore")
        soup = BeautifulSoup(html, "lxml")
    lines: list[str] = [""]
    depth = 0
    for kind, value in _events(soup):
        if kind == "quote":
            _break(lines, paragraph=True)
            depth += 1 if value == "in" else -1
        elif kind == "break":
            _break(lines, paragraph=value == "paragraph")
        elif text := value if value.strip() else " ":
            if not lines[-1]:
                lines[-1] = "> " * min(depth, 5)
            lines[-1] += BLANKS.sub(" ", text)
    return "\n".join(line.strip() if line.strip() != ">" else "" for line in lines).strip()


def visible_addresses(html: str) -> dict[str, str]:
    """Return what each wrapped link shows as its text, where the text is itself a web address."""
    shown: dict[str, str] = {}
    if not is_opaque(html):
        return shown
    for match in ANCHOR.finditer(html, 0, MOST_CHARACTERS):
        target = TARGET.search(match[1])
        if target and SHOWN.match(text := MARKS.sub("", match[2])):
            shown[target[1].replace("&amp;", "&")] = text.replace("&amp;", "&")
    return shown


def _without(html: str, opens: re.Pattern[str], closes: re.Pattern[str]) -> str:
    """Return the markup without the stretches between these two, as far as each is closed."""
    kept, place = [], 0
    while opened := opens.search(html, place):
        closed = closes.search(html, opened.end())
        if closed is None:
            break
        kept.append(html[place : opened.start()])
        place = closed.end()
    return "".join(kept) + html[place:]


def _events(soup: BeautifulSoup) -> Iterator[tuple[str, str]]:
    """Walk the tree without recursion and yield text, breaks and the two ends of a quotation."""
    stack: list[tuple[PageElement, bool]] = [(soup, False)]
    items: Counter[int] = Counter()  # of each list so far
    while stack:
        node, leaving = stack.pop()
        if isinstance(node, NavigableString):
            if not isinstance(node, Comment) and type(node) is NavigableString:
                yield "text", str(node)
        elif isinstance(node, Tag):
            if leaving:
                yield from _close(node)
            elif node.name not in SILENT and not _is_hidden(node):
                yield from _open(node, items)
                stack.append((node, True))
                stack.extend((child, False) for child in reversed(node.contents))


def _open(tag: Tag, items: Counter[int]) -> Iterator[tuple[str, str]]:
    if tag.name == "br":
        yield "break", "line"
    elif _is_quote(tag):
        yield "quote", "in"
    elif tag.name in ("td", "th"):
        yield "text", "  "
    elif tag.name in BLOCKS:
        yield "break", "paragraph" if tag.name in PARAGRAPHS else "line"
    if tag.name == "li":
        items[id(tag.parent)] += 1
        yield "text", _marker(tag, items[id(tag.parent)])


def _close(tag: Tag) -> Iterator[tuple[str, str]]:
    if tag.name == "a" and (address := _address_of(tag)):
        yield "text", f" <{address}>"
    elif _is_quote(tag):
        yield "quote", "out"
    elif tag.name in BLOCKS and tag.name not in ("td", "th"):
        yield "break", "paragraph" if tag.name in PARAGRAPHS else "line"


def _address_of(anchor: Tag) -> str | None:
    """Return the target of a link whose text does not show it; an opaque tracking address says nothing."""
    address = unwrap(str(anchor.get("href") or "").strip())
    if not address.startswith(("http://", "https://")) or len(address) > 400 or is_opaque(address):
        return None
    return None if host(address) in anchor.get_text() else re.sub(r"[\s<>]", "", address)


def _marker(item: Tag, number: int) -> str:
    """Return the bullet or number a reader sees before a list item."""
    if item.parent is None or item.parent.name != "ol":
        return "- "
    first = str(item.parent.get("start") or "1")
    return f"{number - 1 + (int(first) if first.isdecimal() and len(first) < 5 else 1)}. "


def _is_quote(tag: Tag) -> bool:
    if tag.name == "blockquote":
        return tag.get("type") == "cite" or "border-left" in str(tag.get("style", ""))
    return bool(QUOTE_CLASSES & set(tag.get_attribute_list("class")))


def _is_hidden(tag: Tag) -> bool:
    if tag.name == "input" or "hidden" in tag.attrs:
        return True
    style = tag.get("style")
    return bool(style and HIDDEN.search(str(style)))


def _break(lines: list[str], *, paragraph: bool) -> None:
    if lines[-1].strip():
        lines.append("")
    if paragraph and len(lines) > 1 and lines[-2].strip():
        lines.append("")
