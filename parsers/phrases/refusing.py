"""How agencies say that records are withheld, not there, another office's, or that a request has ended without them."""

from parsers.facts import Sure, Zone
from parsers.phrases.signals import Rule, Signal, rule
from parsers.phrases.words import ASK, GOODS, OFFICE, RECORDS, REQUEST, WE

PARTLY: tuple[Rule, ...] = (
    rule(
        "status.partly.granted",
        Signal.PARTLY,
        "part",
        r"^(?!.*\b(?:consider\w*|thought|whether|examined|possib\w+|assess\w*|could not|cannot)\b.{0,60}\bpartial (?:access|release|disclosure)\b).*(?:\b(?:grant\w*|den(?:y|ied|ying)|approved|releas\w+|disclos\w+|access|allowed)\b.{0,50}\bin[- ]part\b|\bin[- ]part\b.{0,30}\b(?:denied|denial|withheld|granted|disclosed)\b|\bpartial(?:ly)? (?:denied|denial|grant\w*|releas\w+|access|disclos\w+|approv\w+|fulfill?ed|filled))",
    ),
)
WITHHOLDS: tuple[Rule, ...] = (
    rule(
        "status.withholds.part",
        Signal.WITHHOLDS,
        "part|portion|some|certain|partial|other|limited|several|names|page|detail|address|withheld|exempt|removed",
        r"^(?!\W*(?:no|nothing|none) )(?!.*\ball (?:[\d,]+|of (?:it|them|the)|the) (?:\w+ ){0,4}(?:are|is) (?:\w+ ){0,2}withheld\b).*(?:\b(?:denied|denying|deny|withh\w+|exempt|refus\w+|grant\w*|approved|released?|disclos\w+|access)\b.{0,50}\bin[- ]part\b|\bin[- ]part\b.{0,30}\b(?:denied|denial|withheld|granted)\b|\bpartial(?:ly)? (?:denied|denial|exempt|withheld|grant\w*|releas\w+|access|disclos\w+)|"
        rf"\b(?:portions?|some|certain|a number|parts?|other|limited|several|names|pages?|details|addresses|passages|sections|pieces|one|two|three|four|five|six|seven|eight|nine|ten|\d+) (?:of )?.{{0,60}}?\b(?:{GOODS}|request|requested)?\b.{{0,40}}?\b(?:(?:are|is|were|was|been|be|being) (?:\w+ ){{0,2}}(?:withheld|exempt|denied|refused|removed)|withheld|exempt from)\b)",
    ),
    rule(
        "status.withholds.we",
        Signal.WITHHOLDS,
        "withh",
        rf"^(?!.*\b(?:wish|wishes|seek|seeks|propose|proposes|ask|asked|like|intends?) to withhold\b)(?!.*\bpending\b).*\b(?:{WE}) (?:are|am|is|have|has|will be|must)?\s?(?:\w+ )?withh(?:eld|olding|old)\b",
    ),
    rule(
        "status.withholds.open_case",
        Signal.WITHHOLDS,
        "open|active|ongoing|pending|under investigation",
        r"\b(?:case|investigation|matter|incident|prosecution) (?:is|remains) (?:still |currently |an? |now )*(?:open|active|ongoing|on-going|pending|under (?:active )?investigation)\b",
        Sure.UNSURE,
    ),
    rule(
        "status.withholds.exempt",
        Signal.WITHHOLDS,
        "exempt|withheld|privileg",
        rf"^(?!\W*(?:no|nothing|none) )(?!.*\ball\b.{{0,40}}\b(?:withheld|exempt)\b.{{0,40}}\b(?:in (?:its|their) entirety|in full)\b).*\b(?:{GOODS})\b.{{0,100}}\b(?:is|are|were|was|has been|have been|must be|be|being) (?:\w+ ){{0,2}}(?:withheld|exempt(?:ed)? (?:from (?!the fee)|under|pursuant)|privileged)\b",
    ),
)
_NOTHING = r"(?:nothing|no(?:ne)?(?! (?:later|longer|more|fee|charge|further|cost|action|doubt|way|one|need|reason)))"
# what is not held in that shape may be held in another
NO_FORM = r"(?! (?:on|in|as) (?:an?|any|one) (?:[\w-]+ )?(?:database|spreadsheet|place|format|form|list|register)\b)"
NONE: tuple[Rule, ...] = (
    rule(
        "status.none.no_responsive",
        Signal.NONE,
        "no |nothing|none|not any|not one|empty",
        rf"\bno (?:\w+ ){{0,4}}?(?:responsive )?(?:{GOODS})\b.{{0,80}}\b(?:responsive|respond|were|was|exist|have been|has been|matching|match|relating|relevant|could be|found|located|in (?:our|its|the)|that|to|for|of this|on file|identified)\b(?!.{{0,20}}\b(?:withheld|removed|held back|redacted))(?<!that)(?<!to)(?<!for)|\bno (?:\w+ ){{0,4}}?(?:{GOODS}) (?:that|to|for)\b|\bno (?:responsive|such) (?:{GOODS})\b|"
        rf"\b(?:found|located|identified|have|has|had|holds?|possess\w*|uncovered|discovered|is|are|was|were) (?:that (?:it|we) (?:has|have) )?(?:absolutely )?{_NOTHING}\b.{{0,60}}\b(?:responsive|match\w*|{GOODS}|relat\w+|of (?:this|that) (?:kind|description)|contract|such|found|located)\b|\bfound nothing\b|\bcame up empty\b|\bturned up (?:nothing|no)\b|\b(?:has|have|had) nothing\b|\bis not one (?:filed|on file|here|in)\b|\bare not any(?: \w+)?\b|\bnothing (?:was |has been )?(?:found|located|responsive|on file|to (?:release|provide|send))\b|\bno \w+(?: \w+)? (?:has|have|was|were|could) (?:be(?:en)? )?(?:found|located|identified)\b|\bnone (?:exists?|were|was|could|of (?:our|the))\b",
    ),
    rule(
        "status.none.not_have",
        Signal.NONE,
        "not |n't|n’t|unable|never|cannot",
        rf"\b(?:do(?:es)? not|don['’]t|doesn['’]t|did not|didn['’]t|never|(?<!may )not|has never|have never) (?:currently |actually |in fact |appear to |itself )?(?:possess|have|had|hold|held|maintain|keep|kept|contain|retain|locate|identify|find|create[d]?|generate|produce any|record|collect|capture[d]?|track)\b"
        rf"{NO_FORM}(?!.{{0,14}}\b(?:authority|enough|sufficient|the (?:ability|capacity)|the right|to\b|any (?:questions|objection|further)|questions|a fee|your))(?! (?:\w+ ){{0,2}}yet\b)(?! (?:them|it|(?:\w+ )?requests?) open\b)"
        rf".{{0,110}}\b(?:{GOODS}|responsive|such|any|these|this|that|one|anything|requested|it|them|contract|statistics|results)\b",
    ),
    rule(
        "status.none.not_kept",
        Signal.NONE,
        "no longer|never",
        r"\b(?:footage|videos?|audio|recordings?|tapes?|records?|data|logs?|e-?mails?) (?:is|are|was|were) no longer (?:available|retained|kept|on file|in existence)\b(?!.{0,30}\b(?:portal|link|folder|online|download))|"
        r"\b(?:has|have) never (?:owned|used|had|purchased|bought|operated|leased|deployed|contracted|entered)\b",
        Sure.LIKELY,
    ),
    rule(
        "status.none.unable_locate",
        Signal.NONE,
        "unable|unsuccessful|could not|cannot be|can not be|couldn't|not able|failed|not been able|not located|not identified|not found|no longer|without success|not discovered",
        r"\b(?:cannot|can not|could not) be (?:found|located|identified)\b|\b(?:unable|not able|not been able|could not|couldn['’]t|failed) (?:be )?(?:to )?(?:locate|find|identify|discover|be found|be located|uncover)\b(?!.{0,20}\b(?:your payment|the address))|\b(?:have|has|had) not (?:located|identified|found|discovered)\b|\b(?:search\w*)\b.{0,60}\b(?:without success|unsuccessful)\b",
    ),
    rule(
        "status.none.not_exist",
        Signal.NONE,
        "exist|destroyed|possession|purged|not in our|no longer|there is no|there are no|there was|there were|been no|custody",
        rf"\b(?:{GOODS}|it|they|that|one)\b.{{0,80}}\b(?:does not|do not|doesn['’]t|don['’]t|did not|no longer|never) exist(?:ed)?\b|\bno such \w+(?: \w+)? exists?\b|\bnon-?existent\b|\bthere (?:is|are|was|were|have been|has been) (?:\w+ )?no (?!(?:\w+ )?(?:charges?|fees?|costs?|objection|need|reason|doubt|requirement|obligation)\b)(?:\w+ ){{0,4}}(?:{GOODS})\b|"
        rf"\b(?:{GOODS})\b.{{0,60}}\b(?:(?:were|was|have been|has been|has since been|had been) (?:\w+ )?(?:destroyed|purged|disposed|deleted|discarded))\b|\b(?:were|was|have been|had been|has been) (?:\w+ )?(?:destroyed|purged|discarded)\b|\bnot in (?:the )?(?:possession|custody|control)\b|\bnot in our (?:possession|custody|files|records)\b",
    ),
    rule(
        "status.none.yielded",
        Signal.NONE,
        "yield|result|return|search|produce",
        r"\b(?:search|review|inquir)\w*\b.{0,100}\b(?:yielded|resulted in|returned|produced|revealed|found|located|disclosed|turned up) (?:no|zero|nothing|negative)\b|\bnegative (?:search )?results?\b|\bdid not (?:produce|return|yield|reveal|turn up|result in|disclose|identify)\b|\b(?:no|zero) (?:results|hits|matches)\b",
    ),
    rule(
        "status.none.not_available_here",
        Signal.NONE,
        "not available",
        r"\b(?:information|records?|documents?)\b[^.]{0,60}\b(?:is|are) not available (?:in|with|at|on) (?:the )?(?:records? of )?(?:this|our|the) (?:office|department|section|public authority|division|branch)\b",
    ),
    rule(
        "status.none.not_custodian",
        Signal.NONE,
        "custod|not a record|not the holder|keeper|record holder",
        r"\b(?:not|isn['’]t|no) (?:the |a |in )?(?:\w+ )?(?:custodians?|custody|keeper|record ?holder)\b",
        Sure.LIKELY,
    ),
    rule(
        "status.none.refused_18e",
        Signal.NONE,
        "18(e)|24a|not held|nicht vorhanden|bestandteil|18(g)|liegen",
        r"\b(?:section|s\.?) ?18\([eg]\)|\bs(?:ection)? ?24A\b|\b(?:is|are|was|were) not (?:\w+ )?held\b"
        + NO_FORM
        + r"|\bnicht (?:vorhanden|bestandteil)\b|\bliegen\b.{0,40}\bnicht vor\b|\bkeine (?:\w+ )?(?:unterlagen|informationen|akten)\b",
    ),
)
DENIES: tuple[Rule, ...] = (
    rule(
        "status.denies.denied",
        Signal.DENIES,
        "liberty|deni|deny|honored|honoured|reject|refus|declin|uphold|upheld|exemption stands|not granted|withhold",
        rf"^(?!.*\b(?:expedit\w+|fee waiver|waiver of (?:all )?fees)\b.{{0,120}}\b(?:denied|declined|not granted)\b)(?!.*\bden(?:y|ying) your (?:request for )?(?:expedit\w+|a? ?fee waiver)\b)(?!.*\b(?:(?:not|no) an? (?:denial|refusal)|deem(?:s|ed)?|grant or deny|approve or deny|wrongly|you (?:have )?refused|(?:decline|declined|refuse)\w* (?:an |the |a )?(?:[\w’']+ ){{0,2}}(?:extension|request for (?:further|more|additional|an extension)))\b).*(?:\b(?:{ASK}|access|disclosure|appeal|it|they|documents?|records?)\b.{{0,240}}?\b(?:is|are|was|has been|have been|be|being|must be) (?:\w+ ){{0,3}}(?:denied|rejected|refused|declined|not granted)\b(?! in[- ]part)|"
        rf"\b(?:respectfully|hereby|therefore|must|now) (?:deny|denies|decline|declines|refuse|refuses)\b|\b(?:{WE}) (?:\w+ ){{0,4}}?(?:deny|denies|denied|denying|refuse[sd]?|refusing|refuse|reject(?:s|ed|ing)?|must deny|declin(?:e|es|ed|ing))\b(?! in[- ]part)(?!.{{0,40}}\b(?:agree|the agency|extension|further time|fee waiver|expedit))|\bdenial of (?:your|the|access)\b|\b(?:decided|decision|determined|obliged|have) to (?:refuse|deny|decline|withhold)\b|\bnot (?:going to )?be(?:ing)? honou?red\b|\bnot at liberty to\b|\brefusal notice\b|\bexemption stands\b|\buph(?:o|e)ld (?:the|our|that) (?:\w+ ){{0,2}}(?:decision|refusal|denial|exemption)\b)",
    ),
    rule(
        "status.denies.may_not_have",
        Signal.DENIES,
        "may not have|cannot have|can't have",
        r"^\W*you (?:may not|cannot|can['’]t) have (?:it|them|these|those|this|that)\b(?! (?:until|before|yet))",
        Sure.LIKELY,
    ),
    rule(
        "status.denies.pending_case",
        Signal.DENIES,
        "pending|active|ongoing|open",
        rf"\b(?:{WE}) (?:do|can|will|may|are)(?: ?not|n['’]t) (?:able to |permitted to |allowed to )?(?:release|disclose|give out|provide|share)\b[^.]{{0,80}}\b(?:pending|active|open|ongoing)\b[^.]{{0,20}}\b(?:case|investigation|matter)s?\b",
        Sure.LIKELY,
    ),
    rule(
        "status.denies.not_in_a_position",
        Signal.DENIES,
        "position|at liberty|releas|disclosable|public record|decision|determination|denial|must withhold|pass on |send you|give you|show you",
        rf"\bnot (?:\w+ )?(?:releas(?:e)?able|disclosable|for release|a public record|subject to release|available for release|eligible for release)\b|\b(?:original|earlier|initial|first) (?:decision|determination|response|denial|refusal) (?:stands|is (?:upheld|affirmed|confirmed|maintained))\b|\bmust (?:be )?withh(?:old|eld) (?:the |all (?:of )?the )?(?:requested|submitted|responsive) (?:information|records)\b|\b(?:have to|must|going to|obliged to) pass on (?:your|this) (?:\w+ )?request\b|\b(?:not|unable)\b.{{0,20}}\b(?:send|give|show) you (?:what|the (?:{GOODS})(?: that)?) you\b|\b(?:not|do not|don['’]t) feel at liberty\b|\b(?:not|nor|neither|hardly) (?:\w+ )?(?:in (?:a|any) position|at liberty) to (?:share|releas\w+|disclos\w+|provide|give|make|supply|hand|furnish|part with)\b(?!.{{0,60}}\b(?:by|until|before|within|at this time|estimate|date|yet)\b)",
        Sure.LIKELY,
    ),
    rule(
        "status.denies.no_access",
        Signal.DENIES,
        "access",
        r"\baccess\b[^.]{0,80}\b(?:cannot|can not|may not|will not) be (?:granted|given|provided|allowed)\b",
    ),
    rule(
        "status.denies.exempt",
        Signal.DENIES,
        "exempt|except|not being|withheld|withhold|confidential|not be |cannot|unable to|may not|not permitted|not subject|prohibit|protected|not public",
        rf"^(?!\W*(?:a |an |the |also,? )?(?:portions?|parts?|some|certain|several|limited) ).*(?:\bexempt (?:from (?:disclosure|release) )?in (?:full|(?:its|their) entirety)\b|\b(?:entirety|in full|in its entirety|request|all)\b.{{0,80}}\b(?:is |are |be |being )?(?:exempt (?:from(?! the fee)|by|under|pursuant)|withheld)\b|\bwithh(?:eld|olding|old)\b.{{0,60}}\bin (?:full|whole|(?:its|their) entirety)\b|\b(?:whole|all|entirety) of (?:it|them|the \w+) (?:is|are) (?:being )?withheld\b|\b(?:consider|believe|find|regard)\w* (?:it|this|them|the \w+) (?:to be )?exempt\b|\bexempt by virtue of\b|"
        rf"\b(?:cannot|can not|can['’]t|unable to|will not|will not be|not be able to|(?:are|is|am) not (?:being|allowed to|able to)|(?:are|is) not|may not|must not|not (?:be )?permitted|shall not) (?:be )?(?:releas(?:e|ed|ing)|disclos(?:e|ed|ing)|provid(?:e|ed|ing)|produc(?:e|ed|ing)|mak(?:e|ing) public|made public|given out|giv(?:e|ing) you|supply|shar(?:e|ed|ing))\b(?! (?:you )?(?:with )?(?:an?|any|the|our|your)? ?(?:\w+ )?(?:eta|dates?|estimates?|time|timeline|timeframe|timetable|day|answer|update|advice|status|guarantee|idea)\b)(?!.{{0,40}}\b(?:by|until|at this time|before|within|unless|original date)\b)|"
        rf"\b(?:{RECORDS}|material)\b.{{0,100}}\b(?:is|are) (?:\w+ )?(?:exempt(?:ed)? (?:from (?!the fee)|under|pursuant|by)|except(?:ed)? (?:from|by|under)|confidential|protected from (?:public )?disclosure|not (?:\w+ )?(?:public|subject to (?:public )?(?:disclosure|release|inspection))|prohibited from)\b|\baccess\b.{{0,40}}\bnot permitted\b|\b(?:is|are) (?:also )?(?:excepted|exempted) (?:from|by|under)\b)",
    ),
    rule(
        "status.denies.within_exemption",
        Signal.DENIES,
        "exempt|favour|favor",
        r"\b(?:falls?|comes?) (?:entirely |wholly |fully |squarely )?(?:within|under) (?:the scope of )?(?:the |an? )?(?:qualified |absolute |statutory )?exemptions?\b|"
        r"\b(?:balance|public interest)\b.{0,80}\b(?:favou?rs?|favou?ring|(?:in )?favou?r of|to favou?r) (?:of )?(?:withholding|maintaining|non-?disclosure|refus\w+|keeping)\b",
    ),
    rule(
        "status.denies.glomar",
        Signal.DENIES,
        "confirm nor deny|confirm or deny|confirm or den|nor denies|nor deny",
        r"\b(?:neither|not) confirm(?:s|ed)? (?:nor|or) den(?:y|ies|ied)\b|\b(?:cannot|can not|refuse\w*|can neither|declines? to|could neither) (?:to )?confirm (?:or|nor) deny\b|\bduty to confirm or deny\b",
    ),
    rule(
        "status.denies.burden",
        Signal.DENIES,
        "cost of compliance|cost limit|substantial collation|section 12|vexatious|appropriate limit|unreasonable diversion|unreasonably divert",
        r"\bsection 12\b.{0,80}\b(?:exempt|refus|appl|exceed)\w*|\bsubstantial collation\b|\bvexatious\b|\bexceeds? the (?:appropriate|cost) limit\b|\b(?:unable|cannot|can not|not (?:be )?able|not possible)\b.{0,80}\bwithin the (?:appropriate|costs?) limit\b|\bunreasonabl[ey] diver\w+",
        Sure.LIKELY,
    ),
    rule(
        "status.denies.ablehnen",
        Signal.DENIES,
        "ablehn|abgelehnt|nicht entsprochen|lehne",
        r"\b(?:ablehnen|abgelehnt|nicht entsprochen|lehne ich)\b",
    ),
)
REFERS: tuple[Rule, ...] = (
    rule(
        "status.refers.redirect",
        Signal.REFERS,
        "contact|call|mail|try|ask|check|go to|submit|direct|refer|reach out|send|write to|apply to|check with|inquire",
        rf"\b(?:please|you (?:may|will need to|should|must|can|need to|might)|suggest\w*|recommend\w*|advise\w*|would need to|try)\b.{{0,60}}?\b(?:contact(?:ing)?|submit(?:ting)?|direct(?:ing)?|refer|redirect|reach(?:ing)? out|re-?submit|send(?:ing)?|file|inquire|check with|write to|apply to)\b.{{0,90}}\b(?:{OFFICE}|them|their)\b|^\W*(?:contact|call|e-?mail|try|ask|check with|go to) (?:the |your )?[\w' ]{{3,60}}\bfor (?:this|that|these|those|the|a copy|copies)\b",
        Sure.UNSURE,
    ),
    rule(
        "status.refers.must_go",
        Signal.REFERS,
        "must go through|other agency|another|does not handle|held by|maintained by|responsible for",
        rf"\b(?:all )?requests must go through\b|\b(?:another|a different|the appropriate|other) (?:public )?(?:agency|department|office|entity|body|authority)\b.{{0,40}}\b(?:maintains?|holds?|has|have|would have)\b|\b(?:those|these|such|the) (?:\w+ )?(?:{RECORDS})\b.{{0,30}}\b(?:are|is|would be) (?:held|maintained|kept) by\b",
        Sure.LIKELY,
    ),
)
PASSES_ON: tuple[Rule, ...] = (
    rule(
        "status.passes_on.transfer",
        Signal.PASSES_ON,
        "transfer|referred|referring|routed|misdirected",
        rf"\b(?:transferr?(?:ed|ing)?|referr(?:ed|ing)|re-?rout(?:ed|ing)|misdirected)\b.{{0,70}}\b(?:{REQUEST}|it|this|{RECORDS})\b.{{0,80}}\bto\b|\b(?:{ASK}|it)\b.{{0,80}}\b(?:has been|have been|was|is being|is|been) (?:\w+ )?(?:transferred|referred|re-?routed)\b.{{0,90}}\bto\b",
    ),
    rule(
        "status.passes_on.decided",
        Signal.PASSES_ON,
        "transfer|refer",
        rf"\b(?:decided|decision|have|am going|propose|required|need) to (?:partially |wholly |now )?(?:transfer|refer) (?:all of |part of )?(?:your|the|this|it)\b.{{0,60}}\bto\b",
        Sure.LIKELY,
    ),
    rule(
        "status.passes_on.for_direct_reply",
        Signal.PASSES_ON,
        "direct re|for its|for their",
        rf"\b(?:sent|forwarded|referred|transferred|passed|provided)\b.{{0,90}}\bto\b.{{0,90}}\b(?:(?:for|and) (?:its |their )?(?:\w+ ){{0,3}}?direct (?:response|reply) to you|for (?:its|their) (?:\w+ ){{0,3}}?(?:processing|release determination|consideration))\b",
        Sure.LIKELY,
    ),
    rule(
        "status.passes_on.forwarded",
        Signal.PASSES_ON,
        "forwarded|passed",
        rf"\b(?:we|i) (?:have |has |'ve |’ve )?(?:forwarded|passed) (?:your|this|the|it) ?(?:\w+ )?(?:{ASK})?\b.{{0,20}}\b(?:on )?to\b",
        Sure.UNSURE,
    ),
)
WITHDRAWN: tuple[Rule, ...] = (
    rule(
        "status.withdrawn.cancelled",
        Signal.WITHDRAWN,
        "cancel|withdr|abandon|off my|off our|off the|no longer",
        rf"^(?!.*\b(?:will be|may be|if we|unless|failure)\b).*(?:\b(?:{ASK}|it|file|matter)\b.{{0,80}}\b(?:has been|have been|is|are|was|were|is being|as)\b (?!not )(?:\w+ ){{0,3}}(?:cancell?ed|withdrawn|abandoned)\b|\b(?:have|has) (?:cancell?ed|withdrawn)\b.{{0,40}}\b{ASK}\b|\b(?:you|voluntarily) (?:have |has )?(?:voluntarily )?withdr(?:ew|awn)\b|"
        rf"\b(?:consider|treat|deem)\w*\b.{{0,50}}\b(?:{ASK}|it)\b.{{0,20}}\b(?:withdrawn|abandoned|cancell?ed)\b|\b(?:at|per) your request\b.{{0,60}}\b(?:withdrawn|cancell?ed)\b|\bwithdrawal of your\b|\bis (?:now )?(?:considered|deemed|treated)\b.{{0,30}}\b(?:withdrawn|abandoned)\b|\b(?:tak|remov|strik)(?:e|ing|en|ed|ck)\b.{{0,60}}\boff (?:my|our|the) (?:list|docket|log)\b|\byou (?:have told|told|no longer)\b.{{0,80}}\b(?:no longer (?:need|want|interested)|withdraw)\b)",
    ),
    rule(
        "status.withdrawn.noted",
        Signal.WITHDRAWN,
        "withdrawn|withdrawal|pulled|dropped|cancel",
        rf"\b(?:pulled|dropped|cancell?ed|closed) (?:out )?(?:your|the|this) (?:\w+ )?request\b.{{0,20}}\b(?:per|at|as) (?:your|you)\b|\b(?:mark|record|log|not)(?:ed|ing)?\b.{{0,50}}\bas (?:voluntarily )?withdrawn\b|\b(?:noted|recorded|confirms?|confirmed|marked|accepted)\b.{{0,60}}\b(?:{ASK}|withdrawal)\b.{{0,60}}\b(?:is|as|was|has been|of) (?:now )?(?:withdrawn\b|your (?:{ASK}))",
    ),
    rule(
        "status.withdrawn.no_answer",
        Signal.WITHDRAWN,
        "not receive|no response|unable to contact|lack of response|not heard|heard nothing|non-payment|nonpayment|not been received|no reply|did not respond|failed to|failure to",
        r"^(?!.*\b(?:if we|if the|unless|will be closed|may be closed|or we will)\b).*(?:\b(?:(?:have|has|did) not (?:received?|respond\w*|heard)|heard nothing|(?:has|have) not been received|no (?:response|reply|payment|deposit)|lack of (?:a )?(?:response|payment)|unable to contact|not heard|non-?payment|fail(?:ed|ure) to (?:pay|respond|reply))\b.{0,160}\b(?:clos\w+|cancel\w*|withdrawn|abandoned|administratively)\b|"
        r"\b(?:clos\w+|cancel\w*|withdrawn|abandoned)\b.{0,140}\b(?:(?:have|has|did) not (?:received?|respond\w*|heard)|(?:has|have) not been received|no (?:response|payment|reply)|lack of (?:response|payment)|non-?payment|unable to contact|fail(?:ed|ure) to (?:pay|respond|reply))\b)",
    ),
)
CLOSES: tuple[Rule, ...] = (
    rule(
        "status.closes.closed",
        Signal.CLOSES,
        "clos|no further action",
        rf"^(?!.*\b(?:will be closed|may be closed|if we|if you (?:do not|fail)|unless)\b)(?!.*\b(?:offices?|halls?|buildings?|counters?|schools?|campus|library|we) (?:is|are|was|were) (?:also )?closed\b).*(?:\b(?:{REQUEST}|it|case|this)\b.{{0,140}}\b(?:is|are|has been|have been|was|being|as|now|considered) (?:\w+ ){{0,3}}closed\b|\b(?:consider|considers|considered|deem|deems|treat|treats)\b.{{0,90}}\bclosed\b|\b(?:clos(?:ed|es|ing)|have closed)\b.{{0,60}}\b(?:your|this|the|our) (?:\w+ ){{0,4}}(?:{REQUEST}|file)\b|\b(?:has|have|am|are) (?:now )?clos(?:ed|ing) (?:your|this|the|our|out)\b|\bno further action\b|\b(?-i:[A-Z][A-Z0-9]*-[A-Z0-9-]*\d) (?:is|has been|is being|was) (?:\w+ )?closed\b)",
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
        r"\bstatus(?:\b.{0,60}\b(?:is|to|status))?:?\s*['\"‘“]?(?:closed|completed)\b",
    ),
)
APPEAL: tuple[Rule, ...] = (
    rule(
        "status.appeal.received",
        Signal.APPEAL,
        "appeal|internal review|confirmatory|review of",
        r"\b(?:has|have) your (?:letter|e-?mail)\b.{0,40}\bappealing\b|\b(?:your|the|this) (?:[\w-]+ ){0,4}(?:appeal|request for (?:an )?internal review|confirmatory application)\b.{0,100}\b(?:has been|was|is) (?:\w+ )?(?:received|assigned|registered|docketed|logged|given|acknowledged)\b|"
        r"\b(?:acknowledg\w+|received|receipt of|thank you for|thanks for)\b.{0,60}\b(?:your|the|an?|this) (?:[\w-]+ ){0,5}(?:appeal|internal review|confirmatory application)\b|\b(?:i|we) (?:am|are|will) (?:now )?(?:conduct\w*|carry\w* out|undertak\w+) (?:an |the )?(?:internal review|review of (?:the|that|our) (?:decision|handling))",
        zones=(Zone.STATEMENT, Zone.REMEDIES),
    ),
)
