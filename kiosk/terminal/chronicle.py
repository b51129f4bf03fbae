"""The chronicle: which change of a device is worth remembering for a week."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.ports.device import DeviceState, DeviceStatus, MediaState, SupplyLevel
from kiosk.ports.logbook import StatusNote

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from kiosk.terminal.board import Board

__all__ = ["Chronicle", "words_of"]

_EVERYDAY = (DeviceState.BUSY, DeviceState.STARTING)


def words_of(status: DeviceStatus) -> str:
    """Tell a status in short words: cause, jam, supplies that are low or out."""
    low = (SupplyLevel.LOW, SupplyLevel.OUT)
    words = [status.cause] if status.cause else []
    words += ["jammed"] if status.media is MediaState.JAMMED else []
    words += [
        f"{name}-{level}"
        for name, level in sorted(status.supplies.items())
        if level in low
    ]
    return " ".join(dict.fromkeys(words))


class Chronicle:
    """Keeps what changed; cards that come and go are residents' own affair."""

    def __init__(self, keep: Callable[[StatusNote], None]) -> None:
        """Hand each change to ``keep``, which must not wait."""
        self._keep = keep
        self._told: dict[str, tuple[str, str]] = {}

    def look(self, board: Board, names: Iterable[str], at: datetime) -> None:
        """Compare what the board shows with what was told last."""
        for name in names:
            status = board.status(name)
            if status.state in _EVERYDAY:
                continue
            now = (str(status.state), words_of(status))
            if self._told.get(name) != now:
                self._told[name] = now
                self._keep(StatusNote(at, name, *now))
