"""What stands before the simulated camera: a file that whoever plays the hall writes.

A *scene file* names the video that plays before the camera and the trouble it has.
"""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from pathlib import Path

from kiosk.domain.challenge import Action
from kiosk.domain.fault import DeviceLost, InvalidValue

__all__ = ["CameraTrouble", "Scene", "SceneCamera", "read_scene"]


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
        return read_scene(self._file)

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


def read_scene(file: Path) -> Scene:
    """Read a scene file; where there is none, no camera is plugged in.

    Raises:
        DeviceLost: the file holds something else.
    """
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
