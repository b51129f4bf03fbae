"""What every camera promises the face child, whether one, a twin, or a pair."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Protocol

import numpy as np
import pytest

from drivers.camera.capture import Capture, Frame, open_camera
from drivers.camera.exposure import ExposureWatch
from drivers.camera.naming import path_of
from drivers.camera.pair import PairCapture, PairedFrame, open_pair
from drivers.camera.source import CameraSource
from drivers.simulated.camera import open_scene, open_scene_pair
from drivers.simulated.sample_film import empty_room, write_film
from drivers.simulated.scene import SceneCamera
from kiosk.domain.fault import DeviceLost, Expired
from tests.promptness import PROMPT_SECONDS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from drivers.camera.source import Pixels

_LIMIT_SECONDS = 30.0


class Rig(Protocol):
    """A camera, and a hand on its plug."""

    camera: Capture | PairCapture

    def unplug(self) -> None:
        """Take the camera, the colour one of a pair, away."""

    def plug(self) -> None:
        """Bring it back."""


class FilmRig:
    """A film in place of a lens, alone or as a pair."""

    def __init__(self, camera: Capture | PairCapture, film: Path) -> None:
        self.camera = camera
        self._film = film

    def unplug(self) -> None:
        self._film.rename(self._film.with_suffix(".away"))

    def plug(self) -> None:
        self._film.with_suffix(".away").rename(self._film)


class SceneRig:
    """The twin, alone or as a pair."""

    def __init__(self, camera: Capture | PairCapture, scene: SceneCamera) -> None:
        self.camera = camera
        self.scene = scene

    def unplug(self) -> None:
        self.scene.do("unplugged")

    def plug(self) -> None:
        self.scene.do("mend")


@pytest.fixture
def film(tmp_path: Path) -> Path:
    return film_into(tmp_path / "colour.avi")


def film_into(file: Path, level: int | None = None) -> Path:
    frames = empty_room(seed=1)
    shown = [next(frames) for _ in range(8)]
    if level is not None:
        shown = [np.full_like(shown[0], level + number) for number in range(8)]
    write_film(file, iter(shown))
    return file


def scene_of(place: Path, film: Path) -> SceneCamera:
    camera = SceneCamera(place)
    camera.do("show", video=film)
    return camera


@pytest.fixture(params=["film", "film-pair", "scene", "scene-pair"])
def rig(request: pytest.FixtureRequest, tmp_path: Path, film: Path) -> Iterator[Rig]:
    second = film_into(tmp_path / "infrared.avi")
    settings: dict[str, object] = {"film": str(film), "infrared_film": str(second)}
    scenes: dict[str, object] = {
        "scene": str(tmp_path / "one.json"),
        "infrared_scene": str(tmp_path / "two.json"),
    }
    one = scene_of(tmp_path / "one.json", film)
    scene_of(tmp_path / "two.json", second)
    made: dict[str, Rig] = {
        "film": FilmRig(open_camera(settings), film),
        "film-pair": FilmRig(open_pair(settings), film),
        "scene": SceneRig(open_scene(scenes), one),
        "scene-pair": SceneRig(open_scene_pair(scenes), one),
    }
    rig = made[request.param]
    yield rig
    assert rig.camera.stop()


def read(camera: Capture | PairCapture) -> Frame | PairedFrame:
    give_up_at = time.monotonic() + _LIMIT_SECONDS
    while time.monotonic() < give_up_at:
        try:
            return camera.read(0.1)
        except Expired:
            continue
    pytest.fail("no frame came")


def test_a_picture_is_given_with_its_age_and_only_once(rig: Rig) -> None:
    rig.camera.start()
    first, second = read(rig.camera), read(rig.camera)
    assert second.taken_at > first.taken_at
    assert 0 <= time.monotonic() - second.taken_at < PROMPT_SECONDS
    assert second.pixels.shape == (480, 640, 3)


def test_presence_is_told_without_switching_on(rig: Rig) -> None:
    assert rig.camera.is_present()
    rig.unplug()
    assert not rig.camera.is_present()


def test_a_camera_that_is_not_there_is_lost_and_comes_back(rig: Rig) -> None:
    rig.unplug()
    rig.camera.start()
    with pytest.raises(DeviceLost):
        read(rig.camera)
    assert rig.camera.stop()
    rig.plug()
    rig.camera.start()
    assert read(rig.camera).pixels.size


def test_stopping_twice_does_nothing(rig: Rig) -> None:
    rig.camera.start()
    assert rig.camera.stop()
    assert rig.camera.stop()


class Pair:
    """A pair of twins before two films."""

    def __init__(self, tmp_path: Path, colour: Path, infrared: Path) -> None:
        self.colour = scene_of(tmp_path / "one.json", colour)
        self.infrared = scene_of(tmp_path / "two.json", infrared)
        self.camera = open_scene_pair(
            {
                "scene": str(tmp_path / "one.json"),
                "infrared_scene": str(tmp_path / "two.json"),
            }
        )


@pytest.fixture
def pair(tmp_path: Path, film: Path) -> Iterator[Pair]:
    pair = Pair(tmp_path, film, film_into(tmp_path / "infrared.avi", level=60))
    pair.camera.start()
    yield pair
    assert pair.camera.stop()


def paired(pair: Pair) -> PairedFrame:
    """Wait for a frame that has its infrared twin."""
    return until(pair, has_twin=True)


def until(pair: Pair, *, has_twin: bool) -> PairedFrame:
    give_up_at = time.monotonic() + _LIMIT_SECONDS
    while time.monotonic() < give_up_at:
        frame = read(pair.camera)
        assert isinstance(frame, PairedFrame)
        if (frame.infrared is not None) is has_twin:
            return frame
    pytest.fail("no such frame came")


def test_both_pictures_are_of_one_moment(pair: Pair) -> None:
    frame = paired(pair)
    assert frame.infrared is not None
    assert abs(float(frame.infrared.pixels.mean()) - 64) < 12
    assert abs(float(frame.colour.pixels.mean()) - 64) > 40
    assert frame.apart_seconds is not None
    assert frame.apart_seconds <= 0.08
    assert frame.trouble == ""


@pytest.mark.parametrize("how", ["unplugged", "black", "frozen"])
def test_colour_goes_on_without_infrared_and_says_why(pair: Pair, how: str) -> None:
    paired(pair)
    pair.infrared.do(how)
    give_up_at = time.monotonic() + _LIMIT_SECONDS
    frame = until(pair, has_twin=False)
    while frame.trouble == "late":
        assert time.monotonic() < give_up_at
        frame = until(pair, has_twin=False)
    assert frame.trouble == ("absent" if how == "unplugged" else how)
    assert frame.apart_seconds is None


def test_a_face_that_infrared_does_not_see_is_a_cause_to_look(pair: Pair) -> None:
    frame = paired(pair)

    def bright_is_a_face(pixels: Pixels) -> int:
        return int(pixels.mean() > 100)

    assert frame.infrared_agrees(bright_is_a_face) is False
    assert frame.infrared_agrees(lambda _pixels: 1) is True
    assert frame.infrared_agrees(lambda _pixels: 0) is None
    alone = PairedFrame(frame.colour, trouble="unplugged")
    assert alone.infrared_agrees(lambda _pixels: 1) is None
    dark = PairedFrame(frame.colour, trouble="black")
    assert dark.infrared_agrees(lambda _pixels: 1) is False


def test_a_pair_without_a_second_camera_is_a_wrong_setting() -> None:
    with pytest.raises(DeviceLost):
        open_pair({"device": "0"})


def test_a_camera_is_found_by_its_usb_name(tmp_path: Path) -> None:
    for name in ("usb-Acme_HD_Webcam_1", "usb-Acme_IR_Camera_2"):
        for node in (0, 1):
            (tmp_path / f"{name}-video-index{node}").touch()
    assert path_of("ir camera", tmp_path).name == "usb-Acme_IR_Camera_2-video-index0"
    with pytest.raises(DeviceLost) as told:
        path_of("Acme", tmp_path)
    assert told.value.facts["reason"] == "ambiguous"
    for nobody in ("Zenit", ""):
        with pytest.raises(DeviceLost):
            path_of(nobody, tmp_path)
    assert CameraSource("usb:HD_Webcam", by_id=tmp_path).is_present()
    assert not CameraSource("usb:Zenit", by_id=tmp_path).is_present()


def brightness(level: int) -> Pixels:
    return np.full((48, 64, 3), level, np.uint8)


def dropped(levels: list[int], least: int) -> int:
    watch = ExposureWatch(least)
    return next(
        number
        for number, level in enumerate(levels)
        if watch.has_settled(brightness(level))
    )


def test_pictures_are_dropped_until_exposure_is_steady_but_not_for_ever() -> None:
    steady, rising = [120] * 50, [*range(10, 130, 12), *[130] * 50]
    flickering = [60, 160] * 50
    assert dropped(steady, 0) == 0
    assert dropped(steady, 3) == 3
    assert dropped(rising, 3) == rising.index(130) + 2
    assert dropped(flickering, 3) == 18
