"""The words around a span of time: whose it is, when it begins, what it is for, and what only the law says of it."""

import re

from parsers.facts import About
from parsers.needs import any_of
from parsers.patterns import lazy

PAYS = lazy(
    r"\b(?:pay(?:ment|able|ing)?|paid|deposit|fees?|remit\w*|check|cheque|money order|invoice|charges?|cost)\b",
    re.IGNORECASE,
)
STATUTE = lazy(
    r"\b(?:requires? (?:that|agencies|an agency|a response|us to)\b|ordinar(?:y|ily) (?:time|limit|period|response)|guidance (?:\w+ ){0,2}(?:says|recommends|states|expects)|should (?:usually|normally|ordinarily) |(?:act|law|statute|code|section|foia|foil|regulation|policy) (?:\w+ ){0,4}(?:requires?|provides?|allows?|permits?|states?|gives?|normally)|(?:have|has|is|are) (?:up to|(?:\w+ )?(?:\(\d+\) )?(?:\d+ )?(?:business |working |calendar )?days to (?:respond|acknowledge|answer|determine)|allowed|permitted|required|entitled|obliged)|"
    r"up from|under (?:the )?(?-i:[A-Z]{3,6})\b|regulation \d|calls for|gives us|statutory (?:period|time|limit|deadline)|may be extended|time limit for|normally|speaks? of|^\W*(?:all )?requests (?:will|shall|must) be\b|(?:an?|any|each|every|such|the) (?:custodian|public body|public agency|governmental body|agency) shall\b|working days (?:period|available)|time limit\b[^.;]{0,60}\bexpires|as required by|in accordance with the (?:act|law)|required (?:by law )?to (?:respond|make)|by (?:statute|law)\b|legally|pursuant to \w+ law)\b",
    re.IGNORECASE,
)
ABOUT = (
    (
        About.INSTALLMENT,
        lazy(
            r"\b(?:install?ments?|batch(?:es)?|(?:next|first|second|initial|partial|rolling|interim|final|subsequent) (?:\w+ )?(?:release|production|set|portion|response|segment)|segment)\b",
            re.IGNORECASE,
        ),
    ),
    (
        About.DETERMINATION,
        lazy(
            r"\b(?:determin\w+|decisions?|decide|whether (?:\w+ ){0,6}(?:has|have|are|records|documents|possess|exist)|time limit|decid\w+)\b",
            re.IGNORECASE,
        ),
    ),
    (
        About.RECORDS,
        lazy(
            r"\b(?:records?|documents?|files?|information|materials?|copies|data|production|footage|completion|complete[d]?|fulfil\w*|report|video)\b",
            re.IGNORECASE,
        ),
    ),
)
LAW_NAMES = lazy(
    r"\b(?:freedom of information|official information|(?:public )?records? (?:act|law|requests?)|information (?:act|law|requests?)|requests? for (?:public )?(?:records|information|documents))\b",
    re.IGNORECASE,
)
FROM_RECEIPT = lazy(
    r"\b(?:of|from|after|upon|following) (?:(?:the |its |our )?(?:date of )?(?:the )?(?:receipt|receiving|registration|submission|request)|(?:the )?(?:date|day) (?:of|on which|we|your|that|it))\b(?![^.]{0,20}\bthis (?:letter|e-?mail|notice|message))",
    re.IGNORECASE,
)
FROM_DAY = lazy(r"\s*(?:of|from|after|following|since)\s+(?:the )?", re.IGNORECASE)
OF_DUE = any_of("due|deadline|limit|owe")
DUE_TODAY = lazy(
    r"\b(?:due|owe you[^.;]{0,30}|deadline[^.;]{0,20} is|falls due) (?:today|now)\b", re.IGNORECASE
)
WAS_DUE_ON = lazy(
    r"\b(?:due(?: date)?|deadline|limit)\b[^.;]{0,40}?(?:\bby|\bon|\bis|\bwas|\bof|\bdue|:|,|\()\s*(?:the )?$",
    re.IGNORECASE,
)
PAST_DUE = lazy(  # what a span is added to: "five business days from the original due date"
    r"\W*(?:from|of|after|past|beyond|following) (?:the |its |your |our |that )?(?:[\w-]+ ){0,3}?(?:due date|deadline|(?:time |statutory )limit|date (?:it|(?:the|our|your) (?:response|answer|reply)) (?:is|was) due)\b",
    re.IGNORECASE,
)
PAST_LIMIT = lazy(  # the law's own time, that more is put on to
    r"\b(?:beyond|past|after|following) the (?:\w+ )?(?P<limit>(?:\w+ )?\(?\d{1,3}\)?[- ](?:\w+[- ])?days?) (?:statutory |initial |original |legislated |legislative )?(?:time )?(?:limit|period|deadline)\b",
    re.IGNORECASE,
)
COUNTED = lazy(
    r"\W*(?:from|of|after|following|since|upon|once|when|to (?:respond|review|search))\b", re.IGNORECASE
)
TAKEN = lazy(
    r"\b(?:is|are) (?:hereby |being |now )*(?:taken|invoked|extended|needed|required)\b", re.IGNORECASE
)
TAKES = lazy(
    r"\b(?:takes?|taking|extends?|extending|extended|need|needs|invok\w+|us(?:e|es|ing))\b[^.;]{0,90}$",
    re.IGNORECASE,
)
OF_RECEIPT = any_of(
    "received|receipt|submit|registered|entered|came in|reached|arrived|got|with us"
)  # of which `RECEIVED_ON` needs one
RECEIVED_ON = lazy(
    r"\b(?:received|receipt|submitted|submitting|registered|entered|came in|came (?:in)?to|reached (?:us|me|this|the|our)|arrived|(?:we|i|^) ?got (?:it|your|the)|(?:is|was) with us)\b(?:(?:[^.]|(?<=\b[ap])\.|(?<=\.m)\.){0,70}?(?:\bon\b|:|\(|,))?\s*(?:the )?$",
    re.IGNORECASE,
)
CONDITIONAL = lazy(
    r"(?:upon|after|from|following|of|once|when)\b[^.]{0,50}\b(?:(?:pre-?)?payments?|deposit|paid|clarification|approval|agreement|consent|your (?:response|reply|confirmation)|we (?:hear|receive|get)|it (?:arrives|comes)|you (?:pay|reply|respond)|funds|fees?|cheque|check|meeting|hearing)\b|"
    r"(?:upon|after|from|following|of|once|when) (?:its |their |the |date of )*(?:receipt|receiving)(?! (?:(?:of |the |your |by us )*(?:request|letter|application|e-?mail|petition|appeal)|(?:\w+ )?above))",
    re.IGNORECASE,
)
WAITS_FIRST = lazy(
    r"^\W*(?:\w+ ){0,3}?(?:upon|once|after|when|following|on|if|subject to|assuming)\b[^.;]{0,60}\b(?:payments?|deposit|pay|paid|clears?|clarif\w+|approv\w+|agree\w*|accept\w*|funds|fees?|your (?:response|reply|confirmation)|form|consent)\b[^.;]{0,120}$|"
    r"\b(?:after|once|when|until) (?:you|the (?:deposit|payment|fee)|your (?:deposit|payment)|payment)\b[^.;]{0,100}$",
    re.IGNORECASE,
)
FROM_THEN = lazy(
    r"\W*(?:then\b|(?:from|of|after) (?:starting|beginning|approval|completion|closing|then|that (?:date|day|time)|(?:the )?(?:day|date|time) (?:that |when )?(?:you\b|we (?:get|receive|hear)|(?:your |the )?payment))\b)",
    re.IGNORECASE,
)
NAMES_SPAN = lazy(  # "a thirty-day extension" says how long, and not from when
    r"\W*(?:extension|delay|period|time ?(?:limit|frame)|limit|deadline|rule|requirement|window|letter|notice|response)\b",
    re.IGNORECASE,
)
THAT_DAY = lazy(r"\W*(?:from|of|after) that (?:date|day)\b", re.IGNORECASE)
FROM_EVENT = lazy(  # no day of the request and none of the letter
    r"\W*(?:from|of|after|following) (?:the )?(?:(?:date|day|end|close|conclusion) of )?(?:the |an? |that |such |said |any |his |her |their )(?!\w* ?(?:requests?|letters?|applications?|e-?mails?|notices?|receipts?|dates?|days?|correspondence|inquiry|submission|acknowledg\w*|determination|response)\b|(?:council|department|agency|ministry|board|city|county|trust|university|authority|police|office|bureau|district|division|commission|clerk|town|village|state)\b)\w+",
    re.IGNORECASE,
)
FROM_TODAY = lazy(
    r"\W*(?:(?:commencing|starting|beginning|counted|counting)(?: from)? (?:today|tomorrow)\b|(?:from|of|after|beyond|past) (?:today|tomorrow|now|(?:the )?(?:date|receipt|sending) of (?:this|the present)|(?:the date of )?this|(?:today['’]s|the above|its) date|the date (?:above|hereof))\b)",
    re.IGNORECASE,
)
AGENCY_WILL = lazy(
    r"\b(?:we|department|city|office|agency|county)\b[^.]{0,60}\b(?:will|expect\w*|anticipat\w*|estimat\w*)\b[^.]{0,120}$",
    re.IGNORECASE,
)
KEEPS_OPEN = lazy(
    r"\b(?:keep|hold|leave)\b[^.;]{0,40}\b(?:open|active|pending|on hold)\b[^.;]{0,30}$|\b(?:will|shall|['’]ll) (?:\w+ ){0,2}(?:close|cancel|withdraw|abandon)\b[^.;]{0,60}$",
    re.IGNORECASE,
)
ISSUED = lazy(  # what is the agency's to do, whatever the requester may do first
    r"\b(?:determination|decision|response|answer|reply|records|documents) (?:will|shall) be (?:issued|made|sent|released|provided|mailed|given)\b[^.;]{0,20}$",
    re.IGNORECASE,
)
BARE_RECEIPT = lazy(
    r"\W*(?:of|from|after|following|upon) (?:its |the )?receipt(?=\s*(?:$|[,.;)]|as\b))", re.IGNORECASE
)
UNLESS_YOU = lazy(r"\bunless you\b[^.;]{0,60}$", re.IGNORECASE)
HOLDS_OPEN = lazy(
    r"\b(?:keep|hold|leave)\b[^.;]{0,40}\bopen\b[^.;]{0,30}\b(?:until|till|through)\W*(?:the )?$",
    re.IGNORECASE,
)
YOU_MUST = lazy(r"\W*(?:[^.;]{0,40}\W)?you (?:must|need to|have to)\b", re.IGNORECASE)
PAID_FIRST = lazy(  # what the agency's own day waits for, and by when
    r"\b(?:provided|if|as long as|assuming|so long as|once)(?: that)? (?:we (?:have|get|receive) )?(?:the |your |a )?(?:full )?(?:payment|deposit|balance|fees?|money|funds)\b[^.;]{0,60}$",
    re.IGNORECASE,
)
THREAT = lazy(
    r"\b(?:request|file|matter|it|we|order|estimate|invoice)\b[^.;]{0,30}\b(?:will|may|shall|['’]ll) (?:\w+ )?(?:be )?(?:\w+ly )?(?:clos|withdraw|cancel|consider(?:ed)? (?!in accordance|under|in line|carefully|by|as soon|and\b|promptly|within|on its)|deem|abandon|treat|taken (?:as|to be)|take (?:it|this)\b|cease|expire|lapse|void)\w*|\bor (?:we|it|your request|the request) (?:will|may)\b(?! (?:notify|inform|advise|write|contact|tell|let you|send))|\bunless (?:you|(?:we|i) (?:hear|receive|get|have))\b|\b(?:remain|stay|are|is) (?:unpaid|void)\b|^\W*(?:would|could|can|will) you\b|\botherwise (?:we|i) (?:must|will|shall|may)\b|\brequest is (?:considered|deemed|treated as) (?:withdrawn|abandoned|closed)\b|\bto keep (?:your|the|this) request\b",
    re.IGNORECASE,
)
WITHIN = lazy(
    r"\b(?:within|in|have|next|by|than|to)\W*(?:the )?(?:(?:next|usual|ordinary|normal|standard|initial|first) )?$",
    re.IGNORECASE,
)
LED = lazy(
    r"\b(?:within|in|allow(?: us)?|(?:time|completion|turnaround|wait|queue|backlog)\b[^.;]{0,40}\b(?:is|are|of|at|runs?|running)(?: (?:currently|presently|now|usually|typically))?|between|figure(?: on)?|give (?:us|me)|ask(?:ing)? for|(?:no|not) (?:longer|later|more) than|less than|under|as (?:many|long|much) as|at least|approximately|about|up to|take|another|next|additional|an?|around|estimated?)\W*(?:the |approximately |about |up to )?(?:(?:next|usual|ordinary|normal|standard|initial|first) )?(?:(?:\d+|one|two|three|four|five|six|seven|eight|ten|twelve) (?:to|or|and) )?$",
    re.IGNORECASE,
)
MORE = lazy(
    r"\b(?:additional|further|extra|extension of|extended by|extend\w* [^.;]{0,40}\bby|extend\w*(?: [^.;]{0,40})? for(?: (?:not|no) more than)?)\W*(?:up to |an? )?(?:additional |further |extra )?$",
    re.IGNORECASE,
)
IF_NEEDED = lazy(r"\b(?:if|whether|should) (?:we|it|there|i)\b[^.;]*$", re.IGNORECASE)
NEGATED = lazy(r"\b(?:not (?:be )?(?:able|possible)|unable|cannot|will not|won't)\b", re.IGNORECASE)
OWN_ESTIMATE = lazy(
    r"\b(?:your|this (?:request|segment)|we (?:\W*\w+){0,2}? ?\W*(?:estimate|expect|anticipate|will)|our (?:\w+ )?estimate|it will take)\b",
    re.IGNORECASE,
)
