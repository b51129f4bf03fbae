"""A touch is seen at once: before any timer runs, whatever happens afterwards.

No clock is looked at. Only what already lies in the queue of events is done, so that
what is seen then is seen within one turn of the loop.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from kiosk.terminal.stage import ServingScene
from kiosk.visit.errand import NameDeed
from kiosk.visit.question import Agree
from tests.screens.conftest import LANDSCAPE, PORTRAIT
from ui.moments import HOLD_MS
from ui.showcase import exhibits
from ui.stage import QtStage
from ui.touch import find_button, lift, press, tap
from ui.widgets.button import TouchButton


def queue() -> None:
    """Do what waits already, and nothing that a timer would do."""
    QApplication.sendPostedEvents()


def colour(stage: QtStage, place: QPoint) -> int:
    queue()
    picture = stage.window.backingStore().paintDevice()
    assert isinstance(picture, QImage)
    return picture.pixel(place)


def ground(stage: QtStage, button: TouchButton) -> QPoint:
    """Give a place of a button's ground that no word or icon covers."""
    theme = button.look.theme
    corner = QPoint(theme.radius, button.height() - 2 * theme.stroke - 1)
    return button.mapTo(stage.window, corner)


@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE])
def test_every_button_of_every_screen_looks_pressed_at_once(
    size: tuple[int, int], raise_stage: Callable[..., QtStage], qapp: QApplication
) -> None:
    stage = raise_stage(size)
    touched = 0
    for exhibit in exhibits():
        exhibit.show_on(stage)
        qapp.processEvents()
        for button in stage.screen.findChildren(TouchButton):
            if not (button.isVisible() and button.isEnabled()):
                continue
            place = ground(stage, button)
            before = colour(stage, place)
            press(stage.window, place)
            assert colour(stage, place) != before, (exhibit.name, button.key)
            lift(stage.window, QPoint(0, 0))
            touched += 1
    assert touched > 300


def test_an_answer_is_seen_at_once_and_the_wait_says_why_in_its_turn(
    raise_stage: Callable[..., QtStage], qapp: QApplication
) -> None:
    """The answered screen turns grey now; what is waited for is said after a hold."""
    stage = raise_stage()
    flags = {"can_go_back": True, "can_leave": True}
    service = "life-certification"
    stage.show(ServingScene(1, 1, service, Agree(service), **flags))
    qapp.processEvents()
    accept = find_button(stage, "agree.accept")
    assert accept is not None
    place = ground(stage, accept)
    before = colour(stage, place)
    tap(stage.window, accept)
    assert stage.screen.is_locked
    assert colour(stage, place) != before
    stage.show(ServingScene(1, 2, service, NameDeed(), **flags))
    assert stage.screen.name == "agree"
    assert HOLD_MS <= 300
    stage.skip_hold()
    assert stage.screen.name == "wait"
