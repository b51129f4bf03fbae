"""Deeds that must wait by themselves, so that they never hold up the others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["Holds"]


@dataclass(slots=True)
class _Hold:
    tries: int = 0
    until: float = 0.0
    is_alone: bool = False


class Holds:
    """Remembers, until the next start, which deeds wait and which travel alone.

    Times are monotonic seconds. Forgetting at a restart is safe: a deed is then
    only tried earlier than it would have been.
    """

    def __init__(self) -> None:
        """Hold nothing."""
        self._holds: dict[str, _Hold] = {}

    def waiting(self, now: float) -> list[str]:
        """Name the deeds whose time has not come."""
        return [name for name, hold in self._holds.items() if hold.until > now]

    def postpone(self, deed_id: str, until: float) -> None:
        """Let a deed wait."""
        hold = self._holds.setdefault(deed_id, _Hold())
        hold.tries += 1
        hold.until = until

    def isolate(self, deed_ids: Iterable[str]) -> None:
        """Suspect deeds of spoiling whatever travels with them."""
        for deed_id in deed_ids:
            self._holds.setdefault(deed_id, _Hold()).is_alone = True

    def is_alone(self, deed_id: str) -> bool:
        """Whether a deed must be sent by itself."""
        return deed_id in self._holds and self._holds[deed_id].is_alone

    def tries(self, deed_id: str) -> int:
        """Count how often a deed was postponed."""
        return self._holds[deed_id].tries if deed_id in self._holds else 0

    def release(self, deed_id: str) -> None:
        """Forget a deed that was answered for good."""
        self._holds.pop(deed_id, None)
