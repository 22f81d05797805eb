"""Signs read on the way in another charset: "agencyâ€™s", "Â§ 87", and "agencyâ??s" where some were lost."""

import re

MARKS = ("â", "Â", "Ã")
TWICE = re.compile("[\u00c2-\u00f4][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]{1,3}")
MOST = 10_000  # signs of one text that are mended
LOST = (
    (re.compile(r"(?<=[A-Za-z])â\?\?(?=[a-z]{1,2}\b)"), "’"),
    (re.compile(r"(?<=s)â\?\?(?= [a-z])"), "’"),
    (re.compile(r"(?<=\d)â\?\?(?=\d)|(?<= )â\?\?(?= )"), "–"),
    (re.compile(r"â\?¢|â\?·"), "•"),
    (re.compile(r"â\?¦"), "…"),
    (re.compile(r"â\?\?"), '"'),
)


def mend(text: str) -> str:
    """Return the text with the signs it was written with; a text without any such comes back as it is."""
    if text.isascii() or not any(mark in text for mark in MARKS):
        return text
    text = TWICE.sub(_read_again, text, count=MOST)
    if "â?" in text:
        for lost, sign in LOST:
            text = lost.sub(sign, text)
    return text


def _read_again(match: re.Match[str]) -> str:
    """Return the sign whose bytes these characters are, one byte each; what is no such sign stays."""
    raw = b"".join(_byte(character) for character in match[0])
    for length in range(len(raw), 1, -1):
        try:
            return raw[:length].decode("utf-8") + match[0][length:]
        except UnicodeDecodeError:
            continue
    return match[0]


def _byte(character: str) -> bytes:
    try:
        return character.encode("cp1252")
    except UnicodeEncodeError:
        return character.encode("latin-1")
