"""The inside of the process that gives dlib's opinion until nobody asks any more."""

from __future__ import annotations

import contextlib
import ctypes
import signal
import sys
from multiprocessing.connection import Connection

import numpy as np

from drivers.face.second_opinion import own_opinion

__all__ = ["main"]

_END_WITH_PARENT = 1
"""PR_SET_PDEATHSIG of prctl(2): one that hangs must not outlive who asked."""


def main(arguments: list[str]) -> int:
    """Answer over the socket ``DESCRIPTOR``; zero when the other side hung up."""
    (descriptor,) = arguments
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    ctypes.CDLL(None).prctl(_END_WITH_PARENT, signal.SIGKILL)
    connection: Connection = Connection(int(descriptor))
    _warm_up()
    with contextlib.suppress(EOFError, OSError):
        while True:
            rgb, square = connection.recv()
            connection.send(own_opinion(rgb, square))
    return 0


def _warm_up() -> None:
    """Load the models and run them once, while the other side loads its own."""
    own_opinion(np.full((150, 150, 3), 128, np.uint8), (0, 150, 150, 0))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
