"""What Datasette is told of the ledger: descriptions and questions, taken from the documents themselves."""

import re
from importlib.resources import files
from typing import Any

SECTION = re.compile(r"^### (?P<name>\w+)$(?P<text>.*?)(?=^##|\Z)", re.MULTILINE | re.DOTALL)
COLUMN = re.compile(r"^\| `(?P<column>\w+)` \| (?P<told>.*?) \|$", re.MULTILINE)
QUESTION = re.compile(
    r"^(?:#{2,4} +|\d+\. +)(?P<title>[^\n]+)\n(?P<text>(?:(?!^#|^\d+\. |^```)[^\n]*\n)*?)```sql\n"
    r"(?P<sql>.*?)^```",
    re.MULTILINE | re.DOTALL,
)
MARKUP = re.compile(r"\[(?P<words>[^\]]+)\]\([^)]*\)|`(?P<code>[^`]+)`|\*+(?P<strong>[^*]+)\*+")
FACETS = {
    "today": ("who", "what"),
    "agencies": ("portal",),
    "portal_health": ("portal",),
    "deadlines": ("state", "jurisdiction", "what"),
    "overdue_by_law": ("jurisdiction",),
    "requests_now": ("status", "portal", "agency"),
    "promises": ("outcome", "about", "agency"),
    "overdue": ("about", "agency"),
    "events": ("status", "direction"),
    "review": ("reason",),
    "timeline": ("kind", "sure"),
    "letters": ("direction",),
    "readings": ("outcome", "portal", "status"),
    "fees": ("about", "currency"),
    "exemptions": ("about",),
    "verdicts": ("verdict",),
}


def metadata(database: str) -> dict[str, Any]:
    """Return Datasette's metadata for a ledger that it knows by the name of its file."""
    return {
        "title": "foialedger",
        "description": "What agencies answered, each fact with its sentence. Moments are in UTC.",
        "databases": {
            database: {
                "description": "Ask the views first: requests_now, overdue, promises, timeline, review.",
                "tables": _tables(_document("schema.md")),
                "queries": _queries(_document("cookbook.md")),
            }
        },
    }


def _document(name: str) -> str:
    """Return a page of docs/, which comes with the program."""
    return (files("models") / "docs" / name).read_text("utf-8")


def _tables(page: str) -> dict[str, Any]:
    """Return the description of every table, view and column, as the page on the schema has it."""
    return {
        found["name"]: {
            "description": _plain(found["text"].strip().partition("\n\n")[0]),
            "columns": {each["column"]: _plain(each["told"]) for each in COLUMN.finditer(found["text"])},
            "facets": list(FACETS.get(found["name"], ())),
        }
        for found in SECTION.finditer(page)
    }


def _queries(page: str) -> dict[str, Any]:
    """Return the questions of the cookbook, by a name made of their words."""
    return {
        _name(found["title"]): {
            "title": _plain(found["title"]),
            "description": _plain(found["text"].strip()),
            "sql": found["sql"].strip(),
        }
        for found in QUESTION.finditer(page)
    }


def _name(title: str) -> str:
    return re.sub(r"\W+", "-", re.sub(r"^\d+\. *", "", title).casefold()).strip("-")[:60]


def _plain(text: str) -> str:
    """Return a text without the marks of Markdown."""
    return " ".join(
        MARKUP.sub(lambda found: found["words"] or found["code"] or found["strong"], text).split()
    )
