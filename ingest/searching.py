"""Letters by the words they hold, the best first. Reads only."""

import re
from typing import Any

from sqlalchemy import Engine

from ingest.answers import all_rows, rows_of
from models.schema import reaching
from parsers.errors import LedgerError

Row = dict[str, Any]

TERM = re.compile(r'(?P<without>-?)(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')
LETTERS_OR_DIGITS = re.compile(r"[^\W_]")
RANKED = 1000  # PostgreSQL reads each letter again to rank it: of words that more letters hold, the newest
COLUMNS = """
SELECT letters.id AS letter_id, letters.sent_at, letters.direction, letters.sender, letters.subject,
       request_letters.request_id, requests.tracking_number, requests.portal, requests.site, requests.agency,
       found.excerpt
"""
PLACES = """
  JOIN letters ON letters.id = found.letter_id
  LEFT JOIN request_letters ON request_letters.letter_id = letters.id
   AND request_letters.request_id = (SELECT MIN(request_id) FROM request_letters AS every
                                      WHERE every.letter_id = letters.id)
  LEFT JOIN requests ON requests.id = request_letters.request_id
 ORDER BY found.rank, letters.sent_at DESC, letters.id
"""
SQLITE = """
  FROM (SELECT rowid AS letter_id, rank, snippet(letter_text, -1, '', '', ' ... ', 24) AS excerpt
          FROM letter_text WHERE letter_text MATCH :words ORDER BY rank LIMIT :most) AS found
"""
POSTGRESQL = """
  FROM (SELECT best.letter_id, best.rank,
               ts_headline('english', LEFT(letters.body, 20000), best.query,
                           'StartSel="", StopSel="", MaxWords=24, MinWords=12, MaxFragments=1') AS excerpt
          FROM (SELECT newest.letter_id, -ts_rank(letter_search.words, newest.query) AS rank, newest.query
                  FROM (SELECT letter_id, query
                          FROM letter_search, websearch_to_tsquery('english', :words) AS query
                         WHERE words @@ query ORDER BY letter_id + 0 DESC LIMIT :ranked) AS newest
                  JOIN letter_search ON letter_search.letter_id = newest.letter_id
                 ORDER BY 2 LIMIT :most) AS best
          JOIN letters ON letters.id = best.letter_id) AS found
"""
# Left to itself, PostgreSQL would rather make the vectors of a hundred thousand letters than ask its index.
ASK_THE_INDEX = ("SET LOCAL enable_seqscan = off", "SET LOCAL work_mem = '64MB'")


class NothingToFind(LedgerError):
    """The words to search for hold no letter and no digit."""

    def __init__(self, words: str) -> None:
        super().__init__(
            f"There is nothing to search for in {words[:80]!r}: give one or more words, "
            'such as `foialedger search "body camera" fee`.'
        )


def search(engine: Engine, words: str, most: int = 50) -> list[Row]:
    """Return the letters that hold all these words, the best first.

    "Words in quotes" stand side by side, -word keeps letters out. Where more than RANKED letters hold them,
    PostgreSQL tells the best of those that were filed last. Raises NothingToFind.
    """
    wanted = [found for found in TERM.finditer(words) if LETTERS_OR_DIGITS.search(found[0])]
    if not any(not found["without"] for found in wanted):
        raise NothingToFind(words)
    if engine.dialect.name == "sqlite":
        return all_rows(engine, COLUMNS + SQLITE + PLACES, words=_as_fts5(wanted), most=most)
    spelled = " ".join(f"{found['without']}{_quoted(found)}" for found in wanted)
    query, ranked = COLUMNS + POSTGRESQL + PLACES, max(RANKED, most)
    with reaching(engine), engine.connect() as connection:
        for setting in ASK_THE_INDEX:
            connection.exec_driver_sql(setting)
        return list(rows_of(connection, query, words=spelled, most=most, ranked=ranked))


def _as_fts5(wanted: list[re.Match[str]]) -> str:
    """Return words in FTS5's own terms, every one quoted, so that none is taken for an operator."""
    there = " AND ".join(_quoted(found) for found in wanted if not found["without"])
    return " NOT ".join([f"({there})", *(_quoted(found) for found in wanted if found["without"])])


def _quoted(found: re.Match[str]) -> str:
    words = found["phrase"] if found["word"] is None else found["word"]
    return '"' + words.replace('"', " ") + '"'
