"""A film on the screen: plays, is heard, stands still, begins again, captions below."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication

from drivers.film.unroll import unroll
from kiosk.domain.film import SOUND_RATE, Cue, Film, Reel
from kiosk.terminal.stage import ServingScene, WelcomeScene
from kiosk.visit.watching import WatchFilm
from tests.content.retrieval_rate import CONTENT
from ui.comfort import Comfort, Language, Volume
from ui.screens.watch_film import WatchFilmScreen
from ui.sound import SilentSounder
from ui.stage import QtStage
from ui.widgets.button import TouchButton

FILM = Film("", (Cue(0, 60_000, "请插卡。"),), (Cue(0, 60_000, "Insert your card."),))
_LIMIT_SECONDS = 60.0


def until(app: QApplication, holds: Callable[[], bool]) -> None:
    """Let the loop turn until something holds."""
    deadline = time.monotonic() + _LIMIT_SECONDS
    while not holds():
        assert time.monotonic() < deadline
        app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)


def button(screen: WatchFilmScreen, key: str) -> TouchButton:
    found = {each.key: each for each in screen.findChildren(TouchButton)}
    return found[key]


@pytest.mark.parametrize(
    ("language", "caption"),
    [(Language.CHINESE, "请插卡。"), (Language.ENGLISH, "Insert your card.")],
)
def test_it_plays_stands_still_and_begins_again(
    raise_stage: Callable[..., QtStage],
    qapp: QApplication,
    language: Language,
    caption: str,
) -> None:
    sample = (CONTENT / "media" / "certification.webm").read_bytes()
    # Much faster than it was made.
    reel = Reel(unroll(sample).pictures, 200.0)
    stage = raise_stage(comfort=Comfort(language))
    ask = WatchFilm(reel, FILM)
    stage.show(ServingScene(1, 1, "information", ask, can_go_back=True, can_leave=True))
    stage.skip_hold()
    screen = stage.screen
    assert isinstance(screen, WatchFilmScreen)
    assert caption in screen.spoken()
    until(qapp, lambda: screen.position_ms == reel.milliseconds)
    until(qapp, lambda: button(screen, "watch-film.play").isVisible())
    button(screen, "watch-film.again").click()
    button(screen, "watch-film.pause").click()
    stood = screen.position_ms
    qapp.processEvents()
    assert screen.position_ms == stood
    button(screen, "watch-film.play").click()
    until(qapp, lambda: screen.position_ms == reel.milliseconds)


@pytest.fixture
def sounder() -> SilentSounder:
    return SilentSounder()


@pytest.fixture
def watching(
    raise_stage: Callable[..., QtStage], qapp: QApplication, sounder: SilentSounder
) -> QtStage:
    """Give a stage on which a film of an hour plays and is heard."""
    grey = (CONTENT / "media" / "insert-card.png").read_bytes()
    reel = Reel((grey, grey), 2 / 3600, bytes(2 * SOUND_RATE * 600))
    stage = raise_stage(sounder=sounder)
    ask = WatchFilm(reel, FILM)
    stage.show(ServingScene(1, 1, "information", ask, can_go_back=True, can_leave=True))
    stage.skip_hold()
    until(qapp, lambda: bool(sounder.rolling))
    return stage


def film_on(stage: QtStage) -> WatchFilmScreen:
    assert isinstance(stage.screen, WatchFilmScreen)
    return stage.screen


def test_its_sound_stops_and_goes_on_with_it(
    watching: QtStage, qapp: QApplication, sounder: SilentSounder
) -> None:
    whole = len(sounder.rolling)
    button(film_on(watching), "watch-film.pause").click()
    assert not sounder.rolling
    button(film_on(watching), "watch-film.play").click()
    until(qapp, lambda: bool(sounder.rolling))
    assert len(sounder.rolling) < whole
    button(film_on(watching), "watch-film.done").click()
    assert not sounder.rolling


def test_it_goes_on_where_it_was_in_another_loudness_and_language(
    watching: QtStage, qapp: QApplication, sounder: SilentSounder
) -> None:
    stood = film_on(watching).position_ms
    watching.use("volume")
    assert film_on(watching).position_ms >= stood
    until(qapp, lambda: bool(sounder.rolling))
    assert sounder.volume is Volume.LOUD
    button(film_on(watching), "watch-film.pause").click()
    watching.use("language")
    assert button(film_on(watching), "watch-film.play").isVisible()
    assert "Insert your card." in film_on(watching).spoken()
    assert not sounder.rolling


def test_whatever_comes_next_is_not_accompanied(
    watching: QtStage, sounder: SilentSounder
) -> None:
    watching.show(WelcomeScene(()))
    assert not sounder.rolling
