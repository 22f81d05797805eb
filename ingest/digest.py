"""The digest: what arrived, what slipped, what is due, what needs the requester; sent once a day."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import Engine

from ingest import store_mail
from ingest.answers import Row, agency_of, all_rows, days_of, matter_of, name_of
from ingest.config_service import DigestSettings
from ingest.pipeline import Ledger
from ingest.telling import Notice, Send, is_told, ways_of
from parsers.errors import LedgerError
from parsers.facts import ANSWERS

log = structlog.get_logger("foialedger")

LOOK = 60  # seconds between two looks at the clock
RETRY = timedelta(minutes=5)
MOST = 40  # lines of one kind; the rest is a number
ARRIVED = """
SELECT letters.id AS letter_id, letters.sent_on, letters.subject, letters.sender, readings.status,
       requests.id AS request_id, requests.tracking_number, requests.agency, requests.site
  FROM messages
  JOIN letters ON letters.id = messages.id
  JOIN readings ON readings.letter_id = letters.id
  JOIN request_letters ON request_letters.letter_id = letters.id AND request_letters.sure <> 'unsure'
  JOIN requests ON requests.id = request_letters.request_id
 WHERE messages.first_seen_at > :before AND letters.direction <> 'outgoing'
 ORDER BY letters.sent_at, letters.id
"""
# A promise slips by the first letter that gives a later day for the thing, or that does what was promised too
# late; models/promises.py says what does.
DONE = ", ".join(f"'{status}'" for status in sorted(ANSWERS))
SLIPPED = f"""
SELECT promises.*
  FROM promises
  JOIN given_days AS said
    ON said.request_id = promises.request_id
   AND said.about = promises.about
   AND said.promised_on = promises.promised_on
  JOIN messages ON messages.id =
       (SELECT letter_id
          FROM (SELECT later.letter_id, later.sent_at
                  FROM given_days AS later
                 WHERE later.request_id = said.request_id
                   AND later.outcome <> 'yours'
                   AND (later.about = 'determination') = (said.about = 'determination')
                   AND later.sent_at > said.sent_at
                   AND later.promised_on > said.promised_on
                 UNION ALL
                SELECT letter_id, sent_at
                  FROM letter_effects
                 WHERE letter_effects.request_id = said.request_id
                   AND letter_effects.letter_id <> said.letter_id
                   AND letter_effects.is_heard
                   AND letter_effects.sent_at >= said.sent_at
                   AND (said.about = 'reply'
                        OR (sure <> 'unsure'
                            AND (status IN ({DONE})
                                 OR (said.about = 'determination'
                                     AND status NOT IN ('acknowledged', 'extended')))))
               ) AS turns
         ORDER BY sent_at, letter_id
         LIMIT 1)
 WHERE promises.outcome = 'slipped' AND messages.first_seen_at > :before
 ORDER BY promises.promised_on, promises.request_id
"""  # noqa: S608 - the words are our own
PASSED = "SELECT * FROM overdue WHERE promised_on >= :day ORDER BY promised_on"
KINDS = ("needs_you", "slipped", "passed", "due", "late", "arrived")
REVIEW = "SELECT COUNT(*) AS open FROM review"


@dataclass(frozen=True, slots=True)
class Digest:
    """What is to be told of the time since `since`; every list has rows of the ledger's own columns."""

    since: datetime
    needs_you: list[Row]
    slipped: list[Row]
    passed: list[Row]
    due: list[Row]
    late: list[Row]
    arrived: list[Row]
    in_review: int


def digest_of(engine: Engine, since: datetime) -> Digest:
    """Return the digest of what the ledger holds now, and what is new in it since a moment.

    The ledger keeps whole seconds: what came within the second of `since` is told, perhaps twice, never lost.
    """
    since = since.replace(microsecond=0)
    before = since - timedelta(seconds=1)
    today = all_rows(engine, "SELECT * FROM today")
    passed = all_rows(engine, PASSED, day=since.date())
    known = {(row["request_id"], str(row["promised_on"])) for row in passed}
    return Digest(
        since=since,
        needs_you=[row for row in today if row["who"] == "you"],
        slipped=all_rows(engine, SLIPPED, before=before),
        passed=passed,
        due=[row for row in today if row["what"] in ("promised", "due_by_law")],
        late=[
            row
            for row in today
            if row["what"] in ("overdue", "overdue_by_law", "silent")
            and (row["request_id"], str(row["due_on"])) not in known
        ],
        arrived=all_rows(engine, ARRIVED, before=before),
        in_review=all_rows(engine, REVIEW)[0]["open"],
    )


def lists_of(digest: Digest) -> dict[str, list[Row]]:
    """Return the lists of a digest by their names."""
    return {kind: getattr(digest, kind) for kind in KINDS}


def subject_of(digest: Digest) -> str:
    """Return the subject: the counts that matter, in words."""
    told = (
        (len(digest.needs_you), "need you"),
        (len(digest.slipped) + len(digest.passed), "slipped"),
        (len(digest.due), "due this week"),
        (len(digest.arrived), "new"),
    )
    return "Records requests: " + (
        ", ".join(f"{count} {what}" for count, what in told if count) or "nothing new"
    )


