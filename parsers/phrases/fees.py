"""Sums of money for this request: an estimate, a deposit, a balance, an invoice, or what is waived."""

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from itertools import islice

from parsers import places
from parsers.facts import Fee, Sentence, Sure, Zone
from parsers.letter import Letter
from parsers.needs import any_of, guarded, held
from parsers.patterns import lazy
from parsers.phrases import questions
from parsers.phrases.signals import masked

OF_MONEY = any_of("$|£|€|₹|rs.|inr")
OF_TOTAL = any_of("due|payable|owed")
BARE_TOTAL = lazy(
    r"(?:\b(?:amount|total|balance) (?:now )?(?:due|payable|owed)|^\W*(?-i:DUE))\b[^\d$£€]{0,60}(?P<number>\d{1,3}(?:,\d{3})*\.\d\d)(?![\d%])",
    re.IGNORECASE,
)
COUNTED = guarded(  # "57 pages at .25 = 14.25"
    "page|pg|pp|copies|sheet",
    r"\b\d+ (?:pages?|pgs?|pp|copies|sheets?)\.? (?:at|@) \$?\d*\.?\d+(?: ?(?:cents?|¢))?(?: each| per page)?[ ,]*(?:=|is|comes to|makes)? ?\$?(?P<number>\d{1,4}\.\d\d)(?!\d)",
)
PAID = lazy(
    r"\s?(?:money order|check|cheque|payment|(?:that |which )?you (?:paid|sent|mailed))\b", re.IGNORECASE
)
SUMMED_UP = re.compile(
    r"(?:[-=_]{4,}|(?:grand )?(?i:total)\b[ .:]*)\s*\$?(?P<number>\d{1,3}(?:,\d{3})*\.\d\d)\W*"
)  # the line below an account
OF_SUMS = any_of("total|---|===|___")
HEADS_SUM = lazy(  # a line or a cell with its sum on the next
    r"[^$£€\d]{0,60}\b(?:total|amount|balance|deposit)\b[^$£€\d]{0,40}\W*", re.IGNORECASE
)
OF_PLACE = {"GB": "GBP", "IE": "EUR", "AU": "AUD", "NZ": "NZD", "CA": "CAD", "IN": "INR"}
MOST_AMOUNTS = 12  # of one sentence; what holds more is a table or hostile
REACH = 200  # characters before a sum in which the words that say what it is stand
AMOUNT = lazy(
    r"(?P<sign>(?:US|AU|NZ|CA)?\$|£|€|₹|\bRs\.?(?=\s?\d)|\bINR|USD|AUD|NZD|CAD|GBP|EUR)\s?(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d+(?:\.\d{1,2})?|\.\d\d)(?!\d)(?:\s?(?P<euro>€|EUR))?",
    re.IGNORECASE,
)
CURRENCY = {
    "₹": "INR",
    "rs": "INR",
    "rs.": "INR",
    "£": "GBP",
    "€": "EUR",
    "au$": "AUD",
    "nz$": "NZD",
    "ca$": "CAD",
    "us$": "USD",
    "$": "USD",
}
DUE = lazy(
    r"\b(?:total|due|owe[ds]?|owing|deposit|invoice[ds]?|assess(?:ed|ment)|works out to|actual cost|balance|estimat\w*|payment|pay|remit|amount|in sum|sum|in all|altogether|all told|comes? to|amounts? to|runs? to|(?:runs?|sets? you back|priced at|costs? you|quot(?:ed?|es|ation))(?= [^.;]{0,30}[$£€])|fees?|charges?|costs?|prepay\w*|payable)\b",
    re.IGNORECASE,
)
ELSEWHERE = lazy(
    r"\b(?:appeal|complaint|review|application) fee\b|\byour [$£€][\d.,]+ (?:\w+ )?fee\b|(?:fee|cost|charge|payment)s? (?:for|of|to) (?:such a |a |an |the )?(?:review|appeal|complaint)|\breviewed on payment|\bcost limit\b|\bappropriate limit\b|\b(?:received|with) (?:the|your|a) [^.]{0,20}application fee|"
    r"\bdamages\b|\battorneys?['’]? fees\b|\bmedical card\b|^appeal\b|\b(?:settlement|salary|salaries|expenditure|total spend|spend on|contract (?:is|was) for)\b|\b(?:tore|torn) up\b|\byou agreed to (?:assume|pay)\b|\bexcluding vat\b|\bapplication with the\b|\basking for the\b(?! (?:whole|full|total|deposit|[$£€]))|\bwilling to pay\b|\byou said\b|"
    r"\b(?:won['’]t|will not) be (?:charged|billed)\b|\b(?:goes away|in the trash|disregard)\b|\byou (?:state|say|indicate|agree)\w*\b[^.;]*\bpay|\bif you(?:['’]d| would)? (?:rather|need|want|prefer|like)\b[^.;]*\b(?:certified|mailed|drive|disc|cd|paper)\b|"
    r"\bshall pay\b|\bmoved by\b|\bclaimed by\b|\bset by the\b|\bso there (?:isn['’]t|is not|is) (?:one|any|none)\b|\bin (?:19|20)\d\d,? at a cost\b|\bcosts? of [^.;$£€]{0,40}\bby year\b",
    re.IGNORECASE,
)
RATE = lazy(
    r"^\s?(?:\)|,)?\s?(?:rate\b|per|/(?!-)|an? (?:page|hour|copy|document|disc|cd)|each|for each|for (?:the )?first|x\b|×|@|cents)",
    re.IGNORECASE,
)
BEFORE_RATE = lazy(
    r"(?:@|\bx|×|(?<!\bfee )(?<!cost )(?<!costs )(?<!charge )(?<!charges )(?<!total )(?<!estimate )(?<!it )(?<!put )(?<!estimated )(?<!moment we put )\bat(?: a rate of)?|per (?:page|copy)\)?[;,] [^.;]{0,20}|\brate of|\bhourly (?:rate|wage)(?: of| is|:)?|\bpages? at)\s*$",
    re.IGNORECASE,
)
PUT_AT = lazy(  # a whole sum, and no rate: "has estimated its cost for your request at $465.30"
    r"\b(?:estimat\w+|assess\w+|put|set|quot\w+)\b(?:(?!\b(?:hours?|hrs?|pages?|copies|minutes|rates?|time)\b)[^.;$£€])*\bat\s*$",
    re.IGNORECASE,
)
LIMIT = lazy(
    r"\b(?:in excess of|exceed\w*|past|pass|more than|greater than|above|below|range|over|less than|under(?! (?:the|our) (?:fee|schedule|act|law|resolution|policy))|up to|at least|not to exceed|threshold|limit\w*|max(?:imum)?\.?|minimum|penalt\w+|fine|reduced from|cap|between|original(?:ly)?|first)\b[^.$£€]{0,30}$",
    re.IGNORECASE,
)
LIMIT_AFTER = lazy(
    r"\s?(?:or (?:more|less|over|above)\b|minimum|maximum|limit|threshold|cap)\b", re.IGNORECASE
)
OWED = lazy(r"\b(?:total|due|owe[ds]?|balance|deposit)\b", re.IGNORECASE)
IS_OWED = lazy(
    r"= |\b(?:it|that|this)(?:['’]ll|['’]d| will| would) be (?:about |around )?[$£€]|\b(?:half|whole) \(?[$£€]|\bbill (?:\w+ ){0,4}for\b|\bmoney order\b|\b(?:please|kindly) (?:send|mail|bring)(?: us| me)? [$£€]|\bonce we (?:get|receive|have)(?: your| the)? [$£€]|\b(?:scan|cop(?:y|ie)|page|dis[ck]|dvd|photo|report)\w* (?:is|are|will be|would be) [$£€]|\bmeans [$£€]|\byours is\b|\.{4,}|\bwhich (?:is|comes)\b|\bcheck\b|\bcheque\b|\bpaid\b",
    re.IGNORECASE,
)
IS_SUM = lazy(
    r"(?:=|\b(?:it|that|this|which)(?:['’]ll|['’]d| will| would)? be(?: about| around)?|\b(?:half|whole) \(?|\bbill (?:\w+ ){0,4}for|\bmoney order for|\b(?:please|kindly) (?:send|pay|mail|bring|remit)(?: us| me)?|\bonce we (?:get|receive|have)(?: your| the)?|\b(?:scan|cop(?:y|ie)|page|dis[ck]|dvd|photo|report)\w* (?:is|are|will be|would be)|\bmeans|\b(?:runs?|sets? you back|priced at|costs? you|quoted?)(?: about| around| us| you)?|\byours is|\bcomes to|\bwhich is|\.{4,}|\b(?:your|the|a) (?:check|cheque)\b[^$£€.;]{0,20}\bfor)\s*$",
    re.IGNORECASE,
)
IS_WAIVED = lazy(
    r"[^.;$£€]{0,40}\b(?:is|are|was|were|has been|have been) (?:hereby )?waived\b", re.IGNORECASE
)
KINDS = (
    (
        "waived",
        lazy(
            r"\b(?:(?<!asked to )(?<!request to )waiv(?:ed?|es|ing)(?! is (?:denied|refused|declined))|waiver (?:is|was|has been) (?:granted|approved)|need(?: not|n['’]t) pay|no (?:fee|charge|cost)|free of charge|not (?:be )?charg\w+)\b",
            re.IGNORECASE,
        ),
    ),
    ("deposit", lazy(r"\b(?:deposit|prepay\w*|advance payment)\b", re.IGNORECASE)),
    ("balance", lazy(r"\b(?:balance|remaining|remainder)\b", re.IGNORECASE)),
    (
        "estimate",
        lazy(r"\b(?:estimat\w+|approximate\w*|anticipated|preliminary|would be)\b", re.IGNORECASE),
    ),
    ("invoice", lazy(r"\binvoice\w*\b", re.IGNORECASE)),
)


