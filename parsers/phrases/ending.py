"""How agencies say that records are handed over, withheld, not there, or that a request has ended."""

from parsers.facts import Sure, Zone
from parsers.phrases.signals import Rule, Signal, rule

_ASK = r"(?:request|inquiry|enquiry|application|foia|foil|appeal|matter|file)"
_RECORDS = r"(?:records?|documents?|documentation|information|materials?|files?|data|reports?|e-?mails?|correspondence|videos?|footage|recordings?|spreadsheets?|copy|copies|pages?|footage|items?|policy|policies|contracts?|items?|minutes|logs?|permits?|invoices?|audio|photo(?:graph)?s?|images?)"
_US = r"(?:we|i|our office|this office|(?:the|our) (?:\w+ ){0,5}?\w+|\w+ (?:council|police|department|county|university|district)|[A-Z]{2,6})"

RELEASES: tuple[Rule, ...] = (
    rule(
        "status.releases.attached",
        Signal.RELEASES,
        "attach|enclos|included with",
        rf"\b(?:attached|enclosed|included (?:with|in) this)\b(?![^.]*\b(?<!this )(?:letter|addendum|paragraphs?|notice|form|invoice|acknowledge?ment|correspondence|estimate|charges|costs|itemi[sz]ation)\b)[^.]{{0,40}}\b(?:is|are|please find|you will find|herewith)\b[^.]{{0,80}}\b{_RECORDS}\b|\b{_RECORDS}\b[^.]{{0,80}}\b(?:is|are|have been|has been)\b[^.]{{0,20}}\b(?:attached|enclosed|included with)\b",
    ),
    rule(
        "status.releases.find",
        Signal.RELEASES,
        "find|see",
        rf"\b(?:find|see)\b(?![^.]*\b(?<!this )(?:letter|addendum|paragraphs?|notice|form|invoice|acknowledge?ment|correspondence|estimate|charges|costs)\b)[^.]{{0,50}}\b(?:attached|enclosed|below|link)\b[^.]{{0,60}}\b(?:responsive|requested|redacted|{_RECORDS})\b(?![^.]{{0,30}}\b(?:letter|form|invoice)\b)",
        Sure.LIKELY,
    ),
    rule(
        "status.releases.available",
        Signal.RELEASES,
        "available|uploaded|posted|access|download",
        rf"\b(?:{_RECORDS}|response|they)\b[^.]{{0,120}}\b(?:(?:is|are) now (?:available|ready)|(?:is|are) available|(?:has|have) been (?:uploaded|posted|made available|added|placed|published)|can be (?:accessed|downloaded|viewed|found)|may be (?:accessed|downloaded|viewed))\b(?![^.]{{0,40}}\bupon (?:receipt|payment))",
    ),
    rule(
        "status.releases.released",
        Signal.RELEASES,
        "release|provid|sent|produc|disclos|deliver|mailed",
        rf"\b(?:{_RECORDS})\b[^.]{{0,100}}\b(?:has|have) been (?:released|provided|sent|produced|disclosed|delivered|e?-?mailed|mailed|forwarded)\b|\b(?:we|i) (?:are|am|have|hereby|now)(?: now| hereby| also)? (?:releas|provid|send|produc|disclos|attach|enclos|upload|deliver|emailed|mailed)\w*\b[^.]{{0,80}}\b(?:{_RECORDS}|responsive)\b",
    ),
    rule(
        "status.releases.portal",
        Signal.RELEASES,
        "released for",
        r"\bdocuments? (?:have|has) been released for\b|\b(?:in|on|via|through) the (?:\w+ ){0,3}portal\b[^.]{0,20}\b(?:responsive|records)\b|\bresponsive records in portal\b",
    ),
    rule(
        "status.releases.in_full",
        Signal.RELEASES,
        "released in full|releasable|granted in full|disclosed in full|fully",
        r"\b(?:released?|releasable|disclosed?|granted|grant) (?:\w+ ){0,4}in (?:full|its entirety|their entirety)\b|\bpages? (?:are|were) (?:partially |fully )?releas(?:ed|able)\b",
    ),
    rule(
        "status.releases.redacted",
        Signal.RELEASES,
        "redact",
        rf"\b(?:{_RECORDS}|portions?|response)\b[^.]{{0,60}}\b(?:has|have|is|are|were|was) (?:been )?redacted\b|\bredaction log\b|\bwith (?:certain |appropriate |some |limited |necessary )?(?:information )?redact(?:ions|ed)\b",
    ),
    rule(
        "status.releases.interim",
        Signal.RELEASES,
        "interim|installment|batch|production|partial",
        rf"\b(?:this (?:is|constitutes)|(?:the )?(?:attached|enclosed|next|first|second|third|final|\w+th)) (?:is |are )?(?:an? |the |our )?(?:\w+ )?(?:interim response|interim release|installment|partial response|batch of (?:records|documents)|rolling production)\b(?![^.]{{0,80}}\b(?:will|expect|by)\b)",
    ),
)
GRANTS: tuple[Rule, ...] = (
    rule(
        "status.grants.granted",
        Signal.GRANTS,
        "granted|grant",
        rf"\b{_ASK}\b[^.]{{0,240}}\b(?:is|has been|was|be)\b (?:hereby |being )?(?:granted|approved)\b(?! in part)",
    ),
    rule(
        "status.grants.fulfilled",
        Signal.GRANTS,
        "fulfilled|completed|complete|satisfies|concludes|in full",
        rf"\b{_ASK}\b[^.]{{0,60}}\b(?:has|have|is) (?:now |been |hereby )*(?:fulfilled|complete|completed)\b(?! (?:by|within))|\b(?:has|have) (?:now )?(?:completed|fulfilled) (?:its|your|our|the) (?:\w+ ){{0,4}}(?:response|request|{_ASK}|production)\b|\bthis (?:e-?mail |letter |response )?(?:concludes|completes|fulfills|satisfies)\b|\b(?:answered|responded to|completed) your (?:\w+ )?{_ASK}\b[^.]{{0,20}}\bin full\b",
    ),
)
MORE: tuple[Rule, ...] = (
    rule(
        "status.more.rolling",
        Signal.MORE,
        "rolling|installment|remaining|additional|next batch|balance of|continue",
        rf"\b(?:(?:remaining|additional|further|other|more|next|rest of the|outstanding) (?:responsive )?(?:{_RECORDS}|batch|installments?|release|production)|(?:next|subsequent) (?:\w+ )?(?:batch|installment|release|production))\b[^.]{{0,120}}\b(?:will|expect\w*|anticipat\w*|nearing|are being|still|once)\b|\b(?:on a rolling basis|rolling (?:production|release|basis))\b|\bcontinu\w+ to (?:process|search|review|compile|gather|release)\b|\b(?:expects?|anticipates?|will|plans?|hopes?)\b[^.]{{0,50}}\b(?:next|further|remaining|additional|rest|second|third|subsequent|\w+th) (?:\w+ ){{0,2}}(?:batch|installments?|release|production|{_RECORDS})\b",
    ),
)
WITHHOLDS: tuple[Rule, ...] = (
    rule(
        "status.withholds.part",
        Signal.WITHHOLDS,
        "part|portion|some|certain",
        rf"\b(?:denied|denying|withh\w+|exempt|refus\w+|granted|approved)\b[^.]{{0,40}}\bin[- ]part\b|\bin[- ]part\b[^.]{{0,30}}\b(?:denied|denial|withheld|granted)\b|\b(?:portions?|some|certain|a number|parts?|other)\b[^.]{{0,60}}\b(?:{_RECORDS}|request|requested)?\b[^.]{{0,40}}\b(?:(?:are|is|were|was|been|be|being) (?:\w+ ){{0,2}}(?:withheld|exempt|denied|refused)|withheld|exempt from)\b|\bpartially (?:denied|exempt|withheld|granted|releas\w+)",
    ),
    rule(
        "status.withholds.we",
        Signal.WITHHOLDS,
        "withh",
        rf"\b(?:we|i|{_US}) (?:are|am|is|have|has|will be|must)?\s?(?:\w+ )?withh(?:eld|olding|old)\b",
    ),
    rule(
        "status.withholds.exempt",
        Signal.WITHHOLDS,
        "exempt|withheld|privileg",
        rf"\b{_RECORDS}\b[^.]{{0,100}}\b(?:is|are|were|was|has been|have been|must be|be|being) (?:\w+ ){{0,2}}(?:withheld|exempt(?:ed)? (?:from|under|pursuant))\b",
    ),
)
NONE: tuple[Rule, ...] = (
    rule(
        "status.none.no_responsive",
        Signal.NONE,
        "no ",
        rf"\bno (?:\w+ ){{0,4}}?(?:responsive )?{_RECORDS}\b[^.]{{0,60}}\b(?:responsive|respond|were found|was found|were located|was located|were identified|exist|have been (?:located|identified|found)|has been identified|matching|relating|relevant|could be (?:located|found|identified)|found|located|in (?:our|its|the) (?:possession|custody))\b|\bno (?:responsive|such) (?:{_RECORDS})\b",
    ),
    rule(
        "status.none.not_have",
        Signal.NONE,
        "not |n't|unable|never|cannot",
        rf"\b(?:do(?:es)? not|don't|doesn't|did not|didn't|never|not) (?:currently |actually |in fact )?(?:possess|have|hold|maintain|keep|contain|retain|locate|identify|find|create[d]?|generate)\b(?![^.]{{0,12}}\b(?:authority|enough|sufficient|the (?:ability|capacity)|the right|to\b))[^.]{{0,100}}\b(?:{_RECORDS}|responsive|such|any|these|this|that|one|anything|requested)\b",
    ),
    rule(
        "status.none.unable_locate",
        Signal.NONE,
        "unable|could not|not able|failed|not been able|not identified|no longer",
        rf"\b(?:unable|not able|not been able|could not|failed) (?:be )?(?:to )?(?:locate|find|identify|be found|be located)\b|\b(?:have|has) not (?:located|identified|found)\b",
    ),
    rule(
        "status.none.not_exist",
        Signal.NONE,
        "exist",
        rf"\b(?:{_RECORDS})\b[^.]{{0,80}}\b(?:does not|do not|doesn't|don't|did not|no longer|never) exist(?:ed)?\b|\bnon-?existent\b|\bthere (?:is|are|was|were) (?:\w+ )?no (?:\w+ ){{0,3}}{_RECORDS}\b",
    ),
    rule(
        "status.none.yielded",
        Signal.NONE,
        "yield|result|return",
        rf"\b(?:search|review)\w*\b[^.]{{0,100}}\b(?:yielded|resulted in|returned|produced|revealed|found|located) (?:no|zero|nothing|negative)\b|\bnegative (?:search )?results?\b",
    ),
    rule(
        "status.none.not_custodian",
        Signal.NONE,
        "custod|not a record|not the holder",
        r"\b(?:not|isn't|no) (?:the |a |in )?(?:\w+ )?(?:custodians?|custody|keeper|record ?holder)\b",
        Sure.LIKELY,
    ),
    rule(
        "status.none.refused_18e",
        Signal.NONE,
        "18(e)|24a|not held|nicht vorhanden|bestandteil",
        r"\b(?:section|s\.?) ?18\(e\)|\bs(?:ection)? ?24A\b|\b(?:is|are) not held\b|\bnicht (?:vorhanden|bestandteil)\b",
    ),
)
DENIES: tuple[Rule, ...] = (
    rule(
        "status.denies.denied",
        Signal.DENIES,
        "denied|denying|deny|denial|rejected|refus",
        rf"\b{_ASK}\b[^.]{{0,240}}\b(?:is|are|was|has been|have been|be|being|must be) (?:\w+ ){{0,3}}(?:denied|rejected|refused|declined|not granted)\b(?! in[- ]part)|\b(?:we|i|{_US}) (?:\w+ ){{0,4}}(?:deny|denies|denying|refuse|refusing|reject|rejecting|must deny|decline|declining)\b(?! in[- ]part)(?![^.]{{0,30}}agree)|\bdenial of (?:your|the) (?:\w+ )?request\b",
    ),
    rule(
        "status.denies.exempt",
        Signal.DENIES,
        "exempt|withheld",
        rf"\b(?:entirety|in full|in its entirety|request|all)\b[^.]{{0,60}}\b(?:is |are |be )?(?:exempt (?:from|by|under|pursuant)|withheld)\b|\bexempt by virtue of\b|\b(?:cannot|unable to|will not|not be able to|can not) (?:be )?(?:release[d]?|disclose[d]?|provide[d]?|produce[d]?) (?:any |the |these |this |you |requested )*(?:portion|{_RECORDS}|with)\b|\b(?:material|records?|documents?)\b[^.]{{0,80}}\b(?:is|are) exempt from (?:public )?(?:disclosure|release|production)\b",
    ),
    rule(
        "status.denies.glomar",
        Signal.DENIES,
        "confirm nor deny|confirm or deny",
        r"\bneither confirm(?:s|ed)? (?:nor|or) den(?:y|ies|ied)\b|\b(?:cannot|can not|refuse\w* to) confirm or deny\b",
    ),
    rule(
        "status.denies.burden",
        Signal.DENIES,
        "cost of compliance|substantial collation|18(f)|section 12|vexatious",
        r"\bsection 12\b[^.]{0,60}\bexempt\w*|\bsubstantial collation\b|\bvexatious\b|\bexceeds? the appropriate limit\b",
        Sure.LIKELY,
    ),
    rule(
        "status.denies.ablehnen",
        Signal.DENIES,
        "ablehn|abgelehnt|nicht entsprochen",
        r"\b(?:ablehnen|abgelehnt|nicht entsprochen|lehne ich)\b",
    ),
)
REFERS: tuple[Rule, ...] = (
    rule(
        "status.refers.redirect",
        Signal.REFERS,
        "contact|submit|direct|refer|forward|transfer|reach out|send",
        rf"\b(?:please|you (?:may|will need to|should|must|can|need to)|suggest\w*|recommend\w*|advise\w*|would need to)\b[^.]{{0,60}}\b(?:contact|submit|direct|refer|redirect|reach out|re-?submit|send|file|inquire|check)\b[^.]{{0,60}}\b(?:your|this|the|a|their)?\s?(?:{_ASK}|\w+ (?:police|sheriff|county|city|court|department|office|agency|clerk))\b[^.]{{0,30}}\b(?:to|with|at|directly|from|agency|police|department|county|court|office|clerk)\b",
        Sure.UNSURE,
    ),
    rule(
        "status.refers.transfer",
        Signal.PASSES_ON,
        "transfer|referred|forwarded|refer ",
        rf"\b(?:transferr(?:ed|ing)|referr(?:ed|ing)|re-?routed|misdirected)\b[^.]{{0,60}}\b(?:{_ASK}|it|this)\b[^.]{{0,60}}\bto\b|\b{_ASK}\b[^.]{{0,60}}\b(?:has been|have been|was|is being|is) (?:transferred|referred|re-?routed)\b[^.]{{0,30}}\bto\b",
    ),
    rule(
        "status.refers.forwarded",
        Signal.PASSES_ON,
        "forwarded",
        rf"\b(?:we|i) (?:have |has )?forwarded (?:your|this|the) (?:\w+ )?{_ASK}\b[^.]{{0,20}}\bto\b",
        Sure.UNSURE,
    ),
    rule(
        "status.refers.must_go",
        Signal.REFERS,
        "must go through|other agency|another agency|does not handle",
        r"\b(?:all )?requests must go through\b|\b(?:another|a different|the appropriate|other) (?:agency|department|office|entity)\b[^.]{0,40}\b(?:maintains?|holds?|has|would have)\b",
        Sure.LIKELY,
    ),
)
WITHDRAWN: tuple[Rule, ...] = (
    rule(
        "status.withdrawn.cancelled",
        Signal.WITHDRAWN,
        "cancel|withdr|abandon",
        rf"\b{_ASK}s?\b[^.]{{0,80}}\b(?:has been|have been|is|are|was|were|is being)\b (?!not )(?:\w+ ){{0,2}}(?:cancell?ed|withdrawn|abandoned)\b|\b(?:have|has) (?:cancell?ed|withdrawn)\b[^.]{{0,40}}\b{_ASK}s?\b|\b(?:you|voluntarily) (?:have |has )?(?:voluntarily )?withdr(?:ew|awn)\b",
    ),
    rule(
        "status.withdrawn.no_answer",
        Signal.WITHDRAWN,
        "not received|no response|unable to contact|lack of response|have not heard|non-payment|nonpayment|not been received",
        rf"^(?!.*\b(?:if|unless|will be|may be|or we will)\b).*(?:\b(?:(?:have|has|did) not receive[d]?|(?:has|have) not been received|no (?:response|reply|payment|deposit)|lack of (?:a )?(?:response|payment)|unable to contact|not heard|non-?payment|failure to (?:pay|respond))\b[^.]{{0,140}}\b(?:clos\w+|cancel\w*|withdrawn|abandoned|administratively)\b|\b(?:clos\w+|cancel\w*|withdrawn|abandoned)\b[^.]{{0,120}}\b(?:(?:have|has|did) not receive[d]?|(?:has|have) not been received|no (?:response|payment|reply)|lack of (?:a )?(?:response|payment)|non-?payment|unable to contact|failure to (?:pay|respond))\b)",
    ),
)
CLOSES: tuple[Rule, ...] = (
    rule(
        "status.closes.closed",
        Signal.CLOSES,
        "clos",
        rf"\b(?:{_ASK}|it)\b[^.]{{0,140}}\b(?:is|are|has been|have been|was|be|being|as|now) (?:\w+ ){{0,3}}closed\b|\b(?:consider|consider\w+|clos(?:ed|es|ing)|have closed|closed)\b[^.]{{0,60}}\b(?:your|this|the) (?:\w+ ){{0,4}}{_ASK}\b[^.]{{0,60}}(?:\bclosed\b|$|[.,])|\b(?:has|have) closed (?:your|this|the)\b|\bno further action\b",
    ),
    rule(
        "status.closes.field",
        Signal.CLOSES,
        "status",
        r"\b(?:request )?status:\s*['\"]?(?:closed|completed?)\b",
    ),
    rule(
        "status.closes.status_word",
        Signal.CLOSES,
        "status",
        r"\bstatus\b[^.]{0,60}\b(?:is|to|status)\s*['\"‘“]?(?:closed|completed)\b",
    ),
)
APPEAL: tuple[Rule, ...] = (
    rule(
        "status.appeal.received",
        Signal.APPEAL,
        "appeal|internal review|confirmatory",
        r"\b(?:your|the|this) (?:\w+ ){0,3}(?:appeal|request for (?:an )?internal review|confirmatory application)\b[^.]{0,80}\b(?:has been|was|is) (?:\w+ )?(?:received|assigned|registered|docketed|logged|given|acknowledged)\b|\b(?:acknowledg\w+|received|receipt of)\b[^.]{0,40}\b(?:your|the) (?:\w+ ){0,4}(?:appeal|internal review|confirmatory application)\b",
        zones=(Zone.STATEMENT, Zone.REMEDIES),
    ),
)
