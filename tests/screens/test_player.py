"""The robot visitor plays a script on the real event loop."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from kiosk.demonstration.show import ENLARGE
from kiosk.terminal.stage import Offer, ServingScene, WelcomeScene
from kiosk.visit.question import Agree, Agreement, TakePaper
from tests.screens.recording import RecordingControls
from ui.comfort import TextSize
from ui.player import Player, Rule, Step
from ui.stage import QtStage

WELCOME = WelcomeScene((Offer("life-certification"),))


class Rehearsing(RecordingControls):
    """Two questions and back to the welcome screen."""

    stage: QtStage

    def choose(self, service_key: str, about: str = "") -> None:
        super().choose(service_key, about)
        self.stage.show(self._scene(1, Agree(service_key)))

    def answer(self, step: int, value: object) -> None:
        super().answer(step, value)
        self.stage.show(self._scene(2, TakePaper(1)) if step == 1 else WELCOME)

    def _scene(self, step: int, ask: Agree | TakePaper) -> ServingScene:
        return ServingScene(
            1,
            step,
            "life-certification",
            ask,
            can_go_back=False,
            can_leave=True,
        )


def test_a_script_is_played_with_hands_pictures_and_steps(
    stage: QtStage, qtbot: QtBot, tmp_path: Path
) -> None:
    controls = Rehearsing()
    controls.stage = stage
    stage.connect_controls(controls)
    stage.show(WELCOME)
    hands: list[str] = []
    steps: list[Step] = []
    script = [
        Rule("welcome", "tool.language", times=1),
        Rule("welcome", "service.life-certification.title", times=1),
        Rule("agree", "agree.accept"),
        Rule("take-paper", "take-paper.taken", hand="take-paper"),
    ]
    player = Player(
        stage, script, hands.append, tmp_path, steps.append, pause_seconds=0.05
    )
    player.start()
    qtbot.waitUntil(lambda: player.is_done, timeout=10_000)
    assert controls.calls == [
        ("choose", "life-certification"),
        ("answer", 1, Agreement.AGREE),
        ("answer", 2, True),
    ]
    assert hands == ["take-paper"]
    assert steps[-1].did == "done"
    assert [step.at_seconds for step in steps] == sorted(
        step.at_seconds for step in steps
    )
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names[0] == "01-welcome.png"
    assert "03-agree.png" in names
    assert len(names) == 5


def test_a_button_that_is_not_ready_is_waited_for(
    stage: QtStage, qtbot: QtBot, controls: RecordingControls
) -> None:
    stage.show(WelcomeScene(()))
    player = Player(
        stage,
        [Rule("welcome", "service.life-certification.title", times=1)],
        lambda _: None,
        pause_seconds=0,
    )
    player.start()
    qtbot.wait(80)
    assert controls.calls == []
    stage.show(WELCOME)
    qtbot.waitUntil(lambda: bool(controls.calls), timeout=5000)
    assert controls.calls == [("choose", "life-certification")]
    player.stop()


def test_no_button_is_touched_while_a_hand_is_under_way(
    stage: QtStage, qtbot: QtBot, controls: RecordingControls
) -> None:
    under_way = [True]
    hands: list[str] = []
    stage.show(WELCOME)
    player = Player(
        stage,
        [Rule("welcome", "service.life-certification.title", "come-near", times=1)],
        hands.append,
        pause_seconds=0,
        is_moving=lambda: under_way[0],
    )
    player.start()
    qtbot.waitUntil(lambda: bool(hands), timeout=30_000)
    qtbot.wait(80)
    assert controls.calls == []
    under_way[0] = False
    qtbot.waitUntil(lambda: bool(controls.calls), timeout=30_000)
    assert hands == ["come-near"]
    player.stop()


def test_the_visitor_comes_once_the_terminal_is_ready_and_then_stays(
    stage: QtStage, qtbot: QtBot, controls: RecordingControls
) -> None:
    ready = [False]
    steps: list[Step] = []
    stage.show(WELCOME)
    player = Player(
        stage,
        [Rule("welcome", "service.life-certification.title", times=1)],
        lambda _: None,
        on_step=steps.append,
        pause_seconds=0.05,
        is_ready=lambda: ready[0],
    )
    player.start()
    qtbot.wait(80)
    assert not steps
    ready[0] = True
    qtbot.waitUntil(lambda: bool(steps), timeout=30_000)
    ready[0] = False
    qtbot.waitUntil(lambda: bool(controls.calls), timeout=30_000)
    player.stop()


def test_the_demonstration_turns_to_elder_mode_first(
    stage: QtStage, qtbot: QtBot
) -> None:
    worn: list[TextSize] = []
    stage.show(WELCOME)
    player = Player(
        stage,
        [ENLARGE],
        lambda _hand: None,
        on_step=lambda _step: worn.append(stage.comfort.text_size),
        pause_seconds=0.05,
    )
    player.start()
    qtbot.waitUntil(lambda: player.is_done, timeout=30_000)
    assert worn[0] is TextSize.NORMAL
    assert worn[-1] is TextSize.ELDER