def read(letter: Letter) -> Iterator[Fee]:
    """Yield the sums a letter asks or estimates for this request; rates, limits and penalties are none.

    A line that only counts pages is one of an account: its sum is told where the letter tells no other.
    """
    told = False
    counted: list[Fee] = []
    for sentence, head in _spoken(letter):
        for fee in _of_sentence(sentence, head, letter):
            told = True
            yield fee
        counted += _whole(COUNTED.search(sentence.text), sentence, letter)
    if not told:
        yield from counted


def _spoken(letter: Letter) -> Iterator[tuple[Sentence, str]]:
    """Yield the sentences that may tell a sum, each with the words of the one before it."""
    facts = questions.answered(letter).facts
    head = ""
    for sentence in letter.sentences():
        if sentence.zone is Zone.STATEMENT and sentence not in facts:
            yield sentence, head
            head = sentence.text


def _of_sentence(sentence: Sentence, head: str, letter: Letter) -> Iterator[Fee]:
    words = held(sentence.text)
    if words & OF_MONEY and (alone := AMOUNT.fullmatch(sentence.text.strip(" .*"))):
        if HEADS_SUM.fullmatch(head):
            yield from _whole(alone, sentence, letter)
    elif words & OF_SUMS and (told := SUMMED_UP.fullmatch(sentence.text)):
        yield from _whole(told, sentence, letter)
    elif words & OF_MONEY and (DUE.search(sentence.text) or IS_OWED.search(sentence.text)):
        yield from _in_sentence(sentence)
    elif words & OF_TOTAL:  # an account that ends without a sign of its money: "AMOUNT DUE 137.00"
        yield from _whole(BARE_TOTAL.search(sentence.text), sentence, letter)


