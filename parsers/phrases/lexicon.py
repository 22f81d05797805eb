"""How much the words of a sentence speak for each thing it can say: a table learned from invented sentences.

A rule knows one way of saying something; people have a hundred. The table (lexicon.tsv) gives every word, and
every two words that stand side by side, a weight for each leaning. `make learn` makes it from bench/sentences;
nothing in it comes from a real letter. Reading it is adding up: the same words give the same leanings anywhere.
"""

import re
from collections.abc import Iterator
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from math import exp, sqrt
from struct import Struct

from parsers.needs import any_of, held

MOST_TOKENS = 120  # of one sentence
FAR = 5.0  # from leaning that way: what is left of it, less than one in a hundred, is none


class Leaning(StrEnum):
    """What a sentence can say; `neutral` is everything that says nothing about where the request stands."""

    RECEIVED = "received"
    WORKING = "working"
    LATER = "later"
    ASKS = "asks"
    BILLS = "bills"
    COSTS = "costs"
    FREE = "free"
    PAID = "paid"
    RELEASES = "releases"
    GRANTS = "grants"
    DONE = "done"
    MORE = "more"
    WITHHOLDS = "withholds"
    REDACTS = "redacts"
    PARTLY = "partly"
    NONE = "none"
    NONE_YET = "none_yet"
    DENIES = "denies"
    REFERS = "refers"
    PASSES_ON = "passes_on"
    WITHDRAWN = "withdrawn"
    CLOSES = "closes"
    APPEAL = "appeal"
    DECIDED = "decided"
    ASIDE = "aside"
    NEUTRAL = "neutral"


ALL = tuple(Leaning)
FIELD = 32  # bits; every weight of a feature stands in one long number, so that one addition adds all
HALF = 1 << (FIELD - 1)  # stands for 0: no sum falls below it
NO_WEIGHT = sum(HALF << (FIELD * place) for place in range(len(ALL)))
WIDTH = FIELD // 8 * len(ALL)  # bytes
PLACES = {leaning.value: FIELD * place for place, leaning in enumerate(ALL)}
unpack = Struct(f"<{len(ALL)}I").unpack


class Table(dict[str, int]):
    """What each feature weighs, packed when it is first met; `written` holds all as they stand in the file."""

    def __init__(self, written: dict[str, str]) -> None:
        super().__init__()
        self.written = written

    def __missing__(self, feature: str) -> int:
        """Pack the weights of a feature."""
        self[feature] = packed(self.written[feature])
        return self[feature]


