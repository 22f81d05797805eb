"""The nouns of the field, as pieces of patterns: what is asked, what is given, who speaks."""

REQUEST = r"(?:requests?|inquir(?:y|ies)|enquir(?:y|ies)|applications?|foia|foil|oia|appeal|submission|correspondence|matter|case|file|e-?mail|letter)"
ASK = r"(?:requests?|inquir(?:y|ies)|enquir(?:y|ies)|application|foia|foil|oia|submission)"
RECORDS = (
    r"(?:records?|documents?|documentation|information|materials?|files?|data|dataset|reports?|e-?mails?|messages|correspondence|communications?|videos?|"
    r"footage|recordings?|spreadsheets?|copy|copies|pages?|items?|policy|policies|contracts?|agreements?|minutes|logs?|permits?|invoices?|audio|"
    r"photo(?:graph)?s?|images?|letters|notes|memos?|answers?|responses?|transcripts?|lists?|pdfs?|disc|folder|unterlagen|informationen)"
)
OFFICE = (
    r"(?:department|dept|office|city|county|town|township|village|borough|agency|council|police|sheriff|ministry|board|bureau|commission|division|"
    r"university|college|district|school|court|clerk|authority|service|services|trust|state|government|institute|library|archives|unit|section|"
    r"administration|company|corporation|organi[sz]ation|custodian|officer|staff|team)"
)
WE = (
    rf"(?:we|i|our (?:\w+ ){{0,2}}?{OFFICE}|this (?:\w+ ){{0,2}}?{OFFICE}|the (?:[\w’'&-]+ ){{0,5}}?(?:{OFFICE}|(?-i:[A-Z]{{2,6}}))|"
    rf"(?-i:[A-Z][\w’'-]+ )(?:[\w’'-]+ ){{0,3}}?{OFFICE}|(?-i:[A-Z]{{2,7}})|it|staff)"
)
MONEY = r"(?:fees?|charges?|costs?|deposit|payment|prepayment|invoice|balance|amount|sum)"

# what can be released, withheld or missing; an answer or a letter is none of it
GOODS = (
    r"(?:records?|documents?|documentation|information|materials?|files?|data|dataset|reports?|e-?mails?|messages|communications?|videos?|footage|recordings?|"
    r"spreadsheets?|copies|pages?|items?|polic(?:y|ies)|contracts?|agreements?|minutes|logs?|permits?|invoices?|audio|photo(?:graph)?s?|images?|memos?|"
    r"transcripts?|statistics|results|disc|forms|sheets|surveys?|studies|study|plans?|drawings|certificates?|complaints?|unterlagen|informationen)"
)
