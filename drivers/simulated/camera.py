"""A camera whose picture and troubles are chosen from outside while it runs.

A *scene file* names the video that plays before the camera and the trouble it
has; whoever writes the file plays the hall. The capture is the real driver.
"""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from pathlib import Path

import cv2
import numpy as np

from drivers.camera.capture import Capture
from drivers.camera.pair import PairCapture
from drivers.camera.source import PAGE_SIZE, FilmSource, Pixels
from kiosk.domain.challenge import Action
from kiosk.domain.fault import DeviceLost, InvalidValue

__all__ = [
    "CameraTrouble",
    "PaperSource",
    "Scene",
    "SceneCamera",
    "SceneSource",
    "open_scene",
    "open_scene_pair",
]

_SLOW_SECONDS = 0.25
_PAPER_SECONDS = 0.08
_FADE_PICTURES = 6
_TABLE, _GRAIN = 118, 4


class CameraTrouble(StrEnum):
    """What may be wrong with the simulated camera."""

    NONE = ""
    FROZEN = "frozen"
    BLACK = "black"
    UNPLUGGED = "unplugged"
    SLOW = "slow"


@dataclass(frozen=True, slots=True)
class Scene:
    """What stands before the camera, and a trouble or none.

    Attributes:
        video: File that plays again and again.
        act: File that plays once, as soon as the scene says so.
        acts: How many acts there were; a new number plays the act.
        paper: Picture of the paper that lies under the camera; empty for none.
    """

    video: str = ""
    trouble: CameraTrouble = CameraTrouble.NONE
    act: str = ""
    acts: int = 0
    paper: str = ""


class SceneCamera:
    """The outside of the camera twin: writes the scene file, whole or not at all."""

    def __init__(self, file: Path) -> None:
        """Name the scene file; without one the camera is not plugged in."""
        self._file = file

    def scene(self) -> Scene:
        """Tell the present scene."""
        return _read_scene(self._file)

    def do(self, action: str, *, video: Path | str | None = None) -> None:
        """Change the scene.

        Actions: ``show`` (with ``video``: play it, no trouble), ``mend``,
        ``frozen``, ``black``, ``unplugged``, ``slow``; and what the person shown
        may be asked to do, each by its own film beside the video: ``blink``,
        ``turn-left``, ``turn-right``, ``come-closer``, ``open-mouth``. ``lay-paper``
        (with ``video``: a picture of it) and ``take-paper-away`` change what is there.

        Raises:
            InvalidValue: no such action or no such video.
        """
        if action in set(Action):
            self._write(self._acting(action))
        elif action == "show":
            self._write(Scene(_existing(video), acts=self._acts_so_far()))
        elif action == "lay-paper":
            self._write(replace(self.scene(), paper=_existing(video)))
        elif action == "take-paper-away":
            self._write(replace(self.scene(), paper=""))
        elif action == "mend":
            self._write(replace(self.scene(), trouble=CameraTrouble.NONE))
        elif action in set(CameraTrouble) - {CameraTrouble.NONE}:
            self._write(replace(self.scene(), trouble=CameraTrouble(action)))
        else:
            raise InvalidValue(field="action", reason="unknown")

    def _acts_so_far(self) -> int:
        try:
            return self.scene().acts
        except DeviceLost:
            return 0

    def _acting(self, action: str) -> Scene:
        scene = self.scene()
        film = Path(scene.video).with_name(f"{action}.avi")
        return replace(scene, act=_existing(film), acts=scene.acts + 1)

    def _write(self, scene: Scene) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=self._file.parent, prefix=".scene-")
        with os.fdopen(descriptor, "w", encoding="utf-8") as out:
            json.dump(asdict(scene), out)
        Path(name).replace(self._file)


def _existing(video: Path | str | None) -> str:
    if video is None or not Path(video).is_file():
        raise InvalidValue(field="video", reason="absent")
    return str(Path(video).resolve())


def _read_scene(file: Path) -> Scene:
    try:
        told = json.loads(file.read_text("utf-8"))
        return Scene(
            str(told["video"]),
            CameraTrouble(told["trouble"]),
            str(told.get("act", "")),
            int(told.get("acts", 0)),
            str(told.get("paper", "")),
        )
    except FileNotFoundError:
        return Scene(trouble=CameraTrouble.UNPLUGGED)
    except (ValueError, KeyError, TypeError):
        raise DeviceLost(part="camera", reason="scene-malformed") from None


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
            scene = _read_scene(self._file)
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
        before, self._scene = self._scene, _read_scene(self._file)
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
            trouble = _read_scene(self._file).trouble
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
        laid = _read_scene(self._file).paper
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
