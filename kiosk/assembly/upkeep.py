"""The running terminal's part in a change of version: to say it serves, and to end."""

from __future__ import annotations

from pathlib import Path

from kiosk.domain.release import UpdateReport
from kiosk.settings import TerminalSettings
from offline_cache.trial import Versions

__all__ = ["READY_FILE", "SERVING_FILE", "Upkeep", "versions_of"]

READY_FILE = Path("software") / "ready"
SERVING_FILE = Path("software") / "serving"
"""While it is there, large downloads wait: somebody stands before the screen."""


def versions_of(settings: TerminalSettings) -> Versions:
    """Give the directory of installed versions that the settings name."""
    ready = settings.state_directory / READY_FILE
    return Versions(settings.software.versions, ready)


class Upkeep:
    """Looks at the installed versions; does nothing where there are none.

    A terminal that runs from a checkout has no ``current`` and writes no file.
    """

    def __init__(self, settings: TerminalSettings) -> None:
        """Remember which version this process was started as."""
        self._versions = versions_of(settings)
        self._serving = settings.state_directory / SERVING_FILE
        self._started_as = self._versions.current
        self._is_told = False
        self._was_serving = False

    def report(self) -> UpdateReport | None:
        """Tell what became of the newest change of version."""
        ledger = self._versions.ledger
        if not ledger.version:
            return None
        state = "on-trial" if ledger.trial else ledger.outcome
        return UpdateReport(ledger.version, state, ledger.reason)

    def tell(self, *, is_welcoming: bool, is_serving: bool) -> None:
        """Hear how the terminal is; the first welcome proves the version."""
        if not self._started_as:
            return
        if is_welcoming and not self._is_told:
            self._versions.say_ready(self._started_as)
            self._is_told = True
        if is_serving != self._was_serving:
            self._note_serving(is_serving=is_serving)
            self._was_serving = is_serving

    def is_another_version_due(self) -> bool:
        """Whether another version became current while this one runs."""
        return bool(self._started_as) and self._versions.current != self._started_as

    def _note_serving(self, *, is_serving: bool) -> None:
        if is_serving:
            self._serving.parent.mkdir(parents=True, exist_ok=True)
            self._serving.touch()
        else:
            self._serving.unlink(missing_ok=True)
