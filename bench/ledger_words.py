"""The words of the ledger that bench/ledger.py invents: kinds of letter, agencies, what is asked for."""

from dataclasses import dataclass

REQUESTER = "dana@paper.example"
PORTALS = ("govqa", "govqa", "nextrequest", "nextrequest", "justfoia", "foiaxpress", None)
TOWNS = (
    "Alder Falls", "Bryce Harbor", "Cobble Creek", "Dunmore", "Eastling", "Fallow County", "Garnet City",
    "Holloway", "Iron Lake", "Juniper Park", "Kestrel Bay", "Larkmoor", "Millrace", "Northgate", "Oxbow",
    "Pinehurst", "Quarry Hill", "Redwater", "Saltmarsh", "Thornbury",
)  # fmt: skip
TOPICS = (
    "use of force reports", "overtime of officers", "inspections of bridges", "contracts for towing",
    "complaints about landlords", "body camera footage", "tests of drinking water", "permits for demolition",
    "e-mail of the mayor", "payments to consultants", "minutes of closed sessions", "jail deaths",
)  # fmt: skip
# A law by which agencies must answer, and one by which they withhold, from the same place.
LAWS = (
    ("5 U.S.C. 552(a)(6)(A)", "5 U.S.C. 552(b)(6)"),
    ("5 ILCS 140/3", "5 ILCS 140/7(1)(c)"),
    ("Gov. Code 7922.535", "Gov. Code 7923.600"),
    ("RCW 42.56.520", "RCW 42.56.240"),
    ("ORS 192.329", "ORS 192.345"),
)
MORE = (
    "Our office handles requests in the order in which they come.",
    "Each of them is given to the unit that keeps the records; where they stand in several, each is asked.",
    "If you have questions about this letter, answer it and leave the reference number in its subject.",
)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of letter: what it says and which facts it has."""

    subject: str
    sentence: str
    status: str | None = None
    is_outgoing: bool = False
    promises: str | None = None
    is_reckoned: bool = False
    days: int = 14
    fee: str | None = None
    cites: str | None = None  # "statute" or "exemption"
    gives: bool = False
    more: tuple[str, ...] = MORE


KINDS = {
    "outgoing": Kind("Records request", "Please send me copies of these records.", is_outgoing=True),
    "silent": Kind("A message about request", "Please see the note on your request."),
    "acknowledged": Kind(
        "We have received request",
        "Your request was received, and you will have an answer within ten business days.",
        "acknowledged", promises="determination", is_reckoned=True, cites="statute",
    ),
    "extended": Kind(
        "More time for request",
        "We need more time and will send our determination by {day}.",
        "extended", promises="determination", days=20,
    ),
    "in_process": Kind(
        "Update on request",
        "We are reviewing the records and expect to send them by {day}.",
        "in_process", promises="records", days=30,
    ),
    "needs_payment": Kind(
        "Cost of request", "The estimated cost is ${sum}, to be paid before we go on.", "needs_payment",
        fee="estimate",
    ),
    "needs_clarification": Kind(
        "A question about request", "Please tell us which years you mean.", "needs_clarification"
    ),
    "partially_fulfilled": Kind(
        "Some records for request",
        "A part of the records is ready; the next part will follow by {day}.",
        "partially_fulfilled", promises="installment", days=30, gives=True,
    ),
    "fulfilled": Kind(
        "Records for request", "All records you asked for are attached.", "fulfilled", gives=True
    ),
    "denied": Kind(
        "Decision on request", "Your request is denied under the exemption named.", "denied",
        cites="exemption",
    ),
    "no_records": Kind("No records for request", "We searched and found no records.", "no_records"),
    "closed": Kind("Closed: request", "Your request has been closed.", "closed"),
}  # fmt: skip
