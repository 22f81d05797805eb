"""The tables of what is reckoned from the letters: made anew with each letter, never written by hand.

Each holds what models/effects.py, promises.py, standings.py or the law's clock (law.py) tells; tests compare.
"""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, Table, Text, text

from models.columns import Id, Moment, metadata

KEY = Text().with_variant(Text(collation="C"), "postgresql")  # sorted by bytes, as SQLite does: much faster
COMPARED = (
    "agency_key",
    "days_to_acknowledge",
    "days_to_records",
    "days_to_close",
    "status",
    "ended_on",
    "times_kept",
    "times_slipped",
)  # all that `agencies` reads of a request: one walk along this index compares them


def _request(*, key: bool = True) -> Column[int]:
    return Column("request_id", Id, ForeignKey("requests.id"), primary_key=key, autoincrement=False)


letter_effects = Table(
    "letter_effects",
    metadata,
    _request(),
    Column("letter_id", Id, ForeignKey("letters.id"), primary_key=True, index=True, autoincrement=False),
    Column("sent_at", Moment),
    Column("sent_on", Date),
    Column("direction", Text, nullable=False),
    Column("is_heard", Boolean, nullable=False, comment="whether the letter may move the request"),
    Column("status", Text, comment="a person's word, else what was read"),
    Column("sure", Text, comment="how sure that is"),
    Column(
        "place", Integer, comment="its place among the letters that tell a status, in the order they count in"
    ),
    Column("moved", Integer, nullable=False, comment="1 where it brought the request to another status"),
    Column("why", Text, nullable=False),
)

given_days = Table(
    "given_days",
    metadata,
    Column("id", Id, primary_key=True),
    Column("request_id", Id, ForeignKey("requests.id"), nullable=False, index=True),
    Column("letter_id", Id, ForeignKey("letters.id"), nullable=False),
    Column("sent_at", Moment, nullable=False),
    Column("said_on", Date),
    Column("promised_on", Date, nullable=False),
    Column("about", Text, nullable=False),
    Column("basis", Text, nullable=False),
    Column("sentence", Text, nullable=False),
    Column(
        "outcome", Text, nullable=False, comment="kept, slipped, open; yours: a day set for the requester"
    ),
    Column("days_slipped", Integer),
    Index("ix_given_days_outcome", "outcome", "promised_on"),
)

standings = Table(
    "standings",
    metadata,
    _request(),
    Column("status", Text),
    Column("status_since", Moment),
    Column("status_letter_id", Id, ForeignKey("letters.id")),
    Column("status_on", Date, comment="the day of that letter, in its own time zone"),
    Column("filed_on", Date),
    Column("first_heard_on", Date),
    Column("first_records_on", Date, comment="the first letter that handed over records"),
    Column("ended_on", Date, comment="the day it came to an end; null while it has none"),
    Column("last_letter_at", Moment),
    Column("last_heard_at", Moment),
    Column("last_sent_at", Moment),
    Column("sent", Integer, nullable=False, comment="letters of the requester's own"),
    Column("times_slipped", Integer, nullable=False),
    Column("times_kept", Integer, nullable=False),
    Column(
        "asking_letter_id",
        Id,
        ForeignKey("letters.id"),
        comment="the newest by which it waits for the requester",
    ),
    Column("due_on", Date, comment="the day that is to be done by"),
    Column(
        "fee_letter_id", Id, ForeignKey("letters.id"), comment="the newest that names a sum, where it waits"
    ),
    Column("agency_key", KEY, comment="what `agencies` tells agencies apart by: portal/site, else a name"),
    Column("days_to_acknowledge", Integer, comment="from the day the requester sent it"),
    Column("days_to_records", Integer),
    Column("days_to_close", Integer),
    Index("ix_standings_status", "status", "status_since"),
    Index("ix_standings_agency", *COMPARED),
)

jurisdictions = Table(
    "jurisdictions",
    metadata,
    _request(),
    Column("jurisdiction", Text, nullable=False, index=True),
    Column("known_by", Text, nullable=False, comment="person, statute, law, sender, portal, agency, site"),
    Column("letter_id", Id, ForeignKey("letters.id"), comment="the letter that tells it"),
    Column("sentence", Text, comment="the words that tell it"),
    Column("doubt", Text, comment="why it is not sure"),
)

law_days = Table(
    "law_days",
    metadata,
    _request(),
    Column("what", Text, primary_key=True, comment="acknowledgment, determination"),
    Column("jurisdiction", Text, nullable=False),
    Column("law", Text, nullable=False),
    Column("citation", Text, nullable=False),
    Column("received_on", Date, nullable=False, comment="the day the clock started on"),
    Column("days", Integer, nullable=False),
    Column("day_kind", Text, nullable=False, comment="business, calendar, month"),
    Column("extended_by", Integer, comment="days the agency added as the law lets it; null where it did not"),
    Column("extended_on", Date, comment="when it said so"),
    Column("days_stopped", Integer, nullable=False, comment="days on which the clock stood still"),
    Column("stopped_on", Date, comment="since when it stands still; null while it runs"),
    Column("due_on", Date, comment="null while the clock stands still"),
    Column("answered_on", Date, comment="when the agency did what the law wants; null where it has not"),
    Column("letter_id", Id, ForeignKey("letters.id"), comment="the letter the clock started with"),
    Column("known_by", Text, nullable=False),
    Column("doubt", Text, comment="what the day rests on that is not sure"),
    Index("ix_law_days_due_on", "due_on"),
    Index(
        "ix_law_days_open",
        "due_on",
        sqlite_where=text("answered_on IS NULL"),
        postgresql_where=text("answered_on IS NULL"),
    ),
)
