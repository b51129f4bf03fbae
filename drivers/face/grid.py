"""Does a face carry the grid of a screen? Enough to ask a person, never to refuse.

A screen's rows of dots beat with the camera's own: single bright points in the
spectrum of a patch of skin that has none by nature. A camera far off, a matt or a
very fine screen shows nothing, so that silence proves nothing either.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from drivers.face.detection import Face
    from drivers.face.picture import Pixels

__all__ = ["SCREEN_GRID", "grid_strength"]

SCREEN_GRID = 2.4
"""From here on a person should look; see ``benchmarks/hints.py`` for its measure."""

_SIDE = 128
_SLOWEST = 14
_BLOCK = 16
"""Compression leaves its own points at every eighth of a cycle for each pixel."""
_SMOOTH = 3.0
_AROUND = 15
_LEAST = 1e-3


def grid_strength(pixels: Pixels, face: Face) -> float:
    """Tell how far the brightest point of a face's spectrum stands out.

    In powers of e above its surroundings; 0 where the face is too near the edge.
    """
    left, top, width, height = face.box
    x, y = round(left + width / 2) - _SIDE // 2, round(top + height / 2) - _SIDE // 2
    patch = pixels[max(y, 0) : y + _SIDE, max(x, 0) : x + _SIDE]
    if patch.shape[:2] != (_SIDE, _SIDE):
        return 0.0
    grey = np.asarray(cv2.cvtColor(patch, cv2.COLOR_BGR2GRAY), np.float32)
    detail = (grey - cv2.GaussianBlur(grey, (0, 0), _SMOOTH)) * _window()
    spectrum = np.fft.fftshift(np.abs(np.fft.rfft2(detail)), axes=0)
    height_of = np.log(spectrum + _LEAST).astype(np.float32)
    around = cv2.blur(height_of, (_AROUND, _AROUND), borderType=cv2.BORDER_REFLECT)
    return float((height_of - around)[_telling()].max())


@cache
def _window() -> NDArray[np.float64]:
    edge = np.hanning(_SIDE)
    return np.asarray(np.outer(edge, edge), np.float64)


@cache
def _telling() -> NDArray[np.bool_]:
    """Leave out slow waves, and the places where compression leaves its blocks."""
    down = np.abs(np.arange(-_SIDE // 2, _SIDE // 2))[:, None]
    across = np.arange(_SIDE // 2 + 1)[None, :]
    telling = np.hypot(down, across) > _SLOWEST
    for one, other in ((down, across), (across, down)):
        is_block = (one % _BLOCK <= 1) | (one % _BLOCK == _BLOCK - 1)
        telling &= ~(is_block & (one >= _BLOCK - 1) & (other <= 1))
    return np.asarray(telling, np.bool_)
