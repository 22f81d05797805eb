"""How agencies say that a request came in, is worked on, takes longer, or waits for the requester."""

from parsers.facts import Sure, Zone
from parsers.phrases.signals import Rule, Signal, rule

_ASK = r"(?:request|inquiry|enquiry|application|foia|foil|submission|requests)"
_US = r"(?:we|i|our office|this office|the (?:\w+ ){0,5}?\w+|\w+ (?:council|police|department|county|university|district))"

RECEIVED: tuple[Rule, ...] = (
    rule(
        "status.received.was",
        Signal.RECEIVED,
        "receiv|submitted|record|logged|entered|opened|forward",
        rf"\b{_ASK}\b[^.]{{0,160}}\b(?:has|have|had|was|were|is) (?:now |been |successfully |hereby |also )*(?:received|submitted|recorded|logged|entered|registered|opened|forwarded|passed|routed|assigned to|sent to)\b",
    ),
    rule(
        "status.received.acknowledge",
        Signal.RECEIVED,
        "acknowledg",
        r"\backnowledg(?:e|es|ing|ement|ment|ed)\b(?![^.]{0,30}\bappeal)",
    ),
    rule(
        "status.received.number_given",
        Signal.RECEIVED,
        "assigned|given the|allocated|reference",
        rf"\b(?:assigned|given|allocated|issued)\b[^.]{{0,60}}\b(?:(?:reference|tracking|case|request|control|file|log|foia|foil)(?: request| identification)? (?:number|no\.?|#|id)|reference|number|tracking)\b|\bunder (?:the )?reference\b|\b(?:number|no\.?|#)\s*:?\s*\S*\d\S* (?:has been|was|is) (?:assigned|given|allocated)\b",
    ),
    rule(
        "status.received.number_is",
        Signal.RECEIVED,
        "number|reference",
        r"\b(?:reference|tracking|request|case) (?:number|no\.?)(?: for (?:this|your) request| for tracking purposes)?(?: is|:)",
        Sure.LIKELY,
    ),
    rule(
        "status.received.thanks",
        Signal.RECEIVED,
        "thank you",
        rf"\bthank you for (?:submitting|making|sending|contacting|your (?:recent |public |official |information |freedom |e-?mail|letter|[\w ]{{0,40}}?{_ASK}|interest in))",
        Sure.LIKELY,
    ),
    rule(
        "status.received.we",
        Signal.RECEIVED,
        "received",
        rf"\b(?:{_US}) (?:has |have |had )?(?:recently )?(?:received|recorded|registered)\b[^.]{{0,60}}\b{_ASK}\b",
    ),
    rule(
        "status.received.status_word",
        Signal.RECEIVED,
        "status",
        r"\bstatus(?:\b[^.]{0,90}\b(?:is|to|status))?:?\s*['\"‘“]?(?:received|submitted|new|open|assigned)\b",
    ),
    rule(
        "status.received.eingang",
        Signal.RECEIVED,
        "eingang|erhalten",
        r"\b(?:bestätige\w*|eingangsbestätigung|haben wir erhalten|ist bei uns eingegangen)\b",
    ),
)
WORKING: tuple[Rule, ...] = (
    rule(
        "status.working.being",
        Signal.WORKING,
        "being|review|process",
        rf"\b(?:{_ASK}|it|matter|records?|documents?|subject of your request)\b[^.]{{0,80}}\b(?:is|are) (?:currently |now |still |presently |being |under )*(?:processed|being processed|reviewed|review|actioned|evaluated|handled|worked|compiled|considered|consideration|researched|in process|in progress)\b",
    ),
    rule(
        "status.working.we",
        Signal.WORKING,
        "currently|continu|still|presently|process|work|gather|compil|research",
        rf"\b(?:{_US}|am|are|is) (?:am |are |is )?(?:currently|continuing|continues?|still|presently|in the process of|now)\b[^.]{{0,60}}\b(?:process|review|search|compil|gather|research|work|collect|look)\w*",
    ),
    rule(
        "status.working.located",
        Signal.WORKING,
        "located|identified|found",
        rf"\b(?:{_US}) (?:has|have)\b[^.]{{0,30}}\b(?:located|identified|found)\b(?! (?:no|that no|any))[^.]{{0,80}}\b(?:records?|documents?|files?|pages?|responsive)\b",
    ),
    rule(
        "status.working.queue",
        Signal.WORKING,
        "queue|backlog|track",
        r"\b(?:queue|existing backlog|complex track|simple track|ahead of yours)\b",
    ),
    rule(
        "status.working.estimate",
        Signal.WORKING,
        "estimate|completion",
        r"\b(?:estimated? (?:completion|date|time)|best estimate|estimate (?:it|that it|this) (?:will|may) take|(?:new |updated )?completion (?:date|estimate))\b",
    ),
    rule(
        "status.working.anticipate",
        Signal.WORKING,
        "anticipat|expect|estimat",
        rf"\b(?:{_US}) (?:anticipates?|expects?|estimates?|hopes?|plans?|intends?)\b[^.]{{0,120}}\b(?:records?|documents?|installment|production|response|batch|completed?|available)\b",
    ),
    rule(
        "status.working.rolling",
        Signal.WORKING,
        "rolling|installment|batches",
        r"\b(?:on a rolling basis|in installments|in batches)\b",
    ),
    rule(
        "status.working.forwarded",
        Signal.WORKING,
        "forward",
        r"\b(?:i'?ll|i will|we will|we'll) (?:be )?forward(?:ing)? (?:this|your|it)\b",
        Sure.LIKELY,
    ),
    rule(
        "status.working.narrowed",
        Signal.WORKING,
        "updated",
        r"\b(?:i|we) have updated your (?:\w+ )?request\b",
    ),
    rule(
        "status.working.status_word",
        Signal.WORKING,
        "status",
        r"\bstatus(?:\b[^.]{0,90}\b(?:is|to|status))?:?\s*['\"‘“]?(?:in process|in progress|processing|under review|pending|assigned for processing)\b",
    ),
)
NONE_YET: tuple[Rule, ...] = (
    rule(
        "status.none_yet.if_located",
        Signal.NONE_YET,
        "located|found|identified|exist",
        r"\b(?:if|should|once|as) (?:any|additional|we|responsive|further|more)\b[^.]{0,60}\b(?:located|found|identified|exist|discovered|become available)\b[^.]{0,80}\b(?:will|shall|further respond|notify|provide)\b",
        even_if=True,
    ),
    rule(
        "status.none_yet.still",
        Signal.NONE_YET,
        "whether|if there are",
        r"\b(?:still|continuing to|currently|determin\w+|whether) (?:\w+ ){0,6}(?:find out |determine )?(?:if|whether) (?:there are|we have|it has|the \w+ has|any)\b",
    ),
)
LATER: tuple[Rule, ...] = (
    rule(
        "status.later.extend",
        Signal.LATER,
        "exten",
        rf"\b(?:extend(?:s|ed|ing)?|extension)\b(?=[^.]*\b(?:time\w*|deadline|due|days?|limit|respon\w+|period|request|date|decision|FOIA|Act|to)\b)(?<!may be extended)(?<!can be extended)(?<!could be extended)(?<!be extended)(?<!unless an extension)",
    ),
    rule(
        "status.later.to_be_extended",
        Signal.LATER,
        "extended",
        r"\b(?:needs? to be|is being|is hereby|has been|will be|must be|has to be|are being|was) (?:further )?extended\b",
    ),
    rule(
        "status.later.additional_time",
        Signal.LATER,
        "additional|more time|further time|longer",
        rf"\b(?:additional|more|further|extra) time\b(?=[^.]*\b(?:need|requir|necess|request|allow|will|to|grant|is|in which)\w*)|\b(?:need|requires?|requiring|require an|necessitat\w+|takes?|taking)\b[^.]{{0,40}}\b(?:additional|more|longer|further)\b[^.]{{0,30}}\b(?:time|days?|weeks?)\b",
    ),
    rule("status.later.unusual", Signal.LATER, "unusual circumstances", r"\bunusual circumstances\b"),
    rule(
        "status.later.unable_to_meet",
        Signal.LATER,
        "unable|not be able|not possible|cannot|not able|delay",
        r"\b(?:unable|not (?:be )?able|not (?:be )?possible|cannot|will not)\b[^.]{0,60}\b(?:meet|respond|provide|complete|comply|make a decision)\b[^.]{0,80}\b(?:deadline|time ?(?:limit|frame)|date|by|within|period)\b",
    ),
    rule("status.later.require_until", Signal.LATER, "until", r"\brequires? until\b"),
    rule(
        "status.later.new_date",
        Signal.LATER,
        "due date|completion estimate|new date|revised",
        r"\b(?:due date|deadline|completion (?:date|estimate)|estimated? (?:completion )?date)\b[^.]{0,60}\b(?:has been (?:changed|moved|revised|updated)|is now|changed to|now)\b",
    ),
    rule(
        "status.later.delay",
        Signal.LATER,
        "delayed|verzög",
        r"\bverzögern\b|\b(?:will|must) be delayed\b",
        Sure.LIKELY,
    ),
    rule("status.later.allowed", Signal.LATER, "allowed additional", r"\ballowed additional time\b"),
)
ASKS: tuple[Rule, ...] = (
    rule(
        "status.asks.clarify",
        Signal.ASKS,
        "clarif",
        r"\b(?:please|kindly|could you|can you|need(?:s|ed)? (?:you to|further|some|more|additional)?|require\w*|seeking|ask(?:ing)? (?:that )?you(?: to)?|request(?:ing)?|await\w*|in need of)\b[^.]{0,60}\bclarif\w+|\bclarification (?:is|was|of your request is) (?:required|needed|necessary|requested)",
        even_if=True,
    ),
    rule(
        "status.asks.which",
        Signal.ASKS,
        "please|could you|can you|confirm|advise|let us know|let me know",
        r"\b(?:please|could you|can you|kindly)\b(?: please)?[^.?]{0,50}\b(?:tell us (?:which|what|whether|how)|confirm (?:that|if|whether|your|which|the)|advise (?:and confirm|if you|whether|us (?:if|whether|which|what|how))|specify|indicate (?:which|whether|if|the)|provide (?:us with )?(?:more|additional|further|the (?:date|name|address|case|report)|a (?:date|time|specific|more|narrow|list))|narrow|identify (?:the|which|what)|let (?:us|me) know (?:if you (?:still|would like (?:us|me) to (?:proceed|continue))|which|what|whether|how you)|re-?submit|resubmit|describe)\b",
        even_if=True,
    ),
    rule(
        "status.asks.not_described",
        Signal.ASKS,
        "describe|narrow|broad|burdensome|vague",
        r"\b(?:does not|do not|doesn't|fails? to|must|not) (?:\w+ ){0,3}reasonably (?:describe|identif)\w*|\b(?:too|overly|unduly|so) (?:broad|vague|burdensome|voluminous)\b[^.]{0,120}\b(?:narrow|clarif|specif|confer|reduc|refin)\w*|\b(?:invit\w+|opportunity|ask\w*|willing) (?:you )?(?:to )?(?:narrow|clarify|revise|modify|refine|reduce)\b|cannot accept your \w+ request in its current form",
        even_if=True,
    ),
    rule(
        "status.asks.intend_refuse",
        Signal.ASKS,
        "intend|intention|consult",
        r"\b(?:notice of )?(?:intention|intend) to refuse\b|\brequest consultation process\b|\bpractical refusal reason\b",
    ),
    rule(
        "status.asks.still_interested",
        Signal.ASKS,
        "still interested|still want|still wish|still seek",
        r"\bstill (?:interested|want|wish|seek|need|require)\b",
        even_if=True,
    ),
    rule(
        "status.asks.before_we_can",
        Signal.ASKS,
        "before we can|in order to|to proceed|so that we",
        r"\b(?:before we can|in order (?:for us )?to (?:process|proceed|fulfil|locate|search|complete|assist)|to proceed|so that we (?:can|may))\b[^.]{0,120}\b(?:need|require|must|please|provide)\w*[^.]{0,40}\b(?:you|from you|following|information|signed|consent|form|identification|proof|address)\b",
    ),
    rule(
        "status.asks.question_portal",
        Signal.ASKS,
        "question about your request",
        r"\bthere is a question about your request\b",
        zones=(Zone.STATEMENT, Zone.FOOTER),
    ),
    rule(
        "status.asks.form",
        Signal.ASKS,
        "complete the|fill out|fill in|submit your request|use the",
        r"\b(?:must|need to|please|required to|should)\b[^.]{0,30}\b(?:complete|fill (?:out|in)|submit)\b[^.]{0,30}\b(?:attached|enclosed|request|online|required)?\s?(?:form|affidavit|portal)\b",
        Sure.LIKELY,
    ),
)
_MONEY = r"(?:fees?|charges?|costs?|deposit|payment|invoice|balance|amount)"
BILLS: tuple[Rule, ...] = (
    rule(
        "status.bills.must_pay",
        Signal.BILLS,
        "pay|paid|remit|deposit|prepay",
        rf"\b(?:must|need(?:s|ed)? to|required? to|should|please|will need to|are asked to|requires?|require you to|have to|liable to)\b[^.]{{0,80}}\b(?:be )?(?:paid|pay|remit|prepay|submit (?:a |the |your )?(?:payment|deposit|check)|provide (?:a |the )?(?:payment|deposit)|make (?:a |the )?(?:payment|deposit|check)|send (?:a |the |your )?(?:payment|check|deposit))\b",
        even_if=True,
    ),
    rule(
        "status.bills.deposit",
        Signal.BILLS,
        "deposit",
        r"\b(?:(?:good[- ]faith |\d\d ?% |fifty percent |half )?deposit of\b|deposit (?:is|in the amount|will be|must|equal)|require\w* (?:a|an|the|payment of a) (?:\w+ ){0,3}deposit|(?:upon|after|until) (?:receipt|receiving|we receive) (?:of )?(?:your|the|a) (?:\w+ )?deposit)",
        even_if=True,
    ),
    rule(
        "status.bills.prior",
        Signal.BILLS,
        "prior to|before|once|upon|until|in advance",
        rf"^(?!.*\bin the event\b).*(?:\b(?:prior to|before|once|upon|until|in advance of|after)\b[^.]{{0,60}}\b(?:payment|you pay|paid|pay|{_MONEY} (?:is|are|has|have)(?: been)? (?:received|paid))\b|\b(?:payment|prepayment|paid)\b[^.]{{0,80}}\b(?:prior to|before|in advance|must be (?:received|paid))\b)",
        even_if=True,
    ),
    rule(
        "status.bills.total_due",
        Signal.BILLS,
        "due|owe|owing|payable",
        r"\b(?:total (?:amount|cost|fee|charge|due)|amount|balance|fee|cost)\b[^.]{0,60}\b(?:due|owed|owing|payable)\b[^.]{0,30}\$\s?\d|\byou (?:will )?owe\b|\$\s?[\d,.]+ (?:is|are) (?:due|owed|payable|required)\b",
    ),
    rule(
        "status.bills.invoice",
        Signal.BILLS,
        "invoice",
        r"\b(?:attached|enclosed|see|following|below)\b[^.]{0,40}\binvoice\b|\binvoice\b[^.]{0,40}\b(?:attached|enclosed|due|below|for payment|of \$)",
    ),
    rule("status.bills.liable", Signal.BILLS, "liable", r"\bliable to pay\b"),
    rule(
        "status.bills.notify_willing",
        Signal.BILLS,
        "willing|agree|accept|authori",
        rf"\b(?:must|need to|please|if)\b[^.]{{0,120}}\b(?:willing(?:ness)?|agree(?:ment)?|accept(?:ance)?|authori[sz]e|consent)\b[^.]{{0,60}}\b(?:pay|{_MONEY}|estimate)\b",
        even_if=True,
    ),
)
COSTS: tuple[Rule, ...] = (
    rule(
        "status.costs.estimate",
        Signal.COSTS,
        "$|£|€|cost|fee",
        r"\b(?:estimated? (?:cost|fee|charge)s?|cost estimate|estimate of (?:the )?(?:cost|fee|charge)s?|fee estimate|(?:cost|fee|charge)s? (?:is|are|will be|would be) (?:estimated|approximately|expected))\b",
    ),
)
