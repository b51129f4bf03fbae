"""A PC/SC service of our own: the real daemon with a virtual reader, in private.

The daemon's socket path is built in, so it runs in a mount namespace of its own
where a private directory lies over the built-in one; clients find the socket
in that directory through ``PCSCLITE_CSOCK_NAME``. Several can run at a time.
"""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import socket
import subprocess
import time
from pathlib import Path

from kiosk.domain.fault import DeviceLost, Expired, InvalidValue

__all__ = ["PrivatePcscd", "free_port_pair", "why_not"]

_BUILT_IN = Path("/run/pcscd")
_DRIVER = Path("/usr/lib/pcsc/drivers/serial/libifdvpcd.so")
_DAEMON = "/usr/sbin/pcscd"
_READY_SECONDS = 10.0
_END_SECONDS = 5.0
_LOOK_SECONDS = 0.01
_PAIRS = range(20000, 32000, 2)
_SCRIPT = (
    'mount --bind "$1" /run/pcscd && exec "$2" --foreground --config "$3" >"$4" 2>&1'
)


def why_not() -> str:
    """Say why no private service can run here; empty when one can."""
    if os.geteuid() != 0:
        return "a private PC/SC service needs root for its mount namespace"
    if not Path(_DAEMON).exists() or not _DRIVER.exists():
        return "pcscd or vsmartcard-vpcd is not installed"
    return "" if shutil.which("unshare") else "unshare is not installed"


def free_port_pair() -> int:
    """Find a port that is free together with the next one (vpcd has two slots).

    Looked for in a random order: the ports are taken only when the daemon runs,
    and two of us that count from the same end would meet in between.
    """
    for start in random.SystemRandom().sample(_PAIRS, len(_PAIRS)):
        if _is_free(start) and _is_free(start + 1):
            return start
    raise DeviceLost(part="vpcd", reason="no free ports")


def _is_free(port: int) -> bool:
    with socket.socket() as probe, contextlib.suppress(OSError):
        probe.bind(("", port))
        return True
    return False


class PrivatePcscd:
    """The daemon as our child; commands: ``start``, ``kill``, ``stop``, ``state``."""

    def __init__(self, directory: Path, port: int | None = None) -> None:
        """Write the configuration into a directory; `start` starts the daemon."""
        self._directory = directory
        self.port = free_port_pair() if port is None else port
        self._process: subprocess.Popen[bytes] | None = None
        (directory / "conf").mkdir(parents=True, exist_ok=True)
        (directory / "run").mkdir(exist_ok=True)
        (directory / "conf" / "vpcd").write_text(self._configuration(), "ascii")

    @property
    def socket_path(self) -> Path:
        """Where clients reach the service: their ``PCSCLITE_CSOCK_NAME``."""
        return self._directory / "run" / "pcscd.comm"

    @property
    def is_running(self) -> bool:
        """Whether the daemon lives."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start the daemon and return when it takes clients and cards.

        Raises:
            DeviceLost: it ended; its last words are in ``pcscd.log``.
            Expired: it did not come up in time.
        """
        if self.is_running:
            return
        self.socket_path.unlink(missing_ok=True)
        _BUILT_IN.mkdir(exist_ok=True)
        self._process = subprocess.Popen(  # noqa: S603 - our own words only
            self._command(), stdin=subprocess.DEVNULL, start_new_session=True
        )
        self._await_ready()

    def kill(self) -> None:
        """End the daemon as a crash would, and reap it."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait(_END_SECONDS)

    def stop(self) -> None:
        """End the daemon in an orderly way."""
        if self._process is not None:
            self._process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(_END_SECONDS)
        self.kill()

    def close(self) -> None:
        """End the daemon; a second call does nothing."""
        self.stop()

    def do(self, command: str, **arguments: object) -> dict[str, object]:
        """Carry out a command given from outside; gives ``{"is_running": ...}``.

        Raises:
            InvalidValue: unknown command, or arguments where none are taken.
        """
        actions = {"start": self.start, "kill": self.kill, "stop": self.stop}
        if arguments or command not in {*actions, "state"}:
            raise InvalidValue(field="command", reason=command)
        if command in actions:
            actions[command]()
        return {"is_running": self.is_running}

    def _configuration(self) -> str:
        lines = (
            'FRIENDLYNAME "Virtual PCD"',
            f"DEVICENAME /dev/null:0x{self.port:04X}",
            f"LIBPATH {_DRIVER}",
            f"CHANNELID 0x{self.port:04X}",
        )
        return "\n".join(lines) + "\n"

    def _command(self) -> list[str]:
        paths = [self._directory / "run", _DAEMON, self._directory / "conf"]
        log = self._directory / "pcscd.log"
        shell = ["sh", "-c", _SCRIPT, "sh", *map(str, [*paths, log])]
        return ["unshare", "--mount", "--propagation", "private", *shell]

    def _await_ready(self) -> None:
        deadline = time.monotonic() + _READY_SECONDS
        # The driver opens its ports after the daemon opened its socket.
        while not _answers(self.socket_path) or _is_free(self.port):
            if not self.is_running:
                raise DeviceLost(part="pcscd", log=str(self._directory / "pcscd.log"))
            if time.monotonic() > deadline:
                self.kill()
                raise Expired(part="pcscd")
            time.sleep(_LOOK_SECONDS)


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe, contextlib.suppress(OSError):
        probe.connect(str(path))
        return True
    return False
