"""The centre as a process of this hall, which can be stopped and started again."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

__all__ = ["CentreDown", "CentreProcess"]

_END_SECONDS = 20.0
_PAGES = ("portal", "console")


class CentreDown(Exception):
    """The centre did not start; the message says where its words are."""


class CentreProcess:
    """Serves on one port; commands: ``start``, ``stop``, ``state``."""

    def __init__(self, home: Path, *, pages: bool = False) -> None:
        """Name the centre's home; `start` makes it serve.

        With pages it opens the portal and the staff console, too; their ports
        stand in `pages` then.
        """
        self._home = home
        self._process: subprocess.Popen[bytes] | None = None
        self.port = 0
        self.pages: dict[str, int] = dict.fromkeys(_PAGES if pages else (), 0)

    def start(self) -> None:
        """Start and wait until it listens; on the same port as before.

        Raises:
            CentreDown: it ended instead.
        """
        if self._process is not None:
            return
        self._process = self._launched()
        if not self._is_ready(self._process):
            self.stop()
            message = f"the centre did not start; see {self._log}"
            raise CentreDown(message)
        self.port = int(self._port_file("centre").read_text())
        for who in self.pages:
            self.pages[who] = int(self._port_file(who).read_text())

    def _is_ready(self, process: subprocess.Popen[bytes]) -> bool:
        """Read its words until every listener has said that it is ready."""
        waiting = {b"centre", *(who.encode() for who in self.pages)}
        for line in process.stdout or ():
            waiting.discard(line.partition(b" ready on ")[0])
            if not waiting:
                return True
        return False

    def stop(self) -> None:
        """End it, in order or else by force; a second call does nothing."""
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        if process.stdout is not None:
            process.stdout.close()
        try:
            process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def do(self, command: str) -> dict[str, bool]:
        """Carry out a command of the bench.

        Raises:
            ValueError: a command it does not know.
        """
        if command == "start":
            self.start()
        elif command == "stop":
            self.stop()
        elif command != "state":
            raise ValueError(command)
        return {"is_serving": self._process is not None}

    @property
    def _log(self) -> Path:
        return self._home.with_name("centre.log")

    def _port_file(self, who: str) -> Path:
        return self._home.with_name(f"{who}.port")

    def _launched(self) -> subprocess.Popen[bytes]:
        serve = [sys.executable, "-m", "backend", "serve", "--home", str(self._home)]
        port = ["--port", str(self.port)]
        port += ["--port-file", str(self._port_file("centre"))]
        for who, number in self.pages.items():
            port += [f"--{who}-port", str(number)]
            port += [f"--{who}-port-file", str(self._port_file(who))]
        with self._log.open("ab") as log:
            return subprocess.Popen(  # noqa: S603 - our own program
                [*serve, *port], stdout=subprocess.PIPE, stderr=log
            )
