"""The report in a real browser: drawn, walked through with a keyboard, read aloud, in the dark, on paper."""

import re
from pathlib import Path

import pytest
from chromium import address, browsing, chromium, violations
from reports import ledger, made, pages, site, tree
from verbs import foialedger, here

from models import schema

__all__ = ["chromium", "here", "ledger", "made", "site"]
pytestmark = [pytest.mark.chromium, pytest.mark.xdist_group("chromium")]
DESK = {"width": 1200, "height": 800}
PHONE = {"width": 360, "height": 740}
OVERVIEW = ("index.html", "requests.html", "agencies.html", "charts.html", "unsure.html")
LOOKS = [("light", DESK), ("dark", PHONE), ("light", PHONE), ("dark", DESK)]
PAPER = "rgb(255, 255, 255)"


def page_of(made: dict[str, str], number: str) -> str:
    return next(name for name, page in made.items() if number in tree(page).h1.text)


def kind_of(page: str) -> frozenset[tuple[str, ...]]:
    """Return what a page is made of: two pages of one kind differ in words alone."""
    tags = tree(page).find_all(True)
    return frozenset((tag.name, tag.parent.name, *tag.get("class", ())) for tag in tags) | {
        ("menu", each.text) for each in tree(page).select("[aria-current]")
    }


@pytest.mark.parametrize(("scheme", "size"), LOOKS[:2], ids=["light", "dark"])
def test_axe_finds_nothing_against_any_kind_of_page(chromium, site, made, scheme, size):
    kinds = {kind_of(page): name for name, page in made.items()}
    assert {*OVERVIEW} < set(kinds.values())
    with browsing(chromium, color_scheme=scheme, viewport=size) as page:
        for name in kinds.values():
            page.goto(address(site, name))
            assert violations(page) == [], name


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_against_the_report_of_an_empty_ledger(chromium, here, scheme):
    engine = schema.connect("sqlite:///ledger.db")
    schema.upgrade(engine)
    engine.dispose()
    foialedger("report", "--out", "out", "--database", "ledger.db")
    with browsing(chromium, color_scheme=scheme) as page:
        for name in pages(Path("out")):
            page.goto(address(here / "out", name))
            assert violations(page) == [], name


@pytest.mark.parametrize(("scheme", "size"), LOOKS)
def test_pages_fit_a_telephone_and_a_desk_and_are_dark_where_that_is_wished(
    chromium, site, made, scheme, size
):
    with browsing(chromium, color_scheme=scheme, viewport=size) as page:
        for name in made:
            page.goto(address(site, name))
            assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], name
            paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
            assert (paper == PAPER) == (scheme == "light")
            for box in [each.bounding_box() for each in page.locator("svg").all()]:
                assert box["x"] >= 0
                assert box["width"] > 200
                assert box["height"] > 30


def test_a_letter_full_of_html_is_seen_as_text(chromium, site, made):
    name = page_of(made, "2020-0077")
    with browsing(chromium) as page:
        for each in (name, "unsure.html", "index.html"):
            page.goto(address(site, each))
            assert page.evaluate("document.scripts.length + document.images.length") == 0
        page.goto(address(site, name))
        assert page.get_by_text("<script>alert(2)</script><img src=x onerror=alert(3)>").first.is_visible()
        assert page.evaluate("document.querySelectorAll('svg[onload]').length") == 0


def test_the_keyboard_alone_leads_from_today_to_a_request_and_its_letters(chromium, site, made):
    with browsing(chromium, viewport=DESK) as page:
        focused = page.locator(":focus")
        page.goto(address(site, "index.html"))
        page.keyboard.press("Tab")
        assert focused.inner_text() == "Skip to the content"
        assert focused.bounding_box()["x"] >= 0
        labels = []
        for _ in range(5):
            page.keyboard.press("Tab")
            labels.append(focused.inner_text())
        assert labels == ["Today", "Requests", "Agencies", "Charts", "Not sure"]
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Enter")
        assert page.locator("h1").inner_text() == "Agencies compared"
        page.goto(address(site, "index.html"))
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        number = focused.inner_text()
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(r"/requests/\d+\.html"))
        assert number in page.locator("h1").inner_text()


def test_a_wide_table_moves_by_the_arrow_keys(chromium, site):
    with browsing(chromium, viewport=PHONE) as page:
        page.goto(address(site, "agencies.html"))
        region = page.get_by_role("region", name="Each agency, those with the most requests first")
        region.focus()
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        page.keyboard.press("ArrowRight")
        page.wait_for_function("document.activeElement.scrollLeft > 0")
        assert region.evaluate("each => each === document.activeElement")
        assert outline == "solid"


def test_every_link_opens_a_page_that_has_what_it_points_at(chromium, site, made):
    with browsing(chromium) as page:
        page.goto(address(site, page_of(made, "P015720-070319")))
        page.get_by_role("link", name="The letter of that promise").first.click()
        assert page.locator(":target h3").inner_text().startswith("2019-07-")
        page.goto(address(site, "requests.html"))
        for link in page.locator("main table a").all():
            number = link.inner_text()
            link.click()
            assert number in page.locator("h1").inner_text()
            page.get_by_role("link", name="Requests", exact=True).click()
            assert page.locator("nav [aria-current=page]").inner_text() == "Requests"


def test_a_screen_reader_finds_landmarks_headings_and_the_words_of_charts(chromium, site, made):
    with browsing(chromium) as page:
        page.goto(address(site, "charts.html"))
        assert page.get_by_role("main").count() == page.get_by_role("banner").count() == 1
        assert page.get_by_role("navigation", name="Pages").count() == 1
        image = page.get_by_role("img", name=re.compile(r"^What became of promised days kept: \d"))
        assert image.count() == 1
        assert page.get_by_role("columnheader", name="Outcome").count() == 1
        assert page.get_by_role("rowheader", name="late still").count() == 1
        page.goto(address(site, page_of(made, "P015720-070319")))
        assert page.get_by_role("heading", level=1).count() == 1
        heads = [head.inner_text() for head in page.get_by_role("heading", level=2).all()]
        assert {"Promises", "The law's days", "Timeline"} <= set(heads)
        assert page.get_by_role("img", name=re.compile("slipped by 31 days")).count() == 1


def test_on_paper_pages_are_black_on_white_without_the_menu_and_whole(chromium, site, made):
    with browsing(chromium, color_scheme="dark", viewport=DESK) as page:
        page.goto(address(site, page_of(made, "P015720-070319")))
        page.emulate_media(media="print")
        assert not page.get_by_role("navigation", name="Pages").is_visible()
        colours = "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]"
        assert page.evaluate(colours) == [PAPER, "rgb(0, 0, 0)"]
        assert page.locator("blockquote").last.is_visible()
        assert page.pdf(format="Letter").startswith(b"%PDF-")


def test_pages_are_the_same_without_scripts(chromium, site, made):
    with browsing(chromium, java_script_enabled=False) as page:
        page.goto(address(site, "index.html"))
        assert page.locator(".cards > li").count() == made["index.html"].count("<h3>")
