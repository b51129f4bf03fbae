"""The supervisor's end of a terminal: hears what the terminal says of itself."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["heard"]

_LONGEST = 4096
_ENOUGH = b"enough"


@contextmanager
def heard(place: Path) -> Iterator[set[str]]:
    """Listen where ``NOTIFY_SOCKET`` points while the block runs; gives the words.

    They are read at once, as systemd does: a full socket would hold the sender up.
    """
    words: set[str] = set()
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear:
        ear.bind(str(place))

        def listen() -> None:
            while (told := ear.recv(_LONGEST)) != _ENOUGH:
                words.update(told.decode().splitlines())

        listener = threading.Thread(target=listen)
        listener.start()
        try:
            yield words
        finally:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as mouth:
                mouth.sendto(_ENOUGH, str(place))
            listener.join()
