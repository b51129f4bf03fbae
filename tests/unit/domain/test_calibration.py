"""A surface that is shifted, scaled, turned or mirrored is led back to the finger."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kiosk.diagnostics.touch_work import TARGETS
from kiosk.domain.calibration import Calibration, Spot, Touch
from kiosk.domain.fault import InvalidValue

ODD = 1e-6
parts = st.floats(-1.5, 1.5)
inside = st.floats(0.0, 1.0)


def told_by(surface: Calibration, at: Spot) -> Spot:
    """Tell, as an odd surface does, where a finger is; beyond the edges, too."""
    return Spot(
        surface.xx * at.x + surface.xy * at.y + surface.x0,
        surface.yx * at.x + surface.yy * at.y + surface.y0,
    )


surfaces = st.builds(Calibration, parts, parts, parts, parts, parts, parts)


@given(surfaces, inside, inside)
def test_what_an_odd_surface_tells_is_led_to_the_finger(
    surface: Calibration, x: float, y: float
) -> None:
    assume(abs(surface.growth) > 0.2)
    touches = [Touch(each, told_by(surface, each)) for each in TARGETS]
    found = Calibration.fit(touches)
    assert found.rest(touches) < ODD
    meant = found.meant(told_by(surface, Spot(x, y)))
    assert math.dist((meant.x, meant.y), (x, y)) < ODD


@given(
    surfaces,
    st.lists(
        st.tuples(st.floats(-0.01, 0.01), st.floats(-0.01, 0.01)),
        min_size=len(TARGETS),
        max_size=len(TARGETS),
    ),
)
def test_a_trembling_hand_is_evened_out(
    surface: Calibration, trembling: list[tuple[float, float]]
) -> None:
    """No other affine map is nearer in squares: the fit is not worse than the truth."""
    assume(abs(surface.growth) > 0.2)
    touches = [
        Touch(each, told_by(surface, Spot(each.x + dx, each.y + dy)))
        for each, (dx, dy) in zip(TARGETS, trembling, strict=True)
    ]
    found = Calibration.fit(touches)
    left = sum(_square(found, touch) for touch in touches)
    trembled = sum(dx * dx + dy * dy for dx, dy in trembling)
    assert left <= trembled + ODD


def _square(found: Calibration, touch: Touch) -> float:
    x = found.xx * touch.told.x + found.xy * touch.told.y + found.x0
    y = found.yx * touch.told.x + found.yy * touch.told.y + found.y0
    return (x - touch.target.x) ** 2 + (y - touch.target.y) ** 2


@given(surfaces)
def test_what_is_kept_comes_back_exactly(surface: Calibration) -> None:
    assert Calibration.parse(surface.text) == surface


@given(surfaces, st.floats(-9, 9), st.floats(-9, 9))
def test_no_touch_is_ever_led_out_of_the_window(
    surface: Calibration, x: float, y: float
) -> None:
    meant = surface.meant(Spot(x, y))
    assert 0 <= meant.x <= 1
    assert 0 <= meant.y <= 1


@given(st.text(max_size=40))
def test_whatever_was_kept_is_a_calibration_or_refused(text: str) -> None:
    try:
        found = Calibration.parse(text)
    except InvalidValue:
        return
    assert Calibration.parse(found.text) == found


@pytest.mark.parametrize(
    "touches",
    [
        [],
        [Touch(Spot(0.1, 0.1), Spot(0.1, 0.1)), Touch(Spot(0.9, 0.9), Spot(0.9, 0.9))],
        [Touch(each, Spot(0.5, 0.5)) for each in TARGETS],
        [Touch(each, Spot(each.x, each.x)) for each in TARGETS],
    ],
)
def test_touches_that_tell_nothing_are_refused(touches: list[Touch]) -> None:
    with pytest.raises(InvalidValue):
        Calibration.fit(touches)
