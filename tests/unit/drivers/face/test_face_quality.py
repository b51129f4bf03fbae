"""One instruction at a time, and the right one."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from drivers.face.detection import Face
from drivers.face.guidance import Guidance
from drivers.face.picture import Pixels
from drivers.face.quality import LIMITS, Pose, advise, others_beside
from kiosk.domain.fault import NoFace, NotClear, SeveralFaces
from kiosk.ports.face_judge import Advice


def _face(
    centre: tuple[float, float] = (320.0, 240.0),
    *,
    width: float = 200.0,
    turn: float = 0.0,
    nod: float = 0.55,
    roll_degrees: float = 0.0,
) -> Face:
    """Draw up a face by its landmarks: eyes 0.45 widths apart, mouth 0.4 below."""
    x, y = centre
    eyes = 0.45 * width
    drop = 0.4 * width
    upright = np.array(
        [
            [-eyes / 2, 0.0],
            [eyes / 2, 0.0],
            [turn * eyes, nod * drop],
            [-0.35 * eyes, drop],
            [0.35 * eyes, drop],
        ]
    )
    angle = np.radians(roll_degrees)
    turned = upright @ np.array(
        [[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]]
    )
    points = turned + np.array([x, y - 0.1 * width])
    box = [x - width / 2, y - 0.6 * width, width, 1.3 * width]
    return Face(np.array([*box, *points.ravel(), 0.9], np.float32))


def _pixels(level: int = 128, contrast: int = 60) -> Pixels:
    """Make a picture with edges everywhere, of a given brightness."""
    rows, columns = np.indices((480, 640)) // 4
    board = ((rows + columns) % 2) * contrast + level - contrast // 2
    return np.repeat(board[:, :, None], 3, axis=2).clip(0, 255).astype(np.uint8)


def test_a_good_frame_needs_no_advice() -> None:
    assert advise(_pixels(), [_face()]) is None


@pytest.mark.parametrize(
    ("face", "advice"),
    [
        (_face(width=90.0), Advice.COME_CLOSER),
        (_face(width=430.0), Advice.STEP_BACK),
        (_face((20.0, 240.0)), Advice.LOOK_HERE),
        (_face(turn=0.3), Advice.FACE_FORWARD),
        (_face(turn=-0.3), Advice.FACE_FORWARD),
        (_face(roll_degrees=25.0), Advice.FACE_FORWARD),
        (_face(nod=0.2), Advice.FACE_FORWARD),
        (_face(nod=0.9), Advice.FACE_FORWARD),
        (_face((20.0, 240.0), turn=0.3, width=90.0), Advice.COME_CLOSER),
    ],
)
def test_advice_for_a_face_in_the_wrong_place_or_pose(
    face: Face, advice: Advice
) -> None:
    assert advise(_pixels(), [face]) is advice


def test_advice_when_nobody_is_seen() -> None:
    assert advise(_pixels(), []) is Advice.LOOK_HERE


def test_advice_in_the_dark() -> None:
    assert advise(_pixels(level=30), [_face()]) is Advice.MORE_LIGHT


def test_advice_for_a_blurred_face() -> None:
    blurred = np.asarray(cv2.GaussianBlur(_pixels(), (31, 31), 12), dtype=np.uint8)
    assert advise(blurred, [_face()]) is Advice.HOLD_STILL


def test_a_second_face_counts_when_it_is_as_near() -> None:
    beside = (500.0, 240.0)
    near, far = _face(beside, width=120.0), _face(beside, width=80.0)
    assert advise(_pixels(), [_face(), near]) is Advice.ONE_PERSON
    assert advise(_pixels(), [_face(), far]) is None
    assert not others_beside([_face()])


@pytest.mark.parametrize("roll_degrees", [-15.0, 0.0, 15.0])
def test_pose_is_measured_in_the_heads_own_frame(roll_degrees: float) -> None:
    pose = Pose.of(_face(turn=0.1, nod=0.5, roll_degrees=roll_degrees))
    assert pose.turn == pytest.approx(0.1, abs=1e-3)
    assert pose.nod == pytest.approx(0.5, abs=1e-3)
    assert pose.roll_degrees == pytest.approx(abs(roll_degrees), abs=1e-2)


def test_landmarks_on_one_point_do_not_divide_by_zero() -> None:
    face = Face(np.array([100, 100, 200, 200] + [200] * 10 + [1], np.float32))
    assert advise(_pixels(), [face]) is Advice.FACE_FORWARD


def test_a_face_partly_outside_is_measured_by_what_is_seen() -> None:
    assert LIMITS.least_width < 300
    assert advise(_pixels(), [_face((320.0, 120.0), width=300.0)]) is None


def test_advice_holds_until_another_lasts_four_frames() -> None:
    guidance = Guidance()
    shown = []
    for trouble in [Advice.COME_CLOSER] * 3 + [Advice.FACE_FORWARD] * 4:
        guidance.note(trouble, is_face_seen=True)
        shown.append(guidance.shown)
    assert shown == [Advice.LOOK_HERE] * 6 + [Advice.FACE_FORWARD]


def test_a_good_frame_is_praised_at_once() -> None:
    guidance = Guidance()
    guidance.note(None, is_face_seen=True)
    assert guidance.shown is Advice.HOLD_STILL


def test_the_fault_names_what_was_wrong_most_often() -> None:
    guidance = Guidance()
    for _ in range(10):
        guidance.note(Advice.LOOK_HERE, is_face_seen=False)
    assert guidance.fault() == NoFace()
    for _ in range(3):
        guidance.note(Advice.MORE_LIGHT, is_face_seen=True)
    guidance.note(Advice.ONE_PERSON, is_face_seen=True)
    assert guidance.fault() == NotClear(advice="more-light")
    for _ in range(3):
        guidance.note(Advice.ONE_PERSON, is_face_seen=True)
    assert guidance.fault() == SeveralFaces()


def test_a_passer_by_is_nobody() -> None:
    guidance = Guidance()
    for _ in range(40):
        guidance.note(Advice.LOOK_HERE, is_face_seen=False)
    guidance.note(Advice.COME_CLOSER, is_face_seen=True)
    assert guidance.fault() == NoFace()
