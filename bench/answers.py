"""How long the cookbook's first ten questions take: `python -m bench.answers DATABASE-URL`.

Each question is asked once to warm the caches, then five times; the median counts, in milliseconds.
"""

import re
import sys
import time
from pathlib import Path
from statistics import median

from sqlalchemy import text

from models import schema

COOKBOOK = Path(__file__).parents[1] / "docs" / "cookbook.md"
QUESTION = re.compile(r"^## (?P<words>\d+\. [^\n]+)\n+```sql\n(?P<sql>.*?);\n```", re.MULTILINE | re.DOTALL)
FIRST = 10
TIMES = 5


def main(url: str) -> None:
    questions = [(found["words"], found["sql"]) for found in QUESTION.finditer(COOKBOOK.read_text("utf-8"))]
    engine = schema.connect(url, read_only=True)
    with engine.connect() as connection:
        number = connection.execute(text("SELECT MAX(tracking_number) FROM requests")).scalar()
        for words, sql in [*questions[:FIRST], ("The view today, every row", "SELECT * FROM today")]:
            asked = sql.replace("P015720-070319", str(number)).replace(
                "P015720070319", re.sub(r"\W", "", str(number))
            )
            spent = []
            for _ in range(TIMES + 1):
                began = time.perf_counter()
                rows = connection.execute(text(asked)).all()
                spent.append(time.perf_counter() - began)
            print(f"{median(spent[1:]) * 1000:8.1f} ms  {len(rows):6} rows  {words}")
    engine.dispose()


if __name__ == "__main__":
    main(sys.argv[1])
