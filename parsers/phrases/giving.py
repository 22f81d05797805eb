"""How agencies say that records are handed over, that more will follow, or that a request is done."""

from parsers.facts import Sure
from parsers.needs import guarded
from parsers.phrases.signals import Rule, Signal, rule
from parsers.phrases.words import ASK, GOODS, RECORDS, REQUEST, WE

_LETTER = (
    r"(?<!this )letter|ltr|(?:relevant |above |cited )?(?:statut\w+|excerpts?|provisions|sections? (?:is|are))|(?:copy of|text of) (?:the )?(?:section|act|law|exemption)\w*|sections are|addendum|paragraphs?|notice|form|statement|(?:written )?comments|invoice|bill|affidavit|attestation|verification|declaration|sheet|certification|acknowledge?ment|correspondence|estimate|itemi[sz]ation|charges|appeal|guidance|leaflet|factsheet|"
    r"schedule of fees|memo|brief|copy of (?:your|the) (?:\w+ )?(?:request|application)|more information|if (?:any|you)|unable|waiver|explains|explanation of|list of exemptions|representative samples?|exhibits? [A-Z0-9]|(?:billing|cost|fee) (?:estimate|statement)|estimated (?:billing|cost|fee|charge)s?|(?:bill|estimate) for|attached (?:complaint|petition)"
)
# "our response is attached": the answer, not the records
_NO_ANSWER = (
    r"(?!.*\b(?:attached|enclosed|see|find)(?: please find| is| are)?,? (?:the |our |my |an? |your )?(?:\w+ ){0,2}?(?:response|reply|answer|decision|determination|document)\b)"
    r"(?!.*\b(?:response|reply|decision|determination|document)\b(?: \w+){0,4} (?:is |are )?(?:attached|enclosed))"
)
_NO_LETTER = r"(?!.*\b(?<!this )(?:letter|addendum|paragraphs?|notice|form|invoice|acknowledge?ment|correspondence|estimate|charges|costs|itemi[sz]ation|appeal|(?:copy of )?(?:your|the) (?:\w+ )?request|guidance|leaflet|ltr|decision|determination|reply|response (?:letter|ltr|to your)|document\W*$)\b)"
_NOT_THERE = r"(?!.*\b(?:nothing|none|no (?:records|documents|copies|pages)|not)\b (?:(?:is|are|was|were|has been|have been|being) )?(?:\w+ )?(?:attached|enclosed)\b)"
_GIVEN = r"(?:releas|provid|send|sent|produc|disclos|attach|enclos|upload|deliver|e-?mail|mail|mak|includ|shar|supply|furnish|forward)(?:ed|ing|es|s|e)?"
_PLACE = r"(?:folder|drive|dis[ck]|cd|dvd|usb(?: stick)?|thumb ?drive|flash ?drive|drop ?box|sharefile|sharepoint|envelope|packet)"
# in a mail to which a file is attached that is no letter: what "attached" means then
ATTACHES = guarded(
    "attach|enclos",
    rf"^(?!.*\b(?:{_LETTER})\b){_NOT_THERE}(?!\W*(?:if|should|once|when|unless|upon)\b)(?!.*\b(?:will|would|may|can|must|please (?:complete|fill|sign|return)) )(?!.*\byour (?:\w+ )?(?:request|e-?mail)\b.{{0,30}}\battached)"
    r".*\b(?:attached|enclosed)\b",
)
RELEASES: tuple[Rule, ...] = (
    rule(
        "status.releases.log_in",
        Signal.RELEASES,
        "retrieve|download|view|obtain|access",
        rf"^\W*(?:please )?(?:log ?(?:in|on)|sign in|go|visit|click)\b.{{0,80}}\b(?:retrieve|download|view|obtain|access) (?:(?:the |your |these |all |any )*(?:[\w-]+ ){{1,3}}?(?:{GOODS})|them)\b",
    ),
    rule(
        "status.releases.ready",
        Signal.RELEASES,
        "ready",
        rf"^\W*(?:the |your )(?:requested |responsive )?(?:[\w-]+ ){{0,2}}(?:{GOODS}) (?:is|are) (?:now )?ready(?:[.!]|$| for (?:you|pick ?up|collection|download))",
        Sure.LIKELY,
    ),
    rule(
        "status.releases.records_attached",
        Signal.RELEASES,
        "attach|enclos",
        rf"^(?!.*\b(?:{_LETTER})\b)(?!.*\brequest(?:,? (?:is |as )?attached)\b){_NOT_THERE}{_NO_ANSWER}.*(?:\b(?:attached|enclosed)\b.{{0,60}}\b(?:responsive|requested|{GOODS})\b|\b(?:responsive|requested|{GOODS})\b.{{0,90}}\b(?:attached|enclosed)\b|\b(?:i|we) (?:\w+ ){{0,2}}?(?:attach|enclose)(?:d|ing)?\b)",
    ),
    rule(
        "status.releases.attached",
        Signal.RELEASES,
        "attach|enclos|included with|herewith",
        rf"^(?!.*\b(?:{_LETTER})\b)(?!.*\brequest(?:,? (?:is |as )?attached)\b){_NOT_THERE}{_NO_ANSWER}(?!.*\b(?:see|refer to|complete|sign|fill|return) the (?:attached|enclosed)).*\b(?:attached|enclosed|included (?:with|in) this (?:letter|e-?mail)|herewith)\b",
        Sure.LIKELY,
    ),
    rule(
        "status.releases.find",
        Signal.RELEASES,
        "find|see ",
        rf"\b(?:find|see)\b{_NO_LETTER}.{{0,60}}\b(?:attached|enclosed|herewith|below|link)\b.{{0,70}}\b(?:responsive|requested|redacted|{RECORDS})\b|\b(?:find|see)\b{_NO_LETTER}.{{0,40}}\b(?:{RECORDS})\b.{{0,40}}\b(?:attached|enclosed|below)\b",
        Sure.LIKELY,
    ),
    rule(
        "status.releases.bare",
        Signal.RELEASES,
        "see attached|attached.",
        r"^\W*(?:[\w ]{0,30}, ?)?(?:please )?(?:see|find) (?:the )?attached\W*$|^\W*attached\W*$",
        Sure.UNSURE,
    ),
    rule(
        "status.releases.bare_item",
        Signal.RELEASES,
        "attached|enclosed|uploaded|released|provided",
        r"^\W*(?:attached|enclosed|uploaded|released|provided|produced)(?: in full| herewith| here)?\W*$",
        Sure.LIKELY,
    ),
    rule(
        "status.releases.here",
        Signal.RELEASES,
        "answered|table|list|figures|chart|accompany|here |heres|here it|here they|here you|here is|here are|giving you|set out|as follows|following|below",
        rf"\b(?:table|list|figures|chart|spreadsheet)s? (?:below |above |attached )?(?:sets? out|shows?|gives?|lists?|contains?)\b|^\W*(?:[\w ]{{0,20}}, ?)?here(?:'s|s| is| are) (?:the |your |what |copies )|\bhere (?:it is|they are|you go|you are)\b|\b(?:{GOODS})\b.{{0,40}}\baccompany this\b|\bthey accompany this\b|\b(?:request|questions?|enquir(?:y|ies)|application|points?)\b.{{0,60}}\b(?:is|are) answered (?:below|as follows|in turn|here)\b|\b(?:find|have|send you|giving you|give you) here\b|\b(?:we|i) (?:are|am) (?:giving|handing) you\b|\b(?:{RECORDS})\b.{{0,60}}\b(?:is|are) (?:set out|given|listed|as follows|contained|shown)\b.{{0,30}}\b(?:below|follows|in the (?:attached|table)|in (?:annex|appendix|table))\b|\b(?:our|my|the) (?:response|answers?|reply) (?:to (?:your|each) [\w ]{{0,30}})?(?:is|are) (?:as follows|set out|below)",
    ),
    rule(
        "status.releases.available",
        Signal.RELEASES,
        "available|uploaded|posted|access|download|published|view|picked up|collect|link|already on",
        rf"^(?!.*\b(?:not|cannot|never|nor) (?:yet |currently |presently )?(?:be )?(?:made )?(?:\w+ )?(?:available|accessed|downloaded|viewed|picked)\b)(?!\W*(?:an? |the )?cop(?:y|ies) of (?:the |our |this )?(?:[\w.-]+ )?(?:\d|acts?\b|laws?\b|statutes?|regulations?|rules?\b|fee\b|ordinance|open records)).*(?:\b(?:{RECORDS}|response|they|which|these)\b.{{0,120}}?\b(?:(?:is|are) (?:now )?(?:available|ready)|(?:has been|have been|was|were) (?:uploaded|posted|made available|added|placed|published)|can (?:now )?be (?:accessed|downloaded|viewed|found)|may (?:now )?be (?:accessed|downloaded|viewed|found))\b(?!.{{0,60}}\b(?:upon (?:receipt|payment)|once|after|when|will|in the future)\b)|"
        rf"\b(?:can|may) be (?:picked up|collected)\b|\blinks? to\b.{{0,60}}\b(?:is|are) (?:below|here|at)\b|\b(?:gives?|given|giving|provid\w+|sent) (?:you )?(?:the |below the |direct )?links\b|\byou (?:will|can|may|should) find\b(?! (?:\w+ ){{0,3}}(?:appeal|information (?:about|on)|instructions|details (?:of|on)|forms?|rights|explanation|fees?)\b).{{0,60}}\b(?:at\b|here|below|on (?:our|the|this)|in (?:the|this) (?:link|folder|attach\w*))|\balready (?:on|available on|posted on|published on) (?:our|the) (?:web ?site|web page)|\byou (?:can|may) (?:now )?(?:download|access|view|retrieve|pick up|collect)\b.{{0,80}}\b(?:{RECORDS}|them|it)\b|\b(?:available|posted|published)\b.{{0,30}}\b(?:at|on|online at|via|through) (?:the )?(?:following|this(?! (?:time|point|stage|moment|juncture))|our|below|link|https?))",
    ),
    rule(
        "status.releases.released",
        Signal.RELEASES,
        "releas|provid|sent|send|produc|disclos|deliver|mail|suppl|furnish|forward",
        rf"^(?!.*\bfor (?:its|their) (?:\w+ ){{0,3}}?(?:processing|review|consideration|direct)).*(?:\b(?:{GOODS}|everything)\b.{{0,100}}?\b(?:has|have|were|was|are|is) (?:been |being )?(?:hereby )?(?:released|provided|sent|produced|disclosed|delivered|e?-?mailed|mailed|forwarded|supplied|furnished)\b(?!.{{0,20}}\b(?:on or before|by \w+ \d|once|upon|when|if)\b)|"
        rf"\b(?:{WE})(?:'re|’re)? (?:are|am|is|have|has|hereby|now)(?: now| hereby| also| today| therefore)? {_GIVEN}\b(?! (?:your|this|the|it|a portion of your) ?(?:\w+ )?(?:request|letter|inquiry|enquiry|notice|application|on to|to))(?! to (?:\w+ ){{1,4}}(?:your|the|this) (?:\w+ )?(?:request|inquiry|application|letter)\b).{{0,90}}\b(?:{RECORDS}|responsive)\b(?!.{{0,30}}\b(?:once|upon receipt|after|when)\b)|\b(?:i|we) (?:can|am able to|are able to) (?:provide|release|disclose) (?:you with )?(?:the|some|most|all|part)\b)",
    ),
    rule(  # how a clerk notes it in a portal: "Documents emailed today", "Report released"
        "status.releases.noted",
        Signal.RELEASES,
        "mailed|sent|uploaded|released|attached|enclosed|provided|link",
        rf"^\W*(?!.*\b(?:not|no|nothing|never|if|when|once|will|denied)\b)(?:[\w-]+ ){{0,3}}(?:{GOODS})(?: [\w-]+){{0,2}} (?:e-?mailed|mailed|sent|uploaded|released|attached|provided)\b(?! (?:by|from|between|with|in the|on the|that|which|is|are|will|cannot))|"
        rf"^(?!.*\b(?:not|no|nothing|never|if|when|once|will|be|affidavit|declaration)\b).*[,;–-] ?(?:uploaded|attached|enclosed|released|e-?mailed)\W*$|"
        rf"^\W*(?:the )?links? (?:below|above|attached|provided)?(?: \w+){{0,3}} ?(?:contains?|leads?|has|holds?) (?:to )?(?:the|your|all)\b",
        Sure.LIKELY,
    ),
    rule(
        "status.releases.put",
        Signal.RELEASES,
        "loaded|placed|put |copied|burned|saved|dropped",
        rf"^(?!.*\b(?:will|would|can|could|may|must|to) be (?:\w+ )?(?:loaded|placed|put|copied|burned|saved|dropped)\b)(?!.*\byour (?:\w+ )?request (?:has been|was|is) ).*\b(?:up)?(?:loaded|placed|put|copied|burned|saved|dropped)\b.{{0,60}}\b(?:in|on|into|onto|to) (?:an? |the |our |your )?(?:[\w-]+ ){{0,3}}{_PLACE}\b",
        Sure.LIKELY,
    ),
    rule(
        "status.releases.below",
        Signal.RELEASES,
        "below|per your|you requested|you asked",
        rf"^\W*(?:as (?:you )?(?:requested|asked)|per your (?:\w+ )?request)(?: ?#? ?[\d-]+)?\W*$|^(?!.*\b(?:request|e-?mail|message|letter|law|statute|section|address|link|instructions|appeal|fee|invoice|exemption)s? (?:is |are |was |has been |, )?(?:\w+ )?(?:pasted|copied|reproduced|printed)\b).*\b(?:pasted|copied|reproduced|printed)\b.{{0,20}}\bbelow\b",
        Sure.LIKELY,
    ),
    rule(
        "status.releases.portal",
        Signal.RELEASES,
        "released for|portal|on your request|account|records center|record center",
        rf"\b(?:{GOODS}|they|printouts?)\b.{{0,60}} (?:is|are) (?:now )?(?:in|on) (?:your|the|our) (?:\w+ )?(?:portal|account|records? (?:center|portal)|request(?= in the|\W*$| page))\b|"
        r"\bdocuments? (?:have|has) been released for\b|\b(?:in|on|via|through) the (?:\w+ ){0,3}portal\b.{0,20}\b(?:responsive|records)\b|\bresponsive records in portal\b",
    ),
    rule(
        "status.releases.in_full",
        Signal.RELEASES,
        "in full|releasable|entirety|in part|partial|pages",
        r"\b(?:releas\w+|releasable|disclos\w+|granted|grant|provid\w+|produc\w+)\b.{0,60}\bin (?:full|their entirety|its entirety)\b(?<!withheld in full)|\bpages? (?:are|were|is|was|have been) (?:being )?(?:partially |fully )?(?:releas(?:ed|able)|disclosed|provided)\b|"
        r"\b(?:releas\w+|disclos\w+|provid\w+|produc\w+) (?:you with )?(?:\d[\d,]*|all|several|some|two|three|four|five|six|seven|eight|nine|ten|\w+teen|\w+ty(?:-\w+)?) (?:responsive )?(?:pages|records|documents|e-?mails|files)\b|\b(?:grant|granted|granting|give|given|provide) (?:you )?(?:full |partial )access\b",
    ),
    rule(
        "status.releases.redacted",
        Signal.RELEASES,
        "redact",
        rf"\b(?:{RECORDS}|portions?|response|names|details)\b.{{0,80}}\b(?:has|have|is|are|were|was) (?:been )?redacted\b|\bredaction log\b|\bwith (?:certain |appropriate |some |limited |necessary |minor )?(?:\w+ )?redact(?:ions|ed)\b|\b(?:we|i) (?:have )?redacted\b",
    ),
    rule(
        "status.releases.interim",
        Signal.RELEASES,
        "install|batch|production|tranche|release|set",
        r"\b(?:attached|enclosed|here|available|uploaded|released|(?<!to )(?<!will )(?<!be )(?<!can )provid\w+|sending|sent)\b.{0,60}\b(?:first|second|third|fourth|fifth|next|final|last|\w+th) (?:\w+ )?(?:interim release|install?ment|batch|tranche|production|release|set)\b|\b(?:first|second|third|fourth|fifth|next|final|last|\w+th) (?:\w+ )?(?:interim release|install?ment|batch|tranche|production|release|set)\b(?!.{0,80}\b(?:will|expect\w*|planned|by|to follow)\b).{0,60}\b(?:attached|enclosed|available|uploaded|released|in your|on the)\b",
    ),
)
GRANTS: tuple[Rule, ...] = (
    rule(
        "status.grants.granted",
        Signal.GRANTS,
        "granted|grant|approved",
        rf"\b(?:{ASK}|access)\b.{{0,240}}?\b(?:is|has been|was|are)\b (?:hereby |being )?(?:granted|approved)\b(?! in part)|\b(?:{WE}) (?:have |has |am |are )?(?:hereby )?(?:grant(?:ed|ing|s)?|approv\w+) (?:your|the|this) (?:\w+ ){{0,3}}{ASK}\b(?! in part)",
    ),
    rule(
        "status.grants.fulfilled",
        Signal.GRANTS,
        "fulfilled|complete|satisf|conclud|in full|fully responded|final response|finished",
        rf"^(?!.*\b(?:may|might|will|would) have been (?:completed|concluded)\b)(?!.*\bnot (?:been )?(?:completed?|concluded)\b).*(?:\b(?:{REQUEST}|response|production)\b.{{0,80}}\b(?:has|have|is|as|been|now)\b (?:now |been |hereby |therefore )*(?:fulfilled|complete|completed|satisfied|finished|concluded)\b(?! (?:by|within))|\b(?:consider|deem)\w*\b.{{0,60}}\b(?:{ASK})\b.{{0,20}}\b(?:fulfilled|complete\w*|satisfied|closed as complete)\b|"
        rf"\b(?:has|have) (?:now )?(?:fulfilled|fully responded to) (?:its|your|our|the) (?:\w+ ){{0,4}}(?:{ASK}|production)\b|\b(?:this|which|and|that)\b(?: \w+){{0,4}}? (?:fulfills|fulfils|satisfies)\b|"
        rf"\b(?:answered|responded to|completed) your (?:\w+ )?{ASK}\b.{{0,20}}\bin full\b)",
    ),
)
DONE: tuple[Rule, ...] = (
    rule(
        "status.done.final",
        Signal.DONE,
        "final|complet|conclu|finish|ends|everything we have|all we have|last|nothing further|nothing more|now received",
        rf"\b(?:our|the|a|its|agency's|city's|department's) (?:final|complete|full) (?:\w+ )?(?:response|reply|answer|determination|decision)\b(?!.{{0,40}}\bby\b)|\b(?:this|which|and|that)\b(?: \w+){{0,4}}? (?:concludes|completes|ends|finishes)\b|"
        rf"\b(?:{WE}|processing) (?:has|have)(?: been)? (?:now )?(?:completed|concluded|finished)\b.{{0,60}}\b(?:response|{ASK}|production|processing|review)\b|\b(?:last|final) (?:batch|install?ment|tranche|production|set|release)\b(?!.{{0,60}}\b(?:will|by|expect\w*)\b)|\b(?:everything|all) (?:that )?we have\b|\bnothing (?:further|more) outstanding\b|\byou have now received (?:all|everything)\b",
    ),
)
MORE: tuple[Rule, ...] = (
    rule(  # Texas Government Code 552.301: what the agency would withhold waits for a ruling
        "status.more.ruling_asked",
        Signal.MORE,
        "attorney general|open records division",
        r"^(?!.*\b(?:without|not (?:need|require|have)|no need|no longer|withdr\w+|the right to|a requestor|you may)\b.{0,60}\b(?:request|seek|ask|ruling|decision)).*(?:\b(?:asked|asking|request(?:ed|ing|s)?|sought|seek(?:s|ing)?|submitted|submitting|will (?:ask|seek|request))\b(?! (?:the|a|your) (?:right|form)).{0,90}\b(?:ruling|decision|opinion|determination)\b.{0,60}\b(?:attorney general|open records division)\b|"
        r"\b(?:asked|asking|request(?:ed|ing|s)?|sought|seek(?:s|ing)?|submitted|referred|sent)\b.{0,90}\b(?:attorney general|open records division)\b.{0,60}\b(?:ruling|decision|opinion|determination|rule|decide)\b)",
        Sure.LIKELY,
    ),
    rule(
        "status.more.first_part",
        Signal.MORE,
        "first|initial|for the rest",
        r"\b(?:first|initial) (?:set|part|portion|half|piece|third|batch|group|release|production|install?ment) of\b|^\W*(?:as )?for the rest\b",
        Sure.LIKELY,
    ),
    rule(
        "status.more.earliest",
        Signal.MORE,
        "earliest",
        r"\bearliest (?:date|day|time)\b.{0,60}\b(?:you can|you may|available|ready|is|will be)\b",
    ),
    rule(
        "status.more.to_come",
        Signal.MORE,
        "rolling|install|remaining|additional|next|balance of|continu|further|more|rest of|outstanding|follow|tranche|still|partial|interim|other|second",
        rf"\b(?:remaining|additional|further|other|more|next|rest of the|outstanding|subsequent|balance of the|second|third) (?:responsive |of the )?(?:\w+ )?(?:{RECORDS}|batch(?:es)?|set|install?ments?|release|production|tranche)\b.{{0,120}}\b(?:will|expect\w*|anticipat\w*|nearing|are being|still|once|follow|to follow|under review)\b|"
        rf"\b(?:on a rolling basis|rolling (?:production|release|basis))\b|\bcontinu\w+ (?:to )?(?:process\w*|search\w*|review\w*|compil\w+|gather\w*|releas\w+|produc\w+|work\w*)\b|\b(?:expects?|anticipates?|will|plans?|hopes?)\b.{{0,60}}\b(?:next|further|remaining|additional|rest|second|third|subsequent|more|\w+th) (?:\w+ ){{0,2}}(?:batch|install?ments?|release|production|tranche|{RECORDS})\b|"
        r"\b(?:more|rest|others?|remainder|balance) (?:will|to|should) (?:follow|come|be sent|be released|be provided)\b|\b(?:interim|partial) (?:response|release|reply)\b",
    ),
)
