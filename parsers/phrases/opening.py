"""How agencies say that a request came in, is worked on, or takes longer."""

from parsers.facts import Sure
from parsers.phrases.signals import Rule, Signal, rule
from parsers.phrases.words import ASK, RECORDS, REQUEST, WE

RECEIVED: tuple[Rule, ...] = (
    rule(
        "status.received.was",
        Signal.RECEIVED,
        "receiv|sent to|placed|submitted|record|logged|entered|opened|forward|docket|assigned|registered|routed|passed|directed|filed",
        rf"\b{REQUEST}\b.{{0,160}}?\b(?:has|have|had|was|were|is|are) (?:now |been |being |successfully |hereby |also |duly |subsequently )*"
        r"(?:received|submitted|recorded|logged|entered|registered|opened|forwarded|passed|routed|assigned|docketed|sent to|directed to|filed|placed)\b",
    ),
    rule(
        "status.received.acknowledge",
        Signal.RECEIVED,
        "acknowledg",
        r"\backnowledg(?:e|es|ing|ement|ment|ed)\b(?!.{0,30}\b(?:appeal|existence|that (?:the|this) delay))",
    ),
    rule(
        "status.received.number_given",
        Signal.RECEIVED,
        "assigned|given|allocated|reference|issued|docketed",
        r"\b(?:assigned|given|allocated|issued)\b.{0,60}\b(?:(?:reference|tracking|case|request|control|file|log|foia|foil)(?: request| identification)? (?:number|no\.?|#|id)|reference|number|tracking)\b|"
        r"\bunder (?:the )?reference\b|\b(?:number|no\.?|#)\s*:?\s*\S*\d\S* (?:has been|was|is) (?:assigned|given|allocated)\b|\bdocketed (?:as|under)\b",
    ),
    rule(
        "status.received.number_is",
        Signal.RECEIVED,
        "number|reference",
        r"\b(?:reference|tracking|request|case) (?:number|no\.?)(?: for (?:this|your) request| for tracking purposes| above)?(?: is|:(?!\s*\S+ (?:has|have) been (?:completed|closed|cancell?ed|denied|withdrawn))| in (?:any|all) (?:further|future|correspondence))",
        Sure.LIKELY,
    ),
    rule(
        "status.received.thanks",
        Signal.RECEIVED,
        "thank you|thanks for",
        rf"\b(?:thank you|thanks) for (?:submitting|making|sending|contacting|writing|your (?:recent |public |official |information |freedom |e-?mail|letter|[\w ]{{0,40}}?{ASK}|interest in(?! (?:our|the|this) (?:office|agency|department|city|county|work)\b)))(?!.{{0,40}}\binternal review)",
        Sure.LIKELY,
    ),
    rule(
        "status.received.we",
        Signal.RECEIVED,
        "received|recieved|assigned to|receipt of|got your|have your|has your|opened|reached|arrived|came in|is here",
        rf"\b(?:has|have|we|i) (?:recently |just |now |today )?(?:received|registered|logged) (?:your|the|a) .{{0,70}}\b{REQUEST}\b|\b(?:{WE}) (?:has |have |had )?(?:recently |just |now |today )?(?:received|recorded|registered|got|logged|opened)\b.{{0,80}}\b{REQUEST}\b|\bin receipt of\b.{{0,80}}\b{REQUEST}\b|"
        rf"\breceipt of (?:your|this|the)\b.{{0,60}}\b{REQUEST}\b|\bwe (?:now )?have your (?:\w+ ){{0,3}}{ASK}\b|\b(?:a|an) (?:file|case|record) has been (?:opened|created)\b|\bopened a (?:file|case)\b|\bit has been assigned to\b|\b{REQUEST}\b.{{0,60}}\b(?:reached|arrived|came in|is here)\b|\brec(?:ie|ei)ved your\b",
    ),
    rule(
        "status.received.status_word",
        Signal.RECEIVED,
        "status",
        r"\bstatus(?:\b.{0,90}\b(?:is|to|status))?:?\s*['\"‘“]?(?:received|submitted|new|open|assigned)\b",
    ),
    rule(
        "status.received.begun",
        Signal.RECEIVED,
        "clock|begun|begin|commence|period",
        rf"\b(?:processing period|statutory period|time ?(?:limit|frame)|clock|period)\b.{{0,60}}\b(?:commenced|began|starts?|started|begins)\b|\b(?:{WE}) (?:will|shall) (?:now )?(?:begin|commence|process) (?:processing |work(?:ing)? )?(?:on )?your\b",
        Sure.LIKELY,
    ),
    rule(
        "status.received.eingang",
        Signal.RECEIVED,
        "eingang|erhalten|accus",
        r"\b(?:bestätige\w*|eingangsbestätigung|haben wir erhalten|ist bei uns eingegangen|accus(?:ons|é de) r[ée]ception)\b",
    ),
)
_DOING = r"(?:process|review|search|compil|gather|research|work|collect|look|prepar|redact|evaluat|consult|assess|check|locat|retriev|consider|coordinat|check)"
WORKING: tuple[Rule, ...] = (
    rule(
        "status.working.being",
        Signal.WORKING,
        "process|review|progress|consider|compiled|actioned|evaluated|handled|worked|researched|ongoing|under way|underway|pending",
        rf"^(?!.*\b(?:prosecution|investigation|litigation|lawsuit|charges|trial|grievance)\b.{{0,60}}\b(?:pending|ongoing|open|in progress|under ?way)\b).*\b(?:{REQUEST}|it|records?|documents?|e-?mails|search|review|redactions?|subject of your request)\b.{{0,80}}?\b(?:is|are|remains?) (?:currently |now |still |presently |being |under |actively )*"
        r"(?:processed|reviewed|review|actioned|evaluated|handled|worked|compiled|considered(?! (?:to be |to have been |as )?(?:partial|closed|fulfil|withdrawn|complete|abandon|filled|denied|resolved|satisf|an?\b|the\b))|consideration|researched|gathered|prepared|in process|in progress|in the process|ongoing|under ?way|pending|redacted|open)\b",
    ),
    rule(
        "status.working.we",
        Signal.WORKING,
        "currently|continu|process of|still|waiting|presently|actively|begun|started|searching|reviewing|processing|working|gathering|compiling|looking|collecting|preparing|locating|redacting|checking|consulting|coordinating|retrieving|assessing|evaluating",
        rf"\b(?:{WE})(?:'m|'re|’m|’re)? (?:am |are |is )?(?:currently |continuing to |continues? to |still |presently |in the process of |now |actively |also )*{_DOING}(?:ing)\b|"
        rf"\b(?:{WE}) (?:continues?|(?:have|has) (?:begun|started)) (?:to )?{_DOING}\w*|\b(?:{WE}) (?:is|are|am) (?:currently |still |now )?(?:in the process|continuing|waiting (?:on|for)|awaiting)\b",
    ),
    rule(
        "status.working.located",
        Signal.WORKING,
        "located|identified|found|determined that",
        rf"\b(?:{WE}) (?:has|have)\b.{{0,30}}\b(?:located|identified|found)\b(?! (?:no|that no|any|nothing))(?!.{{0,12}}\bno\b).{{0,80}}\b(?:{RECORDS}|responsive)\b|\bdetermined that (?:it|we) (?:has|have|possess\w*) (?:responsive|disclosable)\b",
    ),
    rule(
        "status.working.queue",
        Signal.WORKING,
        "queue|backlog|track|first-in|ahead of",
        r"\b(?:queue|backlog|(?:complex|simple|expedited) (?:processing )?track|multi-?track|ahead of yours|first[- ]in|in the order (?:in which )?(?:they|received))\b",
    ),
    rule(
        "status.working.estimate",
        Signal.WORKING,
        "estimate|completion",
        r"\b(?:estimated? (?:completion|date|time|response)|best estimate|estimate (?:it|that it|this) (?:will|may) take|(?:new |updated )?completion (?:date|estimate))\b",
    ),
    rule(
        "status.working.anticipate",
        Signal.WORKING,
        "anticipat|expect|estimat|hope|plan|intend|aim",
        rf"\b(?:{WE}) (?:currently |now )?(?:anticipates?|expects?|estimates?|hopes?|plans?|intends?|aims?)\b.{{0,120}}\b(?:{RECORDS}|installment|tranche|production|response|batch|completed?|available|respond|reply|decision|them)\b",
    ),
    rule(
        "status.working.rolling",
        Signal.WORKING,
        "rolling|installment|batches",
        r"\b(?:on a rolling basis|in install?ments|in batches)\b",
    ),
    rule(
        "status.working.forwarded",
        Signal.WORKING,
        "forward|remand|planning|plan to|plans to|have the|get back|be in touch|update you|follow up|write again|let you know|keep you",
        r"\bremanding your\b|\bplan(?:s|ning)? (?:on|to) (?:send|release|provid|produc)\w*|\b(?:i'?ll|i will|we will|we'll) (?:be )?(?:forward(?:ing)? (?:this|your|it)|get back to you|follow up|update you|let you know (?:as soon|once|when)|keep you (?:posted|updated|informed)|be in touch|write again|have (?:it|them|something) (?:for|to) you|have the [\w ]{0,40}(?:to|for) you)\b",
        Sure.LIKELY,
    ),
    rule(
        "status.working.ruling",
        Signal.WORKING,
        "attorney general",
        r"\b(?:ask(?:ed|ing)?|request(?:ed|ing)?) (?:\w+ ){0,4}?attorney general (?:for (?:permission|leave) to|to (?:let us|allow us to)) withhold\b|\b(?:ask(?:ed|ing)?|request(?:ed|ing)?|sought|seeking) (?:a |an |the )?(?:\w+ ){0,6}?(?:attorney general|open records division)\b.{0,80}\b(?:decide|decision|ruling|opinion|determination)\b|\b(?:decision|ruling|opinion) from the (?:\w+ )?attorney general\b",
    ),
    rule(
        "status.working.narrowed",
        Signal.WORKING,
        "updated|amended|revised",
        r"\b(?:i|we) have (?:updated|amended|revised) your (?:\w+ )?request\b",
    ),
    rule(
        "status.working.status_word",
        Signal.WORKING,
        "status",
        r"\bstatus(?:\b.{0,90}\b(?:is|to|status))?:?\s*['\"‘“]?(?:in process|in progress|processing|under review|pending|assigned for processing|search\w*)\b",
    ),
)
NONE_YET: tuple[Rule, ...] = (
    rule(
        "status.none_yet.if_located",
        Signal.NONE_YET,
        "located|found|identified|exist|available",
        r"\b(?:if|should|once|as) (?:any|additional|we|responsive|further|more)\b.{0,60}\b(?:located|found|identified|exist|discovered|become available|locate|find|identify)\b.{0,80}\b(?:will|shall|further respond|notify|provide)\b",
        even_if=True,
    ),
    rule(
        "status.none_yet.whether",
        Signal.NONE_YET,
        "whether|if there are|if we have",
        r"\b(?:still|continuing to|currently|determin\w+|checking|find out|see|establish|confirm) (?:\w+ ){0,6}?(?:find out |determine )?(?:if|whether) (?:or not )?(?:there are|we have|we hold|it has|it holds|the \w+ (?:has|holds)|any|responsive)\b",
    ),
)
_MORE_TIME = r"(?:additional|more|further|extra|longer)"
LATER: tuple[Rule, ...] = (
    rule(
        "status.later.extend",
        Signal.LATER,
        "exten",
        r"\b(?:invok\w+|tak\w+|assert\w*|claim\w*|exercis\w+|request\w*|seek\w*|requir\w+|need\w*|grant\w*|notify\w*|notice|advis\w+|writing to|due to|for|necessitat\w+|appl\w+|an?|the|this)\b.{0,90}\bextension\b(?!.{0,15}\b\d{2,5}\b$)|"
        r"\b(?:is|are|am|be|been|hereby|must|will|has|have|need\w*|requir\w+|decided|necessary|had)\b.{0,40}\bextend(?:ed|ing)?\b(?! (?:to you )?(?:an?|the|my|our|every) (?:opportunity|invitation|offer|courtes\w+|thanks|apolog\w+)).{0,80}\b(?:time\w*|deadline|due|days?|limit|respon\w+|period|date|decision|act|to|weeks?)\b|"
        r"\bextend(?:s|ing)? (?:the|our|its|this) (?:\w+ ){0,4}(?:time\w*|deadline|period|date|limit|response)\b",
    ),
    rule(
        "status.later.not_practicable",
        Signal.LATER,
        "practicable",
        r"\bnot practicable\b.{0,80}\b(?:promptly|immediately|at once|within|at this time)\b",
    ),
    rule(
        "status.later.to_be_extended",
        Signal.LATER,
        "extended",
        r"\b(?:needs? to be|is being|is hereby|has been|will be|must be|has to be|are being|was|have been) (?:further )?extended\b",
    ),
    rule(
        "status.later.more_time",
        Signal.LATER,
        "additional|more |further|extra|longer|another|put off|pushed back|give us until",
        rf"\b{_MORE_TIME} time\b(?=.*\b(?:need|requir|necess|request|allow|will|to|grant|is|in which)\w*)|\b(?:need|requires?|requiring|necessitat\w+|takes?|taking|require an|seek\w*)\b.{{0,40}}\b{_MORE_TIME}\b.{{0,30}}\b(?:time|days?|weeks?|months?|than|to)\b|"
        rf"\b(?:needs?|requires?)\b.{{0,30}}\b(?:(?:calendar|business|working|additional)? ?(?:days|weeks)) (?:more|longer)\b|\bneeds? (?:up to )?\w+ more (?:\w+ )?(?:days|weeks)\b|\banother (?:few|couple of|\w+) (?:days|weeks|months)\b|\b(?:put off|pushed back|give us until)\b|\b(?:needs?|requires?) (?:\w+ )?(?:an )?{_MORE_TIME}\b",
    ),
    rule(
        "status.later.unusual",
        Signal.LATER,
        "unusual circumstances|extenuating",
        r"\b(?:unusual|extenuating) circumstances\b",
    ),
    rule(
        "status.later.unable_to_meet",
        Signal.LATER,
        "unable|not be able|not possible|not in a position|cannot|not able|won't|will not|have not been able",
        r"^(?!.*\b(?:share|make (?:these|those|them|it|the \w+) available)\b)(?!.*\b(?:cost|costs|appropriate) limit\b).*\b(?:unable|not (?:be |been )?able|not (?:be )?possible|not in a position to|cannot|will not)\b.{0,70}\b(?:meet|respond|provide|complete|comply|make a decision|finish|finali[sz]e|send|process)\b.{0,90}\b(?:deadline|time ?(?:limit|frame)|date|by|within|period|until|statutory|working days)\b",
    ),
    rule(
        "status.later.require_until",
        Signal.LATER,
        "until",
        r"\b(?:requires?|needs?|will (?:need|require|take)) until\b",
    ),
    rule(
        "status.later.new_date",
        Signal.LATER,
        "date|estimate|deadline",
        r"\b(?:due date|deadline|completion (?:date|estimate)|estimated? (?:completion |response )?date|response date|target date|expected date|release date)\b.{0,60}\b(?:has been (?:changed|moved|revised|updated|pushed|extended|adjusted)|is now|changed to|now)\b|"
        r"\b(?:we have |i have |have )?(?:revised|updated|adjusted|changed|moved|moves|pushed back) (?:our|the|its|your) (?:\w+ ){0,3}(?:estimate|date|deadline|due date|timeline)\b",
    ),
    rule(
        "status.later.delay",
        Signal.LATER,
        "delayed|verzög|longer than|postpone",
        r"\bverzögern\b|\b(?:will|must|has|have) be(?:en)? (?:delayed|postponed)\b|\b(?:will|may|might|is|are) (?:take|taking|require) (?:us )?(?:\w+ )?longer (?:than|to)\b",
    ),
    rule("status.later.allowed", Signal.LATER, "allowed additional", r"\ballowed additional time\b"),
)
