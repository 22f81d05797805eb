"""Passwords, keys and tokens that letters print: struck out before anything else sees the text."""

import re

STRUCK = "[removed]"
IN_ADDRESS = re.compile(
    r"([?&](?:token|access|session|sid|auth|pass\w*)=)[^&#\s<>\"')\]]{4,400}", re.IGNORECASE
)
SECRET = re.compile(
    r"(\b(?:pass(?:word|code|phrase)|security key|access (?:code|key|token)|token(?: to access)?|(?:verification|security) code|pin)\b"
    r"(?: is| below| to use)?\s*(?::|=|\bis\b)\s*[\"'“‘*]?)([^\s\"'”’<>]{3,80})",
    re.IGNORECASE,
)


def strike_out(text: str) -> str:
    """Return the text with the value of each password, key or token struck out: a credential is never kept."""
    text = IN_ADDRESS.sub(r"\1" + STRUCK, text)
    return SECRET.sub(lambda match: match[1] + STRUCK if _is_secret(match[2]) else match[0], text)


def _is_secret(word: str) -> bool:
    """Say whether what follows "password:" is one, and not the next word of a sentence."""
    return any(letter.isdigit() for letter in word) or (
        len(word) > 5 and not word.islower() and not word.istitle()
    )
