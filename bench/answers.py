"""How long the questions of every morning take: `python -m bench.answers DATABASE-URL [DATABASE-URL]`.

The cookbook's first ten, of the request that has most letters where they name one, then the queries of the
verbs. Each is asked once to warm the caches, then five times. The median counts, and this fails where one is
above its bar. Beside it stands how much of it was work, of this program and of the database's process where
that runs on this machine: the rest was waiting for others. `python -m bench.ledger` fills the ledgers.
"""

import re
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from sqlalchemy import Engine, text

from ingest import answers, searching
from models import schema

COOKBOOK = Path(__file__).parents[1] / "docs" / "cookbook.md"
QUESTION = re.compile(r"^## (?P<words>\d+\. [^\n]+)\n+```sql\n(?P<sql>.*?);\n```", re.MULTILINE | re.DOTALL)
FIRST = 10
BAR, BAR_OF_TODAY = 300, 1000  # milliseconds
TIMES = 5
NAMED = ("'P015720-070319'", "request_id = 1")  # the request that the cookbook names
LONGEST = (
    "SELECT id, tracking_number FROM requests WHERE id = "
    "(SELECT request_id FROM request_letters GROUP BY request_id ORDER BY COUNT(*) DESC, request_id LIMIT 1)"
)


class Asked(NamedTuple):
    """One question, how to ask it, and how long its answer may take."""

    words: str
    ask: Callable[[Engine], Any]
    bar: int | None


class Took(NamedTuple):
    """The milliseconds that one question took, how much of them was work, and how many rows it gave."""

    median: float
    work: float
    rows: int

    def __str__(self) -> str:
        return f"{self.median:.0f} ({self.work:.0f} of work; {self.rows:,} rows)"


def main(urls: list[str]) -> None:
    engines = [schema.connect(url, read_only=True) for url in urls]
    print(" | ".join(["", "question", *(f"{each.dialect.name}, ms" for each in engines), "bar"]))
    late = 0
    for asked in questions(engines[0]):
        all_took = [measure(asked, engine) for engine in engines]
        late += any(asked.bar and took.median > asked.bar for took in all_took)
        print(" | ".join(["", asked.words, *map(str, all_took), str(asked.bar or "-")]), flush=True)
    for engine in engines:
        engine.dispose()
    sys.exit(f"{late} of them took longer than they may" if late else 0)


def questions(engine: Engine) -> Iterator[Asked]:
    """Yield the cookbook's first questions, then those of the verbs."""
    with engine.connect() as connection:
        request_id, number = connection.execute(text(LONGEST)).one()
    for found in list(QUESTION.finditer(COOKBOOK.read_text("utf-8")))[:FIRST]:
        sql = found["sql"].replace(NAMED[0], f"'{number}'").replace(NAMED[1], f"request_id = {request_id}")
        yield Asked(found["words"], _asking(sql), BAR)
    yield Asked("the view `today`, every row", _asking("SELECT * FROM today"), BAR_OF_TODAY)
    yield Asked("`foialedger today`, its rows", _today, BAR_OF_TODAY)
    yield Asked("`foialedger requests`, its rows", answers.requests_now, None)
    yield Asked("`foialedger show NUMBER`, its rows", lambda e: answers.timeline(e, request_id), None)
    yield Asked("`foialedger search overtime`", lambda e: searching.search(e, "overtime", 20), None)
    yield Asked("`foialedger search` of a number", lambda e: searching.search(e, str(number), 20), None)


def measure(asked: Asked, engine: Engine) -> Took:
    """Ask a question once to warm the caches, then five times."""
    spent = []
    for _ in range(TIMES + 1):
        began, worked = time.perf_counter(), _work(engine)
        rows = asked.ask(engine)
        spent.append(((time.perf_counter() - began) * 1000, (_work(engine) - worked) * 1000))
    return Took(*(median(each) for each in zip(*spent[1:], strict=True)), len(rows))


def _work(engine: Engine) -> float:
    """Return for how many seconds this process, and the server's for it, have had a processor."""
    own = time.process_time()
    if engine.dialect.name == "sqlite":
        return own
    with engine.connect() as connection:  # the pool has one, so the question is asked of the same process
        told = Path(f"/proc/{connection.execute(text('SELECT pg_backend_pid()')).scalar()}/schedstat")
    return own + (int(told.read_text().split()[0]) / 1e9 if told.exists() else 0.0)


def _today(engine: Engine) -> Any:
    return answers.all_rows(engine, "SELECT * FROM today")


def _asking(sql: str) -> Callable[[Engine], Any]:
    def ask(engine: Engine) -> Any:
        with engine.connect() as connection:
            return connection.execute(text(sql)).all()

    return ask


if __name__ == "__main__":
    main(sys.argv[1:])
