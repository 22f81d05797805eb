"""FragDenStaat (froide): letters that German authorities send to <name>.<token>@fragdenstaat.de, in German.

The authority writes them, from its own domain; the subject keeps the platform's own number, "AW: <title> [#12345]", which is never
the authority's. Its own stands behind "Aktenzeichen", "Unser Zeichen", "Geschäftszeichen", "GZ" or "Az.". Days are dd.mm.yyyy or "12. März
2024", sums "150,00 Euro". What the platform adds stands below, where authorities quote the request: "Anfragenr: 12345", "Antwort
an: <the address>". A decision ("Bescheid") is often attached, and a "Rechtsbehelfsbelehrung" at its end tells the remedies. Mail from such an
address is the requester's own, and is not claimed here; the platform writes from info@fragdenstaat.de.

Seen: Eingangsbestätigung, delay without a day, a day named, no records, refusal, charges, the decision attached. Not seen yet: other
platforms that run froide, spans counted in words ("innerhalb eines Monats"), one mail that refuses several requests, mail
wrapped by a gateway (NoSpamProxy), the platform's notices in real mail.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from parsers import clerk
from parsers.dates import find_days
from parsers.days import Day
from parsers.facts import (
    About,
    ExemptionCited,
    Fact,
    Fee,
    PromisedDate,
    RecordsLink,
    Sentence,
    Sure,
    TrackingNumber,
    Zone,
)
from parsers.framing import Frame
from parsers.letter import Letter
from parsers.links import host
from parsers.patterns import lazy
from parsers.phrases import status
from parsers.phrases.signals import Finding, Rule, Signal, rule
from parsers.portal import Portal

RELAY = lazy(r"[\w.-]{1,64}[.+][0-9a-z]{5,20}@fragdenstaat\.de", re.IGNORECASE)
NUMBER = re.compile(
    r"\b(?:Aktenzeichen|Unser(?:e[ms]?)? Zeichen|Mein(?:e[ms]?)? Zeichen|Gesch(?:äfts|\.)?-?\s?(?:zeichen|Z\.)|GZ|Gz\.?|Az\.?)"
    r"(?: lautet)?\s*:?\s*(?P<number>(?:[A-Z][A-Za-z]{0,5}\.?[ /-]{1,2}){0,3}[A-Z]{0,4}\d[\w./-]*(?:[ ]?[–/-][ ]?\d[\w./-]*)*)"
)
SUM = lazy(
    r"(?<![\d.,])(?P<sum>\d{1,3}(?:\.\d{3})+(?:,\d\d)?|\d{1,9}(?:,\d\d)?)\s?(?:€|Euro\b|EUR\b)", re.IGNORECASE
)
CHARGED = lazy(
    r"\b(?:Gebühr\w*|Kosten\w*|Vorschuss\w*|Kostenvorschuss\w*|Betrag\w*|Auslagen)\b", re.IGNORECASE
)
LIMIT = lazy(
    r"\b(?:bis zu|höchstens|maximal|mehr als|zwischen|übersteig\w*|pro (?:Stunde|Seite|Kopie)|und)\s*$",
    re.IGNORECASE,
)
RATE = lazy(r"^\s?(?:pro|je|/)\b", re.IGNORECASE)
LAW = re.compile(
    r"§§?\s?\d+[a-z]?(?: Abs(?:atz|\.)\s?\d+)?(?: S(?:atz|\.)\s?\d+)?(?: (?:Nr\.|Nummer)\s?\d+(?: ?(?:Buchst(?:abe|\.)|lit\.)\s?[a-z])?)?(?: [A-ZÄÖÜ][A-Za-zÄÖÜäöü]{0,40}G(?: [A-Z]{2,3})?\b)"
)
REFUSES = lazy(
    r"\b(?:ablehn\w*|abgelehnt|lehne\b.*\bab|ausgeschlossen|entgegen|geschwärzt|geheim\w*|verweiger\w*)\b",
    re.IGNORECASE,
)
UNTIL = lazy(
    r"\b(?:bis|spätestens|bis spätestens|voraussichtlich)(?: (?:zum|am|einschließlich|spätestens|Ende))*\s*$",
    re.IGNORECASE,
)
TOLD = lazy(r"\b(?:vom|Zeitraum|von|zwischen|Ihr Schreiben|Stand)\b[^.;]{0,30}$", re.IGNORECASE)
YOURS = lazy(
    r"\b(?:bitte|überweisen Sie|teilen Sie|zu (?:zahlen|überweisen|entrichten)|Gelegenheit|um (?:Mitteilung|Rückmeldung|Überweisung)|benötige|sofern Sie|falls Sie)\b",
    re.IGNORECASE,
)
PAYS = lazy(r"\b(?:überweis\w*|zahl\w*|Gebühr\w*|Vorschuss\w*|Betrag\w*|entricht\w*)\b", re.IGNORECASE)
ABOUT = (
    (About.DETERMINATION, lazy(r"\b(?:bescheid\w*|entscheid\w*|entschieden)\b", re.IGNORECASE)),
    (About.RECORDS, lazy(r"\b(?:unterlagen|dokument\w*|informationen|akten\w*|übersend\w*|herausg\w*)\b", re.IGNORECASE)),
)  # fmt: skip

FRAMES = (
    Frame(Zone.QUOTED, lazy(r"^[ \t>]*(?:Anfragenr|Antwort an)\s*:", re.IGNORECASE | re.MULTILINE)),
    Frame(Zone.REMEDIES, re.compile(r"^[ \t]*(?:Ihre )?Rechtsbehelfsbelehrung\b|^[ \t]*Gegen diesen Bescheid kann\b", re.MULTILINE),
          re.compile(r"^[ \t]*Mit freundlichen", re.MULTILINE)),
)  # fmt: skip
RULES: tuple[Rule, ...] = (
    rule("froide.received", Signal.RECEIVED, "eingang|eingegangen|erhalten", r"\bbestätige\w*\b.{0,60}\bEingang|\bEingangsbestätigung\b|\b(?:Antrag|Anfrage|E-Mail)\b.{0,80}\b(?:eingegangen|erhalten)\b"),
    rule("froide.working", Signal.WORKING, "verzög|bearbeit|geprüft|prüfung", r"\bverzöger\w*|\b(?:in Bearbeitung|wird (?:derzeit |zurzeit )?(?:bearbeitet|geprüft)|befindet sich in (?:der )?(?:Prüfung|Bearbeitung))\b"),
    rule("froide.later", Signal.LATER, "frist|verläng", r"\bFrist\b.{0,80}\bverläng\w*|\bverläng\w*.{0,80}\bFrist\b"),
    rule("froide.asks", Signal.ASKS, "präzisier|konkretisier|postanschrift|postalische|anschrift|näher", r"\b(?:bitte|benötige\w*|teilen Sie)\b.{0,120}\b(?:präzisier\w*|konkretisier\w*|Postanschrift|postalische\w* (?:Anschrift|Adresse)|Anschrift|näher)\b", even_if=True),
    rule("froide.bills", Signal.BILLS, "vorschuss|überweis|kostenübernahme|entricht", r"\b(?:Kosten)?[Vv]orschuss\b.{0,100}\b(?:Euro|EUR|€|zahl\w*|erhoben|überweis\w*)|\b(?:bitte )?überweisen Sie\b|\bzu (?:überweisen|entrichten|zahlen)\b|\b(?:Erklärung|bestätigen)\b.{0,60}\bKostenübernahme\b", even_if=True),
    rule("froide.costs", Signal.COSTS, "gebühr|kosten", r"\bvoraussichtlich\w*\b.{0,60}\b(?:Gebühr\w*|Kosten)|\b(?:Gebühr\w*|Kosten)\b.{0,60}\bvoraussichtlich"),
    rule("froide.releases", Signal.RELEASES, "anbei|anlage|beigefügt|übersende|zur verfügung|freigeschaltet", r"\b(?:anbei|in der Anlage|als Anlage|beigefügt)\b(?!.{0,60}\bBescheid).{0,120}\b(?:Unterlagen|Dokument\w*|Informationen|Vermerk\w*|Kopie\w*|Bericht\w*|Liste|Protokoll\w*|Akte\w*|Vertrag|Verträge)\b|\b(?:Unterlagen|Dokument\w*|Informationen|Vermerk\w*|Bericht\w*|Protokoll\w*|Verträge)\b.{0,80}\b(?:beigefügt|als Anlage|in der Anlage|zur Verfügung gestellt)\b"),
    rule("froide.none", Signal.NONE, "keine|nicht vorhanden|bestandteil|verfügt nicht", r"\bliegen\b.{0,60}\b(?:keine|nicht)\b|\bkeine\b.{0,60}\b(?:Unterlagen|Informationen|Dokumente|Aufzeichnungen)\b.{0,30}\b(?:vor|vorhanden|vorliegen)\b|\bnicht (?:Bestandteil|vorhanden)\b|\bverfügt nicht über\b"),
    rule("froide.denies", Signal.DENIES, "lehn|abgelehnt|entsprochen|stattge", r"\b(?:lehne|lehnen|lehnt)\b.{0,160}\bab\b|\b(?:abgelehnt|abzulehnen|ablehnen)\b|\b(?:nicht|leider nicht) (?:entsprochen|stattgegeben)\b"),
    rule("froide.passes_on", Signal.PASSES_ON, "weitergeleitet|abgegeben", r"\b(?:Antrag|Anfrage)\b.{0,140}\b(?:weitergeleitet|abgegeben)\b"),
    rule("froide.refers", Signal.REFERS, "zuständig|wenden sie sich", r"\bnicht zuständig\b|\bwenden Sie sich\b.{0,60}\ban (?:das|die|den)\b", Sure.LIKELY),
    rule("froide.withdrawn", Signal.WITHDRAWN, "zurückgenommen", r"\b(?:Antrag|Anfrage)\b.{0,80}\bzurückgenommen\b"),
    rule("froide.appeal", Signal.APPEAL, "widerspruch", r"\b(?:Ihr(?:en|es|em)?|den Eingang Ihres) Widerspruch\w*\b.{0,80}\b(?:erhalten|eingegangen|bestätig\w*)|\bbestätige\w*.{0,40}\bWiderspruch"),
)  # fmt: skip


def read(letter: Letter) -> Iterator[Fact]:
    """Yield the facts of one German letter; of the platform's own notice nothing but its links."""
    if PORTAL.sent(letter):
        yield from _pages(letter)
        return
    yield from _numbers(letter)
    yield from status.weighed(letter, _signals(letter))
    yield from _promises(letter)
    yield from _fees(letter)
    yield from _laws(letter)
    yield from clerk.read_links(letter)


