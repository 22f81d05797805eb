"""Who may see the ledger in a browser, and what its pages may load: the gate before Datasette."""

import asyncio
import hmac
from base64 import b64decode
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Headers = tuple[tuple[bytes, bytes], ...]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Any, Send], Awaitable[None]]

# Datasette's own pages hold scripts and styles; nothing is loaded from elsewhere, and nothing sent there.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
)
HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
    (b"cache-control", b"no-store"),
)
REFUSED_SECONDS = 0.5  # what a wrong guess costs


def guarded(app: Application, hosts: frozenset[str], password: str | None, mark: str) -> Application:
    """Return the application behind the gate.

    With a password, nothing is served without it. Without one, only requests to one of the `hosts` are: a
    page elsewhere cannot make a browser read the ledger under a name of its own (DNS rebinding). Every answer
    bears `mark`, by which the program that started it knows its own server.
    """

    headers = (*HEADERS, (b"x-foialedger", mark.encode()))

    async def gate(scope: Scope, receive: Any, send: Send) -> None:
        if scope["type"] == "lifespan":
            await app(scope, receive, send)
        elif scope["type"] != "http":
            return
        elif password is not None and not _is_known(_header(scope, b"authorization"), password):
            await asyncio.sleep(REFUSED_SECONDS)
            asked = (b"www-authenticate", b'Basic realm="foialedger", charset="UTF-8"')
            await _refuse(send, 401, "This ledger wants a password.", *headers, asked)
        elif password is None and _header(scope, b"host").casefold() not in hosts:
            await _refuse(
                send,
                403,
                "This ledger answers under the address that foialedger printed, and no other.",
                *headers,
            )
        else:
            await app(scope, receive, _with_headers(send, headers))

    return gate


def _header(scope: Scope, name: bytes) -> str:
    found = [value for key, value in scope["headers"] if key == name]
    return found[0].decode("latin-1") if len(found) == 1 else ""


def _is_known(given: str, password: str) -> bool:
    """Say whether the header of HTTP Basic gives the password; the user's name does not matter."""
    scheme, _, word = given.partition(" ")
    try:
        told = b64decode(word, validate=True) if scheme.lower() == "basic" else b""
    except ValueError:
        return False
    return hmac.compare_digest(told.partition(b":")[2], password.encode())


def _with_headers(send: Send, headers: Headers) -> Send:
    async def sending(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            ours = {name for name, _ in headers}
            kept = [pair for pair in message.get("headers", []) if pair[0].lower() not in ours]
            message = {**message, "headers": [*kept, *headers]}
        await send(message)

    return sending


async def _refuse(send: Send, status: int, why: str, *headers: tuple[bytes, bytes]) -> None:
    plain = (b"content-type", b"text/plain; charset=utf-8")
    await send({"type": "http.response.start", "status": status, "headers": [plain, *headers]})
    await send({"type": "http.response.body", "body": f"{why}\n".encode()})
