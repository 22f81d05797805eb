"""Which request a letter belongs to: the same whatever the order of arrival."""

import random

import pytest
from databases import dump, every_row, view
from letters import filing
from sqlalchemy import delete, text

from ingest import store
from models import tables
from parsers.facts import Outcome

ASKED = (
    "I request all contracts between the town and its towing company since 2019, with every amendment, the "
    "minutes in which they were approved, and the invoices of the last twelve months in electronic form."
)


def _file(engine, *filings):
    with store.writing(engine) as connection:
        for each in filings:
            store.file_letter(connection, each)


def _partition(engine):
    """Return the requests as sets of days, each letter with its reason and sureness."""
    with engine.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT request_letters.request_id AS id, letters.sent_on AS day, reason, sure "
                "FROM request_letters JOIN letters ON letters.id = letter_id ORDER BY letters.sent_at"
            )
        ).all()
    groups = {}
    for row in rows:
        groups.setdefault(row.id, []).append((str(row.day)[8:], row.reason, row.sure))
    return sorted(groups.values())


def _in_any_order(engine, filings, orders=6):
    """File the letters in several orders, and return the partition, which must always be the same."""
    found = []
    for turn in range(orders):
        shuffled = list(filings)
        random.Random(turn).shuffle(shuffled)
        _empty(engine)
        _file(engine, *(shuffled if turn else filings))
        found.append((dump(engine), _partition(engine)))
    assert all(each[0] == found[0][0] for each in found), [each[1] for each in found]
    return found[0][1]


def _empty(engine):
    with engine.begin() as connection:
        for table in reversed(tables.metadata.sorted_tables):
            if table.name != "ledger":
                connection.execute(delete(table))


CERTAIN, LIKELY, UNSURE = "certain", "likely", "unsure"


def test_letters_with_one_number_are_one_request_however_it_is_spelt(engine):
    told = _in_any_order(
        engine,
        [
            filing("2024-03-01", "acknowledged", number="R-2024-17"),
            filing("2024-03-02", "in_process", number="r 2024/17"),
        ],
    )
    assert told == [[("01", "number", CERTAIN), ("02", "number", CERTAIN)]]
    assert view(engine, "requests_now")[0]["tracking_number"] == "R-2024-17"


def test_two_sites_with_one_number_stay_two_requests(engine):
    told = _in_any_order(
        engine, [filing("2024-03-01", "acknowledged"), filing("2024-03-02", "denied", site="larkhaven")]
    )
    assert told == [[("01", "number", CERTAIN)], [("02", "number", CERTAIN)]]


def test_a_letter_without_a_number_goes_with_its_thread(engine):
    told = _in_any_order(
        engine,
        [
            filing("2024-03-01", number=None, direction="outgoing", message_id="<1@a>"),
            filing("2024-03-02", "acknowledged", number=None, message_id="<2@b>", answers=("<1@a>",)),
            filing("2024-03-03", "in_process", message_id="<3@b>", answers=("<1@a>", "<2@b>")),
            filing("2024-03-04", "fulfilled", message_id="<4@b>"),
        ],
    )
    assert told == [
        [
            ("01", "thread", CERTAIN),
            ("02", "thread", CERTAIN),
            ("03", "number", CERTAIN),
            ("04", "number", CERTAIN),
        ]
    ]


def test_answers_to_a_letter_nobody_has_are_one_request(engine):
    told = _in_any_order(
        engine,
        [
            filing("2024-03-02", "acknowledged", number=None, message_id="<2@b>", answers=("<1@a>",)),
            filing("2024-03-03", "denied", number=None, message_id="<3@b>", answers=("<1@a>",)),
        ],
    )
    assert told == [[("02", "new", CERTAIN), ("03", "thread", CERTAIN)]]


def test_a_number_that_contradicts_the_thread_wins_and_is_shown(engine):
    told = _in_any_order(
        engine,
        [
            filing("2024-03-01", "acknowledged", message_id="<1@b>"),
            filing("2024-03-02", "denied", number="R-2", message_id="<2@b>", answers=("<1@b>",)),
        ],
    )
    assert told == [[("01", "number", CERTAIN)], [("02", "number", UNSURE)]]
    assert [row["reason"] for row in view(engine, "review")] == [
        "it is not sure that the letter belongs to this request"
    ]


def test_one_letter_to_two_agencies_joins_neither_by_guess(engine):
    told = _in_any_order(
        engine,
        [
            filing("2024-03-01", number=None, direction="outgoing", message_id="<1@a>"),
            filing("2024-03-02", "acknowledged", message_id="<2@b>", answers=("<1@a>",)),
            filing("2024-03-03", "denied", site="larkhaven", message_id="<3@c>", answers=("<1@a>",)),
            filing("2024-03-04", "fulfilled", number=None, message_id="<4@b>", answers=("<1@a>", "<2@b>")),
        ],
    )
    assert told == [
        [("01", "thread", UNSURE), ("02", "number", CERTAIN), ("04", "thread", LIKELY)],
        [("01", "thread", UNSURE), ("03", "number", CERTAIN)],
    ]
    assert [row["reason"] for row in view(engine, "review")] == [
        "the letter may belong to more than one request"
    ]


def test_the_echo_finds_the_letter_that_asked(engine):
    told = _in_any_order(
        engine,
        [
            filing("2024-03-01", number=None, direction="outgoing", opening=f"Dear clerk, {ASKED}"),
            filing("2024-03-03", "acknowledged", echo=ASKED),
        ],
    )
    assert told == [[("01", "echo", LIKELY), ("03", "number", CERTAIN)]]


