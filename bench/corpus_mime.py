"""How the letters of the benchmarks' mail look as bytes: headers, charsets, encodings, HTML, attachments, defects."""

import base64
import quopri
import random
import re
from email.header import Header
from email.utils import format_datetime
from html import escape

from bench.corpus_letters import FOREIGN, Letter
from bench.corpus_pdf import pdf_letter

TYPES = (
    ("application/zip", "records-%d.zip"),
    ("image/tiff", "scan-%d.tif"),
    ("application/vnd.ms-excel", "Übersicht %d.xls"),
    ("video/mp4", "camera %d.mp4"),
    ("application/octet-stream", "export-%d.dat"),
)
SMALLEST, LARGEST = 50_000, 3_000_000
CELL = "padding:8px 12px;border-bottom:1px solid #dbe2ea;font-family:Arial,Helvetica,sans-serif;font-size:13px;color:#333"
TABLE = '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="border-collapse:collapse;background:#ffffff">'


def laid_out(letter: Letter, *, quoted: bool, parts: tuple[str, ...]) -> bytes:
    """Return a letter without attachments."""
    kind, body = _body(letter, quoted, parts)
    return _headers(letter) + kind + body


def attached(letter: Letter) -> bytes:
    """Return a letter with one attachment: one in ten is a PDF letter, the others are records."""
    chance = letter.chance
    size = int(SMALLEST * (LARGEST / SMALLEST) ** (chance.random() ** 2))
    if letter.number // 10 % 10 == 3:
        media, name = "application/pdf", f"Response letter {letter.number}.pdf"
        content = pdf_letter(letter.paragraphs, min(size, 400_000), chance)
    else:
        media, name = chance.choice(TYPES)
        name, content = name % letter.number, chance.randbytes(size * 3 // 4)
    kind, body = _body(letter, False, chance.choice((("plain",), ("plain", "html"))))
    mark = b"=_mixed_%d_%x" % (letter.number, chance.getrandbits(64))
    shown = Header(name, "utf-8").encode() if not name.isascii() else name
    head = f'Content-Type: {media}; name="{shown}"\nContent-Disposition: attachment; filename="{shown}"\n'
    return b"".join((
        _headers(letter), b'Content-Type: multipart/mixed; boundary="%s"\n\n--%s\n' % (mark, mark), kind, body,
        b"\n--%s\n%sContent-Transfer-Encoding: base64\n\n" % (mark, head.encode()),
        base64.encodebytes(content), b"--%s--\n" % mark,
    ))  # fmt: skip


def damaged(raw: bytes, chance: random.Random) -> bytes:
    """Return a message with one of the defects that mail has."""
    kind = chance.randrange(9)
    if kind == 0:
        return raw[: len(raw) * 3 // 4]  # truncated: no closing boundary, half a base64 line
    if kind == 1:
        return re.sub(rb'charset="?[\w-]+"?', b'charset="x-unknown-8bit"', raw)
    if kind == 2:
        return raw.replace(b"\n\n", b"\n\n\xff\xfe\x80 \xc3\x28 \x00\n", 1)
    if kind == 3:
        return raw.replace(b"\nMIME-Version", b"\nthis line is no header\nMIME-Version", 1)
    if kind == 4:
        return re.sub(rb"\nDate: [^\n]*", b"", raw, count=1)
    if kind == 5:
        return re.sub(rb"\nDate: [^\n]*", b"\nDate: Thu, 32 Foo 20207 25:61:00", raw, count=1)
    if kind == 6:
        return raw.replace(b'boundary="', b'boundary="other', 1)
    if kind == 7:
        return re.sub(rb"Content-Transfer-Encoding: [\w-]+", b"Content-Transfer-Encoding: base64", raw)
    return raw.replace(b"\nSubject: ", b"\nSubject: =?utf-8?b?w6=?= =?x?q?", 1)


def _headers(letter: Letter) -> bytes:
    """Return the header block up to the content's own lines, with the traces that mail bears by now."""
    chance, day = letter.chance, format_datetime(letter.sent_at)
    hops = [
        f"Received: from mx{hop}.relay.example (mx{hop}.relay.example [192.0.2.{hop}])\n\tby in{hop}.paper.example "
        f"with ESMTPS id {chance.getrandbits(64):x}\n\tfor <dana@paper.example>; {day}"
        for hop in range(1, 2 + chance.randrange(5))
    ]
    signed = base64.b64encode(chance.randbytes(192)).decode()
    folded = "\n\t".join(signed[place : place + 70] for place in range(0, len(signed), 70))
    lines = [
        f"Return-Path: <bounces+{letter.number}@bounce.example>",
        *hops,
        f"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=relay.example; s=s1;\n\tb={folded}",
        "Authentication-Results: mx.paper.example; spf=pass; dkim=pass; dmarc=pass",
        f"X-Mailer-Trace: {chance.getrandbits(256):x}",
        f"Date: {day}",
        f"From: {_word(letter.sender)}",
        f"To: {_word(letter.recipient)}",
        f"Subject: {_word(letter.subject)}",
        f"Message-ID: {letter.message_id}",
    ]
    if letter.answers:
        lines += [f"In-Reply-To: {letter.answers[-1]}", "References: " + "\n ".join(letter.answers)]
    return ("\n".join(lines) + "\nMIME-Version: 1.0\n").encode()


def _word(text: str) -> str:
    return text if text.isascii() else Header(text, "utf-8").encode()


def _body(letter: Letter, quoted: bool, parts: tuple[str, ...]) -> tuple[bytes, bytes]:
    """Return the lines that say what the body is, with the empty one, and the body."""
    written = [
        _leaf(letter, part, _plain(letter, quoted) if part == "plain" else _html(letter, quoted))
        for part in parts
    ]
    if len(written) == 1:
        return written[0]
    mark = b"----=_Part_%d_%x" % (letter.number, letter.chance.getrandbits(64))
    body = b"".join(b"--%s\n%s%s\n" % (mark, kind, leaf) for kind, leaf in written)
    return b'Content-Type: multipart/alternative; boundary="%s"\n\n' % mark, body + b"--%s--\n" % mark


def _leaf(letter: Letter, part: str, text: str) -> tuple[bytes, bytes]:
    """Return one text part, encoded in the letter's charset and in an encoding that can carry it."""
    charset, chance = letter.charset, letter.chance
    raw = text.encode(charset, "replace" if part == "plain" else "xmlcharrefreplace")
    way = chance.choices(("quoted-printable", "base64", "8bit", "7bit"), (60, 15, 10, 15))[0]
    if charset == "utf-16":
        way = "base64"
    elif way in {"7bit", "8bit"}:
        longest = max(map(len, raw.split(b"\n")))
        way = "quoted-printable" if longest > 990 or (way == "7bit" and not raw.isascii()) else way
    if way == "quoted-printable":
        raw = quopri.encodestring(raw)
    elif way == "base64":
        raw = base64.encodebytes(raw)
    kind = f'Content-Type: text/{part}; charset="{charset}"\nContent-Transfer-Encoding: {way}\n\n'
    return kind.encode(), raw if raw.endswith(b"\n") else raw + b"\n"


def _plain(letter: Letter, quoted: bool) -> str:
    text = "\n\n".join((*letter.paragraphs, *filter(None, [FOREIGN.get(letter.charset)]), _link(letter)))
    if quoted:
        day = f"On {letter.sent_at:%a, %b %d, %Y} at 9:12 AM Dana Ruiz <dana@paper.example> wrote:"
        text += f"\n\n{day}\n" + "\n".join(f"> {line}".rstrip() for line in letter.history)
    return text + "\n"


def _link(letter: Letter) -> str:
    """Return the address of a page of the request, behind a counter of clicks."""
    code = base64.urlsafe_b64encode(letter.chance.randbytes(letter.chance.randrange(160, 330))).decode()
    return f"https://u{letter.request}.ct.clicks.example/ls/click?upn={code.replace('-', '-2B')}"


def _html(letter: Letter, quoted: bool) -> str:
    """Return the letter as a mail program's HTML, filled with tables and links to its proper length."""
    wanted = letter.chance.randrange(2_500, 13_000) // (3 if letter.charset == "utf-16" else 1)
    rows = "".join(
        f'<tr><td style="{CELL}"><p style="margin:0 0 12px 0">{escape(each)}</p></td></tr>\n'
        for each in letter.paragraphs
    )
    foreign = FOREIGN.get(letter.charset, "")
    head = f'<html><head><meta charset="{letter.charset}"><style>.x{{color:#1a5276}} td{{vertical-align:top}}</style></head>\n<body style="margin:0;background:#f4f6f8">\n<!-- template 14 -->{TABLE}\n'
    logo = f'<tr><td style="{CELL}"><img src="https://img.clicks.example/logo.png" width="180" alt="" style="display:block;border:0"></td></tr>\n'
    pieces = [head, logo, rows, f'<tr><td style="{CELL}">{escape(foreign)}</td></tr></table>\n']
    if quoted:
        lines = "<br>\n".join(map(escape, letter.history))
        pieces.append(
            f'<div class="gmail_quote">On Monday Dana Ruiz wrote:<blockquote style="margin:0 0 0 .8ex;border-left:1px #ccc solid">{lines}</blockquote></div>\n'
        )
    number = 0
    while sum(map(len, pieces)) < wanted:
        number += 1
        pieces.append(
            f'{TABLE}<tr><td style="{CELL}">{number}</td><td style="{CELL}"><a href="{_link(letter)}" style="color:#1a5276;text-decoration:underline" target="_blank">Your request, page {number}</a></td></tr></table>\n'
        )
    return "".join(
        (
            *pieces,
            '<img src="https://img.clicks.example/open.gif" width="1" height="1" alt="">\n</body></html>\n',
        )
    )
