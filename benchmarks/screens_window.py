"""Touches and page switches in a window of full HD that nobody else draws in."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QPoint
from PySide6.QtWidgets import QApplication

from benchmarks.figures import Span, Stopwatch, both_lines
from ui.app import create_application
from ui.showcase import exhibits
from ui.stage import QtStage
from ui.touch import find_button, lift, press, tap
from ui.widgets.button import TouchButton

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from kiosk.terminal.stage import Scene

__all__ = ["measure_window"]

_PATIENCE_SECONDS = 20.0


def measure_window(size: tuple[int, int], rounds: int = 3) -> None:
    """Touch every button of every screen, switch between all, change the text size."""
    app = create_application(["benchmark"])
    stage = QtStage(size)
    stage.open()
    app.processEvents()
    shape = f"{size[0]}x{size[1]}"
    switches: list[Span] = []
    touches: list[Span] = []
    for _ in range(rounds):
        for scene in _scenes():
            switches.append(_switch(stage, scene))
            touches += [_touch(stage, button) for button in _buttons(stage)]
    answers = [_touch_tool(stage) for _ in range(40)]
    both_lines(f"{shape} touch -> first changed pixel", touches, 50, last=0.99)
    both_lines(f"{shape} page switch, drawn", switches, 16, last=0.5)
    both_lines(f"{shape} text size -> whole page anew", answers, None, last=0.99)
    stage.close()
    app.processEvents()


def _scenes() -> Iterator[Scene]:
    return (exhibit.scene for exhibit in exhibits())


def _switch(stage: QtStage, scene: Scene) -> Span:
    """Show a scene and wait until all of it is drawn."""
    _let_go()
    watch = Stopwatch()
    stage.show(scene)
    stage.skip_hold()
    _turn()
    return watch.span()


def _buttons(stage: QtStage) -> list[TouchButton]:
    found = stage.window.findChildren(TouchButton)
    return [button for button in found if button.isVisible() and button.isEnabled()]


def _touch(stage: QtStage, button: TouchButton) -> Span:
    """Put a finger on a button until it looks different, and slide away from it."""
    window = stage.window
    # In the corner below the words, where the ground of a pressed button changes.
    theme = button.look.theme
    ground = QPoint(theme.radius, button.height() - 2 * theme.stroke - 1)
    place = button.mapTo(window, ground)
    before = _colour(stage, place)
    watch = Stopwatch()
    press(window, place)
    span = _until(lambda: _colour(stage, place) != before, watch)
    lift(window, window.rect().topLeft())
    _turn()
    return span


def _touch_tool(stage: QtStage) -> Span:
    former = stage.screen
    tool = find_button(stage, f"tool.text-size.{stage.comfort.text_size}")
    if tool is None:
        sys.exit("the tool for the text size is not there")
    watch = Stopwatch()
    tap(stage.window, tool)
    _until(lambda: stage.screen is not former, watch)
    _turn()
    return watch.span()


def _until(is_so: Callable[[], bool], watch: Stopwatch) -> Span:
    while not is_so():
        if watch.span().wall_ms > _PATIENCE_SECONDS * 1000:
            sys.exit("a touch changed nothing within twenty seconds")
        _turn()
    return watch.span()


def _colour(stage: QtStage, place: QPoint) -> int:
    """Look at the window's own picture, as it was drawn last; draws nothing."""
    picture: QImage = stage.window.backingStore().paintDevice()  # type: ignore[assignment]
    return picture.pixel(place)


def _turn() -> None:
    QApplication.processEvents()


def _let_go() -> None:
    """Let former screens go, which a loop that really runs does by itself."""
    _turn()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
