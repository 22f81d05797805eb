"""Whether what is attached is a letter to the requester or a record that was released, by what its pages say."""

import re
from collections.abc import Sequence

from parsers.patterns import lazy
from parsers.quoting import SIGN_OFF

LETTER = lazy(
    r"\b(?:your (?:[\w'’(),/“”\".-]+ ){0,9}?(?:request|appeal|inquiry|enquiry|application|correspondence|letter|e-?mail)s?\b|"
    r"dear (?:mr|ms|mrs|dr|sir|madam|requester|requestor|[A-Z])|this (?:letter|correspondence|responds|is in response|acknowledges)|in response to|"
    r"\byou (?:have |had |also )?(?:asked|requested|sought|seek|wrote|are (?:asking|seeking|requesting))\b|\bwe(?: have|['’]ve)? (?:received|reviewed|searched|located|completed|determined)\b|"
    r"\brequest(?:er|or)\b ?:|request (?:no|number)\b|notice of (?:decision|denial|determination|extension|access decision)\b|\bi have decided\b|exempt(?:ed)? from (?:public )?(?:disclosure|release)|responsive to|"
    r"sehr geehrte|\bihr(?:e[mn]?)? (?:antrag|anfrage|schreiben|begehren|auskunftsbegehren)\b|\bbescheid\b|\bvotre (?:demande|lettre|courriel)\b|\buw (?:verzoek|brief)\b|\bsu solicitud\b|your (?:foia|foil|foipa|prr?a|records)|please remit|once payment is received|(?:freedom of information|public records|official information) (?:act|law|request)|foi request|the request (?:will|has|is))",
    re.IGNORECASE,
)
FEWEST_TOLD = 2  # signs of a letter in what speaks to nobody
ADDRESSED = lazy(
    r"\b(?:you|your|yours|dear|request(?:er|or)|sie|ihnen|ihre?[mn]?|vous|votre)\b", re.IGNORECASE
)
REQUESTERS_OWN = lazy(
    r"\b(?:i (?:hereby |would like to |am writing to |formally )?(?:request|seek)|my (?:\w+ ){0,3}request|i am requesting|would prefer (?:that )?the request|to whom it may concern|i wanted to follow up)\b",
    re.IGNORECASE,
)
RELAYED = lazy(  # what a platform prints below a request that it sends
    r"filed via muckrock|view request history|for mailed responses|not filed by a muckrock", re.IGNORECASE
)
LETTER_NAME = lazy(
    r"letter|\bltr\b|response|reply|determination|acknowledg|denial|notice|decision|extension|_nrr|appeal",
    re.IGNORECASE,
)
OWED = lazy(
    r"\b(?:amount|total|balance) (?:now )?(?:due|to be paid|payable|owed|estimate)|\b(?:total|balance)\b[^\n]{0,60}\$ ?\d|\bplease remit\b|\btotal estimate",
    re.IGNORECASE,
)
OF_COPYING = lazy(
    r"\b(?:photo)?cop(?:y|ies|ying)\b|\b(?:redaction|duplication|retrieval|research|search|staff time|usb drive|flash drive)\b",
    re.IGNORECASE,
)
GREETS = lazy(
    r"^\s*dear\b|^\s*(?:t[eē]n[aā] (?:koe|koutou|kōrua)|kia ora|bonjour|sehr geehrte\w?|guten tag|madame|monsieur|geachte|estimad[oa])\b|^\s*(?:re|subject|hello|hi|good (?:morning|afternoon)|greetings|to)\b[^\n]{0,60}[:,]|^\s*(?:mr|ms|mrs|dr)\b\.?[^\n]{0,40}[:,-]",
    re.IGNORECASE | re.MULTILINE,
)
SPEAKS_TO = lazy(  # the requester, or of what a letter is about: a page of records has little of it
    r"\b(?:you|your|yours|we|our|request\w*|appeal\w*|exempt\w*|withh[eo]ld\w*|redact\w*|fees?)\b",
    re.IGNORECASE,
)
FEWEST_SPOKEN = 2  # words of these on a page that goes on with a letter
LONG_PAGE = 60  # words; a shorter one is the end of a letter
OFFICE_USE = lazy(r"\bfor (?:agency|office|official|department|clerk['’]?s?) use only\b", re.IGNORECASE)
TICKED = re.compile(r"^[ \t]*(?:\[[xX✓✔]\]|[☒☑])", re.MULTILINE)
TITLED = lazy(
    r"^\W*(?:notice of (?:decision|denial|determination|extension)|(?:agency |written )?response to (?:your |an? )?(?:\w+ ){0,3}request)\b",
    re.IGNORECASE | re.MULTILINE,
)
YOU = lazy(r"\byou(?:r|rs)?\b", re.IGNORECASE)
OFTEN = 3  # times: what says "you" so often is a letter, whatever it names
_PRINTED = (
    r"\w+, \w{3,9} \d{1,2}, 20\d\d at \d{1,2}:\d\d [ap]m\s*\n\s*to:"  # as a web mail prints its letters
)
MAIL_HEAD = lazy(rf"^\s*from:.{{3,80}}\n\s*(?:sent|date|to):|{_PRINTED}", re.IGNORECASE | re.MULTILINE)
RECORD = lazy(
    rf"{_PRINTED}|"
    r"deleted page information sheet|incident report|^\s*from:.{3,80}\n\s*(?:sent|date):|meeting minutes|invoice (?:no|number|date)|"
    r"responsive (?:documents|records)\s*$|bates|page \d+ of \d{3,}|^\W*(?:policy|procedure|general order|agenda|minutes|ordinance|resolution|contract|agreement|lease|register|roster|docket)\b[^\n]{0,60}$|"
    r"\bregular (?:meeting|session)\b|called to order|\bthis agreement\b|settlement agreement|review(?:ed)? date:|^\s*adopted:|table of contents",
    re.IGNORECASE | re.MULTILINE,
)


def is_letter(text: str, filename: str) -> bool:
    """Say whether a first page is a letter to the requester, and not a record that was released."""
    head = text[:3_500]
    if OWED.search(head) and OF_COPYING.search(head):  # the account of what this request costs
        return True
    form = OFFICE_USE.search(head)
    is_handed_back = form is not None and TICKED.search(text, form.end()) is not None  # the request, answered
    if is_handed_back or TITLED.search(text[:600]):
        return True
    told = len(LETTER.findall(head))
    # its name is what a clerk calls any file that goes out, and a record may name a law or a letter
    if text.strip() and (not told or (told < FEWEST_TOLD and not ADDRESSED.search(head))):
        return False
    speaks = told >= 1 and len(YOU.findall(head)) >= OFTEN and not MAIL_HEAD.search(head)
    told += 2 * bool(LETTER_NAME.search(filename))
    own = len(REQUESTERS_OWN.findall(head)) + 2 * len(RELAYED.findall(head))
    if own >= told:
        return False
    is_named = RECORD.search(text[:1_200]) is not None
    return not is_named or speaks or (told >= 4 and GREETS.search(head) is not None)


def pages_of_letter(texts: Sequence[str]) -> int:
    """Return how many pages the letter itself has: up to the one that is signed."""
    for place, text in enumerate(texts):
        is_signed = bool(SIGN_OFF.search(text))
        if place and not is_signed and _is_of_a_record(text):
            return place
        if is_signed:
            return place + 1
    return len(texts)


def _is_of_a_record(text: str) -> bool:
    """Say whether a page that follows a letter's first speaks to nobody: a table, a report."""
    return len(text.split()) >= LONG_PAGE and len(SPEAKS_TO.findall(text)) < FEWEST_SPOKEN
