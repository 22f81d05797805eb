"""What the letters of the benchmarks' mail say: who writes, of which request, in which words."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bench.ledger import number_of, portal_of, site_of
from bench.ledger_words import KINDS, REQUESTER, TOPICS

BEGAN = datetime(2016, 1, 4, 8, 0, tzinfo=UTC)
SAID = ("acknowledged", "acknowledged", "extended", "in_process", "in_process", "needs_payment",
        "needs_clarification", "partially_fulfilled", "fulfilled", "denied", "no_records", "closed")  # fmt: skip
CLERKS = ("Renée Aldous", "Otis Fern", "Zoë Brandt", "Luis Peña", "Ama Mensah", "Jörg Tiller", "Sam O’Dell")
FILLERS = (
    "The unit that keeps these records has been told, and a person there looks into what it holds.",
    "Requests are handled in the order in which they come; a large one can take longer than a small one.",
    "Some of the records stand on paper in a store outside the building and must be brought here first.",
    "You can look at what was said so far on the page of your request; the link is below.",
    "Please keep the reference number in the subject of what you write, so that it finds its way.",
    "Our office is open from 8:30 to 4:30 on working days — the counter closes at noon on Fridays.",
    "Copies on paper are made at the rates which the council has set; copies by e-mail are free.",
    "Names of people who reported a matter are left out where the law says that they are to be.",
    "Where a part of a record cannot be given, the rest of it is, and the letter says what was left out.",
    "The records officer’s telephone is answered in the mornings; e-mail is read during the whole day.",
)
FOREIGN = {
    "koi8-r": "Если вам нужен перевод этого письма, ответьте на него по-русски.",
    "windows-1251": "Якщо вам потрібен переклад, відповідайте на цей лист.",
    "shift_jis": "この手紙の翻訳が必要な場合は、日本語で返信してください。",
    "iso-2022-jp": "翻訳が必要な方は返信してください。",
    "gb2312": "如果您需要翻译这封信，请用中文回复。",
    "big5": "如果您需要翻譯這封信，請用中文回覆。",
    "euc-kr": "번역이 필요하시면 한국어로 답장해 주십시오.",
    "iso-8859-2": "Jeżeli potrzebują Państwo tłumaczenia, prosimy odpowiedzieć na ten list.",
    "iso-8859-15": "Le coût estimé est de 0 € pour les cent premières pages.",
    "utf-16": "Si necesita una traducción, responda a esta carta en español.",
}
CHARSETS = (
    ("utf-8",) * 55 + ("iso-8859-1",) * 14 + ("windows-1252",) * 12 + ("us-ascii",) * 9 + tuple(FOREIGN)
)


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter before it is laid out: words, addresses, and the chance that lays it out."""

    chance: random.Random
    number: int
    request: int
    message_id: str
    answers: tuple[str, ...]
    sent_at: datetime
    sender: str
    recipient: str
    is_own: bool
    subject: str
    paragraphs: tuple[str, ...]
    history: tuple[str, ...]
    charset: str


def letter_of(number: int, seed: int, before: int) -> Letter:
    """Return the words of the nth message; its request is one of the hundred after `before`."""
    chance = random.Random(f"foialedger {seed} {number}")
    request = before + 1 + chance.randrange(100)
    agency, site = site_of(request)
    portal = portal_of(request)
    sent_at = BEGAN + timedelta(minutes=50 * (number % 100_000), seconds=chance.randrange(60))
    is_own = chance.random() < 0.05
    clerk = chance.choice(CLERKS)
    host = "govqa.us" if portal == "govqa" else f"{site}.example"
    box = f"{site}@govqa.us" if portal == "govqa" else f"records@{host}"
    theirs, mine = f'"{agency}" <{box}>', f"Dana Ruiz <{REQUESTER}>"
    subject = _subject(chance, portal, request, is_own)
    paragraphs = _own(request) if is_own else _words(chance, request, agency, clerk, portal, sent_at)
    return Letter(
        chance=chance,
        number=number,
        request=request,
        message_id=f"<{number}.{seed}.{chance.getrandbits(48):x}@{'paper.example' if is_own else host}>",
        answers=_answers(chance, request),
        sent_at=sent_at,
        sender=mine if is_own else theirs,
        recipient=theirs if is_own else mine,
        is_own=is_own,
        subject=subject,
        paragraphs=paragraphs,
        history=_history(chance, request, agency),
        charset=chance.choice(CHARSETS),
    )


def _subject(chance: random.Random, portal: str | None, request: int, is_own: bool) -> str:
    if is_own:
        return f"Re: public records request {number_of(request)}"
    if portal == "govqa":
        return f"{chance.choice(('', 'RE: ', '[Records Center] '))}Public Records Request :: {number_of(request)}"
    return f"{chance.choice(('', 'Re: '))}Your public records request {number_of(request)} – update"


def _own(request: int) -> tuple[str, ...]:
    topic = TOPICS[request % len(TOPICS)]
    return (
        "Good morning,",
        f"I write about my request {number_of(request)} for {topic}. When can I expect an answer?",
        "Thank you,",
        "Dana Ruiz, The Paper",
    )


def _words(
    chance: random.Random, request: int, agency: str, clerk: str, portal: str | None, sent_at: datetime
) -> tuple[str, ...]:
    """Return the paragraphs of an agency's letter."""
    kind = KINDS[chance.choice(SAID)]
    day = sent_at + timedelta(days=kind.days + chance.randrange(10))
    said = kind.sentence.format(day=f"{day:%B} {day.day}, {day.year}", sum=f"{chance.randrange(5, 900)}.00")
    filed = sent_at - timedelta(days=chance.randrange(3, 60))
    opening = (
        f"RE: PUBLIC RECORDS REQUEST of {filed:%B} {filed.day}, {filed.year}, Reference # {number_of(request)}"
        if portal == "govqa"
        else f"This letter is about your public records request {number_of(request)}."
    )
    first = ("--- Please respond above this line ---",) if portal == "govqa" else ()
    fillers = chance.sample(FILLERS, chance.randrange(2, 6))
    return (
        *first, "Dear Dana Ruiz:", opening,
        f"You asked the {agency} for {TOPICS[request % len(TOPICS)]}. {said}", *fillers, "Sincerely,", f"{clerk}, {agency}",
    )  # fmt: skip


def _answers(chance: random.Random, request: int) -> tuple[str, ...]:
    """Return the Message-IDs it answers: those of the request's first letters, if any."""
    thread = [f"<{request}.{place}@thread.example>" for place in range(chance.randrange(4))]
    return tuple(thread)


def _history(chance: random.Random, request: int, agency: str) -> tuple[str, ...]:
    """Return the lines of the letter below, which is quoted."""
    lines = [f"To the {agency}:", f"please send me the {TOPICS[request % len(TOPICS)]}.", ""]
    for filler in chance.sample(FILLERS, chance.randrange(3, 10)):
        lines += [filler[place : place + 72] for place in range(0, len(filler), 72)]
    return (*lines, "", "Dana Ruiz")
