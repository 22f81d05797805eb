"""The words that dates and spans of time are written in: months, days of the week, numbers."""

MONTHS = {
    name: number
    for number, names in enumerate(
        [
            "january jan januar janvier januari enero gennaio",
            "february feb februar février fevrier februari febrero febbraio",
            "march mar märz maerz mars maart marzo",
            "april apr avril abril aprile",
            "may mai mei mayo maggio",
            "june jun juni juin junio giugno",
            "july jul juli juillet julio luglio",
            "august aug août aout augustus agosto",
            "september sep sept septembre septiembre settembre",
            "october oct oktober octobre octubre ottobre",
            "november nov novembre noviembre",
            "december dec dezember décembre decembre diciembre dicembre",
        ],
        1,
    )
    for name in names.split()
}
WEEKDAYS = {
    name: number
    for number, name in enumerate("monday tuesday wednesday thursday friday saturday sunday".split())
}
_ONES = "one two three four five six seven eight nine".split()
_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
WORDS = {word: number for number, word in enumerate([*_ONES, *_TEENS], 1)} | {
    "a": 1,
    "an": 1,
    "one-hundred": 100,
}
WORDS |= {
    f"{ten}{unit}": tens * 10 + ones
    for tens, ten in enumerate(_TENS, 2)
    for ones, unit in enumerate(["", *(f"-{one}" for one in _ONES)])
}
WORDS |= {
    f"one-hundred-{word}": 100 + number for word, number in list(WORDS.items()) if number in (10, 20, 50, 80)
}
_TENTHS = [f"{ten}th" for ten in ("ten", "eleven", "twelf", *_TEENS[3:])]
_FIRSTS = "first second third fourth fifth sixth seventh eighth ninth".split()
ORDINALS = {word: number for number, word in enumerate([*_FIRSTS, *_TENTHS], 1)} | {
    "twentieth": 20,
    "thirtieth": 30,
    "thirty-first": 31,
}
ORDINALS |= {f"twenty-{word}": 20 + number for number, word in enumerate(_FIRSTS, 1)}
