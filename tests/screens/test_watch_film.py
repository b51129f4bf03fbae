"""A film on the screen: plays, stands still, begins again, captions below."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication

from drivers.film.unroll import unroll
from kiosk.domain.film import Cue, Film, Reel
from kiosk.terminal.stage import ServingScene
from kiosk.visit.watching import WatchFilm
from tests.content.retrieval_rate import CONTENT
from ui.comfort import Comfort, Language
from ui.screens.watch_film import WatchFilmScreen
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
