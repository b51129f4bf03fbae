"""One kept-alive HTTPS line to the centre, on which nothing outlasts its deadline."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests
import urllib3
from requests.adapters import HTTPAdapter

from kiosk.domain.fault import CentreUnreachable
from offline_cache.answer import kept_short

__all__ = ["Answer", "Identity", "Line"]

_TROUBLE = (requests.RequestException, urllib3.exceptions.HTTPError, OSError)
_TIMES_OUT = (requests.Timeout, urllib3.exceptions.TimeoutError, TimeoutError)
_REFUSES_TLS = (requests.exceptions.SSLError, urllib3.exceptions.SSLError, ssl.SSLError)


@dataclass(frozen=True, slots=True)
class Identity:
    """Files that prove who we are, and the authority that proves the centre.

    They are read again for each new connection, so that an enrolment counts
    without a restart.
    """

    certificate: Path
    key: Path
    authority: Path


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, whole; the text may hold personal data."""

    status: int
    headers: Mapping[str, str]
    text: bytes


@dataclass(frozen=True, slots=True)
class _Question:
    method: str
    url: str
    body: object = field(repr=False)
    headers: Mapping[str, str] | None


class _Deadline:
    """The moment when the exchange under way must be over."""

    def __init__(self) -> None:
        self._at = 0.0
        self._socket: socket.socket | None = None

    def begin(self, seconds: float) -> None:
        self._at = time.monotonic() + seconds

    def left(self) -> float:
        """Give the seconds that are left.

        Raises:
            TimeoutError: none are.
        """
        left = self._at - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left

    def watch(self, line: socket.socket) -> None:
        self._socket = line

    def cut(self) -> None:
        """Wake whoever waits on the line, from any thread."""
        if self._socket is not None:
            try:
                # Not the TLS method: it would take the state from under a reader.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)
            except OSError:
                return


class _TimedSocket(ssl.SSLSocket):
    """Waits only for what is left; a time-out for each read would never add up."""

    deadline: _Deadline

    def do_handshake(self, block: bool = False) -> None:  # noqa: FBT001, FBT002 - theirs
        self.deadline.watch(self)
        self.settimeout(self.deadline.left())
        super().do_handshake(block)

    def recv_into(self, *arguments: Any, **named: Any) -> int:  # noqa: ANN401 - theirs
        self.settimeout(self.deadline.left())
        return super().recv_into(*arguments, **named)

    def send(self, *arguments: Any, **named: Any) -> int:  # noqa: ANN401 - theirs
        self.settimeout(self.deadline.left())
        return super().send(*arguments, **named)


class _Adapter(HTTPAdapter):
    """Opens connections with our own TLS rules."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self._context = context
        super().__init__(pool_connections=1, pool_maxsize=1)

    def init_poolmanager(self, *arguments: Any, **named: Any) -> None:  # noqa: ANN401
        super().init_poolmanager(*arguments, **named, ssl_context=self._context)


class Line:
    """Asks one thing after the other; used from one thread, `cut` excepted.

    TLS 1.2 or newer, our authority's server certificates alone, no proxies, no
    redirects, no compressed answers, no answer beyond 16 MB.
    """

    def __init__(self, base_url: str, identity: Identity) -> None:
        """Prepare; nothing is sent before the first question."""
        self._base = base_url.rstrip("/")
        self._deadline = _Deadline()
        self._is_open = False
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.cert = (str(identity.certificate), str(identity.key))
        self._session.verify = str(identity.authority)
        self._session.headers["Accept-Encoding"] = "identity"
        self._session.mount("https://", _Adapter(_context(self._deadline)))

    def ask(  # noqa: PLR0913 - a question has this many parts
        self,
        method: str,
        path: str,
        body: object,
        *,
        seconds: float,
        connect_seconds: float,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Ask once and read the whole answer, all of it within some seconds.

        A body is sent as JSON, bytes as they are.

        Everything asked must be safe to repeat: when a kept line turns out
        broken, which a restarted centre leaves behind, one new one is tried.

        Raises:
            CentreUnreachable: no whole answer in time; fact ``reason``.
        """
        question = _Question(method, self._base + path, body, headers)
        self._deadline.begin(seconds)
        was_open, self._is_open = self._is_open, False
        try:
            answer = self._attempt(question, connect_seconds)
        except _TROUBLE as error:
            if not was_open or isinstance(error, _TIMES_OUT):
                raise _unreachable(error) from error
            answer = self._last_attempt(question, connect_seconds)
        self._is_open = True
        return answer

    def cut(self) -> None:
        """End an exchange under way; may be called from any thread."""
        self._deadline.cut()

    def close(self) -> None:
        """Hang up; a later question opens the line again."""
        self._session.close()

    def _last_attempt(self, question: _Question, connect_seconds: float) -> Answer:
        try:
            return self._attempt(question, connect_seconds)
        except _TROUBLE as error:
            raise _unreachable(error) from error

    def _attempt(self, question: _Question, connect_seconds: float) -> Answer:
        left = self._deadline.left()
        with self._session.request(
            question.method,
            question.url,
            json=None if isinstance(question.body, bytes) else question.body,
            data=question.body if isinstance(question.body, bytes) else None,
            headers=question.headers,
            timeout=(min(connect_seconds, left), left),
            allow_redirects=False,
            stream=True,
        ) as response:
            return Answer(response.status_code, response.headers, kept_short(response))


def _context(deadline: _Deadline) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.sslsocket_class = type("_Line", (_TimedSocket,), {"deadline": deadline})
    return context


def _unreachable(error: Exception) -> CentreUnreachable:
    if isinstance(error, _TIMES_OUT):
        return CentreUnreachable(reason="time-out")
    if isinstance(error, _REFUSES_TLS):
        return CentreUnreachable(reason="tls")
    return CentreUnreachable(reason="line")
