"""A child that may be on its way before anybody asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.work.child import start_child

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kiosk.work.child import ChildProcess

__all__ = ["EarlyChild"]


class EarlyChild:
    """Launches a child as `start_child` does; the first one can have been begun.

    It loads on another processor while its parent still loads itself.
    """

    def __init__(self, entry: str, settings: Mapping[str, object]) -> None:
        """Know what to start; nothing runs yet."""
        self._entry, self._settings = entry, dict(settings)
        self._begun: ChildProcess | None = None

    def begin(self) -> None:
        """Start the first one now, unless it was."""
        if self._begun is None:
            self._begun = start_child(self._entry, self._settings)

    def __call__(self) -> ChildProcess:
        """Give the one that was begun, once and if it lives, or start another."""
        begun, self._begun = self._begun, None
        if begun is not None and begun.is_alive:
            return begun
        if begun is not None:
            begun.kill()
        return start_child(self._entry, self._settings)
