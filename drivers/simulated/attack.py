"""What attackers hold before a camera: prints and screens, moved as hands move them.

Our own generator for tests and benchmarks. It knows nothing of what judges it, and
is no more than a model: real paper, real screens and real lenses must be tried, too.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["printed", "screened", "shaken", "tilted"]

_Picture = NDArray[np.uint8]

_FOCUS = 900.0
_DESK = (90, 90, 90)
_TREMOR_PIXELS, _TREMOR_DEGREES, _TREMOR_SCALE = 5.0, 3.0, 0.03
_INK_BLACK, _INK_WHITE = 28.0, 232.0
_SCREEN_PITCH = 2.6
_SCREEN_GAMMA = 1.18
_SCREEN_STRIPES = 0.07
_SCREEN_QUALITY = 70


def tilted(picture: _Picture, degrees: float, scale: float = 1.0) -> _Picture:
    """A flat picture on paper, turned about its upright middle."""
    height, width = picture.shape[:2]
    angle = np.radians(degrees)
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    places = []
    for x, y in corners - (width / 2, height / 2):
        nearer = scale * _FOCUS / (_FOCUS + x * np.sin(angle))
        places.append((x * np.cos(angle) * nearer, y * nearer))
    placed = np.array(places) + np.array([width / 2, height / 2])
    lay = cv2.getPerspectiveTransform(corners, placed.astype(np.float32))
    seen = cv2.warpPerspective(picture, lay, (width, height), borderValue=_DESK)
    return np.asarray(seen, dtype=np.uint8)


def shaken(picture: _Picture, moment: float) -> _Picture:
    """A flat picture in a hand that tries to keep still, at a moment in seconds."""
    height, width = picture.shape[:2]
    sway = np.array([np.sin(2.1 * moment), np.sin(3.4 * moment + 1), np.sin(moment)])
    turned = tilted(picture, _TREMOR_DEGREES * sway[0], 1 + _TREMOR_SCALE * sway[2])
    move = np.array(
        [[1, 0, _TREMOR_PIXELS * sway[1]], [0, 1, _TREMOR_PIXELS * sway[0]]]
    )
    seen = cv2.warpAffine(
        turned, move, (width, height), borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(seen, dtype=np.uint8)


def printed(picture: _Picture) -> _Picture:
    """What a good printer makes of a picture: less contrast, a little soft."""
    soft = cv2.GaussianBlur(picture, (0, 0), 0.7).astype(np.float32)
    toned = _INK_BLACK + soft * (_INK_WHITE - _INK_BLACK) / 255
    return np.clip(toned, 0, 255).astype(np.uint8)


def screened(picture: _Picture) -> _Picture:
    """What a camera sees of a screen: its rows of pixels beat with the camera's."""
    height, width = picture.shape[:2]
    small = cv2.resize(picture, None, fx=0.8, fy=0.8, interpolation=cv2.INTER_AREA)
    shown = cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR)
    bright = 255 * (np.asarray(shown, np.float32) / 255) ** (1 / _SCREEN_GAMMA)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    rows, columns = (np.sin(2 * np.pi * each / _SCREEN_PITCH) for each in (y, x))
    grid = 1 + _SCREEN_STRIPES * (rows + columns)
    taken = np.clip(bright * grid[..., None], 0, 255).astype(np.uint8)
    quality = (cv2.IMWRITE_JPEG_QUALITY, _SCREEN_QUALITY)
    jpeg = cv2.imencode(".jpg", taken, quality)[1]
    return np.asarray(cv2.imdecode(jpeg, cv2.IMREAD_COLOR), dtype=np.uint8)
