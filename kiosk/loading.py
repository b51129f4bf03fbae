"""How much is loaded at once: no looks for garbage, and the screen goes first."""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import TypeVar

__all__ = ["load_giving_way", "loading", "settle"]

_GIVING_WAY = 5
"""How much nicer what loads is: a third of a share beside the screen, so it gets on."""

T = TypeVar("T")


@contextmanager
def loading() -> Iterator[None]:
    """Load modules without a look for garbage after every few hundred new objects.

    What is loaded stays for good, so each look finds nothing, and each takes longer
    than the one before; they are a fifth of a start. Put on once more it only loads.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            settle()
            gc.enable()


def settle() -> None:
    """Have what is there now never looked through again; it stays for good.

    A look through all of a terminal's modules holds its screen up for some hundredths
    of a second.
    """
    gc.freeze()


def load_giving_way(load: Callable[[], T]) -> T:
    """Load on a thread that gives way where processors are short; gives what came.

    Under Linux each thread has a niceness of its own, and what it starts inherits it
    (setpriority(2)). Nobody may take it back without privilege, so the thread ends with
    its task, and who serves afterwards goes as first as anybody. What is to serve at
    full speed must not start threads or processes while it is loaded.
    """
    with ThreadPoolExecutor(1, initializer=_give_way) as beside:
        return beside.submit(load).result()


def _give_way() -> None:
    thread = threading.get_native_id()
    niceness = os.getpriority(os.PRIO_PROCESS, thread) + _GIVING_WAY
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, thread, niceness)
