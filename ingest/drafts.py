"""A follow-up letter that holds an agency to its own words and the law to its day. Reads; sends nothing."""

from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment
from sqlalchemy import Engine

from ingest.answers import Row, agency_of, all_rows, name_of
from parsers.errors import LedgerError
from parsers.facts import ENDED, About

TEMPLATE = "follow_up.txt"
BROKEN = """
SELECT promised_on, about, said_on, sentence, letter_id, outcome, days_slipped
  FROM promises
 WHERE request_id = :id AND (outcome = 'slipped' OR (outcome = 'open' AND promised_on < CURRENT_DATE))
 ORDER BY promised_on, letter_id
"""
OPEN = """
SELECT promised_on, about, said_on, sentence, letter_id FROM promises
 WHERE request_id = :id AND outcome = 'open' AND promised_on >= CURRENT_DATE
 ORDER BY promised_on
"""
LATE = """
SELECT what, law, citation, received_on, due_on, days_late, doubt FROM deadlines
 WHERE request_id = :id AND state = 'overdue'
 ORDER BY due_on
"""
LETTERS = """
SELECT letters.message_id, letters.ancestors, letters.sender, letters.recipients, letters.subject,
       letters.direction
  FROM letters
  JOIN request_letters ON request_letters.letter_id = letters.id
  LEFT JOIN verdicts ON verdicts.letter_id = letters.id
 WHERE request_letters.request_id = :id AND request_letters.sure <> 'unsure' AND verdicts.suspicion IS NULL
 ORDER BY letters.sent_at DESC, letters.id DESC
"""
THINGS = {
    About.DETERMINATION: "a determination",
    About.RECORDS: "the records",
    About.INSTALLMENT: "the next records",
    About.REPLY: "a reply",
}


class NothingToCite(LedgerError):
    """The agency broke no promise, no law's day has passed, and nothing is promised still."""

    def __init__(self, name: str, status: str | None) -> None:
        why = (
            f"it is {status}"
            if status in ENDED
            else "no promise was broken, and no day of the law has passed"
        )
        super().__init__(f"There is nothing to remind {name} of: {why}. See: foialedger explain '{name}'")


class BadTemplate(LedgerError):
    """The user's own template cannot be used."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(
            f"The template {path} cannot be used: {why.rstrip('.')}. docs/answers.md lists its words."
        )


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter to look through and send: whom to, under which subject, in which thread."""

    to: str
    subject: str
    text: str
    in_reply_to: str | None
    references: str


def draft(engine: Engine, request: Row, template: Path | None = None) -> Draft:
    """Return a follow-up letter on one request: its broken promises, else the law's day, else the open one.

    `request` is its row of `requests_now`; `template` is a text in Jinja's language, run in a sandbox.
    Raises NothingToCite and BadTemplate.
    """
    identity = request["request_id"]
    broken, late, still = (all_rows(engine, query, id=identity) for query in (BROKEN, LATE, OPEN))
    waits = [row for row in broken if row["outcome"] == "open"] or request["status"] not in ENDED
    if not waits or not (broken or late or still):
        raise NothingToCite(name_of(request), request["status"])
    words = {
        "number": request["tracking_number"],
        "name": name_of(request),
        "agency": agency_of(request),
        "filed_on": request["filed_on"],
        "broken": broken,
        "late": late,
        "still": still,
        "things": THINGS,
    }
    letters = all_rows(engine, LETTERS, id=identity)
    last = letters[0] if letters else None
    theirs = next((row for row in letters if row["direction"] != "outgoing"), None)
    ours = next((row for row in letters if row["direction"] == "outgoing"), None)
    to = theirs["sender"] if theirs else (ours["recipients"] or "").split(",")[0].strip() if ours else ""
    return Draft(
        to=to or "",
        subject=_subject(request, (theirs or ours or {}).get("subject")),
        text=_text(words, template),
        in_reply_to=last["message_id"] if last else None,
        references=f"{last['ancestors'] or ''} {last['message_id'] or ''}".strip() if last else "",
    )


def as_mail(letter: Draft) -> bytes:
    """Return a draft as mail programs open one: RFC 5322, with `X-Unsent`, never sent."""
    mail = EmailMessage()
    mail["X-Unsent"] = "1"
    mail["Date"] = formatdate(localtime=True)
    mail["Message-ID"] = make_msgid(domain="foialedger.invalid")
    if letter.to:
        mail["To"] = _line(letter.to)
    mail["Subject"] = _line(letter.subject)
    if letter.in_reply_to:
        mail["In-Reply-To"] = _line(letter.in_reply_to)
        mail["References"] = _line(letter.references)
    mail.set_content(letter.text)
    return mail.as_bytes()


def _line(value: str) -> str:
    return " ".join(value.split())


def _subject(request: Row, given: str | None) -> str:
    if given:
        return given if given[:3].casefold() == "re:" else f"Re: {given}"
    return f"Public records request {name_of(request)}"


def _text(words: dict[str, Any], template: Path | None) -> str:
    environment = SandboxedEnvironment(
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    )
    try:
        source = (
            template.expanduser().read_text("utf-8")
            if template
            else files("ingest").joinpath("templates", TEMPLATE).read_text("utf-8")
        )
        return environment.from_string(source).render(words)
    except (OSError, UnicodeDecodeError) as error:
        raise BadTemplate(
            template or Path(TEMPLATE), getattr(error, "strerror", None) or "it is no text"
        ) from error
    except (TemplateError, TypeError, ValueError) as error:
        raise BadTemplate(template or Path(TEMPLATE), str(error)) from error
