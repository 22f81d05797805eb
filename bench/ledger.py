"""A ledger of any size in minutes: invented letters and requests, in the rows that taking them in leaves.

The same seed gives the same rows. No message is behind them: the vault has none of these letters. Run as
`python -m bench.ledger DATABASE-URL --letters 1000000 --requests 50000`.
"""

import argparse
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

from bench.ledger_load import Row, loading
from bench.ledger_words import KINDS, LAWS, PORTALS, REQUESTER, TOPICS, TOWNS, Kind

AGENCIES = 400
SPAN = timedelta(days=10 * 365)  # the first request was sent so long before the last


@dataclass(frozen=True, slots=True)
class Size:
    """How large a ledger, and on which day its last letter came."""

    letters: int
    requests: int
    seed: int = 7
    until: date = date(2026, 6, 30)


class Asked(NamedTuple):
    """One request: what all its letters share."""

    id: int
    agency: str
    site: str
    portal: str | None
    domain: str
    number: str
    topic: str
    began: datetime
    pace: timedelta
    letters: int
    is_sent: bool  # whether the ledger has the letter by which it was sent
    ends: str  # the kind of its last letter


class Placed(NamedTuple):
    """One letter: its request, its place there, what it is."""

    id: int
    place: int
    request: Asked
    kind: Kind
    sent_at: datetime
    chance: bytes
    first_id: int | None


def number_of(request_id: int) -> str:
    """Return the tracking number of the nth request: the same in a ledger of any size."""
    return f"R{request_id:06d}-{1 + request_id % 12:02d}{1 + request_id % 28:02d}{16 + request_id % 10}"


def site_of(request_id: int) -> tuple[str, str]:
    """Return the agency and the site of the nth request: a few agencies have most of them."""
    place = int(AGENCIES * (_chance("agency", request_id)[0] / 256) ** 2)
    town = TOWNS[place % len(TOWNS)]
    office = ("Police Department", "Clerk's Office", "Public Works", "School District", "Health Department")
    name = f"{town} {office[place // len(TOWNS) % len(office)]}"
    return name, name.lower().replace(" ", "").replace("'", "") + str(place)


def portal_of(request_id: int) -> str | None:
    """Return the portal of the nth request."""
    return PORTALS[_chance("portal", request_id)[0] % len(PORTALS)]


def fill(url: str, size: Size) -> int:
    """Fill an empty ledger, and return how many rows it has; the ledger is brought up to date first."""
    requests = list(_requests(size))
    with loading(url) as load:
        for request in requests:
            _of_request(load.add, request)
        for letter in _letters(size, requests):
            _of_letter(load.add, letter)
            _of_reading(load.add, letter)
            _of_facts(load.add, letter)
            load.flush(at_least=20_000)
    return load.rows


def _chance(*what: object) -> bytes:
    return sha256(" ".join(map(str, what)).encode()).digest()


def _requests(size: Size) -> Iterator[Asked]:
    """Yield the requests; a few have many letters, and all of them together the letters asked for."""
    weights = [1 + (_chance(size.seed, "letters", each)[0] / 40) ** 2 for each in range(size.requests)]
    total = sum(weights)
    counts = [max(1, int(size.letters * weight / total)) for weight in weights]
    left = size.letters - sum(counts)
    last = datetime.combine(size.until, datetime.min.time(), UTC)
    for place, count in enumerate(counts):
        request_id, chance = place + 1, _chance(size.seed, "request", place)
        agency, site = site_of(request_id)
        more = left // size.requests + (1 if place < left % size.requests else 0) if left > 0 else 0
        began = last - SPAN * (int.from_bytes(chance[4:8]) / 2**32)
        began = began.replace(hour=8 + chance[8] % 9, minute=chance[9] % 60, second=0, microsecond=0)
        yield Asked(
            id=request_id,
            agency=agency,
            site=site,
            portal=portal_of(request_id),
            domain=f"{site}.example",
            number=number_of(request_id),
            topic=f"{TOPICS[chance[1] % len(TOPICS)]} {began:%Y}-{request_id}",
            began=began,
            pace=min(timedelta(days=3 + chance[2] % 28), (last - began) / (count + more + 1)),
            letters=count + more,
            is_sent=chance[3] % 10 < 7,
            ends=("fulfilled", "denied", "no_records", "closed", "open")[chance[10] % 5],
        )


