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

_TOKEN_OLD, _BAD_SECRET, _NO_MEDIUM = 42001, 40125, 40007


@dataclass(slots=True)
class PlatformTwin:
    """What the twin was told, and how it is to behave.

    Attributes:
        sent: Follower and words of each message that went through.
        codes: Error codes of the next sends, the first one next.
        voices: Voice messages that can be fetched, by their names.
        menu: What was put up last.
    """

    secret: str
    sent: list[tuple[str, str]] = field(default_factory=list)
    codes: list[int] = field(default_factory=list)
    voices: dict[str, bytes] = field(default_factory=dict)
    menu: object = None
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

    def put_up(self, token: str, menu: object) -> dict[str, object]:
        """Take a menu."""
        if token != f"token-{self.tokens}":
            return {"errcode": _TOKEN_OLD, "errmsg": "access_token expired"}
        self.menu = menu
        return {"errcode": 0, "errmsg": "ok"}

    def voice(self, token: str, media_id: str) -> bytes | dict[str, object]:
        """Hand a voice message out."""
        if token != f"token-{self.tokens}":
            return {"errcode": _TOKEN_OLD, "errmsg": "access_token expired"}
        gone: dict[str, object] = {"errcode": _NO_MEDIUM, "errmsg": "invalid media_id"}
        return self.voices.get(media_id, gone)


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
            path, query = self._asked()
            if path == "/cgi-bin/media/get":
                self._hand(twin.voice(query["access_token"], query["media_id"]))
            else:
                self._hand(twin.token_for(query.get("secret", "")))

        def do_POST(self) -> None:
            path, query = self._asked()
            size = int(self.headers.get("Content-Length", "0"))
            message = json.loads(self.rfile.read(size))
            is_menu = path == "/cgi-bin/menu/create"
            work = twin.put_up if is_menu else twin.take
            self._hand(work(query.get("access_token", ""), message))

        def _asked(self) -> tuple[str, dict[str, str]]:
            parts = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            return parts.path, query

        def _hand(self, what: bytes | dict[str, object]) -> None:
            is_file = isinstance(what, bytes)
            data = what if isinstance(what, bytes) else json.dumps(what).encode()
            kind = "audio/amr" if is_file else "application/json"
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its own name
            """Say nothing on the console."""

    return Handler