_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)"
)
WEB = re.compile(r"[^\s@]{1,64}@\S+|https?://\S+|www\.\S+")
SUM = re.compile(r"(?:us|au|nz|ca)?[$£€]\s?\d[\d,.]*|\b\d[\d,.]* ?(?:dollars|euros?|eur|usd)\b")
LAW = re.compile(
    r"§{1,2} ?[\w.():-]+|\b\d{1,3} (?:u\.?s\.?c|c\.?f\.?r)\b\.?|"
    r"\b(?:sections?|sec\.|exemptions?|article|art\.|rule|subsection|chapter|paragraph|s\.|ss\.|clause) ?\d[\w.():/-]*|\(?b\)?\(\d\)(?:\([a-f]\))?"
)
DAY = re.compile(
    rf"\b{_MONTH}\.? \d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{4}})?\b|\b\d{{1,2}}(?:st|nd|rd|th)? (?:of )?{_MONTH}\b\.?(?:,? \d{{4}})?|"
    r"\b\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?\b|\b\d{4}-\d\d-\d\d\b"
)
# what a text must hold for any of these to be looked for in it
OF_SUM = any_of("$|£|€|dollar|eur|usd")
OF_LAW = any_of(
    "§|u.s.c|us.c|u.sc|usc|c.f.r|cf.r|c.fr|cfr|section|sec.|exemption|article|art.|rule|chapter|paragraph|clause"
)
CITES = re.compile(r"s\. ?\d|\(\d")
OF_DAY = any_of("jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec")
NUMERIC = re.compile(r"\d[/.-]\d")
FIGURE = re.compile(r"[\d$]")
TOKEN = re.compile(r"<\w+>|[a-zà-öø-ÿ][a-zà-öø-ÿ'-]*|\d[\d,./:#-]*\w*|\?(?=[\s\"”)]|$)")
# words that are one to a reader: what is asked for, the asking, who answers, what it costs
WORDS_OF = {
    "REC": "record records document documents documentation file files material materials information report reports email "
    "emails e-mail e-mails video videos footage recording recordings data dataset spreadsheet spreadsheets page pages copy "
    "copies log logs minutes contract contracts permit permits memo memos photo photos photograph photographs image images "
    "policy policies communications messages texts transcript transcripts audio item items plans drawings complaints "
    "agreements bids budgets",
    "REQ": "request requests inquiry enquiry foia cpra opra foi foil rti oia ipra pra prr application submission",
    "AG": "city county department dept office agency district village town township board university college council ministry "
    "bureau commission division authority school sheriff police trust borough administration committee court institute state "
    "government",
    "FEE": "fee fees charge charges cost costs",
    "<day>": "monday tuesday wednesday thursday friday saturday sunday",
    "GIVE": "provide provides provided providing furnish furnished furnishing supply supplied supplying give gives given giving gave "
    "hand handed handing deliver delivered delivering transmit transmitted",
    "SHOW": "release releases released releasing disclose discloses disclosed disclosing divulge divulged",
    "SEND": "send sends sent sending mailed mailing emailed e-mailed emailing",
    "ATTACH": "attach attached attaching attaches enclose enclosed enclosing herewith",
    "POST": "upload uploaded uploading post posted posting publish published",
    "FIND": "find finds found locate located locating identify identified identifying discover discovered uncover uncovered",
    "HAVE": "possess possesses hold holds held maintain maintains maintained keep keeps kept retain retains retained",
    "LOOK": "search searched searches searching look looked looking check checked checking",
    "HIDE": "redact redacted redacting redaction redactions remove removed removing delete deleted deleting excise excised "
    "masked blur blurred blurring obscured omitted struck",
    "KEEP": "withhold withholds withheld withholding",
    "REFUSE": "deny denies denied denying refuse refuses refused refusing decline declines declined declining reject rejects rejected",
    "SECRET": "confidential privileged exempt exempted private protected sealed classified nonpublic",
    "LAWYER": "attorney attorneys counsel lawyer lawyers legal solicitor",
    "BOSS": "mayor superintendent director supervisor captain lieutenant sergeant manager chief",
    "PROBE": "investigation investigations prosecution probe litigation lawsuit",
    "PAY": "pay pays paid paying payment payments remit remitted remittance",
    "SPAN": "day days week weeks month months",
    "DESTROY": "destroy destroyed destroying purge purged shred shredded discard discarded overwritten erased disposed",
    "NOBODY": "anyone anybody somebody someone nobody everyone press media",
    "DONE": "complete completed completes completing conclude concludes concluded finish finishes finished",
}
NEGATING = frozenset("not no never none nothing neither nor without unable".split())
REACH_OF_NOT = 5  # words
CLASSES = {word: name for name, words in WORDS_OF.items() for word in words.split()}
ENDINGS = (
    ("ies", "y"), ("ied", "y"), ("sses", "ss"), ("ingly", ""), ("edly", ""), ("ations", "at"), ("ation", "at"), ("ments", "ment"),
    ("ings", ""), ("ing", ""), ("ed", ""), ("es", ""), ("s", ""), ("ly", ""),
)  # fmt: skip


