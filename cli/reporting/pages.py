"""The pages of a report, made by templates that take all they are given for text, never for HTML."""

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from cli.browsing.chart import slip_chart
from cli.plain import shown
from cli.reporting.folder import Pages
from cli.story import WRITERS
from cli.today import HEADS
from ingest.answers import matter_of, name_of
from ingest.reporting import Overview, Story

TEMPLATES = "reporting/templates"
LISTED = 500  # requests on one page of the list, and at most so many lines under one head elsewhere
POLICY = "default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'"
MENU = (
    ("index.html", "Today"),
    ("requests.html", "Requests"),
    ("unsure.html", "Not sure"),
)


def write_overview(pages: Pages, whole: Overview) -> None:
    """Write the pages that are about all requests."""
    groups = [(head, [row for row in whole.today if row["urgency"] == key]) for key, head in HEADS.items()]
    _write(pages, "index.html", "today.html", whole, groups=[each for each in groups if each[1]])
    starts = range(0, max(len(whole.requests), 1), LISTED)
    parts = [whole.requests[start : start + LISTED] for start in starts]
    names = ["requests.html", *(f"requests-{number}.html" for number in range(2, len(parts) + 1))]
    for name, rows in zip(names, parts, strict=True):
        _write(pages, name, "requests.html", whole, rows=rows, names=names)
    _write(pages, "unsure.html", "unsure.html", whole)


def write_story(pages: Pages, whole: Overview, story: Story) -> None:
    """Write the page of one request."""
    chart = slip_chart(story.promises, whole.day)
    _write(pages, place_of(story.now), "request.html", whole, "../", story=story, now=story.now, chart=chart)


def place_of(row: dict[str, Any]) -> str:
    """Return the page of the request that a row is about."""
    return f"requests/{row['request_id']}.html"


def _write(pages: Pages, name: str, template: str, whole: Overview, root: str = "", **told: Any) -> None:
    told |= {"root": root, "page": name, "whole": whole}
    pages.write(name, _environment().get_template(template).render(told))


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("cli", TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_as_text,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style = re.sub(r"\s*\n\s*", "\n", files("cli").joinpath(TEMPLATES, "style.css").read_text("utf-8"))
    digest = b64encode(sha256(style.encode()).digest()).decode()
    environment.globals |= {
        "style": Markup(style),  # noqa: S704 - our own file
        "policy": f"{POLICY}; style-src 'sha256-{digest}'",
        "menu": MENU,
        "matter_of": matter_of,
        "listed": LISTED,
        "name_of": name_of,
        "place_of": place_of,
        "writers": WRITERS,
    }
    environment.filters["words"] = lambda value: str(value or "").replace("_", " ")
    environment.filters["day"] = lambda value: shown(value)[:10]
    environment.filters["days"] = lambda count: f"{count} day{'' if count == 1 else 's'}"
    return environment


def _as_text(value: Any) -> Any:
    """Return what a template prints: letters are hostile, and may hold what turns the direction of text."""
    return value if isinstance(value, Markup) else shown(value)
