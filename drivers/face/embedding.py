"""Turns a face into two templates: SFace's, and dlib's as a second opinion.

SFace source: Zhong, Deng et al., 2021. For dlib's descriptor see
`drivers.face.second_opinion`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from drivers.face.detection import Face, FaceDetector
from drivers.face.picture import Pixels
from drivers.face.second_opinion import (
    Descriptor,
    SecondOpinion,
    Square,
    own_opinion,
)
from drivers.face.weights import SFACE

__all__ = ["FaceEncoder", "Template", "cosine_of", "distance_of"]

# YuNet's box goes from the forehead to the chin; dlib's landmarks were trained
# on squares that start at the eyebrows. Both figures are measured.
_DLIB_CENTRE = 0.55
_DLIB_SIDE = 0.95


@dataclass(frozen=True, slots=True)
class Template:
    """One face as numbers; lives for one comparison and is never written."""

    sface: NDArray[np.float32] = field(repr=False)
    dlib: NDArray[np.float64] | None = field(repr=False)


def cosine_of(one: Template, other: Template) -> float:
    """Likeness by SFace, -1 to 1; higher is more alike."""
    return float(one.sface @ other.sface)


def distance_of(one: Template, other: Template) -> float | None:
    """Euclidean distance by dlib; lower is more alike; none without its opinion."""
    if one.dlib is None or other.dlib is None:
        return None
    return float(np.linalg.norm(one.dlib - other.dlib))


class FaceEncoder:
    """SFace and dlib's network, loaded once."""

    def __init__(self, second_opinion: SecondOpinion = own_opinion) -> None:
        """Load the models; raises `DeviceLost` when a file is not right."""
        self._second_opinion = second_opinion
        self._network = cv2.FaceRecognizerSF.create(str(SFACE.path()), "")

    def template(
        self, pixels: Pixels, face: Face, *, with_second_opinion: bool = True
    ) -> Template:
        """Compute a face's template; dlib's part takes most of the time."""
        dlib = self._dlib(pixels, face) if with_second_opinion else None
        return Template(self._sface(pixels, face), dlib)

    def still_template(
        self, pixels: Pixels, face: Face, detector: FaceDetector
    ) -> Template:
        """Compute the template of a picture that has more time than a frame.

        The face is looked at straight and in the mirror, with landmarks found in
        both, and the middle is taken: what depends on the side the light came
        from, or on a landmark's place, is halved. Takes three times as long.
        """
        width = pixels.shape[1]
        mirror = np.ascontiguousarray(pixels[:, ::-1])
        for seen in detector.faces(mirror)[:1]:
            face = face.steadied(seen.mirrored(width))
        straight = self.template(pixels, face)
        turned = self.template(mirror, face.mirrored(width))
        return _middle(straight, turned)

    def _sface(self, pixels: Pixels, face: Face) -> NDArray[np.float32]:
        aligned = self._network.alignCrop(pixels, face.row)
        vector = np.asarray(self._network.feature(aligned), dtype=np.float32)[0].copy()
        unit: NDArray[np.float32] = vector / np.linalg.norm(vector)
        return unit

    def _dlib(self, pixels: Pixels, face: Face) -> Descriptor:
        rgb = np.ascontiguousarray(pixels[:, :, ::-1])
        return self._second_opinion(rgb, _dlib_square(face))


def _middle(one: Template, other: Template) -> Template:
    both = one.sface + other.sface
    unit: NDArray[np.float32] = both / np.linalg.norm(both)
    if one.dlib is None or other.dlib is None:
        return Template(unit, None)
    return Template(unit, (one.dlib + other.dlib) / 2)


def _dlib_square(face: Face) -> Square:
    left, top, width, height = face.box
    half = _DLIB_SIDE * max(width, height) / 2
    x, y = left + width / 2, top + _DLIB_CENTRE * height
    return round(y - half), round(x + half), round(y + half), round(x - half)
