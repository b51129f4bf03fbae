"""The real ippeveprinter as a child process, with the message bus it needs."""

from __future__ import annotations

import atexit
import contextlib
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from drivers.simulated import ipp_engine
from drivers.simulated.ippeveprinter_request import printer_state
from kiosk.domain.fault import DeviceLost

__all__ = ["PrinterProcess"]

_START_SECONDS = 10.0
_STOP_SECONDS = 3.0
_TICK_SECONDS = 0.02
_PORT_TRIES = 5
_FORMATS = "application/pdf,application/octet-stream"


class PrinterProcess:
    """One printer with its own port, which it keeps when the power comes back."""

    def __init__(self, home: Path) -> None:
        """Work in a directory that has ``spool`` and ``keys``."""
        self._home = home
        self._bus: subprocess.Popen[str] | None = None
        self._bus_address = ""
        self._printer: subprocess.Popen[bytes] | None = None
        self.port = 0

    @staticmethod
    def is_available() -> bool:
        """Whether the machine has the programs this takes."""
        return all(map(shutil.which, ("ippeveprinter", "dbus-daemon")))

    @property
    def is_on(self) -> bool:
        """Whether the printer runs."""
        return self._printer is not None and self._printer.poll() is None

    def start(self) -> None:
        """Bring the bus and the printer up, and wait until it answers.

        Raises:
            DeviceLost: a program is missing or does not come up.
        """
        if not self.is_available():
            raise DeviceLost(reason="ippeveprinter or dbus-daemon is not installed")
        atexit.register(self.close)
        self._start_bus()
        for _ in range(_PORT_TRIES):
            self.port = _free_port()
            if self.power_on():
                return
        self.close()
        raise DeviceLost(reason="ippeveprinter did not come up")

    def close(self) -> None:
        """Stop all that was started; a second call does nothing."""
        atexit.unregister(self.close)
        self._stop(signal.SIGTERM)
        if self._bus is not None:
            self._bus.terminate()
            self._bus.communicate()
            self._bus = None

    def power_on(self) -> bool:
        """Start the printer and wait until it answers; false when it ends."""
        self.power_off()
        self._empty_spool()
        with (self._home / "log").open("ab") as log:
            self._printer = subprocess.Popen(  # noqa: S603 - words of ours only
                self._command(),
                cwd=self._home,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # Its own session, so that engine and printer die together.
                start_new_session=True,
            )
        return self._answers_in_time()

    def power_off(self) -> None:
        """Pull the plug: printer and engine end at once, in mid-sheet or not."""
        self._stop(signal.SIGKILL)

    def _start_bus(self) -> None:
        # Even with announcing switched off, ippeveprinter insists on a bus.
        command = ["dbus-daemon", "--session", "--nofork", "--nopidfile"]
        self._bus = subprocess.Popen(  # noqa: S603 - fixed words only
            [*command, "--print-address=1"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        if self._bus.stdout is not None:
            self._bus_address = self._bus.stdout.readline().strip()

    def _command(self) -> list[str]:
        engine = self._home / "engine"
        script = f'#!/bin/sh\nexec "{sys.executable}" -m {ipp_engine.__name__} "$@"\n'
        engine.write_text(script)
        engine.chmod(0o700)
        where = ["-r", "off", "-n", "localhost", "-p", str(self.port)]
        files = ["-d", str(self._home / "spool"), "-K", str(self._home / "keys")]
        return [
            *("ippeveprinter", *where, *files),
            *("-f", _FORMATS, "-c", str(engine), "Simulated printer"),
        ]

    def _environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "DBUS_SYSTEM_BUS_ADDRESS": self._bus_address,
            "HOME": str(self._home),
            "KIOSK_ENGINE": str(self._home),
            "PYTHONPATH": str(Path(ipp_engine.__file__).parents[2]),
        }

    def _empty_spool(self) -> None:
        """Leave no document behind that a printer without power forgets, too."""
        shutil.rmtree(self._home / "spool", ignore_errors=True)
        (self._home / "spool").mkdir()

    def _answers_in_time(self) -> bool:
        deadline = time.monotonic() + _START_SECONDS
        while self.is_on and time.monotonic() < deadline:
            with contextlib.suppress(OSError, http.client.HTTPException):
                printer_state(self.port)
                return True
            time.sleep(_TICK_SECONDS)
        self.power_off()
        return False

    def _stop(self, how: signal.Signals) -> None:
        if self._printer is None:
            return
        group = self._printer.pid
        with contextlib.suppress(ProcessLookupError):
            os.killpg(group, how)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._printer.wait(_STOP_SECONDS)
        # An engine may outlive its printer by a moment; it is in the same group.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(group, signal.SIGKILL)
        self._printer.wait()
        self._printer = None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
