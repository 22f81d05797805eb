"""`make docs`: the site builds strictly, holds every page, and loads nothing from elsewhere."""

import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

ROOT = Path(__file__).parents[1]
LOADED = re.compile(
    r"<(?:script|img|iframe|source|video|audio|embed|object|input)\b[^>]*?\b(?:src|data|poster)=[\"']?(?P<src>[^\"'\s>]+)"
    r"|<link\b(?=[^>]*\brel=[\"']?(?:stylesheet|icon|preload|preconnect|dns-prefetch|manifest|modulepreload))[^>]*?"
    r"\bhref=[\"']?(?P<href>[^\"'\s>]+)"
)
IN_STYLE = re.compile(r"(?:url\(|@import\s+)[\"']?(?:https?:)?//")
ANCHOR = re.compile(r"<a\b[^>]*?\bhref=[\"']?(?P<href>[^\"'\s>]+)")

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("site")]


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    """The site, as `make docs` builds it."""
    folder = tmp_path_factory.mktemp("site")
    words = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)]
    environment = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")
    return folder


def test_every_page_is_in_the_site_and_in_its_menu(site: Path) -> None:
    names = {path.stem for path in (ROOT / "docs").glob("*.md")} | {"index", "contributing", "changelog"}
    assert {path.stem for path in site.glob("*.html")} == names | {"404"}
    menu = set(ANCHOR.findall((site / "security.html").read_text("utf-8")))
    assert {f"{name}.html" for name in names} - menu == set()


def test_the_site_loads_nothing_from_elsewhere(site: Path) -> None:
    pages, styles = sorted(site.glob("*.html")), sorted(site.rglob("*.css"))
    loaded = {
        found["src"] or found["href"] for page in pages for found in LOADED.finditer(page.read_text("utf-8"))
    }
    assert {address for address in loaded if urlsplit(address).netloc} == set()
    assert any(address.endswith(".css") for address in loaded)
    assert any(address.endswith(".js") for address in loaded)
    texts = [path.read_text("utf-8") for path in [*pages, *styles]]
    assert [found for text in texts for found in IN_STYLE.findall(text)] == []


def test_every_link_within_the_site_leads_somewhere(site: Path) -> None:
    dead = []
    for page in site.glob("*.html"):
        for href in ANCHOR.findall(page.read_text("utf-8")):
            link = urlsplit(href)
            if link.scheme or link.netloc or href.startswith("/") or link.path in {"", "."}:
                continue
            target = page.parent / unquote(link.path)
            if not target.is_file() or (
                link.fragment and f'id="{unquote(link.fragment)}"' not in target.read_text()
            ):
                dead.append(f"{page.name}: {href}")
    assert dead == []
