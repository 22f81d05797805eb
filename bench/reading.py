"""`make reading`: how right and how fast the invented letters of bench/letters are read.

The tables that weigh a letter were learned from these letters, so the figures of `make learn`, which judges
each by tables made from the others, are the honest ones for the status; numbers, days and sums are here.
`python -m bench.reading unlearned` reads those of bench/unlearned, that no table has learned from.
"""

import json
import random
import re
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from bench import corpus
from bench.corpus_pdf import pdf_letter
from parsers import dates, registry, zones
from parsers.facts import Fee, PromisedDate, Reading, Status, StatusChange, Sure, TrackingNumber
from parsers.letter import open_letter
from parsers.needs import held
from parsers.phrases import lexicon, signals
from parsers.phrases.promises import is_requesters

TRIES = 5
CORPUS = 600
OF_SENTENCES = (lexicon.leanings, held, signals._spoken, signals._speaking, zones._by_words, dates._written)  # noqa: SLF001
PDF_OF_A_FILE = 20
PDF_BYTES = 60_000
HERE = Path(__file__).resolve().parent
LETTERS = HERE / "letters"
ALIKE = {  # statuses that a careful reader may tell apart in another way
    Status.ACKNOWLEDGED: "open", Status.IN_PROCESS: "open", Status.EXTENDED: "open",
    Status.FULFILLED: "ended", Status.CLOSED: "ended", Status.DENIED: "refused", Status.REFERRED: "refused",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Letter:
    """An invented letter, and what its author says of it; a file of letters is one author's."""

    id: str
    author: str
    raw: bytes
    labels: dict[str, Any]


def letters(folder: Path = LETTERS) -> Iterator[Letter]:
    """Yield every letter of a folder in order; an attached letter is a text file of that mail."""
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            told = json.loads(line)
            yield Letter(told["id"], path.stem, _mail(told), told["labels"])


def _mail(told: dict[str, Any]) -> bytes:
    mail = EmailMessage()
    mail["From"] = told.get("from") or "Public Records <records@agency.example>"
    mail["To"] = told.get("to") or "requester@news.example"
    mail["Subject"] = re.sub(r"\s+", " ", told.get("subject") or "")
    mail["Date"] = format_datetime(datetime.fromisoformat(told["date"]).replace(hour=15, tzinfo=UTC))
    mail["Message-ID"] = f"<{told['id']}@letters.example>"
    mail.set_content(told.get("body") or "")
    if told.get("attachment"):
        mail.add_attachment(told["attachment"], filename="response letter.txt")
    return mail.as_bytes()


def pdf_mails() -> Iterator[bytes]:
    """Yield invented letters as a page of an attached PDF, below a mail that says no more than that."""
    chance = random.Random(3)
    for path in sorted(LETTERS.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines()[:PDF_OF_A_FILE]:
            told = json.loads(line)
            page = pdf_letter((told.get("body") or "").split("\n\n"), PDF_BYTES, chance)
            mail = message_from_bytes(_mail({**told, "body": "Please see the attached letter."}), policy=SMTP)
            mail.add_attachment(page, "application", "pdf", filename="response letter.pdf")
            yield mail.as_bytes()


def main() -> None:
    """Read every letter and print the figures."""
    told = list(letters(HERE / sys.argv[1] if sys.argv[1:] else LETTERS))
    tally = Counter(
        word for letter in told for word in _judged(letter, registry.read(open_letter(letter.raw)))
    )
    mails = [letter.raw for letter in told if b"response letter" not in letter.raw]  # nothing is attached
    pages = [raw for raw in pdf_mails() if any("page" in part.name for part in open_letter(raw).parts)]
    decoding, reading = _seconds(mails)
    attached = [sum(both) for both in zip(*_seconds(pages), strict=True)]
    _print(tally, {"decoding": decoding, "reading": reading, "attached page": attached})
    print(f"{'met before':18} {_met_before(mails):7.1%} of the sentences of these letters,")
    print(f"{'':18} {_met_before(list(corpus.messages(CORPUS))):7.1%} of those of the mail of bench.corpus")


def _met_before(mails: list[bytes]) -> float:
    """Return the share of sentences that were met before, in one mail or another."""
    signals._speaking.cache_clear()  # noqa: SLF001
    for raw in mails:
        registry.read(open_letter(raw))
    told = signals._speaking.cache_info()  # noqa: SLF001
    return told.hits / (told.hits + told.misses)


def _seconds(mails: list[bytes]) -> tuple[list[float], list[float]]:
    """Return the CPU that decoding and reading each mail takes: the least of some tries."""
    decoding, reading = [9.0] * len(mails), [9.0] * len(mails)
    for _ in range(TRIES):
        for number, raw in enumerate(mails):
            for remembered in OF_SENTENCES:  # no letter may profit from the one before
                remembered.cache_clear()
            start = time.process_time()
            opened = open_letter(raw)
            between = time.process_time()
            registry.read(opened)
            reading[number] = min(reading[number], time.process_time() - between)
            decoding[number] = min(decoding[number], between - start)
    return decoding, reading


def _judged(letter: Letter, read: Reading) -> Iterator[str]:
    """Yield a word for each thing there was to be found, and one for each that was."""
    labels = letter.labels
    right = {ALIKE.get(Status(each), each) for each in (labels["status"], *labels.get("status_also", []))}
    changes = [fact for fact in read.facts if isinstance(fact, StatusChange)]
    is_right = read.status is not None and ALIKE.get(read.status, read.status) in right
    yield "letters"
    yield from ["status right"] * is_right
    if any(fact.sure is Sure.CERTAIN for fact in changes):
        yield "certain"
        yield from ["certain and right"] * is_right
    numbers = {_bare(number) for number in labels["numbers"]}
    told = [_bare(fact.number) for fact in read.facts if isinstance(fact, TrackingNumber)]
    yield from ["number there"] * bool(numbers) + ["number right"] * bool(told and told[0] in numbers)
    yield from ["number absent"] * (not numbers) + ["number invented"] * bool(told and not numbers)
    if not labels.get("promised_unknown"):
        known = {
            each["date"] for each in labels["promised"] if each["about"] not in ("respond_by", "payment_due")
        }
        dates = [fact for fact in read.facts if isinstance(fact, PromisedDate) and not is_requesters(fact)]
        given = {fact.promised_on.isoformat() for fact in dates}
        yield from ["day there"] * len(known) + ["day told"] * len(given) + ["day right"] * len(known & given)
    fees = {round(float(fee), 2) for fee in labels["fees"]}
    sums = {
        round(float(fact.amount), 2)
        for fact in read.facts
        if isinstance(fact, Fee) and fact.about != "waived"
    }
    yield from ["fee there"] * bool(fees) + ["fee right"] * bool(fees & sums)
    yield from ["fee absent"] * (not fees) + ["fee invented"] * bool(sums and not fees)


def _bare(number: str) -> str:
    return re.sub(r"[^0-9A-Z]", "", number.upper())


def _print(tally: Counter[str], took: dict[str, list[float]]) -> None:
    for part, whole in (
        ("status right", "letters"), ("certain", "letters"), ("certain and right", "certain"),
        ("number right", "number there"), ("number invented", "number absent"), ("day right", "day there"),
        ("day right", "day told"), ("fee right", "fee there"), ("fee invented", "fee absent"),
    ):  # fmt: skip
        print(f"{part:18} {tally[part] / tally[whole]:7.1%} of {tally[whole]:4} ({whole})")
    for name, seconds in took.items():
        told = sorted(seconds)
        median, high = statistics.median(told) * 1000, told[len(told) * 99 // 100] * 1000
        print(f"{name:18} {median:6.2f} ms of CPU (median of {len(told)}), {high:.2f} ms (99th of 100)")


if __name__ == "__main__":
    main()
