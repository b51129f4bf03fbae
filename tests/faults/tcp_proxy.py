"""A small TCP proxy that cuts, freezes, delays and forgets answers on command."""

from __future__ import annotations

import contextlib
import socket
import threading
from enum import StrEnum
from typing import Self

__all__ = ["TcpProxy", "Way"]

_PIECE = 65536
_WAIT_SECONDS = 10.0


class Way(StrEnum):
    """How the line behaves.

    ``SWALLOW_ANSWER`` keeps a connection open and drops what the server says
    from now on; ``CUT_ANSWER`` closes it as soon as the server says something.
    Both concern the connection that next carries an answer, once.
    """

    OPEN = "open"
    CUT = "cut"
    FROZEN = "frozen"
    SWALLOW_ANSWER = "swallow-answer"
    CUT_ANSWER = "cut-answer"


class TcpProxy:
    """Passes bytes between a port of its own and a server's port on loopback."""

    def __init__(self, upstream_port: int) -> None:
        """Listen at once, open."""
        self.upstream_port = upstream_port
        self.connections = 0
        self._way = Way.OPEN
        self._delay_seconds = 0.0
        self._changed = threading.Condition()
        self._sockets: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._closing = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._start(self._accept)

    def __enter__(self) -> Self:
        """Use as a context."""
        return self

    def __exit__(self, *_: object) -> None:
        """Stop all of it."""
        self.close()

    def go(self, way: Way, delay_seconds: float = 0.0) -> None:
        """Change the line's behaviour; cutting ends what is under way."""
        with self._changed:
            self._way, self._delay_seconds = way, delay_seconds
            self._changed.notify_all()
            if way is Way.CUT:
                self._hang_up(*self._sockets)

    def way(self) -> Way:
        """Tell how the line behaves now."""
        with self._changed:
            return self._way

    def close(self) -> None:
        """End every connection and thread."""
        self._closing.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.go(Way.CUT)
        for thread in self._threads:
            thread.join(_WAIT_SECONDS)
            assert not thread.is_alive()
        for each in self._sockets:
            each.close()

    def _start(self, work: object, *arguments: object) -> None:
        thread = threading.Thread(target=work, args=arguments, name="proxy")  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._closing.is_set():
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            self._join(near)

    def _join(self, near: socket.socket) -> None:
        try:
            far = socket.create_connection(("127.0.0.1", self.upstream_port), 5)
        except OSError:
            near.close()
            return
        far.settimeout(None)
        with self._changed:
            self._sockets |= {near, far}
            if self._way is Way.CUT:
                self._hang_up(near, far)
        self._start(self._pump, near, far)
        self._start(self._pump, far, near, near)

    def _pump(
        self,
        source: socket.socket,
        sink: socket.socket,
        asker: socket.socket | None = None,
    ) -> None:
        """Pass bytes on; with an asker, they are answers."""
        is_mute = False
        with contextlib.suppress(OSError):
            while piece := source.recv(_PIECE):
                way = self._passage(is_answer=asker is not None)
                is_mute = is_mute or way is Way.SWALLOW_ANSWER
                if way in (Way.CUT, Way.CUT_ANSWER):
                    break
                if not is_mute:
                    sink.sendall(piece)
        self._hang_up(source, sink)

    def _passage(self, *, is_answer: bool) -> Way:
        """Wait as the line demands, and tell what becomes of a piece."""
        self._closing.wait(self._delay_seconds)
        with self._changed:
            self._changed.wait_for(lambda: self._way is not Way.FROZEN)
            way = self._way
            once = way in (Way.SWALLOW_ANSWER, Way.CUT_ANSWER)
            if once and not is_answer:
                return Way.OPEN
            if once:
                self._way = Way.OPEN
            return way

    @staticmethod
    def _hang_up(*sockets: socket.socket) -> None:
        for each in sockets:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
