"""Films for the simulated camera: a still that breathes, sways and flickers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = [
    "RATE",
    "Film",
    "Stand",
    "empty_room",
    "exposed",
    "film_of",
    "still_of",
    "write_film",
]

_Picture = NDArray[np.uint8]
Film = Iterator[_Picture]
"""Frames of 480 rows, one after another."""

RATE = 15.0
_FRAMES = 120
_WIDTH, _HEIGHT = 640, 480
_NOISE = 2.5
_FLICKER = 0.05
_SWAY_PIXELS, _SWAY_DEGREES, _SWAY_SCALE = 6.0, 1.5, 0.02
_QUALITY = 75


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a person stands: face in the still, and how wide it is to appear."""

    centre: tuple[float, float]
    width: float
    wanted_width: float
    frame_width: int = _WIDTH


def film_of(picture: _Picture, stand: Stand, *, seed: int) -> Film:
    """Move a still as a waiting person moves, under changing light, with noise."""
    sensor = _Sensor(stand.frame_width, seed)
    size = (stand.frame_width, _HEIGHT)
    for number in range(_FRAMES):
        scene = cv2.warpAffine(
            picture,
            _sway(stand, number / _FRAMES),
            size,
            flags=cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        )
        yield sensor.expose(np.asarray(scene, dtype=np.uint8), number)


def still_of(picture: _Picture, stand: Stand) -> _Picture:
    """Give the first picture of a person's film, before light and noise."""
    size = (stand.frame_width, _HEIGHT)
    scene = cv2.warpAffine(
        picture,
        _sway(stand, 0.0),
        size,
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(scene, dtype=np.uint8)


def exposed(pictures: Film, *, seed: int) -> Film:
    """Take pictures as the camera takes them, under changing light, with noise."""
    sensor = _Sensor(_WIDTH, seed)
    for number, picture in enumerate(pictures):
        yield sensor.expose(picture, number)


def empty_room(*, seed: int) -> Film:
    """Show a wall with a door, and nobody."""
    wall = np.full((_HEIGHT, _WIDTH, 3), (196, 204, 208), np.uint8)
    cv2.rectangle(wall, (420, 90), (560, _HEIGHT), (120, 140, 160), -1)
    cv2.rectangle(wall, (0, 400), (_WIDTH, _HEIGHT), (150, 150, 150), -1)
    sensor = _Sensor(_WIDTH, seed)
    for number in range(_FRAMES):
        yield sensor.expose(wall, number)


def write_film(file: Path, film: Film, rate: float = RATE) -> None:
    """Write a film as motion JPEG, which every OpenCV reads and writes by itself."""
    code = cv2.VideoWriter.fourcc(*"MJPG")
    writer = cv2.VideoWriter(
        str(file), cv2.CAP_OPENCV_MJPEG, code, rate, (_WIDTH, _HEIGHT)
    )
    writer.set(cv2.VIDEOWRITER_PROP_QUALITY, _QUALITY)
    for frame in film:
        writer.write(frame)
    writer.release()


def _sway(stand: Stand, phase: float) -> NDArray[np.float64]:
    """Give the affine map of one moment; whole turns, so that the film loops."""
    turn = 2 * np.pi * phase
    scale = stand.wanted_width / stand.width * (1 + _SWAY_SCALE * np.sin(2 * turn))
    degrees = _SWAY_DEGREES * np.sin(turn)
    map_of_moment = cv2.getRotationMatrix2D(stand.centre, degrees, scale)
    move = np.asarray(map_of_moment, dtype=np.float64)
    move[0, 2] += stand.frame_width / 2 - stand.centre[0]
    move[1, 2] += 0.45 * _HEIGHT - stand.centre[1]
    move[:, 2] += _SWAY_PIXELS * np.array([np.sin(turn), np.cos(3 * turn)])
    return move


class _Sensor:
    """Flicker and noise, the same on every machine for one seed."""

    def __init__(self, width: int, seed: int) -> None:
        self._random = np.random.default_rng(seed)
        shape = (2 * _HEIGHT, 2 * width, 3)
        self._noise = self._random.normal(0.0, _NOISE, shape).astype(np.float32)
        self._width = width

    def expose(self, scene: _Picture, number: int) -> _Picture:
        """Take one picture; each shift of one big noise field is noise anew."""
        top = int(self._random.integers(_HEIGHT))
        left = int(self._random.integers(self._width))
        noise = self._noise[top : top + _HEIGHT, left : left + self._width]
        light = 1 + _FLICKER * np.sin(2 * np.pi * number / _FRAMES)
        exposed = scene.astype(np.float32) * light + noise
        taken: _Picture = np.clip(exposed, 0, 255).astype(np.uint8)
        return taken
