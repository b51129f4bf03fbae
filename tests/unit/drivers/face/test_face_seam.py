"""A film that was put together is told from a person who moves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.face.detection import Face
from drivers.face.mesh import Mesh
from drivers.face.seam import SEAMS_OF_A_FILM, Seams
from drivers.simulated.sample_film import exposed
from kiosk.domain.challenge import Action, LivenessFinding
from kiosk.ports.face_judge import FaceDecision
from tests.unit.drivers.face.puppet import (
    RATE,
    Picture,
    acted,
    detector,
    network,
    still,
    waiting,
)
from tests.unit.drivers.face.staging import on_stage, play

pytestmark = pytest.mark.xdist_group("face")

_STANCES = {
    Action.BLINK: (7.0, -3.0, 1.02, 1.03),
    Action.OPEN_MOUTH: (-4.0, 6.0, 0.98, 0.96),
    Action.TURN_LEFT: (5.0, 5.0, 1.03, 1.0),
    Action.TURN_RIGHT: (-6.0, -2.0, 1.0, 1.05),
    Action.COME_CLOSER: (3.0, -7.0, 0.97, 1.02),
}
"""Where the person stood when each clip was taken, how near, and in what light."""


def taken_elsewhere(action: Action) -> Iterator[Picture]:
    """A clip of an action, taken at another moment than the others."""
    right, down, scale, light = _STANCES[action]
    turned = cv2.getRotationMatrix2D((320, 216), 0.0, scale)
    move = np.asarray(turned, np.float64)
    move[:, 2] += np.array([right, down])
    for picture in acted("first", action):
        moved = cv2.warpAffine(
            picture, move, (640, 480), borderMode=cv2.BORDER_REPLICATE
        )
        yield np.clip(moved * light, 0, 255).astype(np.uint8)


def seams_of(pictures: Iterable[Picture], rate: float = RATE) -> Seams:
    seams = Seams()
    for number, picture in enumerate(exposed(iter(pictures), seed=3)):
        face = detector().faces(picture)[0]
        mesh = network().mesh(picture, face)
        assert mesh is not None
        seams.note(picture, face, mesh, number / rate)
    return seams


@pytest.mark.parametrize("action", Action)
def test_a_person_who_moves_makes_no_seam(action: Action) -> None:
    living = [*waiting("first", 0.5), *acted("first", action), *waiting("first", 0.5)]
    assert seams_of(living).count == 0


def test_two_clips_put_together_make_one_where_each_begins_and_ends() -> None:
    rest = list(waiting("first", 0.5))
    clips = [*rest, *taken_elsewhere(Action.BLINK), *rest]
    assert seams_of(clips).count == SEAMS_OF_A_FILM


def test_pictures_far_apart_tell_nothing() -> None:
    rest = list(waiting("first", 0.5))
    clips = [*rest, *taken_elsewhere(Action.BLINK), *rest]
    assert seams_of(clips, rate=3.0).count == 0


def test_clips_chosen_by_prompt_are_flagged_for_a_person_and_not_refused() -> None:
    stage = on_stage(still("first"), taken_elsewhere)
    verdict = play(stage, "first", Action.TURN_LEFT, Action.OPEN_MOUTH)
    assert verdict.liveness is LivenessFinding.FLAGGED
    assert verdict.decision is FaceDecision.ACCEPT


_PATHS = st.lists(st.floats(-1.0, 1.0), min_size=3, max_size=40)


@settings(max_examples=60, deadline=None)
@given(_PATHS, st.integers(8, 30))
def test_no_smooth_path_of_a_head_is_a_seam(knots: list[float], rate: int) -> None:
    """Somebody may sway as widely as they like, if they sway as bodies do."""
    times = np.arange(0, len(knots) - 1, 1 / rate)
    at = np.interp(times, np.arange(len(knots)), knots)
    smooth = np.convolve(at, np.hanning(rate) / np.hanning(rate).sum(), mode="valid")
    assert _seams_along(smooth, rate) == 0


@given(st.floats(6.0, 60.0), st.integers(8, 30))
def test_every_leap_of_a_face_at_rest_is_one(leap: float, rate: int) -> None:
    assert _seams_along(np.array([0.0] * 6 + [leap / 40] * 6), rate) == 1


def _seams_along(places: np.ndarray, rate: int) -> int:
    picture = np.full((480, 640, 3), 120, np.uint8)
    box = np.array([220, 140, 190, 190, *[0.0] * 11], np.float32)
    base = network().mesh(still("first"), detector().faces(still("first"))[0])
    assert base is not None
    seams = Seams()
    for number, place in enumerate(places):
        moved = Mesh(base.points + np.array([40.0 * place, 0.0]))
        seams.note(picture, Face(box), moved, number / rate)
    return seams.count
