"""What a mesh tells: open eyes, a turned head, a face that is not flat.

Eye aspect ratio: Soukupova and Cech, "Real-Time Eye Blink Detection using
Facial Landmarks", 2016. All figures are in distances between the eyes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from drivers.face.mesh import Mesh

__all__ = [
    "bend_between",
    "eye_distance",
    "eye_middle",
    "eye_openness",
    "mouth_gap",
    "nose_place",
]

# Outer corner, two of the upper lid, inner corner, two of the lower lid.
_RIGHT_EYE = (33, 160, 158, 133, 153, 144)
_LEFT_EYE = (263, 387, 385, 362, 380, 373)
_NOSE_TIP = 1
_INNER_LIPS = (13, 14)
_SKIN_POINTS = 468
"""The ten points of the irises after these move with the glance."""


def eye_openness(mesh: Mesh) -> float:
    """Give the eye aspect ratio, mean of both eyes; about 0.3 when open."""
    return (_openness(mesh, _RIGHT_EYE) + _openness(mesh, _LEFT_EYE)) / 2


def eye_distance(mesh: Mesh) -> float:
    """Give the distance between the middles of the eyes, in pixels."""
    return float(np.hypot(*_between(mesh)))


def eye_middle(mesh: Mesh) -> tuple[float, float]:
    """Give the place between the eyes, in pixels."""
    right, left = _middles(mesh)
    x, y = (right + left) / 2
    return float(x), float(y)


def mouth_gap(mesh: Mesh) -> float:
    """Give the gap between the lips, in distances between the eyes; 0 when closed."""
    upper, lower = mesh.points[list(_INNER_LIPS)]
    return float(np.hypot(*(lower - upper))) / max(eye_distance(mesh), 1.0)


def nose_place(mesh: Mesh) -> float:
    """Tell where the nose stands along the line through the eyes.

    0 is their middle; positive is towards the person's own left.
    """
    right, left = _middles(mesh)
    along = left - right
    offset = mesh.points[_NOSE_TIP] - (right + left) / 2
    return float(offset @ along / max(float(along @ along), 1.0))


def bend_between(base: Mesh, other: Mesh) -> float:
    """Tell how badly one plane, however tilted, explains both meshes.

    Any picture on paper or glass that is moved about is one homography, and
    leaves no more than the noise of the mesh; a head that turns leaves much.
    """
    here, there = base.points[:_SKIN_POINTS], other.points[:_SKIN_POINTS]
    # OpenCV's types do not know that there may be none.
    plane: Any = cv2.findHomography(here, there, 0)[0]
    if plane is None:
        return 0.0
    moved = cv2.perspectiveTransform(here[None], plane)[0]
    squares = ((moved - there) ** 2).sum(axis=1)
    return float(np.sqrt(squares.mean()) / max(eye_distance(other), 1.0))


def _openness(mesh: Mesh, eye: tuple[int, ...]) -> float:
    outer, top_out, top_in, inner, low_in, low_out = mesh.points[list(eye)]
    high = np.hypot(*(top_out - low_out)) + np.hypot(*(top_in - low_in))
    return float(high / max(2 * float(np.hypot(*(outer - inner))), 1.0))


def _middles(mesh: Mesh) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    points = mesh.points
    right = (points[_RIGHT_EYE[0]] + points[_RIGHT_EYE[3]]) / 2
    left = (points[_LEFT_EYE[0]] + points[_LEFT_EYE[3]]) / 2
    return right, left


def _between(mesh: Mesh) -> NDArray[np.float64]:
    right, left = _middles(mesh)
    return left - right
