"""One founding for all halls of a run: a centre with its city takes its time."""

from __future__ import annotations

import fcntl
import io
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from drivers.simulated.ippeveprinter import PrinterBench
from drivers.simulated.pcscd import why_not
from kiosk.demonstration.hall import Hall
from kiosk.demonstration.narrator import Narrator

__all__ = ["open_hall"]


@contextmanager
def open_hall(
    factory: pytest.TempPathFactory, directory: Path, *, challenges: bool
) -> Iterator[Hall]:
    """Open a hall as new, in a copy of what the run's first one founded."""
    trouble = why_not()
    if trouble or not PrinterBench.is_available():
        pytest.skip(trouble or "ippeveprinter is not installed")
    shutil.copytree(_founded(_shared(factory)), directory, dirs_exist_ok=True)
    narrator = Narrator(io.StringIO())
    with Hall(directory, narrator, challenges=challenges) as hall:
        yield hall


def _shared(factory: pytest.TempPathFactory) -> Path:
    """Give the folder of the whole run, over all of its workers."""
    own = factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


def _founded(folder: Path) -> Path:
    """Found a hall there, or wait until another worker has."""
    home = folder / "founded-hall"
    with (folder / "founded-hall.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        home.mkdir(exist_ok=True)
        Hall(home, Narrator(io.StringIO())).found()
    return home
