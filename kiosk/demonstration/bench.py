"""The bench: moves the twins by hand or by script while the terminal runs.

One JSON object a line over a local socket:
``{"twin": "card-reader", "command": "insert", "arguments": {...}}``.
"""

from __future__ import annotations

import json
import socket
import socketserver
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol

__all__ = ["Bench", "BenchRefused", "Twin", "move"]

_ANSWER_SECONDS = 120.0
"""The longest is the start of a centre: half a minute where all processors are busy."""
_LONGEST_LINE = 1 << 20


class Twin(Protocol):
    """A simulated device that takes commands from outside."""

    @property
    def do(self) -> Callable[..., object]:
        """Carry out a command, given by name, with its arguments by keyword.

        Raises whatever tells of a command or argument the twin does not know.
        """


class BenchRefused(Exception):
    """The bench did not carry a command out; the message says why."""


class Bench:
    """Serves the twins at a socket path until it is closed."""

    def __init__(self, path: Path, twins: Mapping[str, Twin]) -> None:
        """Open the socket, for this user alone, and serve on a thread."""
        path.unlink(missing_ok=True)
        self._server = _Server(str(path), _Line)
        self._server.twins = dict(twins)
        path.chmod(0o600)
        self._thread = threading.Thread(
            target=self._server.serve_forever, name="bench", daemon=True
        )
        self._thread.start()

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(socketserver.ThreadingUnixStreamServer):
    twins: dict[str, Twin]
    daemon_threads = True


class _Line(socketserver.StreamRequestHandler):
    server: _Server

    def handle(self) -> None:
        for line in self.rfile:
            answer = _carry_out(self.server.twins, line)
            self.wfile.write(json.dumps(answer).encode() + b"\n")


def _carry_out(twins: Mapping[str, Twin], line: bytes) -> dict[str, object]:
    try:
        order = json.loads(line)
        twin = twins[order["twin"]]
        result = twin.do(order["command"], **order.get("arguments", {}))
    except Exception as error:  # noqa: BLE001 - the bench outlives every mistake
        return {"ok": False, "error": f"{type(error).__name__}: {error}"}
    return {"ok": True, "result": result}


def move(path: Path, twin: str, command: str, **arguments: Any) -> object:  # noqa: ANN401
    """Have the bench at a socket path move one twin; gives the twin's answer.

    Raises:
        BenchRefused: no bench there, or the twin refused.
    """
    order = {"twin": twin, "command": command, "arguments": arguments}
    try:
        answer = _exchange(path, json.dumps(order).encode() + b"\n")
    except (OSError, ValueError) as error:
        message = f"no bench at {path}: {error}"
        raise BenchRefused(message) from error
    if not answer.get("ok"):
        raise BenchRefused(str(answer.get("error")))
    return answer.get("result")


def _exchange(path: Path, order: bytes) -> dict[str, Any]:
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(_ANSWER_SECONDS)
        line.connect(str(path))
        line.sendall(order)
        answer: dict[str, Any] = json.loads(line.makefile("rb").readline(_LONGEST_LINE))
    return answer