def site(letter: Letter) -> str | None:
    """Return the domain the authority writes from: the platform's address tells no authority."""
    return letter.sender.domain if letter.sender and not PORTAL.sent(letter) else None


def agency(letter: Letter) -> str | None:
    """Return the authority, where the sender is displayed as one and not as a person."""
    name = letter.sender.name if letter.sender and not PORTAL.sent(letter) else ""
    is_one = re.search(
        r"(?:amt|ministerium|behörde|verwaltung|anstalt|gericht|kasse|präsidium)\b|\b(?:Stadt|Gemeinde|Kreis|Land\w*|Bundes\w*|Polizei|Bezirk\w*)\b",
        name,
    )
    return name if is_one else None


def claims(letter: Letter) -> bool:
    """Say whether somebody else wrote to a request's address at FragDenStaat."""
    if letter.sender is None or RELAY.fullmatch(letter.sender.email):
        return False
    return any(RELAY.fullmatch(address.email) for address in letter.to)


def _pages(letter: Letter) -> Iterator[RecordsLink]:
    """Yield where the platform shows what its notice is about."""
    for link in letter.links():
        sentence = letter.sentence_at(link.part, link.start)
        if sentence and sentence.zone is not Zone.ECHO and host(link.target).endswith("fragdenstaat.de"):
            yield RecordsLink(link.target, "portal", sentence=sentence, rule="froide.page")


