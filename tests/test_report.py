"""`foialedger report`: what its pages tell, that they are text and need nothing, and what it leaves alone."""

import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import reports
from reports import ledger, made, pages, site, text, tree
from sqlalchemy import text as sql
from verbs import foialedger, here, trouble

from cli.reporting import folder as folders
from ingest.reporting import ByRequest, OutOfOrder
from models import schema, views

__all__ = ["here", "ledger", "made", "site"]
pytestmark = pytest.mark.xdist_group("report")  # one process makes the pages, and not each
MOMENT = re.compile(r"Made by foialedger on .*? UTC")
GONE = "request_letters letter_effects given_days standings jurisdictions law_days request_numbers".split()
KILLED = """
import os, signal, sys
from pathlib import Path
from cli.reporting.folder import writing
renames, replace = 0, Path.replace
def killing(self, target):
    global renames
    renames += 1
    if renames == int(sys.argv[1]):
        os.kill(os.getpid(), signal.SIGKILL)
    return replace(self, target)
Path.replace = killing
with writing(Path("out")) as pages:
    for name in ("index.html", "requests/1.html", "new.html"):
        pages.write(name, "whole")
"""


def rows(ledger: Path, query: str) -> list:
    engine = schema.connect(f"sqlite:///{ledger}", read_only=True)
    with engine.connect() as connection:
        found = connection.execute(sql(query)).all()
    engine.dispose()
    return found


def page_of(made: dict[str, str], number: str) -> str:
    stories = [page for name, page in made.items() if name.startswith("requests/")]
    return next(page for page in stories if number in tree(page).h1.text)


def test_every_request_has_a_page_with_each_letter_and_the_sentence_of_each_fact(made, ledger):
    facts = rows(ledger, "SELECT request_id, value, sentence FROM timeline WHERE kind <> 'letter'")
    assert len(facts) > 50
    ids = {row.id for row in rows(ledger, "SELECT id FROM requests")}
    stories = {name for name in made if name.startswith("requests/")}
    assert stories == {f"requests/{each}.html" for each in ids}
    words = {each: text(made[f"requests/{each}.html"]) for each in ids}
    for fact in facts:
        assert " ".join(fact.sentence.split()) in words[fact.request_id]
        assert fact.value.replace("_", " ") in words[fact.request_id].replace("_", " ")
    for row in rows(ledger, "SELECT request_id, letter_id FROM request_letters"):
        assert f'id="letter-{row.letter_id}"' in made[f"requests/{row.request_id}.html"]


def test_the_page_of_a_request_tells_its_promises_and_what_moved_it(made):
    page = page_of(made, "P015720-070319")
    promised = [" ".join(head.text.split()) for head in tree(page).select("#promises + svg + ul h3")]
    assert "2019-10-25 for records: slipped by 31 days" in promised
    assert "Sent on 2019-07-03" in text(page)
    link = tree(page).select_one("dl a")
    said = tree(page).find(id=link["href"].removeprefix("#"))
    assert (link.text, "status: fulfilled" in said.text) == ("the letter that says so", True)
    assert "It moved the request to fulfilled : it says so." in text(page)
    assert tree(page).select_one("svg[role=img] desc").text.count("was promised by") == len(promised) == 3


def test_today_says_what_the_verb_says_and_leads_to_each_request(made, ledger):
    told = foialedger("today", "--json", "--database", ledger).stdout.splitlines()
    cards = tree(made["index.html"]).select("main .cards > li")
    assert len(cards) == len(told) > 3
    assert {card.a["href"] for card in cards} <= set(made)
    assert "Past the day they promised" in text(made["index.html"])


