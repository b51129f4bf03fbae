"""Where a door listens, and uvicorn behind it."""

from __future__ import annotations

import socket
import ssl
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from starlette.applications import Starlette

from backend.api.peer import PeerProtocol

__all__ = ["Listener", "served", "served_beside"]

_BACKLOG = 128
_MOST_CONNECTIONS = 512
_FAREWELL_SECONDS = 5
_IDLE_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Listener:
    """Where to listen, and where to write the port that was taken.

    Attributes:
        port: 0 lets the system choose.
    """

    host: str
    port: int
    port_file: Path | None = None

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
    """Serve on a port that was taken until SIGTERM or SIGINT."""
    server = _Server(_config(app, context), lambda: listener.announce(bound, who))
    server.run(sockets=[bound])


@contextmanager
def served_beside(
    app: Starlette, context: ssl.SSLContext, listener: Listener, who: str
) -> Iterator[None]:
    """Serve others on a thread of their own while the terminals are served."""
    with listener.bind() as bound:
        config = _config(app, context)
        server = _Server(config, lambda: listener.announce(bound, who))
        thread = threading.Thread(target=server.run, args=([bound],), name=who)
        thread.start()
        try:
            yield
        finally:
            server.should_exit = True
            thread.join()


def _config(app: Starlette, context: ssl.SSLContext) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=PeerProtocol,
        loop="asyncio",
        ws="none",
        lifespan="off",
        interface="asgi3",
        access_log=False,
        log_config=None,
        proxy_headers=False,
        server_header=False,
        limit_concurrency=_MOST_CONNECTIONS,
        timeout_keep_alive=_IDLE_SECONDS,
        timeout_graceful_shutdown=_FAREWELL_SECONDS,
        ssl_context_factory=lambda _, __: context,
    )
