"""What a shared ledger must not hold, as it looks in text: addresses, numbers, links, codes, greetings.

Wide on purpose: a word too many is taken out rather than one too few.
"""

import re

INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
WIDE = re.compile("[\uff00-\uffef]")

LINK = re.compile(
    r"(?:\b(?:https?|hxxps?|ftp|mailto)\s?:\s?(?://)?|\bwww\.)[^\s<>\"]+"
    r"|(?<![\w@.-])(?:[\w-]+\.)+[a-z]{2,24}(?::\d+)?/[^\s<>\"]*"
    r"|[^\s<>\"]*[?&][\w.-]+=[^\s<>\"]+",
    re.IGNORECASE,
)

EMAIL = re.compile(
    r"\"[^\"@\n]{1,64}\"\s?@\s?\S+"
    r"|[^\s<>(),;:\"\[\]]+\s?@\s?[^\s<>(),;\"]+"
    r"|[\w.+-]+\s*[(\[{<]\s*at\s*[)\]}>]\s*[\w-]+(?:\s*(?:\.|[(\[{<]\s*dot\s*[)\]}>])\s*[\w-]+)+"
    r"|[\w.+-]+\s+at\s+[\w-]+(?:\s+dot\s+[\w-]+)+"
    r"|\S*%40\S*"
    r"|\S*@\S*",
    re.IGNORECASE,
)

_TAIL = (
    r"(?:,?\s*(?:suite|ste|apt|apartment|unit|room|rm|floor|fl|box|#)\b\.?\s*[\w-]+)*"
    r"(?:,\s*(?-i:[A-ZÀ-Þ])[\w.'’ -]{1,40}?)?(?:,?\s+(?-i:[A-Z]{2}))?(?:,?\s*\d{5}(?:-\d{4})?)?(?!\w)"
)
STREET = re.compile(
    r"(?<![\w-])\d{1,6}[A-Za-z]?(?:[-/]\d+)?,?\s+(?:[NSEW]{1,2}\.?\s+)?(?:[A-Z0-9][\w.'’-]*\s+){1,4}"
    r"(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Dr|Court|Ct|Place|Pl|Square|Sq|Terrace|Ter|Way"
    r"|Parkway|Pkwy|Highway|Hwy|Circle|Cir|Plaza|Alley|Trail|Close|Crescent|Row|Quay|Walk|Loop|Pike)\b\.?"
    + _TAIL
)
STREET_ANY_CASE = re.compile(
    r"(?<![\w-])\d{1,6}[a-z]?\s+(?:[\w.'’-]+\s+){1,3}(?:street|avenue|road|boulevard|blvd|lane|terrace|parkway)\b\.?"
    + _TAIL,
    re.IGNORECASE,
)
POSTAL = re.compile(
    r"\b(?:p\.?\s*o\.?\s*box|post office box|postfach|private bag|c\.?p\.?|b\.?p\.?)\s*#?\s*\d+(?:,[^,;.]{2,40}"
    r"(?:,?\s+[a-z]{2})?,?\s+\d{5}(?:-\d{4})?)?"
    r"|\b[^\W\d][\w-]*(?:stra(?:ß|ss)e|str\.|weg|platz|allee|gasse|laan|straat)\s+\d{1,4}\s?[a-z]?\b(?:,?\s*\d{4,5}\s+[\w-]+)?"
    r"|\b\d{1,4}(?:\s?(?:bis|ter))?,?\s+(?:rue|avenue|boulevard|place|chemin|allée|quai|impasse|route)\s+"
    r"(?:(?:de|du|des|la|le|les|l['’]|d['’])\s*)*[\w'’-]+(?:,?\s*\d{5}\s+[\w-]+)?"
    r"|\b(?:calle|avenida|avda\.?|paseo|viale|piazza|rua)\s+(?:(?:de|del|la|las|los)\s+)*[\w'’-]+(?:\s+[\w'’-]+)?,?\s+\d{1,4}\b",
    re.IGNORECASE,
)
TOWN = re.compile(
    r"(?:\b[A-Z][\w.'’-]*(?:\s+[A-Z][\w.'’-]*){0,3},?\s+)?\b[A-Z]{2},?\s+\d{5}(?:-\d{4})?(?![\w-])"
    r"|\b[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}\b|\b[A-CEGHJ-NPR-TVXY]\d[A-Z]\s\d[A-Z]\d\b"
)