def test_what_is_not_sure_is_said_to_be(made, ledger):
    doubts = rows(ledger, "SELECT reason, request_id FROM review")
    assert doubts
    for row in doubts:
        assert " ".join(row.reason.split()) in text(made["unsure.html"])
        assert row.request_id is None or " ".join(row.reason.split()) in text(
            made[f"requests/{row.request_id}.html"]
        )
    told = [text(page) for page in made.values()]
    assert any("no date: nothing says when it was sent" in page for page in told)
    assert any(re.search(r"\d{4}-\d\d-\d\d \(\w+\) likely, not certain", page) for page in told)
    assert any("It moved nothing: it is held back: " in page for page in told)
    page = text(page_of(made, "R-77"))
    assert "promised date: 2027-03-01 (records) not sure" in page
    assert "No letter of this request promises a day." in page
    assert "Next promised nothing" in page
    resting = rows(ledger, "SELECT request_id, doubt FROM deadlines WHERE doubt IS NOT NULL")
    assert resting
    for row in resting:
        assert f"Not sure: {row.doubt}" in text(made[f"requests/{row.request_id}.html"])


def test_a_day_that_is_likely_and_not_certain_says_so_wherever_it_stands(made, ledger):
    days = rows(
        ledger,
        "SELECT today.request_id, today.what, due_on, sure FROM today "
        "LEFT JOIN promised_dates ON promised_dates.letter_id = today.letter_id AND promised_on = due_on "
        "ORDER BY urgency, COALESCE(due_on, since_on), today.request_id, today.what",
    )
    cards = tree(made["index.html"]).select("main .cards > li")
    assert len(days) == len(cards)
    for row, card in zip(days, cards, strict=True):
        assert card.a["href"] == f"requests/{row.request_id}.html"
        is_likely = row.sure == "likely" and not row.what.endswith("by_law")
        assert ("likely, not certain" in card.p.text) == is_likely
    assert {row.sure for row in days} >= {"likely", "certain"}
    listed = tree(made["requests.html"]).find("a", string="2024-0117").find_parent("tr")
    assert "2024-03-18 likely, not certain" in " ".join(listed.text.split())


def test_a_letter_full_of_html_is_text(made):
    for page in made.values():
        assert not [word for word in reports.ALIVE if word in page]
    page = page_of(made, "2020-0077")
    assert "<script>alert(2)</script><img src=x onerror=alert(3)>" in text(page)
    assert "&lt;script&gt;alert(2)" in page


def test_pages_load_nothing_and_every_link_leads_to_a_page(made):
    for name, page in made.items():
        assert tree(page).find_all(["script", "iframe", "img", "object", "embed", "form", "style"])[1:] == []
        policy = tree(page).find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]
        assert policy.startswith("default-src 'none'")
        links = [tag["href"] for tag in tree(page).find_all(href=True)]
        assert len(links) > 3
        for link in links:
            path, _, anchor = link.partition("#")
            target = path.removeprefix("../") if path.startswith("../") else f"{Path(name).parent / path}"
            assert link == "data:," or (tree(page).find(id=anchor) if anchor else target in made), link


def test_a_report_tells_the_same_of_either_database(here, engine, database_url, made):
    reports.fill(engine, here)
    foialedger("report", "--out", "out", "--database", database_url)
    assert {name: MOMENT.sub("", text(page)) for name, page in pages(Path("out")).items()} == {
        name: MOMENT.sub("", text(page)) for name, page in made.items()
    }


def test_a_report_tells_the_same_when_the_views_have_no_order_of_their_own(here, ledger, made):
    shutil.copy(ledger, "ledger.db")
    engine = schema.connect("sqlite:///ledger.db")
    texts = views.texts()
    with engine.begin() as connection:
        for name in ("timeline", "events", "promises"):
            inner = texts[name].partition(f"CREATE VIEW {name} AS")[2]
            connection.execute(sql(f"DROP VIEW {name}"))
            connection.execute(sql(f"CREATE VIEW {name} AS SELECT * FROM ({inner}) ORDER BY request_id DESC"))
    engine.dispose()
    foialedger("report", "--out", "out", "--database", "ledger.db")
    assert {name: MOMENT.sub("", page) for name, page in pages(Path("out")).items()} == {
        name: MOMENT.sub("", page) for name, page in made.items()
    }


@pytest.mark.parametrize("ids", [(2, 1, 3), (1, 3, 2), (1, 2, 3, 1)])
def test_rows_that_come_out_of_order_are_refused_and_never_left_out(ids):
    by_request = ByRequest({"request_id": each} for each in ids)
    with pytest.raises(OutOfOrder, match="nothing was written"):
        [by_request.of(each) for each in (1, 2, 3)]


