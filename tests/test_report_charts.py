"""The charts of a report: what they count, and that they say in words and numbers what they draw."""

from datetime import date
from pathlib import Path

import pytest
from letters import filing, promise
from reports import pages, text, tree
from verbs import foialedger, here

from cli.reporting import charts
from cli.reporting.pages import names_of
from ingest import comparing, store

__all__ = ["here"]
DAY = date(2024, 6, 1)
AGENCIES = {
    "R-1": ("brookvale", "2024-01-01", "2024-01-11", "2024-03-01"),
    "R-2": ("brookvale", "2024-01-01", "2024-01-03", "2024-01-31"),
    "R-3": ("lakemont", "2024-02-01", "2024-02-05", "2024-02-20"),
}


@pytest.fixture
def compared(engine) -> comparing.Comparison:
    """Three requests of two agencies; the first promised two days, moved once, and one has no letter sent."""
    filings = [filing("2024-05-20", "in_process", promise("2024-05-30"), number="R-4", site="lakemont")]
    for number, (site, sent, heard, ended) in AGENCIES.items():
        told = {"number": number, "site": site, "agency": site.title(), "subject": number}
        days = [promise("2024-01-20"), promise("2024-05-01", "reply")] if number == "R-1" else []
        filings.append(filing(sent, direction="outgoing", opening=number, **told))
        filings.append(filing(heard, "acknowledged", *days, **told))
        filings.append(filing(ended, "fulfilled", **told))
    with store.writing(engine) as connection:
        for each in filings:
            store.file_letter(connection, each)
    with engine.connect() as connection:
        return comparing.comparison(connection, DAY)


def test_promises_are_counted_by_what_came_of_them(compared):
    counted = {label: count for label, count in compared.lateness.items() if count}
    assert counted == {"kept": 1, "slipped by up to three months": 1, "late still": 1}
    assert compared.by_agency == {
        "govqa/brookvale": {"kept": 1, "slipped": 1},
        "govqa/lakemont": {"late still": 1},
    }
    lengths = {"up to a month": {"slipped": 1, "late still": 1}, "up to a year": {"kept": 1}}
    assert compared.by_length == lengths
    assert compared.by_year == {"2024": {"kept": 1, "slipped": 1, "late still": 1}}


def test_waits_count_from_the_day_the_request_was_sent(compared):
    assert {span: sorted(days) for span, days in compared.waits.items()} == {
        "first_heard_on": [2, 4, 10],
        "first_records_on": [19, 30, 60],
        "ended_on": [19, 30, 60],
    }
    assert {name: sorted(days) for name, days in compared.ended.items()} == {
        "govqa/brookvale": [30, 60],
        "govqa/lakemont": [19],
    }
    medians = {row["name"]: row["median_days_to_close"] for row in compared.agencies}
    assert {name: charts.five_of(days)[2] for name, days in compared.ended.items()} == medians


def test_bars_are_as_long_as_their_counts():
    chart = charts.bars("a", "Title", ("What", "How many"), {"one": 5, "two": 10, "none": 0})
    assert [bar.width for bar in chart.bars] == [155, 310, 0]
    assert chart.rows == (("one", "5"), ("two", "10"), ("none", "0"))
    assert chart.words == "one: 5; two: 10; none: 0."
    assert max(bar.y + bar.height for bar in chart.bars) < chart.height
    assert charts.bars("a", "Title", ("What", "How many"), {"none": 0}) is None


def test_shares_fill_the_width_and_leave_out_what_is_not():
    head = ("Promised", "kept", "slipped", "late still")
    chart = charts.shares("a", "Title", head, {"2023": {"kept": 3, "late still": 1}, "2024": {"slipped": 2}})
    assert [(bar.x, bar.width, bar.kind) for bar in chart.bars] == [
        (0, 270, "blue"),
        (270, 90, "grey"),
        (0, 360, "red"),
    ]
    assert chart.rows == (("2023", "3", "0", "1"), ("2024", "0", "2", "0"))
    assert chart.words.startswith("2023: 3 kept, 0 slipped, 1 late still; 2024")
    assert chart.key == (("blue", "kept"), ("red", "slipped"), ("grey", "late still"))
    assert charts.shares("a", "Title", head, {}) is None


def test_waits_fall_into_spans_and_the_note_tells_the_quartiles():
    chart = charts.waits("a", "Title", [0, 1, 2, 30, 31, 365, 366])
    assert {label: count for label, count in chart.rows if count != "0"} == {
        "0 to 1 day": "2",
        "2 to 5 days": "1",
        "21 to 30 days": "1",
        "31 to 60 days": "1",
        "181 to 365 days": "1",
        "more than 365 days": "1",
    }
    assert chart.note == "7 requests: half within 30 days, the middle half from 1.5 to 198 days."
    assert charts.waits("a", "Title", []) is None


def test_boxes_stand_on_one_scale_and_in_order():
    chart = charts.boxes("a", "Title", "Agency", {"One": [3], "Two": [0, 10, 20, 30, 4000]})
    assert chart.rows == (
        ("One", "1", "3", "3", "3", "3", "3"),
        ("Two", "5", "0", "10", "20", "30", "4000"),
    )
    assert chart.bars[0].width == 1
    whisker = [line for line in chart.lines if line.kind == "grey"][1]
    assert (whisker.x1, whisker.x2) == (6, charts.WIDTH - 6)
    box = chart.bars[1]
    assert whisker.x1 < box.x < chart.marks[1].x1 < box.x + box.width < whisker.x2
    assert charts.boxes("a", "Title", "Agency", {}) is None


def test_no_two_agencies_are_called_alike():
    rows = [
        {"name": "govqa/a", "agency": "Town", "portal": "govqa", "site": "a"},
        {"name": "govqa/b", "agency": "Town", "portal": "govqa", "site": "b"},
        {"name": "foiaxpress/a", "agency": "Town", "portal": "foiaxpress", "site": "a"},
        {"name": "Town", "agency": "Town", "portal": None, "site": None},
        {"name": "", "agency": None, "portal": None, "site": None},
    ]
    assert names_of(rows) == {
        "govqa/a": "Town (govqa/a)",
        "govqa/b": "Town (govqa/b)",
        "foiaxpress/a": "Town (foiaxpress)",
        "Town": "Town",
        "": "not told",
    }


def test_the_pages_draw_each_chart_and_tell_its_numbers_in_a_table(here, compared, database_url):
    foialedger("report", "--out", "out", "--database", database_url)
    made = pages(Path("out"))
    for page, count in (("charts.html", 6), ("agencies.html", 2)):
        drawn = tree(made[page]).select("svg[role=img]")
        assert len(drawn) == count
        for chart in drawn:
            named = [tree(made[page]).find(id=each).text for each in chart["aria-labelledby"].split()]
            assert all(named)
            rows = chart.find_next("table").select("tbody tr")
            assert rows
            assert all(row.th.text in named[1] for row in rows)
    assert "Brookvale (govqa) 2 0 6 45 45 1 1 50 % 0 % 0 %" in text(made["agencies.html"])
