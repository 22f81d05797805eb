"""/healthz and /metrics, on loopback only: how the daemon is, for monitors and for Prometheus."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, SummaryMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from sqlalchemy import text

from ingest.health import Health
from ingest.pipeline import Ledger
from models.schema import reaching
from parsers.errors import LedgerError

LOOPBACK = "127.0.0.1"
MAY_ASK = {"127.0.0.1", "localhost"}  # what a Host header may say: a page elsewhere cannot reach in by DNS
QUARANTINED = text("SELECT COUNT(*) FROM quarantine")
IN_REVIEW = text("SELECT COUNT(*) FROM review")
OUTCOMES = ("read", "silent", "unclaimed", "failed", "again", "quarantined", "gone")


class PortTaken(LedgerError):
    """The status page cannot listen."""

    def __init__(self, port: int, why: str) -> None:
        super().__init__(
            f"The status page cannot listen on {LOOPBACK} port {port} ({why}): choose another `status_port`."
        )


class Metrics:
    """What Prometheus is given, collected anew at each question."""

    def __init__(self, health: Health, ledger: Ledger) -> None:
        self._health = health
        self._ledger = ledger

    def collect(self) -> Iterator[Any]:
        """Yield every metric."""
        yield from self._of_mailboxes()
        yield from self._of_folders()
        counts = CounterMetricFamily(
            "foialedger_messages", "Messages by what came of them.", labels=["outcome"]
        )
        for name in OUTCOMES:
            counts.add_metric([name], self._health.counts[name])
        yield counts
        yield CounterMetricFamily(
            "foialedger_reconnects", "Connections that were lost.", value=self._health.counts["reconnects"]
        )
        yield SummaryMetricFamily(
            "foialedger_lag_seconds",
            "From the server's word of new mail to its committed row.",
            count_value=self._health.lag_count,
            sum_value=self._health.lag_seconds,
        )
        yield from self._of_ledger()

    def _of_mailboxes(self) -> Iterator[Any]:
        up = GaugeMetricFamily(
            "foialedger_mailbox_state", "1 for the state a mailbox is in.", labels=["mailbox", "state"]
        )
        at = GaugeMetricFamily(
            "foialedger_mailbox_success_timestamp_seconds",
            "When all folders were last read.",
            labels=["mailbox"],
        )
        for name, standing in self._health.mailboxes().items():
            up.add_metric([name, standing.state], 1)
            at.add_metric([name], standing.succeeded_at.timestamp() if standing.succeeded_at else 0)
        yield from (up, at)

    def _of_folders(self) -> Iterator[Any]:
        names = ["mailbox", "folder"]
        at = GaugeMetricFamily(
            "foialedger_folder_success_timestamp_seconds",
            "When a folder was last read to its end.",
            labels=names,
        )
        ago = GaugeMetricFamily(
            "foialedger_folder_silence_seconds", "How long ago a folder was last read.", labels=names
        )
        for place, moment in self._health.folders().items():
            at.add_metric(list(place), moment)
            ago.add_metric(list(place), time.time() - moment)
        yield from (at, ago)

    def _of_ledger(self) -> Iterator[Any]:
        try:
            with reaching(self._ledger.engine), self._ledger.engine.connect() as connection:
                counts = [connection.execute(query).scalar_one() for query in (QUARANTINED, IN_REVIEW)]
        except LedgerError:
            yield GaugeMetricFamily("foialedger_ledger_up", "Whether the ledger can be read.", value=0)
            return
        yield GaugeMetricFamily("foialedger_ledger_up", "Whether the ledger can be read.", value=1)
        yield GaugeMetricFamily("foialedger_quarantine", "Messages in quarantine.", value=counts[0])
        yield GaugeMetricFamily("foialedger_review", "Doubts that wait for a person.", value=counts[1])


@contextmanager
def status_page(port: int, health: Health, ledger: Ledger) -> Iterator[int]:
    """Answer on a port of loopback while the block runs; yield the port. 0 is none. Raises PortTaken."""
    if not port:
        yield 0
        return
    registry = CollectorRegistry()
    registry.register(Metrics(health, ledger))
    try:
        server = ThreadingHTTPServer((LOOPBACK, port), _handler(health, registry))
    except OSError as error:
        raise PortTaken(port, error.strerror or type(error).__name__) from None
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, args=(0.2,), name="status page", daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


def health_as_plain(health: Health) -> dict[str, Any]:
    """Return what /healthz says: no names of letters, no troubles' own words beyond their kind."""
    states = {name: standing.state for name, standing in health.mailboxes().items()}
    return {"well": health.is_well(), "mailboxes": states}


def _handler(health: Health, registry: CollectorRegistry) -> type[BaseHTTPRequestHandler]:
    class Answer(BaseHTTPRequestHandler):
        """Answers two questions, and logs none."""

        timeout = 10

        def do_GET(self) -> None:
            """Answer /healthz or /metrics."""
            if self.headers.get("Host", "").rpartition(":")[0] not in MAY_ASK:
                self._give(403, "text/plain", b"ask 127.0.0.1\n")
            elif self.path == "/healthz":
                code = 200 if health.is_well() else 503
                self._give(code, "application/json", json.dumps(health_as_plain(health)).encode() + b"\n")
            elif self.path == "/metrics":
                self._give(200, CONTENT_TYPE_LATEST, generate_latest(registry))
            else:
                self._give(404, "text/plain", b"/healthz or /metrics\n")

        def log_message(self, *_given: Any) -> None:
            """Log nothing."""

        def _give(self, code: int, kind: str, body: bytes) -> None:
            self.send_response(code)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    return Answer
