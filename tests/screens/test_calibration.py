"""A touch panel that is off is calibrated on the screen, and that can be undone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication

from kiosk.diagnostics.touch_work import TARGETS, TouchTargets, TryCalibration
from kiosk.domain.calibration import Calibration, Spot, Touch
from kiosk.terminal.stage import ServingScene
from kiosk.visit.ask import Ask
from kiosk.visit.question import Tell
from tests.screens.conftest import LANDSCAPE, PORTRAIT
from tests.screens.recording import RecordingControls
from ui.comfort import Comfort, Language
from ui.stage import QtStage
from ui.touch import find_button, lift, press

AT_THE_FINGER = Calibration()
ODD_PANELS = (
    Calibration(0.86, 0.0, 0.05, 0.0, 0.9, 0.03),
    Calibration(-1.0, 0.0, 1.0, 0.0, -1.0, 1.0),
    Calibration(0.9, 0.04, 0.02, -0.05, 0.8, 0.12),
)
KEEP = "technician.option.keep-calibration"


def serving(ask: Ask[object]) -> ServingScene:
    return ServingScene(1, 1, "staff", ask, can_go_back=False, can_leave=True)


class Panel:
    """A finger on a panel that tells other places than where it was touched."""

    def __init__(self, stage: QtStage, odd: Calibration) -> None:
        self.stage, self.odd = stage, odd

    def touch(self, x: float, y: float) -> None:
        """Touch a place, in fractions of the window."""
        window, odd = self.stage.window, self.odd
        told = QPoint(
            round((odd.xx * x + odd.xy * y + odd.x0) * window.width()),
            round((odd.yx * x + odd.yy * y + odd.y0) * window.height()),
        )
        press(window, told)
        lift(window, told)

    def touch_button(self, key: str) -> None:
        window, button = self.stage.window, find_button(self.stage, key)
        assert button is not None
        place = button.mapTo(window, button.rect().center())
        self.touch(place.x() / window.width(), place.y() / window.height())

    def touch_targets(self) -> None:
        for target in TARGETS:
            self.touch(target.x, target.y)


@pytest.mark.parametrize("odd", ODD_PANELS)
@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE])
def test_after_calibrating_a_finger_hits_what_it_missed(
    odd: Calibration,
    size: tuple[int, int],
    raise_stage: Callable[..., QtStage],
    controls: RecordingControls,
) -> None:
    stage = raise_stage(size)
    panel = Panel(stage, odd)
    stage.show(serving(Tell("rated")))
    panel.touch_button("tell.understood")
    assert controls.calls == []
    stage.show(serving(TouchTargets()))
    panel.touch_targets()
    ((_, _, touches),) = controls.calls
    assert isinstance(touches, tuple)
    assert [touch.target for touch in touches] == list(TARGETS)
    stage.window.correction.kept = Calibration.fit(touches)
    controls.calls.clear()
    stage.show(serving(Tell("rated")))
    panel.touch_button("tell.understood")
    assert controls.calls == [("answer", 1, None)]


def test_a_surface_is_measured_without_the_correction_it_has(
    stage: QtStage, controls: RecordingControls
) -> None:
    stage.window.correction.kept = ODD_PANELS[0]
    stage.show(serving(TouchTargets()))
    Panel(stage, AT_THE_FINGER).touch_targets()
    ((_, _, touches),) = controls.calls
    assert isinstance(touches, tuple)
    found = Calibration.fit(touches)
    assert found.rest([Touch(spot, spot) for spot in TARGETS]) < 0.002


def test_a_calibration_holds_while_it_is_tried_and_no_longer(
    stage: QtStage, controls: RecordingControls
) -> None:
    odd = ODD_PANELS[0]
    panel = Panel(stage, odd)
    found = Calibration.fit(
        [
            Touch(
                each,
                Spot(odd.xx * each.x + odd.x0, odd.yy * each.y + odd.y0),
            )
            for each in TARGETS
        ]
    )
    stage.show(serving(TryCalibration(found)))
    panel.touch_button(KEEP)
    assert controls.calls == [("answer", 1, True)]
    stage.show(serving(Tell("rated")))
    panel.touch_button("tell.understood")
    assert len(controls.calls) == 1  # nobody kept it yet: the surface is odd again


def test_a_trial_outlives_a_change_of_language(
    stage: QtStage, controls: RecordingControls
) -> None:
    mirrored = ODD_PANELS[1]
    stage.show(serving(TryCalibration(mirrored)))
    stage.wear(Comfort(Language.ENGLISH))
    Panel(stage, mirrored).touch_button(KEEP)
    assert controls.calls == [("answer", 1, True)]


def test_who_cannot_touch_the_button_has_the_earlier_one_back_by_itself(
    stage: QtStage, controls: RecordingControls, qapp: QApplication
) -> None:
    stage.show(serving(TryCalibration(ODD_PANELS[1])))
    screen = stage.screen
    for _ in range(25):
        screen._second.timeout.emit()  # type: ignore[attr-defined]  # noqa: SLF001 - a second passes
    qapp.processEvents()
    assert controls.calls == [("answer", 1, False)]
    stage.show(serving(Tell("rated")))
    Panel(stage, AT_THE_FINGER).touch_button("tell.understood")
    assert controls.calls[-1] == ("answer", 1, None)
