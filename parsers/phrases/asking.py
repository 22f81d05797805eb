"""How agencies say that the requester must do something first: explain, confirm, or pay."""

from parsers.facts import Sure, Zone
from parsers.phrases.signals import Rule, Signal, rule
from parsers.phrases.words import MONEY

_PLEASE = r"(?:please|kindly|could you|can you|would you|we (?:ask|request|need|require) (?:that )?you(?: to)?|you (?:must|will need to|need to|should)|(?:we|i) (?:would )?need(?: you)? to)"
ASKS: tuple[Rule, ...] = (
    rule(
        "status.asks.clarify",
        Signal.ASKS,
        "clarif|discuss the scope|scope of your request",
        rf"^(?!.*\bclarified (?:by you|on|in|following|after)\b).*(?:\b(?:{_PLEASE}|need(?:s|ed)?|further|some|more|additional|require\w*|seeking|seek|ask(?:ing)?|request(?:ing)?|await\w*|in need of|for)\b.{{0,60}}\bclarif\w+|\bclarification (?:is|was|of your request is) (?:required|needed|necessary|requested)|"
        r"\b(?:discuss|talk about|go over) (?:the scope of )?your request\b)",
        even_if=True,
    ),
    rule(
        "status.asks.which",
        Signal.ASKS,
        "please|could you|can you|would you|let us know|let me know|kindly|need you|ask that you|you must|you will need|we need to know",
        rf"\b(?:{_PLEASE})(?: please)?\b.{{0,60}}?\b(?:tell (?:us|me) (?:which|what|whether|how|if|when|where)|confirm (?:that|if|whether|your|which|the)|advise (?:and confirm|if you|whether|us|me|which|what|how)|specify|indicate (?:which|whether|if|the|what)|"
        r"provide (?:us with |me with )?(?:more|additional|further|the (?:date|name|address|case|report|location|approximate|following|specific)|an? (?:date|time|specific|more|narrow\w*|list|signed|copy of your|better)|any (?:additional|other))|narrow|identify (?:the|which|what)|"
        r"let (?:us|me) know (?:if you (?:still|would like (?:us|me) to (?:proceed|continue)|wish|want)|which|what|whether|how you|the)|re-?submit|refine|limit|describe|reduce|revise)\b|\bneed to know (?:the|which|what|whether|how|if)\b",
        even_if=True,
    ),
    rule(
        "status.asks.question",
        Signal.ASKS,
        "?",
        r"^(?!\W*(?:q(?:uestion)? ?\d{1,2}\b|\d{1,2}(?:\.\d)?[.)] |\(?[a-hivx]{1,3}\) ))[^?]*\b(?:do|did|are|were|would|could|can|will|have) you\b(?! (?:aware|please))[^?]{0,160}\?|\b(?:which|what)\b[^?]{0,80}\b(?:you (?:want|mean|need|seek|are after|are looking for)|interested in)\b[^?]{0,60}\?|\bis it\b[^?]{0,120}\bor\b[^?]{0,80}\?",
        Sure.LIKELY,
    ),
    rule(
        "status.asks.not_described",
        Signal.ASKS,
        "describe|narrow|broad|burdensome|vague|unclear|current form|sufficient detail|voluminous|specific enough|ambiguous",
        r"\b(?:does not|do not|doesn't|fails? to|must|not|failed to) (?:\w+ ){0,3}(?:reasonably |adequately |sufficiently )?(?:describe|identify|specify)\b.{0,60}|\b(?:too|overly|unduly|so|excessively) (?:broad|vague|burdensome|voluminous|general|wide)\b|"
        r"\b(?:invit\w+|opportunity|ask\w*|willing|encourage\w*|like) (?:you )?(?:to )?(?:narrow|clarify|revise|modify|refine|reduce)\b|cannot (?:accept|process) your (?:\w+ ){0,2}request in its current form|\b(?:unclear|not clear|ambiguous|not specific enough)\b|\bin sufficient detail\b",
        even_if=True,
    ),
    rule(
        "status.asks.intend_refuse",
        Signal.ASKS,
        "intend|intention|consult",
        r"\b(?:notice of )?(?:intention|intend) to refuse\b|\brequest consultation process\b|\bpractical refusal reason\b",
    ),
    rule(
        "status.asks.who_you_are",
        Signal.ASKS,
        "address|identi|birth|photo|licen|citizen|residen",
        r"\b(?:please|kindly|must|need(?: you)? to) (?:send|provide|give|supply|confirm|let us have|include|e-?mail|attach)(?: us| me)?(?: with)? (?:your|proof of (?:your )?|a copy of (?:your|an?)) ?(?:full |complete |valid |current |government[- ]issued |photo |state |driver['’]?s? )*(?:postal address|home address|name and address|identi\w+|id\b|id card|licen[cs]e|date of birth|citizenship|residen\w+)\b",
        even_if=True,
    ),
    rule(
        "status.asks.still_interested",
        Signal.ASKS,
        "still|remain",
        r"^(?!.*\b(?:new (?:one|request|application)|another (?:one|request)|resubmit\w*|re-?open\w*)\b).*\b(?:still|remain) (?:interested|want|wish|seek|need|require|would like|like)\b",
        even_if=True,
    ),
    rule(
        "status.asks.before_we_can",
        Signal.ASKS,
        "before we|in order|to proceed|so that we|without|cannot process|can't process|unable to process",
        rf"\b(?:before we (?:can|are able)|in order (?:for us )?to (?:process|proceed|fulfil|locate|search|complete|assist|begin|help)|to proceed|so that we (?:can|may))\b.{{0,140}}\b(?:need|require|must|please|provide)\w*|"
        rf"\b(?:cannot|can't|unable to|not able to|will not) (?:begin |start )?(?:process|proceed|search|continue|locate|act)\w*\b.{{0,80}}\b(?:without|until|unless)\b(?!.{{0,60}}\b(?:{MONEY}|paid)\b)",
    ),
    rule(
        "status.asks.reply_by",
        Signal.ASKS,
        "respond|reply|hear from you|response from you|contact|answer|tell us",
        r"\b(?:if (?:we|i) (?:do not|don't|have not)|unless (?:we|i)) (?:hear|receive)\b.{0,80}\b(?:from you|your (?:response|reply|clarification))\b|\b(?:please|kindly) (?:respond|reply|answer|contact (?:me|us)|tell us)\b.{0,40}?\b(?:to this|by|within|no later|before|in writing)\b|\bplease (?:reply|respond) within\b",
        Sure.LIKELY,
        even_if=True,
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
        "form|affidavit|signed|identification|proof of",
        r"\b(?:must|need to|please|required to|should|need|require)\b.{0,40}\b(?:complete|fill (?:out|in)|submit|sign|return|provide|send)\b.{0,40}\b(?:form|affidavit|waiver|authorization|release|identification|proof of)\b",
        Sure.LIKELY,
    ),
)
BILLS: tuple[Rule, ...] = (
    rule(
        "status.bills.must_pay",
        Signal.BILLS,
        "pay|paid|remit|deposit|prepay|check for|money order|charge of|fee of|bill",
        r"^(?!\W*to re-?(?:open|submit|activate|instate)\b)(?!.*\b(?:no payment (?:is|was)|already paid|no further|owe nothing|not (?:be )?(?:charg|bill)\w*|no (?:fee|charge|cost)s?)\b).*(?:^\W*(?:remit|pay (?:online|through|via|by|at|the|your|here|with))\b|^\W*(?:send|mail|submit) (?:your |the |a )?(?:payment|check|cheque|money order)\b|\bto (?:proceed|continue|go (?:on|forward|ahead)),? (?:please )?(?:pay|remit|send (?:us )?[$£€])|\bbill(?:ing|ed)? you\b|\b(?:must|need(?:s|ed)? to|required? to|requested to|should|please|will need to|are asked to|requires?|require you to|have to|liable to|to be)\b.{0,80}?\b(?:be )?(?:paid|pay|remit|prepay|prepaid|deposit(?= (?:an? |the |rs|₹|[$£€]))|submit (?:a |the |your )?(?:payment|deposit|check)|provide (?:a |the |your )?(?:payment|deposit)|make (?:a |the |your )?(?:payment|deposit|check)|send (?:a |the |your )?(?:payment|check|deposit))\b|"
        rf"\b(?:payment|prepayment|{MONEY})\b.{{0,60}}\b(?:is|are|will be|must be) (?:required|requested|due|payable|owed|needed|necessary)\b|\bthere(?:'s|’s| is) an? (?:\w+ )?(?:charge|fee|cost) of\b|\bpayment is requested\b|\bpayable (?:in advance|to|before|by|upon)\b|\brequir\w+ (?:\w+ ){{0,3}}(?:pre)?payment\b)",
        even_if=True,
    ),
    rule(
        "status.bills.deposit",
        Signal.BILLS,
        "deposit",
        r"^(?!.*\byou (?:gave|paid|sent|made|left|put down)\b).*\b(?:(?:good[- ]faith |\d\d ?% |fifty percent |half )?(?<!your )deposit of\b|deposit (?:is|in the amount|will be|must|equal)|require\w* (?:a|an|the|payment of a) (?:[\w%-]+ ){0,3}deposit|(?:upon|after|until|once) (?:receipt|receiving|we receive) (?:of )?(?:your|the|a) (?:\w+ )?deposit)",
        even_if=True,
    ),
    rule(
        "status.bills.prior",
        Signal.BILLS,
        "prior to|before|once|upon|until|in advance|up front|upfront|first|after|when",
        rf"^(?!.*\bin the event\b).*(?:\b(?:ask|require|need)s? (?:for )?(?:this|it|that|payment|the (?:fee|amount|sum|money)) (?:\w+ )?(?:in advance|up ?front|first)\b|\b(?:prior to|before|once|upon|until|in advance of|after|when)\b.{{0,60}}\b(?:payment|you pay|paid(?! (?:person|employee|staff))|pay|{MONEY} (?:is|are|has|have)(?: been)? (?:received|paid|made))\b|\b(?:payment|prepayment|paid|balance|deposit|received)\b.{{0,80}}\b(?:prior to|before|in advance|must be (?:received|paid))\b.{{0,60}}\b(?:records?|release|copies|documents|processing|work|we|delivery|begin\w*|search\w*|product\w*|receiv\w*)\b)",
        even_if=True,
    ),
    rule(
        "status.bills.total_due",
        Signal.BILLS,
        "due|owe|owing|payable|total",
        r"\b(?:total (?:amount|cost|fee|charge|due)|amount|balance|fee|cost|charge)s?\b.{0,60}\b(?:due|owed|owing|payable)\b.{0,30}[$£€]\s?\d|\byou (?:will )?owe(?! (?:us |the \w+ )?(?:nothing|no(?:thing)?\b))\b|[$£€]\s?[\d,.]+\d? (?:is|are) (?:due|owed|payable|required)\b|\b(?:fee|cost|charge|total|amount) (?:for|of|to)\b.{0,80}\bis [$£€]\s?\d(?!.{0,20}\bper\b)",
    ),
    rule(
        "status.bills.invoice",
        Signal.BILLS,
        "invoice",
        r"\b(?:attached|enclosed|see|following|below)\b.{0,40}\binvoice\b|\binvoice\b.{0,40}\b(?:attached|enclosed|due|below|for payment|of [$£€])",
    ),
    rule("status.bills.liable", Signal.BILLS, "liable", r"\bliable to pay\b"),
    rule(
        "status.bills.notify_willing",
        Signal.BILLS,
        "willing|agree|accept|authori|proceed|approve|consent",
        rf"\b(?:must|need to|please|if|let (?:us|me) know)\b.{{0,140}}\b(?:willing(?:ness)?|agree(?:ment)?|accept(?:ance)?|authori[sz]e|consent|approve|wish to proceed|want to proceed|like (?:us )?to proceed)\b.{{0,80}}\b(?:pay|{MONEY}|estimate)\b|"
        rf"\b(?:{MONEY}|estimate)\b.{{0,120}}\b(?:let (?:us|me) know (?:if|whether)|please (?:confirm|advise|indicate))\b.{{0,60}}\bproceed\b",
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
