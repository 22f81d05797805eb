"""Hostile letters: 200 kB of anything are read within a second, and what Hypothesis breeds is no fault."""

import base64
import time
from collections.abc import Iterator
from importlib import import_module

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parsers import registry
from parsers.facts import Reading
from parsers.letter import Letter, open_letter
from parsers.phrases.status import RULES
from parsers.sentences import fold

SIZE = 200_000
SECONDS = 1.0
AT_ONCE = 20  # trigger words in one text
HEAD = (
    b"From: Records <records@quillby.example>\r\nTo: Lena Ferro <lena.ferro@bridgewatch.example>\r\n"
    b"Subject: Request 2021-0305\r\nDate: Fri, 16 Apr 2021 10:20:30 -0400\r\nMIME-Version: 1.0\r\n"
)

TEXTS = (
    "1", "1 ", "(", "()", "[", "{", '"', "“", "'", "<", "a", "a ", "A ", "Word. ", ".", "!", "... ", ",",
    " ", "\t", "\n", " \n", "\xa0", "\x0c", "\r", "a   b\n", "a\tb\n", "-", "-----\n", "_", "=", "*",
    "\x00", "\u200b", "é", "\U0001f4c4", "> quoted\n", "> quoted\nYes.\n\n", "| q\n", "- item\n", "* \n",
    "1. item\n", "(a) item\n", "Label: x\n", "From: a\n", "From: a b\nSent: today\n",
    "From: a b Sent: today ", "From: a\nSent: today\nTo: b\nSubject: c\n", "On Monday\n",
    "On Monday a b wrote:\n", "----- Original Message -----\n", "Sincerely,\nA. Stroud\n", "--\n",
    "please respond above this line\n", "12/12/2021 ", "January 5, 2022 ", "by May 5, 2021 ",
    "within 5 days ", "twenty-five ", "5 - ", "May ", "$12.00 ", "fee $1 ", "$", "$1,000",
    "https://a.example/b ", "https://", "a@b.example ", "@", "reference number ", "Reference #: 12-1234 ",
    "R001234-010121 ", "2021-0001 ", "your request ", "you requested: ", "your request for the following ",
    "description:\n", "Section 1.2.3(a)(b) ", "5 U.S.C. § 552(b)(1) ", "exemptions 1, 1, ", "item 1, 2 ",
    "555-555-5555 ", "password is ", "temporary new your portal ", "the ", "We will ", "<p>", "if you ",
    "a<b ", "&#65;", "\\'",
)  # fmt: skip
MARKUP = (
    "<p>a", "<div>", "<div></div>", '<a href="http://x.example">', "<", '<a href="x" ',
    '<a href="https://x.ct.sendgrid.net/ls/click">www.x.example/a</a>', "<table><tr><td>", "<td>a",
    "<blockquote type=cite>", "<ol><li>", "<li>a", "<!--", "<style>", "a<br>\n", "<b><i>", "&#65;", "&",
    '<p style="height:0;', "a<b ", "<p>> x", '<img src="data:image/png;base64,AAAA',
)  # fmt: skip
STRUCTURES = (
    b"--x\r\n", b"--x\r\n\r\n", b"X: y\r\n", b"Content-Transfer-Encoding: base64\r\n\r\n",
    b"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\r\n", b"=\r\n",
    b"=3D", b"\xff\xfe",
)  # fmt: skip
ADDRESSES = {
    "To": "a@b.example, ",
    "Cc": "<",
    "From": "(",
    "Subject": "=?utf-8?Q?a?= ",
    "References": "<a@b> ",
    "Date": "1 ",
}


def _needed() -> list[str]:
    """Return every word that a rule cannot do without, of the phrases and of every portal."""
    portals = [import_module(portal.read.__module__) for portal in registry.find_portals()]
    rules = [*RULES, *(rule for portal in portals for rule in getattr(portal, "RULES", ()))]
    return sorted({word for rule in rules for word in rule.needs})


def _groups() -> Iterator[str]:
    words = _needed()
    for start in range(0, len(words), AT_ONCE):
        yield "".join(_filled(word + " ", 2_500) for word in words[start : start + AT_ONCE])


