"""Lets the sample people do what a challenge asks for, each action as a film."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from drivers.simulated.living_face import (
    EyeMarks,
    FaceMarks,
    LivingFace,
    MouthMarks,
)
from drivers.simulated.performance import performance
from drivers.simulated.sample_film import RATE, Film, exposed
from kiosk.domain.challenge import Action

__all__ = ["ACT_FILES", "acts_of", "puppet_of"]

ACT_FILES = {action: f"{action}.avi" for action in Action}
"""Name of each action's film."""

# Measured in the first picture of each person's film.
_MARKS = {
    "first": FaceMarks(
        EyeMarks((274.4, 181.6), (312.3, 183.0), (292.3, 175.5), (292.0, 184.1)),
        EyeMarks((393.1, 193.1), (358.7, 188.1), (379.2, 183.8), (378.3, 193.4)),
        (343.4, 223.4),
        MouthMarks((288.8, 271.3), (368.8, 278.5), (334.4, 267.7)),
    ),
    "second": FaceMarks(
        EyeMarks((279.7, 186.5), (315.0, 194.0), (296.9, 185.9), (295.6, 193.4)),
        EyeMarks((389.7, 209.0), (357.6, 203.3), (378.0, 201.6), (375.5, 210.2)),
        (338.1, 246.0),
        MouthMarks((287.1, 277.8), (358.2, 292.0), (326.4, 283.8)),
    ),
}


def puppet_of(person: str, still: NDArray[np.uint8]) -> LivingFace:
    """Give a sample person as a puppet; the still is the first of the film."""
    return LivingFace(still, _MARKS[person])


def acts_of(person: str, still: NDArray[np.uint8]) -> Iterator[tuple[str, Film]]:
    """Give file name and film of each action; begins and ends as the film does."""
    face = puppet_of(person, still)
    for seed, (action, file) in enumerate(ACT_FILES.items(), start=40):
        postures = performance(action, RATE)
        yield file, exposed((face.pose(each) for each in postures), seed=seed)
