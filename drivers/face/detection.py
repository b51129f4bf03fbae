"""Finds faces and their five landmarks with YuNet.

Source: Wu, Peng, Yu, "YuNet: A Tiny Millisecond-level Face Detector", 2023.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from drivers.face.picture import Pixels
from drivers.face.weights import YUNET

__all__ = ["Face", "FaceDetector", "use_threads"]

_CONFIDENCE = 0.7
_OVERLAP = 0.3
_THREADS = 2
_LEAST_SIDE = 160
_MIRRORED = (1, 0, 2, 4, 3)
_SAME_SHARE = 0.1


def use_threads(most: int = _THREADS) -> None:
    """Let OpenCV use two threads: quick enough, and one core stays for the screen.

    With one it ends those it has, and begins new ones when it may have more again.
    """
    cv2.setNumThreads(min(most, cv2.getNumberOfCPUs()))


@dataclass(frozen=True, slots=True)
class Face:
    """One face in a picture, in pixels.

    Attributes:
        row: YuNet's own fifteen numbers, which SFace aligns by: box, right eye,
            left eye, nose tip, right and left corner of the mouth, confidence.
    """

    row: NDArray[np.float32] = field(repr=False)

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, width and height."""
        left, top, width, height = (float(value) for value in self.row[:4])
        return left, top, width, height

    @property
    def width(self) -> float:
        """Width of the box."""
        return float(self.row[2])

    @property
    def confidence(self) -> float:
        """How sure the network is, 0 to 1."""
        return float(self.row[14])

    @property
    def landmarks(self) -> NDArray[np.float32]:
        """Five points: right eye, left eye, nose tip, mouth corners."""
        return self.row[4:14].reshape(5, 2)

    def mirrored(self, width: int) -> Face:
        """Give the same face in the mirror image of a picture so wide."""
        row = self.row.copy()
        row[0] = width - 1 - (row[0] + row[2])
        points = self.landmarks[list(_MIRRORED)].copy()
        points[:, 0] = width - 1 - points[:, 0]
        row[4:14] = points.ravel()
        return Face(row)

    def steadied(self, again: Face) -> Face:
        """Take the middle between landmarks found twice, if they are one face's."""
        apart = np.abs(self.landmarks - again.landmarks).max()
        if apart > _SAME_SHARE * self.width:
            return self
        row = self.row.copy()
        row[4:14] = (self.row[4:14] + again.row[4:14]) / 2
        return Face(row)


class FaceDetector:
    """YuNet, loaded once."""

    def __init__(self) -> None:
        """Load the model; raises `DeviceLost` when its file is not right."""
        self._network = cv2.FaceDetectorYN.create(
            str(YUNET.path()), "", (0, 0), _CONFIDENCE, _OVERLAP
        )

    def faces(self, pixels: Pixels) -> list[Face]:
        """Give all faces, the widest first."""
        pixels = _wide_enough(pixels)
        height, width = pixels.shape[:2]
        self._network.setInputSize((width, height))
        # OpenCV's types do not know that there may be none.
        rows: Any = self._network.detect(pixels)[1]
        found = [] if rows is None else [Face(np.asarray(row)) for row in rows]
        return sorted(found, key=lambda face: face.width, reverse=True)


def _wide_enough(pixels: Pixels) -> Pixels:
    """Add black at the right and below to a narrow picture.

    On a side of few network cells OpenCV 4.14's quantised layers give results
    that differ from run to run; places in the picture stay what they are.
    """
    height, width = pixels.shape[:2]
    below, beside = max(0, _LEAST_SIDE - height), max(0, _LEAST_SIDE - width)
    if not (below or beside):
        return pixels
    edges = ((0, below), (0, beside), (0, 0))
    return np.pad(pixels, edges)
