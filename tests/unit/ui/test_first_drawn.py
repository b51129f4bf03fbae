"""What waits for the first screen begins after it was drawn, once, and not before."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kiosk.terminal.stage import (
    Closure,
    OutOfServiceScene,
    Scene,
    StartingScene,
    WelcomeScene,
)
from ui.first_drawn import FirstDrawn
from ui.stage import QtStage

PATIENCE_MS = 30_000
OUT = OutOfServiceScene((Closure.NO_PRINTER,))


@pytest.fixture
def stage(qapp: QApplication) -> Iterator[QtStage]:
    assert qapp is not None
    opened = QtStage((540, 960))
    yield opened
    opened.close()


@pytest.mark.parametrize("scene", [WelcomeScene(()), OUT])
def test_what_waits_begins_once_with_the_first_screen_of_whatever_kind(
    stage: QtStage, qtbot: QtBot, scene: Scene
) -> None:
    calls: list[str] = []
    FirstDrawn(stage.window, lambda: calls.append(stage.screen.name))
    stage.show(StartingScene())
    stage.open()
    stage.window.grab()
    QApplication.processEvents()
    assert calls == []

    stage.show(scene)
    assert calls == []
    qtbot.waitUntil(lambda: bool(calls), timeout=PATIENCE_MS)

    stage.show(OUT if isinstance(scene, WelcomeScene) else WelcomeScene(()))
    stage.window.grab()
    QApplication.processEvents()
    assert calls == [calls[0]]


def test_a_screen_that_was_replaced_before_it_was_drawn_does_not_count(
    stage: QtStage, qtbot: QtBot
) -> None:
    calls: list[str] = []
    FirstDrawn(stage.window, lambda: calls.append(stage.screen.name))
    stage.open()
    stage.show(OUT)
    stage.show(WelcomeScene(()))
    qtbot.waitUntil(lambda: bool(calls), timeout=PATIENCE_MS)
    assert calls == ["welcome"]


def test_the_starting_screen_is_built_once_for_its_shape(
    stage: QtStage, qapp: QApplication
) -> None:
    built: list[object] = []
    stage.window.presented.connect(built.append)
    stage.show(StartingScene())
    stage.open()
    qapp.processEvents()
    assert len(built) == 1
