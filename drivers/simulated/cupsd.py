"""A private CUPS scheduler for tests and demonstrations: real cupsd, real queues."""

from __future__ import annotations

import atexit
import contextlib
import grp
import os
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Self

from kiosk.domain.fault import DeviceLost, Expired

__all__ = ["PrivateCupsd"]

_START_SECONDS = 10.0
_STOP_SECONDS = 8.0
_TICK_SECONDS = 0.02
_PROGRAMS = ("cupsd", "lpadmin", "cupsenable", "cupsdisable")
_SYSTEM_PATHS = "/usr/sbin:/usr/bin:/sbin:/bin"
_GROUP = "lp"

_POLICY = """
<Policy default>
  JobPrivateAccess none
  JobPrivateValues none
  SubscriptionPrivateAccess all
  SubscriptionPrivateValues none
  <Limit All>
    Order deny,allow
  </Limit>
</Policy>
<Location />
  Order allow,deny
  Allow all
</Location>
"""


class PrivateCupsd:
    """A scheduler of our own: its own socket, port, spool and queues.

    Everything lives in one directory that is gone after `close`: the paths of
    sockets are short by nature, and a spool holds documents.
    """

    def __init__(self, *, dirty_clean_seconds: int = 30) -> None:
        """Prepare; `start` brings it up.

        Args:
            dirty_clean_seconds: How long a job may be known to the scheduler's
                memory alone; cupsd's own default is 30.
        """
        self._home = Path(tempfile.mkdtemp(prefix="kiosk-cups-"))
        self._dirty_clean_seconds = dirty_clean_seconds
        self._daemon: subprocess.Popen[bytes] | None = None
        self.port = 0
        atexit.register(self.close)

    @staticmethod
    def why_not() -> str:
        """Tell what keeps it from running here; empty when nothing does."""
        missing = [name for name in _PROGRAMS if _program(name) is None]
        if missing:
            return f"{', '.join(missing)} not installed (cups-daemon, cups-client)"
        return "" if os.geteuid() == 0 else "cupsd needs root for its own group"

    @property
    def socket(self) -> Path:
        """The scheduler's local socket."""
        return self._home / "cups.sock"

    def start(self) -> Self:
        """Bring the scheduler up, again after `kill`, and wait until it answers.

        Raises:
            DeviceLost: it is not installed, or does not come up.
        """
        if why_not := self.why_not():
            raise DeviceLost(reason=why_not)
        if not self.port:
            self.port = _free_port()
            self._write_configuration()
        self.socket.unlink(missing_ok=True)
        command = [str(_program("cupsd")), "-f"]
        files = ["-c", self._file("cupsd.conf"), "-s", self._file("cups-files.conf")]
        self._daemon = subprocess.Popen(  # noqa: S603 - words of ours only
            [*command, *files],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._await_answer()
        return self

    def add_queue(
        self, name: str, device_uri: str, *, error_policy: str = "abort-job"
    ) -> None:
        """Make a queue before a printer, driverless where the printer is IPP.

        Raises:
            DeviceLost: lpadmin refused; fact: reason.
            Expired: the queue does not get ready.
        """
        model = ["-m", "everywhere"] if device_uri.startswith("ipp") else []
        self._administer(
            *("lpadmin", "-p", name, "-E", "-v", device_uri, *model),
            *("-o", f"printer-error-policy={error_policy}"),
        )
        # The scheduler asks the printer behind lpadmin's back; until it is done,
        # jobs are aborted for want of a way to convert them.
        deadline = time.monotonic() + _START_SECONDS
        while model and not (self._home / "cache" / f"{name}.data").exists():
            if time.monotonic() > deadline:
                raise Expired(reason=f"queue {name} does not get ready")
            time.sleep(_TICK_SECONDS)

    def disable(self, name: str) -> None:
        """Stop a queue; it still takes jobs and keeps them."""
        self._administer("cupsdisable", name)

    def enable(self, name: str) -> None:
        """Let a stopped queue go on."""
        self._administer("cupsenable", name)

    def spooled(self) -> list[Path]:
        """Give the documents that lie in the spool."""
        return sorted((self._home / "spool").glob("d*"))

    def kill(self) -> None:
        """End the scheduler at once, as a crash does; its children may live on."""
        if self._daemon is not None:
            self._daemon.kill()
            self._daemon.wait()
            self._daemon = None

    def close(self) -> None:
        """Stop the scheduler and forget all; a second call does nothing."""
        atexit.unregister(self.close)
        if self._daemon is not None:
            self._daemon.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._daemon.wait(_STOP_SECONDS)
            self.kill()
        shutil.rmtree(self._home, ignore_errors=True)

    def __enter__(self) -> Self:
        """Start, so that leaving stops."""
        return self.start()

    def __exit__(self, *_: object) -> None:
        """Stop."""
        self.close()

    def _administer(self, *words: str) -> None:
        program = str(_program(words[0]))
        done = subprocess.run(  # noqa: S603 - words of ours only
            [program, *words[1:]],
            env={**os.environ, "CUPS_SERVER": str(self.socket)},
            capture_output=True,
            text=True,
            check=False,
            timeout=_START_SECONDS,
        )
        if done.returncode:
            raise DeviceLost(reason=done.stderr.strip() or words[0])

    def _await_answer(self) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            probe = socket.socket(socket.AF_UNIX)
            with probe, contextlib.suppress(OSError):
                probe.connect(str(self.socket))
                return
            time.sleep(_TICK_SECONDS)
        self.close()
        raise Expired(reason="cupsd did not come up")

    def _file(self, name: str) -> str:
        return str(self._home / name)

    def _write_configuration(self) -> None:
        self._home.chmod(0o755)
        group = grp.getgrnam(_GROUP).gr_gid
        for part in ("root", "spool", "cache", "state", "logs", "tmp"):
            place = self._home / part
            place.mkdir(exist_ok=True)
            os.chown(place, 0, group)
            place.chmod(0o770)
        Path(self._file("cupsd.conf")).write_text(
            f"Listen 127.0.0.1:{self.port}\nListen {self.socket}\n"
            f"DirtyCleanInterval {self._dirty_clean_seconds}\n"
            "Browsing No\nWebInterface No\nDefaultAuthType None\n"
            f"PreserveJobHistory Yes\nPreserveJobFiles 3600\n{_POLICY}",
            encoding="utf-8",
        )
        places = {
            "ServerRoot": "root",
            "RequestRoot": "spool",
            "CacheDir": "cache",
            "StateDir": "state",
            "TempDir": "tmp",
        }
        lines = [f"{word} {self._home / part}" for word, part in places.items()]
        logs = ("AccessLog", "ErrorLog", "PageLog")
        lines += [f"{word} {self._home / 'logs' / word}" for word in logs]
        lines += [f"User {_GROUP}", f"Group {_GROUP}", "SystemGroup root"]
        text = "\n".join(lines) + "\n"
        Path(self._file("cups-files.conf")).write_text(text, encoding="utf-8")


def _program(name: str) -> str | None:
    return shutil.which(name) or shutil.which(name, path=_SYSTEM_PATHS)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
