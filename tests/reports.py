"""A ledger for reports, with a letter that would be HTML, and pages as a browser would take them apart."""

from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from letters import filing, promise
from reading import read_once
from sqlalchemy import Engine
from verbs import FIXTURES, foialedger

from ingest import store
from ingest.message import Message, Place
from ingest.pipeline import Ledger, take_in
from ingest.vault import Vault
from models import schema
from parsers.facts import Sure

DANA = frozenset({"dana.whitlock@courier.example"})
SCRIPT = b"""From: "<script>alert(1)</script>" <clerk@town.example>
To: dana.whitlock@courier.example
Subject: Request FOIA 2020-0077 <script>alert(2)</script><img src=x onerror=alert(3)>
Date: Mon, 02 Mar 2020 09:00:00 +0000

Your request FOIA 2020-0077 has been received. <script>alert(4)</script> We will provide the records by
March 20, 2020 "><svg onload=alert(5)>.
"""
ALIVE = ("<script", "<img", "<svg onload", "javascript:")


def fill(engine: Engine, folder: Path) -> Ledger:
    """File letters of a portal and of clerks; forged, undated, full of HTML, and not sure of its day."""
    servers = frozenset({"mx.courier.example"})
    ledger = Ledger(engine, Vault(folder / "vault"), DANA, authserv_ids=servers, read=read_once)
    paths = [*sorted((FIXTURES / "govqa").glob("*.eml")), *sorted((FIXTURES / "clerk").glob("*.eml"))]
    paths += sorted((FIXTURES / "conversations" / "forged").glob("*.eml"))
    for path in [*paths, FIXTURES / "broken" / "no-date.eml"]:
        take_in(Message(path.read_bytes(), Place.in_path(path.name)), ledger)
    take_in(Message(SCRIPT, Place.in_path("script.eml")), ledger)
    told = {"number": "R-77", "portal": None, "site": None, "agency": "Town of Fernmoor"}
    doubtful = promise("2027-03-01", sure=Sure.UNSURE)
    with store.writing(engine) as connection:
        store.file_letter(connection, filing("2026-03-02", "in_process", doubtful, **told))
    return ledger


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger on SQLite with letters of every kind."""
    folder = tmp_path_factory.mktemp("ledger")
    engine = schema.connect(f"sqlite:///{folder / 'ledger.db'}")
    schema.upgrade(engine)
    fill(engine, folder)
    engine.dispose()
    return folder / "ledger.db"


@pytest.fixture(scope="module")
def site(ledger: Path) -> Path:
    """The folder of its report."""
    out = ledger.parent / "report"
    said = foialedger("report", "--out", out, "--database", ledger).stdout
    assert said == f"{out}/index.html: 21 requests, 36 letters.\n"
    return out


@pytest.fixture(scope="module")
def made(site: Path) -> dict[str, str]:
    """The pages of its report."""
    return pages(site)


def pages(folder: Path) -> dict[str, str]:
    """Return the pages of a report by their names."""
    return {
        path.relative_to(folder).as_posix(): path.read_text("utf-8")
        for path in sorted(folder.rglob("*.html"))
    }


def tree(page: str) -> BeautifulSoup:
    """Return a page taken apart."""
    return BeautifulSoup(page, "lxml")


def text(page: str) -> str:
    """Return the words of a page, as a reader has them."""
    return " ".join(tree(page).get_text(" ").split())