def _letters(size: Size, requests: list[Asked]) -> Iterator[Placed]:
    """Yield the letters as mail comes: the first of every request, then the second, and so on."""
    first: dict[int, int] = {}
    letter_id = 0
    for place in range(max(request.letters for request in requests)):
        for request in requests:
            if place >= request.letters or letter_id >= size.letters:
                continue
            letter_id += 1
            chance = _chance(size.seed, request.id, place)
            if place == 0 and request.is_sent:
                first[request.id] = letter_id
            sent_at = request.began + request.pace * place + timedelta(seconds=chance[0] * 60)
            kind = KINDS[_kind(request, place, chance)]
            yield Placed(letter_id, place, request, kind, sent_at, chance, first.get(request.id))


def _kind(request: Asked, place: int, chance: bytes) -> str:
    if place == 0 and request.is_sent:
        return "outgoing"
    if place <= 1:
        return "acknowledged"
    if place == request.letters - 1 and request.ends != "open":
        return request.ends
    among = ("extended", "in_process", "in_process", "partially_fulfilled", "needs_payment",
             "needs_clarification", "outgoing", "silent")  # fmt: skip
    return among[chance[1] % len(among)]


def _of_request(add: Row, request: Asked) -> None:
    asked_in = request.id if request.is_sent else None  # the letters of the first round bear the same ids
    add("requests", request.id, request.portal, request.site, request.number, request.agency, asked_in)
    bare = request.number.replace("-", "")
    add("request_numbers", request.id, bare, request.number, "main")


def _message_id(request: Asked, place: int) -> str:
    return f"<{request.id}.{place}@{request.domain}>"


def _of_letter(add: Row, letter: Placed) -> None:
    request, place, kind = letter.request, letter.place, letter.kind
    at = f"{letter.sent_at:%Y-%m-%d %H:%M:%S}"
    digest = letter.chance.hex()
    add("messages", letter.id, digest, 4_000 + letter.chance[2] * 60, at)
    folder = "Sent" if kind.is_outgoing else "Records"
    name = f"imap:work/{folder};1/{letter.id}"
    add("arrivals", letter.id, letter.id, name, "work", folder, 1, letter.id, None, at, at, kind.is_outgoing)
    clerk = f"{request.site}@govqa.us" if request.portal == "govqa" else f"records@{request.domain}"
    sender, to = (REQUESTER, clerk) if kind.is_outgoing else (clerk, REQUESTER)
    before = [_message_id(request, each) for each in dict.fromkeys((0, place - 1))] if place else []
    subject = f"{kind.subject} {request.number}" if place else f"Records request: {request.topic}"
    direction = "outgoing" if kind.is_outgoing else "incoming"
    own, nearest = _message_id(request, place), before[-1] if before else None
    add(
        "letters", letter.id, own, nearest, " ".join(before) or None, at, at[:10], f"{at} +0000", sender,
        request.agency if sender == clerk else "Dana Ruiz", to, direction, subject, _body(letter),
        digest[:32],
    )  # fmt: skip
    for key in (own, *before):
        add("letter_keys", letter.id, "thread", key)
    if not place and kind.is_outgoing:
        for piece in range(8):
            add("letter_keys", letter.id, "opening", digest[piece * 8 : piece * 8 + 16])
    else:
        add("letter_keys", letter.id, "bare", request.number.replace("-", ""))
        add("letter_numbers", letter.id, 1, request.number, "main")


def _body(letter: Placed) -> str:
    request = letter.request
    lines = (
        f"RE: your request of {request.began:%B %d, %Y}, reference number {request.number}.",
        _sentence(letter),
        f"You asked the {request.agency} for {request.topic}.",
        *(letter.kind.more * (1 + letter.chance[3] % 3)),
        "Records Division",
    )
    return "\n\n".join(lines)


