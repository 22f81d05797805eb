"""The words around a day or a span of time that tell a promise from a date that is only told."""

import re

from parsers.date_patterns import OF_ORDINAL
from parsers.needs import any_of, guarded
from parsers.patterns import lazy

NEEDS = any_of("day|week|month|eod|tomorrow") | OF_ORDINAL  # or any digit, or "end of"
BEFORE_DAY = lazy(
    r"(?:\bby\b|\b(?:\d{1,2}(?:th|st|nd|rd)|\w+(?:th|st)) (?:working |business )?day (?:is|was|falls on|will be|would be)|\bday \d{1,2} (?:is|falls on)|\b(?:being|meaning|namely|looking at)\b|\b(?:push|mov|put)\w* (?:out|back)\b[^.;]{0,90}\bto|\bthrough\b|\bplanned for|\baim(?:ing)? for\b[^.;]{0,40}|\b(?:shoot(?:ing)? for|committed to|hoping for|targeting|pencill?ed in for|set for|slated for)|\btarget (?:is|date is)|\b(?:look|watch) for\b[^.;]{0,60}(?:\bon)?|\b(?:call it|let(?:['’]?s| us) say|make (?:it|that)|(?:i['’]?d|we['’]?d|to) (?:say|figure on|plan on|count on))\b[^.;]{0,30}|\b(?:plan|count|bank) on|\bfiguring(?: on)?|\bon track (?:for|to)\b[^.;]{0,60}(?:on|by)|\bexpect\b[^.;]{0,60}\bon|\b(?:final|next|first|last|another)\b[^.;]{0,40}\bon|\bwill be (?:sent|ready|issued|released|done|available|provided|mailed|e-?mailed|posted|uploaded),?(?: to you)?(?: on| after)?|\bpick (?:it|them|up|\w+ up)\b[^.;]{0,40}\b(?:on|after)|\b(?:brings?|puts?|takes?) (?:it|us|you|(?:the|our|your) \w+(?: \w+)?) (?:to|at)|\bbetween now and|\bsets?|\bmove[sd]?\b[^.;]{0,90}\bto|\bon or (?:before|about|around)\b|\bno(?:t)? later tha[nt]\b|\bbefore\b|\bprior to\b|\buntil\b|\btill\b|\baround\b|\bapproximately\b|\bbis (?:zum)?|\bsp[äa]testens(?: (?:am|bis|zum|bis zum))?|\b(?:avant|d['’]ici|au plus tard|jusqu['’]?)(?: le| au)?|\b(?:antes del?|a m[áa]s tardar el|uiterlijk(?: op)?|v[óo][óo]r|entro il|at[ée] (?:o dia|a)?)|"
    r"\b(?:is|are|be|been|now|changed|moved|revised|extended|extension|time|period|date|limit|further time|decision)\b[^.,;]{0,40}\bto\b|\bexten\w+[^.;]{0,140}\bto\b|"
    r"\b(?:due|expected|estimated|scheduled|required|completion|target|response|delivery|release|production|deadline)\b[^.;]{0,50}\b(?:date|on|is|of|for|now|:)|\b(?:notified|updated|informed|contacted|update|write|follow up)\b[^.;]{0,50}\bon|\blook to|\bpromise\b[^.;]{0,12}\bis|\bcommit(?:ted)? to\b[^.;]{0,60}\bon|\bexpires? (?:on|today)|\bdays\b[^.;]{0,50}\b(?:ends?|ending|expires?|falls?|expiring|runs? out) on|\b(?:time limit|period|deadline)\b[^.;]{0,40}\bends? on|\b(?:expect|receive|have)\b[^.;]{0,30}\b(?:response|reply|answer|decision|determination)\b[^.;]{0,20}\bon|\bcompletion estimate is now|"
    r"\bready (?:on|for)|\bdue (?:to|for) you,?(?: on| by)?|\b(?:comes?|goes out|go out|follows?|lands?)(?: out| up| next)?(?: on)?|\b(?:be|been|are|is) (?:sent|given|handed) (?:to )?(?:you|them|it|those|these|the \w+)\b[^.;]{0,30}\bon|\bavailable (?:on|starting)|\bdate(?: is| of|\b[^.;]{0,30}\bis)?:?|\b(?:that|which|this|the last)(?: day| date)?(?:['’]s| is| would be| will be| makes it),?|\bi\.?e\.?,?(?: to| by| until)?|\bis now|\b(?:respond|reply|produce|provide|release|deliver|send|determination|decision|complete)\b[^.;]{0,60}\bon)"
    r"[\s:(]*(?:(?:the )?(?:end of (?:business|day)|close of business|cob|eod|noon|5 ?(?:p\.?m\.?)|midnight|required date|date|new date|start|statutory (?:date|deadline)|due date|deadline)[\s,]*(?:of|on|by|is)?\s*)*[\s:(*]*$",
    re.IGNORECASE,
)
FUTURE = lazy(
    r"\b(?:will(?! (?:recall|remember|see that|note that))|shall|commit|'ll|expects?|expected|can promise|shooting for|hoping for|targeting|anticipat\w*|estimat\w*|hopes?|aims?|intends?|intention|plans?|due(?! to\b(?! you\b))|comes|goes out|follows|please (?:expect|allow|give us)|needs? (?:an? |\w+ )?(?:additional|another|more|extra|further)|be (?:notified|contacted|informed|updated)|time limit\b[^.;]{0,40}\bends|forthcoming|brings us|invok(?:es?|ing)|that date is|exten\w+|requires? until|is now|changed to|expires|calculated|required (?:by|date)|planned|look for|have you down|consent|erhalten|werden|bescheid|till|"
    r"ready|target\w*|should (?:be|have|receive|expect|take|hear|get|see)|going to|can (?:have|get|give|send|do|release|mail)|give (?:us|me)|realistically|wait (?:is|times?)|puts (?:our|your|us|the)|figuring|plan on|count(?:ing)? on|time (?:reasonably )?(?:necessary|needed)|must (?:now )?be (?:made|given|issued)|processing times?|turnaround|(?:are|is) (?:currently |presently |now )?taking|can (?:now )?expect|may take|up to|tak(?:es?|ing)|further time|new date|completion|scheduled|projected|likely|need until|must (?:respond|process|decide)|(?:are|is) required to (?:decide|respond|answer|reply|make|give)|wird|be completed)\b",
    re.IGNORECASE,
)
GIVEN = lazy(r"\b(?:grant\w*|further time|extension|extending)\b", re.IGNORECASE)
OF_YOURS = lazy(
    r"\b(?:your|the|an?|our) (?:[\w-]+ ){0,5}?(?:e-?mail|letter|request|correspondence|message|communication|inquiry|appeal|response)s? (?:of|dated|from|on|sent|received)(?: on)?\s*$",
    re.IGNORECASE,
)
PAST = lazy(
    r"\b(?:went out|received|submitted|dated|sent|filed|requested|entered|of your|was|were|made|wrote|since|between|(?<!hear )from|during|signed|effective|approved|enacted|amended|adopted|passed)\b[^.;,]{0,40}$",
    re.IGNORECASE,
)
CANCELLED = lazy(
    r"\b(?:(?:original|previous|earlier|initial)(?! (?:\w+ )?(?:response|review|set|batch|install?ment|production|release|portion|determination|disclosure|records|documents|search|update|segment|results))|originally|previously|initially|"
    r"unable to|not (?:be )?(?:able|in a position) to|cannot|can['’]t|instead of|rather than|in place of|in lieu of|replacing|no longer|(?:would|will) (?:ordinarily|normally|otherwise)|would (?:[^.;]{0,30} )?(?:have (?:been|run|fallen|expired|ended)|run out|expire|end|fall)|(?:had|['’]d) (?:hoped|planned|expected|meant)|old (?:one|date) (?:was|of)|(?:we|i) (?:had )?(?:said|told you|promised|estimated|gave you)|was (?:due|expected|estimated|to be|going to)|(?:due date|deadline|target(?: date)?|time limit|limit|completion date|estimate|response date)(?: for [^.;]{0,40})? (?:was|had been)|were (?:due|expected|to be))\b"
    r"(?:(?!\b(?:will|now|but|until|exten\w+|however|therefore|expect\w*|anticipat\w+|sets?|instead,|can provide)\b)[^;])*$",
    re.IGNORECASE,
)
MOVED = lazy(  # what leads from a day to the one that replaces it
    r"\b(?:mov\w+|chang\w+|extend\w*|extension|revis\w+|reset|push\w*|slip\w*|postpon\w+|adjust\w+|reschedul\w+|updat\w+|delay\w*|shift\w*|put back|has (?:now )?gone)\b[^.;]{0,140}$",
    re.IGNORECASE,
)
TO_ANOTHER = lazy(
    r"^\W*(?:and |is |has been |will be |now )*(?:moved |changed |extended |revised |pushed (?:back |out )?)?(?:to|until|till)(?: be)?\W*(?:the )?$",
    re.IGNORECASE,
)
MOVED_ON = guarded(  # a day that takes the place of the one that was due
    "moved|extend|moving|push|changed|revised|new",
    r"\b(?:has|have|is|are|been|being|now) (?:now |been |therefore |thus )*(?:moved|extended|pushed|changed|revised)\b|\b(?:am|are|is) (?:\w+ )?(?:extending|moving|pushing)\b|"
    r"\b(?:new|extended|revised) (?:due |target |response |completion |decision |statutory )*(?:date|deadline|time limit)\b",
)
OVERDUE = lazy(  # the day a letter should have come by, told in it
    r"\b(?:was|were|had been)\b[^.;]{0,30}\bdue\b(?![^.;]{0,60}\b(?:but|now|however|instead)\b)",
    re.IGNORECASE,
)
WAS_DUE = lazy(r"\bdue\b|\bresponse date\b|\bdeadline\b|\btime limit\b|\btarget\b", re.IGNORECASE)
GIVEN_UP = lazy(  # what follows a day that is taken back
    r"\W*(?:[^.;]{0,60}?\W)?(?:(?:can(?:not| ?no(?:t|\b)|['’]t)|could ?n(?:ot|['’]t)|will ?not|won['’]t) be (?:met|possible|kept|reached|feasible)|(?:is|are|was|were) (?:no longer|not) (?:possible|realistic|feasible|achievable|attainable)|"
    r"(?:will|has to|must|may have to) (?:slip|move|be (?:moved|pushed|changed|extended))|has (?:slipped|passed|been missed)|as (?:promised|planned|hoped|estimated)\b|(?:unable|not (?:be )?able|not going) to (?:meet|make|keep|hono(?:u)?r) (?:it|this|that)\b)",
    re.IGNORECASE,
)
OTHERS = lazy(  # somebody else's day, told in the agency's letter
    r"(?:\b(?!(?:we|you|i|it|they|now|also|office|department|agency|city|county|town|village|council|ministry|board|university|district|authority|police|division|commission|state|bureau)\b)\w+ (?:has|have|had) (?:until|till)\b|\bin (?:force|effect|place|session) (?:until|till|through)\b|\b(?:applications|renewals|bids|comments|proposals|nominations|submissions|registrations) (?:are|must be|will be)\b|\bthey (?:have|had|will have|need|want|charge|take) |\bthey(?:['’]ve| have) (?:said|told|promised|indicated|asked)\b|\b(?:committee|board|council|court|jury|commission|panel) (?:does|will|is|do|wo|was)(?:n['’]t| not) (?:sit|meet)\b|\b(?:scheduled|due|expected|set) to (?:sit|convene)\b|\b(?:is|are|was|were) invited to\b|\b(?:attorney|lawyer|arbitrator|vendor|contractor|company|firm|owner|union) (?:now |has |have |had )?(?:says?|said)\b|\b(?:which|who|whom|it) (?:has|have|had) (?:to (?:give|reply|respond|answer|provide|tell|comment)|asked for)\b|\b(?:sitting|meeting|session)s?(?: of (?:the )?\w+)? (?:is|are|will be|takes? place|falls?)\b|\b(?:told|informed|advised|notified) (?:us|me|this office) (?:that|it)\b|\b(?:commissioners|trustees|supervisors|selectmen|directors|members|board|council|commission) (?:next )?(?:meets?|convenes?|takes? up|votes?|hears?|acts?)\b|(?:was|were|been|have|has|had|is|are|['’]ve) given (?:until|till|to)\b|\b(?:vehicle|property|item)s? must\b|\b(?:contract|agreement|lease|licen[cs]e|permit) (?:may|can|could|might)\b|\b(?:has|have) been (?:asked|directed|instructed|requested|told|given) (?:to|until|till)\b|\bget (?:it|them|these|those|everything) back\b|\b(?:third[- ]part(?:y|ies)|(?:the|a) (?:(?:\w+ )?(?:company|customer|licensee|recipient|vendor|contractor|submitter|provider|firm|consultant|supplier|other agency|affected part(?:y|ies)|individuals?|employee)|parties)) "
    r"(?:then )?(?:has|have|had|will have|is|are|must|shall|will|may|can|needs?|wants?|intends?)\b|(?<!be )\b(?:asked|(?:was|were|been|have|has|had|is|are|['’]ve) given|gave|invited|told|requested|notified) (?:(?:the|an?)(?! (?:\w+ )?(?:due )?(?:date|deadline|extension|until))|them|him|her|third|that|those|these|it)\b|"
    r"\b(?:contract|agreement|lease|licen[cs]e|permit|audit|investigation|project|budget|program(?:me)?|policy|grant|ordinance|trial|hearing|election|certification|canvass|bids|proposals|tender|construction|prosecution|inquiry|survey|scheme|levy|study|moratorium|season|term|warranty)"
    r" (?:itself |you (?:refer|mention)\w*(?: to)? )?(?:expires?|runs?|ends?|began|begins|starts?|takes? effect|will (?!be (?:sent|provided|released|available|ready|produced|mailed|e-?mailed|given|disclosed|made available|forwarded)\b)|shall|is (?:set|due|scheduled|expected|planned)|to (?:conclude|end|finish)|was|remains?|concludes?|closes?)|"
    r"\b(?:board|council|committee|commission|court|panel|authority) (?:meets|will (?:meet|consider|vote|hear)|is (?:scheduled|expected|due) to (?:meet|consider|vote|hear))|\b(?:bid opening|auction|event|vote|conference|workshop|interviews?|election) (?:will|is|are)|\b(?:expects?|expected|plans?|planned|intends?|hopes?|aims?|proposes?) to (?:open|build|construct|replace|launch|award|hire|install|adopt|purchase|sell|retire|phase|roll out|re-?tender|procure|upgrade|introduce)|\b(?:office|building|hall|library|counter|desk|department|we|which)s? (?:is|are|will be|be) closed|\bclosed for|\bholiday|\b(?:agreement|contract|lease|licen[cs]e|permit|policy)\b[^.;]{0,60}\b(?:expires?|ends?|terminates?|(?:is|are|becomes?) effective)|\b(?:fiscal year|financial year|school year|rules?|regulations?|law|statute|ordinance|fee schedule|semester|session)(?: that| which)? (?:will )?(?:takes? effect|begins?|starts?|ends?|changes?|goes into effect|is effective))[^.;]{0,120}$",
    re.IGNORECASE,
)
HAS_UNTIL = lazy(
    r"\b(?:until|till|have (?:\w+ ){0,3}(?:days|weeks|months))\b|\byou (?:may|can|must)\b", re.IGNORECASE
)
TOLD_WOULD = lazy(  # an earlier promise, told as history
    r"\b(?:letter|e-?mail|message|acknowledg\w+|notice|reply|response|we|i|he|she|they|department|agency|city|county|office|council)\b[^.;]{0,40}\b(?:stated|told|said|advised|informed|indicated|estimated|promised)\b[^.;]*\b(?:would|were|was)\b[^.;]*$",
    re.IGNORECASE,
)
SPEAKS_TO = lazy(  # a word that a promise holds: whom it is made to, what of, or that it is one
    r"\b(?:you\w*|ur?|invok\w*|additional|we|our|ours|us|i|my|me|mine|request\w*|respon\w+|repl\w+|answer\w*|records?|documents?|files?|releas\w+|produc\w+|install\w*|batch\w*|determin\w+|decision|decide\w*|estimat\w+|review\w*|exten\w+|deadline|due|ready|complet\w+|provid\w+|sen[dt]\w*|expect\w*|anticipat\w*|date|foia|search\w*|materials?|information|footage|video|copies|data|update\w*|rest|remain\w*|balance|portion|parts?|set|time|target\w*|finish\w*|process\w*|items?|mail\w*|disclos\w+|let['’]?s|eta|available|wait|handl\w+|needs?|volume|call it|go(?:es|ing)? out|(?:count|plan|bank) on|follow\w*|these|those|them|explain\w*|writ\w+|worked out|comes?|upload\w*|hoping|pull\w*|frist|bescheid|antwort|sie|ihr\w*|nous|vous|votre)\b|['’](?:ll|m)\b",
    re.IGNORECASE,
)
THEN = lazy(  # "he will be done by the 14th, so I plan on sending it that day"
    r"\b(?:we|i|you|it|they|those)(?:['’]ll| will| plan| expect| should| can)\b[^.;]{0,80}\b(?:(?:that|the) (?:same )?day|then|right after)\b",
    re.IGNORECASE,
)
WOULD_BE = lazy(  # what is the rule, or was hoped for
    r"\b(?:ordinarily|normally|usually)\b[^.;]*\b(?:would|should)\b[^.;]*$|\b(?:we|i) (?:had |originally |initially |first |then )*(?:hoped|planned|intended|meant|aimed)\b[^.;]*$",
    re.IGNORECASE,
)
YOU_SAID = lazy(
    r"\byou (?:stated?|said|say|wrote|argued?|claim(?:ed)?|noted|mentioned|indicated|explained)\b[^.;]*$",
    re.IGNORECASE,
)
NOT_THEN = lazy(
    r"\b(?:not by|(?:retiring|leaving (?:us|here|the (?:office|county|city|town|department)))(?: \w+){0,3}? on|(?:beyond|past) the (?:[\w-]+ ){1,5}of|each|every|(?:is|are|am|be|im|['’]re|['’]m|['’]s) (?:(?:out|off|away|closed|unavailable|travel+ing|on (?:\w+ )?(?:leave|vacation|holiday))\b|(?:at|in) (?:\w+ )?(?:[\w'’]+ )?(?:conf|conference|training|convention|seminar|court|trial)\b)[^;]{0,40}\b(?:until|till|til|through)|(?:hold|keep|held|kept|stored?) (?:the|your|a|these|those|them|all) (?:\w+ )?(?:envelopes?|packets?|copies|discs?|disks?|cds?|dvds?|drives?|boxes|files|footage|records|documents) (?:\w+ ){0,4}?(?:until|till|through))\s*(?:\w+day,? )?(?:the )?$",
    re.IGNORECASE,
)
UNLESS_OTHERS = lazy(r"\bunless\b(?! (?:you|your|we|i)\b)(?:[^,.;]|(?<=\b[apm])\.)*$", re.IGNORECASE)
BETWEEN = lazy(
    r"\b(?:sometime|some time|somewhere|anywhere|ready|available|have|get|receive|expect)\b[^.;]{0,60}\bbetween\s*(?:the )?$",
    re.IGNORECASE,
)
SOMETIME = lazy(r"\b(?:sometime|some time|somewhere|anywhere)\b[^.;]{0,20}\bbetween\b", re.IGNORECASE)
AND_ANOTHER = lazy(r"\s*(?:and|to|&|-|–)\s*(?:the )?$", re.IGNORECASE)
OURS_AGAIN = lazy(
    r"\b(?:we|i|you|our \w+|staff|(?:the|this) (?:department|agency|city|county|council|office|ministry|district|authority|bureau|university|town|division|commission|trust|board|force))(?:['’]ll\b| (?:will|should|shall|expects?|hopes?|plans?|intends?|aims?|anticipates?|estimates?|can expect))|\b(?:our|your) (?:answer|response|reply|decision|determination) (?:is|will)\b",
    re.IGNORECASE,
)
RANGE = lazy(
    r"\b(?:from|between|covering|dated|period(?: of)?|for|of)\b[^.;]{0,40}\d[^.;]{0,12}\b(?:through|thru|to|and|until|till)\s*$",
    re.IGNORECASE,
)
ASKS_LEAVE = guarded(  # a day that is only proposed
    "agree|consent|propose|suggest",
    r"\b(?:would|will|do|can|could) you (?:please )?(?:agree|consent)\b|\bif you (?:agree|consent)\b|\b(?:seek|ask|request)\w* (?:for )?your (?:agreement|consent)\b|\bwe (?:propose|suggest)\b[^.;]{0,60}\?",
)
REQUESTERS = lazy(
    r"\b(?:you (?:must|need to|should (?!(?:\w+ )?(?:expect|receive|have|get|hear|see))|(?:will )?have (?:until|up to|\w+ (?:\(\d+\) )?(?:business |calendar |working )?(?:days|weeks|months))|are (?:asked|required|requested|invited)|may (?:respond|submit|provide|pay|contest))|please (?!be (?:advised|aware|informed|assured)|look|watch|note|know|find|see|accept|allow|expect|understand|bear)|kindly (?!note|be advised)|if\b[^.;]{0,60}\b(?:is|are) not (?:returned|received|provided|submitted|paid|completed|sent)|(?:we|i) (?:need|require|must have|must receive)\b(?! (?:until|through|to|more|additional|a (?:further|little|bit)|an (?:extension|additional|extra|initial)|some|another|at least|up to|further|(?:\w+ )?(?:\(?\d+\)? )?(?:more|additional|further|extra|business|working|calendar|days?|weeks?|months?)))|hear (?:back )?from you|(?:keep|hold|leave) (?:your|the|this) (?:request|file|matter) (?:open|active|pending)|needed (?:from you )?by|(?:i|we)(?:['’]d| would) like to have (?:an?|your|the) (?:\w+ )?(?:scope|answer|clarification|confirmation|payment)|you(?:['’]ve| have) (?:got )?until|(?:payment|deposit|fee|balance)(?: of [^;]{0,40}?)? (?:is|must|should|needs?|shall|will be) (?:due|be|to be|made|payable|required|needed|requested|expected)|payable|(?:money|funds|payment|cheque|check|deposit|balance)s? (?:arrives?|(?:has|have) to\b|to be (?:made|paid|received|with us))|could (?:i|we) ask you|on hold|(?:do|have|does)n['’]t (?:hear|heard|receive)|(?:has|have|is|are)n['’]t (?:been )?(?:paid|received|in)|bitte|teilen sie|veuillez|should (?:we|i) not|"
    r"(?:payment|deposit|fee|balance|check|form|reply|response) be (?:received|returned|made|submitted|paid)|invoice\b[^;]{0,40}\bdue|(?:absent|without|barring) (?:an?|any|your|further) (?:reply|response|answer|payment|word)|(?:ask|request|require)s? that (?:the|a|any|your) (?:payment|deposit|fees?|balance|check|answer|reply|response|form)|(?:ask|request|require)s? (?:that )?you\b(?!['’]ve| (?:made|sent|submitted|filed|have (?:made|sent)))|let (?:us|me) know|if there(?:['’]s| is| are) (?:none|no\b|nothing)|(?:i|we)['’]ll (?:take it|assume|treat|presume)|(?:if|unless) (?:i|we) (?:do not|don['’]t) (?:see|get|have)|if (?:neither|none|nothing|it|they)\b[^.;]{0,30}\breach(?:es)? (?:us|me)|(?:if|unless) (?:i|we)(?: have|'ve|’ve)? (?:had |hear |heard |receive )?(?:nothing|no )|you (?:have not|haven't|haven’t) (?:replied|responded|answered)|a (?:custodian|requester) (?:who|must)|(?:we|i) will (?:assume|presume|treat)|written comments|if you (?:do not|don't|fail|wish|would|reply|respond|contact|get back)|(?:do|does|did|have|has) not (?:hear|receive[d]?|respond|been received)|not (?:received?|hear|(?:here|in hand|in our hands|with us|on my desk) by)|(?:does|is|has) not (?:reach|been paid|paid|received)|response from you|"
    r"failure to|no (?:response|reply|answer|word|payment)\b(?! (?:is|was) (?:needed|required|necessary))|(?:(?<!for )(?<!to )(?<!on )(?<!of )your (?:response|reply|answer)|(?:your|the) (?:payment|deposit|clarification|check)) (?:is|must|should|within|by|not)|expect your (?:answer|response|reply)\b|the (?:response|reply) (?:must|should|not)|received (?:from you )?(?:by|within)|unless you|(?:if|unless|until) (?:we|i)(?:['’]ve| have) not (?:had|got|seen)\b|considered (?:automatically )?(?:withdrawn|abandoned)|will be (?:closed|cancel\w+|withdrawn|considered)|remit|pay\b|(?:must|needs? to|has to|is not|are not|to) be (?:paid|received|returned|submitted)|not paid)"
    r"|^(?:please )?(?:answer|check|respond|reply|pay|decide|come|sign|confirm)\b[^.;]{0,40}\b(?:by|before)\b|(?:^|[;:.,]\s|\b(?:and|or|then|to)\s)(?:tell|inform|advise|notify|contact|e-?mail|call|send|return|submit|sign|confirm|reply to|respond to|write(?: to)?) (?:us|me|this office|our office|the (?:undersigned|enclosed|attached|form))\b",
    re.IGNORECASE,
)
NEVER = guarded(
    "available|accessible|online|live|down|offline|through|posted|viewable|until|valid|good|held|open|download|inspect|view|visit|publi|destroyed|deemed|leave|may ask|appeal|judicial|ombuds|complain|review|link|have your say|hearing|trial|meeting|expire|sign in|retention|deleted|archived|closed|holiday|petition|overwrit|purge|again|opened|viewed|collected|password|copies|copy|shut|clos|trial|retreat|conference|training|off|recycle|erased|expunge|shred|office|lawsuit|commence|penalt|statute|survey|retrospective|tribunal|lodged|submitted|filed|lapse|kept back|withheld|delayed|held back|archive|show up|appear|looked|reviewer|disclosure log|quote|estimate|price|they|their|session|election|away|until|till|back|return|made|vacation",
    r"\b(?:unavailable|retrospective(?:ly)?|(?:remains?|stays?|kept|held|be|is|are) (?:available|accessible|online|live|posted|viewable|in (?:the|your)|there|for)\b[^.;]{0,60}\buntil|remain available|(?:is|are) (?:valid|good|held|open)\b|valid (?:until|for)|download(?:ed)? (?:\w+ ){0,4}(?:before|by)|(?:inspect|view|visit)\b[^.;]{0,60}\b(?:until|between)|tribunal|must be lodged|(?:away|out|on (?:vacation|holiday)) (?:until|till)|publish\w*|publication|public (?:consultation|comment)|be destroyed|deemed (?:to be )?(?:a |an )?(?:denial|denied|refusal)|on (?:\w+ ){0,2}leave|off (?:sick|ill|work)\b|expected back (?:before|until|till|at work|in the office)|(?:offices?|counters?|buildings?|schools?|halls?|library|depot|desk|store|archives?|we)\b[^.;]{0,25}? (?:shuts?|closed?|closes) (?:until|till|from|on|for|at)|(?:can|may) be (?:opened|viewed|read|collected|accessed)\b[^.;]{0,40}\b(?:until|till)|(?:share|access|account|folder) expires?|download what|sav(?:e|ing) (?:\w+ )?cop(?:y|ies)|new passwords?|passwords? (?:is|are|must|will|expires?)|(?:will be|is|are) (?:in|at) (?:an? |the )?(?:trial|off-?site|retreat|conference|training)|you may ask|may ask the|may (?:ask|apply|petition) for|(?<!\bon your )(?<!\bon the )(?<!\bon this )(?<!\bof your )(?<!\bof the )(?<!\bdecide )(?<!\bdecides )appeal(?!s? (?:was|has been|officers? will|will be (?:decided|determined|answered)))|judicial|ombuds\w+|complain\w*|(?<!your )(?<!the )(?<!this )internal review|review by (?:the |an? )?(?:\w+ )?(?:ombud\w*|commissioner|court|public access|information|appeals?|superior)|links? (?:is|are|will|expires?)|have your say|hearing|trial (?:is|in|date|of|set|begins|court|starts)|(?:await\w*|for|at|before|until) trial|meeting (?:of|on)|expire\w* (?:in|after)|sign in to view|publicly|accessible to the public|retention|deleted|archived|archive in|overwritten|purged|recycled|erased|expunged|shredded|(?<!receipt of the )(?<!receipt of your )petition|(?:ask|try|check|look|write|call) (?:\w+ )?(?:again|back)\b[^.;]{0,20}\bin (?:an?|\d+|one|two|three|four|five|six|ten|thirty|sixty|ninety)\b|(?:request|application|appeal)s?\b[^.;]{0,40} (?:should|must) be (?:made|submitted|filed)\b[^.;]{0,80}\bwithin|their (?:own )?(?:time|deadline|period)|they(?:['’]ve| have) until|\b(?:kept back|withheld|delayed|held back)(?: [^.;]{0,60})? for up to|disclosure log|\b(?:quote|estimate|price) holds?\b|\b(?:access|link)s? will lapse|(?:session|meeting|election)s?\b[^.;]{0,60}\b(?:moved|rescheduled|postponed) to|back (?:in (?:the|my) office|at work|from leave)|return(?:ing)? (?:to (?:the|my) office|from leave)|"
    r"will be (?:down|offline)|(?:at|in|on) (?:a |an |the )?(?:conference|training|court|leave|vacation|jury duty|retreat|workshop|seminar|travel)\b[^.;]{0,20}\b(?:until|till|through)|(?:is|are|was|were)(?:n['’]t| not) (?:here|in|back|open|around|scheduled)\b[^.;]{0,30}\b(?:until|till)|out of (?:the )?office|lawsuit|to (?:show up|appear) (?:there|here|online|on)\b|looked at again|reviewer|commence an action|penalt\w+|statute of limitations|(?:take|complete|fill (?:in|out)|answer|short|brief|quick|our|this|satisfaction|feedback) (?:\w+ ){0,2}survey)\b",
)
OWN_WORD = lazy(
    r"\b(?!the (?:custodian|public body|requester|requestor|governmental body)\b)(?:we|i|you|our office|(?:the|our) \w+(?: \w+)?) (?:will|shall|expects?|anticipates?|can expect)\b[^.;]{0,80}$",
    re.IGNORECASE,
)
EXTENDS = lazy(r"\bexten\w+|\b(?:additional|further|extra|more)\b", re.IGNORECASE)
NOT_BEFORE = lazy(r"\b(?:before|until|till)\s*(?:the )?$", re.IGNORECASE)  # "not before the 11th": it is then
LATER_TODAY = lazy(
    r"\b(?:today|later|eod|end of (?:the |this )?(?:business )?day|close of business|this (?:afternoon|evening))\b",
    re.IGNORECASE,
)
MARKED = lazy(  # what follows a day that is kept for something
    r"\W*is (?:realistic|doable|likely|the plan|safe)\b|\W*(?:is )?(?:marked|down|set aside|pencill?ed in|blocked off|reserved|on (?:my|our|the) calendar) (?:for|to)\b",
    re.IGNORECASE,
)
TOOK_ON = lazy(  # "we took the extension the Act allows on the 16th"
    r"\b(?:we|i|this office) (?:\w+ )?(?:took|sent|wrote|asked|called|mailed|e-?mailed|told|gave|invoked|spoke|met)\b[^.;]{0,100}\bon\s*(?:the )?$",
    re.IGNORECASE,
)
SAID_AHEAD = lazy(
    r"\b(?:will|shall|should|can|may|expect\w*|hop\w+|aim\w*|plan\w*|by|until|before)\b[^.;]{0,70}$|['’]ll\b[^.;]{0,70}$",
    re.IGNORECASE,
)
STRONGLY_LED = lazy(
    r"\b(?:by|until|no(?:t)? later than|on or before|on or about)[\s:(]*(?:the )?$", re.IGNORECASE
)
MADE_BY = lazy(  # what was made by then, not what will be done
    r"(?<!be )(?<!being )(?<!not )(?<!payment )\b(?:created|dated|issued|generated|written|prepared|sent|received|submitted|filed|made|held|hired|approved)\b[^.;,]{0,12}\b(?:on or before|by|until|through|no later than|before|prior to)[\s:(]*(?:the )?$",
    re.IGNORECASE,
)
NAMED_AFTER = lazy(
    r"\W*(?:(?:falls|falling|being|is) (?:on )?a\b|(?:(?:regular|special|board|council|commission|committee|public|town|city) )*(?:meeting|hearing|session|election|incident|crash|event|agenda|minutes|trial|closing|auction|e-?mail|letter|request)s?\b)",
    re.IGNORECASE,
)
SPANS = lazy(
    r"\s?(?:through|thru|[-–—])\s?(?:the )?\d{1,2}\b(?![/-]\d)"
)  # the first day of "May 12 through 14"
AWAY = lazy(
    r"\b(?:out|away|absent|off|closed|shut|unavailable|trial|travel\w*|conference|training)\b[^.;]{0,30}$",
    re.IGNORECASE,
)
BY_THEN = lazy(
    r"\b(?:not|\w+n['’]t|cannot) (?:be able to )?(?:make|meet|manage|keep to) (?:that|it|this)\b|\b(?:not|\w+n['’]t|unable|cannot)\b[^.;]{0,90}\bby (?:then|that (?:date|time|day|deadline))\b",
    re.IGNORECASE,
)
HOLDS_LATE = lazy(
    "|".join(f"(?:{pattern.pattern})" for pattern in (CANCELLED, OWN_WORD, GIVEN)), re.IGNORECASE
)
TITLE = lazy(  # a cell or a line that the day stands behind
    r"(?:(?:new|revised|current|estimated|expected|anticipated|target|statutory|response|completion|delivery) )*(?:due|completion|delivery|response|release|target|estimated|expected)(?: (?:completion|response|due|delivery))? ?(?:date|by|on)?",
    re.IGNORECASE,
)
NAMES_DAY = lazy(
    r"\W*(?:(?:that|the|our|your|new|revised|earliest|target|practicable|first) )*(?:due|response|expected|estimated|completion|date|day|deadline|target|estimate)",
    re.IGNORECASE,
)
TITLES_DAY = lazy(r"\W*(?:due|response|expected|estimated|completion)", re.IGNORECASE)
