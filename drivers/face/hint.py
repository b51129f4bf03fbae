"""Advice that may be wrong: a mask over the lower face, light from one side.

Judged by the colour of skin alone, so that a beard or a birthmark may look like a
mask. A hint is told for a while and then dropped: it holds nobody up for longer,
and no face is refused because of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.ports.face_judge import Advice

if TYPE_CHECKING:
    from drivers.face.detection import Face
    from drivers.face.picture import Pixels

__all__ = ["Hints", "Skin", "hint"]

_COVERED = 12.0
"""Of 149 bare faces none came so far; see ``benchmarks/hints.py``."""
_ONE_SIDED = 0.45
_PATCH = 0.08
_NEUTRAL = 128
_HINT_SECONDS = 8.0
"""Long enough to read it and to reach for the strings of a mask."""

# Places as shares: along from the right eye to the left one, down from the middle
# of the eyes to the middle of the mouth.
_BROW = ((-0.3, -0.35), (0.0, -0.35), (0.3, -0.35))
_GLABELLA = (0.0, -0.15)
_CHIN = 1.36
_CHEEKS = ((-0.6, 0.45), (0.6, 0.45))
_BESIDE_MOUTH = (0.15, 0.15)


@dataclass(frozen=True, slots=True)
class Skin:
    """What colours a face has where.

    Attributes:
        cover: Least difference in colour, whatever the brightness, between the
            skin above (forehead, and between the brows) and every place below that
            a mask covers (tip of the nose, lips, chin); CIELAB, a and b.
        evenness: Brightness of the darker cheek, as a share of the lighter one's.
    """

    cover: float
    evenness: float

    @classmethod
    def of(cls, pixels: Pixels, face: Face) -> Skin:
        """Measure a face that looks at the camera."""
        colours = _colours(pixels, face)
        brow, glabella, nose, lips = np.median(colours[:3], axis=0), *colours[3:6]
        below = np.median(colours[6:9], axis=0)
        # Hair may hang over the forehead, a frown between the brows: both must differ.
        cover = min(
            float(np.hypot(*(above - under)[1:]))
            for above in (brow, glabella)
            for under in (nose, lips, below)
        )
        dark, light = sorted(float(colour[0]) for colour in colours[9:])
        return cls(cover, dark / max(light, 1.0))


def hint(pixels: Pixels, face: Face) -> Advice | None:
    """Tell what is probably wrong with a face that is well placed, if anything."""
    skin = Skin.of(pixels, face)
    if skin.cover > _COVERED:
        return Advice.TAKE_OFF_MASK
    return Advice.EVEN_LIGHT if skin.evenness < _ONE_SIDED else None


class Hints:
    """Lets each hint stand for some seconds, then believes the person."""

    def __init__(self) -> None:
        """Begin with nothing told."""
        self._since: dict[Advice, float] = {}

    def note(self, found: Advice | None, at: float) -> Advice | None:
        """Give the hint of a picture as long as it may still be told."""
        if found is None:
            return None
        since = self._since.setdefault(found, at)
        return found if at - since < _HINT_SECONDS else None


def _colours(pixels: Pixels, face: Face) -> NDArray[np.float32]:
    """Give eleven colours of the face, in CIELAB."""
    size = float(np.hypot(*(face.landmarks[1] - face.landmarks[0])))
    patches = [_patch(pixels, place, _PATCH * size) for place in _places(face)]
    row = np.array([patches], np.uint8)
    lab = np.asarray(cv2.cvtColor(row, cv2.COLOR_BGR2LAB), np.float32)[0]
    return np.asarray(lab - np.array([0, _NEUTRAL, _NEUTRAL]), np.float32)


def _places(face: Face) -> list[NDArray[np.float32]]:
    right_eye, left_eye, nose, mouth_right, mouth_left = face.landmarks
    along, middle = left_eye - right_eye, (right_eye + left_eye) / 2
    mouth = (mouth_right + mouth_left) / 2
    down = mouth - middle
    aside, below = _BESIDE_MOUTH
    corner = below * down
    above = [middle + x * along + y * down for x, y in (*_BROW, _GLABELLA)]
    chin = middle + _CHIN * down
    corners = [mouth_right - aside * along, mouth_left + aside * along]
    cheeks = [middle + x * along + y * down for x, y in _CHEEKS]
    return [*above, nose, mouth, chin, *(at + corner for at in corners), *cheeks]


def _patch(
    pixels: Pixels, place: NDArray[np.float32], half: float
) -> NDArray[np.float64]:
    """Take the middle colour of a small square, as far as it is in the picture."""
    height, width = pixels.shape[:2]
    reach = max(2, int(half))
    x = min(max(int(place[0]), 0), width - 1)
    y = min(max(int(place[1]), 0), height - 1)
    square = pixels[
        max(0, y - reach) : y + reach + 1, max(0, x - reach) : x + reach + 1
    ]
    return np.asarray(np.median(square.reshape(-1, 3), axis=0), np.float64)