def _sentence(letter: Placed) -> str:
    """Return the sentence in which the letter says where the request stands."""
    day = letter.sent_at + timedelta(days=letter.kind.days + letter.chance[4] % 10)
    return letter.kind.sentence.format(day=f"{day:%B %d, %Y}", sum=f"{letter.chance[5] * 3.25:.2f}")


def _of_reading(add: Row, letter: Placed) -> None:
    request, kind, chance = letter.request, letter.kind, letter.chance
    at = f"{letter.sent_at:%Y-%m-%d %H:%M:%S}"
    is_unsure = chance[6] == 0 and kind.status is not None
    doubts = "The letter says two things of the request." if is_unsure else None
    sure = ("unsure" if is_unsure else "certain") if kind.status else None
    asked_in = None if kind.is_outgoing or letter.first_id == letter.id else letter.first_id
    outcome = "read" if kind.status or kind.is_outgoing else "silent"
    portal = None if kind.is_outgoing else request.portal
    site, agency = (None, None) if kind.is_outgoing else (request.site, request.agency)
    add(
        "readings", letter.id, outcome, portal, site, agency, kind.status, sure, True, None, doubts, "bench",
        at, asked_in,
    )  # fmt: skip
    held = "It passed no check of its sender." if chance[7] == 0 and not kind.is_outgoing else None
    add("verdicts", letter.id, None, "pass", "pass", "pass", True, "fail" if held else "pass", held)
    reason = "number" if letter.place else "new"
    add("request_letters", request.id, letter.id, reason, "certain")
    if chance[8] == 0 and is_unsure is False and kind.status:
        said = (letter.id, "accept", f"status:{kind.status}", *[None] * 9, None)
        add("decisions", letter.id, *said, at, "dana", None, None)


def _of_facts(add: Row, letter: Placed) -> None:
    kind, chance, request = letter.kind, letter.chance, letter.request
    if kind.is_outgoing:
        return
    sure = "unsure" if chance[6] == 0 else "certain"
    proof = ("body", 80, _sentence(letter), kind.subject.lower(), sure)
    where = ("subject", 0, f"{kind.subject} {request.number}", "subject", "certain")
    add("tracking_numbers", letter.id, letter.id, request.number, *where)
    if kind.status:
        add("status_changes", letter.id, letter.id, kind.status, *proof)
    if kind.promises:
        day = letter.sent_at + timedelta(days=kind.days + chance[4] % 10)
        basis, counted = ("reckoned", f"{letter.sent_at:%Y-%m-%d}") if kind.is_reckoned else ("stated", None)
        add(
            "promised_dates",
            letter.id,
            letter.id,
            f"{day:%Y-%m-%d}",
            kind.promises,
            basis,
            counted,
            None,
            *proof,
        )
    if kind.fee:
        add("fees", letter.id, letter.id, chance[5] * 3.25, "USD", kind.fee, *proof)
    if kind.cites:
        statute, exemption = LAWS[_chance("law", request.site)[0] % len(LAWS)]
        cited = statute if kind.cites == "statute" else exemption
        add("exemptions", letter.id, letter.id, cited, kind.cites, *proof)
    if kind.status == "denied":
        add("item_outcomes", letter.id, letter.id, 1 + chance[10] % 4, "denied", *proof)
    if kind.gives:
        url = f"https://{request.domain}/requests/{request.number}/files/{letter.place}"
        add("links", letter.id, letter.id, url, "records", *proof)
    if chance[11] < 64:
        add("contacts", letter.id, letter.id, f"records@{request.domain}", "clerk", *proof)


def main() -> None:
    """Fill the ledger that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url", help="an empty database: sqlite:///ledger.db or postgresql://...")
    parser.add_argument("--letters", type=int, default=1_000_000)
    parser.add_argument("--requests", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--until", type=date.fromisoformat, default=date(2026, 6, 30))
    told = parser.parse_args()
    began = time.monotonic()
    rows = fill(told.url, Size(told.letters, told.requests, told.seed, told.until))
    took = time.monotonic() - began
    print(f"{told.letters:,} letters of {told.requests:,} requests: {rows:,} rows in {took:.0f} s")


if __name__ == "__main__":
    main()
