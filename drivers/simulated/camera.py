"""A camera whose picture and troubles are chosen from outside while it runs.

It follows the scene file (`drivers.simulated.scene`). The capture is the real driver.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path

import cv2
import numpy as np

from drivers.camera.capture import Capture
from drivers.camera.pair import PairCapture
from drivers.camera.source import PAGE_SIZE, FilmSource, Pixels
from drivers.simulated.scene import CameraTrouble, Scene, read_scene
from kiosk.domain.fault import DeviceLost

__all__ = [
    "PaperSource",
    "SceneSource",
    "open_scene",
    "open_scene_pair",
]

_SLOW_SECONDS = 0.25
_PAPER_SECONDS = 0.08
_FADE_PICTURES = 6
_TABLE, _GRAIN = 118, 4


class SceneSource:
    """The inside of the camera twin: follows the scene file picture by picture."""

    def __init__(self, file: Path) -> None:
        """Name the scene file; it may be written later."""
        self._file = file
        self._stamp: tuple[int, int] | None = None
        self._scene = Scene(trouble=CameraTrouble.UNPLUGGED)
        self._film: FilmSource | None = None
        self._act: FilmSource | None = None
        self._first: Pixels | None = None
        self._faded = 0
        self._last: Pixels | None = None

    def is_present(self) -> bool:
        """Whether the scene can be read and has a camera that is plugged in.

        Asked from another thread than the one that grabs, so it changes nothing.
        """
        try:
            scene = read_scene(self._file)
        except DeviceLost:
            return False
        return scene.trouble is not CameraTrouble.UNPLUGGED

    def open(self) -> None:
        """Start the scene's video."""
        self._follow()
        if self._scene.trouble is CameraTrouble.UNPLUGGED:
            raise DeviceLost(part="camera", reason="absent")
        if self._film is None:
            self._film = FilmSource(Path(self._scene.video))
        self._film.open()

    def grab(self) -> Pixels:
        """Give the next picture of the present scene, spoilt by its trouble."""
        if self._follow() or self._film is None:
            self.open()
        trouble = self._scene.trouble
        if trouble is CameraTrouble.UNPLUGGED or self._film is None:
            raise DeviceLost(part="camera", reason="absent")
        if trouble is CameraTrouble.SLOW:
            time.sleep(_SLOW_SECONDS)
        return self._spoil(self._play(self._film), trouble)

    def _play(self, film: FilmSource) -> Pixels:
        """Give the act's next picture as long as it has one, else the film's."""
        if self._act is not None:
            try:
                return self._acted(film, self._act)
            except DeviceLost:
                self._end_act()
                # Acts begin and end as the film begins.
                film.open()
        return film.grab()

    def _acted(self, film: FilmSource, act: FilmSource) -> Pixels:
        """Go over to where the act begins, as people do who settle; then play it."""
        if self._first is None:
            self._first = act.grab()
        self._faded += 1
        if self._faded > _FADE_PICTURES:
            return act.grab()
        share = self._faded / (_FADE_PICTURES + 1)
        both = cv2.addWeighted(film.grab(), 1 - share, self._first, share, 0.0)
        return np.asarray(both, dtype=np.uint8)

    def _end_act(self) -> None:
        if self._act is not None:
            self._act.close()
        self._act, self._first, self._faded = None, None, 0

    def close(self) -> None:
        """Stop the video."""
        self._end_act()
        if self._film is not None:
            self._film.close()
        self._film, self._last = None, None

    def _spoil(self, pixels: Pixels, trouble: CameraTrouble) -> Pixels:
        if trouble is CameraTrouble.BLACK:
            return np.zeros_like(pixels)
        if trouble is CameraTrouble.FROZEN and self._last is not None:
            return self._last
        self._last = pixels
        return pixels

    def _follow(self) -> bool:
        """Read the scene file when it changed; whether another video plays now."""
        stamp = self._present_stamp()
        if stamp == self._stamp:
            return False
        before, self._scene = self._scene, read_scene(self._file)
        self._stamp = stamp
        if before.video != self._scene.video:
            self.close()
            return True
        if before.acts != self._scene.acts and self._scene.act:
            self._end_act()
            self._act = FilmSource(Path(self._scene.act), loops=False)
            self._act.open()
        return False

    def _present_stamp(self) -> tuple[int, int] | None:
        try:
            facts = self._file.stat()
        except FileNotFoundError:
            return None
        return facts.st_mtime_ns, facts.st_ino


class PaperSource:
    """What the twin sees of papers: the scene's, under a lamp that is never still."""

    def __init__(self, file: Path) -> None:
        """Name the scene file."""
        self._file = file
        self._laid: str | None = None
        self._paper = _table()
        self._noise = np.random.default_rng(1)

    def is_present(self) -> bool:
        """Whether the scene's camera is plugged in."""
        try:
            trouble = read_scene(self._file).trouble
        except DeviceLost:
            return False
        return trouble is not CameraTrouble.UNPLUGGED

    def open(self) -> None:
        """Begin to see."""
        if not self.is_present():
            raise DeviceLost(part="camera", reason="absent")

    def grab(self) -> Pixels:
        """Give the next picture."""
        time.sleep(_PAPER_SECONDS)
        self.open()
        laid = read_scene(self._file).paper
        if laid != self._laid:
            self._laid = laid
            self._paper = _picture_of(laid) if laid else _table()
        grain = self._noise.integers(0, _GRAIN, self._paper.shape, np.uint8)
        seen: Pixels = np.minimum(self._paper, 255 - _GRAIN) + grain
        return seen

    def close(self) -> None:
        """Do nothing: there is nothing to give back."""


def _table() -> Pixels:
    return np.full((*reversed(PAGE_SIZE), 3), _TABLE, np.uint8)


def _picture_of(paper: str) -> Pixels:
    picture = cv2.imread(paper)
    if picture is None:
        raise DeviceLost(part="camera", reason="no-picture")
    return np.asarray(cv2.resize(picture, PAGE_SIZE), dtype=np.uint8)


def open_scene_pair(settings: Mapping[str, object]) -> PairCapture | Capture:
    """Make the real driver's pair on two scenes: ``scene``, ``infrared_scene``."""
    if settings.get("papers"):
        return open_scene(settings)
    infrared = {"scene": settings["infrared_scene"]}
    return PairCapture(open_scene(settings), open_scene(infrared))


def open_scene(settings: Mapping[str, object]) -> Capture:
    """Make the real driver's capture on a scene; setting: ``scene``, the file.

    With ``papers`` it sees the paper of the scene.
    """
    file = Path(str(settings["scene"]))
    return Capture(PaperSource(file) if settings.get("papers") else SceneSource(file))
