"""Mail that is not about a request: absences, bounces, passwords, gateways. Known by header, subject and wording."""

import re
from collections.abc import Iterator

from parsers.facts import Sure, Zone
from parsers.letter import Letter
from parsers.needs import guarded
from parsers.patterns import lazy
from parsers.phrases.signals import Finding, Signal

SUBJECTS = lazy(
    r"\b(?:out of (?:the )?office|automatic reply|auto(?:matic)?[- ]?(?:reply|response)|autoreply|abwesenheit\w*|password (?:assistance|reset|information)|login information|"
    r"undeliver(?:able|ed)|delivery (?:status notification|failure|has failed|failed)|mail delivery (?:failed|system|subsystem)|returned mail|failure notice|"
    r"recall:|message recall|verify your (?:e-?mail|account)|account (?:has been )?(?:created|activated|locked|confirmation|activation|verification)|unlock (?:public )?(?:portal )?account|"
    r"welcome to the|confirm your .{0,60}account|one[- ]time (?:pass\w*|code)|verification code|security (?:alert|code)|new sign-?in|secure (?:message|e-?mail)|encrypted message|newsletter|(?:scheduled|planned|system|site|portal) (?:\w+ )?(?:outage|maintenance|downtime))\b|^auto:",
    re.IGNORECASE,
)
BODIES = guarded(
    "office|leave|away|trave|pass|code|browser|device|sign|username|user name|login|message|deliver|recall|secure|encrypted|protected|"
    "activate|confirm|unsubscribe|unavailable|offline|down",
    r"\b(?:i(?: am|'m|’m| will be)? (?:currently |now )?(?:out of (?:the |my )?office|on (?:annual |maternity |sick |parental )?leave|away (?:from|until)|travel+ing)|(?:am|be) out of the office|one[- ]time pass(?:code|word)|temporary password|"
    r"(?:verification|security|access) code (?:is|:)|(?:new|unrecognized) (?:web browser|device|sign-?in)|reset your password|change your password|password:|your (?:username|user name|login) is|"
    r"message (?:that )?you sent (?:could|was) not (?:be )?(?:delivered|been)|could not be delivered to|delivery to the following recipients? failed|undeliverable|"
    r"would like to recall the message|has sent you (?:a |an )?(?:secure|encrypted|protected) (?:message|e-?mail)|you have received (?:a |an )?(?:secure|encrypted) (?:message|e-?mail)|"
    r"to (?:read|open|view) (?:this|the|your) (?:secure|encrypted|protected) (?:message|e-?mail)|activate your account|confirm your (?:e-?mail|account)|(?:portal|system|site|website|service) will be (?:unavailable|offline|down)|to unsubscribe from|view this e-?mail in your browser)\b",
)


IS_AWAY = guarded(
    "out|leave|away|vacation|trave|checking|reading|monitor|back|closed",
    r"\bi(?: am|['’]m) not (?:checking|reading|monitoring)\b|\b(?:we|i)(?: are|['’]re| am|['’]m|['’]ll be| will be) back (?:on|in|at)\b|\b(?:school|office) is closed for\b|"
    r"\bi(?: am|['’]m| will be)? (?:currently |now )?(?:out of (?:the |my )?office|on (?:\w+ )?(?:leave|vacation)|away|travel+ing)\b",
)
AUTOMATIC = lazy(
    r"\b(?:automatic reply|auto(?:matic)?[- ]?(?:reply|response)|autoreply)\b|^auto:", re.IGNORECASE
)


def read(letter: Letter) -> Iterator[Finding]:
    """Yield a finding where the mail is a machine's or an account's, not a letter about a request.

    An automatic reply may still be the receipt of a request: it is only a sign (`aside`), not a `notice`.
    """
    subject = next((s for s in letter.sentences() if s.part == "subject"), None)
    spoken = [s for s in letter.sentences() if s.part == "body" and s.zone in (Zone.STATEMENT, Zone.FOOTER)]
    if subject is not None and SUBJECTS.search(subject.text):
        signal = Signal.ASIDE if AUTOMATIC.search(subject.text) else Signal.NOTICE
        yield Finding(signal, subject, "notices.subject", Sure.CERTAIN)
    if (header := _header(letter)) and (place := subject or next(iter(spoken), None)):
        signal = Signal.ASIDE if header == "notices.auto_replied" else Signal.NOTICE
        yield Finding(signal, place, header, Sure.CERTAIN)
    is_automatic = subject is not None and AUTOMATIC.search(subject.text)
    for sentence in spoken[:12]:
        if BODIES.search(sentence.text):
            yield Finding(Signal.ASIDE, sentence, "notices.wording", Sure.LIKELY)
        if subject and is_automatic and IS_AWAY.search(sentence.text):
            yield Finding(Signal.NOTICE, subject, "notices.subject", Sure.CERTAIN)


def _header(letter: Letter) -> str | None:
    """Return which header says that nobody wrote this (RFC 3834, RFC 2919, RFC 3464), if one does."""
    if letter.header("auto-submitted").lower().startswith("auto-replied"):
        return "notices.auto_replied"
    content = re.sub(r'[\s"]', "", letter.header("content-type").lower())
    if "report-type=delivery-status" in content:
        return "notices.delivery_status"
    return "notices.mailing_list" if letter.header("list-id") else None
