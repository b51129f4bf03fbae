"""Tells when a camera that was just switched on has found its exposure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from drivers.camera.source import Pixels

__all__ = ["ExposureWatch"]

_STEP = 8
_STEADY_LEVELS = 6.0
"""Change of mean brightness, of 255, that a person before the lens makes as well."""
_STEADY_FRAMES = 2
_MOST_FACTOR = 6


class ExposureWatch:
    """Drops pictures until brightness is steady, and not for ever.

    A camera without automatic exposure is steady at once; one under a failing
    lamp never is, and is taken as it is after six times the least number.
    """

    def __init__(self, least_frames: int) -> None:
        """Drop at least so many pictures; none at all when it is 0."""
        self._least = least_frames
        self._most = least_frames * _MOST_FACTOR
        self._count = 0
        self._steady = 0
        self._level: float | None = None

    def has_settled(self, pixels: Pixels) -> bool:
        """Take note of a picture; whether it may be shown."""
        if self._count >= self._most:
            return True
        level = float(pixels[::_STEP, ::_STEP].mean())
        is_steady = self._level is not None and (
            abs(level - self._level) <= _STEADY_LEVELS
        )
        self._steady = self._steady + 1 if is_steady else 0
        self._level = level
        self._count += 1
        if self._count > self._least and self._steady >= _STEADY_FRAMES:
            self._most = 0
        return self._most == 0
