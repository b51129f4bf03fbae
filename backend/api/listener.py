"""Where a door listens, and uvicorn behind it."""

from __future__ import annotations

import asyncio
import ipaddress
import resource
import socket
import ssl
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import uvicorn
from starlette.applications import Starlette

from backend.api.peer import PatientPeerProtocol, SwiftPeerProtocol

__all__ = ["Listener", "served", "served_beside"]

_BACKLOG = 1024
_FAREWELL_SECONDS = 5


@dataclass(frozen=True, slots=True)
class _Room:
    """How many lines a door holds, how long each without a word, and who reads them.

    Attributes:
        lines: Whoever comes beyond hears that all are busy.
    """

    lines: int
    idle_seconds: int
    protocol: type[asyncio.Protocol]
    loop: Literal["asyncio", "uvloop"]


_FOR_OTHERS = _Room(512, 30, PatientPeerProtocol, "asyncio")
_FOR_TERMINALS = _Room(8192, 90, SwiftPeerProtocol, "uvloop")
"""A line for each terminal of a large city and twice over. A terminal speaks once a
minute at least: a line that is kept meanwhile spares both sides a handshake."""


@dataclass(frozen=True, slots=True)
class Listener:
    """Where to listen, and where to write the port that was taken.

    Attributes:
        port: 0 lets the system choose.
    """

    host: str
    port: int
    port_file: Path | None = None

    @property
    def is_loopback(self) -> bool:
        """Whether nobody but this machine can come here."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    def bind(self) -> socket.socket:
        """Take the port.

        Raises:
            OSError: it is in use, or the host is not ours.
        """
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        # asyncio switches Nagle's delay off only where the protocol is named;
        # without that every short answer takes 40 ms longer.
        bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        try:
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            bound.bind((self.host, self.port))
            bound.listen(_BACKLOG)
        except OSError:
            bound.close()
            raise
        return bound

    def announce(self, bound: socket.socket, who: str) -> None:
        """Tell that requests are taken: one line, and the port in its file."""
        self.tell(bound.getsockname()[1], who)

    def tell(self, port: int, who: str, scheme: str = "https") -> None:
        """Announce a port that was taken."""
        if self.port_file is not None:
            partial = self.port_file.with_name(self.port_file.name + ".partial")
            partial.write_text(f"{port}\n", encoding="ascii")
            partial.replace(self.port_file)
        host = f"[{self.host}]" if ":" in self.host else self.host
        sys.stdout.write(f"{who} ready on {scheme}://{host}:{port}\n")
        sys.stdout.flush()


class _Server(uvicorn.Server):
    """Announces itself once it really listens."""

    def __init__(self, config: uvicorn.Config, announce: Callable[[], None]) -> None:
        super().__init__(config)
        self._announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._announce()


def served(
    app: Starlette,
    context: ssl.SSLContext,
    listener: Listener,
    bound: socket.socket,
    who: str,
) -> None:
    """Serve terminals on a port that was taken until SIGTERM or SIGINT."""
    _allow_many_lines()
    config = _config(app, context, _FOR_TERMINALS)
    server = _Server(config, lambda: listener.announce(bound, who))
    server.run(sockets=[bound])


@contextmanager
def served_beside(
    app: Starlette, context: ssl.SSLContext, listener: Listener, who: str
) -> Iterator[None]:
    """Serve others on a thread of their own while the terminals are served."""
    with listener.bind() as bound:
        config = _config(app, context, _FOR_OTHERS)
        server = _Server(config, lambda: listener.announce(bound, who))
        thread = threading.Thread(target=server.run, args=([bound],), name=who)
        thread.start()
        try:
            yield
        finally:
            server.should_exit = True
            thread.join()


def _allow_many_lines() -> None:
    """Take as many open files as this process may have; a line is one of them."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    enough = _FOR_TERMINALS.lines * 2
    most = enough if hard == resource.RLIM_INFINITY else min(enough, hard)
    if most > soft != resource.RLIM_INFINITY:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def _config(app: Starlette, context: ssl.SSLContext, room: _Room) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=room.protocol,
        loop=room.loop,
        ws="none",
        lifespan="off",
        interface="asgi3",
        access_log=False,
        log_config=None,
        proxy_headers=False,
        server_header=False,
        limit_concurrency=room.lines,
        timeout_keep_alive=room.idle_seconds,
        timeout_graceful_shutdown=_FAREWELL_SECONDS,
        ssl_context_factory=lambda _, __: context,
    )