def _signals(letter: Letter) -> list[Finding]:
    """Return what the German words signal: a delay without a new day is work going on, no extension."""
    found = status.findings(letter, RULES)
    return [finding for finding in found if finding.rule != "status.later.delay"]


def _numbers(letter: Letter) -> Iterator[TrackingNumber]:
    """Yield the authority's own numbers. They are sought in the text: a sentence may end after "Az."."""
    told: set[str] = set()
    for part in letter.parts:
        for match in NUMBER.finditer(part.text):
            number = match["number"].rstrip(".-/")
            sentence = letter.sentence_at(part.name, match.start("number"))
            if sentence is None or sentence.zone in (Zone.ECHO, Zone.QUOTED) or number in told:
                continue
            if not find_days(number, None, day_first=True):
                told.add(number)
                yield TrackingNumber(number, sentence=sentence, rule="froide.number")


def _promises(letter: Letter) -> Iterator[PromisedDate]:
    sent_on = letter.sent_at.date() if letter.sent_at else None
    for sentence in letter.sentences():
        if sentence.zone is not Zone.STATEMENT:
            continue
        for day in find_days(sentence.text, sent_on, day_first=True):
            if _is_set(sentence.text, day) and (sent_on is None or day.on >= sent_on):
                about = _about(sentence.text)
                yield PromisedDate(day.on, about, sentence=sentence, rule="froide.until")


