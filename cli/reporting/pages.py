"""The pages of a report, made by templates that take all they are given for text, never for HTML."""

import re
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from cli.plain import shown
from cli.reporting import charts
from cli.reporting.folder import Pages
from cli.reporting.slips import slip_chart
from cli.story import WRITERS
from cli.today import HEADS
from ingest.answers import agency_of, days_of, matter_of, name_of
from ingest.comparing import VERDICTS, Comparison
from ingest.reporting import Overview, Story

TEMPLATES = "reporting/templates"
LISTED = 500  # requests on one page of the list, and at most so many lines under one head elsewhere
POLICY = "default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'"
COMPARED = 20  # agencies in a chart: those with the most to tell
WAITS = {
    "first_heard_on": ("Days to the agency's first letter", "No request that you sent was answered yet."),
    "first_records_on": ("Days to the first records", "No request that you sent brought records yet."),
    "ended_on": ("Days to the end", "No request that you sent came to an end yet."),
}
MENU = (
    ("index.html", "Today"),
    ("requests.html", "Requests"),
    ("agencies.html", "Agencies"),
    ("charts.html", "Charts"),
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
    chart = slip_chart(story.promises, whole.day, charts.WIDTH, 3)
    _write(pages, place_of(story.now), "request.html", whole, "../", story=story, now=story.now, chart=chart)


def write_comparison(pages: Pages, whole: Overview, compared: Comparison) -> None:
    """Write the pages that compare: agencies with one another, promises with what came of them."""
    names = names_of(compared.agencies)
    most = sorted(compared.ended, key=lambda name: (-len(compared.ended[name]), name))[:COMPARED]
    drawn = charts.boxes(
        "ended", "Days to the end", "Agency", {names[name]: compared.ended[name] for name in most}
    )
    first = sorted(compared.by_agency, key=lambda name: (-compared.by_agency[name].total(), name))[:COMPARED]
    promised = charts.shares(
        "promises",
        "Promises kept, slipped, and late still",
        ("Agency", *VERDICTS),
        {names[name]: compared.by_agency[name] for name in first},
    )
    _write(
        pages,
        "agencies.html",
        "agencies.html",
        whole,
        agencies=compared.agencies,
        names=names,
        charts=[each for each in (promised, drawn) if each],
        compared=COMPARED,
    )
    _write(pages, "charts.html", "charts.html", whole, sections=list(_sections(compared)))


def names_of(agencies: Sequence[dict[str, Any]]) -> dict[str, str]:
    """Return how each agency is called, no two alike: its name, and portal and site where needed."""
    plain = {row["name"]: row["agency"] or row["site"] or row["portal"] or "not told" for row in agencies}
    with_portal = {
        row["name"]: f"{plain[row['name']]} ({row['portal']})" if row["portal"] else plain[row["name"]]
        for row in agencies
    }
    told = Counter(with_portal.values())
    return {
        name: words if told[words] == 1 else f"{plain[name]} ({name})" for name, words in with_portal.items()
    }


def _sections(compared: Comparison) -> Iterator[tuple[str, str, charts.Chart | None]]:
    """Yield the charts of all requests, each with its head and with what to say where there is none."""
    none = "No letter promises a day."
    yield (
        "Promises against what came of them",
        none,
        charts.bars("lateness", "What became of promised days", ("Outcome", "Promises"), compared.lateness),
    )
    for name, head, tallies in (
        ("length", "By how far ahead the day lay", compared.by_length),
        ("year", "By the year in which it was promised", compared.by_year),
    ):
        yield head, none, charts.shares(name, head, ("Promised", *VERDICTS), tallies)
    for span, (head, missing) in WAITS.items():
        yield head, missing, charts.waits(span.removesuffix("_on"), head, compared.waits[span])


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
        "agency_of": agency_of,
        "name_of": name_of,
        "place_of": place_of,
        "writers": WRITERS,
    }
    environment.filters["words"] = lambda value: str(value or "").replace("_", " ")
    environment.filters["day"] = lambda value: shown(value)[:10]
    environment.filters["number"] = lambda value: f"{value:,.1f}".removesuffix(".0")
    environment.filters["days"] = days_of
    return environment


def _as_text(value: Any) -> Any:
    """Return what a template prints: letters are hostile, and may hold what turns the direction of text."""
    if isinstance(value, str) and (isinstance(value, Markup) or value.isprintable()):
        return value
    return shown(value)
