"""Notices a camera that still delivers but no longer sees: black or frozen."""

from __future__ import annotations

import numpy as np

from drivers.camera.source import Pixels
from kiosk.domain.fault import DeviceLost

__all__ = ["BLIND_REASONS", "PictureWatch"]

_STEP = 8
_BLACK_LEVEL = 8.0
_BLIND_SECONDS = 1.5
_BLACK, _FROZEN = BLIND_REASONS = ("black", "frozen")


class PictureWatch:
    """Looks at every picture and complains when nothing was seen for 1.5 s.

    The noise of a real sensor makes each picture differ from the last even in
    an empty room; equal pictures come from a hung camera. A covered lens or a
    dead sensor gives black.
    """

    def __init__(self) -> None:
        """Start with no picture seen."""
        self._last: Pixels | None = None
        self._seen_at: float | None = None

    def is_new(self, pixels: Pixels, at: float) -> bool:
        """Take note of a picture and its time; whether it is another than the last.

        A picture given twice shows nothing of the person who stands there now.

        Raises:
            DeviceLost: fact ``reason`` is ``black`` or ``frozen``.
        """
        sample = pixels[::_STEP, ::_STEP]
        reason = self._trouble(sample)
        self._last = sample.copy()
        self._note(reason, at)
        return reason != _FROZEN

    def _note(self, reason: str | None, at: float) -> None:
        if reason is None or self._seen_at is None:
            self._seen_at = at
        elif at - self._seen_at > _BLIND_SECONDS:
            raise DeviceLost(part="camera", reason=reason)

    def _trouble(self, sample: Pixels) -> str | None:
        if float(sample.mean()) < _BLACK_LEVEL:
            return _BLACK
        if self._last is not None and np.array_equal(sample, self._last):
            return _FROZEN
        return None
