"""The group for new versions: as the settings say, or as the centre decided since.

The program that fetches versions by night runs beside the terminal and cannot open
its store, so the centre's word lies in a small file of the state directory.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from kiosk.domain.release import is_ring
from kiosk.settings import TerminalSettings
from offline_cache.vault import put

__all__ = ["Ring", "ring_of"]

_FILE = "ring"


@dataclass(frozen=True, slots=True)
class Ring:
    """The group this terminal is in.

    Attributes:
        settled: What the settings say.
        file: Where the centre's word lies; none where it is not kept.
    """

    settled: str = ""
    file: Path | None = None

    @property
    def name(self) -> str:
        """Give the centre's word, or else the settings'."""
        return self._decided() or self.settled

    def take(self, decided: str) -> None:
        """Keep the centre's word; empty leaves it to the settings again."""
        if self.file is None or decided == self._decided():
            return
        if is_ring(decided):
            put(self.file, decided.encode())
        elif not decided:
            self.file.unlink(missing_ok=True)

    def _decided(self) -> str:
        if self.file is None:
            return ""
        with suppress(OSError, UnicodeDecodeError):
            told = self.file.read_text(encoding="ascii")
            return told if is_ring(told) else ""
        return ""


def ring_of(settings: TerminalSettings) -> Ring:
    """Give the ring of the terminal that some settings describe."""
    return Ring(settings.software.ring, settings.state_directory / _FILE)
