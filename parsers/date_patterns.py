"""The patterns that find days and spans of time in a text, and the words without which none of them can match."""

import re

from parsers.date_words import MONTHS, ORDINALS, WEEKDAYS, WORDS
from parsers.needs import any_of, guarded
from parsers.patterns import lazy

_MONTH = "(?:" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\b\.?"
_WEEKDAY = r"(?:(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?\b\.?,?\s+(?:the\s+)?)?"
_ORDINAL = "(?:" + "|".join(sorted(ORDINALS, key=len, reverse=True)) + r")\b"
_YEAR = r"(?:(?:19|20)\d\d)(?!\d)"
OF_MONTH = any_of(
    "jan|feb|mar|mär|mae|maart|apr|may|mai|mei|jun|jul|aug|sep|oct|okt|nov|dec|dez|fév|fevr|avril|abril|juin|juil|aoû|aout|"
    "déc|dicem|diciem|enero|gennaio|maggio|giugno|luglio|agosto|settembre|ottobre"
)
NTH = {"first": 0, "second": 1, "third": 2, "fourth": 3, "last": -1}  # among a month's days of one name
NTH_WEEKDAY = guarded(
    "|".join(NTH),
    rf"\b(?:the )?(?P<nth>{'|'.join(NTH)}) (?P<day>"
    + "|".join(WEEKDAYS)
    + r") (?:in|of) (?:(?P<month>"
    + "|".join(MONTHS)
    + r")\b(?:,? (?P<year>(?:19|20)\d\d))?|(?P<next>next) month)",
)
IN_FIGURES = lazy(r"\d(?:[/.-]\d|st|nd|rd|th)", re.IGNORECASE)  # a day in figures, "the 30th"
OF_ORDINAL = any_of(
    "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|teenth|twentieth|thirtieth"
)
UNIT = any_of("day|week|month|year")
DAY_OF_WEEK = any_of("|".join(WEEKDAYS))
END = any_of("end|week|month|year")
DAY = lazy(
    rf"(?<![\w/.-]){_WEEKDAY}(?:"
    rf"(?P<m1>{_MONTH})\s?(?P<d1>\d{{1,2}})(?!\d)(?:st|nd|rd|th)?(?:\s?[,.]?\s?(?:of\s+)?(?P<y1>{_YEAR}))?"
    rf"|(?:the\s+)?(?P<d2>\d{{1,2}})(?:\.|st|nd|rd|th|er|º)?[\s-]?(?:day\s+)?(?:of\s+|de\s+)?(?P<m2>{_MONTH})(?:,?[\s-]?(?:del?\s+)?(?P<y2>{_YEAR}|\d\d(?!\d|:| ?(?:working|business|calendar|days))))?"
    r"|(?P<y3>(?:19|20)\d\d)-(?P<m3>\d\d)-(?P<d3>\d\d)(?!\d)"
    r"|(?P<a4>\d{1,2})(?P<sep>[/.-])(?P<b4>\d{1,2})(?P=sep)\s?(?P<y4>(?:19|20)\d\d|\d\d)(?![\d/-])"
    rf"|(?<=the )(?P<d7>{_ORDINAL})\s+(?:day\s+)?of\s+(?P<m7>{_MONTH})(?:,?\s(?P<y7>{_YEAR}))?"
    r"|(?<=the )(?P<d6>\d{1,2})(?:st|nd|rd|th)(?: of (?P<which>this|the|next) month)?(?=\s*(?:$|[.,;)!\n]|(?:at|on|or|and|one|if|but|for|latest|instead|unless|when|then|since|because|as|to|with|which|so|now|rather|too)\b))"
    r"|(?:(?<=by )|(?<=than )|(?<=on )|(?<=before )|(?<=until )|(?<=day )|(?<=day, )|(?<=e: )|(?<=is )|(?<=now )|(?<=date ))(?P<a5>\d{1,2})/(?P<b5>\d{1,2})(?![\d/])"
    r")",
    re.IGNORECASE,
)
_WORD = "|".join(sorted((word.replace("-", "[ -]?") for word in WORDS), key=len, reverse=True))
_COUNT = rf"(?:(?P<word>{_WORD})(?![a-z])\s?)?(?:\(?\s?(?P<low>\d{{1,3}})\s?\)?)?(?:(?<=[\da-z)])\s?(?:-|–|to)\s?(?:[a-z]+\s?)?\(?(?P<high>\d{{1,3}})\)?)?"
SPAN = lazy(
    rf"(?<![\w$.]){_COUNT}\s?(?P<more>additional|further|more|extra)?\s?(?P<kind>business|working|calendar|work|state business|university business|statutory)?\s?-?(?P<unit>day|week|month|year)s?\b",
    re.IGNORECASE,
)
END_OF = lazy(
    r"\b(?:(?:the\s+)?(?:end|last\s+day)\s+of\s+(?:(?P<this>the|this|next)\s+(?:calendar\s+)?(?P<unit>week|month|year|(?:business )?day(?!,?\s+(?:on\s+|of\s+)?(?:tomorrow|the\s+\d|\d|"
    + "|".join((*WEEKDAYS, *MONTHS))
    + r")\b))|(?:(?P<month>"
    + "|".join(MONTHS)
    + r")\b\.?(?:,?\s?(?P<year>(?:19|20)\d\d))?))|(?<=before )(?:the|this) (?P<out>week|month|year)(?:['’]s| is) (?:out|over|up|done)\b|(?<=by )(?:the )?(?P<ends>week|month|year)(?:['’]s)?[ -]end\b)",
    re.IGNORECASE,
)

IN_LIST = lazy(r"\s*(?:,|;|and|or|&|, and|, or|to|through|thru|until|-|–)\s*", re.IGNORECASE)
TOMORROW = guarded(
    "tomorrow",
    r"(?<!from )(?<!starting )(?<!beginning )\btomorrow\b(?!,? (?:the\b|"
    + "|".join((*WEEKDAYS, *MONTHS))
    + r"))",
)
LEADS_WEEKDAY = lazy(r"(?:this|next|coming)\s+(?=\w+$)", re.IGNORECASE)
OF_NEXT_WEEK = guarded(  # "Friday of next week", "next week on Tuesday", "a week from Friday"
    "week",
    rf"\b(?:(?P<next>{'|'.join(WEEKDAYS)}),?\s+(?:of\s+|end\s+of\s+)?next\s+week|next\s+week,?\s+(?:on\s+)?(?P<on>{'|'.join(WEEKDAYS)})|a\s+week\s+(?:from|on)\s+(?P<from>{'|'.join(WEEKDAYS)}))\b(?!,?\s+(?:the\s+)?\d)",
)
BY_WEEKDAY = lazy(
    r"\b(?P<led>by|before|on|this|next|until|till|for|coming|of day|of business|eod|cob|you|it|them|ready)\s+(?:the end of\s+|this\s+|next\s+|coming\s+)?(?P<day>"
    + "|".join(WEEKDAYS)
    + r")\b(?!['’]|,?\s+(?:the\s+)?\d|,?\s+(?:"
    + "|".join(MONTHS)
    + r")\b)",
    re.IGNORECASE,
)
