"""Moves a still portrait as a living person moves: turns, blinks, comes closer.

The head is a rounded surface with a nose, seen in perspective; each picture is
the still, pulled back from where that surface stands now. It is a puppet for
tests and demonstrations and knows nothing of the mesh that judges it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["EyeMarks", "FaceMarks", "LivingFace", "MouthMarks", "Posture"]

_Picture = NDArray[np.uint8]
_Field = NDArray[np.float32]

# Lengths in distances between the eyes, about 63 mm; from the middle of the eyes.
_HALF_WIDTH, _HALF_HEIGHT, _HALF_DEPTH = 1.25, 1.75, 1.45
_CENTRE_DROP = 0.55
_AXIS_DEPTH = 1.1
_AWAY = 9.0
_NOSE_HEIGHT, _NOSE_WIDTH = 0.42, 0.17
_RIM = (1.0, 1.5)
_ROUNDS = 10
# A lid that unfolds is skin without brow or shadow, such as lies below the eye; it
# begins at the fold above the lashes, and these move with it. An eye is rounder than
# a parabola, and a closed one's lashes lie on the lower rim.
_LID_SKIN, _BELOW_LASHES, _FOLD = 0.5, 0.06, 0.12
_LASHES, _LASH_ROOT = 0.05, 0.01
_LID_WIDTH, _LID_ARCH, _LID_REACH = 1.12, 0.7, 1.2
# A jaw drops by some 24 mm; the chin follows half as far, the neck not at all.
_GAPE, _LIP_WIDTH, _JAW_LENGTH = 0.38, 1.05, 1.2
_THROAT = (38.0, 26.0, 58.0)
_LIP_RIM = 0.03


@dataclass(frozen=True, slots=True)
class EyeMarks:
    """One eye in the still, in pixels: corners, and the middle of both lids."""

    outer: tuple[float, float]
    inner: tuple[float, float]
    top: tuple[float, float]
    bottom: tuple[float, float]


@dataclass(frozen=True, slots=True)
class MouthMarks:
    """The mouth in the still, in pixels: corners, and where the lips meet."""

    right: tuple[float, float]
    left: tuple[float, float]
    line: tuple[float, float]


@dataclass(frozen=True, slots=True)
class FaceMarks:
    """Where eyes, nose and mouth are; the right eye is the person's own."""

    right_eye: EyeMarks
    left_eye: EyeMarks
    nose_tip: tuple[float, float]
    mouth: MouthMarks

    @classmethod
    def of_mesh(cls, points: NDArray[np.float64]) -> FaceMarks:
        """Take them from the points of a mesh with MediaPipe's numbering."""
        at = [(float(x), float(y)) for x, y in points]
        line = _middle(at[13], at[14])
        return cls(
            EyeMarks(at[33], at[133], at[159], at[145]),
            EyeMarks(at[263], at[362], at[386], at[374]),
            at[1],
            MouthMarks(at[61], at[291], (float(line[0]), float(line[1]))),
        )


@dataclass(frozen=True, slots=True)
class Posture:
    """How the person holds the head at one moment.

    Attributes:
        turn_degrees: To the person's own left is positive.
        closeness: 1 is where the still was taken; 2 is half as far away.
        lids: 0 open, 1 closed.
        gape: 0 the mouth is closed, 1 wide open.
    """

    turn_degrees: float = 0.0
    closeness: float = 1.0
    lids: float = 0.0
    gape: float = 0.0


