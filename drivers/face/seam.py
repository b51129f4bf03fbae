"""Does the picture jump, as a film does where two clips meet?

Whoever shows recordings that fit the prompts must cut from one to the next. A head
that moves by itself gathers speed and loses it again; at a cut place, size, turn or
light change within one picture, and stand still before and after. Enough to ask a
person, never to refuse: cameras lose pictures and lamps are switched on.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from drivers.face.surface import eye_distance, eye_middle, nose_place

if TYPE_CHECKING:
    from drivers.face.detection import Face
    from drivers.face.mesh import Mesh
    from drivers.face.picture import Pixels

__all__ = ["SEAMS_OF_A_FILM", "Seams"]

SEAMS_OF_A_FILM = 2
"""One jump may be the camera's; from here on a person should look."""

_LEAST_JUMP = np.array([0.05, 0.05, 0.03, 0.06, 0.08])
"""Along and down in eye distances, size, place of the nose, brightness (both as
natural logarithms); less than that is the mesh's own noise and a slow drift."""
_STANDS_OUT = 3.0
_LONGEST_SECONDS = 0.2
"""Pictures further apart tell no jump from a movement."""
_STEPS = 3
_FORWARD = 0.12
"""Only faces that look forward are judged, as far as the nose tells: of a turned one
the mesh itself leaps now and then. Clips that answer a prompt begin and end so."""
_LEAST_LIGHT = 1.0

_Figures = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Stance:
    """Where and how a face stands in one picture."""

    at: float
    size: float
    figures: _Figures = field(repr=False)

    def step_to(self, later: _Stance) -> _Figures | None:
        """Tell the change in units of the least jump; none when too long ago."""
        if not 0.0 < later.at - self.at <= _LONGEST_SECONDS:
            return None
        change = np.abs(later.figures - self.figures)
        change[:2] /= later.size
        return np.asarray(change / _LEAST_JUMP, np.float64)


class Seams:
    """Counts the jumps of one face; each is known one picture later."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self._last: _Stance | None = None
        self._home: float | None = None
        self._steps: deque[_Figures] = deque(maxlen=_STEPS)
        self.count = 0

    @property
    def is_film(self) -> bool:
        """Whether there were as many as only a film has."""
        return self.count >= SEAMS_OF_A_FILM

    def note(self, pixels: Pixels, face: Face, mesh: Mesh, taken_at: float) -> None:
        """Take the next picture of the face."""
        nose = nose_place(mesh)
        self._home = nose if self._home is None else self._home
        if abs(nose - self._home) > _FORWARD:
            self._last = None
            self._steps.clear()
            return
        stance = _stance(pixels, face, mesh, taken_at)
        step = self._last.step_to(stance) if self._last is not None else None
        self._last = stance
        if step is None:
            self._steps.clear()
            return
        self._steps.append(step)
        if len(self._steps) == _STEPS and _is_jump(*self._steps):
            self.count += 1


def _is_jump(before: _Figures, step: _Figures, after: _Figures) -> bool:
    around = np.maximum(before, after)
    return bool(((step >= 1.0) & (step >= _STANDS_OUT * around)).any())


def _stance(pixels: Pixels, face: Face, mesh: Mesh, taken_at: float) -> _Stance:
    size = max(eye_distance(mesh), 1.0)
    x, y = eye_middle(mesh)
    light = max(_light(pixels, face), _LEAST_LIGHT)
    figures = np.array([x, y, np.log(size), nose_place(mesh), np.log(light)])
    return _Stance(taken_at, size, figures)


def _light(pixels: Pixels, face: Face) -> float:
    left, top, width, height = (max(0, round(value)) for value in face.box)
    skin = pixels[top : top + height : 2, left : left + width : 2]
    return float(skin.mean()) if skin.size else 0.0
