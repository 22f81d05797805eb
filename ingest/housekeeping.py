"""What the daemon does beside reading mail: its state into the ledger, and alarms to whom it concerns."""

from dataclasses import dataclass, field

import structlog

from ingest import store_mail
from ingest.alarm import Alarms
from ingest.config import Settings
from ingest.health import STANDBY, Health, Standing
from ingest.pipeline import Ledger
from parsers.errors import LedgerError

log = structlog.get_logger("foialedger")


@dataclass(slots=True)
class Housekeeping:
    """What it needs, and what it wrote down last."""

    settings: Settings
    ledger: Ledger
    health: Health
    alarms: Alarms = field(init=False)
    written: dict[str, Standing] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.alarms = Alarms(self.settings.alarm)

    def close(self) -> None:
        """Write down that the mailboxes are read no more."""
        for name, standing in self.health.mailboxes().items():
            if standing.state != STANDBY:
                self._write(name, standing, "stopped")

    def _write(self, name: str, standing: Standing, state: str) -> None:
        try:
            engine = self.ledger.engine
            store_mail.keep_state(engine, name, state, standing.trouble, standing.succeeded_at)
            self.written[name] = standing
        except LedgerError as trouble:
            log.warning("the state was not written down", mailbox=name, why=str(trouble))

    def keep(self) -> None:
        """Write down what changed, and raise or end alarms."""
        for name, standing in self.health.mailboxes().items():
            if standing.state != STANDBY and self.written.get(name) != standing:
                self._write(name, standing, standing.state)
            self.alarms.look_at(name, standing)


def keep_house(house: Housekeeping) -> None:
    """Do it once: the job of the scheduler."""
    house.keep()
