"""Which version runs, and the way back when a new one does not prove itself.

Standard library alone: the package installs this file by itself, outside every
version, as the program that counts a new version's starts. A version that cannot
even be imported must not be what decides on its own way back.
"""

from __future__ import annotations

import json
import os
import sys
import time
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

__all__ = ["MOST_STARTS", "Ledger", "Trial", "Versions"]

MOST_STARTS = 3
"""A new version that was started more often without being ready is taken back."""

_NEXT, _CURRENT, _LEDGER = "next", "current", "trial.json"


@dataclass(frozen=True)
class Trial:
    """A new version before it has proved itself.

    Attributes:
        before: The version to go back to.
        starts: How often it was started.
        boot: The machine's run that ``began`` counts in.
        began: Seconds of the machine's own clock at the first start; a clock that
            is set does not shorten or lengthen a trial.
    """

    version: str
    before: str
    seconds: float
    starts: int = 0
    boot: str = ""
    began: float = 0.0


@dataclass(frozen=True)
class Ledger:
    """What is known of versions.

    Attributes:
        trial: The one under way.
        outcome: State of the newest change: ``sound``, ``gone-back`` or empty.
        reason: Why it went back.
        failed: Versions that are not tried again by themselves.
    """

    trial: Trial | None = None
    version: str = ""
    outcome: str = ""
    reason: str = ""
    failed: tuple[str, ...] = field(default=())


class Versions:
    """The directory of installed versions, one of which is current.

    Only whoever may write the directory changes what runs; the terminal itself
    reads it, and says that it is ready in a file of its own.
    """

    def __init__(self, directory: Path, ready: Path) -> None:
        """Name the directory, and the file by which a version says it is ready."""
        self.directory = directory
        self._ready = ready

    @property
    def current(self) -> str:
        """Name of the version in use; empty where there is none."""
        try:
            return (self.directory / _CURRENT).readlink().name
        except OSError:
            return ""

    @property
    def ledger(self) -> Ledger:
        """What is known; a ledger that is damaged counts as none."""
        try:
            told = json.loads((self.directory / _LEDGER).read_text("utf-8"))
            trial = Trial(**told["trial"]) if told["trial"] else None
            failed = tuple(map(str, told["failed"]))
            return Ledger(
                trial, told["version"], told["outcome"], told["reason"], failed
            )
        except (OSError, ValueError, TypeError, KeyError):
            return Ledger()

    def has(self, version: str) -> bool:
        """Whether a version lies here, whole."""
        return (self.directory / version / "bin" / "kiosk").is_file()

    @property
    def here(self) -> tuple[str, ...]:
        """Name every version that lies here, the newest first."""
        try:
            names = [path.name for path in self.directory.iterdir()]
        except OSError:
            return ()
        whole = [name for name in names if _order(name) and self.has(name)]
        return tuple(sorted(whole, key=_order, reverse=True))

    @property
    def before(self) -> str:
        """Name the version that going back would take; empty where there is none."""
        trial = self.ledger.trial
        before = trial.before if trial else self._older_than_current()
        return before if before and self.has(before) else ""

    def say_ready(self, version: str) -> None:
        """Say, as the terminal, that this version serves."""
        self._ready.parent.mkdir(parents=True, exist_ok=True)
        _write(self._ready, version)

    def try_out(self, version: str, seconds: float) -> None:
        """Make a version the current one, on trial."""
        before = self.current
        failed = tuple(each for each in self.ledger.failed if each != version)
        trial = Trial(version, before, seconds)
        self._ready.unlink(missing_ok=True)
        # The ledger first: whatever happens in between, the way back is known.
        self._keep(Ledger(trial, version, failed=failed))
        self._switch(version)

    def go_back(self, reason: str) -> str:
        """Take the version before again; gives its name, empty where there is none."""
        ledger, before = self.ledger, self.before
        if not before:
            return ""
        spoilt = self.current
        self._switch(before)
        failed = (*ledger.failed, spoilt)
        self._keep(Ledger(None, spoilt, "gone-back", reason, failed))
        return before

    def started(self) -> str:
        """Count a start; gives the version that should run now."""
        trial = self._judged()
        if trial is not None:
            boot = _boot()
            began = trial.began if trial.boot == boot else time.monotonic()
            counted = replace(
                trial, starts=trial.starts + 1, boot=boot, began=began or 0.001
            )
            self._keep(replace(self.ledger, trial=counted))
        return self.current

    def looked_after(self) -> str:
        """Look whether a trial is over; gives the version that should run now."""
        self._judged()
        return self.current

    def _judged(self) -> Trial | None:
        """Settle the trial under way if it can be; gives it if it goes on."""
        ledger = self.ledger
        trial = ledger.trial
        if trial is None:
            return None
        if self.current != trial.version:
            # The power went between the ledger and the switch.
            self._keep(replace(ledger, trial=None, outcome="", version=""))
            return None
        if trial.starts and _read(self._ready) == trial.version:
            self._keep(replace(ledger, trial=None, outcome="sound", reason=""))
            return None
        reason = _spent(trial)
        if reason:
            self.go_back(reason)
            return None
        return trial

    def _older_than_current(self) -> str:
        """Name the newest version below the current one that lies here."""
        current = _order(self.current)
        return next((name for name in self.here if _order(name) < current), "")

    def _switch(self, version: str) -> None:
        """Point to a version in a single step, durably."""
        fresh = self.directory / _NEXT
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(version)
        fresh.replace(self.directory / _CURRENT)
        _make_durable(self.directory)

    def _keep(self, ledger: Ledger) -> None:
        _write(self.directory / _LEDGER, json.dumps(asdict(ledger)))


def _spent(trial: Trial) -> str:
    """Say why a trial has failed; empty while it may go on."""
    if trial.starts > MOST_STARTS:
        return "ended-again-and-again"
    is_same_run = trial.boot == _boot()
    if trial.starts and is_same_run:
        ran = time.monotonic() - trial.began
        return "not-ready-in-time" if ran > trial.seconds else ""
    return ""


def _order(version: str) -> tuple[int, ...]:
    parts = version.split(".")
    return tuple(map(int, parts)) if all(map(str.isdigit, parts)) else ()


def _boot() -> str:
    return _read(Path("/proc/sys/kernel/random/boot_id"))


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8").strip()
    except OSError:
        return ""


def _write(path: Path, text: str) -> None:
    partial = path.with_name(f"{path.name}.partial")
    with partial.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
    _make_durable(path.parent)


def _make_durable(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def main(arguments: list[str]) -> int:
    """Count a start (``start``) or look after a trial (``check``); for systemd."""
    verbs = {"start": Versions.started, "check": Versions.looked_after}
    if len(arguments) != 3 or arguments[0] not in verbs:  # noqa: PLR2004
        sys.stderr.write("kiosk-trial start|check VERSIONS READY\n")
        return 2
    versions = Versions(Path(arguments[1]), Path(arguments[2]))
    sys.stdout.write(f"{verbs[arguments[0]](versions)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
