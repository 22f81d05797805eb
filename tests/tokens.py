"""Those who give tokens, played on loopback: Microsoft's and Google's, and whom Dovecot asks about them."""

import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import trustme

SECONDS = 3600


@dataclass
class TokenServer:
    """What it gave out, and how it is to answer next."""

    port: int = 0
    user: str = "dana"
    good: set[str] = field(default_factory=set)  # access tokens that Dovecot takes
    asked: list[dict[str, str]] = field(default_factory=list)
    expires_in: int = SECONDS
    refuse: tuple[int, str] | None = None  # status and error of the next answers
    pending: int = 1  # times that a device code is not yet confirmed
    given: int = 0

    @property
    def authority(self) -> str:
        return f"https://localhost:{self.port}/tenant"

    def grant(self) -> dict:
        self.given += 1
        token = f"token-{self.given}"
        self.good.add(token)
        return {
            "token_type": "Bearer",
            "access_token": token,
            "refresh_token": f"refresh-{self.given}",
            "expires_in": self.expires_in,
            "scope": "https://outlook.office.com/IMAP.AccessAsUser.All",
            "client_info": "eyJ1aWQiOiJ1IiwidXRpZCI6InQifQ",
        }

    def answer(self, path: str, form: dict[str, str]) -> tuple[int, dict]:
        if path.endswith("openid-configuration"):
            return 200, {
                "issuer": self.authority,
                "authorization_endpoint": f"{self.authority}/authorize",
                "token_endpoint": f"{self.authority}/oauth2/v2.0/token",
                "device_authorization_endpoint": f"{self.authority}/devicecode",
            }
        self.asked.append(form)
        if path.endswith("/introspect"):
            is_good = form.get("token") in self.good
            return (200, {"active": True, "username": self.user}) if is_good else (401, {"active": False})
        if self.refuse:
            return self.refuse[0], {"error": self.refuse[1], "error_description": f"because {self.refuse[1]}"}
        if path.endswith("/devicecode"):
            told = {"user_code": "ABCD", "device_code": "device", "interval": 0, "expires_in": 60}
            return 200, told | {"verification_uri": "https://here.example/device", "message": "Enter ABCD"}
        if form.get("grant_type", "").endswith("device_code") and self.pending:
            self.pending -= 1
            return 400, {"error": "authorization_pending"}
        granted = self.grant()
        if form.get("grant_type") == "client_credentials":  # no person, no refreshing
            return 200, {name: granted[name] for name in ("token_type", "access_token", "expires_in")}
        return 200, granted


@contextmanager
def token_server(authority: trustme.CA | None = None, **told) -> Iterator[TokenServer]:
    """Run one until the end of the block; with TLS where an authority is given."""
    state = TokenServer(**told)

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self._answer(self.rfile.read(int(self.headers.get("Content-Length", 0))).decode())

        def do_GET(self) -> None:
            self._answer(urlsplit(self.path).query)

        def _answer(self, text: str) -> None:
            form = {name: values[0] for name, values in parse_qs(text).items()}
            code, plain = state.answer(urlsplit(self.path).path, form)
            body = json.dumps(plain).encode()
            self.send_response(code)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_given) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    server.daemon_threads = True
    if authority:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("localhost").configure_cert(context)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    state.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True)
    thread.start()
    yield state
    server.shutdown()
    server.server_close()
    thread.join(5)


def introspected(folder: Path, port: int) -> str:
    """Return what makes a Dovecot take tokens that a server on loopback calls good."""
    told = folder / "oauth2.conf.ext"
    told.write_text(
        f"introspection_mode = get\nintrospection_url = http://127.0.0.1:{port}/introspect?token=\n"
        "active_attribute = active\nactive_value = true\nusername_attribute = username\ntokeninfo_url =\n"
        "force_introspection = yes\n"
    )
    told.chmod(0o644)
    return (
        "auth_mechanisms = plain login xoauth2 oauthbearer\n"
        f"passdb {{\n  driver = oauth2\n  mechanisms = xoauth2 oauthbearer\n  args = {told}\n}}\n"
    )
