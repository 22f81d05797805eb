"""Whether a letter is its sender's: what the configured mail server found, and what a forger may try."""

import pytest
from databases import every_row, view

from ingest.message import Message, Place
from ingest.pipeline import Ledger, take_in
from ingest.reading import read_message
from ingest.requester import Requester
from ingest.trust import are_aligned, fields_of, results_of
from ingest.vault import Vault
from models import tables

OURS = "mx.courier.example"
REQUESTER = Requester(frozenset({"dana@courier.example"}), (), frozenset({OURS}))
PASS = f"Authentication-Results: {OURS}; dmarc=pass header.from=govqa.us"
FAIL = f"Authentication-Results: {OURS}; spf=fail smtp.mailfrom=bad.example; dmarc=fail header.from=govqa.us"
FORGED = PASS
RECEIVED = f"Received: from mail.bad.example by {OURS}; Mon, 4 Mar 2024 10:00:00 +0000"
FROM = "From: Records <quillbyma@govqa.us>"
BODY = "--- Please respond above this line ---\n\nYour request R000123-030424 is denied.\n"


def letter(*lines: str, sender: str = FROM) -> bytes:
    head = (
        *lines,
        *([sender] if sender else []),
        "Subject: Records :: R000123-030424",
        "Date: Mon, 4 Mar 2024 10:00:00 +0000",
    )
    return ("\n".join(head) + f"\n\n{BODY}").encode()


def judged(raw: bytes, requester: Requester = REQUESTER):
    return read_message(Message(raw, Place.in_path("a")), requester).verdict


def verdict(*lines: str, sender: str = FROM, requester: Requester = REQUESTER) -> tuple[str, bool]:
    """Return the verdict, and whether the letter is held back."""
    found = judged(letter(*lines, sender=sender), requester)
    return found.verdict, found.suspicion is not None


def test_what_the_configured_server_found_is_believed():
    assert verdict(PASS) == ("pass", False)
    assert verdict(FAIL) == ("fail", True)


def test_without_a_configured_server_nothing_passes():
    nobody = Requester(frozenset({"dana@courier.example"}))
    assert verdict(PASS, requester=nobody) == ("unknown", False)
    assert verdict(FAIL, requester=nobody) == ("unknown", False)


def test_a_forged_header_alone_is_ignored():
    assert verdict("Authentication-Results: mx.bad.example; dmarc=pass header.from=govqa.us") == (
        "unknown",
        False,
    )


def test_a_forged_header_below_a_real_fail_changes_nothing():
    assert verdict(FAIL, RECEIVED, FORGED) == ("fail", True)
    assert verdict(FAIL, FORGED) == ("fail", True)


def test_a_forged_header_below_a_real_one_that_found_nothing_changes_nothing():
    nothing = f"Authentication-Results: {OURS}; none"
    assert verdict(nothing, RECEIVED, FORGED) == ("unknown", False)


def test_a_header_folded_into_another_is_no_header():
    assert verdict(f"X-Note: hello\n {FORGED}") == ("unknown", False)
    assert verdict(f"X-Note: hello\r{FORGED}") == ("unknown", False)
    assert verdict(f"Subject: hello\n\t{FORGED}", FAIL) == ("fail", True)


def test_a_real_header_may_be_folded():
    folded = f"Authentication-Results: {OURS};\n\tdmarc=pass (p=REJECT\n sp=REJECT) header.from=govqa.us"
    assert verdict(folded) == ("pass", False)


@pytest.mark.parametrize(
    "results",
    [
        "dmarc=fail (dmarc=pass) header.from=govqa.us",
        "dmarc=fail (a (nested; dmarc=pass) comment; dmarc=pass) header.from=govqa.us",
        'dmarc=fail reason="dmarc=pass; dmarc=pass" header.from=govqa.us',
        "dmarc=fail header.from=govqa.us; x-note=pass (dmarc=pass)",
        "(dmarc=pass) dmarc=fail header.from=govqa.us",
        "dmarc=pass header.from=bad.example",
        "dmarc=pass header.from=govqa.us; dmarc=fail header.from=govqa.us",
    ],
)
def test_comments_and_quoted_words_are_no_results(results):
    assert verdict(f"Authentication-Results: {OURS}; {results}") == ("fail", True)


def test_a_comment_that_never_ends_hides_what_follows_it():
    assert verdict(f"Authentication-Results: {OURS}; (dmarc=pass; dmarc=pass") == ("unknown", False)


