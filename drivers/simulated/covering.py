"""Faces that a judge should see less well: behind a mask, or lit from one side.

Our own generator for tests and benchmarks; cloth is drawn, not photographed.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["CLOTHS", "MASK_OUTLINE", "lit_from_side", "masked"]

_Picture = NDArray[np.uint8]

CLOTHS = {
    "white": (225, 225, 225),
    "blue": (215, 190, 150),
    "black": (40, 38, 38),
    "grey": (130, 130, 130),
    "pink": (190, 170, 230),
    "green": (150, 190, 140),
    "beige": (170, 195, 220),
}
"""Colours of masks as blue-green-red; beige is nearly skin."""

# fmt: off
MASK_OUTLINE = (
    234, 93, 132, 58, 172, 136, 150, 149, 176, 148, 152,
    377, 400, 378, 379, 365, 397, 288, 361, 323, 454, 350, 197, 121,
)
# fmt: on
"""Along the jaw from ear to ear and back over the nose: points of MediaPipe's face."""

_SOFT_EDGE = 1.5
_SHADE = 0.12
_FOLDS, _FOLD_DEPTH = 60.0, 0.05
_WEAVE = 2.5


def masked(
    picture: _Picture, outline: NDArray[np.float64], colour: tuple[int, int, int]
) -> _Picture:
    """Put a mask of cloth over part of a face, shaded as the face is.

    Args:
        picture: Blue-green-red.
        outline: Corners of the mask in pixels, from ear to ear and back.
        colour: Of the cloth in full light.
    """
    corners = outline.round().astype(np.int32)
    cover = np.zeros(picture.shape[:2], np.float32)
    cv2.fillPoly(cover, [corners], 1.0)
    inside = cover > 0
    cover = np.asarray(cv2.GaussianBlur(cover, (0, 0), _SOFT_EDGE), np.float32)
    width = float(np.ptp(outline[:, 0]))
    grey = np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.float32)
    shade = np.asarray(cv2.GaussianBlur(grey, (0, 0), _SHADE * width), np.float32)
    shade /= max(float(np.median(shade[inside])), 1.0)
    down = np.arange(picture.shape[0], dtype=np.float32)[:, None] / width
    folded = shade * (1 + _FOLD_DEPTH * np.sin(_FOLDS * down))
    cloth = np.array(colour, np.float32) * folded[..., None]
    cloth += np.random.default_rng(1).normal(0, _WEAVE, picture.shape)
    worn = picture * (1 - cover[..., None]) + cloth * cover[..., None]
    return np.asarray(np.clip(worn, 0, 255), np.uint8)


def lit_from_side(picture: _Picture, middle: float, strength: float) -> _Picture:
    """Take light away on one side of a face.

    Args:
        picture: Blue-green-red.
        middle: Where the face's middle is, in pixels from the left.
        strength: Share of the light that is missing at the dark side, 0 to 1.
    """
    reach = 0.06 * picture.shape[1]
    across = (np.arange(picture.shape[1], dtype=np.float32) - middle) / reach
    light = 1 - strength / (1 + np.exp(-across))
    return np.asarray(np.clip(picture * light[None, :, None], 0, 255), np.uint8)
