"""Is this picture good enough to judge by, and if not, what should the person do?

Thresholds follow ISO/IEC 19794-5 in kind (one face, frontal, evenly lit, sharp);
their figures were set for a 640x480 camera at arm's length.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from kiosk.ports.face_judge import Advice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from drivers.face.detection import Face
    from drivers.face.picture import Pixels

__all__ = ["LIMITS", "Limits", "Pose", "advise", "others_beside"]


@dataclass(frozen=True, slots=True)
class Limits:
    """What a frame must meet; widths in pixels, angles in degrees.

    Attributes:
        most_turn: How far the nose may stand off the middle of the eyes, in
            distances between the eyes; about 20 degrees of yaw.
        nod_range: Where the nose may stand between eyes (0) and mouth (1).
        least_light: Mean brightness of the face, of 255.
        least_sharpness: Variance of the Laplacian of the face at 112 pixels.
        beside_share: Another face counts from this share of the first's width
            on; people who wait behind are smaller.
    """

    least_width: float = 110.0
    most_width: float = 400.0
    most_turn: float = 0.22
    most_roll_degrees: float = 20.0
    nod_range: tuple[float, float] = (0.3, 0.8)
    least_light: float = 55.0
    least_sharpness: float = 25.0
    beside_share: float = 0.5


LIMITS = Limits()
_SHARPNESS_SIDE = 112
_EDGE = 2.0


@dataclass(frozen=True, slots=True)
class Pose:
    """How a head is held, from five landmarks.

    Attributes:
        turn: Nose off the middle of the eyes, in distances between the eyes.
        roll_degrees: Slope of the line through the eyes.
        nod: Nose between the eyes (0) and the mouth (1).
    """

    turn: float
    roll_degrees: float
    nod: float

    @classmethod
    def of(cls, face: Face) -> Pose:
        """Measure along and across the line through the eyes."""
        right_eye, left_eye, nose, mouth_right, mouth_left = face.landmarks
        along = left_eye - right_eye
        eye_distance = max(float(np.hypot(*along)), 1.0)
        unit = along / eye_distance
        across = np.array([-unit[1], unit[0]])
        middle = (right_eye + left_eye) / 2
        drop = float(((mouth_right + mouth_left) / 2 - middle) @ across)
        return cls(
            turn=abs(float((nose - middle) @ unit)) / eye_distance,
            roll_degrees=abs(float(np.degrees(np.arctan2(unit[1], unit[0])))),
            nod=float((nose - middle) @ across) / (drop or 1.0),
        )


def others_beside(faces: Sequence[Face], limits: Limits = LIMITS) -> bool:
    """Whether somebody else is as near as the first face, which is the widest."""
    return len(faces) > 1 and faces[1].width >= limits.beside_share * faces[0].width


def advise(
    pixels: Pixels, faces: Sequence[Face], limits: Limits = LIMITS
) -> Advice | None:
    """Give the one thing to do now, most telling first; none for a good frame."""
    if not faces:
        return Advice.LOOK_HERE
    if others_beside(faces, limits):
        return Advice.ONE_PERSON
    face = faces[0]
    return (
        _advise_place(pixels, face, limits)
        or _advise_pose(Pose.of(face), limits)
        or _advise_picture(pixels, face, limits)
    )


def _advise_place(pixels: Pixels, face: Face, limits: Limits) -> Advice | None:
    if face.width < limits.least_width:
        return Advice.COME_CLOSER
    if face.width > limits.most_width:
        return Advice.STEP_BACK
    points = face.landmarks
    height, width = pixels.shape[:2]
    is_inside = (points >= _EDGE).all() and (points < (width, height)).all()
    return None if is_inside else Advice.LOOK_HERE


def _advise_pose(pose: Pose, limits: Limits) -> Advice | None:
    lowest, highest = limits.nod_range
    is_frontal = (
        pose.turn <= limits.most_turn
        and pose.roll_degrees <= limits.most_roll_degrees
        and lowest <= pose.nod <= highest
    )
    return None if is_frontal else Advice.FACE_FORWARD


def _advise_picture(pixels: Pixels, face: Face, limits: Limits) -> Advice | None:
    grey = _grey_face(pixels, face)
    if float(grey.mean()) < limits.least_light:
        return Advice.MORE_LIGHT
    if float(cv2.Laplacian(grey, cv2.CV_64F).var()) < limits.least_sharpness:
        return Advice.HOLD_STILL
    return None


def _grey_face(pixels: Pixels, face: Face) -> Pixels:
    left, top, width, height = (round(value) for value in face.box)
    crop = pixels[max(top, 0) : top + height, max(left, 0) : left + width]
    side = (_SHARPNESS_SIDE, _SHARPNESS_SIDE)
    small = cv2.resize(crop, side, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), dtype=np.uint8)