def _filled(unit: str, size: int = SIZE) -> str:
    return (unit * (size // len(unit) + 1))[:size]


def _message(content: str, kind: str = "text/plain") -> bytes:
    head = HEAD + f"Content-Type: {kind}; charset=utf-8\r\n\r\n".encode()
    return head + content.encode("utf-8", "surrogatepass")


def _cpu(raw: bytes) -> float:
    start = time.process_time()
    _sound(raw)
    return time.process_time() - start


def _is_soon(raw: bytes) -> bool:
    """Say whether a message is read in time; a second try bears with a machine that was busy."""
    return _cpu(raw) < SECONDS or _cpu(raw) < SECONDS


def _sound(raw: bytes) -> tuple[Letter, Reading]:
    """Read a message and hold what every reading promises: no fault, clean text, evidence that is there."""
    letter = open_letter(raw)
    reading = registry.read(letter)
    problem = reading.problem or letter.problem or ""
    assert not problem.startswith(("The parser failed", "The letter could not be opened")), problem
    for part in letter.parts:
        assert "\x00" not in part.text
        part.text.encode("utf-8")
    texts = {part.name: part.text for part in letter.parts}
    for fact in reading.facts:
        stands = texts[fact.sentence.part][fact.sentence.start :]
        assert fold(stands[: 4 * len(fact.sentence.text) + 4_000]).startswith(fact.sentence.text[:200])
    return letter, reading


@pytest.mark.parametrize("unit", TEXTS, ids=ascii)
def test_200_kilobytes_of_anything_are_read_within_a_second(unit: str) -> None:
    assert _is_soon(_message(_filled(unit)))


@pytest.mark.parametrize("group", list(_groups()), ids=lambda text: text[:12].split(" ")[0])
def test_no_trigger_word_makes_a_rule_slow(group: str) -> None:
    assert _is_soon(_message(_filled(group)))


@pytest.mark.parametrize("unit", MARKUP, ids=ascii)
def test_no_markup_takes_longer_than_a_second(unit: str) -> None:
    assert _is_soon(_message("<html><body>Dear Ms. Ferro, " + _filled(unit), "text/html"))


@pytest.mark.parametrize("unit", STRUCTURES, ids=ascii)
def test_no_structure_takes_longer_than_a_second(unit: bytes) -> None:
    head = HEAD + b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n"
    assert _is_soon(head + unit * (SIZE // len(unit)))


@pytest.mark.parametrize("name", ADDRESSES)
def test_no_header_takes_longer_than_a_second(name: str) -> None:
    header = f"{name}: {_filled(ADDRESSES[name])}\r\n".encode()
    assert _is_soon(header + HEAD + b"\r\nYour request is closed.\r\n")


def test_brackets_nested_a_hundred_thousand_deep_are_read_within_a_second() -> None:
    assert _is_soon(_message("(" * (SIZE // 2) + ")" * (SIZE // 2)))


def test_the_two_ends_of_an_endless_letter_are_read() -> None:
    start, end = "Your request 2021-0305 was received.\n\n", "\n\nWe will send the records by May 14, 2021.\n"
    letter, reading = _sound(_message(start + _filled("The bridge is closed. ") + end))
    assert {fact.rule.partition(".")[0] for fact in reading.facts} >= {"numbers", "promises"}
    assert reading.status is not None
    assert "characters" in (letter.problem or "")


def test_the_two_ends_of_a_letter_of_too_many_lines_are_read() -> None:
    start, end = "Your request 2021-0305 was received.\n\n", "\n\nWe will send the records by May 14, 2021.\n"
    letter, reading = _sound(_message(start + "=\n" * 25_000 + end))
    assert {fact.rule.partition(".")[0] for fact in reading.facts} >= {"numbers", "promises"}
    assert "characters" in (letter.problem or "")
    assert len(letter.sentences()) < 7_000


FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
WORDS = st.sampled_from(
    "your request|2021-0305|R000001-010126|we will|send|the records|by|May 14, 2021|5/6/26|within|ten (10)|"
    "business days|no responsive records|fee|$1,000.00|deposit|denied|exempt|section 552(b)(5)|closed|"
    "extended|to|you requested:|1.|-|\n|\n\n|> |On Monday A. Stroud wrote:|From: a|Sent: b|Subject: c|"
    "Sincerely,|--|https://x.example/a|.|,|:|(|)|\"|'|\t|\x00|\ufeff|\u2028|\U0001f4c4|é|ß|İ|"
    "password: abc123|if".split("|")
)
PROSE = st.lists(WORDS, max_size=60).map(" ".join)
NAMES = st.sampled_from(
    "From To Cc Subject Date Message-ID References In-Reply-To Content-Type Received X-A List-Id".split()
)
STRANGE = st.sampled_from(["=?utf-8?B?QQ=?=", "=?x?Q?=ZZ?=", "=?utf-8?B?~Q=", "a@", "<@>"])
CHARSETS = st.text(max_size=8) | st.sampled_from(
    "utf-8 utf-16 utf-7 us-ascii cp1252 iso-2022-jp idna punycode hex base64 undefined \x00 é".split(" ")
)
ENCODINGS = st.sampled_from("base64 quoted-printable x-uuencode 7bit 8bit binary what".split())
KINDS = st.sampled_from(
    "text/plain text/html application/pdf application/rtf message/rfc822 message/delivery-status text a/b/c "
    "multipart/mixed multipart/alternative "
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document".split()
)
TAGS = st.sampled_from(
    "<p>|</p>|<div style='display:none'>|</div>|<table>|<tr>|<td>|<ol start='x'>|<li>|<blockquote type=cite>|"
    "</blockquote>|<br>|<a href='|'>|</a>|<style>|</style>|<!--|-->|<![CDATA[|]]>|&nbsp;|&#0;|&#xD800;|<svg>|"
    "&#99999999;|<template>|<input hidden>|<b|=|\"|<?xml|<html>|<body>|<p class='gmail_quote'>|<object>|"
    "<title>|\x00".split("|")
)
SOUP = st.lists(TAGS | PROSE, max_size=80).map("".join)
BOUNDARIES = st.sampled_from(["x", "x", "xx", "--", "", "x y", "\x00"])
FILES = st.sampled_from(
    ["", "; name=letter.pdf", "; name*=utf-8''%00%ff", "; name*0=a; name*2=b", '; name="']
)


@st.composite
def parts(draw: st.DrawFn, depth: int = 3) -> bytes:
    """Return a part whose headers, encoding and boundaries need not agree with what it holds."""
    kind, encoding, boundary = draw(KINDS), draw(ENCODINGS), draw(BOUNDARIES)
    head = (
        f'Content-Type: {kind}; charset="{draw(CHARSETS)}"; boundary="{boundary}"{draw(FILES)}\r\n'
        f"Content-Transfer-Encoding: {encoding}\r\n"
    )
    body = draw(st.binary(max_size=80) | PROSE.map(str.encode) | SOUP.map(str.encode))
    if encoding == "base64" and draw(st.booleans()):
        body = base64.encodebytes(body)
    if depth and kind.startswith(("multipart", "message")):
        inside = draw(st.lists(parts(depth - 1), max_size=3))
        body = b"".join(b"--" + boundary.encode() + b"\r\n" + each + b"\r\n" for each in inside)
        body += draw(st.sampled_from([b"", b"--" + boundary.encode() + b"--\r\n", b"--\r\n"]))
    return head.encode("utf-8", "replace") + b"\r\n" + body


@FEW
@given(part=parts())
def test_no_structure_is_a_fault(part: bytes) -> None:
    _sound(HEAD + part)


@FEW
@given(
    charset=CHARSETS,
    encoding=ENCODINGS,
    body=st.binary(max_size=300) | PROSE.map(lambda text: text.encode("utf-16")),
)
def test_no_charset_is_a_fault(charset: str, encoding: str, body: bytes) -> None:
    head = f'Content-Type: text/plain; charset="{charset}"\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n'
    _sound(HEAD + head.encode("utf-8", "replace") + body)


@FEW
@given(headers=st.lists(st.tuples(NAMES, st.text(max_size=60) | PROSE | STRANGE)))
def test_no_header_is_a_fault(headers: list[tuple[str, str]]) -> None:
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers)
    _sound(lines.encode("utf-8", "replace") + b"\r\nYour request 2021-0305 is closed.\r\n")


@FEW
@given(soup=SOUP)
def test_no_markup_is_a_fault(soup: str) -> None:
    _sound(_message(soup, "text/html"))


@FEW
@given(text=PROSE)
def test_no_text_is_a_fault(text: str) -> None:
    _sound(_message(text))


@FEW
@given(raw=st.binary(max_size=400))
def test_no_bytes_are_a_fault(raw: bytes) -> None:
    _sound(raw)
