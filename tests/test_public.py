"""`foialedger export --public`: of addresses, numbers, links, codes and names, nothing is left."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from ci import in_ci
from databases import dump, every_row, view
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reading import read_once
from sqlalchemy import Text, create_engine, text
from verbs import FIXTURES, foialedger, here, trouble

from ingest import public
from ingest.message import Message, Place
from ingest.pipeline import Ledger, take_in
from ingest.scrubbing import Scrubber, pattern_of_names
from ingest.sources import messages_in
from ingest.vault import Vault
from models import schema, tables
from models.law import counted_for

__all__ = ["here"]
pytestmark = pytest.mark.xdist_group("public")  # one process takes the letters in, and not each
DANA = "dana.whitlock@courier.example"

FIRST = st.sampled_from("Dana Ngozi Ludmila Siobhán Xavier Ottilie Priyanka Bartholomew".split())
LAST = st.sampled_from("Whitlock Okonjo-Ferris O'Shaughnessy Zieliński Vandermeer Quill Abernathy".split())
WORDS = st.text("abcdefghijkmnpqrstuvwxyz", min_size=5, max_size=9)
DIGIT4 = st.integers(1000, 9999).map(str)
NAMES = st.builds("{} {}".format, FIRST, LAST)
EMAILS = st.builds(
    "{}{}{}@{}.example".format, WORDS, st.sampled_from(["", ".", "_", "+", "-"]), WORDS, WORDS
) | st.builds("{} at {} dot example".format, WORDS, WORDS)
PHONES = st.builds(
    str.format,
    st.sampled_from(
        [
            "(916) 555-{}",
            "916-555-{}",
            "916.555.{}",
            "+1 916 555 {}",
            "1-916-555-{}",
            "+44 20 7946 {}",
            "916 555 {} ext. 12",
            "Tel: 916-555 {}",
            "020 7946 {}",
            "+49 30 55{}",
        ]
    ),
    DIGIT4,
)
TOKENS = st.text("abcdefghijklmnop23456789", min_size=24, max_size=40).map(lambda token: f"{token}7q")
LINKS = st.builds("https://{}.example/login?token={}".format, WORDS, TOKENS) | st.builds(
    "http://www.{}.example/s/{}".format, WORDS, TOKENS
)
STREETS = st.builds(
    str.format,
    st.sampled_from(
        [
            "{0} {1} Street",
            "{0} North {1} Ave., Suite 4, Sacramento, CA 95814",
            "P.O. Box {0}",
            "{0} {1} Blvd",
            "{0} {1} street",
            "{1}straße 12, {0}5 Bernburg",
        ]
    ),
    DIGIT4,
    WORDS.map(str.title),
)
BETWEEN = st.sampled_from([" ", ", ", "; ", ": ", " - ", "\n", " (", " <", ' "', ". "])
EXAMPLES = in_ci(6, 2)  # of ledgers with harm in every text
HARMS = st.tuples(EMAILS, PHONES, LINKS, STREETS, NAMES)
OF_A_STATE = b"""From: records@police.ci.sparrowfield.wa.us
To: dana.whitlock@courier.example
Subject: Request PD-2026-0412
Date: Mon, 02 Mar 2026 09:00:00 +0000

