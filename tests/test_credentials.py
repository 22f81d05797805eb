"""Passwords, keys and tokens: struck out of a letter before anything else sees it."""

import pytest

from parsers.credentials import STRUCK, strike_out
from parsers.letter import open_letter
from parsers.links import without_secrets
from parsers.registry import read


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("Your password is Hunter2x9", "Hunter2x9"),
        ("Your temporary password: Xy7-aaQ", "Xy7-aaQ"),
        ("Password:\nkT9!vQ2p", "kT9!vQ2p"),
        ("Password\nkT9!vQ2p", "kT9!vQ2p"),
        ("Password:\nSunshine\n", "Sunshine"),
        ("Your temporary password\n\n   swordfish\n\nPlease change it.", "swordfish"),
        ("User name\ndvale\nPassword:\nswordfish\n", "swordfish"),
        ("One-time passcode\n\n481 220\n", "481 220"),
        ("Password   kT9!vQ2p", "kT9!vQ2p"),
        ('Use the password below: "abc123xyz"', "abc123xyz"),
        ("PASSCODE = 55aa11", "55aa11"),
        ("Password: SWORDFISH", "SWORDFISH"),
        ("Security Key: 4B77D", "4B77D"),
        ("Your security key is A1B2C3 for this request.", "A1B2C3"),
        ("Your access code: 994512", "994512"),
        ("Verification code: 118-224", "118-224"),
        ("This token to access: abcDEF123", "abcDEF123"),
        ("Your access token: eyJhbGciOi.JSUzI1.NiJ9", "eyJhbGciOi.JSUzI1.NiJ9"),
        ("PIN: 4821", "4821"),
        ("https://records.example/a?token=abcd1234", "abcd1234"),
        ("https://records.example/a?id=5&access=zzzzYYYY", "zzzzYYYY"),
        ("<https://records.example/a?access=zzzz-YYYY_1#top>", "zzzz-YYYY_1"),
        ("https://records.example/a?session=AbCdEfGh&page=two", "AbCdEfGh"),
        ("https://records.example/a?password=letmein", "letmein"),
    ],
)
def test_a_credential_is_struck_out(text: str, secret: str) -> None:
    assert strike_out(text) == text.replace(secret, STRUCK)


@pytest.mark.parametrize(
    "text",
    [
        "As a token of appreciation, we waive the fee.",
        "Password\nUser name\nAddress",
        "Password:\n\nSincerely,\nOtis Fern",
        "Password\n\nPlease keep it to yourself.",
        "On the page of the portal you can reset your password\nimmediately.",
        "Security code\nEmail: dvale@news.example",
        "You can use the password reset page of the portal.",
        "Your password is required to log in.",
        "Your password is case-sensitive.",
        "Password: reset it on the portal",
        "The access key will be mailed to you.",
        "Public access is granted to request W012345-010126.",
        "The pin number of the officer is not a public record.",
        "https://records.example/access/request?id=2026-0117",
    ],
)
def test_what_is_no_credential_stays(text: str) -> None:
    assert strike_out(text) == text


@pytest.mark.parametrize(
    ("address", "without"),
    [
        ("https://records.example/a?token=abcd1234&id=5", "https://records.example/a?id=5"),
        ("https://records.example/a?id=5&access=zzzzYYYY", "https://records.example/a?id=5"),
        ("https://records.example/(S(abc123))/page", "https://records.example/page"),
        ("https://records.example/a?id=5", "https://records.example/a?id=5"),
    ],
)
def test_a_link_is_kept_without_its_credential(address: str, without: str) -> None:
    assert without_secrets(address) == without


def test_no_credential_gets_into_a_reading() -> None:
    raw = (
        b"From: Clerk <clerk@quillby.example>\r\nSubject: Password: Hunter2x9\r\n"
        b"Date: Mon, 02 Mar 2026 10:00:00 -0500\r\n\r\n"
        b"The records you asked for are available at the link below.\r\n"
        b"https://files.quillby.example/download?id=7&access=zzzzYYYY9\r\n"
        b"Your password is Hunter2x9.\r\n"
    )
    letter = open_letter(raw)
    assert "records you asked for" in letter.body
    for secret in ("Hunter2x9", "zzzzYYYY9"):
        assert secret not in repr(letter.parts)
        assert secret not in letter.subject
        assert secret not in repr(read(letter))