def _whole(found: re.Match[str] | None, sentence: Sentence, letter: Letter) -> Iterator[Fee]:
    """Yield the sum of an account, in the money of the place where no sign tells it."""
    if found and (amount := _decimal(found["number"])):
        currency = OF_PLACE.get((places.place_of(letter) or "US")[:2], "USD")
        yield Fee(amount, currency, "total", sentence=sentence, rule="fees.bare_total", sure=Sure.LIKELY)


def _in_sentence(sentence: Sentence) -> Iterator[Fee]:
    text = masked(sentence.text)
    if ELSEWHERE.search(text):
        return
    for match in islice(AMOUNT.finditer(text), MOST_AMOUNTS):
        before, after = text[max(0, match.start() - REACH) : match.start()], text[match.end() :]
        is_rate = BEFORE_RATE.search(before) and not PUT_AT.search(before)
        if RATE.match(after) or is_rate or _is_limit(before, after):
            continue
        amount = _decimal(match["number"])
        if amount is None or not _governs(before, after):
            continue
        near = re.split(r"[;.]\s", before[-70:])[-1] + " " + after[:25]
        about = next((kind for kind, words in KINDS if words.search(near)), "total")
        about = "waived" if IS_WAIVED.match(after) else about
        sure = Sure.CERTAIN if DUE.search(near) else Sure.LIKELY
        yield Fee(
            amount,
            CURRENCY.get(match["sign"].lower(), match["sign"].upper()),
            about,
            sentence=sentence,
            rule=f"fees.{about}",
            sure=sure,
        )


def _is_limit(before: str, after: str) -> bool:
    """Say whether a sum is a threshold, a cap or a penalty, and not what is owed."""
    found = LIMIT.search(before)
    return bool(
        LIMIT_AFTER.match(after) or (found and not OWED.search(found[0]) and not IS_SUM.search(before))
    )


def _governs(before: str, after: str) -> bool:
    """Say whether a word of owing stands close enough to a sum to mean it."""
    return bool(
        IS_SUM.search(before) or DUE.search(before[-90:]) or DUE.search(after[:50]) or PAID.match(after)
    )


def _decimal(number: str) -> Decimal | None:
    try:
        amount = Decimal(number.replace(",", ""))
    except InvalidOperation:
        return None
    return amount if Decimal(0) < amount < Decimal(10_000_000) else None
