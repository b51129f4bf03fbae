"""People of the sample films as puppets, and what attackers hold before a camera."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from drivers.face.detection import FaceDetector
from drivers.face.mesh import FaceMesh, Mesh
from drivers.simulated.living_face import FaceMarks, LivingFace, Posture
from drivers.simulated.performance import performance
from drivers.simulated.sample_people import make_people
from kiosk.domain.challenge import Action
from tests.contracts.face_hall import PEOPLE_FOLDER

__all__ = [
    "RATE",
    "Picture",
    "acted",
    "acting",
    "detector",
    "mesh_of",
    "network",
    "puppet",
    "still",
    "timed",
    "waiting",
]

Picture = NDArray[np.uint8]
RATE = 12.0


@cache
def detector() -> FaceDetector:
    return FaceDetector()


@cache
def network() -> FaceMesh:
    return FaceMesh()


@cache
def still(person: str) -> Picture:
    """The first picture of a sample person's film."""
    make_people(PEOPLE_FOLDER)
    film = cv2.VideoCapture(str(PEOPLE_FOLDER / person / "camera.avi"))
    is_good, pixels = film.read()
    film.release()
    assert is_good
    return np.asarray(pixels, dtype=np.uint8)


def mesh_of(picture: Picture) -> Mesh:
    faces = detector().faces(picture)
    assert faces
    mesh = network().mesh(picture, faces[0])
    assert mesh is not None
    return mesh


@cache
def puppet(person: str) -> LivingFace:
    return LivingFace(still(person), FaceMarks.of_mesh(mesh_of(still(person)).points))


@cache
def acted(person: str, action: Action) -> tuple[Picture, ...]:
    face = puppet(person)
    return tuple(face.pose(posture) for posture in performance(action, RATE))


def acting(person: str, *actions: Action) -> Iterator[Picture]:
    """Somebody who does things one after the other, with a rest between."""
    for action in actions:
        yield from waiting(person, 1.0)
        yield from acted(person, action)
    yield from waiting(person, 1.0)


def waiting(person: str, seconds: float) -> Iterator[Picture]:
    for _ in range(round(seconds * RATE)):
        yield puppet(person).pose(Posture())


def timed(pictures: Iterable[Picture]) -> Iterator[tuple[float, Picture]]:
    return ((number / RATE, picture) for number, picture in enumerate(pictures))
