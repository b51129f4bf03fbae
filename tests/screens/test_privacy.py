"""What is private is hidden, and shown only while a button is held down."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from ui.key_way import in_order
from ui.pixels import look_at, place_of
from ui.showcase import exhibits
from ui.speech import SilentVoice
from ui.stage import QtStage
from ui.touch import find_button, lift, press, tap
from ui.widgets.button import TouchButton
from ui.widgets.held import Held, HeldTool
from ui.widgets.page_view import PageView
from ui.widgets.words import Words

PRIVATE = {
    "review-form": ("13800000000", "60%", "2026年11月"),
    "show-table": ("9,000.00", "720.00"),
    "type-value": ("1111 1111 111",),
}


def settle() -> None:
    QApplication.processEvents()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def put(stage: QtStage, name: str) -> None:
    next(each for each in exhibits() if each.name == name).show_on(stage)
    settle()
    for _ in range(11 if name == "type-value" else 0):
        tap(stage.window, button(stage, "keypad.1"))


def button(stage: QtStage, key: str) -> TouchButton:
    found = find_button(stage, key)
    assert found is not None, key
    return found


def held(stage: QtStage) -> Held | HeldTool:
    found = button(stage, "privacy.show")
    assert isinstance(found, (Held, HeldTool))
    return found


def read(stage: QtStage) -> str:
    settle()
    shown = (each for each in stage.screen.findChildren(Words) if each.isVisible())
    return "\n".join(each.text() for each in shown)


def middle(stage: QtStage, widget: TouchButton) -> QPoint:
    return widget.mapTo(stage.window, widget.rect().center())


def is_hidden(stage: QtStage, name: str) -> bool:
    shown = [fact in read(stage) for fact in PRIVATE[name]]
    assert all(shown) or not any(shown)
    return not any(shown)


@pytest.mark.parametrize("name", PRIVATE)
def test_a_finger_shows_what_is_private_until_it_is_lifted(
    stage: QtStage, name: str
) -> None:
    put(stage, name)
    assert is_hidden(stage, name)
    press(stage.window, middle(stage, held(stage)))
    assert not is_hidden(stage, name)
    lift(stage.window, middle(stage, held(stage)))
    assert is_hidden(stage, name)


@pytest.mark.parametrize("name", PRIVATE)
def test_a_finger_that_slides_away_hides_it(stage: QtStage, name: str) -> None:
    put(stage, name)
    press(stage.window, middle(stage, held(stage)))
    lift(stage.window, QPoint(1, 1))
    assert is_hidden(stage, name)


@pytest.mark.parametrize("name", PRIVATE)
def test_a_key_shows_it_until_it_is_up_and_the_voice_tells_it_meanwhile(
    stage: QtStage, voice: SilentVoice, name: str
) -> None:
    put(stage, name)
    QTest.keyClick(stage.window.windowHandle(), Qt.Key.Key_Down)
    while not isinstance(stage.window.pointed, (Held, HeldTool)):
        QTest.keyClick(stage.window.windowHandle(), Qt.Key.Key_Down)
        assert len(voice.said) < 4 * len(in_order(stage.front))
    QTest.keyPress(stage.window.windowHandle(), Qt.Key.Key_Return)
    assert not is_hidden(stage, name)
    told = voice.said[-1][0]
    assert told == stage.screen.spoken()
    QTest.keyRelease(stage.window.windowHandle(), Qt.Key.Key_Return)
    assert is_hidden(stage, name)
    assert not voice.is_speaking


@pytest.mark.parametrize("name", PRIVATE)
def test_a_lock_hides_it_while_the_finger_is_still_down(
    stage: QtStage, name: str
) -> None:
    put(stage, name)
    press(stage.window, middle(stage, held(stage)))
    stage.lock()
    assert is_hidden(stage, name)


def test_another_text_size_hides_it_under_the_finger(
    raise_stage: Callable[..., QtStage],
) -> None:
    stage = raise_stage()
    put(stage, "review-form")
    press(stage.window, middle(stage, held(stage)))
    stage.use("text-size")
    assert is_hidden(stage, "review-form")


def test_a_draft_is_coarse_until_it_is_held(stage: QtStage) -> None:
    put(stage, "preview")
    coarse = fineness(stage)
    press(stage.window, middle(stage, held(stage)))
    settle()
    clear = fineness(stage)
    lift(stage.window, middle(stage, held(stage)))
    settle()
    assert clear > 4 * coarse
    assert fineness(stage) == coarse
    tap(stage.window, button(stage, "preview.larger"))
    settle()
    press(stage.window, middle(stage, held(stage)))
    settle()
    assert fineness(stage) > 4 * coarse


def fineness(stage: QtStage) -> float:
    """Measure how much neighbours differ where the page is: letters are fine."""
    (view,) = stage.screen.findChildren(PageView)
    seen = look_at(stage)
    part = seen.brightness[seen.part(place_of(view, stage.window))].astype(float)
    return float(np.abs(np.diff(part, n=2)).mean())


def test_what_was_typed_stays_in_another_text_size_and_goes_with_the_question(
    stage: QtStage,
) -> None:
    put(stage, "type-value")
    stage.use("text-size")
    press(stage.window, middle(stage, held(stage)))
    assert not is_hidden(stage, "type-value")
    lift(stage.window, QPoint(1, 1))
    stage.lock()
    stage.use("text-size")
    assert "1" not in read(stage).replace("11 位", "")
