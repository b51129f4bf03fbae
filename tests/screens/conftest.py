"""A stage in an offscreen window, with the bundled font."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication

from tests.screens.recording import RecordingControls
from ui.app import create_application
from ui.comfort import Comfort
from ui.sound import Sounder
from ui.speech import SilentVoice
from ui.stage import QtStage

PORTRAIT, LANDSCAPE = (1080, 1920), (1920, 1080)


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    return create_application(["kiosk"])


@pytest.fixture
def controls() -> RecordingControls:
    return RecordingControls()


@pytest.fixture
def voice() -> SilentVoice:
    return SilentVoice()


@pytest.fixture
def raise_stage(
    qapp: QApplication, controls: RecordingControls, voice: SilentVoice
) -> Iterator[Callable[..., QtStage]]:
    stages: list[QtStage] = []

    def make(
        size: tuple[int, int] = PORTRAIT,
        comfort: Comfort | None = None,
        sounder: Sounder | None = None,
        diagonal_inches: float | None = None,
    ) -> QtStage:
        stage = QtStage(
            size,
            voice=voice,
            sounder=sounder,
            comfort=comfort,
            diagonal_inches=diagonal_inches,
        )
        stage.connect_controls(controls)
        stage.open()
        stages.append(stage)
        return stage

    yield make
    for stage in stages:
        stage.close()
    qapp.processEvents()


@pytest.fixture
def stage(raise_stage: Callable[..., QtStage]) -> QtStage:
    return raise_stage()
