"""What foialedger adds to Datasette, which loads this file itself: the page of a request, links, the gate.

Its first line of stdin says who may see what; when stdin ends, so does the server, and its folder goes.
"""

import json
import os
import shutil
import sys
import threading
from datetime import UTC, datetime
from typing import Any

import markupsafe
from datasette import NotFound, Response, hookimpl
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader

from cli.browsing.guard import Application, guarded
from cli.reporting.slips import slip_chart
from ingest.answers import NOW, PROMISES, TIMELINE, days_of

TOLD = json.loads(sys.stdin.readline())


def _end_with_parent() -> None:
    """Wait for the end of stdin: then the program that started this server has ended, however it did."""
    sys.stdin.read()
    shutil.rmtree(TOLD["folder"], ignore_errors=True)
    os._exit(0)


threading.Thread(target=_end_with_parent, daemon=True).start()


@hookimpl
def asgi_wrapper(datasette: Any) -> Any:  # noqa: ARG001 - the signatures are Datasette's
    """Put the gate before everything."""

    def wrap(app: Application) -> Application:
        return guarded(app, frozenset(TOLD["hosts"]), TOLD["password"], TOLD["mark"])

    return wrap


@hookimpl
def prepare_jinja2_environment(env: Any) -> None:
    """Lend the templates of the report, as report/NAME."""
    lent = PrefixLoader({"report": PackageLoader("cli", "reporting/templates")})
    env.loader = ChoiceLoader([env.loader, lent])


@hookimpl
def register_routes() -> list[tuple[str, Any]]:
    """Add the page of a request."""
    return [(r"^/-/request/(?P<id>\d{1,15})$", request_page)]


@hookimpl
def menu_links(datasette: Any) -> list[dict[str, str]]:
    """Add the views that are asked most to the menu."""
    name = datasette.get_database().name
    return [
        {"href": datasette.urls.table(name, view), "label": label}
        for view, label in (("requests_now", "Requests"), ("overdue", "Overdue"), ("review", "To review"))
    ]


@hookimpl
def render_cell(value: Any, column: str, datasette: Any) -> Any:
    """Lead from the id of a request to its page."""
    if column != "request_id" or not isinstance(value, int):
        return None
    link = datasette.urls.path(f"/-/request/{value}")
    return markupsafe.Markup('<a href="{}">{}</a>').format(link, value)


async def request_page(datasette: Any, request: Any) -> Any:
    """Show one request: where it stands, its promises as chart and table, its letters and facts in order."""
    database, number = datasette.get_database(), {"id": int(request.url_vars["id"])}
    now = (await database.execute(NOW, number)).first()
    if now is None:
        raise NotFound(f"No request has the id {number['id']}.")
    promises = [dict(row) for row in (await database.execute(PROMISES, number)).rows]
    timeline = [dict(row) for row in (await database.execute(TIMELINE, number)).rows]
    told = {
        "now": dict(now),
        "promises": promises,
        "chart": slip_chart(promises, datetime.now(UTC).date()),
        "letters": _letters(timeline),
        "database": database.name,
        "days_of": days_of,
    }
    return Response.html(await datasette.render_template("request.html", told, request=request))


def _letters(timeline: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the letters of a request, each with what it states, one sentence for all that it states."""
    letters: dict[int, dict[str, Any]] = {}
    for row in timeline:
        if row["kind"] == "letter":
            letters[row["letter_id"]] = row | {"facts": []}
        else:
            letters[row["letter_id"]]["facts"].append(row)
    return list(letters.values())
