"""A camera that is fresh while on, off otherwise, and honest about what it lost."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from drivers.camera.capture import Capture, Frame, open_camera
from drivers.camera.source import CameraSource, FilmSource, Pixels
from drivers.camera.watch import PictureWatch
from drivers.simulated.camera import open_scene
from drivers.simulated.sample_film import empty_room, write_film
from drivers.simulated.scene import SceneCamera
from kiosk.domain.fault import DeviceLost, Expired, InvalidValue
from tests.promptness import PROMPT_SECONDS

_LIMIT_SECONDS = 30.0


class ScriptedSource:
    """A camera that follows a script of levels; ``None`` is a lost picture."""

    def __init__(self, script: list[int | None], pace_seconds: float = 0.005) -> None:
        self.script = script
        self.opened = 0
        self.closed = 0
        self.may_go_on = threading.Event()
        self.may_go_on.set()
        self._pace_seconds = pace_seconds
        self._number = 0

    def is_present(self) -> bool:
        return True

    def open(self) -> None:
        self.opened += 1

    def grab(self) -> Pixels:
        self.may_go_on.wait(_LIMIT_SECONDS)
        time.sleep(self._pace_seconds)
        level = self.script[min(self._number, len(self.script) - 1)]
        self._number += 1
        if level is None:
            raise DeviceLost(part="camera", reason="no-picture")
        pixels = np.full((48, 64, 3), level, np.uint8)
        pixels[0, 0] = self._number % 256
        return pixels

    def close(self) -> None:
        self.closed += 1


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("film") / "room.avi"
    frames = empty_room(seed=1)
    write_film(file, (next(frames) for _ in range(8)))
    return file


def _read(capture: Capture) -> Frame:
    give_up_at = time.monotonic() + _LIMIT_SECONDS
    while time.monotonic() < give_up_at:
        try:
            return capture.read(0.1)
        except Expired:
            continue
    pytest.fail("no frame came")


def _lost_reason(capture: Capture) -> object:
    with pytest.raises(DeviceLost) as caught:
        _read_on(capture)
    return caught.value.facts["reason"]


def _read_on(capture: Capture) -> None:
    give_up_at = time.monotonic() + _LIMIT_SECONDS
    while time.monotonic() < give_up_at:
        _read(capture)


@pytest.fixture
def scene(tmp_path: Path, film: Path) -> Iterator[tuple[SceneCamera, Capture]]:
    camera = SceneCamera(tmp_path / "scene.json")
    camera.do("show", video=film)
    capture = open_scene({"scene": str(tmp_path / "scene.json")})
    capture.start()
    yield camera, capture
    assert capture.stop()


def test_first_pictures_are_dropped_while_exposure_settles() -> None:
    capture = Capture(ScriptedSource([10, 20, 30, 200]), warm_up_frames=3)
    capture.start()
    assert _read(capture).pixels[20, 20, 0] == 200
    assert capture.stop()


def test_read_gives_the_newest_picture_and_none_twice() -> None:
    source = ScriptedSource([100])
    capture = Capture(source, warm_up_frames=0)
    capture.start()
    first = _read(capture)
    second = _read(capture)
    assert second.taken_at > first.taken_at
    assert second.age_seconds < PROMPT_SECONDS
    capture.stop()


def test_a_short_loss_is_survived_by_opening_again() -> None:
    source = ScriptedSource([100, 100, None, 200])
    capture = Capture(source, warm_up_frames=0)
    capture.start()
    while _read(capture).pixels[20, 20, 0] != 200:
        pass
    assert source.opened == 2
    assert capture.stop()


def test_a_lasting_loss_is_told_after_some_tries() -> None:
    source = ScriptedSource([None])
    capture = Capture(source)
    capture.start()
    assert _lost_reason(capture) == "no-picture"
    assert source.opened == 4
    assert capture.stop()


def test_a_mute_camera_is_stalled_and_does_not_let_go() -> None:
    source = ScriptedSource([100])
    source.may_go_on.clear()
    capture = Capture(source, stall_seconds=0.3, stop_seconds=0.1)
    capture.start()
    assert _lost_reason(capture) == "stalled"
    assert not capture.stop()
    source.may_go_on.set()


def test_a_stopped_camera_is_given_back_and_starts_again() -> None:
    source = ScriptedSource([100])
    capture = Capture(source, warm_up_frames=0)
    for times in (1, 2):
        capture.start()
        _read(capture)
        assert capture.stop()
        assert (source.opened, source.closed) == (times, times)


def test_watch_tells_black_and_frozen_only_when_they_last() -> None:
    black = np.zeros((48, 64, 3), np.uint8)
    still = np.full((48, 64, 3), 90, np.uint8)
    for pixels, reason in ((black, "black"), (still, "frozen")):
        watch = PictureWatch()
        assert watch.is_new(still + 1, 0.0)
        watch.is_new(pixels, 0.5)
        watch.is_new(pixels, 1.0)
        with pytest.raises(DeviceLost) as caught:
            watch.is_new(pixels, 2.5)
        assert caught.value.facts["reason"] == reason


def test_watch_does_not_call_a_repeated_picture_new() -> None:
    watch = PictureWatch()
    still = np.full((48, 64, 3), 90, np.uint8)
    assert watch.is_new(still, 0.0)
    assert not watch.is_new(still, 0.1)
    assert watch.is_new(still + 1, 0.2)


def test_a_film_loops_at_its_own_pace(film: Path) -> None:
    source = FilmSource(film)
    source.open()
    begun = time.monotonic()
    frames = [source.grab() for _ in range(10)]
    assert time.monotonic() - begun >= 9 / 15 - 0.1
    assert np.array_equal(frames[0], frames[8])
    source.close()


def test_pictures_are_at_most_640_wide(tmp_path: Path) -> None:
    file = tmp_path / "wide.avi"
    code = cv2.VideoWriter.fourcc(*"MJPG")
    writer = cv2.VideoWriter(str(file), code, 25.0, (1280, 720))
    writer.write(np.full((720, 1280, 3), 90, np.uint8))
    writer.release()
    source = FilmSource(file)
    source.open()
    assert source.grab().shape == (360, 640, 3)
    source.close()


def test_an_absent_film_and_a_broken_one_are_lost(tmp_path: Path) -> None:
    broken = tmp_path / "broken.avi"
    broken.write_bytes(b"RIFF no film")
    for file, reason in ((tmp_path / "absent.avi", "absent"), (broken, "cannot-open")):
        with pytest.raises(DeviceLost) as caught:
            FilmSource(file).open()
        assert caught.value.facts["reason"] == reason


@pytest.mark.parametrize("device", ["/dev/v4l/by-id/none", 91, "91"])
def test_an_absent_camera_is_not_present(device: int | str) -> None:
    capture = open_camera({"device": device})
    assert not capture.is_present()
    capture.start()
    assert _lost_reason(capture) == "absent"
    capture.stop()


def test_a_path_that_is_no_camera_is_lost(tmp_path: Path) -> None:
    (tmp_path / "video0").write_bytes(b"")
    source = CameraSource(str(tmp_path / "video0"))
    assert source.is_present()
    with pytest.raises(DeviceLost):
        source.open()


def test_a_film_may_stand_for_a_camera(film: Path) -> None:
    capture = open_camera({"film": str(film)})
    capture.start()
    assert _read(capture).pixels.shape == (480, 640, 3)
    capture.stop()


def test_the_scene_changes_while_the_camera_is_on(
    scene: tuple[SceneCamera, Capture], tmp_path: Path
) -> None:
    camera, capture = scene
    before = _read(capture).pixels
    write_film(tmp_path / "grey.avi", _grey_film())
    camera.do("show", video=tmp_path / "grey.avi")
    give_up_at = time.monotonic() + _LIMIT_SECONDS
    while abs(float(_read(capture).pixels.mean()) - 60.0) > 5.0:
        assert time.monotonic() < give_up_at
    assert float(before.mean()) > 100.0


def _grey_film() -> Iterator[Pixels]:
    random = np.random.default_rng(5)
    for _ in range(8):
        yield random.integers(50, 70, (480, 640, 3)).astype(np.uint8)


def test_a_pulled_plug_is_found_by_the_real_driver(
    scene: tuple[SceneCamera, Capture],
) -> None:
    camera, capture = scene
    _read(capture)
    camera.do("unplugged")
    assert _lost_reason(capture) == "absent"


def test_a_scene_without_a_file_has_no_camera(tmp_path: Path) -> None:
    capture = open_scene({"scene": str(tmp_path / "absent.json")})
    assert not capture.is_present()


def test_a_malformed_scene_is_a_lost_camera(tmp_path: Path) -> None:
    (tmp_path / "scene.json").write_text("{")
    capture = open_scene({"scene": str(tmp_path / "scene.json")})
    assert not capture.is_present()
    capture.start()
    assert _lost_reason(capture) == "scene-malformed"
    capture.stop()


@pytest.mark.parametrize("action", ["dance", "", "show"])
def test_the_scene_refuses_what_it_cannot_do(tmp_path: Path, action: str) -> None:
    with pytest.raises(InvalidValue):
        SceneCamera(tmp_path / "scene.json").do(action)


def test_mending_keeps_the_video(tmp_path: Path, film: Path) -> None:
    camera = SceneCamera(tmp_path / "scene.json")
    camera.do("show", video=film)
    camera.do("black")
    assert camera.scene().trouble == "black"
    camera.do("mend")
    assert camera.scene().trouble == ""
    assert camera.scene().video == str(film)