def test_rows_are_handed_out_by_request_and_requests_are_asked_for_in_order():
    by_request = ByRequest({"request_id": each, "row": row} for row, each in enumerate((1, 1, 3, 4)))
    told = [[row["row"] for row in by_request.of(each)] for each in (1, 2, 4, 5)]
    assert told == [[0, 1], [], [3], []]
    with pytest.raises(OutOfOrder):
        by_request.of(5)


def test_a_new_report_replaces_the_last_one_and_nothing_else(here, ledger):
    shutil.copy(ledger, "ledger.db")
    foialedger("report", "--out", "out", "--database", "ledger.db")
    before = pages(Path("out"))
    Path("out/robots.txt").write_text("mine")
    Path("out/requests/99.html").write_text("mine too")
    engine = schema.connect("sqlite:///ledger.db")
    with engine.begin() as connection:
        for table in GONE:
            connection.execute(sql(f"DELETE FROM {table} WHERE request_id = 21"))
        connection.execute(sql("DELETE FROM requests WHERE id = 21"))
    engine.dispose()
    foialedger("report", "--out", "out", "--database", "ledger.db")
    after = pages(Path("out"))
    assert set(before) - set(after) == {"requests/21.html"}
    assert (after["requests/99.html"], Path("out/robots.txt").read_text()) == ("mine too", "mine")
    assert not list(Path("out").glob(f"{folders.PART}*"))


def test_a_folder_that_holds_other_files_is_left_as_it_is(here, ledger):
    Path("mine").mkdir()
    Path("mine/index.html").write_text("mine")
    said = trouble(foialedger("report", "--out", "mine", "--database", ledger, code=1))
    assert said == (
        "Nothing was written, because mine holds files that are no report: "
        "name a new or empty folder with --out."
    )
    assert [(path.name, path.read_text()) for path in Path("mine").iterdir()] == [("index.html", "mine")]
    Path("file").write_text("mine")
    assert "file is a file" in trouble(foialedger("report", "--out", "file", "--database", ledger, code=1))
    assert Path("file").read_text() == "mine"


def test_the_mark_of_a_report_gives_no_right_to_other_files(here, ledger):
    foialedger("report", "--out", "out", "--database", ledger)
    Path("file").write_text("mine")
    Path("out/requests/1.html").write_text("mine")
    (Path("out") / folders.MARK).write_text(f"{folders.HEAD}\n../file\n{here / 'file'}\n")
    said = trouble(foialedger("report", "--out", "out", "--database", ledger, code=1))
    assert "out holds a file requests/1.html that no report wrote" in said
    assert (Path("file").read_text(), Path("out/requests/1.html").read_text()) == ("mine", "mine")


@pytest.mark.parametrize("rename", range(1, 7))
@pytest.mark.parametrize("is_first", [True, False])
def test_a_report_that_is_killed_leaves_no_half_page_and_the_next_clears_up(here, rename, is_first):
    names = {"index.html", "requests/1.html", "old.html"}
    if not is_first:
        with folders.writing(Path("out")) as writing:
            for name in names:
                writing.write(name, "before")
    killed = subprocess.run([sys.executable, "-c", KILLED, str(rename)], check=False)
    assert killed.returncode == -signal.SIGKILL or (rename == 6 and killed.returncode == 0)
    left = {name: page for name, page in pages(Path("out")).items() if folders.PART not in name}
    assert set(left.values()) <= {"before", "whole"}
    with folders.writing(Path("out")) as writing:
        writing.write("index.html", "next")
    assert pages(Path("out")) == {"index.html": "next"}
    assert not list(Path("out").glob(f"{folders.PART}*"))


def test_an_empty_ledger_has_a_report_and_an_older_one_is_refused(here, engine, database_url):
    foialedger("report", "--out", "out", "--database", database_url)
    assert "Nothing is due, and nobody is late." in text(pages(Path("out"))["index.html"])
    with engine.begin() as connection:
        connection.execute(sql("UPDATE alembic_version SET version_num = '0001'"))
    said = trouble(foialedger("report", "--out", "other", "--database", database_url, code=1))
    assert "run `foialedger upgrade`" in said
    assert not Path("other").exists()