def features(text: str) -> set[str]:
    """Return the words of a sentence and its pairs of neighbours, folded: `cannot` is `can not`, `$12` is `<sum>`."""
    told = _tokens(text)
    edged = ["^", *told, "$"]
    found = {*told, *map(" ".join, pairwise(edged))}
    if len(told) <= 4:
        found.add("#short")
    if not NEGATING.isdisjoint(told):
        found.update(_negated(told))
    return found


def _negated(told: list[str]) -> Iterator[str]:
    """Yield the words that stand in the reach of a "not", marked: what is not given is not given."""
    for place, word in enumerate(told):
        if word in NEGATING:
            yield from ("!" + each for each in told[place + 1 : place + 1 + REACH_OF_NOT])


@lru_cache(maxsize=4_096)  # greetings, footers and template sentences come again and again
def leanings(text: str) -> tuple[float, ...]:
    """Return how much a sentence leans each way, in the order of `ALL`, each from 0 to 1. `text` is as `spoken` gives it."""
    return leanings_by(*_table(), text)


def leanings_by(table: Table, start: tuple[float, ...], text: str) -> tuple[float, ...]:
    """Return the leanings of a sentence by a given table; `start` is where each leaning stands before any word."""
    known = table.written.keys() & features(text)
    whole = sum(map(table.__getitem__, known), NO_WEIGHT)
    scale = 0.01 / sqrt(len(known) or 1)
    low = scale * HALF
    told = unpack(whole.to_bytes(WIDTH, "little"))
    against = [low - base - scale * score for base, score in zip(start, told, strict=True)]
    return tuple([1 / (1 + exp(each)) if each < FAR else 0.0 for each in against])


def packed(told: str) -> int:
    """Return the weights of a feature, "none:120 denies:-85" in hundredths, as one number."""
    pairs = (each.split(":") for each in told.split(" "))
    return sum(int(hundredths) << PLACES[name] for name, hundredths in pairs)


def _tokens(text: str) -> list[str]:
    lower = text.lower().replace("’", "'").replace("cannot", "can not")
    if "@" in lower or "http" in lower or "www." in lower:
        lower = WEB.sub(" <web> ", lower)
    if not lower.isascii() or FIGURE.search(lower):
        lower = _with_classes(lower, held(text))
    return [word for each in TOKEN.findall(lower)[:MOST_TOKENS] if (word := _folded(each))]


def _with_classes(lower: str, words: int) -> str:
    """Return a text with `<sum>`, `<law>` and `<day>` for its sums, its citations and its days; `words` it may hold."""
    if words & OF_SUM:
        lower = SUM.sub(" <sum> ", lower)
    if words & OF_LAW or CITES.search(lower):
        lower = LAW.sub(" <law> ", lower)
    if words & OF_DAY or NUMERIC.search(lower):
        lower = DAY.sub(" <day> ", lower)
    return lower


@lru_cache(maxsize=30_000)
def _folded(word: str) -> str:
    """Return what a word is told by: its class, `<n>` for a number, else its stem."""
    word = word.strip("'-").removesuffix("'s")
    if word[:1].isdigit():
        return "<n>"
    return CLASSES.get(word) or _stem(word)


def _stem(word: str) -> str:
    if len(word) < 4 or word[0] == "<":
        return word
    for ending, instead in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            word = word[: len(word) - len(ending)] + instead
            break
    if len(word) > 4 and word[-1] == "e":
        word = word[:-1]
    return word[:-1] if len(word) > 4 and word[-1] == word[-2] and word[-1] not in "lsz" else word


@cache
def _table() -> tuple[Table, tuple[float, ...]]:
    """Return the weights of every feature, and what each leaning starts from. Read once, with the package's own code."""
    text = files("parsers.phrases").joinpath("lexicon.tsv").read_text("utf-8")
    rows = dict(line.split("\t") for line in text.splitlines() if not line.startswith("# "))
    start = unpack((NO_WEIGHT + packed(rows.pop("*"))).to_bytes(WIDTH, "little"))
    return Table(rows), tuple((each - HALF) / 100 for each in start)
