"""Whether a letter comes from whom it says: what the requester's own mail server found. Pure.

Only the Authentication-Results of a configured server is read (RFC 8601), and of that only what the server
itself put on top: what stands below was written by others. Without one the verdict is unknown, never pass.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import getaddresses

from ingest.requester import Requester
from parsers.facts import Direction, Reading
from parsers.heavy import EMPTY_LINE
from parsers.letter import Letter
from parsers.portal import Portal
from parsers.registry import find_portals

MOST_BYTES = 500_000  # of a header
MOST_RESULTS = 200
# letters of these come from the product's own addresses; others' come from the agencies themselves
PRODUCTS = frozenset({"govqa", "nextrequest", "justfoia", "securerelease", "foiaonline"})
FOLD = re.compile(rb"\r?\n[ \t]+")
FIELD = re.compile(rb"([!-9;-~]+)[ \t]*:(.*)", re.DOTALL)
RESULT = re.compile(r"\s*([\w-]+)(?:\s*/\s*\d+)?\s*=\s*([\w-]+)(.*)", re.DOTALL)
PROPERTY = re.compile(r"([\w-]+)\s*\.\s*([\w-]+)\s*=\s*(\"(?:[^\"\\]|\\.)*\"|[^\s;\"]+)")
TOKEN = re.compile(r"\s*(\"(?:[^\"\\]|\\.)*\"|[^\s;\"]+)")
ADDRESS = re.compile(r"[\w.+-]{1,64}@((?:[\w-]{1,63}\.){1,8}[A-Za-z]{2,24})")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the requester's mail server found of a letter, and why it is held back, if it is."""

    verdict: str = "unknown"  # pass, fail, unknown
    suspicion: str | None = None
    authserv_id: str | None = None
    spf: str | None = None
    dkim: str | None = None
    dmarc: str | None = None
    aligned: bool | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """One result of Authentication-Results: `dkim=pass header.d=town.example`."""

    method: str
    result: str
    properties: dict[str, str]


def verdict_of(
    raw: bytes,
    letter: Letter,
    reading: Reading,
    direction: Direction,
    requester: Requester,
    *,
    is_sent: bool = False,
) -> Verdict:
    """Return whether a letter can be believed to be its sender's. `is_sent`: a folder of sent mail holds
    it.
    """
    if is_sent:
        return Verdict()
    fields = list(fields_of(raw))
    sender = letter.sender.email if letter.sender else ""
    found = _checked(fields, sender.rpartition("@")[2], requester)
    why = _of_header(fields, letter, found) or _of_portal(letter, reading, direction, requester)
    if found.verdict == "fail" and why is None:
        why = f"The mail server {found.authserv_id} found that it is not from {sender or 'its sender'}."
    return Verdict(found.verdict, why, found.authserv_id, found.spf, found.dkim, found.dmarc, found.aligned)


def fields_of(raw: bytes) -> Iterator[tuple[str, str]]:
    """Yield the fields of a header in order, name in lower case, unfolded; a bare CR begins no field.

    Some mail readers take one for the end of a line, mail servers do not: what stands behind it was never
    checked.
    """
    start = len(raw) - len(raw.lstrip(b"\r\n"))
    end = EMPTY_LINE.search(raw, start, MOST_BYTES)
    head = raw[start : end.start() if end else MOST_BYTES]
    if b"\n" not in head:
        head = head.replace(b"\r", b"\n")  # a file from where lines end so; no server delivers such a letter
    for line in FOLD.sub(b" ", head).split(b"\n"):
        if found := FIELD.match(line.rstrip(b"\r")):
            value = found[2].replace(b"\r", b" ").decode("utf-8", "replace").strip()
            yield found[1].decode("ascii", "replace").lower(), value


def results_of(value: str) -> tuple[str, list[Result]]:
    """Return the server and the results of one Authentication-Results (RFC 8601, section 2.2); comments say
    nothing.
    """
    first, *others = list(_pieces(value))
    named = TOKEN.match(first)
    results = []
    for piece in others[:MOST_RESULTS]:
        if found := RESULT.match(piece):
            properties = {
                f"{kind}.{name}".lower(): _bare(given) for kind, name, given in PROPERTY.findall(found[3])
            }
            results.append(Result(found[1].lower(), found[2].lower(), properties))
    return (_bare(named[1]).lower() if named else ""), results


def are_aligned(domain: str, other: str) -> bool:
    """Say whether two domains are one, or one is below the other (RFC 7489, section 3.1, without the public
    suffix list).
    """
    one, two = f".{domain.lower().strip('.')}", f".{other.lower().strip('.')}"
    return min(one.count("."), two.count(".")) > 1 and (one.endswith(two) or two.endswith(one))


