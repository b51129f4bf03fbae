"""Lays a mesh of 478 points over a face.

Source: Kartynnik et al., "Real-time Facial Surface Geometry from Monocular
Video on Mobile GPUs", 2019; Grishchenko et al., "Attention Mesh", 2020. The
numbering of the points is MediaPipe's canonical face.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from drivers.face.weights import MESH

if TYPE_CHECKING:
    from drivers.face.detection import Face
    from drivers.face.picture import Pixels

__all__ = ["POINTS", "FaceMesh", "Mesh"]

POINTS = 478
_MEMBER = "face_landmarks_detector.tflite"
_SIDE = 256
_BOX_SHARE = 1.5
_PRESENT = 0.0
_LAYERS = ("Identity", "Identity_1")


@dataclass(frozen=True, slots=True)
class Mesh:
    """The points of one face, in pixels of the picture it was found in.

    Attributes:
        points: 478 rows of x and y.
    """

    points: NDArray[np.float64] = field(repr=False)


class FaceMesh:
    """The mesh network, loaded once."""

    def __init__(self) -> None:
        """Load the model; raises `DeviceLost` when its file is not right."""
        with zipfile.ZipFile(io.BytesIO(MESH.path().read_bytes())) as task:
            model = np.frombuffer(task.read(_MEMBER), np.uint8)
        self._network = cv2.dnn.readNetFromTFLite(model)

    def mesh(self, pixels: Pixels, face: Face) -> Mesh | None:
        """Measure a detected face; none when the network sees no face there."""
        to_crop = _to_crop(face)
        crop = cv2.warpAffine(pixels, to_crop, (_SIDE, _SIDE))
        self._network.setInput(cv2.dnn.blobFromImage(crop, 1 / 255, swapRB=True))
        found, presence = self._network.forward(_LAYERS)
        if float(presence.ravel()[0]) < _PRESENT:
            return None
        points = found.reshape(POINTS, 3)[:, :2].astype(np.float64)
        back = cv2.invertAffineTransform(to_crop)
        return Mesh(points @ back[:, :2].T + back[:, 2])


def _to_crop(face: Face) -> NDArray[np.float64]:
    """Map a square around the face, its eyes level, onto the network's input."""
    left, top, width, height = face.box
    right_eye, left_eye = face.landmarks[:2]
    along = left_eye - right_eye
    degrees = float(np.degrees(np.arctan2(along[1], along[0])))
    centre = (left + width / 2, top + height / 2)
    scale = _SIDE / (_BOX_SHARE * max(width, height, 1.0))
    to_crop = np.asarray(
        cv2.getRotationMatrix2D(centre, degrees, scale), dtype=np.float64
    )
    to_crop[:, 2] += _SIDE / 2 - np.array(centre)
    return to_crop