def text_of(digest: Digest) -> str:
    """Return the digest as a letter of plain text, each fact with the agency's own words."""
    parts = [f"Since {digest.since:%Y-%m-%d %H:%M} UTC."]
    parts += _part("What needs you", [_thing(row) for row in digest.needs_you])
    parts += _part(
        "What slipped", [_slip(row) for row in digest.slipped] + [_pass(row) for row in digest.passed]
    )
    parts += _part("What is due within a week", [_thing(row) for row in digest.due])
    parts += _part("What is late still", [_thing(row) for row in digest.late])
    parts += _part("What arrived", [_letter(row) for row in digest.arrived])
    if len(parts) == 1:
        parts.append("Nothing arrived, nothing slipped, and nothing is due within a week.")
    if digest.in_review:
        parts.append(f"Not sure: {digest.in_review} open questions wait for you. See: foialedger review")
    return "\n\n".join(parts) + "\n"


def _part(head: str, lines: list[str]) -> list[str]:
    more = [f"... and {len(lines) - MOST} more: foialedger today"] if len(lines) > MOST else []
    return ["\n".join([head, *(f"  {line}" for line in [*lines[:MOST], *more])])] if lines else []


def _who(row: Row) -> str:
    name, agency = name_of(row), agency_of(row)
    return _flat(f"{name} ({agency})" if agency else name)


def _thing(row: Row) -> str:
    when = f" {row['due_on']}" if row["due_on"] else f" since {row['since_on']}"
    doubt = "?" if row["doubt"] else ""
    return f"{_who(row)}: {matter_of(row)}{when}{doubt}{_quoted(row['sentence'])}"


def _slip(row: Row) -> str:
    by = f", by {days_of(row['days_slipped'])}" if row["days_slipped"] else ""
    return f"{_who(row)}: {row['promised_on']} was not kept{by}{_quoted(row['sentence'])}"


def _pass(row: Row) -> str:
    return f"{_who(row)}: {row['promised_on']} has passed{_quoted(row['sentence'])}"


def _letter(row: Row) -> str:
    return f"{_who(row)}: {row['status'] or 'no status'}, letter {row['letter_id']}: {_flat(row['subject'])}"


def _quoted(sentence: str | None) -> str:
    return f' - "{_flat(sentence)}"' if sentence else ""


def _flat(value: Any) -> str:
    """Return text on one line, without what a terminal or a mail program would act on."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in str(value or "")).split())[:400]


@dataclass(slots=True)
class Digests:
    """The digest of a daemon: sent when its time has come, once a day and way, whatever restarts between."""

    settings: DigestSettings
    ledger: Ledger
    failed_at: dict[str, datetime] = field(default_factory=dict)
    sent_on: dict[str, date] = field(default_factory=dict)  # so that the ledger is not asked every minute

    def send_if_due(self, now: datetime | None = None) -> None:
        """Send it, where today's time has come and it was not sent; one that fails is tried again."""
        moment = now or datetime.now(UTC)
        here = moment.astimezone(self.settings.zone)
        at = self.settings.at
        if at is None or here.weekday() not in self.settings.days or here.time() < at:
            return
        for way, tell in ways_of(self.settings.ways).items():
            is_waiting = moment - self.failed_at.get(way, moment - RETRY) < RETRY
            if self.sent_on.get(way) != here.date() and not is_waiting:
                self._send(way, tell, here.date(), moment)

    def _send(self, way: str, tell: Send, day: date, moment: datetime) -> None:
        try:
            if send(self.ledger.engine, way, tell, day, moment):
                self.sent_on[way] = day
            else:
                self.failed_at[way] = moment
        except LedgerError as trouble:
            self.failed_at[way] = moment
            log.warning("the digest was not made", way=way, why=str(trouble))


def send(engine: Engine, way: str, tell: Send, day: date, moment: datetime) -> bool:
    """Send the digest one way, unless that was done for this day; False where it could not be told.

    The day is written down before the digest goes out, and taken back where it could not: killed in between,
    a digest may be missing, and none comes twice. Raises LedgerError.
    """
    is_claimed, before = store_mail.claim_digest(engine, way, day, moment)
    if not is_claimed:
        return True
    made = digest_of(engine, last_of(before) or moment - timedelta(days=1))
    if is_told(way, tell, notice_of(made)):
        log.info("the digest was sent", way=way, day=str(day))
        return True
    store_mail.unclaim_digest(engine, way, before)
    return False


def last_of(value: str | None) -> datetime | None:
    """Return the moment of the last digest, as the ledger keeps it."""
    return datetime.fromisoformat(value.partition(" ")[2]) if value else None


def notice_of(digest: Digest) -> Notice:
    """Return what is sent: the webhook gets the counts beside subject and text."""
    counts = {kind: len(rows) for kind, rows in lists_of(digest).items()}
    return {"about": "digest", "subject": subject_of(digest), "text": text_of(digest), "counts": counts}
