"""Terminals and centres born with everything loaded, so that a cut costs a life alone.

A server process loads the modules, fonts and word lists once and forks a process for
each life (`multiprocessing`'s fork server). What is left out is the loading, in which
neither program touches a file of ours; from its first own step on each is the program
that `tests.faults.kill_child` and ``centre serve`` are, in a process of its own.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Timer
from typing import Self

__all__ = ["Life", "centre_life", "terminal_life"]

_PATIENCE_SECONDS = 600.0
_FURNISHED = "tests.faults.cradle_furnished"

_births = multiprocessing.get_context("forkserver")
_births.set_forkserver_preload([_FURNISHED])


class Life:
    """One process, what it says line by line, and how it ended."""

    def __init__(self, live: Callable[..., None], *arguments: str) -> None:
        """Have the process born; its standard output is heard here."""
        ear, mouth = _births.Pipe(duplex=False)
        self._process = _births.Process(target=_speaking, args=(mouth, live, arguments))
        self._process.start()
        mouth.close()
        self._words = os.fdopen(os.dup(ear.fileno()), encoding="utf-8")
        ear.close()

    def hear(self, start: str) -> Self:
        """Wait for a line that begins so.

        Raises:
            AssertionError: the process ended, or said nothing in ten minutes.
        """
        guard = Timer(_PATIENCE_SECONDS, self._process.kill)
        guard.start()
        try:
            heard = any(line.startswith(start) for line in self._words)
        finally:
            guard.cancel()
        assert heard, f"no word {start!r} came"
        return self

    def live_on(self, seconds: float) -> None:
        """Give it so long, or until it ends by itself."""
        self._process.join(seconds)

    def kill(self) -> None:
        """End it as a power cut would; it must have been alive until now."""
        self._process.kill()
        assert self._ended() == -9, "ended before it was killed"

    def stop(self) -> None:
        """Ask it to end, and see that it does so well."""
        self._process.terminate()
        assert self._ended() == 0

    def _ended(self) -> int | None:
        self._process.join(_PATIENCE_SECONDS)
        self._process.kill()
        self._words.close()
        return self._process.exitcode


def terminal_life(settings: Path) -> Life:
    """Have a terminal born that visits, prints and syncs until it is killed."""
    return Life(_live_as_terminal, str(settings)).hear("open")


def centre_life(home: Path, port: int = 0) -> tuple[Life, int]:
    """Have a centre born and wait until it is ready; gives the port it took."""
    life = Life(_live_as_centre, str(home), str(port)).hear("centre ready on ")
    return life, int((home / "port").read_text())


def _speaking(
    mouth: Connection, live: Callable[..., None], arguments: tuple[str, ...]
) -> None:
    # A key pressed at the console ends the run, not a life in the middle of it.
    os.setsid()
    sys.stdout = os.fdopen(mouth.fileno(), "w", encoding="utf-8", closefd=False)
    with suppress(BrokenPipeError):
        live(*arguments)
        sys.stdout.flush()


def _live_as_terminal(settings: str) -> None:
    from tests.faults.kill_child import main  # noqa: PLC0415 - loaded in the cradle

    main(Path(settings))


def _live_as_centre(home: str, port: str) -> None:
    from backend.__main__ import main  # noqa: PLC0415 - loaded in the cradle

    port_file = str(Path(home, "port"))
    taken = ["--home", home, "--port", port, "--port-file", port_file]
    sys.exit(main(["serve", *taken]))
