"""The platform's twin: a real HTTP server that takes messages and keeps a record."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

__all__ = ["PlatformTwin", "running_platform"]

_TOKEN_OLD, _BAD_SECRET = 42001, 40125


@dataclass(slots=True)
class PlatformTwin:
    """What the twin was told, and how it is to behave.

    Attributes:
        sent: Follower and words of each message that went through.
        codes: Error codes of the next sends, the first one next.
    """

    secret: str
    sent: list[tuple[str, str]] = field(default_factory=list)
    codes: list[int] = field(default_factory=list)
    tokens: int = 0
    port: int = 0

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def forget_token(self) -> None:
        """Call every token old that was given out so far."""
        self.tokens += 1

    def token_for(self, secret: str) -> dict[str, object]:
        """Give a token to who knows the secret."""
        if secret != self.secret:
            return {"errcode": _BAD_SECRET, "errmsg": "invalid appsecret"}
        self.tokens += 1
        return {"access_token": f"token-{self.tokens}", "expires_in": 7200}

    def take(self, token: str, message: dict[str, object]) -> dict[str, object]:
        """Take a message, or refuse it as was wished."""
        if token != f"token-{self.tokens}":
            return {"errcode": _TOKEN_OLD, "errmsg": "access_token expired"}
        code = self.codes.pop(0) if self.codes else 0
        text = message.get("text")
        if not code and isinstance(text, dict):
            self.sent.append((str(message["touser"]), str(text["content"])))
        return {"errcode": code, "errmsg": "ok" if not code else "refused"}


@contextmanager
def running_platform(secret: str) -> Iterator[PlatformTwin]:
    """Run a twin on a port of its own."""
    twin = PlatformTwin(secret)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(twin))
    twin.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, name="platform-twin")
    thread.start()
    try:
        yield twin
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(twin: PlatformTwin) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            query = parse_qs(urlsplit(self.path).query)
            self._tell(twin.token_for(query.get("secret", [""])[0]))

        def do_POST(self) -> None:
            query = parse_qs(urlsplit(self.path).query)
            size = int(self.headers.get("Content-Length", "0"))
            message = json.loads(self.rfile.read(size))
            self._tell(twin.take(query.get("access_token", [""])[0], message))

        def _tell(self, told: dict[str, object]) -> None:
            data = json.dumps(told).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its own name
            """Say nothing on the console."""

    return Handler
