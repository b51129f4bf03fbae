"""A pseudo-terminal that stands for a serial cable, at the pace of a baud rate."""

from __future__ import annotations

import contextlib
import os
import pty
import select
import threading
import time
import tty
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["SamvLine", "Send"]

Send = Callable[[bytes], None]

_STEP_BYTES = 64
_READ_BYTES = 4096
_JOIN_SECONDS = 2.0


class SamvLine:
    """One plugged cable: a thread hands over what comes and sends the answers."""

    def __init__(
        self,
        link: Path,
        byte_seconds: float,
        answer: Callable[[bytes, Send], bytes],
    ) -> None:
        """Make the device file and start to listen.

        Args:
            link: Where the device file shall appear.
            byte_seconds: Time one byte takes on the line.
            answer: Gets what came and a way to send; gives the unfinished rest.
        """
        self._byte_seconds = byte_seconds
        self._answer = answer
        # Our own hold on the far end: without it we would get an I/O error
        # whenever no program has the port open.
        self._near, self._far = pty.openpty()
        tty.setraw(self._far)
        # A real line loses what nobody reads; writing must not wait for a reader.
        os.set_blocking(self._near, False)
        self._awake, self._wake = os.pipe()
        self._sending = threading.Lock()
        self._is_closed = False
        self._link = link
        link.unlink(missing_ok=True)
        link.symlink_to(os.ttyname(self._far))
        self._thread = threading.Thread(target=self._listen, name="samv", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Pull the cable."""
        os.write(self._wake, b".")
        self._thread.join(_JOIN_SECONDS)
        self._link.unlink(missing_ok=True)
        with self._sending:
            self._is_closed = True
            for descriptor in (self._near, self._far, self._awake, self._wake):
                os.close(descriptor)

    def _listen(self) -> None:
        rest = b""
        while True:
            ready, _, _ = select.select([self._near, self._awake], [], [])
            if self._awake in ready:
                return
            with contextlib.suppress(OSError):
                rest += os.read(self._near, _READ_BYTES)
                rest = self._answer(rest, self.send)

    def send(self, content: bytes) -> None:
        """Send bytes at the line's pace; what nobody takes in time is lost."""
        with self._sending:
            for start in range(0, len(content), _STEP_BYTES):
                if self._is_closed:
                    return
                step = content[start : start + _STEP_BYTES]
                time.sleep(len(step) * self._byte_seconds)
                with contextlib.suppress(BlockingIOError):
                    os.write(self._near, step)
