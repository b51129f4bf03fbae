"""A child process joined to us by one socket pair; killing it is the time-out."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING

from kiosk.domain.fault import DeviceLost, Expired

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["GIVES_WAY", "ChildProcess", "PipeChannel", "start_child"]

GIVES_WAY = "gives-way"
"""Last word to a child whose module is loaded behind the screen."""
_END_SECONDS = 5.0


class PipeChannel:
    """One end of the pipe; messages are pickled by both sides of one program."""

    def __init__(self, file_descriptor: int) -> None:
        """Own an open socket's descriptor."""
        self._connection: Connection = Connection(file_descriptor)

    def send(self, message: object) -> None:
        """Hand a message over; see `kiosk.ports.companion.Channel`."""
        try:
            self._connection.send(message)
        except OSError as error:
            raise DeviceLost(part="child", error=type(error).__name__) from error

    def receive(self, timeout_seconds: float | None) -> object:
        """Wait for a message; see `kiosk.ports.companion.Channel`."""
        try:
            if not self._connection.poll(timeout_seconds):
                raise Expired(part="child")
            message: object = self._connection.recv()
        except (OSError, EOFError) as error:
            raise DeviceLost(part="child", error=type(error).__name__) from error
        return message

    def close(self) -> None:
        """Hang up; the other side sees the end."""
        self._connection.close()


class ChildProcess(PipeChannel):
    """The parent's end together with the process behind it."""

    def __init__(self, process: subprocess.Popen[bytes], descriptor: int) -> None:
        """Join a started process and our end of its pipe."""
        super().__init__(descriptor)
        self._process = process

    @property
    def process_id(self) -> int:
        """Process id of the child."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether the child still runs."""
        return self._process.poll() is None

    def kill(self) -> None:
        """End and reap the child, whatever it does."""
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait(_END_SECONDS)
        self.close()


def start_child(
    entry: str, settings: Mapping[str, object], *, gives_way: bool = False
) -> ChildProcess:
    """Start ``module:function`` in a fresh interpreter with JSON settings.

    The function gets a `kiosk.ports.companion.Channel` and the settings and
    ends when the channel does. One that ``gives_way`` lets the screen go first while
    its module is loaded.
    """
    ours, theirs = socket.socketpair()
    with theirs:
        command = [sys.executable, "-m", "kiosk.work.child_process"]
        arguments = [str(theirs.fileno()), entry, json.dumps(dict(settings))]
        arguments += [GIVES_WAY] * gives_way
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [*command, *arguments],
            pass_fds=(theirs.fileno(),),
            stdin=subprocess.DEVNULL,
            env=dict(os.environ),
        )
    return ChildProcess(process, ours.detach())
