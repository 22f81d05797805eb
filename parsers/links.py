"""Web addresses in a letter, unwrapped from click-tracking where that can be done without the network."""

import re
from urllib.parse import parse_qs, unquote, urlsplit

from parsers.patterns import lazy

URL = lazy(r"https?://[^\s<>\"'\]\[{}|\\^`]{4,4000}", re.IGNORECASE)
OPAQUE = lazy(r"\blnks\.gd|links\.\w*govdelivery\.com", re.IGNORECASE)
OF_OPAQUE = (".ct.sendgrid.net", "/ls/click", "/wf/click", "list-manage.com")  # each of them tells it alone
SESSION = lazy(r"/\(S\([^)]{1,80}\)\)", re.IGNORECASE)  # ASP.NET keeps a session in the path: a credential
SECRETS = re.compile(r"(?i)([?&])(?:\w*token|access|key|sid|session|rqst|pass\w*|auth)=[^&#\s]*(&?)")
PARAMETERS = {
    "safelinks.protection.outlook.com": "url",
    "urldefense.proofpoint.com": "u",
    "google.com": "q",
    "linkprotect.cudasvc.com": "a",
}


def find_links(text: str) -> list[tuple[str, int]]:
    """Return each address in the text and where it starts; closing punctuation is not part of it."""
    return [(match[0].rstrip(".,;:!?)>*"), match.start()) for match in URL.finditer(text)]


def is_opaque(url: str) -> bool:
    """Say whether the target is known to the click-tracker only."""
    lower = url.lower()
    if any(each in lower for each in OF_OPAQUE):
        return True
    return ("lnks.gd" in lower or "govdelivery.com" in lower) and OPAQUE.search(url) is not None


def unwrap(url: str, shown: dict[str, str] | None = None) -> str:
    """Return the address behind a wrapper: decoded from it, or the one the letter shows as the link's text.

    An opaque wrapper that shows no address is returned as it stands: it is never clicked.
    """
    for _ in range(4):
        inner = _inside(url)
        if inner is None:
            break
        url = inner
    if is_opaque(url) and shown and url in shown:
        url = shown[url]
        url = url if "://" in url else f"https://{url}"
    return without_secrets(url)


def without_secrets(url: str) -> str:
    """Return the address without session ids and access tokens: they are credentials."""
    return SECRETS.sub(
        lambda match: "?" if match[1] == "?" and match[2] else "", SESSION.sub("", url)
    ).rstrip("?")


def host(url: str) -> str:
    """Return the host in lower case, or an empty string for what is no address."""
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def _inside(url: str) -> str | None:
    """Return the wrapped address of Safe Links, Proofpoint v2 and v3 and their like, or None."""
    name = host(url)
    if "urldefense" in name and "/v3/__" in url:
        return url.split("/v3/__", 1)[1].split("__;", 1)[0]
    for wrapper, parameter in PARAMETERS.items():
        if name == wrapper or name.endswith("." + wrapper):
            value = parse_qs(urlsplit(url).query).get(parameter, [""])[0]
            if wrapper == "urldefense.proofpoint.com":
                value = unquote(value.replace("-", "%").replace("_", "/"))
            return value if value.startswith("http") else None
    return None