We have received your request PD-2026-0412. Its tracking number is PD-2026-0412.
"""


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> Path:
    """A ledger of every letter of the fixtures."""
    folder = tmp_path_factory.mktemp("whole")
    engine = schema.connect(f"sqlite:///{folder / 'ledger.db'}")
    schema.upgrade(engine)
    ledger = Ledger(engine, Vault(folder / "vault"), frozenset({DANA}), read=read_once)
    for portal in sorted(path for path in FIXTURES.iterdir() if path.is_dir()):
        for message in messages_in(portal):
            take_in(message, ledger)
    engine.dispose()
    return folder / "ledger.db"


@given(before=BETWEEN, after=BETWEEN, harms=HARMS)
def test_no_harm_is_left_in_any_text(before: str, after: str, harms: tuple[str, ...]) -> None:
    scrubber = Scrubber(pattern_of_names([harms[4]]))
    for harm in harms:
        left = scrubber.scrub(f"We have written to you{before}{harm}{after}as you asked.")
        assert _found(harms, left) == []
        assert left.startswith("We have written to you")
        assert left.endswith("as you asked.")


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(between=BETWEEN, harms=HARMS)
def test_no_harm_planted_in_any_column_is_left_in_the_bytes(whole: Path, between: str, harms) -> None:
    planted, shared = whole.with_name("planted.db"), whole.with_name("shared.db")
    shutil.copy(whole, planted)
    _plant(planted, between + between.join(harms))
    assert len(_found(harms, planted.read_bytes().decode("utf-8", "replace"))) >= 5
    engine = schema.connect(f"sqlite:///{planted}", read_only=True)
    shared.unlink(missing_ok=True)
    public.write(engine, shared, [harms[4]])
    engine.dispose()
    assert _found(harms, shared.read_bytes().decode("utf-8", "replace")) == []
    assert not list(whole.parent.glob("shared.db?*"))


def test_of_the_letters_themselves_nothing_is_left(whole: Path, tmp_path: Path) -> None:
    told = _shared(whole, tmp_path / "public.db").decode("utf-8", "replace").casefold()
    with closing(sqlite3.connect(whole)) as connection:
        columns = "sender, sender_name, recipients, message_id, in_reply_to, body"
        letters = connection.execute(f"SELECT {columns}, direction FROM letters").fetchall()
        facts = " ".join(
            row[0] for row in connection.execute("SELECT sentence FROM timeline WHERE part > ''")
        )
        digests = [row[0] for row in connection.execute("SELECT digest FROM messages")]
    for sender, name, recipients, message_id, answers, body, direction in letters:
        people = [*(recipients or "").split(","), sender, message_id, answers]
        people += [name] if direction == "outgoing" else []
        assert [each for each in people if each and each.strip().casefold() in told] == []
        if body and len(body) > 400 and (piece := body[200:260]) not in facts:
            assert piece.casefold() not in told
    assert [digest for digest in digests if digest in told] == []
    with closing(sqlite3.connect(tmp_path / "public.db")) as connection:
        texts = "\n".join(line for line in connection.iterdump() if line.startswith("INSERT"))
    assert [each for each in ("@", "http", "whitlock") if each in texts.casefold()] == []


def test_the_views_say_the_same_in_a_shared_ledger(whole: Path, tmp_path: Path) -> None:
    _shared(whole, tmp_path / "public.db")
    ours, theirs = (create_engine(f"sqlite:///{path}") for path in (whole, tmp_path / "public.db"))
    for name, columns in {
        "requests_now": ("request_id", "status", "status_since", "next_promised_on", "times_slipped"),
        "promises": ("promised_on", "about", "outcome", "days_slipped"),
        "overdue": ("request_id", "days_overdue"),
        "events": ("letter_id", "moved", "status"),
    }.items():
        rows = [
            sorted([str(row[key]) for key in columns] for row in view(each, name)) for each in (ours, theirs)
        ]
        assert rows[0] == rows[1], name
        assert rows[0]
    for each in (ours, theirs):
        each.dispose()
    said = foialedger("check", "--database", f"sqlite:///{tmp_path / 'public.db'}", code=0).stdout
    assert "ok     ledger" in said


def test_an_upgrade_keeps_the_law_that_was_known_by_words_a_shared_ledger_lacks(
    whole: Path, tmp_path: Path
) -> None:
    shutil.copy(whole, tmp_path / "ledger.db")
    engine = schema.connect(f"sqlite:///{tmp_path / 'ledger.db'}")
    take_in(Message(OF_A_STATE, Place.in_path("a.eml")), Ledger(engine, Vault(tmp_path / "vault")))
    engine.dispose()
    _shared(tmp_path / "ledger.db", tmp_path / "public.db")
    engine = schema.connect(f"sqlite:///{tmp_path / 'public.db'}")
    before = dump(engine)
    assert {row["known_by"] for row in every_row(engine, tables.jurisdictions)} >= {
        "law",
        "sender",
        "statute",
    }
    with engine.connect() as connection:  # `explain` counts as the ledger does
        for row in every_row(engine, tables.law_days):
            clocks = counted_for(connection, row["request_id"]).clocks
            assert row["due_on"] in {clock.due_on for clock in clocks}
    with engine.begin() as connection:
        connection.execute(text("UPDATE ledger SET value = 'an older count' WHERE key = 'reckoned'"))
    assert schema.upgrade(engine).views_renewed
    assert dump(engine) == before
    engine.dispose()


def test_numbers_of_requests_and_dates_and_sums_stay(whole: Path, tmp_path: Path) -> None:
    _shared(whole, tmp_path / "public.db")
    with closing(sqlite3.connect(whole)) as ours, closing(sqlite3.connect(tmp_path / "public.db")) as theirs:
        for question in (
            "SELECT number FROM request_numbers ORDER BY request_id, bare",
            "SELECT amount, currency, about FROM fees ORDER BY id",
            "SELECT citation FROM exemptions ORDER BY id",
            "SELECT status, sure, rule FROM status_changes ORDER BY id",
        ):
            assert ours.execute(question).fetchall() == theirs.execute(question).fetchall()
        kept = theirs.execute("SELECT sentence FROM promised_dates WHERE sentence LIKE '%October 25, 2019%'")
        assert kept.fetchone() == (
            "We anticipate that any records identified will be made available to you by October 25, 2019.",
        )


@pytest.mark.parametrize(
    "sentence",
    [
        "The request P015720-070319 was received on 07/03/2019 at 10:15 AM.",
        "Section 552(b)(6) and NRS 239.0107 and 5 ILCS 140/7(1)(b) apply.",
        "Please allow 10 business days; we expect 1,250 pages for $86.40 by 2019-10-25.",
        "Dear Requester, the Public Records Office has closed request 2021-00317-FOIA-HSB.",
        "I-2023-0042 was granted in part, and denied in part.",
        "Between 2019 and 2021 the department closed 04.03.2020 and 05.06.2021.",
    ],
)
def test_what_harms_nobody_stays_as_it_is(sentence: str) -> None:
    assert Scrubber(pattern_of_names(["Grant May", DANA])).scrub(sentence) == sentence


@pytest.mark.usefixtures("here")
def test_a_ledger_of_either_database_becomes_a_shared_file(engine, database_url, tmp_path) -> None:
    ledger = Ledger(engine, Vault(tmp_path / "vault"), frozenset({DANA}))
    for message in messages_in(FIXTURES / "govqa"):
        take_in(message, ledger)
    words = ("export", "--public", "--name", "Marlow Fitch", "--out", "public.db", "--database", database_url)
    said = foialedger(*words).stdout
    assert "public.db: 1" in said
    assert "[link removed]" in said
    read = foialedger("sql", "SELECT * FROM timeline", "--json", "--database", "public.db").stdout
    assert "[link removed]" in read
    assert "dana" not in read.casefold()
    assert foialedger("review", "--json", "--database", "public.db").exit_code == 0
    trouble(foialedger(*words, code=1))
    foialedger(*words, "--replace")


@pytest.mark.usefixtures("here")
def test_a_file_that_is_no_shared_ledger_is_never_replaced(whole: Path) -> None:
    shutil.copy(whole, "mine.db")
    Path("notes.txt").write_text("mine")
    for name in ("mine.db", "notes.txt"):
        before = Path(name).read_bytes()
        words = ("export", "--public", "--replace", "--out", name, "--database", whole)
        assert "it was left as it is" in trouble(foialedger(*words, code=1))
        assert Path(name).read_bytes() == before
    foialedger("export", "--public", "--view", "fees", "--out", "x.db", "--database", whole, code=2)
    assert sorted(path.name for path in Path().iterdir()) == ["mine.db", "notes.txt"]


def test_each_table_is_shared_or_left_out_on_purpose() -> None:
    left_out = {"arrivals", "contacts", "letter_keys", "stale_readings", "rereadings"}
    of_the_mail = {"folders", "mailboxes", "quarantine", "gone"}
    assert set(tables.metadata.tables) == public.SHARED | left_out | of_the_mail


def _shared(whole: Path, out: Path) -> bytes:
    engine = schema.connect(f"sqlite:///{whole}", read_only=True)
    public.write(engine, out, [DANA])
    engine.dispose()
    return out.read_bytes()


def _plant(path: Path, harm: str) -> None:
    """Write harm behind every text of every table, but for what the ledger says of itself."""
    with closing(sqlite3.connect(path)) as connection:
        for table in tables.metadata.sorted_tables:
            for column in table.columns:
                if isinstance(column.type, Text) and table.name != "ledger":
                    connection.execute(f"UPDATE {table.name} SET {column.name} = {column.name} || ?", (harm,))
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _found(harms: tuple[str, ...], told: str) -> list[str]:
    """Return what is left of harms: of a name each part, of a number its end, of a link its code."""
    told = told.casefold()
    email, phone, link, street, name = harms
    pieces = [email, email.split("@")[0], phone, phone[3:], phone[:-3], link, link[-26:], street, name]
    pieces += name.split()
    return [piece for piece in pieces if piece.casefold() in told]
