"""Processes of our two programs out of ones that have loaded them already.

A centre starts in five seconds of a processor and a terminal in three, most of which
load programs and fonts; some hundred and fifty are started in a run. Each is a process
of its own all the same, that runs the command as it was typed, in its own environment,
with its own streams. How a fresh interpreter starts is tested elsewhere.

A nursery hears orders on a socket: arguments, folder and environment as JSON, with
three descriptors: standard output, standard error, and a pipe that is told the
process's number at once and its end, as a shell would tell it, when it comes.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import importlib
import json
import os
import random
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Literal, Self, TypeAlias

__all__ = ["Nursling", "Program"]

Program: TypeAlias = Literal["centre", "terminal"]
_Main: TypeAlias = Callable[[list[str]], int]
_Order: TypeAlias = tuple[list[str], str, dict[str, str]]

_ROOT = Path(__file__).resolve().parents[1]
_BORN_SECONDS = 200


class Nursling:
    """One process of a program; has of `subprocess.Popen` what is used.

    Attributes:
        pid: Number of the process.
        stdout: What it says, line by line.
    """

    def __init__(
        self,
        program: Program,
        arguments: Sequence[str],
        errors: Path,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """Start it; what it complains of is put behind the file's end.

        Without an environment it gets ours.
        """
        out, its_out = os.pipe()
        fate, its_fate = os.pipe()
        settings = dict(os.environ if environment is None else environment)
        with errors.open("ab") as its_errors:
            theirs = [its_out, its_errors.fileno(), its_fate]
            order = json.dumps([list(arguments), str(Path.cwd()), settings]).encode()
            _order(program, order, theirs)
        os.close(its_out)
        os.close(its_fate)
        self.stdout = os.fdopen(out, encoding="utf-8")
        self._fate = os.fdopen(fate, encoding="ascii")
        self._code: int | None = None
        self.pid = int(self._told(_BORN_SECONDS))

    def __enter__(self) -> Self:
        """Have its end waited for on the way out."""
        return self

    def __exit__(self, *_: object) -> None:
        """Wait for its end."""
        self.wait(_BORN_SECONDS)
        self.stdout.close()

    def poll(self) -> int | None:
        """Give its exit code if it has ended, as `wait` does."""
        return self.wait(0) if self._code is not None or self._is_told(0) else None

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def send_signal(self, number: int) -> None:
        """Send a signal, if it still runs."""
        if self._code is None and not self._is_told(0):
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def kill(self) -> None:
        """End it as a power cut would."""
        self.send_signal(signal.SIGKILL)

    def wait(self, timeout: float) -> int:
        """Give its exit code, negative for a signal, or raise `TimeoutExpired`."""
        if self._code is None:
            self._code = int(self._told(timeout))
            self._fate.close()
        return self._code

    def _is_told(self, seconds: float) -> bool:
        return bool(select.select([self._fate], [], [], seconds)[0])

    def _told(self, seconds: float) -> str:
        if not self._is_told(seconds):
            who = "a nursling"
            raise subprocess.TimeoutExpired(who, seconds)
        return self._fate.readline()


def _order(program: Program, order: bytes, descriptors: list[int]) -> None:
    line = _nursery(program)
    line.sendall(len(order).to_bytes(4, "big"))
    socket.send_fds(line, [order[:1]], descriptors)
    line.sendall(order[1:])


@cache
def _nursery(program: Program) -> socket.socket:
    """Open this process's own; it goes when the line to it is closed."""
    here, there = socket.socketpair()
    command = [sys.executable, "-m", __name__, str(there.fileno()), program]
    nursery = subprocess.Popen(command, cwd=_ROOT, pass_fds=[there.fileno()])
    there.close()
    atexit.register(nursery.wait)
    atexit.register(here.close)
    return here


def _raise_nurslings(line: socket.socket, program: str) -> None:
    run = _LOADED[program]()
    # No search for garbage shall touch, and so copy, what is loaded.
    gc.collect()
    gc.freeze()
    # Whoever is started is waited for by a process between us and it.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while size := int.from_bytes(_read(line, 4), "big"):
        first, descriptors, _, _ = socket.recv_fds(line, 1, 3)
        order = json.loads(first + _read(line, size - 1))
        if os.fork() == 0:
            line.close()
            _start(run, order, descriptors)
        for each in descriptors:
            os.close(each)


def _read(line: socket.socket, size: int) -> bytes:
    told = b""
    while len(told) < size and (more := line.recv(size - len(told))):
        told += more
    return told


def _load_centre() -> _Main:
    """Load what every centre does."""
    import backend.api.serve  # noqa: PLC0415
    import backend.command  # noqa: PLC0415
    from backend.__main__ import main  # noqa: PLC0415
    from backend.content.initials import load_dictionaries  # noqa: PLC0415
    from kiosk.documents.font import FontBook  # noqa: PLC0415

    load_dictionaries()
    FontBook.load(backend.command._FONTS)  # noqa: SLF001 - as the command does
    return main


_OF_A_TERMINAL = (
    "kiosk.assembly.probing.command",
    "kiosk.assembly.terminal",
    "kiosk.demonstration.play",
    "offline_cache.courier",
)


def _load_terminal() -> _Main:
    """Load what every terminal does, but nothing that looks for a device by then."""
    for module in _OF_A_TERMINAL:
        importlib.import_module(module)
    from kiosk.__main__ import main  # noqa: PLC0415

    return main


_LOADED: Mapping[str, Callable[[], _Main]] = {
    "centre": _load_centre,
    "terminal": _load_terminal,
}


def _start(run: _Main, order: _Order, descriptors: list[int]) -> None:
    """Be the program in one process, and who waits for it in another."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    out, errors, fate = descriptors
    child = os.fork()
    if child == 0:
        os.close(fate)
        os.dup2(out, 1)
        os.dup2(errors, 2)
        _be(run, *order)
    # The pipe is at its end when the program alone has closed it.
    os.close(out)
    os.write(fate, f"{child}\n".encode())
    ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    os.write(fate, f"{ended}\n".encode())
    os._exit(0)


def _be(
    run: _Main, arguments: list[str], folder: str, environment: dict[str, str]
) -> None:
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    random.seed()
    sys.exit(run(arguments))


if __name__ == "__main__":
    _raise_nurslings(socket.socket(fileno=int(sys.argv[1])), sys.argv[2])
