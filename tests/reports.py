"""A ledger for reports, with a letter that would be HTML, and pages as a browser would take them apart."""

from pathlib import Path

from bs4 import BeautifulSoup
from sqlalchemy import Engine
from verbs import FIXTURES

from ingest.message import Message, Place
from ingest.pipeline import Ledger, take_in
from ingest.vault import Vault

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
    """File letters of a portal and of clerks, one without a date, one full of HTML, one from a stranger."""
    ledger = Ledger(engine, Vault(folder / "vault"), DANA)
    paths = [*sorted((FIXTURES / "govqa").glob("*.eml")), *sorted((FIXTURES / "clerk").glob("*.eml"))]
    for path in [*paths, FIXTURES / "broken" / "no-date.eml"]:
        take_in(Message(path.read_bytes(), Place.in_path(path.name)), ledger)
    take_in(Message(SCRIPT, Place.in_path("script.eml")), ledger)
    return ledger


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