class LivingFace:
    """One still with a face, ready to be posed."""

    def __init__(self, still: _Picture, marks: FaceMarks) -> None:
        """Take a picture and the places that `FaceMarks` names in it."""
        self._still = still
        self._marks = marks
        right = _middle(marks.right_eye.outer, marks.right_eye.inner)
        left = _middle(marks.left_eye.outer, marks.left_eye.inner)
        self._origin = (right + left) / 2
        self._unit = float(np.hypot(*(left - right)))
        self._along = (left - right) / self._unit
        self._across = np.array([-self._along[1], self._along[0]])

    def pose(self, posture: Posture) -> _Picture:
        """Give the picture of one moment, as large as the still."""
        where = self._unposed(posture)
        if posture.lids > 0.0:
            for eye in (self._marks.right_eye, self._marks.left_eye):
                where = self._unlidded(where, eye, posture.lids)
        if posture.gape > 0.0:
            return self._gaping(where, posture.gape)
        return self._pulled(where)

    def _pulled(self, where: _Field) -> _Picture:
        """Fetch each pixel of the new picture from its place in the still."""
        x, y = self._pixels_of(where)
        pulled = cv2.remap(
            self._still, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )
        return np.asarray(pulled, dtype=np.uint8)

    @cached_property
    def _places(self) -> _Field:
        """Each pixel's place: along the eyes, and down, in eye distances."""
        height, width = self._still.shape[:2]
        y, x = np.mgrid[0:height, 0:width].astype(np.float32)
        x, y = x - self._origin[0], y - self._origin[1]
        along = (x * self._along[0] + y * self._along[1]) / self._unit
        across = (x * self._across[0] + y * self._across[1]) / self._unit
        return np.dstack([along, across]).astype(np.float32)

    def _pixels_of(self, places: _Field) -> tuple[_Field, _Field]:
        along, across = places[..., 0] * self._unit, places[..., 1] * self._unit
        x = self._origin[0] + along * self._along[0] + across * self._across[0]
        y = self._origin[1] + along * self._along[1] + across * self._across[1]
        return x.astype(np.float32), y.astype(np.float32)

    def _place(self, pixel: tuple[float, float]) -> NDArray[np.float64]:
        offset = np.array(pixel) - self._origin
        return np.array([offset @ self._along, offset @ self._across]) / self._unit

    # The head ---------------------------------------------------------------

    @cached_property
    def _shape(self) -> tuple[_Field, _Field]:
        """Depth towards the camera, and how much a place belongs to the head."""
        along, across = self._places[..., 0], self._places[..., 1]
        radius = np.hypot(along / _HALF_WIDTH, (across - _CENTRE_DROP) / _HALF_HEIGHT)
        depth = _HALF_DEPTH * (np.sqrt(np.clip(1 - radius**2, 0.0, 1.0)) - 1)
        tip = self._place(self._marks.nose_tip)
        above = np.where(across < tip[1], 0.42 * max(tip[1], 0.4), 0.13)
        ridge = np.exp(-(((across - tip[1]) / above) ** 2))
        depth += _NOSE_HEIGHT * ridge * np.exp(-(((along - tip[0]) / _NOSE_WIDTH) ** 2))
        share = np.clip((_RIM[1] - radius) / (_RIM[1] - _RIM[0]), 0.0, 1.0)
        return depth.astype(np.float32), (share * share * (3 - 2 * share)).astype(
            np.float32
        )

    def _shift(self, posture: Posture) -> _Field:
        """Tell how far each place of the still has moved in this posture."""
        depth, share = self._shape
        seen = self._places
        angle = np.radians(posture.turn_degrees)
        real = seen * ((_AWAY - depth) / _AWAY)[..., None]
        ahead = depth + _AXIS_DEPTH
        along = real[..., 0] * np.cos(angle) + ahead * np.sin(angle)
        towards = ahead * np.cos(angle) - real[..., 0] * np.sin(angle) - _AXIS_DEPTH
        scale = _AWAY / (_AWAY / posture.closeness - towards)
        moved = np.dstack([along, real[..., 1]]) * scale[..., None] - seen
        still = seen * (posture.closeness - 1)
        shift = share[..., None] * moved + (1 - share[..., None]) * still
        return np.asarray(shift, dtype=np.float32)

    def _unposed(self, posture: Posture) -> _Field:
        """Find for each new pixel the place of the still that has come there."""
        if posture.turn_degrees == 0.0 and posture.closeness == 1.0:
            return self._places
        shift = self._shift(posture)
        where = self._places / posture.closeness
        for _ in range(_ROUNDS):
            x, y = self._pixels_of(where)
            moved = cv2.remap(
                shift, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
            )
            where = (where + (self._places - moved - where) * 0.8).astype(np.float32)
        return where

    # The lids ---------------------------------------------------------------

    def _unlidded(self, where: _Field, eye: EyeMarks, closed: float) -> _Field:
        """Unfold the lid over an eye; the brow above stays where it is."""
        outer, inner = self._place(eye.outer), self._place(eye.inner)
        centre = (outer + inner) / 2
        half = float(np.hypot(*(outer - inner))) / 2 * _LID_WIDTH
        top, bottom = self._place(eye.top) - centre, self._place(eye.bottom) - centre
        local = where - centre.astype(np.float32)
        arch = np.clip(1 - (local[..., 0] / half) ** 2, 0.0, 1.0) ** _LID_ARCH
        upper, opening = top[1] * arch, (bottom[1] - top[1]) * arch
        lid = upper + closed * _LID_REACH * opening
        skin = upper + opening + _BELOW_LASHES + _LID_SKIN * (lid - local[..., 1])
        lashes = upper + local[..., 1] - lid - _LASH_ROOT
        unfolded = np.where(local[..., 1] > lid - _LASHES, lashes, skin)
        is_lid = (local[..., 1] > upper - _FOLD * arch) & (local[..., 1] < lid)
        down = np.where(is_lid, unfolded, local[..., 1]) + centre[1]
        return np.dstack([where[..., 0], down]).astype(np.float32)

    # The mouth ---------------------------------------------------------------

    def _gaping(self, where: _Field, opened: float) -> _Picture:
        """Drop the jaw: the lower lip moves down, and darkness shows behind."""
        mouth = self._marks.mouth
        right, left = self._place(mouth.right), self._place(mouth.left)
        line = self._place(mouth.line)
        half = float(np.hypot(*(left - right))) / 2 * _LIP_WIDTH
        along = where[..., 0] - np.float32(line[0])
        down = where[..., 1] - np.float32(line[1])
        arch = np.clip(1 - (along / half) ** 2, 0.0, 1.0) ** _LID_ARCH
        gap = opened * _GAPE * arch
        below = np.clip(down - gap, 0.0, None)
        drop = np.where(down > 0, gap * np.exp(-below / _JAW_LENGTH), 0.0)
        lip = np.where(down > gap, down - drop, np.minimum(down, 0.0))
        jaw = np.dstack([where[..., 0], lip + line[1]]).astype(np.float32)
        inside = np.clip(np.minimum(down, gap - down) / _LIP_RIM, 0.0, 1.0)[..., None]
        seen = self._pulled(jaw) * (1 - inside) + np.array(_THROAT) * inside
        return np.asarray(seen, dtype=np.uint8)


def _middle(
    one: tuple[float, float], other: tuple[float, float]
) -> NDArray[np.float64]:
    return np.asarray((np.array(one) + np.array(other)) / 2, dtype=np.float64)