def test_a_server_whose_name_only_looks_like_ours_is_not_ours():
    for name in (f"x{OURS}", f"{OURS}.bad.example", f"({OURS}) bad.example", f'"{OURS} "'):
        assert verdict(f"Authentication-Results: {name}; dmarc=pass header.from=govqa.us")[0] == "unknown"
    assert verdict(f"Authentication-Results: {OURS.upper()} 1; dmarc=pass") == ("pass", False)


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        ("dkim=pass header.d=govqa.us; dmarc=none", "pass"),
        ("dkim=pass header.d=mail.govqa.us", "pass"),
        ("dkim=pass header.i=@govqa.us", "pass"),
        ("spf=pass smtp.mailfrom=bounce@govqa.us", "pass"),
        ("dkim=pass header.d=bad.example; spf=pass smtp.mailfrom=bad.example", "unknown"),
        ("dkim=pass header.d=us", "unknown"),
        ("dkim=pass header.d=notgovqa.us", "unknown"),
        ("spf=softfail smtp.mailfrom=govqa.us; dkim=none", "unknown"),
        ("spf=fail smtp.mailfrom=govqa.us; dkim=none", "fail"),
        ("spf=fail smtp.mailfrom=bad.example; dkim=pass header.d=govqa.us", "pass"),
        ("dmarc=permerror header.from=govqa.us", "unknown"),
    ],
)
def test_without_dmarc_what_passed_must_be_for_the_sender(results, expected):
    assert verdict(f"Authentication-Results: {OURS}; {results}")[0] == expected


def test_two_from_lines_are_held_back_whatever_passed():
    assert verdict(PASS, "From: Someone <someone@bad.example>") == ("fail", True)
    assert verdict(PASS, "X-Note: a\rFrom: Records <other@govqa.us>", sender="")[1]
    assert verdict(PASS, sender="From: a@govqa.us, b@bad.example")[1]


@pytest.mark.parametrize(
    ("sender", "held"),
    [
        ('From: "quillbyma@govqa.us" <x@bad.example>', True),
        ("From: Records quillbyma@govqa.us <x@bad.example>", True),
        ("From: =?utf-8?q?quillbyma=40govqa=2Eus?= <x@bad.example>", True),
        ('From: "dana@courier.example via GovQA" <quillbyma@govqa.us>', False),
    ],
)
def test_a_name_that_shows_another_address_is_held_back(sender, held):
    results = PASS if "<quillbyma@" in sender else f"Authentication-Results: {OURS}; dmarc=pass"
    assert verdict(results, sender=sender)[1] is held


def test_a_portal_letter_from_a_foreign_sender_is_held_back_unless_that_is_trusted():
    sender = "From: Records <records@quillby.example>"
    passed = f"Authentication-Results: {OURS}; dmarc=pass header.from=quillby.example"
    assert verdict(passed, sender=sender) == ("pass", True)
    trusting = Requester(frozenset(), (), frozenset({OURS}), frozenset({"quillby.example"}))
    assert verdict(passed, sender=sender, requester=trusting) == ("pass", False)


def test_mail_from_the_requesters_own_address_that_fails_is_held_back(tmp_path):
    failed = f"Authentication-Results: {OURS}; dmarc=fail header.from=courier.example"
    own = "From: Dana <dana@courier.example>"
    assert verdict(failed, sender=own) == ("fail", True)
    sent = Place.in_folder("home", "Sent", 1, 1, None, holds_sent=True)
    assert read_message(Message(letter(sender=own), sent), REQUESTER).verdict.suspicion is None


def test_endless_headers_are_read_in_no_time():
    many = "; ".join(["dkim=pass header.d=x.example (" + "(" * 40] * 4_000)
    assert verdict(f"Authentication-Results: {OURS}; {many}")[0] in ("unknown", "pass")
    assert results_of("(" * 200_000) == ("", [])
    assert len(list(fields_of(b"X: " + b"\r\n " * 100_000))) == 1


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("a.example", "A.EXAMPLE", True),
        ("mail.a.example", "a.example", True),
        ("a.example", "ba.example", False),
        ("example", "a.example", False),
        ("", "a.example", False),
    ],
)
def test_domains_are_aligned_where_one_is_below_the_other(one, other, expected):
    assert are_aligned(one, other) is expected


def test_a_held_letter_is_filed_and_shown_and_changes_nothing_for_its_neighbours(engine, tmp_path):
    ledger = Ledger(engine, Vault(tmp_path / "vault"), REQUESTER.addresses, (), REQUESTER.authserv_ids)
    real = b"Message-ID: <1@govqa.us>\n" + letter(PASS).replace(b"is denied", b"has been received")
    forged = b"In-Reply-To: <1@govqa.us>\n" + letter(FAIL)
    for raw in (real, forged):
        take_in(Message(raw, Place.in_path("a")), ledger)
    (request,) = view(engine, "requests_now")
    assert request["status"] == "acknowledged"
    assert [row["verdict"] for row in every_row(engine, tables.verdicts)] == ["pass", "fail"]
    assert len(every_row(engine, tables.request_letters)) == 2
    (shown,) = view(engine, "review")
    assert (shown["question"], shown["letter_id"]) == ("trust", 2)
    events = [(row["letter_id"], row["moved"], row["why"][:16]) for row in view(engine, "events")]
    assert events == [(1, 1, "it says so"), (2, 0, "it is held back:")]