PHONE = re.compile(
    r"(?<![\w-])(?:\+?1[\s.\-–]*)?(?:\(\s?\d{3}\s?\)[\s.\-–]*|\d{3}[\s.\-–/]+)\d{3}[\s.\-–]*\d{4}"
    r"(?:\s*,?\s*(?:x|ext\.?|extension)\s*\d{1,6})?(?![\w-])"
    r"|(?<!\w)\+\s?\d[\d\s().\-–/]{5,}\d(?!\w)"
    r"|(?<![\w-])00[1-9]\d{0,2}[\d\s().\-–/]{6,}\d(?!\w)"
    r"|(?<![\w-])\d{3}-\d{2}-\d{4}(?![\w-])"
    r"|(?<!\w)(?:1-)?8\d\d-[A-Z0-9]{3,4}-?[A-Z0-9]{3,4}(?!\w)"
    r"|\b(?:tel|telephone|phone|mobile|cell|fax|call|text)(?:\s+(?:me|us|at|on|number))*[.:]*\s*\(?\d[\d\s().\-–/]{5,}\d"
    r"(?!\w)",
    re.IGNORECASE,
)
LOOKS_LIKE_PHONE = re.compile(  # the number of a request may look so too
    r"(?<![\w-])\(?0\d{1,5}\)?(?:[\s.\-–/]?\d{2,}){2,}(?![\w-])"
    r"|(?<![\w-])(?!(?:19|20)\d\d)\d{10}(?![\w-])"
    r"|(?<![\w.-])[2-9]\d{2}[-–]\d{4}(?![\w-])"
)
DATED = re.compile(r"\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2,4}|\d{4}-\d{2}-\d{2}")

CODE = re.compile(
    r"\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b"
    r"|\beyJ[\w-]{8,}(?:\.[\w-]*)*"
    r"|(?<![\w-])(?=[\w-]*\d)(?=[\w-]*[a-z])(?=[\w-]*[A-Z])[\w-]{24,}(?![\w-])"
    r"|(?<!\w)(?=[a-z0-9]*\d)(?=[a-z0-9]*[a-z])[a-z0-9]{20,}(?!\w)"
    r"|(?<=\[)removed(?=\])",
    re.IGNORECASE,
)

TITLES = r"(?:(?:Mr|Mrs|Ms|Mx|Miss|Dr|Prof|Professor|Madame|Monsieur|Mme|Herrn?|Frau|Señora?|Sra?|Sig|Sig\.ra)\b\.?\s*)"
_PERSON = r"[A-ZÀ-Þ][\w'’.-]*(?:[ \t]+[A-ZÀ-Þ][\w'’.-]*){0,3}"
GREETING = re.compile(
    r"\b(?P<opening>(?:[Dd]ear|DEAR|[Hh]ello|[Hh]i|Good (?:morning|afternoon|evening)|A[Tt][Tt][Nn]|Attention|Bonjour|Hola"
    rf"|Estimad[oa]|Guten Tag|Sehr geehrte[rs]?|Lieber?|Chère?|Gentile|Egregio):?,?[ \t]+)(?P<name>{TITLES}*{_PERSON})"
)
LABELLED = re.compile(
    r"\b(?P<opening>(?:[Rr]equest[eo]r(?:['’]s)?(?: [Nn]ame)?|[Rr]equested [Bb]y|[Ss]ubmitted [Bb]y|(?:[Yy]our |[Ff]ull |[Cc]ontact )?"
    rf"[Nn]ame|[Cc]ustomer|[Aa]pplicant|[Ss]igned):[ \t]*)(?P<name>{TITLES}*{_PERSON})"
)
TITLED = re.compile(
    rf"\b(?P<opening>)(?P<name>(?:Mr|Mrs|Ms|Mx|Miss|Herrn?|Frau|Monsieur|Madame)\b\.?[ \t]+{_PERSON})"
)

# Words that are no name, wherever a name could stand: they stay, or half of every sentence would go.
NO_NAME = frozenset(
    """
    a all am an and any april are august be by can clerk city colleague colleagues coordinator counsel county court
    custodian customer december department desk district editor editorial email everyone february federal foi foia foil for
    freedom friday friend friends from general government has have he her his i in info information is it january july june
    law legal letter madam mail march may me media member monday ms mr mrs my name new news newsroom no not november october
    of office officer on one open or order our paper people police post press privacy public re record records reporter
    request requester requestor requests responsive road saturday school section secretary september service services she
    sheriff sir state street sunday support team thank the there they this thursday times to town tuesday unit we
    wednesday will with you your yours applicant citizen sirs folks attorney admin administrator noreply reply contact
    removed link code number address valued portal user client member resident taxpayer researcher journalist reader sender recipient web online mailbox
    """.split()
)

# Names that are words too: taken out where they stand alone and begin with a capital, or "granted" would go.
ALSO_WORDS = frozenset(
    """
    art banks best bill bishop black bob brown case cash chase christian church cook day dean drew east faith field fields
    frank free good grace grant green hall hill hope jack joy judge king knight lane law long love major mark mercy miles
    north page park parks pat power price ray rich rivers rose sandy sharp short small stone strong sue summer waters west
    white winter wise wood woods young
    """.split()
)
