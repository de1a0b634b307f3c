"""A provider of OpenID Connect on this machine, that says what a test wants."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.jwk import RSAKey

from tests.factories import NOW

CLIENT_ID, CLIENT_SECRET = "buurtgeld", "a secret of the client"
KEY, OTHER_KEY = (RSAKey.generate_key(2048, {"kid": "1"}) for _number in range(2))


class FakeProvider:
    """What the provider answers; a test changes it before the browser comes back."""

    def __init__(self) -> None:
        self.issuer = ""
        self.claims: dict[str, Any] = {}
        self.key = KEY
        self.header = {"alg": "RS256", "kid": "1"}
        self.challenge = ""
        self.is_away = False

    def visit(self, address: str) -> dict[str, str]:
        """Log somebody in as the provider's page would; return what comes back."""
        asked = {name: v[0] for name, v in parse_qs(urlsplit(address).query).items()}
        assert asked["client_id"] == CLIENT_ID
        assert asked["code_challenge_method"] == "S256"
        self.challenge = asked["code_challenge"]
        now = int(NOW.timestamp())
        self.claims = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "sub": "1",
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            "email_verified": True,
            **self.claims,
        }
        return {"state": asked["state"], "code": "the code"}

    def answer(self, path: str, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """Return the answer to a request of the application."""
        if self.is_away:
            return 503, {}
        if path == "/token":
            verifier = form.get("code_verifier", "")
            fits = create_s256_code_challenge(verifier) == self.challenge
            if form.get("code") != "the code" or not fits:
                return 400, {"error": "invalid_grant"}
            signed = jwt.encode(self.header, self.claims, self.key)
            return 200, {
                "access_token": "x",
                "token_type": "Bearer",
                "id_token": signed,
            }
        if path == "/jwks":
            return 200, {"keys": [KEY.as_dict(private=False)]}
        return 200, {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
        }


@contextmanager
def running() -> Iterator[FakeProvider]:
    """Start the provider on a free port of 127.0.0.1."""
    fake = FakeProvider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer({})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._answer({name: values[0] for name, values in parse_qs(body).items()})

        def _answer(self, form: dict[str, str]) -> None:
            status, told = fake.answer(urlsplit(self.path).path, form)
            body = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_words: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    fake.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
