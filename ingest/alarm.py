"""Alarms: when a login fails or a mailbox falls silent, once each, and when all is well again.

Always in the log; by mail and to a webhook where the configuration says so. One that cannot be sent is logged
and tried again at the next look.
"""

import time
from dataclasses import dataclass, field

import structlog

from ingest.auth import hide
from ingest.config_service import AlarmSettings
from ingest.health import STANDBY, STOPPED, Standing
from ingest.mailbox_trouble import NEEDS_LOGIN
from ingest.telling import Notice, Send, is_told, ways_of

log = structlog.get_logger("foialedger")

RETRY = 300.0
AGAIN = 24 * 3600.0  # seconds after which an alarm that stands is told once more


@dataclass(slots=True)
class Alarms:
    """The alarms that stand, by mailbox, kind and way of telling, and when each was told or tried last."""

    settings: AlarmSettings
    again: float = RETRY  # seconds after which one that could not be told is tried again
    told: dict[tuple[str, str, str], float] = field(default_factory=dict)
    tried: dict[tuple[str, str, str], float] = field(default_factory=dict)

    def look_at(self, mailbox: str, standing: Standing) -> None:
        """Raise and end the alarms of one mailbox."""
        if standing.state in (STANDBY, STOPPED):
            return
        minutes = (time.monotonic() - standing.quiet_since) / 60
        silent = minutes >= self.settings.silent_minutes
        why = standing.trouble or "no trouble is known"
        self._turn(mailbox, "login", standing.state == NEEDS_LOGIN, why)
        self._turn(mailbox, "silence", silent, f"nothing was read from it for {minutes:.0f} minutes: {why}")

    def _turn(self, mailbox: str, kind: str, is_on: bool, why: str) -> None:
        for way, send in self._ways().items():
            key = (mailbox, kind, way)
            now = time.monotonic()
            told = self.told.get(key)
            is_due = told is None or now - told > AGAIN if is_on else told is not None
            if not is_due or now - self.tried.get(key, -AGAIN) < self.again:
                continue
            if not is_told(way, send, _notice(mailbox, kind, is_on, why)):
                self.tried[key] = now
                continue
            self.tried.pop(key, None)
            if is_on:
                self.told[key] = now
            else:
                del self.told[key]

    def _ways(self) -> dict[str, Send]:
        return {"log": _log, **ways_of(self.settings)}


def _notice(mailbox: str, kind: str, is_on: bool, why: str) -> Notice:
    what = "is well again" if not is_on else "needs a login" if kind == "login" else "has fallen silent"
    subject = f"Mailbox {mailbox} {what}"
    text = hide(f"{subject}.\n\n{why if is_on else 'It is read again.'}\n\nSee: foialedger status\n")
    return {
        "mailbox": mailbox,
        "about": kind,
        "turn": "raised" if is_on else "ended",
        "subject": subject,
        "text": text,
    }


def _log(notice: Notice) -> None:
    log.error(
        "alarm", mailbox=notice["mailbox"], about=notice["about"], turn=notice["turn"], why=notice["text"]
    )
