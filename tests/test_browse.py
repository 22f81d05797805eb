"""`foialedger browse`: the real Datasette on a free port, asked over HTTP."""

import re
import signal
import time
from pathlib import Path
from urllib.parse import quote

import pytest
from browsing import Browse, browsing
from databases import every_row
from reports import DANA, SCRIPT
from verbs import FIXTURES, foialedger, here, trouble

from cli.browsing import metadata, server
from ingest.message import Message, Place
from ingest.pipeline import Ledger, take_in
from ingest.vault import Vault
from models import schema, tables, views

__all__ = ["here"]
pytestmark = pytest.mark.xdist_group("browse")  # one Datasette, and not one in each process
OUTSIDE = re.compile(
    r"<(?:script|img|link|iframe|source|video)\b[^>]*\b(?:src|href)=[\"']?(?:https?:)?//(?!127\.)"
)


def fill(engine, vault: Path) -> None:
    ledger = Ledger(engine, Vault(vault), DANA)
    for path in sorted((FIXTURES / "govqa").glob("0*.eml")):
        take_in(Message(path.read_bytes(), Place.in_path(path.name)), ledger)
    take_in(Message(SCRIPT, Place.in_path("script.eml")), ledger)


@pytest.fixture(scope="module")
def shown(tmp_path_factory) -> Browse:
    """A ledger on SQLite, shown for all tests that only look."""
    folder = tmp_path_factory.mktemp("shown")
    engine = schema.connect(f"sqlite:///{folder / 'my ledger.db'}")
    schema.upgrade(engine)
    fill(engine, folder / "vault")
    engine.dispose()
    with browsing(f"sqlite:///{folder / 'my ledger.db'}", folder=folder) as one:
        yield one


@pytest.fixture(scope="module")
def home(shown) -> str:
    """The path of the database in Datasette, which may change the spelling of a file's name."""
    found = re.search(r'href="(/my[^"/]*)/requests_now"', shown.get("/")[1] + shown.get("/my~20ledger")[1])
    return found[1]


def test_tables_views_and_columns_are_described(shown, home):
    _, page = shown.get(f"{home}/promises")
    assert "What did the agency promise, and was it kept?" in page
    assert "the promise in the agency&#39;s own words" in page
    assert "facet-results" in page
    undescribed = {*tables.metadata.tables, *views.texts()} - set(
        metadata.metadata("x")["databases"]["x"]["tables"]
    )
    assert undescribed == set()


def test_every_question_of_the_cookbook_is_one_click_away(shown, home):
    _, page = shown.get(home)
    questions = metadata.metadata("x")["databases"]["x"]["queries"]
    assert len(questions) >= 10
    for name, question in questions.items():
        assert f"{home}/{name}" in page
        status, answer = shown.get(f"{home}/{name}")
        assert status == 200
        assert question["title"].replace("'", "&#39;") in answer


def test_the_page_of_a_request_shows_its_story_and_its_slips(shown, home):
    _, rows = shown.get(f"{home}/requests_now?tracking_number=P015720-070319")
    (link,) = set(re.findall(r'href="(/-/request/\d+)"', rows))
    status, page = shown.get(link)
    assert status == 200
    assert "P015720-070319" in page
    assert (
        "<q>We anticipate that any records identified will be made available to you by October 25, 2019.</q>"
        in page
    )
    assert '<svg role="img" aria-labelledby="slips-title slips-words"' in page
    assert "records was promised by 2019-10-25: slipped by 31 days" in page
    assert page.count('class="dot"') == 3  # the days promised, drawn as the report draws them
    assert page.count("<time>") == len(re.findall(r"<time>\d{4}-\d\d-\d\d \d\d:\d\d</time>", page)) == 7
    assert shown.get("/-/request/999999")[0] == 404


def test_what_a_letter_says_is_text_wherever_it_is_shown(shown, home):
    _, rows = shown.get(f"{home}/requests_now?tracking_number=2020-0077")
    (link,) = set(re.findall(r'href="(/-/request/\d+)"', rows))
    for path in (link, f"{home}/letters", f"{home}/timeline", f"{home}/events", f"{home}/letters/8"):
        status, page = shown.get(path)
        assert status == 200
        assert not re.search(r"<script>alert|<img src=x|<svg onload", page)
    assert "&lt;script&gt;alert(2)" in shown.get(link)[1]
    assert "&lt;script&gt;alert(4)" in shown.get(f"{home}/letters")[1]


