"""A tiny TLS server that says whatever a test wants it to say."""

from __future__ import annotations

import contextlib
import re
import socket
import ssl
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Self

from backend.access.identity import MachineAuthority

__all__ = ["OddServer", "Saying", "drip", "found", "make_identities", "say", "told"]

Saying = Callable[[socket.socket, threading.Event], None]
"""Answers one request on a line; the event tells that the test is over."""

_JOIN_SECONDS = 10


class OddServer:
    """Listens on loopback, asks for client certificates, answers in its own way."""

    def __init__(
        self,
        home: Path,
        saying: Saying,
        context: ssl.SSLContext | None = None,
    ) -> None:
        """Start; `home` holds what `make_identities` made."""
        self.saying = saying
        self.requests = 0
        self.connections = 0
        self._context = context or _context(home)
        self._over = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(0.05)
        self.port: int = self._listener.getsockname()[1]
        self._threads = [threading.Thread(target=self._serve, name="odd-server")]
        self._threads[0].start()

    def __enter__(self) -> Self:
        """Use as a context."""
        return self

    def __exit__(self, *_: object) -> None:
        """Stop."""
        self._over.set()
        for thread in self._threads:
            thread.join(_JOIN_SECONDS)
            assert not thread.is_alive()
        self._listener.close()

    def _serve(self) -> None:
        while not self._over.is_set():
            with contextlib.suppress(TimeoutError):
                line, _ = self._listener.accept()
                self.connections += 1
                thread = threading.Thread(target=self._talk, args=(line,))
                self._threads.append(thread)
                thread.start()

    def _talk(self, line: socket.socket) -> None:
        line.settimeout(5)
        with contextlib.suppress(OSError), line:
            secret = self._context.wrap_socket(line, server_side=True)
            with secret:
                while _read_request(secret):
                    self.requests += 1
                    self.saying(secret, self._over)


def make_identities(directory: Path) -> Path:
    """Make an authority, a server and a terminal; gives the terminal's folder."""
    authority = MachineAuthority.create(directory / "machines")
    authority.server(["127.0.0.1"]).write(directory / "server")
    authority.terminal("hall-1").write(directory / "hall-1")
    folder = directory / "hall-1"
    (folder / "authority.pem").write_bytes(authority.certificate)
    return folder


def say(text: bytes) -> Saying:
    """Send bytes as they are, and keep the line."""
    return lambda line, _: line.sendall(text)


def told(body: bytes, status: str = "200 OK", *headers: str) -> bytes:
    """Write a well-formed answer."""
    head = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join([*head, "", ""]).encode() + body


def found(body: bytes) -> Saying:
    """Answer well."""
    return say(told(body))


def drip(first: bytes, drop: bytes) -> Saying:
    """Say something, and then a drop every 20 ms without end."""

    def speak(line: socket.socket, over: threading.Event) -> None:
        line.sendall(first)
        while not over.wait(0.02):
            line.sendall(drop)

    return speak


def _context(home: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server = home / "server"
    context.load_cert_chain(server / "certificate.pem", server / "key.pem")
    context.load_verify_locations(home / "machines" / "certificate.pem")
    context.verify_mode = ssl.CERT_REQUIRED
    return context


def _read_request(line: socket.socket) -> bool:
    head = b""
    while b"\r\n\r\n" not in head:
        piece = line.recv(65536)
        if not piece:
            return False
        head += piece
    head, _, body = head.partition(b"\r\n\r\n")
    length = re.search(rb"content-length: (\d+)", head.lower())
    missing = int(length[1]) - len(body) if length else 0
    while missing > 0:
        missing -= len(line.recv(65536)) or missing
    return True
