"""The hall's board out of a JSON file that the hall or the centre keeps up to date."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime, time
from pathlib import Path

from cattrs import Converter

from kiosk.ports.hall_board import HallBoard

__all__ = ["BoardFile"]

_converter = Converter(forbid_extra_keys=True)
_converter.register_structure_hook(time, lambda text, _: time.fromisoformat(text))
_converter.register_structure_hook(
    datetime, lambda text, _: datetime.fromisoformat(text).astimezone()
)


@dataclass(slots=True)
class BoardFile:
    """Reads the file anew whenever it has changed.

    A file that is missing or wrong tells nothing; the last good one stays, since
    whoever writes it may be in the midst of it.
    """

    path: Path
    _seen: tuple[int, int] | None = None
    _board: HallBoard = field(default_factory=HallBoard)

    def current(self) -> HallBoard:
        """Give what the hall tells now; one look at the file's date."""
        try:
            state = self.path.stat()
        except OSError:
            return self._board
        if (state.st_mtime_ns, state.st_size) != self._seen:
            self._seen = (state.st_mtime_ns, state.st_size)
            self._read()
        return self._board

    def _read(self) -> None:
        try:
            told = json.loads(self.path.read_text(encoding="utf-8"))
            self._board = _converter.structure(told, HallBoard)
        except Exception:  # noqa: BLE001 - cattrs raises groups of whatever was wrong
            return
