"""Full-text search over letters: FTS5 on SQLite, a GIN index on PostgreSQL; one view, `letter_search`.

Made by `upgrade` and kept by the database itself, in the transaction that files a letter.
"""

from sqlalchemy import Connection, inspect, text

LONGEST = (
    200_000  # signs of a letter that are indexed on PostgreSQL, whose vectors hold no more than a megabyte
)

FTS5 = (
    'CREATE VIRTUAL TABLE letter_text USING fts5 (subject, body, content="letters", content_rowid="id", '
    'tokenize="porter unicode61 remove_diacritics 2")'
)
OLD = (
    "INSERT INTO letter_text (letter_text, rowid, subject, body) "
    "VALUES ('delete', old.id, old.subject, old.body)"
)
NEW = "INSERT INTO letter_text (rowid, subject, body) VALUES (new.id, new.subject, new.body)"
TRIGGERS = {
    "letter_text_insert": f"AFTER INSERT ON letters BEGIN {NEW}; END",
    "letter_text_delete": f"AFTER DELETE ON letters BEGIN {OLD}; END",
    "letter_text_update": f"AFTER UPDATE OF subject, body ON letters BEGIN {OLD}; {NEW}; END",
}
VECTOR = f"to_tsvector('english', LEFT(COALESCE(subject, '') || ' ' || COALESCE(body, ''), {LONGEST}))"
SEARCHED = {
    "sqlite": "SELECT rowid AS letter_id, letter_text AS words FROM letter_text",
    "postgresql": f"SELECT id AS letter_id, {VECTOR} AS words FROM letters",  # noqa: S608 - all of it ours
}  # what the view `letter_search` shows


def prepare(connection: Connection) -> None:
    """Make the index where there is none; on SQLite the triggers too, which go with a rebuilt table."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"CREATE INDEX IF NOT EXISTS letter_text ON letters USING gin ({VECTOR})")
        return
    if not inspect(connection).has_table("letter_text"):
        connection.exec_driver_sql(FTS5)
        rebuild(connection)
    for name, what in TRIGGERS.items():
        connection.exec_driver_sql(f"CREATE TRIGGER IF NOT EXISTS {name} {what}")


def rebuild(connection: Connection) -> None:
    """Fill the index anew from the letters, on SQLite."""
    if connection.dialect.name == "sqlite":
        connection.execute(text("INSERT INTO letter_text (letter_text) VALUES ('rebuild')"))
