"""The inside of the process that gives dlib's opinion until nobody asks any more."""

from __future__ import annotations

import contextlib
import ctypes
import signal
import sys
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING

from kiosk.loading import load_giving_way

if TYPE_CHECKING:
    from drivers.face.second_opinion import SecondOpinion

__all__ = ["main"]

_END_WITH_PARENT = 1
"""PR_SET_PDEATHSIG of prctl(2): one that hangs must not outlive who asked."""


def main(arguments: list[str]) -> int:
    """Answer over the socket ``DESCRIPTOR``; zero when the other side hung up."""
    (descriptor,) = arguments
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    ctypes.CDLL(None).prctl(_END_WITH_PARENT, signal.SIGKILL)
    connection: Connection = Connection(int(descriptor))
    opinion = load_giving_way(_warmed_up)
    with contextlib.suppress(EOFError, OSError):
        while True:
            rgb, square = connection.recv()
            connection.send(opinion(rgb, square))
    return 0


def _warmed_up() -> SecondOpinion:
    """Load the models and run them once, while the other side loads its own."""
    import numpy as np  # noqa: PLC0415 - loaded behind the screen, as the models are

    from drivers.face.second_opinion import own_opinion  # noqa: PLC0415

    own_opinion(np.full((150, 150, 3), 128, np.uint8), (0, 150, 150, 0))
    return own_opinion


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
