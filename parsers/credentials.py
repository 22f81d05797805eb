"""Passwords, keys and tokens that letters print: struck out before anything else sees the text."""

import re

from parsers.patterns import lazy

STRUCK = "[removed]"
IN_ADDRESS = lazy(r"([?&](?:token|access|session|sid|auth|pass\w*)=)[^&#\s<>\"')\]]{4,400}", re.IGNORECASE)
SECRET = lazy(
    r"(\b(?:pass(?:word|code|phrase)|security key|access (?:code|key|token)|token(?: to access)?|(?:verification|security) code|pin)\b"
    r"(?: is| below| to use)?\s*(?::|=|\bis\b)\s*[\"'“‘*]?)([^\s\"'”’<>]{3,80})",
    re.IGNORECASE,
)
NEEDS = ("pass", "key", "token", "code", "pin")  # any secret's label holds one of these
# a line that says what the next one is: nothing stands on that but the secret
_LABEL = (
    r"^[ \t>*]*(?:(?:your|new|temporary|initial|user|login|portal|account|one[- ]?time) ){0,4}"
    r"(?:pass(?:word|code|phrase)|security key|access (?:code|key|token)|(?:verification|security) code|pin)"
)
BELOW = lazy(
    _LABEL + r"[ \t]*[:=*]{0,3}[ \t]*\n(?:[ \t]*\n){0,3}[ \t>*\"'“‘]*"
    r"(?P<secret>[^\s\"'”’<>*]{3,80}|\d{2,4}[ -]\d{2,4})(?=[\"'”’*]?[ \t]*(?:\n|\Z))",
    re.IGNORECASE | re.MULTILINE,
)
BESIDE = lazy(_LABEL + r" {2,9}(?P<secret>[^\s\"'”’<>]{3,80})", re.IGNORECASE | re.MULTILINE)


def strike_out(text: str) -> str:
    """Return the text with the value of each password, key or token struck out: a credential is never kept."""
    text = IN_ADDRESS.sub(r"\1" + STRUCK, text)
    lower = text.lower()
    if not any(word in lower for word in NEEDS):
        return text
    text = BELOW.sub(_without_secret, BESIDE.sub(_without_secret, text))
    return SECRET.sub(lambda match: match[1] + STRUCK if _is_secret(match[2]) else match[0], text)


def _without_secret(match: re.Match[str]) -> str:
    """Return a label without the secret that it names; a word like a heading is another label, or a greeting."""
    secret, label = match["secret"], match[0][: match.start("secret") - match.start()]
    if (secret.istitle() and ":" not in label) or secret.endswith((":", ".", ",")):
        return match[0]
    return label + STRUCK


def _is_secret(word: str) -> bool:
    """Say whether what follows "password:" is one, and not the next word of a sentence."""
    return any(letter.isdigit() for letter in word) or (
        len(word) > 5 and not word.islower() and not word.istitle()
    )
