"""dlib's descriptor of a face, computed here or in a process beside.

dlib lets no other thread run for the 0.1 s that it takes: whoever shows a live picture
meanwhile asks it beside.

It is computed through face_recognition with the five-point landmarks; its 68-point
model was trained on pictures that may not serve commercially, so nothing here asks
for it.
"""

from __future__ import annotations

import socket
import subprocess
import sys
from multiprocessing.connection import Connection
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from drivers.face.picture import Pixels
from kiosk.domain.fault import DeviceLost

__all__ = ["Descriptor", "OpinionBeside", "SecondOpinion", "Square", "own_opinion"]

Square = tuple[int, int, int, int]
"""Top, right, bottom, left, as face_recognition wants them."""

Descriptor = NDArray[np.float64]
"""128 numbers; faces of one person lie near one another."""

_FIRST_SECONDS = 60.0
"""The models load, beside everything else that starts."""
_ANSWER_SECONDS = 6.0
_END_SECONDS = 5.0


class SecondOpinion(Protocol):
    """Who gives a face's descriptor."""

    def __call__(self, rgb: Pixels, square: Square) -> Descriptor:
        """Describe the face in a square of a picture, red-green-blue."""


def own_opinion(rgb: Pixels, square: Square) -> Descriptor:
    """Describe the face here and now; the first call loads the models."""
    import face_recognition  # noqa: PLC0415 - half of all models' time and memory

    found = face_recognition.face_encodings(rgb, [square], 1, "small")
    return np.asarray(found[0], dtype=np.float64)


class OpinionBeside:
    """A process that describes one face after the other.

    It ends with the process that started it. Pictures go to it by a socket and
    are kept nowhere.
    """

    def __init__(self) -> None:
        """Start it; its models load while the caller loads others."""
        ours, theirs = socket.socketpair()
        with theirs:
            command = [sys.executable, "-m", "drivers.face.second_opinion_child"]
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter
                [*command, str(theirs.fileno())],
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
            )
        self._connection: Connection = Connection(ours.detach())
        self._seconds = _FIRST_SECONDS

    @property
    def is_alive(self) -> bool:
        """Whether it can be asked."""
        return self._process.poll() is None

    def __call__(self, rgb: Pixels, square: Square) -> Descriptor:
        """Have a face described.

        Raises:
            DeviceLost: the process died or hangs; it is gone then.
        """
        try:
            self._connection.send((rgb, square))
            if not self._connection.poll(self._seconds):
                raise TimeoutError
            answer = self._connection.recv()
        except (OSError, EOFError) as error:
            self.close()
            raise DeviceLost(part="child", reason="second-opinion") from error
        self._seconds = _ANSWER_SECONDS
        return np.asarray(answer, dtype=np.float64)

    def close(self) -> None:
        """End it; a second call does nothing."""
        self._process.kill()
        self._process.wait(_END_SECONDS)
        self._connection.close()
