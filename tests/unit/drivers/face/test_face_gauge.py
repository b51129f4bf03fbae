"""What counts as a blink, a turn and a step closer, and what a flat picture gives."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.face.gauge import BlinkWatch, Gauge
from drivers.face.mesh import Mesh
from drivers.face.surface import bend_between, eye_distance, eye_openness, nose_place
from drivers.simulated.attack import tilted
from drivers.simulated.living_face import Posture
from kiosk.domain.challenge import Action
from kiosk.domain.examination import Sign
from tests.unit.drivers.face.puppet import mesh_of, puppet, still

pytestmark = pytest.mark.xdist_group("face")


def _posed(**posture: float) -> Mesh:
    return mesh_of(puppet("first").pose(Posture(**posture)))


def _watch(values: list[float], rate: float = 15.0) -> list[Sign]:
    watch = BlinkWatch()
    signs = [watch.read(v, n / rate, is_still=True) for n, v in enumerate(values)]
    return [sign for sign in signs if sign is not None]


def test_a_blink_is_told_when_it_is_over_and_began_with_the_closing() -> None:
    assert _watch([0.3] * 15 + [0.1] * 3 + [0.3] * 5) == [Sign(Action.BLINK, 1.0)]


def test_eyes_that_are_narrow_by_nature_blink_too() -> None:
    assert len(_watch([0.15] * 15 + [0.07] * 3 + [0.15] * 5)) == 1


@pytest.mark.parametrize(
    "values",
    [
        [0.3] * 40,
        [0.3] * 15 + [0.2] * 5 + [0.3] * 5,
        [0.3] * 15 + [0.1] * 40,
        [0.3] * 80 + [0.1] * 36 + [0.3] * 5,
        [0.1] * 3 + [0.3] * 3,
    ],
    ids=["open", "narrowed", "never reopened", "asleep", "not yet known"],
)
def test_what_is_no_blink(values: list[float]) -> None:
    assert _watch(values) == []


def test_a_turned_head_narrows_eyes_without_blinking() -> None:
    watch = BlinkWatch()
    for number in range(15):
        watch.read(0.3, number / 15, is_still=True)
    assert watch.read(0.1, 1.0, is_still=False) is None
    assert watch.read(0.3, 1.1, is_still=True) is None


@pytest.mark.parametrize("side", [1, -1])
def test_a_turn_bends_the_mesh_and_a_tilted_print_does_not(side: int) -> None:
    rest = mesh_of(still("first"))
    turned = _posed(turn_degrees=side * 24.0)
    print_turned = mesh_of(tilted(still("first"), side * 42.0))
    assert side * (nose_place(turned) - nose_place(rest)) > 0.2
    assert bend_between(rest, turned) > 0.08
    assert abs(nose_place(print_turned) - nose_place(rest)) < 0.2
    assert bend_between(rest, print_turned) < 0.06


def test_closed_lids_narrow_the_eyes_and_leave_the_face_flat() -> None:
    rest, closed = mesh_of(still("first")), _posed(lids=1.0)
    assert eye_openness(closed) < 0.6 * eye_openness(rest)
    assert bend_between(rest, closed) < 0.03


def test_a_step_closer_grows_the_face() -> None:
    grown = eye_distance(_posed(closeness=1.38)) / eye_distance(mesh_of(still("first")))
    assert grown == pytest.approx(1.38, abs=0.05)


def test_a_move_is_told_once_with_its_beginning() -> None:
    gauge = Gauge()
    degrees = [0, 0, 0, 8, 16, 24, 24, 24, 16, 0, 0]
    signs = [
        sign
        for number, each in enumerate(degrees)
        for sign in gauge.read(_posed(turn_degrees=float(each)), number / 10).signs
    ]
    assert [sign.action for sign in signs] == [Action.TURN_LEFT]
    assert signs[0].began_at in (0.3, 0.4)


_ANGLES = st.floats(-0.4, 0.4)


@settings(max_examples=50, deadline=None)
@given(st.floats(0.5, 2.0), _ANGLES, st.floats(-3e-4, 3e-4), st.floats(-3e-4, 3e-4))
def test_no_movement_of_a_plane_bends_it(
    scale: float, angle: float, lean: float, tip: float
) -> None:
    base = mesh_of(still("second"))
    rows = [
        [scale * np.cos(angle), -np.sin(angle), 40.0],
        [np.sin(angle), scale * np.cos(angle), -20.0],
        [lean, tip, 1.0],
    ]
    moved = cv2.perspectiveTransform(base.points[None], np.array(rows))[0]
    assert bend_between(base, Mesh(moved)) < 1e-3


def test_a_mesh_tells_nothing_of_the_face_when_printed() -> None:
    assert "array" not in repr(mesh_of(still("first")))
