"""The words around a day or a span of time that tell a promise from a date that is only told."""

import re

from parsers.facts import About

NEEDS = ("day", "week", "month", "end of", "eod")  # or any digit
BEFORE_DAY = re.compile(
    r"(?:\bby\b|\bthrough\b|\bplanned for|\baim(?:ing)? for\b[^.;]{0,40}|\btarget (?:is|date is)|\blook for\b[^.;]{0,40}\bon|\bexpect\b[^.;]{0,60}\bon|\b(?:final|next|first|last|another)\b[^.;]{0,40}\bon|\bwill be (?:sent|ready|issued|released|done),?|\bmove[sd]?\b[^.;]{0,90}\bto|\bon or (?:before|about|around)\b|\bno(?:t)? later tha[nt]\b|\bbefore\b|\bprior to\b|\buntil\b|\btill\b|\baround\b|\bapproximately\b|\bbis (?:zum)?|"
    r"\b(?:is|are|be|been|now|changed|moved|revised|extended|extension|time|period|date|limit|further time|decision)\b[^.,;]{0,40}\bto\b|\bexten\w+[^.;]{0,140}\bto\b|"
    r"\b(?:due|expected|estimated|scheduled|required|completion|target|response|delivery|release|production|deadline)\b[^.;]{0,50}\b(?:date|on|is|of|for|now|:)|\bexpires? (?:on|today)|\bcompletion estimate is now|"
    r"\bready (?:on|for)|\bavailable (?:on|starting)|\bdate(?: is| of)?:?|\bis now|\b(?:respond|reply|produce|provide|release|deliver|send|determination|decision|complete)\b[^.;]{0,60}\bon)"
    r"[\s:(]*(?:(?:the )?(?:end of (?:business|day)|close of business|cob|eod|noon|5 ?(?:p\.?m\.?)|midnight|required date|date|new date|start|statutory (?:date|deadline)|due date|deadline)[\s,]*(?:of|on|by|is)?\s*)*[\s:(*]*$",
    re.IGNORECASE,
)
FUTURE = re.compile(
    r"\b(?:will|shall|'ll|expects?|expected|anticipat\w*|estimat\w*|hopes?|aims?|intends?|plans?|due|forthcoming|exten\w+|requires? until|is now|changed to|expires|calculated|required (?:by|date)|planned|look for|have you down|consent|erhalten|werden|bescheid|till|"
    r"ready|target\w*|should (?:be|have|receive|expect|take)|can (?:now )?expect|may take|up to|takes?|further time|new date|completion|scheduled|projected|likely|need until|must (?:respond|process|decide)|wird|be completed)\b",
    re.IGNORECASE,
)
GIVEN = re.compile(r"\b(?:grant\w*|further time|extension|extending)\b", re.IGNORECASE)
OF_YOURS = re.compile(
    r"\b(?:your|the|an?|our) (?:[\w-]+ ){0,5}?(?:e-?mail|letter|request|correspondence|message|communication|inquiry|appeal|response)s? (?:of|dated|from|on|sent|received)(?: on)?\s*$",
    re.IGNORECASE,
)
PAST = re.compile(
    r"\b(?:received|submitted|dated|sent|filed|requested|entered|of your|was|were|made|wrote|since|between|(?<!hear )from|during|signed|effective|approved|enacted|amended|adopted|passed)\b[^.;,]{0,40}$",
    re.IGNORECASE,
)
CANCELLED = re.compile(
    r"\b(?:original(?:ly)?|previous(?:ly)?|earlier|initial(?:ly)?|unable to|not (?:be )?able to|cannot|instead of|rather than|no longer|anticipated date|was (?:due|expected|estimated))\b",
    re.IGNORECASE,
)
REQUESTERS = re.compile(
    r"\b(?:you (?:must|need to|should (?!(?:\w+ )?(?:expect|receive|have|get|hear|see))|have (?:until|up to|\w+ (?:\(\d+\) )?(?:business |calendar |working )?days)|are (?:asked|required|requested|invited)|may (?:respond|submit|provide|pay|contest))|please (?!be (?:advised|aware|informed|assured)|note|know|find|see|accept|allow|expect|understand|bear)|kindly|(?:we|i) (?:need|require|must have|must receive)\b|could (?:i|we) ask you|on hold|(?:do|have|does)n['’]t (?:hear|heard|receive)|bitte|teilen sie|veuillez|should (?:we|i) not|"
    r"(?:ask|request|require)s? (?:that )?you|let (?:us|me) know|(?:if|unless) (?:i|we)(?: have|'ve|’ve)? (?:had |hear |heard |receive )?(?:nothing|no )|you (?:have not|haven't|haven’t) (?:replied|responded|answered)|a (?:custodian|requester) (?:who|must)|(?:we|i) will (?:assume|presume|treat)|written comments|if you (?:do not|don't|fail|wish|would)|(?:do|does|did|have|has) not (?:hear|receive[d]?|respond|been received)|not (?:received?|hear)|(?:does|is|has) not (?:reach|been paid|paid|received)|response from you|"
    r"failure to|(?:your|the) (?:response|reply|payment|deposit|clarification|check) (?:is|must|should|within|by|not)|received (?:from you )?(?:by|within)|unless you|considered (?:automatically )?(?:withdrawn|abandoned)|will be (?:closed|cancel\w+|withdrawn|considered)|remit|pay\b|(?:must|needs? to|has to|is not|are not|to) be (?:paid|received|returned|submitted)|not paid)",
    re.IGNORECASE,
)
PAYS = re.compile(
    r"\b(?:pay(?:ment|able|ing)?|paid|deposit|fees?|remit\w*|check|cheque|money order|invoice|charges?|cost)\b",
    re.IGNORECASE,
)
NEVER = re.compile(
    r"\b(?:unavailable|you may ask|may ask the|appeal(?!s? (?:was|has been))|judicial|ombuds\w+|complain\w*|internal review|review by|links? (?:is|are|will|expires?)|have your say|hearing|trial|meeting (?:of|on)|expire\w* (?:in|after)|sign in to view|publicly|accessible to the public|retention|deleted|archived|closed (?:on|for)|holiday|office (?:is|will be) closed|"
    r"out of (?:the )?office|lawsuit|commence an action|penalt\w+|statute of limitations|survey)\b",
    re.IGNORECASE,
)
STATUTE = re.compile(
    r"\b(?:(?:act|law|statute|code|section|foia|foil|regulation|policy) (?:\w+ ){0,4}(?:requires?|provides?|allows?|permits?|states?|gives?|normally)|(?:have|has|is|are) (?:up to|allowed|permitted|required|entitled|obliged)|"
    r"up from|under (?:the )?(?-i:[A-Z]{3,6})\b|regulation \d|calls for|gives us|statutory (?:period|time|limit|deadline)|may be extended|time limit for|normally|working days (?:period|available)|as required by|in accordance with the (?:act|law)|required (?:by law )?to (?:respond|make)|by (?:statute|law)\b|legally|pursuant to \w+ law)\b",
    re.IGNORECASE,
)
OWN_WORD = re.compile(
    r"\b(?:we|i|you|our office|(?:the|our) \w+(?: \w+)?) (?:will|shall|expects?|anticipates?|can expect)\b[^.;]{0,80}$",
    re.IGNORECASE,
)
ABOUT = (
    (
        About.INSTALLMENT,
        re.compile(
            r"\b(?:install?ments?|batch(?:es)?|(?:next|first|second|initial|partial|rolling|interim|final|subsequent) (?:\w+ )?(?:release|production|set|portion|response|segment)|segment)\b",
            re.IGNORECASE,
        ),
    ),
    (
        About.DETERMINATION,
        re.compile(
            r"\b(?:determin\w+|decisions?|decide|whether (?:\w+ ){0,6}(?:has|have|are|records|documents|possess|exist)|time limit|decid\w+)\b",
            re.IGNORECASE,
        ),
    ),
    (
        About.RECORDS,
        re.compile(
            r"\b(?:records?|documents?|files?|information|materials?|copies|data|production|footage|completion|complete[d]?|fulfil\w*|report|video)\b",
            re.IGNORECASE,
        ),
    ),
)
LAW_NAMES = re.compile(
    r"\b(?:freedom of information|official information|(?:public )?records? (?:act|law|requests?)|information (?:act|law|requests?)|requests? for (?:public )?(?:records|information|documents))\b",
    re.IGNORECASE,
)
FROM_RECEIPT = re.compile(
    r"\b(?:of|from|after|upon|following) (?:(?:the |its |our )?(?:date of )?(?:the )?(?:receipt|receiving|registration|submission|request)|(?:the )?(?:date|day) (?:of|on which|we|your|that|it))\b(?![^.]{0,20}\bthis (?:letter|e-?mail|notice|message))",
    re.IGNORECASE,
)
RECEIVED_ON = re.compile(
    r"\b(?:received|receipt|submitted|submitting|registered|entered)\b[^.]{0,70}?(?:\bon\b|:|\()\s*$",
    re.IGNORECASE,
)
CONDITIONAL = re.compile(
    r"\b(?:upon|after|from|following|of|once|when)\b[^.]{0,50}\b(?:receipt|receiving|receive[d]?|payment|deposit|paid|clarification|approval|your (?:response|reply|payment))\b",
    re.IGNORECASE,
)
AGENCY_WILL = re.compile(
    r"\b(?:we|department|city|office|agency|county)\b[^.]{0,60}\b(?:will|expect\w*|anticipat\w*|estimat\w*)\b[^.]{0,120}$",
    re.IGNORECASE,
)
YOU_MUST = re.compile(r"\W*(?:[^.;]{0,40}\W)?you (?:must|need to|have to)\b", re.IGNORECASE)
SAID_AHEAD = re.compile(
    r"\b(?:will|shall|should|can|may|expect\w*|hop\w+|aim\w*|plan\w*|by|until|before)\b[^.;]{0,70}$|['’]ll\b[^.;]{0,70}$",
    re.IGNORECASE,
)
STRONGLY_LED = re.compile(
    r"\b(?:by|until|no(?:t)? later than|on or before|on or about)[\s:(]*(?:the )?$", re.IGNORECASE
)
NAMED_AFTER = re.compile(r"\W*(?:falls|falling|being|is) (?:on )?a\b", re.IGNORECASE)
THREAT = re.compile(
    r"\b(?:request|file|matter|it|we)\b[^.;]{0,30}\b(?:will|may|shall|['’]ll) (?:\w+ )?(?:be )?(?:clos|withdraw|cancel|consider|deem|abandon|treat|tak(?:e|en) as)\w*",
    re.IGNORECASE,
)
BY_THEN = re.compile(
    r"\b(?:not|\w+n['’]t|unable|cannot)\b[^.;]{0,90}\bby (?:then|that (?:date|time|day|deadline))\b",
    re.IGNORECASE,
)
WITHIN = re.compile(r"\b(?:within|in|have|next|by)\W*(?:the )?(?:next )?$", re.IGNORECASE)
LED = re.compile(
    r"\b(?:within|in|approximately|about|up to|take|another|next|additional|an?|around|estimated?)\W*(?:the |approximately |about |up to )?(?:next )?$",
    re.IGNORECASE,
)
HOLDS_LATE = re.compile(
    "|".join(f"(?:{pattern.pattern})" for pattern in (CANCELLED, OWN_WORD, GIVEN)), re.IGNORECASE
)
NAMES_DAY = re.compile(
    r"\W*(?:(?:that|the|our|your|new|revised|earliest|target|practicable|first) )*(?:due|response|expected|estimated|completion|date|day|deadline|target|estimate)",
    re.IGNORECASE,
)
TITLES_DAY = re.compile(r"\W*(?:due|response|expected|estimated|completion)", re.IGNORECASE)
NEGATED = re.compile(r"\b(?:not (?:be )?(?:able|possible)|unable|cannot|will not|won't)\b", re.IGNORECASE)
OWN_ESTIMATE = re.compile(
    r"\b(?:your|this (?:request|segment)|we (?:\W*\w+){0,2}? ?\W*(?:estimate|expect|anticipate|will)|our (?:\w+ )?estimate|it will take)\b",
    re.IGNORECASE,
)