def test_an_echo_that_fits_two_letters_joins_neither_and_is_shown(engine):
    told = _in_any_order(
        engine,
        [
            filing("2024-03-01", number=None, direction="outgoing", opening=ASKED, message_id="<1@a>"),
            filing("2024-03-02", number=None, direction="outgoing", opening=ASKED, message_id="<2@a>"),
            filing("2024-03-03", "acknowledged", echo=ASKED),
        ],
    )
    assert told == [
        [("01", "echo", UNSURE), ("02", "echo", UNSURE), ("03", "number", CERTAIN)],
        [("01", "new", CERTAIN)],
        [("02", "new", CERTAIN)],
    ]
    assert [row["sent_at"][8:10] for row in view(engine, "review")] == ["01", "02"]


def test_an_echo_after_sixty_days_finds_nothing(engine):
    told = _in_any_order(
        engine,
        [
            filing("2024-03-01", number=None, direction="outgoing", opening=ASKED),
            filing("2024-05-03", "acknowledged", echo=ASKED),
        ],
    )
    assert len(told) == 2


def test_the_requesters_own_letter_may_name_the_number_alone(engine):
    own = {"portal": None, "site": None, "agency": None, "direction": "outgoing"}
    told = _in_any_order(engine, [filing("2024-03-01", "acknowledged"), filing("2024-03-05", **own)])
    assert told == [[("01", "number", CERTAIN), ("05", "number", LIKELY)]]


def test_the_requesters_own_letter_with_a_number_two_sites_share_is_shown(engine):
    own = {"portal": None, "site": None, "agency": None, "direction": "outgoing"}
    told = _in_any_order(
        engine,
        [
            filing("2024-03-01", "acknowledged"),
            filing("2024-03-02", "acknowledged", site="larkhaven"),
            filing("2024-03-05", **own),
        ],
    )
    assert told == [
        [("01", "number", CERTAIN), ("05", "number", UNSURE)],
        [("02", "number", CERTAIN), ("05", "number", UNSURE)],
    ]


@pytest.mark.parametrize(
    "other",
    [
        {"status": "not_about_a_request", "number": None},
        {"status": None, "number": None, "outcome": Outcome.UNCLAIMED},
        {"status": None, "number": None, "outcome": Outcome.SILENT},
        {"status": None, "number": None, "outcome": Outcome.FAILED},
    ],
)
def test_a_letter_about_no_request_opens_none(engine, other):
    _file(engine, filing("2024-03-01", **other))
    assert every_row(engine, tables.requests) == []
    assert len(every_row(engine, tables.letters)) == 1


def test_an_automatic_reply_joins_the_thread_it_answers(engine):
    told = _in_any_order(
        engine,
        [
            filing("2024-03-01", "acknowledged", message_id="<1@b>"),
            filing("2024-03-02", "not_about_a_request", number=None, answers=("<1@b>",)),
        ],
    )
    assert told == [[("01", "number", CERTAIN), ("02", "thread", CERTAIN)]]


def test_a_request_keeps_its_id_when_others_join_it(engine):
    _file(engine, filing("2024-03-01", "acknowledged", number=None, message_id="<1@b>"))
    (before,) = every_row(engine, tables.requests)
    _file(engine, filing("2024-03-02", "denied", answers=("<1@b>",)))
    (after,) = every_row(engine, tables.requests)
    assert (before["id"], after["tracking_number"]) == (after["id"], "R-1")


TIED = ["123-45678@requests.muckrock.com", "124-45678@requests.muckrock.com", "dana+a@courier.example"]
OTHERS = [("appeal number A-77",), ("formerly R-1",), ("our number HB/12",), ("requests R-1 and R-2",)]


def _heap(seed):
    """Return letters that share numbers, sites, threads and texts at random."""
    dice = random.Random(seed)
    texts = [f"{ASKED} Number {each} of them, about the bridge over mill creek." for each in range(2)]
    ids = [f"<{each}@x>" for each in range(9)]
    for day in range(1, 12):
        outgoing = dice.random() < 0.35
        portal = None if dice.random() < 0.3 else "govqa"
        yield filing(
            f"2024-03-{day:02}",
            None if outgoing else dice.choice(["acknowledged", "denied", None, "not_about_a_request"]),
            number=dice.choice([None, None, "R-1", "R-2", "LONG-2024-77"]),
            portal=portal,
            site=dice.choice(["sparrowfield", "larkhaven"]) if portal else None,
            direction="outgoing" if outgoing else "incoming",
            message_id=dice.choice([*ids, None]),
            answers=tuple(dice.sample(ids, dice.choice([0, 0, 1, 2]))),
            opening=dice.choice(["", *texts]) if outgoing else "",
            echo="" if outgoing else dice.choice(["", *texts]),
            name=str(day),
            suspicion=dice.choice([None] * 7 + ["It is forged."]),
            to=None if outgoing else dice.choice([None] * 5 + TIED),
            subject=dice.choice(["Public records", "The bridge", "RE: the bridge"]),
            others=dice.choice([()] * 6 + OTHERS),
        )


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("seed", range(12))
def test_any_order_of_arrival_gives_the_same_ledger(engine, seed):
    _in_any_order(engine, list(_heap(seed)), orders=8)
