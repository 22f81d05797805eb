"""Every letter with a golden is read as the golden says, and every fact stands in its letter."""

import json
from collections import Counter
from datetime import date
from hashlib import sha256
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import pytest

from parsers import portals
from parsers.facts import (
    About,
    Basis,
    Direction,
    ExemptionCited,
    Fee,
    ItemOutcome,
    PromisedDate,
    Reading,
    RecordsLink,
    Status,
    StatusChange,
    TrackingNumber,
    Zone,
)
from parsers.letter import Letter, open_letter
from parsers.plain import reading_as_plain
from parsers.registry import choose, find_portals, read

FIXTURES = Path(__file__).parent / "fixtures"
MODULES = sorted(module.name for module in iter_modules(portals.__path__))
FOLDERS = ("clerk", *MODULES)
LETTERS = sorted(path for folder in FOLDERS for path in (FIXTURES / folder).glob("*.eml"))

each_letter = pytest.mark.parametrize(
    "path", LETTERS, ids=[path.relative_to(FIXTURES).as_posix() for path in LETTERS]
)

SACRAMENTO = ("02-acknowledged", "03-more-time", "04-records-found", "06-date-moved", "07-final")


@each_letter
def test_a_letter_is_read_as_its_golden_says(path: Path) -> None:
    golden = path.with_suffix(".json")
    assert golden.is_file(), (
        f"{golden.name} is missing. Run: foialedger read {path} --json > {golden}; and read it: a claim"
    )
    claimed = json.loads(golden.read_text("utf-8"))
    assert _plain(path) == claimed | {"file": Path(claimed["file"]).name}


@each_letter
def test_every_fact_stands_in_its_letter(path: Path) -> None:
    letter, reading = _read(path)
    texts = {part.name: part.text for part in letter.parts}
    for fact in reading.facts:
        sentence = fact.sentence
        assert sentence.text
        assert " ".join(texts[sentence.part][sentence.start :].split()).startswith(sentence.text), fact


@each_letter
def test_no_letter_is_claimed_by_two_portals_or_by_a_strange_one(path: Path) -> None:
    chosen = choose(open_letter(path.read_bytes()))  # raises TwoClaims
    assert chosen is None or chosen.name == path.parent.name


@each_letter
def test_no_fact_comes_from_words_that_are_not_the_writers(path: Path) -> None:
    _, reading = _read(path)
    assert [fact for fact in reading.facts if fact.sentence.zone in (Zone.ECHO, Zone.QUOTED)] == []


@pytest.mark.parametrize("name", MODULES)
def test_every_portal_has_letters(name: str) -> None:
    letters = list((FIXTURES / name).glob("*.eml"))
    assert len(letters) >= 2, f"tests/fixtures/{name} needs two letters or more"
    claimed = [choose(open_letter(letter.read_bytes())) for letter in letters]
    assert any(portal is not None for portal in claimed), f"{name} claims none of its own letters"


def test_a_portal_bears_the_name_of_its_file() -> None:
    assert [portal.name for portal in find_portals()][: len(MODULES)] == MODULES


def test_no_golden_has_lost_its_letter() -> None:
    goldens = [path for folder in FOLDERS for path in (FIXTURES / folder).glob("*.json")]
    assert [path.name for path in goldens if not path.with_suffix(".eml").is_file()] == []


def test_the_sacramento_thread_goes_from_acknowledged_to_fulfilled() -> None:
    readings = [_sacramento(name) for name in SACRAMENTO]
    assert [reading.status for reading in readings] == [
        Status.ACKNOWLEDGED,
        Status.EXTENDED,
        Status.IN_PROCESS,
        Status.IN_PROCESS,
        Status.FULFILLED,
    ]
    assert {(reading.portal, reading.site) for reading in readings} == {("govqa", "sacramentoca")}
    numbers = {fact.number for one in readings for fact in one.facts if isinstance(fact, TrackingNumber)}
    assert numbers == {"P015720-070319"}


def test_the_sacramento_thread_promises_three_days() -> None:
    promised = [
        (name[:2], fact.promised_on, fact.about, fact.basis, fact.counted_from)
        for name in SACRAMENTO
        for fact in _sacramento(name).facts
        if isinstance(fact, PromisedDate)
    ]
    assert promised == [
        ("03", date(2019, 7, 29), About.DETERMINATION, Basis.RECKONED, date(2019, 7, 15)),
        ("04", date(2019, 10, 25), About.RECORDS, Basis.STATED, None),
        ("06", date(2019, 11, 25), About.RECORDS, Basis.STATED, None),
    ]


def test_the_last_sacramento_letter_answers_item_by_item() -> None:
    items = [fact for fact in _sacramento("07-final").facts if isinstance(fact, ItemOutcome)]
    assert {fact.item: fact.outcome for fact in items} == {
        4: "released",
        **dict.fromkeys((2, 3, 5, 6, 7, 8, 9), "no_records"),
    }
    assert Counter(fact.item for fact in items).most_common(1)[0][1] == 1


def test_the_sacramento_letters_cite_the_statute_and_show_the_portal() -> None:
    cited = [fact for fact in _sacramento("03-more-time").facts if isinstance(fact, ExemptionCited)]
    assert [(fact.about, "6253(c)(2)" in fact.citation) for fact in cited] == [("statute", True)]
    links = [fact for fact in _sacramento("07-final").facts if isinstance(fact, RecordsLink)]
    assert [link.url for link in links] == ["https://sacramentoca.govqa.us/WEBAPP/_rs/SupportHome.aspx"]


def test_the_echo_of_the_sacramento_request_states_nothing() -> None:
    """The request names days, sums and statutes; none of them is the agency's."""
    for name in SACRAMENTO:
        _, reading = _read(FIXTURES / "govqa" / f"{name}.eml")
        assert not [fact for fact in reading.facts if isinstance(fact, Fee)], name
        told = " ".join(fact.sentence.text for fact in reading.facts)
        for decoy in ("July 20, 2019", "January 31, 2019", "October 1, 2018", "$5,000", "6254(f)", "6250"):
            assert decoy not in told, name


@pytest.mark.parametrize("name", ["01-request", "05-follow-up"])
def test_the_requesters_own_letters_promise_nothing(name: str) -> None:
    letter = open_letter((FIXTURES / "govqa" / f"{name}.eml").read_bytes())
    reading = read(letter, Direction.OUTGOING)
    assert reading.direction is Direction.OUTGOING
    assert reading.status is None
    assert not [fact for fact in reading.facts if isinstance(fact, PromisedDate | StatusChange | Fee)]


def _read(path: Path) -> tuple[Letter, Reading]:
    """Return a letter and its reading; the letter with the frames its portal draws, as the reading saw it."""
    letter = open_letter(path.read_bytes())
    return letter, read(letter)


def _plain(path: Path) -> dict[str, Any]:
    letter, reading = _read(path)
    return reading_as_plain(path.name, sha256(path.read_bytes()).hexdigest(), letter, reading)


def _sacramento(name: str) -> Reading:
    return _read(FIXTURES / "govqa" / f"{name}.eml")[1]