def _pieces(value: str) -> Iterator[str]:
    """Yield what stands between semicolons, without comments, which can be nested; quoted strings stay
    whole.
    """
    piece: list[str] = []
    depth, is_quoted, skip = 0, False, False
    for letter in value:
        if skip or letter == "\\":
            skip = not skip
        elif letter == '"' and not depth:
            is_quoted = not is_quoted
        elif not is_quoted and letter in "()":
            depth = max(0, depth + (1 if letter == "(" else -1))
            piece.append(" ")
            continue
        elif letter == ";" and not depth and not is_quoted:
            yield "".join(piece)
            piece = []
            continue
        if not depth:
            piece.append(letter)
    yield "".join(piece)


def _bare(value: str) -> str:
    return re.sub(r"\\(.)", r"\1", value[1:-1]) if value.startswith('"') else value


def _checked(fields: list[tuple[str, str]], domain: str, requester: Requester) -> Verdict:
    """Return what the configured server found; below the next Received stands what others wrote."""
    name, results = "", list[Result]()
    for field, value in fields:
        if field == "received" and name:
            break
        if field == "authentication-results":
            server, found = results_of(value)
            if server in requester.authserv_ids and name in ("", server):
                name, results = server, [*results, *found]
    if not name:
        return Verdict()
    told = {method: _worst(results, method) for method in ("spf", "dkim", "dmarc")}
    told["dkim"] = (
        "pass" if any(each.method == "dkim" and each.result == "pass" for each in results) else told["dkim"]
    )
    aligned = any(each.result == "pass" and _is_for(each, domain) for each in results)
    return Verdict(
        _sentence(told, results, domain, aligned),
        None,
        name,
        told["spf"],
        told["dkim"],
        told["dmarc"],
        aligned,
    )


def _worst(results: list[Result], method: str) -> str | None:
    found = [each.result for each in results if each.method == method]
    return next((each for each in found if each != "pass"), found[0] if found else None)


def _is_for(result: Result, domain: str) -> bool:
    """Say whether a check that passed was made for this domain, which From shows."""
    properties = result.properties
    if result.method == "dmarc":
        return properties.get("header.from", domain).rpartition("@")[2].lower() == domain
    if result.method == "dkim":
        signer = properties.get("header.d") or properties.get("header.i", "")
        return are_aligned(signer.rpartition("@")[2], domain)
    if result.method == "spf":
        mailer = properties.get("smtp.mailfrom") or properties.get("smtp.helo", "")
        return are_aligned(mailer.rpartition("@")[2], domain)
    return False


def _sentence(told: dict[str, str | None], results: list[Result], domain: str, aligned: bool) -> str:
    """Return pass, fail or unknown: DMARC decides, where the sender's domain has it; else what passed for
    its domain.
    """
    dmarc = [each for each in results if each.method == "dmarc"]
    if any(each.result == "fail" for each in dmarc) or any(
        not _is_for(each, domain) for each in dmarc if each.result == "pass"
    ):
        return "fail"
    if aligned:
        return "pass"
    return "fail" if told["spf"] == "fail" else "unknown"


def _of_header(fields: list[tuple[str, str]], letter: Letter, found: Verdict) -> str | None:
    """Return why the header itself cannot be trusted: more than one sender, or a name that shows another
    address.
    """
    senders = [value for field, value in fields if field == "from"]
    if len(senders) > 1:
        return f"It has {len(senders)} From lines, and a letter has one."
    if letter.sender is None:
        return None
    sender = letter.sender.email
    if not senders or sender not in senders[0].lower():
        # a word encoded by RFC 2047 hides no address: addresses are never encoded
        return "Its From line is not where mail servers look for it."
    if len([pair for pair in getaddresses(senders) if "@" in pair[1]]) > 1:
        return "Its From line names more than one sender."
    shown = [
        domain
        for domain in ADDRESS.findall(letter.sender.name)
        if not are_aligned(domain, letter.sender.domain)
    ]
    if shown and not (found.verdict == "pass" and any(portal.owns(sender) for portal in find_portals())):
        return f"The sender's name shows an address at {shown[0][:80]}, and it comes from {sender[:120]}."
    return None


def _of_portal(letter: Letter, reading: Reading, direction: Direction, requester: Requester) -> str | None:
    """Return why a letter that looks like a portal's is none: it comes from an address that is not the
    portal's.
    """
    if reading.portal not in PRODUCTS or direction is Direction.OUTGOING or letter.sender is None:
        return None
    portal: Portal | None = next((each for each in find_portals() if each.name == reading.portal), None)
    if portal is None or portal.sent(letter) or requester.trusts(letter.sender.email):
        return None
    return f"It looks like a letter of {portal.name}, and comes from {letter.sender.email[:120]}."
