"""The Chromium that is installed, as people use it: pages of a folder, a keyboard, light and dark, paper."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from ci import missing
from playwright.sync_api import Browser, Page, sync_playwright
from verbs import FIXTURES

CHROMIUM = shutil.which("chromium")
AXE = (FIXTURES / "axe" / "axe.min.js").read_text("utf-8")
RUN_AXE = "axe.run(document, {rules: {'target-size': {enabled: true}}})"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser without a window; ended with the module, since its event loop would be in others' way."""
    if CHROMIUM is None:
        missing("Chromium", "chromium")
    words = ["--no-sandbox"] if os.getuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=words)
        yield browser
        browser.close()


@contextmanager
def browsing(browser: Browser, **options: Any) -> Iterator[Page]:
    """Give a page on which nothing may be fetched but files, nothing complained of, and nothing pop up."""
    context = browser.new_context(**options)
    troubles: list[str] = []
    page = context.new_page()
    page.on("console", lambda message: troubles.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: troubles.append(f"error: {error}"))
    page.on("dialog", lambda dialog: (troubles.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    page.on("request", lambda request: _note_foreign(request.url, troubles.append))
    try:
        yield page
    finally:
        context.close()
    assert troubles == []


def violations(page: Page) -> list[str]:
    """Return what axe-core has against a page."""
    page.evaluate(AXE)
    return [
        f"{found['id']}: {node['html'][:200]} {node['failureSummary']}"
        for found in page.evaluate(RUN_AXE)["violations"]
        for node in found["nodes"]
    ]


def address(folder: Path, name: str) -> str:
    """Return the address by which a page of a folder is opened."""
    return (folder / name).as_uri()


def _note_foreign(url: str, note: Callable[[str], None]) -> None:
    if not url.startswith(("file:", "data:")):
        note(f"request: {url}")
