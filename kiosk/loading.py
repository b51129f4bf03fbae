"""How a program of many modules is loaded: nobody looks for garbage meanwhile."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["loading", "settle"]


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
