"""The first screen: ten services in two touches, found by letters, and the hall."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from kiosk.assembly.hall_board import BoardFile
from kiosk.domain.business import WordsOf
from kiosk.domain.item_directory import ItemDirectory, ItemName
from kiosk.ports.hall_board import HallBoard, Queue
from kiosk.terminal.stage import Closure, Offer, WelcomeScene
from tests.screens.conftest import LANDSCAPE, PORTRAIT
from tests.screens.fitting import faults_of
from tests.screens.recording import RecordingControls
from ui.comfort import Comfort, Language, TextSize
from ui.pinyin import beginnings, initials
from ui.speech import SilentVoice
from ui.stage import QtStage
from ui.texts import Texts
from ui.theme import Theme
from ui.touch import find_button, tap
from ui.widgets.card import ServiceCard
from ui.widgets.service_row import ServiceRow
from ui.widgets.words import Words

FOUR = (
    "enrolment-certificate",
    "other-certificate",
    "life-certification",
    "verify-certificate",
)
TEN = tuple(Offer(key) for key in (FOUR * 3)[:10])
NOW = datetime(2026, 11, 25, 10, 0).astimezone()


def settle(app: QApplication) -> None:
    for _ in range(3):
        app.processEvents()


def touch(stage: QtStage, app: QApplication, key: str) -> None:
    settle(app)
    button = find_button(stage, key)
    assert button is not None, key
    tap(stage.window, button)
    settle(app)


def sentences(stage: QtStage) -> str:
    found = stage.screen.findChildren(Words)
    return "\n".join(words.text() for words in found if words.isVisible())


@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE])
def test_each_of_ten_services_is_begun_with_two_touches(
    size: tuple[int, int],
    raise_stage: Callable[..., QtStage],
    controls: RecordingControls,
    qapp: QApplication,
) -> None:
    stage = raise_stage(size)
    for place in range(len(TEN)):
        stage.show(WelcomeScene(TEN))
        stage.turn_to("")
        settle(qapp)
        first = [c for c in stage.screen.findChildren(ServiceCard) if c.isVisible()]
        if place < len(first):
            tap(stage.window, first[place])
        else:
            touch(stage, qapp, "welcome.more")
            rows = stage.screen.findChildren(ServiceRow)
            there = [row for row in rows if row.isVisible()]
            tap(stage.window, there[place - len(first)])
        assert controls.calls.pop() == ("choose", TEN[place].key)


@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE])
@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("text_size", list(TextSize))
def test_all_services_and_the_letters_are_whole_in_every_dress(
    size: tuple[int, int],
    language: Language,
    text_size: TextSize,
    raise_stage: Callable[..., QtStage],
    qapp: QApplication,
) -> None:
    stage = raise_stage(size, Comfort(language, text_size))
    theme = Theme.of(stage.window.size(), stage.comfort)
    closed = tuple(Offer(key, (Closure.TAMPERED,)) for key in FOUR)
    found: list[str] = []
    for offers in (TEN, TEN + closed):
        stage.show(WelcomeScene(offers))
        for view in ("", "all", "search"):
            stage.turn_to(view)
            settle(qapp)
            found += [f"{view}: {fault}" for fault in faults_of(stage, theme)]
    assert not found


def test_a_service_is_found_by_pinyin_initials(
    stage: QtStage, controls: RecordingControls, qapp: QApplication
) -> None:
    stage.show(WelcomeScene(tuple(Offer(key) for key in FOUR)))
    stage.turn_to("search")
    for letter in "YL":
        touch(stage, qapp, f"letter.{letter}")
    rows = [r for r in stage.screen.findChildren(ServiceRow) if not r.isHidden()]
    assert [row.key for row in rows] == ["service.life-certification.title"]
    assert find_button(stage, "letter.B") is None
    tap(stage.window, rows[0])
    assert controls.calls == [("choose", "life-certification")]


def test_letters_that_lead_nowhere_are_closed_and_delete_takes_back(
    stage: QtStage, qapp: QApplication
) -> None:
    stage.show(WelcomeScene(tuple(Offer(key) for key in FOUR)))
    stage.turn_to("search")
    settle(qapp)
    assert find_button(stage, "letter.V") is None
    assert find_button(stage, "letter.delete") is None
    touch(stage, qapp, "letter.D")
    touch(stage, qapp, "letter.delete")
    assert find_button(stage, "letter.Y") is not None
    touch(stage, qapp, "letter.home")
    assert stage.screen.name == "welcome"


def test_a_change_of_offers_leaves_the_search_standing_but_a_visit_ends_it(
    stage: QtStage,
) -> None:
    stage.show(WelcomeScene(TEN))
    stage.turn_to("search")
    stage.show(WelcomeScene(TEN[:5]))
    assert stage.screen.name == "find-service"
    stage.reset_comfort()
    assert stage.screen.name == "welcome"


@pytest.mark.parametrize(
    ("words", "letters"),
    [("养老待遇资格认证", "YLDYZGRZ"), ("重庆", "CQ"), ("参保C证明2", "CBCZM2")],
)
def test_initials_are_those_of_pinyin(words: str, letters: str) -> None:
    assert initials(words) == letters


def test_every_title_can_be_typed() -> None:
    for language in Language:
        texts = Texts.load(language)
        for key in sorted(texts.keys):
            if key.startswith("service.") and key.endswith(".title"):
                assert all(beginnings(texts.say(key))), key


def test_the_hall_tells_hours_queue_and_notices(
    stage: QtStage, tmp_path: Path, qapp: QApplication
) -> None:
    path = tmp_path / "hall.json"
    file = BoardFile(path)
    assert file.current() == HallBoard()
    counted = datetime.now().astimezone().isoformat()
    every_day = {"days": list(range(1, 8)), "opens": "00:00", "closes": "23:59"}
    told = {
        "opening": [every_day],
        "queue": {"waiting": 7, "minutes": 20, "as_of": counted},
        "notices": [{"zh-CN": "二楼缴费。", "en": "Pay upstairs."}],
    }
    path.write_text(json.dumps(told))
    board = file.current()
    stage.show(WelcomeScene(TEN, board))
    settle(qapp)
    texts = stage.texts
    shown = sentences(stage)
    assert texts.say("hall.open", opens="00:00", closes="23:59") in shown
    assert texts.say("hall.queue-minutes", waiting=7, minutes=20) in shown
    assert "二楼缴费。" in shown
    path.write_text("{ half written")
    assert file.current() == board


def test_holidays_are_closed_and_an_old_count_is_not_shown() -> None:
    path_less = HallBoard(closed_days=("2026-11-25",), queue=Queue(3, NOW))
    assert path_less.opening_on(NOW) is None
    assert path_less.queue_at(NOW + timedelta(minutes=15)) is not None
    assert path_less.queue_at(NOW + timedelta(minutes=16)) is None


DIRECTORY = ItemDirectory(
    (
        ItemName("PR-07", WordsOf("修改联系方式", "Change contact details")),
        ItemName("PQ-08", WordsOf("经办机构查询", "Find an agency")),
    ),
    NOW,
)
BUSINESS = "business-item"


@pytest.mark.parametrize(
    ("language", "letters"), [(Language.CHINESE, "BJ"), (Language.ENGLISH, "AN")]
)
def test_a_business_item_is_found_by_letters_and_begun_at_itself(
    language: Language,
    letters: str,
    raise_stage: Callable[..., QtStage],
    controls: RecordingControls,
    qapp: QApplication,
) -> None:
    stage = raise_stage(PORTRAIT, Comfort(language))
    offers = (*(Offer(key) for key in FOUR), Offer(BUSINESS))
    stage.show(WelcomeScene(offers, directory=DIRECTORY))
    stage.turn_to("search")
    for letter in letters:
        touch(stage, qapp, f"letter.{letter}")
    touch(stage, qapp, "item.PQ-08")
    assert controls.calls == [("choose", BUSINESS, "PQ-08")]


def test_items_are_closed_as_their_service_is_and_say_why(
    stage: QtStage, controls: RecordingControls, qapp: QApplication
) -> None:
    closed = Offer(BUSINESS, (Closure.NO_CENTRE,))
    stage.show(WelcomeScene((closed,), directory=DIRECTORY))
    stage.turn_to("search")
    settle(qapp)
    rows = [row for row in stage.screen.findChildren(ServiceRow) if row.isVisible()]
    assert len(rows) == 2
    assert not any(row.isEnabled() for row in rows)
    reason = stage.texts.say("closed.no-centre")
    assert all(row.line == reason for row in rows)
    as_of = stage.texts.say("find-service.as-of", day="2026-11-25")
    assert as_of in sentences(stage)
    assert controls.calls == []


def test_items_are_not_offered_where_their_service_is_not(
    stage: QtStage, qapp: QApplication
) -> None:
    offers = tuple(Offer(key) for key in FOUR)
    stage.show(WelcomeScene(offers, directory=DIRECTORY))
    stage.turn_to("search")
    settle(qapp)
    assert find_button(stage, "letter.X") is None


def test_who_sees_many_results_turns_to_the_next_few(
    stage: QtStage, qapp: QApplication
) -> None:
    stage.show(WelcomeScene((Offer(BUSINESS), *TEN), directory=DIRECTORY))
    stage.turn_to("search")
    settle(qapp)
    seen: list[str] = []
    for _ in range(5):
        rows = stage.screen.findChildren(ServiceRow)
        seen += [row.key for row in rows if row.isVisible()]
        touch(stage, qapp, "find-service.more")
    assert {"item.PR-07", "item.PQ-08", f"service.{BUSINESS}.title"} <= set(seen)


def test_who_is_typing_is_not_disturbed_by_what_opens_meanwhile(
    stage: QtStage, qapp: QApplication
) -> None:
    starting = tuple(Offer(key, (Closure.STARTING,)) for key in FOUR)
    stage.show(WelcomeScene(starting))
    stage.turn_to("search")
    settle(qapp)
    assert stage.screen.type_key("d")
    typed = sentences(stage)
    stage.show(WelcomeScene(tuple(Offer(key) for key in FOUR)))
    settle(qapp)
    assert sentences(stage) == typed
    rows = stage.screen.findChildren(ServiceRow)
    assert all(row.isEnabled() for row in rows if row.isVisible())


def test_keys_stay_where_they_point_when_something_opens(
    stage: QtStage, voice: SilentVoice, qapp: QApplication
) -> None:
    stage.show(WelcomeScene((Offer(FOUR[0], (Closure.STARTING,)), Offer(FOUR[2]))))
    settle(qapp)
    for _ in range(3):
        QTest.keyClick(stage.window.windowHandle(), Qt.Key.Key_Down)
    told = len(voice.said)
    pointed = stage.window.pointed
    assert pointed is not None
    name = pointed.accessibleName()
    stage.show(WelcomeScene((Offer(FOUR[0]), Offer(FOUR[2]))))
    settle(qapp)
    assert stage.window.pointed is not None
    assert stage.window.pointed.accessibleName() == name
    assert len(voice.said) == told