def test_nothing_can_be_changed(shown, home):
    before = shown.get(f"{home}/letters.json?_shape=array")[1]
    for statement in ("DELETE FROM letters", "UPDATE letters SET subject = 'x'", "ATTACH 'x.db' AS y"):
        assert shown.get(f"{home}.json?sql={quote(statement)}")[0] == 400
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        assert shown.get(f"{home}/letters", method)[0] >= 400
    assert shown.get(f"{home}.db")[0] == 403
    assert shown.get(f"{home}/letters.json?_shape=array")[1] == before


def test_pages_load_nothing_from_elsewhere_and_cannot(shown, home):
    for path in ("/", home, f"{home}/letters", f"{home}/letters/1", "/-/request/1", f"{home}?sql=select+1"):
        status, page = shown.get(path)
        assert status == 200
        assert not OUTSIDE.search(page)
    assert "127.0.0.1" in shown.address


def test_a_page_elsewhere_cannot_read_the_ledger_under_its_own_name(shown, home):
    for host in ("evil.example", "evil.example:80", "127.0.0.1.evil.example", ""):
        status, text = shown.get(f"{home}/letters.json", Host=host)
        assert (status, "letter" in text) == (403, False)


def test_a_ledger_of_either_database_is_shown_as_it_is(engine, database_url, tmp_path):
    fill(engine, tmp_path / "vault")
    before = every_row(engine, tables.letters)
    with browsing(database_url, folder=tmp_path) as one:
        assert ("from PostgreSQL" in one.said) == database_url.startswith("postgresql")
        status, page = one.get("/-/request/1")
        assert (status, "P015720-070319" in page) == (200, True)
    assert every_row(engine, tables.letters) == before


@pytest.fixture
def small(here) -> str:
    engine = schema.connect(f"sqlite:///{here / 'ledger.db'}")
    schema.upgrade(engine)
    engine.dispose()
    return f"sqlite:///{here / 'ledger.db'}"


def test_with_a_password_nothing_is_served_without_it(small, here):
    (here / "password").write_text("correct-horse\n")
    (here / "password").chmod(0o600)
    with browsing(small, "--password-file", str(here / "password"), folder=here) as one:
        for path in ("/", "/ledger/letters", "/-/static/app.css", "/-/versions.json", "/-/request/1"):
            status, text = one.get(path)
            assert (status, text) == (401, "This ledger wants a password.\n")
        assert one.as_user("/", "wrong")[0] == 401
        assert one.as_user("/", "")[0] == 401
        assert one.get("/", Authorization="Basic !!")[0] == 401
        assert one.get("/", Authorization="Bearer correct-horse")[0] == 401
        status, page = one.as_user("/ledger", "correct-horse")
        assert (status, "requests_now" in page) == (200, True)


def test_other_machines_need_a_password(small, monkeypatch):
    for host in ("0.0.0.0", "::", "192.0.2.1", "ledger.example"):
        said = trouble(foialedger("browse", "--host", host, "--database", small, code=1))
        assert "a password is needed" in said
    monkeypatch.setenv("FOIALEDGER_BROWSE_PASSWORD", "")
    assert "it is empty" in trouble(foialedger("browse", "--host", "0.0.0.0", "--database", small, code=1))


def test_datasette_ends_with_the_program_however_that_ends(small, here):
    with browsing(small, folder=here, ends=-signal.SIGKILL) as one:
        assert one.get("/")[0] == 200
        one.process.kill()
        until = time.monotonic() + 10
        while _answers(one) and time.monotonic() < until:
            time.sleep(0.05)
        assert not _answers(one)


def _answers(one: Browse) -> bool:
    try:
        return one.get("/")[0] == 200
    except OSError:
        return False


def test_without_datasette_it_says_how_to_get_it(small, monkeypatch):
    monkeypatch.setattr(server, "find_spec", lambda _: None)
    assert "pip install 'foialedger[browse]'" in trouble(foialedger("browse", "--database", small, code=1))


def test_a_port_that_is_taken_is_one_sentence(small, shown):
    port = shown.address.rstrip("/").rpartition(":")[2]
    result = foialedger("browse", "--port", port, "--database", small, code=1)
    said = trouble(result)
    assert result.stdout == ""
    assert said.startswith("Datasette did not start")


def test_an_address_of_another_machine_is_told(here, monkeypatch):
    monkeypatch.setenv("FOIALEDGER_BROWSE_PASSWORD", "hunter2")
    foialedger("upgrade", "--database", "ledger.db")
    said = trouble(foialedger("browse", "--host", "203.0.113.9", "--database", "ledger.db", code=1))
    assert "203.0.113.9 is no address of this machine (" in said
    assert "Success" not in said