def _is_set(text: str, day: Day) -> bool:
    before = text[max(0, day.start - 90) : day.start]
    return bool(UNTIL.search(before)) and not TOLD.search(before)


def _about(text: str) -> About:
    if YOURS.search(text):
        return About.PAYMENT_DUE if PAYS.search(text) else About.RESPOND_BY
    return next((about for about, words in ABOUT if words.search(text)), About.REPLY)


def _fees(letter: Letter) -> Iterator[Fee]:
    """Yield the sums a letter asks for this request; what they would at most come to, and rates, are none."""
    for sentence in letter.sentences():
        if sentence.zone is Zone.STATEMENT and CHARGED.search(sentence.text):
            for match in SUM.finditer(sentence.text):
                before = sentence.text[max(0, match.start() - 40) : match.start()]
                after = sentence.text[match.end() : match.end() + 12]
                if not LIMIT.search(before) and not RATE.search(after):
                    amount = Decimal(match["sum"].replace(".", "").replace(",", "."))
                    about = _kind(sentence, match.start())
                    yield Fee(amount, "EUR", about, sentence=sentence, rule=f"froide.fee.{about}")


def _kind(sentence: Sentence, place: int) -> str:
    near = sentence.text[max(0, place - 80) : place].lower()
    if "vorschuss" in near:
        return "deposit"
    return "estimate" if "voraussichtlich" in near else "total"


def _laws(letter: Letter) -> Iterator[ExemptionCited]:
    told: set[str] = set()
    for sentence in letter.sentences():
        about = "exemption" if REFUSES.search(sentence.text) else "statute"
        for match in LAW.finditer(sentence.text) if sentence.zone is Zone.STATEMENT else ():
            if match[0] not in told:
                told.add(match[0])
                yield ExemptionCited(match[0], about, sentence=sentence, rule="froide.law")


PORTAL = Portal(
    "froide", ("info@fragdenstaat.de",), read, site, agency, claims, FRAMES, place="DE", relay=RELAY
)
