"""What touches do, and what the stage promises the core."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kiosk.domain.challenge import Action
from kiosk.ports.face_judge import Advice, FaceView, Portrait, PortraitOrigin
from kiosk.ports.printer import JobReference, Settlement, SheetState
from kiosk.terminal.stage import (
    Closure,
    IdleWarning,
    Offer,
    OutOfServiceScene,
    ServingScene,
    WelcomeScene,
)
from kiosk.visit.ask import Ask
from kiosk.visit.errand import AwaitSheets, NameDeed, ReadClock
from kiosk.visit.question import (
    Agree,
    Agreement,
    Apologise,
    ConfirmPaper,
    MatchFace,
    Preview,
    ReadCard,
    TakePaper,
    Tell,
    TryAgain,
)
from tests.screens.recording import RecordingControls
from ui.comfort import Comfort, Contrast, Language, TextSize
from ui.sample_pictures import sample_face, sample_page
from ui.showcase import exhibits
from ui.speech import SilentVoice
from ui.stage import QtStage
from ui.touch import find_button, lift, press, tap
from ui.widgets.button import TouchButton
from ui.widgets.words import Words

PURPOSE = "enrolment-certificate"


def serving(ask: Ask[object], step: int = 1, *, back: bool = True) -> ServingScene:
    return ServingScene(
        visit=1,
        step=step,
        service=PURPOSE,
        ask=ask,
        can_go_back=back,
        can_leave=ask.can_leave,
    )


def settle(app: QApplication) -> None:
    for _ in range(3):
        app.processEvents()
    app.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def button(stage: QtStage, key: str) -> TouchButton:
    settle(QApplication.instance())  # type: ignore[arg-type]
    found = find_button(stage, key)
    assert found is not None, key
    return found


def touch(stage: QtStage, key: str) -> None:
    tap(stage.window, button(stage, key))


def sentences(stage: QtStage) -> list[str]:
    """Give what can be read on the screen, but for what a person typed."""
    return [
        words.text()
        for words in stage.screen.findChildren(Words)
        if words.isVisible() and words.objectName() != "typed"
    ]


ANSWERS = [
    (Agree(PURPOSE), "agree.accept", Agreement.AGREE),
    (Agree(PURPOSE), "agree.another-way", Agreement.ANOTHER_WAY),
    (Preview((b"",)), "preview.confirm", True),
    (Preview((b"",)), "preview.refuse", False),
    (TryAgain("no-face", 1), "try-again.again", True),
    (TryAgain("no-face"), "try-again.stop", False),
    (TakePaper(1), "take-paper.taken", True),
    (TakePaper(1), "take-paper.missing", False),
    (ConfirmPaper(1), "confirm-paper.complete", True),
    (ConfirmPaper(1), "confirm-paper.incomplete", False),
    (Tell("certified"), "tell.understood", None),
    (Apologise("revoked"), "apologise.understood", None),
]


@pytest.mark.parametrize(("ask", "key", "value"), ANSWERS)
def test_a_touch_answers_with_the_scenes_step(
    ask: Ask[object],
    key: str,
    value: object,
    stage: QtStage,
    controls: RecordingControls,
) -> None:
    stage.show(serving(ask, step=7))
    touch(stage, key)
    assert controls.calls == [("answer", 7, value)]
    assert controls.touches == 1


def test_a_screen_that_was_replaced_answers_for_nobody(
    stage: QtStage, controls: RecordingControls
) -> None:
    """One that gives up by itself may do so when another stands there already."""
    stage.show(serving(Agree(PURPOSE)))
    former = stage.screen
    stage.show(serving(TryAgain("no-face", 1), step=2))
    former.answer(Agreement.AGREE)
    assert not controls.calls
    touch(stage, "try-again.again")
    assert controls.calls == [("answer", 2, True)]


def test_a_double_tap_answers_once(stage: QtStage, controls: RecordingControls) -> None:
    stage.show(serving(Agree(PURPOSE)))
    accept = button(stage, "agree.accept")
    tap(stage.window, accept)
    tap(stage.window, accept)
    other = stage.window.findChildren(TouchButton)
    for each in other:
        if each.key.startswith("agree."):
            tap(stage.window, each)
    assert controls.calls == [("answer", 1, Agreement.AGREE)]


def test_a_touch_must_end_where_it_began(
    stage: QtStage, controls: RecordingControls
) -> None:
    stage.show(serving(Agree(PURPOSE)))
    one = button(stage, "agree.accept")
    other = button(stage, "agree.another-way")
    press(stage.window, one.mapTo(stage.window, one.rect().center()))
    lift(stage.window, other.mapTo(stage.window, other.rect().center()))
    assert controls.calls == []
    assert controls.touches == 1


def test_welcome_starts_the_touched_service_and_no_closed_one(
    stage: QtStage, controls: RecordingControls
) -> None:
    closed = Offer(PURPOSE, (Closure.NO_PAPER,))
    stage.show(WelcomeScene((closed, Offer("life-certification"))))
    settle(QApplication.instance())  # type: ignore[arg-type]
    assert find_button(stage, f"service.{PURPOSE}.title") is None
    for card in stage.screen.findChildren(TouchButton):
        tap(stage.window, card)
    assert controls.calls == [("choose", "life-certification")]


def test_back_and_leave_are_there_only_when_allowed(
    stage: QtStage, controls: RecordingControls
) -> None:
    stage.show(serving(TakePaper(1), back=False))
    settle(QApplication.instance())  # type: ignore[arg-type]
    assert find_button(stage, "foot.back") is None
    assert find_button(stage, "foot.leave") is None
    stage.show(serving(Agree(PURPOSE)))
    touch(stage, "foot.back")
    stage.show(serving(Agree(PURPOSE), step=3))
    touch(stage, "foot.leave")
    assert controls.calls == [("back",), ("leave",)]


def test_a_quick_errand_leaves_the_former_screen_standing_but_locked(
    stage: QtStage, controls: RecordingControls
) -> None:
    stage.show(serving(Agree(PURPOSE)))
    former = stage.screen
    stage.show(serving(NameDeed(), step=2))
    assert stage.screen is former
    assert former.is_locked
    settle(QApplication.instance())  # type: ignore[arg-type]
    assert find_button(stage, "agree.accept") is None
    assert find_button(stage, "foot.leave") is None
    stage.show(serving(Tell("certified"), step=3))
    assert stage.screen.name == "tell"
    assert controls.calls == []


def test_a_long_errand_says_what_it_waits_for(stage: QtStage, qtbot: QtBot) -> None:
    stage.show(serving(Agree(PURPOSE)))
    stage.show(serving(NameDeed(), step=2))
    stage.show(serving(ReadClock(), step=3))
    qtbot.waitUntil(lambda: stage.screen.name == "wait", timeout=2000)
    assert stage.texts.say("wait.read-clock") in sentences(stage)


@pytest.mark.parametrize("exhibit", ["agree", "try-again-face", "preview", "wait"])
def test_switching_language_keeps_the_question(
    exhibit: str, stage: QtStage, controls: RecordingControls
) -> None:
    scene = next(e.scene for e in exhibits() if e.name == exhibit)
    stage.show(scene)
    stage.skip_hold()
    before, name = sentences(stage), stage.screen.name
    touch(stage, "tool.language")
    assert stage.comfort.language is Language.ENGLISH
    assert stage.screen.name == name
    assert sentences(stage) != before
    assert controls.calls == []
    touch(stage, "tool.language")
    assert sentences(stage) == before


def test_a_locked_question_stays_locked_in_another_language(
    stage: QtStage, controls: RecordingControls
) -> None:
    stage.show(serving(Agree(PURPOSE)))
    touch(stage, "agree.accept")
    touch(stage, "tool.language")
    assert stage.screen.is_locked
    assert controls.calls == [("answer", 1, Agreement.AGREE)]


def test_one_touch_goes_through_the_four_text_sizes(stage: QtStage) -> None:
    sizes = []
    for size in TextSize:
        touch(stage, f"tool.text-size.{size}")
        sizes.append(stage.comfort.text_size)
    assert sizes == [TextSize.LARGE, TextSize.ELDER, TextSize.LARGEST, TextSize.NORMAL]


def test_reset_puts_every_comfort_back(stage: QtStage, voice: SilentVoice) -> None:
    stage.show(serving(Agree(PURPOSE)))
    for key in ("tool.language", "tool.text-size.normal", "tool.contrast.normal"):
        touch(stage, key)
    for key in ("foot.reach", "tool.listen", "tool.help"):
        touch(stage, key)
    assert stage.comfort == Comfort(
        Language.ENGLISH,
        TextSize.LARGE,
        Contrast.HIGH,
        low_reach=True,
        reads_aloud=True,
    )
    stage.reset_comfort()
    assert stage.comfort == Comfort()
    assert not voice.is_speaking
    assert button(stage, "tool.help").isEnabled()


def test_low_reach_brings_everything_touchable_into_the_lower_half(
    raise_stage: Callable[..., QtStage],
) -> None:
    stage = raise_stage(comfort=Comfort(low_reach=True))
    for exhibit in exhibits():
        exhibit.show_on(stage)
        settle(QApplication.instance())  # type: ignore[arg-type]
        for each in stage.window.findChildren(TouchButton):
            if each.isVisible():
                top = each.mapTo(stage.window, QPoint(0, 0)).y()
                assert top >= stage.window.height() // 2, (exhibit.name, each.key)


def test_help_is_called_once_and_the_tool_says_so(
    stage: QtStage, controls: RecordingControls
) -> None:
    touch(stage, "tool.help")
    assert controls.calls == [("call-staff",)]
    assert button(stage, "tool.help-called").isVisible()


def test_whatever_is_read_aloud_stands_on_the_screen(
    stage: QtStage, voice: SilentVoice
) -> None:
    for exhibit in exhibits():
        stage.show(exhibit.scene)
        stage.skip_hold()
        stage.turn_to(exhibit.view)
        if not stage.comfort.reads_aloud:
            touch(stage, "tool.listen")
        settle(QApplication.instance())  # type: ignore[arg-type]
        said = voice.said[-1][0].splitlines()
        shown = "\n".join(sentences(stage)).splitlines()
        assert [line for line in said if line] == [line for line in shown if line]


def test_a_second_touch_silences_the_voice(stage: QtStage, voice: SilentVoice) -> None:
    touch(stage, "tool.listen")
    assert voice.is_speaking
    touch(stage, "tool.listen")
    assert not voice.is_speaking
    stage.show(serving(ReadCard()))
    assert len(voice.said) == 1


def test_the_countdown_covers_the_screen_and_goes_with_a_touch(
    stage: QtStage, controls: RecordingControls
) -> None:
    stage.show(serving(Agree(PURPOSE)))
    stage.warn_idle(IdleWarning(20))
    stage.warn_idle(IdleWarning(19))
    covered = button(stage, "agree.accept")
    tap(stage.window, covered)
    assert controls.calls == []
    touches = controls.touches
    assert touches >= 1
    touch(stage, "idle.stay")
    assert controls.touches > touches
    stage.warn_idle(None)
    tap(stage.window, covered)
    assert controls.calls == [("answer", 1, Agreement.AGREE)]


def test_progress_of_another_step_is_dropped(stage: QtStage) -> None:
    portrait = Portrait(b"", PortraitOrigin.CHIP)
    stage.show(serving(MatchFace(portrait, 1), step=4))
    view = FaceView(sample_face(), Advice.COME_CLOSER, 0.5)
    stage.progress(3, view)
    advice = stage.texts.say(f"advice.{Advice.COME_CLOSER}")
    assert advice not in sentences(stage)
    stage.progress(4, view)
    assert advice in sentences(stage)


def test_advice_stays_long_enough_to_be_read(stage: QtStage) -> None:
    portrait = Portrait(b"", PortraitOrigin.CHIP)
    stage.show(serving(MatchFace(portrait, 1)))
    for advice in (Advice.COME_CLOSER, Advice.STEP_BACK):
        stage.progress(1, FaceView(b"", advice, 0.1))
    assert stage.texts.say(f"advice.{Advice.COME_CLOSER}") in sentences(stage)


def test_a_prompt_is_shown_at_once_over_advice_and_read_aloud(
    stage: QtStage, voice: SilentVoice
) -> None:
    portrait = Portrait(b"", PortraitOrigin.CHIP)
    stage.show(serving(MatchFace(portrait, 1)))
    touch(stage, "tool.listen")
    view = FaceView(b"", Advice.HOLD_STILL, 0.1)
    stage.progress(1, view)
    stage.progress(1, replace(view, prompt=Action.BLINK))
    stage.progress(1, replace(view, prompt=Action.BLINK, advice=Advice.COME_CLOSER))
    prompt = stage.texts.say("match-face.prompt.blink")
    assert prompt in sentences(stage)
    assert [words for words, _ in voice.said].count(prompt) == 1
    stage.progress(1, replace(view, prompt=Action.TURN_LEFT))
    assert prompt not in sentences(stage)
    assert voice.said[-1][0] == stage.texts.say("match-face.prompt.turn-left")


def test_printing_says_what_holds_it_up_and_forgets_it(stage: QtStage) -> None:
    stage.show(serving(AwaitSheets(JobReference("ipp://x", 1, 1), 2)))
    trouble = stage.texts.say("fault.paper-out.title")
    stage.progress(1, Settlement(SheetState.PRINTING, 0, ("paper-out",)))
    assert any(trouble in sentence for sentence in sentences(stage))
    stage.progress(1, Settlement(SheetState.PRINTING, 1))
    assert not any(trouble in sentence for sentence in sentences(stage))


def test_zoom_gives_the_page_the_room_and_takes_it_back(
    stage: QtStage, controls: RecordingControls
) -> None:
    stage.show(serving(Preview((sample_page(), sample_page()))))
    for key in ("preview.next", "preview.larger", "preview.more"):
        touch(stage, key)
    assert find_button(stage, "preview.confirm") is None
    touch(stage, "preview.smaller")
    touch(stage, "preview.confirm")
    assert controls.calls == [("answer", 1, True)]


def test_random_touches_never_break_anything(
    stage: QtStage, controls: RecordingControls
) -> None:
    chance = random.Random(20261123)  # noqa: S311 - a seed that repeats
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    scenes = list(exhibits())
    for turn in range(400):
        if turn % 5 == 0:
            chosen = chance.choice(scenes)
            stage.show(chosen.scene)
            stage.progress(1, chosen.progress)
        if turn % 37 == 0:
            stage.warn_idle(chance.choice([IdleWarning(9), None]))
        size = stage.window.size()
        spot = QPoint(chance.randrange(size.width()), chance.randrange(size.height()))
        press(stage.window, spot)
        lift(stage.window, spot)
        settle(app)
    answers = [call for call in controls.calls if call[0] == "answer"]
    assert controls.touches >= 400
    assert answers
    assert all(call[1] == 1 for call in answers)


def test_keys_reach_and_press_every_button(
    stage: QtStage, controls: RecordingControls
) -> None:
    stage.show(serving(Agree(PURPOSE)))
    accept = button(stage, "agree.accept")
    accept.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(accept, Qt.Key.Key_Return)
    assert controls.calls == [("answer", 1, Agreement.AGREE)]


def test_a_full_screen_stage_takes_the_size_it_gets(
    raise_stage: Callable[..., QtStage],
) -> None:
    stage = raise_stage(None)
    settle(QApplication.instance())  # type: ignore[arg-type]
    assert stage.window.isFullScreen()
    assert stage.screen.look.theme.width == stage.window.width()
    assert stage.screen.look.theme.height == stage.window.height()


def test_the_second_hand_ticks(stage: QtStage, qtbot: QtBot) -> None:
    ticks: list[int] = []
    stage.every_second(lambda: ticks.append(1))
    qtbot.waitUntil(lambda: bool(ticks), timeout=5000)


def test_one_wait_after_another_does_not_lock_the_way_out(
    stage: QtStage, controls: RecordingControls
) -> None:
    stage.show(serving(NameDeed()))
    stage.skip_hold()
    stage.show(serving(ReadClock(), step=2))
    touch(stage, "foot.leave")
    assert controls.calls == [("leave",)]


def test_out_of_service_offers_help_but_no_service(
    stage: QtStage, controls: RecordingControls
) -> None:
    stage.show(OutOfServiceScene(()))
    assert stage.screen.findChildren(TouchButton) == []
    touch(stage, "tool.help")
    assert controls.calls == [("call-staff",)]
