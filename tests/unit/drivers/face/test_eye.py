"""The live picture goes on whatever the judge does, and stops when he hangs."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pytest

from drivers.face.eye import Eye
from drivers.face.picture import Pixels
from kiosk.domain.challenge import Action
from kiosk.domain.fault import DeviceLost, Expired
from kiosk.ports.face_judge import Advice, FaceView
from tests.waiting import await_condition

APART = 0.04


@dataclass(frozen=True)
class Shot:
    """A picture and its time."""

    pixels: Pixels
    taken_at: float


class PacedCamera:
    """Gives a picture whenever the test lets it, until it is unplugged."""

    def __init__(self) -> None:
        self._due = threading.Semaphore(0)
        self._taken = 0
        self.is_on = False
        self.is_unplugged = False

    def tick(self, pictures: int = 1) -> None:
        self._due.release(pictures)

    def is_present(self) -> bool:
        return not self.is_unplugged

    def start(self) -> None:
        self.is_on = True

    def read(self, wait_seconds: float) -> Shot:
        if not self._due.acquire(timeout=wait_seconds):
            raise Expired(part="camera")
        if self.is_unplugged:
            raise DeviceLost(part="camera", reason="absent")
        self._taken += 1
        pixels = np.full((48, 64, 3), self._taken, np.uint8)
        return Shot(pixels, self._taken * APART)

    def stop(self) -> bool:
        self.is_on = False
        return True


class Watched:
    """An eye, its camera, and what it showed."""

    def __init__(self) -> None:
        self.camera = PacedCamera()
        self.shown: list[FaceView] = []
        self.eye = Eye(self.camera, self.shown.append)
        self.eye.start()

    def await_shown(self, count: int) -> None:
        await_condition(lambda: len(self.shown) >= count)


@pytest.fixture
def watched() -> Iterator[Watched]:
    eye = Watched()
    yield eye
    assert eye.eye.stop()
    assert not eye.camera.is_on


def view(progress: float, prompt: Action | None = None) -> FaceView:
    return FaceView(b"judged", Advice.HOLD_STILL, progress, prompt)


def test_pictures_are_shown_while_nobody_takes_them_and_the_newest_is_judged(
    watched: Watched,
) -> None:
    for count in range(1, 6):
        watched.camera.tick()
        watched.await_shown(count)
    assert all(seen.advice is Advice.LOOK_HERE for seen in watched.shown)
    assert watched.eye.read(30.0).taken_at == pytest.approx(5 * APART)
    with pytest.raises(Expired):
        watched.eye.read(0.0)


def test_what_the_judge_tells_is_shown_at_once_and_stands_with_every_picture_after(
    watched: Watched,
) -> None:
    watched.camera.tick()
    watched.await_shown(1)
    watched.eye.caption(view(0.4, Action.BLINK))
    assert len(watched.shown) == 2
    assert watched.shown[1].jpeg == watched.shown[0].jpeg
    watched.camera.tick()
    watched.await_shown(3)
    assert {(seen.progress, seen.prompt) for seen in watched.shown[1:]} == {
        (0.4, Action.BLINK)
    }


def test_the_picture_of_the_verdict_is_the_last(watched: Watched) -> None:
    watched.eye.caption(view(1.0))
    assert watched.shown == [view(1.0)]
    watched.camera.tick(3)
    watched.eye.stop()
    assert watched.shown == [view(1.0)]


def test_a_judge_that_asks_for_nothing_does_not_look_alive() -> None:
    shown: list[FaceView] = []
    camera = PacedCamera()
    eye = Eye(camera, shown.append, most_apart_seconds=0.0)
    eye.start()
    camera.tick()
    assert eye.read(30.0).taken_at == pytest.approx(APART)
    assert eye.stop()
    assert shown == []


def test_a_lost_camera_is_the_judges_to_hear_of(watched: Watched) -> None:
    watched.camera.is_unplugged = True
    watched.camera.tick()
    with pytest.raises(DeviceLost):
        watched.eye.read(30.0)
    with pytest.raises(DeviceLost):
        watched.eye.read(30.0)
