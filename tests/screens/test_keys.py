"""Keypad and headphones alone: every screen, every button, a whole visit."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from kiosk.terminal.stage import (
    Closure,
    IdleWarning,
    Offer,
    ServingScene,
    StartingScene,
    WelcomeScene,
)
from kiosk.visit.question import Agree, Agreement, TakeCard, Tell
from kiosk.visit.staffing import EnterPin, TypedPin
from tests.screens.compact_terminal import HOLDER, compact_terminal
from tests.screens.conftest import LANDSCAPE, PORTRAIT
from tests.screens.fitting import faults_of
from tests.screens.recording import RecordingControls
from ui.comfort import Comfort, Language, TextSize, VoiceSpeed, Volume
from ui.key_way import in_order
from ui.showcase import exhibits
from ui.sound import SilentSounder, Sound
from ui.speech import SilentVoice
from ui.stage import QtStage
from ui.theme import Theme
from ui.touch import press
from ui.widgets.button import TouchButton

DOWN, UP, ENTER = Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Return
VISIT_SECONDS = 90.0


def settle(app: QApplication) -> None:
    for _ in range(3):
        app.processEvents()
    app.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def key(stage: QtStage, pressed: Qt.Key) -> None:
    QTest.keyClick(stage.window.windowHandle(), pressed)


def serving(ask: object) -> ServingScene:
    return ServingScene(
        1,
        1,
        "life-certification",
        ask,  # type: ignore[arg-type]
        can_go_back=True,
        can_leave=True,
    )


def go_to(stage: QtStage, wanted: str) -> None:
    """Press the down key until the button of a text key is pointed at."""
    for _ in range(len(in_order(stage.front)) + 1):
        key(stage, DOWN)
        pointed = stage.window.pointed
        if isinstance(pointed, TouchButton) and pointed.key == wanted:
            return
    pytest.fail(f"{wanted} cannot be reached by keys on {stage.screen.name}")


def test_the_first_key_starts_the_voice_and_presses_nothing(
    stage: QtStage, voice: SilentVoice, controls: RecordingControls
) -> None:
    stage.show(serving(Agree("life-certification")))
    key(stage, ENTER)
    assert stage.comfort.reads_aloud
    assert voice.said[-1][0].endswith(stage.texts.say("key.how"))
    assert stage.texts.say("agree.title") in voice.said[-1][0]
    assert controls.calls == []


def test_every_button_of_every_screen_is_reached_and_named_by_keys(
    stage: QtStage, voice: SilentVoice, qapp: QApplication
) -> None:
    key(stage, DOWN)
    for exhibit in exhibits():
        # Keys stay where they are while the first screen changes; here they do not.
        stage.show(StartingScene())
        exhibit.show_on(stage)
        settle(qapp)
        reached = []
        for place in range(len(in_order(stage.front))):
            key(stage, DOWN)
            pointed = stage.window.pointed
            assert isinstance(pointed, TouchButton)
            assert pointed.has_ring, (exhibit.name, pointed.key)
            assert voice.said[-1][0].startswith(pointed.accessibleName())
            reached.append(pointed)
            if pointed.isEnabled():
                assert pointed.hasFocus(), (exhibit.name, place)
        there = {
            button
            for button in stage.window.findChildren(TouchButton)
            if button.isVisible() and button.isEnabled()
        }
        assert there <= set(reached), exhibit.name
        assert [b.turn for b in reached] == sorted(b.turn for b in reached)


@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE])
@pytest.mark.parametrize("text_size", [TextSize.NORMAL, TextSize.LARGEST])
@pytest.mark.parametrize("language", list(Language))
def test_the_voices_tools_and_caption_leave_every_screen_whole(
    size: tuple[int, int],
    text_size: TextSize,
    language: Language,
    raise_stage: Callable[..., QtStage],
    qapp: QApplication,
) -> None:
    stage = raise_stage(size, Comfort(language, text_size, reads_aloud=True))
    theme = Theme.of(stage.window.size(), stage.comfort)
    found: list[str] = []
    for exhibit in exhibits():
        exhibit.show_on(stage)
        key(stage, DOWN)
        settle(qapp)
        found += [f"{exhibit.name}: {fault}" for fault in faults_of(stage, theme)]
    assert not found


def test_a_whole_visit_is_made_by_keys_alone(
    raise_stage: Callable[..., QtStage], voice: SilentVoice, tmp_path: Path
) -> None:
    chosen = {
        "welcome": "service.enrolment-certificate.title",
        "agree": "agree.accept",
        "preview": "preview.confirm",
        "take-paper": "take-paper.taken",
        "remind": "remind.now",
        "offer-slip": "offer-slip.print",
        "take-slip": "take-slip.taken",
        "tell": "tell.understood",
    }
    with compact_terminal(tmp_path, raise_stage) as terminal:
        stage = terminal.stage
        terminal.sit_down()
        seen: list[str] = []
        deadline = time.monotonic() + VISIT_SECONDS
        while not (seen[-1:] == ["welcome"] and "take-card" in seen):
            assert time.monotonic() < deadline, seen
            terminal.turn()
            screen = stage.screen
            if screen.is_locked or (seen and screen.name == seen[-1]):
                time.sleep(0.001)
                continue
            seen.append(screen.name)
            if screen.name == "welcome" and len(seen) <= 2:
                key(stage, DOWN)
            if screen.name == "read-card":
                terminal.reader.insert(HOLDER)
            elif screen.name == "take-card":
                terminal.reader.remove()
            elif screen.name in chosen and "take-card" not in seen:
                assert stage.screen.spoken() in "\n".join(w for w, _ in voice.said)
                go_to(stage, chosen[screen.name])
                key(stage, ENTER)
        assert len(terminal.serials()) == 1
        assert len(terminal.receipts.slips) == 1
        assert not stage.comfort.reads_aloud
    assert {"read-card", "match-face", "preview", "take-paper", "remind"} <= set(seen)


def test_a_closed_service_tells_its_reason_and_does_not_start(
    stage: QtStage, voice: SilentVoice, controls: RecordingControls
) -> None:
    closed = Offer("enrolment-certificate", (Closure.NO_PAPER,))
    stage.show(WelcomeScene((closed, Offer("life-certification"))))
    key(stage, DOWN)
    go_to(stage, "service.enrolment-certificate.title")
    assert stage.texts.say("closed.no-paper") in voice.said[-1][0]
    key(stage, ENTER)
    assert controls.calls == []
    go_to(stage, "service.life-certification.title")
    key(stage, ENTER)
    assert controls.calls == [("choose", "life-certification")]


def test_keys_change_speed_volume_and_language_and_say_so(
    stage: QtStage, voice: SilentVoice
) -> None:
    stage.show(serving(Tell("review-noted", (("ticket", "1"), ("due", "2027-01-01")))))
    key(stage, Qt.Key.Key_F15)
    for _ in range(9):
        key(stage, Qt.Key.Key_PageUp)
    assert voice.speed is VoiceSpeed.FASTEST
    assert voice.said[-1][0] == stage.texts.say("voice.speed.fastest")
    for _ in range(9):
        key(stage, Qt.Key.Key_Minus)
    assert voice.volume is Volume.QUIET
    key(stage, Qt.Key.Key_F2)
    assert voice.said[-1] == (stage.screen.spoken(), Language.ENGLISH)
    stage.reset_comfort()
    assert (voice.speed, voice.volume) == (VoiceSpeed.NORMAL, Volume.NORMAL)


def test_keys_go_back_leave_repeat_and_call_for_help(
    stage: QtStage, voice: SilentVoice, controls: RecordingControls
) -> None:
    stage.show(serving(Agree("life-certification")))
    key(stage, DOWN)
    key(stage, Qt.Key.Key_Home)
    assert voice.said[-1][0] == stage.screen.spoken()
    key(stage, Qt.Key.Key_F1)
    key(stage, Qt.Key.Key_Escape)
    stage.show(serving(Agree("life-certification")))
    key(stage, Qt.Key.Key_End)
    assert controls.calls == [("call-staff",), ("back",), ("leave",)]


def test_a_key_for_a_way_that_is_not_there_is_told_so_and_locks_nothing(
    stage: QtStage, voice: SilentVoice, controls: RecordingControls
) -> None:
    stage.show(WelcomeScene((Offer("life-certification"),)))
    key(stage, DOWN)
    key(stage, Qt.Key.Key_Escape)
    assert voice.said[-1][0] == stage.texts.say("key.no-way")
    assert not stage.screen.is_locked
    assert controls.calls == []


def test_digits_are_typed_on_the_keypad_and_never_spoken(
    stage: QtStage, voice: SilentVoice, controls: RecordingControls
) -> None:
    stage.show(serving(EnterPin(3)))
    key(stage, DOWN)
    for digit in "4829137":
        key(stage, getattr(Qt.Key, f"Key_{digit}"))
    key(stage, Qt.Key.Key_Backspace)
    assert not any("4" in words for words, _ in voice.said[1:])
    go_to(stage, "keypad.confirm")
    key(stage, ENTER)
    pin = controls.calls[-1][-1]
    assert isinstance(pin, TypedPin)
    assert pin.spend() == "482913"


def test_under_the_countdown_only_more_time_can_be_pointed_at(
    stage: QtStage, voice: SilentVoice, controls: RecordingControls
) -> None:
    stage.show(serving(Agree("life-certification")))
    key(stage, DOWN)
    stage.warn_idle(IdleWarning(20))
    assert stage.texts.say("idle.title") in voice.said[-1][0]
    go_to(stage, "idle.stay")
    key(stage, ENTER)
    assert controls.calls == []
    assert [b.key for b in in_order(stage.front)] == ["idle.stay"]


def test_the_ring_is_shown_by_keys_and_hidden_by_a_touch(stage: QtStage) -> None:
    stage.show(serving(Agree("life-certification")))
    for _ in range(2):
        key(stage, DOWN)
    pointed = stage.window.pointed
    assert isinstance(pointed, TouchButton)
    assert pointed.has_ring
    press(stage.window, QPoint(5, 5))
    assert not pointed.has_ring


def test_pointing_survives_another_text_size(stage: QtStage) -> None:
    stage.show(serving(Agree("life-certification")))
    key(stage, UP)
    go_to(stage, "agree.another-way")
    stage.use("text-size")
    pointed = stage.window.pointed
    assert isinstance(pointed, TouchButton)
    assert pointed.key == "agree.another-way"


def test_a_card_that_waits_is_called_for_until_it_is_taken(
    qapp: QApplication,
) -> None:
    sounder, voice = SilentSounder(), SilentVoice()
    comfort = Comfort(reads_aloud=True)
    stage = QtStage(
        PORTRAIT, voice=voice, sounder=sounder, comfort=comfort, reminder_ms=5
    )
    stage.open()
    stage.show(serving(TakeCard()))
    deadline = time.monotonic() + 30
    while sounder.played.count(Sound.ATTENTION) < 4:
        assert time.monotonic() < deadline
        qapp.processEvents()
    title = stage.texts.say("take-card.title")
    assert sum(words.startswith(title) for words, _ in voice.said) >= 3
    stage.show(serving(Agree("life-certification", "")))
    calls = len(sounder.played)
    settle(qapp)
    assert len(sounder.played) == calls
    stage.close()


def test_an_answer_by_key_is_given_once(
    stage: QtStage, controls: RecordingControls
) -> None:
    stage.show(serving(Agree("life-certification")))
    key(stage, DOWN)
    go_to(stage, "agree.accept")
    for _ in range(3):
        key(stage, ENTER)
    assert controls.calls == [("answer", 1, Agreement.AGREE)]
